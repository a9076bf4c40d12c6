//! One table of a lexicon, as lines of text sorted by word, searched by bisection.
//!
//! The line after the title is the number of words the table was trained on. Each further line is
//! `word<TAB>count<TAB>translation probability<TAB>…`, probabilities in ten-thousandths.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use memchr::{memchr, memrchr};

/// A table as it lies in the text.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    total: f64,
    lines: &'a str,
}

/// What a table says of one word.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// How often the word was seen in training.
    pub count: f64,
    fields: &'a str,
}

impl<'a> Entry<'a> {
    /// Translations with their probabilities, 0–1, most probable first.
    pub fn translations(&self) -> impl Iterator<Item = (&'a str, f64)> {
        self.fields.split('\t').filter_map(|field| {
            let (word, probability) = field.rsplit_once(' ')?;
            Some((word, probability.parse::<f64>().ok()? / 1e4))
        })
    }
}

impl<'a> Table<'a> {
    /// A table from the text after its title.
    pub(super) fn new(section: &'a str) -> Self {
        let section = section.trim_start();
        let (total, lines) = section.split_once('\n').unwrap_or((section, ""));
        Table { total: total.trim().parse().unwrap_or(0.0), lines: lines.trim_end() }
    }

    /// Words the table was trained on, repetitions counted.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Every word with its entry, in order.
    pub fn words(&self) -> impl Iterator<Item = (&'a str, Entry<'a>)> {
        self.lines.lines().filter_map(parse_line)
    }

    /// What the table says of a word.
    pub fn get(&self, word: &str) -> Option<Entry<'a>> {
        let text = self.lines;
        let (mut low, mut high) = (0, text.len());
        // Invariant: the line sought, if any, begins in low..high, and low is a line's begin.
        while low < high {
            let middle = low + (high - low) / 2;
            let bytes = text.as_bytes();
            let begin = memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
            let end = || memchr(b'\n', &bytes[begin..]).map_or(text.len(), |at| begin + at);
            let tab = memchr(b'\t', &bytes[begin..])?;
            match text[begin..begin + tab].cmp(word) {
                Ordering::Equal => return parse_line(&text[begin..end()]).map(|(_, entry)| entry),
                Ordering::Less => low = end() + 1,
                Ordering::Greater => high = begin,
            }
        }
        None
    }
}

fn parse_line(line: &str) -> Option<(&str, Entry<'_>)> {
    let (word, rest) = line.split_once('\t')?;
    let (count, fields) = rest.split_once('\t').unwrap_or((rest, ""));
    Some((word, Entry { count: count.parse().ok()?, fields }))
}

/// The rows of a table that is to be written: each word's count and its translations with their
/// probabilities.
pub type Rows<'a> = BTreeMap<&'a str, (f64, Vec<(&'a str, f64)>)>;

/// Writes a table: the total, then a line a word.
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
    fn every_word_is_found_and_no_other() {
        let words: Vec<String> = (0..257).map(|n| format!("w{:03}", n * 2)).collect();
        let map =
            words.iter().map(|w| (w.as_str(), (3.0, vec![("x", 0.5), ("y z", 0.25)]))).collect();
        let text = format_table(771.0, &map);
        let table = Table::new(&text);
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
