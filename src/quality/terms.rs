//! Glossary terms: where the source has a term, the target must have a translation that the glossary
//! gives, in any inflection and with any clitic.
//!
//! Terms are compared by stems; Arabic also by roots, for a broken plural (مرفأ, مرافئ) shares little
//! more. A long term goes before a short one within it: “harbour master” asks nothing of “harbour”.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::code::Code;
use super::finding::{Finding, PairSide};
use super::reading::{ReadPair, ReadText, quoted};
use crate::align::lexicon::{Glossary, Units};
use crate::model::Language;
use crate::text::{Script, may_be_forms};

/// The terms of a glossary, from both languages.
pub(super) struct Terms {
    english: Units,
    arabic: Units,
    from_english: TermTable,
    from_arabic: TermTable,
}

/// The terms of one language with their translations, as stems.
#[derive(Default)]
struct TermTable {
    /// By first stem, the longest terms first.
    by_first: FxHashMap<String, Vec<Term>>,
}

struct Term {
    stems: Vec<String>,
    /// Each is enough.
    translations: Vec<Vec<String>>,
}

impl Terms {
    /// The terms of a glossary.
    pub fn of(glossary: &Glossary) -> Self {
        let pairs: Vec<(Vec<String>, Vec<String>)> =
            glossary.terms().map(|(english, arabic)| (english.to_vec(), arabic.to_vec())).collect();
        let turned = pairs.iter().map(|(english, arabic)| (arabic.clone(), english.clone()));
        Terms {
            english: Units::of(&Language::english()),
            arabic: Units::of(&Language::arabic()),
            from_arabic: TermTable::of(turned),
            from_english: TermTable::of(pairs.clone().into_iter()),
        }
    }

    fn units(&self, text: &ReadText<'_>) -> &Units {
        if text.is_arabic() { &self.arabic } else { &self.english }
    }
}

impl TermTable {
    fn of(pairs: impl Iterator<Item = (Vec<String>, Vec<String>)>) -> Self {
        let mut terms: BTreeMap<Vec<String>, Vec<Vec<String>>> = BTreeMap::new();
        for (term, translation) in pairs {
            terms.entry(term).or_default().push(translation);
        }
        let mut table = TermTable::default();
        for (stems, translations) in terms {
            let Some(first) = stems.first().cloned() else { continue };
            table.by_first.entry(first).or_default().push(Term { stems, translations });
        }
        for terms in table.by_first.values_mut() {
            terms.sort_by_key(|term| std::cmp::Reverse(term.stems.len()));
        }
        table
    }

    /// The terms of a text: the longest where one is within another, each with its words.
    fn find<'a>(&'a self, stems: &[String]) -> Vec<(&'a Term, Range<usize>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < stems.len() {
            let term = self.by_first.get(&stems[at]).into_iter().flatten().find(|term| {
                stems.get(at..at + term.stems.len()).is_some_and(|words| words == term.stems)
            });
            match term {
                Some(term) => {
                    found.push((term, at..at + term.stems.len()));
                    at += term.stems.len();
                }
                None => at += 1,
            }
        }
        found
    }
}

/// Looks for terms whose translation the target lacks.
pub(super) fn check_terms(pair: &ReadPair<'_>, terms: &Terms, findings: &mut Vec<Finding>) {
    if pair.english_and_arabic().is_none() {
        return;
    }
    let (source, target) = (&pair.source, &pair.target);
    let table = if source.is_english() { &terms.from_english } else { &terms.from_arabic };
    let stems: Vec<String> =
        source.words.iter().map(|word| terms.units(source).stem(&word.folded)).collect();
    let found = table.find(&stems);
    if found.is_empty() {
        return;
    }
    let target = TargetWords::of(target, terms.units(target));
    for (term, words) in found {
        if term.translations.iter().any(|translation| target.has_all(translation)) {
            continue;
        }
        let words = &source.words[words];
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let range = first.token.range.start..last.token.range.end;
        let wanted: Vec<String> = term.translations.iter().map(|t| t.join(" ")).collect();
        let message = format!(
            "“{}” is not translated as the glossary has it ({})",
            source.at(&range),
            quoted(wanted.iter().map(String::as_str))
        );
        findings.push(Finding::new(Code::GlossaryTerm, message).at(PairSide::Source, vec![range]));
    }
}

/// The words of a target in all the forms that terms are looked for in.
struct TargetWords<'a> {
    words: Vec<TargetWord<'a>>,
    units: &'a Units,
    is_arabic: bool,
}

struct TargetWord<'a> {
    folded: &'a str,
    stem: String,
    root: String,
}

impl<'a> TargetWords<'a> {
    fn of(text: &'a ReadText<'_>, units: &'a Units) -> Self {
        let is_arabic = text.is_arabic();
        let words = text
            .words
            .iter()
            .filter(|word| matches!(word.script(), Some(Script::Arabic | Script::Latin)))
            .map(|word| {
                let stem = units.stem(&word.folded);
                let root = if is_arabic { units.root(&stem) } else { String::new() };
                TargetWord { folded: &word.folded, stem, root }
            })
            .collect();
        TargetWords { words, units, is_arabic }
    }

    fn has_all(&self, stems: &[String]) -> bool {
        stems.iter().all(|stem| self.has(stem))
    }

    fn has(&self, stem: &str) -> bool {
        if !self.is_arabic {
            return self.words.iter().any(|word| word.stem == *stem);
        }
        let root = self.units.root(stem);
        self.words.iter().any(|word| {
            word.stem == *stem
                || may_be_forms(stem, word.folded)
                || (word.root == root && may_share_root(stem, &word.stem))
        })
    }
}

/// Whether two stems of one root may be singular and plural: with two consonants alone, or far apart in
/// length, they are more often strangers.
fn may_share_root(a: &str, b: &str) -> bool {
    let (long, short) =
        (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    short >= 3 && long - short <= 2 && a.chars().next() == b.chars().next()
}
