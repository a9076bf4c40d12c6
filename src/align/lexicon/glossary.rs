//! Glossaries: the terms of a field, a client or a text with their translations, as people keep them,
//! made into a lexicon.
//!
//! An entry of several words does not say which word translates which, and a glossary is too small to
//! learn it from by expectation–maximisation: most words stand in one entry. Within an entry, though,
//! words translate one for one. They are therefore linked as by Melamed (2000): the pair that the
//! built-in lexicon links most strongly first, each word at most once. What is left over on both sides,
//! the words that the glossary is kept for, shares its links evenly; words as frequent as “of” or “the”
//! have no part in that.
//!
//! Words have the frequency they have in the built-in lexicon; one that it does not know is as rare as
//! the rarest that it does, however small the glossary.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::table::{Rows, Table, format_table};
use super::{Lexicon, TableKey, TrainingOptions, UnitKind, Units};
use crate::model::Language;
use crate::text::{Script, dominant_script};

/// Words of a term beyond which it is a sentence, and tells little of any one word.
const LONGEST_TERM: usize = 20;
/// How many times as often as by chance the built-in lexicon must have seen one word for the other to
/// link them: less is what function words have with everything.
const KNOWN_LINK: f64 = 10.0;
/// Words more frequent than this are function words.
const FREQUENT: f64 = 1e-3;
/// How probably a translator follows the glossary.
const FOLLOWED: f64 = 0.9;

/// A glossary as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glossary {
    entries: BTreeSet<GlossaryEntry>,
    /// The entries as typed, the English term first.
    terms: BTreeSet<(String, String)>,
    /// Lines that are no entry, each with its number from 1 and what is wrong with it.
    pub skipped: Vec<String>,
}

/// A term and its translation as stems, each stem once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct GlossaryEntry {
    english: Vec<String>,
    arabic: Vec<String>,
}

impl Glossary {
    /// Reads lines of `TERM<TAB>TERM`, one English and one Arabic in either order; script tells which
    /// is which. More columns, empty lines and lines that begin with `#` are left out, and so is a
    /// first line that names the columns.
    pub fn parse(text: &str) -> Self {
        let units = (Units::of(&Language::english()), Units::of(&Language::arabic()));
        let mut glossary = Glossary::default();
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end()));
        let mut may_be_heading = true;
        for (number, line) in lines.filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            match parse_entry(line, &units) {
                Ok((entry, typed)) => {
                    glossary.entries.insert(entry);
                    glossary.terms.insert(typed);
                }
                Err(BadEntry::SameScript) if may_be_heading => {}
                Err(bad) => glossary.skipped.push(format!("line {number}: {bad}")),
            }
            may_be_heading = false;
        }
        glossary
    }

    /// Number of entries, each counted once.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The terms as typed, each English term with an Arabic one.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().map(|(english, arabic)| (english.as_str(), arabic.as_str()))
    }

    /// The glossary as a lexicon.
    pub fn to_lexicon(&self) -> Lexicon<'static> {
        let built_in = Lexicon::built_in();
        let [english_stems, arabic_stems] = self.tables(UnitKind::Stem, &built_in);
        let [english_roots, arabic_roots] = self.tables(UnitKind::Root, &built_in);
        let header = [format!("glossary, entries: {}", self.len())];
        let tables = [english_stems, arabic_stems, english_roots, arabic_roots];
        Lexicon::of_tables(&header, &tables)
    }

    /// The tables from English and from Arabic.
    fn tables(&self, kind: UnitKind, built_in: &Lexicon<'_>) -> [String; 2] {
        let units = (Units::of(&Language::english()), Units::of(&Language::arabic()));
        let english = built_in.table(TableKey { kind, from_arabic: false });
        let arabic = built_in.table(TableKey { kind, from_arabic: true });
        let terms = |side: fn(&GlossaryEntry) -> &[String], units: &Units| -> Vec<Vec<String>> {
            self.entries.iter().map(|entry| units_of(side(entry), kind, units)).collect()
        };
        let english_terms = terms(|entry| &entry.english, &units.0);
        let arabic_terms = terms(|entry| &entry.arabic, &units.1);
        let english_words = known_words(&english_terms, english);
        let arabic_words = known_words(&arabic_terms, arabic);
        let (mut forward, mut backward) = (Shares::new(), Shares::new());
        for (e, a) in english_terms.iter().zip(&arabic_terms) {
            let e: Vec<&KnownWord<'_>> =
                e.iter().map(|word| &english_words[word.as_str()]).collect();
            let a: Vec<&KnownWord<'_>> =
                a.iter().map(|word| &arabic_words[word.as_str()]).collect();
            for link in link(&e, &a) {
                let (e, a) = (e[link.english], a[link.arabic]);
                add_share(&mut forward, e, a, link.share, link.of_english);
                add_share(&mut backward, a, e, link.share, link.of_arabic);
            }
        }
        [format_shares(&forward, english.total()), format_shares(&backward, arabic.total())]
    }
}

/// Why a line is no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum BadEntry {
    #[error("an entry is TERM<TAB>TERM")]
    OneColumn,
    #[error("one term must be English and the other Arabic")]
    SameScript,
    #[error("a term must be in Latin or Arabic letters")]
    OtherScript,
    #[error(
        "a term has at most {LONGEST_TERM} words; `tarjuman lexicon train` learns from sentences"
    )]
    Sentence,
}

/// The entry of a line, and its terms as typed, the English one first.
fn parse_entry(
    line: &str,
    units: &(Units, Units),
) -> Result<(GlossaryEntry, (String, String)), BadEntry> {
    let mut fields = line.split('\t').map(str::trim);
    let (first, second) = fields.next().zip(fields.next()).ok_or(BadEntry::OneColumn)?;
    if first.is_empty() || second.is_empty() {
        return Err(BadEntry::OneColumn);
    }
    let (english, arabic) = match (dominant_script(first), dominant_script(second)) {
        (Some(Script::Latin), Some(Script::Arabic)) => (first, second),
        (Some(Script::Arabic), Some(Script::Latin)) => (second, first),
        (Some(a), Some(b)) if a == b => return Err(BadEntry::SameScript),
        _ => return Err(BadEntry::OtherScript),
    };
    let entry = GlossaryEntry {
        english: each_once(units.0.stems(english)),
        arabic: each_once(units.1.stems(arabic)),
    };
    if entry.english.is_empty() || entry.arabic.is_empty() {
        return Err(BadEntry::OtherScript);
    }
    if entry.english.len().max(entry.arabic.len()) > LONGEST_TERM {
        return Err(BadEntry::Sentence);
    }
    Ok((entry, (english.to_owned(), arabic.to_owned())))
}

fn each_once(words: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.into_iter().filter(|word| seen.insert(word.clone())).collect()
}

/// The words of a term as units, each once.
fn units_of(stems: &[String], kind: UnitKind, units: &Units) -> Vec<String> {
    match kind {
        UnitKind::Stem => stems.to_vec(),
        UnitKind::Root => each_once(stems.iter().map(|stem| units.root(stem)).collect()),
    }
}

/// A word of the glossary with what the built-in lexicon says of it.
struct KnownWord<'a> {
    text: &'a str,
    count: f64,
    frequency: f64,
    translations: Vec<(&'a str, f64)>,
}

fn known_words<'a>(terms: &'a [Vec<String>], table: Table<'a>) -> HashMap<&'a str, KnownWord<'a>> {
    let rarest = TrainingOptions::default().min_count;
    let mut words = HashMap::new();
    for text in terms.iter().flatten() {
        words.entry(text.as_str()).or_insert_with(|| {
            let entry = table.get(text);
            let count = entry.map_or(rarest, |entry| entry.count);
            let translations = entry.map(|entry| entry.translations().collect());
            KnownWord {
                text,
                count,
                frequency: count / table.total().max(1.0),
                translations: translations.unwrap_or_default(),
            }
        });
    }
    words
}

impl KnownWord<'_> {
    /// Half of t(other | self) / u(other).
    fn ratio(&self, other: &KnownWord<'_>) -> f64 {
        let found = self.translations.iter().find(|(word, _)| *word == other.text);
        found.map_or(0.0, |(_, probability)| probability / other.frequency / 2.0)
    }
}

/// Two words of an entry that translate each other, by their places.
struct WordLink {
    english: usize,
    arabic: usize,
    /// How much each is the other's translation: 1 where each has only the other.
    share: f64,
    /// One by the number of links that the English word has in the entry.
    of_english: f64,
    /// Likewise of the Arabic word.
    of_arabic: f64,
}

/// Links the words of an entry.
fn link(english: &[&KnownWord<'_>], arabic: &[&KnownWord<'_>]) -> Vec<WordLink> {
    let mut known: Vec<(f64, usize, usize)> = Vec::new();
    for (i, e) in english.iter().enumerate() {
        known.extend(arabic.iter().enumerate().map(|(j, a)| (e.ratio(a) + a.ratio(e), i, j)));
    }
    known.retain(|(ratio, ..)| *ratio >= KNOWN_LINK);
    known.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut links: Vec<WordLink> = Vec::new();
    for (_, i, j) in known {
        if links.iter().all(|link| link.english != i && link.arabic != j) {
            links.push(WordLink {
                english: i,
                arabic: j,
                share: 1.0,
                of_english: 1.0,
                of_arabic: 1.0,
            });
        }
    }
    let left_english = left_over(english, |i| links.iter().any(|link| link.english == i));
    let left_arabic = left_over(arabic, |j| links.iter().any(|link| link.arabic == j));
    let (m, n) = (left_english.len() as f64, left_arabic.len() as f64);
    for &i in &left_english {
        links.extend(left_arabic.iter().map(|&j| WordLink {
            english: i,
            arabic: j,
            share: 1.0 / m.max(n),
            of_english: 1.0 / n,
            of_arabic: 1.0 / m,
        }));
    }
    links
}

/// The words without a link; the frequent ones only where there are no others in the whole term.
fn left_over(words: &[&KnownWord<'_>], is_linked: impl Fn(usize) -> bool) -> Vec<usize> {
    let only_frequent = words.iter().all(|word| word.frequency > FREQUENT);
    (0..words.len())
        .filter(|&i| !is_linked(i) && (only_frequent || words[i].frequency <= FREQUENT))
        .collect()
}

/// What the glossary says of each word.
type Shares<'a> = BTreeMap<&'a str, WordShares<'a>>;

/// What the glossary says of one word.
struct WordShares<'a> {
    count: f64,
    /// Entries in which it is linked.
    entries: f64,
    /// The shares of its translations, summed over these.
    translations: BTreeMap<&'a str, f64>,
}

fn add_share<'a>(
    shares: &mut Shares<'a>,
    word: &KnownWord<'a>,
    other: &KnownWord<'a>,
    share: f64,
    of_word: f64,
) {
    let row = shares.entry(word.text).or_insert_with(|| WordShares {
        count: word.count,
        entries: 0.0,
        translations: BTreeMap::new(),
    });
    row.entries += of_word;
    *row.translations.entry(other.text).or_default() += share;
}

fn format_shares(shares: &Shares<'_>, total: f64) -> String {
    let mut rows = Rows::new();
    for (word, row) in shares {
        let mut translations: Vec<(&str, f64)> = row
            .translations
            .iter()
            .map(|(other, sum)| (*other, FOLLOWED * sum / row.entries))
            .collect();
        translations.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(y.0)));
        translations.truncate(TrainingOptions::default().most_translations);
        rows.insert(word, (row.count, translations));
    }
    format_table(total, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEMS: TableKey = TableKey { kind: UnitKind::Stem, from_arabic: false };

    fn translations(glossary: &str, word: &str) -> Vec<(String, f64)> {
        let lexicon = Glossary::parse(glossary).to_lexicon();
        let Some(entry) = lexicon.table(STEMS).get(word) else { return Vec::new() };
        entry.translations().map(|(word, probability)| (word.to_owned(), probability)).collect()
    }

    /// Either column may be the English one; comments, a heading, empty lines and more columns are
    /// no entries and no mistakes.
    #[test]
    fn columns_are_told_by_script() {
        let text = "# terms\nEnglish\tArabic\tNote\n\nglint\tقندس\tn.\nسمدل\tgleam\r\n";
        let glossary = Glossary::parse(text);
        assert_eq!((glossary.len(), glossary.skipped.len()), (2, 0));
        assert_eq!(translations(text, "glint"), [("قندس".to_owned(), 0.9)]);
        assert_eq!(translations(text, "gleam"), [("سمدل".to_owned(), 0.9)]);
    }

    /// A line that is no entry is named by its number; only the first may be a heading.
    #[test]
    fn bad_lines_are_skipped_and_named() {
        let long: String = (0..=LONGEST_TERM).map(|n| format!("w{n} ")).collect();
        let text = format!(
            "glint\tقندس\nEnglish\tArabic\nglint\n\tقندس\nблеск\tقندس\n12\t١٢\n{long}\tقندس\ngleam\tسمدل\n"
        );
        let glossary = Glossary::parse(&text);
        let numbers: Vec<&str> =
            glossary.skipped.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(numbers, ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
        assert_eq!(glossary.len(), 2);
    }

    /// A word that stands alone in its entry is all but sure; one that shares it with another unknown
    /// word gets half; one with two translations in the glossary shares its own.
    #[test]
    fn words_share_what_their_entry_does_not_tell_apart() {
        let text =
            "vornik\tقندس\nblenk trovat\tسمدل رمثان\nglint\tقندس\nglint\tسمدل\nglint\tالقندس\n";
        assert_eq!(translations(text, "vornik")[0].1, 0.9);
        assert_eq!(translations(text, "blenk").iter().map(|t| t.1).collect::<Vec<_>>(), [0.45; 2]);
        assert_eq!(translations(text, "glint").iter().map(|t| t.1).collect::<Vec<_>>(), [0.45; 2]);
    }

    /// Known words of an entry keep to their own translations and leave the new one to the new word;
    /// function words translate nothing.
    #[test]
    fn known_words_leave_the_unknown_to_each_other() {
        let text = "The Ministry of Vornik\tوزارة القندس\n";
        assert_eq!(translations(text, "vornik"), [("قندس".to_owned(), 0.9)]);
        assert_eq!(translations(text, "ministri"), [("زار".to_owned(), 0.9)]);
        assert_eq!(translations(text, "of"), []);
    }

    /// A term that is a function word is an entry all the same.
    #[test]
    fn a_function_word_may_be_a_term() {
        assert_eq!(translations("of\tقندس\n", "of"), [("قندس".to_owned(), 0.9)]);
    }

    /// In a glossary of one entry a new word is rare, and a known one as frequent as it is anywhere.
    #[test]
    fn frequencies_are_those_of_running_text() {
        let lexicon = Glossary::parse("vornik market\tسوق القندس\n").to_lexicon();
        let table = lexicon.table(STEMS);
        let frequency =
            |table: Table<'_>, word: &str| table.get(word).unwrap().count / table.total();
        assert!(frequency(table, "vornik") < 1e-5);
        let built_in = Lexicon::built_in();
        assert_eq!(frequency(table, "market"), frequency(built_in.table(STEMS), "market"));
    }

    /// All four tables hold an entry, so that derived forms are found by their roots.
    #[test]
    fn every_table_holds_the_entry() {
        let lexicon = Glossary::parse("vorniks\tالقنادس\n").to_lexicon();
        for key in TableKey::ALL {
            assert_eq!(lexicon.table(key).words().count(), 1, "{key:?}");
        }
        assert_eq!(lexicon.header().collect::<Vec<_>>(), ["glossary, entries: 1"]);
    }
}
