//! Lexical evidence: how many words of each side the lexicon knows to translate a word of the other.
//!
//! A word is linked when some word of the other side translates it far oftener than by chance, by
//! stems or by roots, when a name of the other side sounds like it, or when it is the same number.
//! Function words have no part in it: they are linked with anything.

use rustc_hash::FxHashMap;

use super::code::{Code, Severity};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::align::lexicon::{Lexicon, Table, TableKey, UnitKind, Units};
use crate::model::Language;
use crate::text::{Script, Skeleton, arabic_skeleton, latin_skeleton, name_similarity};

/// How many times as often as by chance a word must translate another to be linked with it.
const LINK: f64 = 12.0;
/// Words more frequent than this are function words.
const FREQUENT: f64 = 2.5e-3;
/// How alike the consonants of two names must be (Jaro–Winkler).
const NAME: f64 = 0.82;

/// What the lexicons know of words.
pub(super) struct Knowledge {
    lexicons: Vec<Lexicon<'static>>,
    pub english: Units,
    pub arabic: Units,
}

/// How much of a pair is linked.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Evidence {
    /// Words of both sides that could be linked.
    pub words: usize,
    /// Words that are.
    pub linked: usize,
}

/// The content words of a side.
struct Content<'a> {
    words: Vec<ContentWord<'a>>,
    units: &'a Units,
}

struct ContentWord<'a> {
    typed: &'a str,
    folded: &'a str,
    stem: String,
    is_number: bool,
    is_linked: bool,
}

impl Knowledge {
    /// The built-in lexicon and others beside it.
    pub fn new(more: Vec<Lexicon<'static>>) -> Self {
        let mut lexicons = vec![Lexicon::built_in()];
        lexicons.extend(more);
        Knowledge {
            lexicons,
            english: Units::of(&Language::english()),
            arabic: Units::of(&Language::arabic()),
        }
    }

    /// The evidence of a pair, and whether it went as far as roots and names.
    pub fn evidence(&self, english: &ReadText<'_>, arabic: &ReadText<'_>) -> Evidence {
        let mut english = self.content(english, &self.english, Script::Latin);
        let mut arabic = self.content(arabic, &self.arabic, Script::Arabic);
        link_same(&mut english, &mut arabic);
        for lexicon in &self.lexicons {
            link_units(lexicon, UnitKind::Stem, &mut english, &mut arabic);
        }
        // Most pairs are plain by now.
        if !Evidence::of(&english, &arabic).is_plenty() {
            for lexicon in &self.lexicons {
                link_units(lexicon, UnitKind::Root, &mut english, &mut arabic);
            }
            link_names(&mut english, &mut arabic);
        }
        Evidence::of(&english, &arabic)
    }

    /// The words of a side that evidence can come from. On the Arabic side words in Latin letters count:
    /// they are names that the other side has.
    fn content<'a>(&self, text: &'a ReadText<'_>, units: &'a Units, script: Script) -> Content<'a> {
        let key = TableKey { kind: UnitKind::Stem, from_arabic: script == Script::Arabic };
        let table = self.lexicons[0].table(key);
        let mut words = Vec::with_capacity(text.words.len());
        for word in &text.words {
            let is_number = word.is_number();
            if !is_number && word.folded.chars().count() < 2 {
                continue;
            }
            let stem = match word.script() {
                Some(found) if found == script => units.stem(&word.folded),
                _ => word.folded.clone(),
            };
            if !is_number && is_frequent(&table, &stem) {
                continue;
            }
            let (typed, folded) = (word.token.text, word.folded.as_str());
            words.push(ContentWord { typed, folded, stem, is_number, is_linked: false });
        }
        Content { words, units }
    }

    /// Whether a word translates any of a side by the lexicons, or `None` when they do not know it.
    pub fn translations(&self, stem: &str, from_arabic: bool) -> Vec<(&str, f64)> {
        let key = TableKey { kind: UnitKind::Stem, from_arabic };
        self.lexicons
            .iter()
            .filter_map(|lexicon| lexicon.table(key).get(stem))
            .flat_map(|entry| entry.translations().collect::<Vec<_>>())
            .collect()
    }

    /// How often a word was seen when the built-in lexicon was trained.
    pub fn count(&self, stem: &str, is_arabic: bool) -> f64 {
        let key = TableKey { kind: UnitKind::Stem, from_arabic: is_arabic };
        self.lexicons[0].table(key).get(stem).map_or(0.0, |entry| entry.count)
    }
}

fn is_frequent(table: &Table<'_>, stem: &str) -> bool {
    table.get(stem).is_some_and(|entry| entry.count / table.total().max(1.0) > FREQUENT)
}

impl Evidence {
    fn of(english: &Content<'_>, arabic: &Content<'_>) -> Self {
        // Numbers that differ are said of the numbers.
        let all = || {
            let words = english.words.iter().chain(&arabic.words);
            words.filter(|word| word.is_linked || !word.is_number)
        };
        Evidence { words: all().count(), linked: all().filter(|word| word.is_linked).count() }
    }

    /// Whether nothing more could change the verdict.
    fn is_plenty(self) -> bool {
        self.linked * 5 >= self.words * 2
    }

    /// Linked words, of one.
    pub fn share(self) -> f64 {
        self.linked as f64 / self.words.max(1) as f64
    }
}

/// Numbers and words in the same letters.
fn link_same(english: &mut Content<'_>, arabic: &mut Content<'_>) {
    for a in &mut arabic.words {
        for e in english.words.iter_mut().filter(|e| e.folded == a.folded) {
            e.is_linked = true;
            a.is_linked = true;
        }
    }
}

/// Links words by one kind of units, both tables asked.
fn link_units(
    lexicon: &Lexicon<'_>,
    kind: UnitKind,
    english: &mut Content<'_>,
    arabic: &mut Content<'_>,
) {
    let from_english = lexicon.table(TableKey { kind, from_arabic: false });
    let from_arabic = lexicon.table(TableKey { kind, from_arabic: true });
    link_from(&from_english, &from_arabic, kind, english, arabic);
    link_from(&from_arabic, &from_english, kind, arabic, english);
}

/// Links every word of one side with those of the other that are translations of it.
fn link_from(
    table: &Table<'_>,
    other_table: &Table<'_>,
    kind: UnitKind,
    here: &mut Content<'_>,
    there: &mut Content<'_>,
) {
    let units: Vec<String> = there.words.iter().map(|word| unit(word, kind, there.units)).collect();
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, unit) in units.iter().enumerate().filter(|(at, _)| !there.words[*at].is_number) {
        places.entry(unit).or_default().push(at);
    }
    for word in here.words.iter_mut().filter(|word| !word.is_number) {
        let Some(entry) = table.get(&unit(word, kind, here.units)) else { continue };
        for (translation, probability) in entry.translations() {
            let Some(found) = places.get(translation) else { continue };
            let frequency = other_table
                .get(translation)
                .map_or(0.0, |entry| entry.count / other_table.total().max(1.0));
            if probability >= LINK * frequency {
                word.is_linked = true;
                found.iter().for_each(|&at| there.words[at].is_linked = true);
            }
        }
    }
}

fn unit(word: &ContentWord<'_>, kind: UnitKind, units: &Units) -> String {
    match kind {
        UnitKind::Stem => word.stem.clone(),
        UnitKind::Root => units.root(&word.stem),
    }
}

/// Links names that nothing else links by their consonants.
fn link_names(english: &mut Content<'_>, arabic: &mut Content<'_>) {
    const SHORTEST: usize = 2;
    let skeletons: Vec<(usize, Skeleton)> = arabic
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| !word.is_number && !word.folded.is_ascii())
        .map(|(at, word)| (at, arabic_skeleton(word.folded)))
        .filter(|(_, skeleton)| skeleton.len() >= SHORTEST)
        .collect();
    for word in &mut english.words {
        if word.is_linked || !word.typed.starts_with(char::is_uppercase) {
            continue;
        }
        let skeleton = latin_skeleton(word.typed);
        if skeleton.len() < SHORTEST {
            continue;
        }
        for (at, other) in &skeletons {
            // A clitic is one consonant more.
            let is_exact = skeleton.len() > SHORTEST || other.len() == SHORTEST;
            if is_exact && name_similarity(&skeleton, other) >= NAME {
                word.is_linked = true;
                arabic.words[*at].is_linked = true;
            }
        }
    }
}

/// Whether the words of a pair have anything to do with each other.
pub(super) fn check_evidence(
    pair: &ReadPair<'_>,
    knowledge: &Knowledge,
    findings: &mut Vec<Finding>,
) {
    let Some((english, arabic)) = pair.english_and_arabic() else { return };
    let evidence = knowledge.evidence(english, arabic);
    let Some(severity) = verdict(evidence) else { return };
    let message = format!(
        "{} of {} words are known to translate a word of the other side",
        evidence.linked, evidence.words
    );
    findings.push(Finding::new(Code::LexicalEvidence, message).at_most(severity));
}

/// How suspicious so little evidence is; free translation shows some in most sentences of ten words.
fn verdict(evidence: Evidence) -> Option<Severity> {
    const FEWEST: usize = 8;
    if evidence.words < FEWEST {
        return None;
    }
    match evidence.share() {
        share if share < 0.05 && evidence.words >= 16 => Some(Severity::Error),
        share if share < 0.2 => Some(Severity::Warning),
        _ => None,
    }
}
