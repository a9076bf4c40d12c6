//! Lexical evidence: how much better the other side explains the words of each side than chance does.
//!
//! As in IBM Model 1 (Brown et al. 1993), a word is drawn from the translations of a word of the other
//! side or, equally often, from the language at large; its evidence is the logarithm of how much likelier
//! that makes it. Stems and roots count half each. A word that the lexicon does not know is no evidence;
//! a name that sounds like one of the other side is evidence for the pair, and so is an equal number.

use rustc_hash::FxHashMap;

use super::code::{Code, Severity};
use super::finding::Finding;
use super::length::deviation;
use super::reading::{ReadPair, ReadText};
use crate::align::lexicon::{Lexicon, Table, TableKey, UnitKind, Units};
use crate::model::Language;
use crate::text::{
    Script, Skeleton, WordKind, arabic_skeleton, begins_month, latin_skeleton, name_similarity,
    number_word, weekday_at,
};

/// The probability that a word translates nothing on the other side.
const UNRELATED: f64 = 0.5;
/// The most that one word counts, in nats: a single rare pair must not decide for a sentence.
const LOUDEST: f64 = 1.5;
/// What a name or number that both sides have counts, in nats: neighbouring sentences often share it.
const SAME: f64 = 1.0;
/// Words more frequent than this are function words, which any sentence has.
const FREQUENT: f64 = 2.5e-3;
/// How similar the consonants of two names must be (Jaro–Winkler).
const NAME: f64 = 0.82;

/// What the lexicons know about words.
pub(super) struct Knowledge {
    lexicons: Vec<Lexicon<'static>>,
    pub english: Units,
    pub arabic: Units,
}

/// The evidence of a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Evidence {
    /// Words of both sides that are evidence for or against the pair.
    pub words: usize,
    /// Words that are evidence for the pair.
    pub linked: usize,
    /// The sum of their evidence, in nats.
    pub sum: f64,
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
    /// Whether the lexicon knows it.
    is_known: bool,
    /// How much likelier the other side makes it, by stems and by roots.
    ratio: f64,
    /// Whether the other side has it too.
    is_same: bool,
}

impl Knowledge {
    /// The built-in lexicon and additional ones.
    pub fn new(more: Vec<Lexicon<'static>>) -> Self {
        let mut lexicons = vec![Lexicon::built_in()];
        lexicons.extend(more);
        Knowledge {
            lexicons,
            english: Units::of(&Language::english()),
            arabic: Units::of(&Language::arabic()),
        }
    }

    /// The evidence of a pair.
    pub fn evidence(&self, english: &ReadText<'_>, arabic: &ReadText<'_>) -> Evidence {
        let mut english = self.content(english, &self.english, Script::Latin);
        let mut arabic = self.content(arabic, &self.arabic, Script::Arabic);
        link_same(&mut english, &mut arabic);
        for lexicon in &self.lexicons {
            for kind in [UnitKind::Stem, UnitKind::Root] {
                let from_english = lexicon.table(TableKey { kind, from_arabic: false });
                let from_arabic = lexicon.table(TableKey { kind, from_arabic: true });
                explain(&from_english, &from_arabic, kind, &english, &mut arabic);
                explain(&from_arabic, &from_english, kind, &arabic, &mut english);
            }
        }
        link_names(&mut english, &mut arabic);
        Evidence::of(&english, &arabic)
    }

    /// The words of a side that can be evidence. On the Arabic side words in Latin letters count as
    /// well: they are names that the other side has.
    fn content<'a>(&self, text: &'a ReadText<'_>, units: &'a Units, script: Script) -> Content<'a> {
        let key = TableKey { kind: UnitKind::Stem, from_arabic: script == Script::Arabic };
        let table = self.lexicons[0].table(key);
        let mut words = Vec::with_capacity(text.words.len());
        for (at, word) in text.words.iter().enumerate() {
            let is_number = word.is_number();
            // Dates and numbers in words are compared by value in other checks.
            let is_value = number_word(&word.folded)
                .is_some_and(|word| word.kind != WordKind::Ordinal)
                || begins_month(word.token.text, &word.folded)
                || weekday_at(text.view(), at).is_some();
            if !is_number && (is_value || word.folded.chars().count() < 2) {
                continue;
            }
            let stem = match word.script() {
                Some(found) if found == script => units.stem(&word.folded),
                _ => word.folded.to_string(),
            };
            let entry = if is_number { None } else { table.get(&stem) };
            if entry.is_some_and(|entry| entry.count / table.total().max(1.0) > FREQUENT) {
                continue;
            }
            words.push(ContentWord {
                typed: word.token.text,
                folded: &word.folded,
                stem,
                is_number,
                is_known: entry.is_some(),
                ratio: 0.0,
                is_same: false,
            });
        }
        Content { words, units }
    }

    /// The translations of a stem in all lexicons, with their probabilities.
    pub fn translations(&self, stem: &str, from_arabic: bool) -> Vec<(&str, f64)> {
        let key = TableKey { kind: UnitKind::Stem, from_arabic };
        self.lexicons
            .iter()
            .filter_map(|lexicon| lexicon.table(key).get(stem))
            .flat_map(|entry| entry.translations().collect::<Vec<_>>())
            .collect()
    }

    /// How often a word occurred in the training text of the built-in lexicon.
    pub fn count(&self, stem: &str, is_arabic: bool) -> f64 {
        let key = TableKey { kind: UnitKind::Stem, from_arabic: is_arabic };
        self.lexicons[0].table(key).get(stem).map_or(0.0, |entry| entry.count)
    }
}

impl Evidence {
    fn of(english: &Content<'_>, arabic: &Content<'_>) -> Self {
        let mut evidence = Evidence::default();
        for word in english.words.iter().chain(&arabic.words) {
            let Some(said) = word.evidence() else { continue };
            evidence.words += 1;
            evidence.linked += usize::from(said > 0.0);
            evidence.sum += said;
        }
        evidence
    }
}

impl ContentWord<'_> {
    /// The evidence of the word, in nats; `None` if no lexicon knows it.
    fn evidence(&self) -> Option<f64> {
        if self.is_same {
            return Some(SAME);
        }
        let likelier = (1.0 - UNRELATED) * self.ratio + UNRELATED;
        self.is_known.then(|| likelier.ln().min(LOUDEST))
    }
}

/// Links numbers and words that are spelled the same on both sides.
fn link_same(english: &mut Content<'_>, arabic: &mut Content<'_>) {
    for a in &mut arabic.words {
        for e in english.words.iter_mut().filter(|e| e.folded == a.folded) {
            e.is_same = true;
            a.is_same = true;
        }
    }
}

/// Adds to the words of one side how much likelier the words of the other side make them: the mean of
/// t(there | here) / u(there), for one kind of unit.
fn explain(
    table: &Table<'_>,
    other_table: &Table<'_>,
    kind: UnitKind,
    here: &Content<'_>,
    there: &mut Content<'_>,
) {
    let units: Vec<String> = there.words.iter().map(|word| unit(word, kind, there.units)).collect();
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, unit) in units.iter().enumerate().filter(|(at, _)| there.words[*at].is_known) {
        places.entry(unit).or_default().push(at);
    }
    // Stems give one half, roots the other.
    let share = 0.5 / here.words.len().max(1) as f64;
    for word in here.words.iter().filter(|word| word.is_known) {
        let Some(entry) = table.get(&unit(word, kind, here.units)) else { continue };
        for (translation, probability) in entry.translations() {
            let Some(found) = places.get(translation) else { continue };
            let Some(other) = other_table.get(translation) else { continue };
            let ratio = probability * other_table.total() / other.count.max(1.0);
            found.iter().for_each(|&at| there.words[at].ratio += share * ratio);
        }
    }
}

fn unit(word: &ContentWord<'_>, kind: UnitKind, units: &Units) -> String {
    match kind {
        UnitKind::Stem => word.stem.clone(),
        UnitKind::Root => units.root(&word.stem),
    }
}

/// Links the names that nothing else links, by their consonants.
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
        if word.is_same || word.ratio > 1.0 || !word.typed.starts_with(char::is_uppercase) {
            continue;
        }
        let skeleton = latin_skeleton(word.typed);
        if skeleton.len() < SHORTEST {
            continue;
        }
        for (at, other) in &skeletons {
            // A clitic adds one consonant.
            let is_exact = skeleton.len() > SHORTEST || other.len() == SHORTEST;
            if is_exact && name_similarity(&skeleton, other) >= NAME {
                word.is_same = true;
                arabic.words[*at].is_same = true;
            }
        }
    }
}

/// Checks that the words of both sides are related.
pub(super) fn check_evidence(
    pair: &ReadPair<'_>,
    knowledge: &Knowledge,
    findings: &mut Vec<Finding>,
) {
    let Some((english, arabic)) = pair.english_and_arabic() else { return };
    let evidence = knowledge.evidence(english, arabic);
    let Some(severity) = verdict(evidence, deviation(pair).unwrap_or(0.0)) else { return };
    // No lexicon knows words that are written together by mistake.
    let is_joined = arabic.words.iter().any(|word| word.folded.chars().count() > LONGEST_WORD);
    let message = format!(
        "the other side translates only {} of {} words in the lexicon; is this the right pair?",
        evidence.linked, evidence.words
    );
    let severity = if is_joined { severity.min(Severity::Warning) } else { severity };
    findings.push(Finding::new(Code::LexicalEvidence, message).at_most(severity));
}

/// Letters of the longest Arabic words; وسيستخدمونها has twelve.
const LONGEST_WORD: usize = 15;

/// How suspicious the evidence is, with the lengths taken into account.
///
/// The weights were set on parallel news, articles, law and encyclopedia against the same texts shifted by
/// one sentence, with short sentences and proverbs in mind. At the threshold of a warning, nineteen in
/// twenty of the shifted pairs have a warning from some check, and one in twenty of the others has one from
/// this check. Free literary translation has many more, because the lexicon knows few of its words; errors
/// are rare there.
fn verdict(evidence: Evidence, deviation: f64) -> Option<Severity> {
    /// The fewest known words for a verdict: an idiom in a short sentence may have no known word.
    const FEWEST: usize = 9;
    /// The fewest known words for a verdict if none of them is linked.
    const FEWEST_UNLINKED: usize = 7;
    /// Neutral words that are added, so that evidence from few words counts for less.
    const PRIOR: f64 = 3.0;
    /// The weight of a squared deviation of length, and the most that is counted of it.
    const LENGTH: f64 = 0.03;
    const MOST: f64 = 9.0;
    const SUSPICIOUS: f64 = -0.03;
    /// From this many words on, a mean evidence below this is an error.
    const UNRELATED: (usize, f64) = (12, -0.45);
    let fewest = if evidence.linked == 0 { FEWEST_UNLINKED } else { FEWEST };
    if evidence.words < fewest {
        return None;
    }
    let words = evidence.sum / (evidence.words as f64 + PRIOR);
    let score = words - LENGTH * (deviation.powi(2) - 1.0).clamp(0.0, MOST);
    if evidence.words >= UNRELATED.0 && words < UNRELATED.1 {
        return Some(Severity::Error);
    }
    (score < SUSPICIOUS).then_some(Severity::Warning)
}
