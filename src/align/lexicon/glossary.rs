//! Turns glossaries, lists of terms with their translations, into lexicons.
//!
//! A glossary entry of several words does not show which word translates which, and a glossary is too small
//! to learn this by expectation–maximisation, because most words occur in only one entry. But within an
//! entry, words mostly translate one to one. They are therefore linked by competitive linking (Melamed,
//! 2000): the pair with the strongest link in the built-in lexicon is linked first, and each word is linked
//! at most once. The words that remain, which are usually those that the glossary is kept for, are linked
//! evenly with each other; function words such as “of” or “the” are excluded from this.
//!
//! The frequency of a word is that in the built-in lexicon, whatever the size of the glossary. A word that
//! the built-in lexicon does not know counts as rare as the rarest word that it knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::table::{Rows, Table, format_table};
use super::{Lexicon, TableKey, TrainingOptions, UnitKind, Units};
use crate::model::Language;
use crate::text::{Script, dominant_script};

/// The most words of a term. A longer one is a sentence and says little about any single word.
const MAX_TERM_WORDS: usize = 20;
/// The weakest link of the built-in lexicon that links two words: how many times as often as by chance they
/// translate each other. Function words have weaker links with everything.
const MIN_KNOWN_RATIO: f64 = 10.0;
/// Words more frequent than this are function words.
const FUNCTION_WORD_FREQUENCY: f64 = 1e-3;
/// The probability that a translator uses the term of the glossary.
const ADHERENCE: f64 = 0.9;

/// A glossary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glossary {
    entries: BTreeSet<GlossaryEntry>,
    /// The terms as they were typed, the English one first.
    terms: BTreeSet<(String, String)>,
    /// Messages about lines that are not entries, each with the number of the line, from 1.
    pub skipped: Vec<String>,
}

/// The stems of a term and of its translation, each stem once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct GlossaryEntry {
    english: Vec<String>,
    arabic: Vec<String>,
}

impl Glossary {
    /// Parses lines of `TERM<TAB>TERM`, one term English and one Arabic. Their order does not matter,
    /// because the script shows the language. Further columns, empty lines, lines that begin with `#` and a
    /// first line with column titles are ignored.
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

    /// The number of distinct entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The pairs of terms as they were typed, the English term first.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().map(|(english, arabic)| (english.as_str(), arabic.as_str()))
    }

    /// Converts the glossary to a lexicon.
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

/// Why a line is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum BadEntry {
    #[error("write an entry as TERM<TAB>TERM")]
    OneColumn,
    #[error("one term must be English and the other Arabic")]
    SameScript,
    #[error("a term must be in Latin or Arabic script")]
    OtherScript,
    #[error(
        "a term must have at most {MAX_TERM_WORDS} words; use `tarjuman lexicon train` for sentences"
    )]
    Sentence,
}

/// The entry of a line, and its terms as they were typed, the English one first.
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
    if entry.english.len().max(entry.arabic.len()) > MAX_TERM_WORDS {
        return Err(BadEntry::Sentence);
    }
    Ok((entry, (english.to_owned(), arabic.to_owned())))
}

fn each_once(words: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.into_iter().filter(|word| seen.insert(word.clone())).collect()
}

/// The units of a term, each once.
fn units_of(stems: &[String], kind: UnitKind, units: &Units) -> Vec<String> {
    match kind {
        UnitKind::Stem => stems.to_vec(),
        UnitKind::Root => each_once(stems.iter().map(|stem| units.root(stem)).collect()),
    }
}

/// A word of the glossary with its data in the built-in lexicon.
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
    /// Half of t(other | self) / u(other), the likelihood ratio of the translation.
    fn ratio(&self, other: &KnownWord<'_>) -> f64 {
        let found = self.translations.iter().find(|(word, _)| *word == other.text);
        found.map_or(0.0, |(_, probability)| probability / other.frequency / 2.0)
    }
}

/// Two words of an entry that translate each other, by their positions.
struct WordLink {
    english: usize,
    arabic: usize,
    /// To what extent each is the other's translation: 1 if neither has another link in the entry.
    share: f64,
    /// The reciprocal of the number of links of the English word in the entry.
    of_english: f64,
    /// The same for the Arabic word.
    of_arabic: f64,
}

/// Links the words of an entry.
fn link(english: &[&KnownWord<'_>], arabic: &[&KnownWord<'_>]) -> Vec<WordLink> {
    let mut known: Vec<(f64, usize, usize)> = Vec::new();
    for (i, e) in english.iter().enumerate() {
        known.extend(arabic.iter().enumerate().map(|(j, a)| (e.ratio(a) + a.ratio(e), i, j)));
    }
    known.retain(|(ratio, ..)| *ratio >= MIN_KNOWN_RATIO);
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
    let free_english = unlinked(english, |i| links.iter().any(|link| link.english == i));
    let free_arabic = unlinked(arabic, |j| links.iter().any(|link| link.arabic == j));
    let (m, n) = (free_english.len() as f64, free_arabic.len() as f64);
    for &i in &free_english {
        links.extend(free_arabic.iter().map(|&j| WordLink {
            english: i,
            arabic: j,
            share: 1.0 / m.max(n),
            of_english: 1.0 / n,
            of_arabic: 1.0 / m,
        }));
    }
    links
}

/// The words without a link, excluding function words unless the term has no others.
fn unlinked(words: &[&KnownWord<'_>], is_linked: impl Fn(usize) -> bool) -> Vec<usize> {
    let only_frequent = words.iter().all(|word| word.frequency > FUNCTION_WORD_FREQUENCY);
    (0..words.len())
        .filter(|&i| {
            !is_linked(i) && (only_frequent || words[i].frequency <= FUNCTION_WORD_FREQUENCY)
        })
        .collect()
}

/// The translations of each word in the glossary.
type Shares<'a> = BTreeMap<&'a str, WordShares<'a>>;

/// The translations of a word in the glossary.
struct WordShares<'a> {
    count: f64,
    /// The number of entries in which it is linked.
    entries: f64,
    /// The shares of its translations, summed over these entries.
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
            .map(|(other, sum)| (*other, ADHERENCE * sum / row.entries))
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

    /// Either column may be the English one. Comments, column titles, empty lines and further columns are
    /// ignored without a message.
    #[test]
    fn columns_are_distinguished_by_script() {
        let text = "# terms\nEnglish\tArabic\tNote\n\nglint\tقندس\tn.\nسمدل\tgleam\r\n";
        let glossary = Glossary::parse(text);
        assert_eq!((glossary.len(), glossary.skipped.len()), (2, 0));
        assert_eq!(translations(text, "glint"), [("قندس".to_owned(), 0.9)]);
        assert_eq!(translations(text, "gleam"), [("سمدل".to_owned(), 0.9)]);
    }

    /// Lines that are not entries are reported with their numbers; only the first line may be column
    /// titles.
    #[test]
    fn bad_lines_are_skipped_and_reported() {
        let long: String = (0..=MAX_TERM_WORDS).map(|n| format!("w{n} ")).collect();
        let text = format!(
            "glint\tقندس\nEnglish\tArabic\nglint\n\tقندس\nблеск\tقندس\n12\t١٢\n{long}\tقندس\ngleam\tسمدل\n"
        );
        let glossary = Glossary::parse(&text);
        let numbers: Vec<&str> =
            glossary.skipped.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(numbers, ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
        assert_eq!(glossary.len(), 2);
    }

    /// The translation of a word that is alone in its entry is almost certain. Two unknown words of an
    /// entry get half each, and so do two translations of a word in the glossary.
    #[test]
    fn ambiguous_links_share_the_probability() {
        let text =
            "vornik\tقندس\nblenk trovat\tسمدل رمثان\nglint\tقندس\nglint\tسمدل\nglint\tالقندس\n";
        assert_eq!(translations(text, "vornik")[0].1, 0.9);
        assert_eq!(translations(text, "blenk").iter().map(|t| t.1).collect::<Vec<_>>(), [0.45; 2]);
        assert_eq!(translations(text, "glint").iter().map(|t| t.1).collect::<Vec<_>>(), [0.45; 2]);
    }

    /// Known words of an entry are linked with their known translations, which leaves the new translation
    /// to the new word; function words are not linked.
    #[test]
    fn unknown_words_are_linked_with_each_other() {
        let text = "The Ministry of Vornik\tوزارة القندس\n";
        assert_eq!(translations(text, "vornik"), [("قندس".to_owned(), 0.9)]);
        assert_eq!(translations(text, "ministri"), [("زار".to_owned(), 0.9)]);
        assert_eq!(translations(text, "of"), []);
    }

    /// A term that consists of a function word is an entry too.
    #[test]
    fn a_function_word_may_be_a_term() {
        assert_eq!(translations("of\tقندس\n", "of"), [("قندس".to_owned(), 0.9)]);
    }

    /// Even in a glossary of one entry, a new word is rare, and a known one has its usual frequency.
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

    /// All four tables contain the entry, so that derived forms are found by their roots.
    #[test]
    fn every_table_contains_the_entry() {
        let lexicon = Glossary::parse("vorniks\tالقنادس\n").to_lexicon();
        for key in TableKey::ALL {
            assert_eq!(lexicon.table(key).words().count(), 1, "{key:?}");
        }
        assert_eq!(lexicon.header().collect::<Vec<_>>(), ["glossary, entries: 1"]);
    }
}
