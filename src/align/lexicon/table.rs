//! A table of a lexicon, as lines of text sorted by word.
//!
//! The line after the title is the number of words in the training text. Each further line is
//! `word<TAB>count<TAB>translation probability<TAB>…`, with probabilities in ten-thousandths.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::OnceLock;

use memchr::{memchr, memchr_iter};
use rustc_hash::FxBuildHasher;

/// A table in the text of a lexicon.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    total: f64,
    lines: &'a str,
    index: &'a OnceLock<Index>,
}

/// A hash index of the lines of a table by word, with open addressing (Knuth, 1973, section 6.4).
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// A power of two of slots.
    slots: Vec<Slot>,
    lines: Vec<Line>,
}

/// A slot of the index.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Part of the word's hash: words are compared only if it is equal.
    tag: u32,
    /// One more than the number of the word's line; 0 if the slot is empty.
    line: u32,
}

#[derive(Debug, Clone)]
struct Line {
    /// The byte at which it begins.
    begin: u32,
    /// The parsed line, once it has been used.
    row: OnceLock<Box<Row>>,
}

impl Index {
    fn of(text: &str) -> Self {
        let count = memchr_iter(b'\n', text.as_bytes()).count() + 1;
        let mut slots = vec![Slot::default(); (2 * count).next_power_of_two()];
        let mut lines = Vec::with_capacity(count);
        let mut begin = 0;
        while let Some(tab) = memchr(b'\t', &text.as_bytes()[begin..]) {
            let (tag, mut probe) = Self::probe(&slots, &text[begin..begin + tab]);
            let free = probe.find(|&at| slots[at].line == 0);
            if let (Some(slot), Ok(begin)) = (free, u32::try_from(begin)) {
                lines.push(Line { begin, row: OnceLock::new() });
                slots[slot] = Slot { tag, line: u32::try_from(lines.len()).unwrap_or(0) };
            }
            let Some(end) = memchr(b'\n', &text.as_bytes()[begin..]) else { break };
            begin += end + 1;
        }
        Index { slots, lines }
    }

    /// The tag of a word and the slots in which it may be, in the order of probing.
    fn probe(slots: &[Slot], word: &str) -> (u32, impl Iterator<Item = usize> + use<>) {
        let (mask, hash) = (slots.len() - 1, FxBuildHasher.hash_one(word));
        ((hash >> 32) as u32, (0..=mask).map(move |step| (hash as usize + step) & mask))
    }

    /// The number of a word's line.
    fn find(&self, text: &str, word: &str) -> Option<u32> {
        let line = |number: u32| &text.as_bytes()[self.lines[number as usize].begin as usize..];
        self.find_where(word, |number| {
            let rest = line(number).strip_prefix(word.as_bytes());
            rest.is_some_and(|rest| rest.starts_with(b"\t"))
        })
    }

    /// The same without comparing the word: faster, but wrong for one in a billion of the words that have
    /// no line.
    fn guess(&self, word: &str) -> Option<u32> {
        self.find_where(word, |_| true)
    }

    fn find_where(&self, word: &str, is_match: impl Fn(u32) -> bool) -> Option<u32> {
        let (tag, probe) = Self::probe(&self.slots, word);
        for at in probe {
            let slot = self.slots[at];
            let number = slot.line.checked_sub(1)?;
            if slot.tag == tag && is_match(number) {
                return Some(number);
            }
        }
        None
    }
}

/// A parsed line of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// How often the word was seen in training.
    pub count: f64,
    /// The probability of its most probable translation.
    pub best: f64,
    /// Its translations with their probabilities, as line numbers in the table of the other direction.
    /// Translations without a line there are left out.
    pub translations: Box<[(u32, f64)]>,
}

/// The entry of a word in a table.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The word.
    pub word: &'a str,
    /// How often the word was seen in training.
    pub count: f64,
    fields: &'a str,
}

impl<'a> Entry<'a> {
    /// The translations with their probabilities, 0–1, most probable first.
    pub fn translations(&self) -> impl Iterator<Item = (&'a str, f64)> {
        self.fields.split('\t').filter_map(|field| {
            let (word, probability) = field.rsplit_once(' ')?;
            Some((word, f64::from(probability.parse::<u32>().ok()?) / 1e4))
        })
    }
}

impl<'a> Table<'a> {
    /// A table, given the text after its title.
    pub(super) fn new(section: &'a str, index: &'a OnceLock<Index>) -> Self {
        let section = section.trim_start();
        let (total, lines) = section.split_once('\n').unwrap_or((section, ""));
        Table { total: total.trim().parse().unwrap_or(0.0), lines: lines.trim_end(), index }
    }

    /// The number of words in the training text, counting repetitions.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// All words with their entries, in order.
    pub fn words(&self) -> impl Iterator<Item = (&'a str, Entry<'a>)> {
        self.lines.lines().filter_map(parse_line)
    }

    /// The entry of a word.
    pub fn get(&self, word: &str) -> Option<Entry<'a>> {
        self.entry(self.find(word)?)
    }

    /// The number of a word's line, below [`Table::len`].
    pub fn find(&self, word: &str) -> Option<u32> {
        self.index().find(self.lines, word)
    }

    /// The number of lines.
    pub fn len(&self) -> usize {
        self.index().lines.len()
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The parsed line; `other` is the table of the same kind in the other direction. Each line is parsed
    /// once and then shared by all documents.
    pub fn row(&self, number: u32, other: &Table<'_>) -> &'a Row {
        self.index().lines[number as usize].row.get_or_init(|| {
            let entry = self.entry(number);
            let translations = || entry.iter().flat_map(Entry::translations);
            let number = |word| other.index().guess(word);
            let numbered = translations().filter_map(|(word, p)| Some((number(word)?, p)));
            Box::new(Row {
                count: entry.map_or(0.0, |entry| entry.count),
                best: translations().next().map_or(0.0, |(_, probability)| probability),
                translations: numbered.collect(),
            })
        })
    }

    fn entry(&self, number: u32) -> Option<Entry<'a>> {
        let rest = &self.lines[self.index().lines[number as usize].begin as usize..];
        let end = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        parse_line(&rest[..end]).map(|(_, entry)| entry)
    }

    fn index(&self) -> &'a Index {
        self.index.get_or_init(|| Index::of(self.lines))
    }
}

fn parse_line(line: &str) -> Option<(&str, Entry<'_>)> {
    let (word, rest) = line.split_once('\t')?;
    let (count, fields) = rest.split_once('\t').unwrap_or((rest, ""));
    Some((word, Entry { word, count: count.parse().ok()?, fields }))
}

/// The rows of a table to be written: for each word, its count and its translations with their
/// probabilities.
pub type Rows<'a> = BTreeMap<&'a str, (f64, Vec<(&'a str, f64)>)>;

/// The text of a table: the total, then one line per word.
pub fn format_table(total: f64, words: &Rows<'_>) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n{total:.0}");
    for (word, (count, translations)) in words {
        let _ = write!(text, "{word}\t{count:.0}");
        for (translation, probability) in translations {
            let _ = write!(text, "\t{translation} {:.0}", probability * 1e4);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_table_are_found() {
        let words: Vec<String> = (0..257).map(|n| format!("w{:03}", n * 2)).collect();
        let map =
            words.iter().map(|w| (w.as_str(), (3.0, vec![("x", 0.5), ("y z", 0.25)]))).collect();
        let text = format_table(771.0, &map);
        let index = OnceLock::new();
        let table = Table::new(&text, &index);
        assert_eq!(table.total(), 771.0);
        for word in &words {
            let entry = table.get(word).unwrap();
            assert_eq!(entry.translations().collect::<Vec<_>>(), [("x", 0.5), ("y z", 0.25)]);
        }
        for word in ["", "a", "w001", "w513", "z"] {
            assert!(table.get(word).is_none(), "{word}");
        }
    }
}
