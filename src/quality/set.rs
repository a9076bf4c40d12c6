//! Checks that compare a pair with earlier ones: duplicates, a source with several translations, a target
//! with several sources.
//!
//! Texts are compared by their words, folded by [`Tier::Letters`](crate::text::Tier), and by the values of
//! their numbers; of punctuation only the question mark counts. Only three hashes are kept of a pair, so
//! that a stream of millions fits in memory.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::code::{Code, Codes};
use super::finding::Finding;
use super::reading::Text;
use crate::model::Pair;
use crate::text::{Tier, Words, fold, squeeze_space};

/// The key by which a pair is compared with others. Making keys takes most of the time, and they can be
/// made in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairKey {
    source: u64,
    target: u64,
    /// The hash of the pair for each degree of equality, the strictest first.
    tiers: [u64; TIERS.len()],
}

/// How a message says in what a duplicate is equal, from the strictest degree on.
const TIERS: [&str; 4] = [
    "identical to",
    "differs only in presentation forms, tatweel, invisible characters or spaces from",
    "differs only in tashkeel from",
    "differs only in spelling, digits, punctuation or capitals from",
];

impl PairKey {
    /// The key of a pair.
    pub fn of(pair: &Pair<Text<'_>>) -> Self {
        let by =
            |fold: &dyn Fn(&Text<'_>) -> u64| hash_of(&(fold(&pair.source), fold(&pair.target)));
        let source = words_hash(&pair.source);
        let target = words_hash(&pair.target);
        PairKey {
            source: hash_of(&(pair.target.language.primary(), source)),
            target: hash_of(&(pair.source.language.primary(), target)),
            tiers: [
                by(&|text| hash_of(&text.plain)),
                by(&|text| hash_of(&squeeze_space(&fold(text.plain, Tier::Form)))),
                by(&|text| hash_of(&squeeze_space(&fold(text.plain, Tier::Marks)))),
                hash_of(&(source, target)),
            ],
        }
    }
}

impl PairKey {
    /// The hash that pairs share which differ at most in spelling, digits, punctuation or capitals.
    pub fn loosest(&self) -> u64 {
        self.tiers[TIERS.len() - 1]
    }
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The hash of a text: its language, its words, and whether it is a question.
fn words_hash(text: &Text<'_>) -> u64 {
    let words = Words::of(text.plain);
    let mut hasher = FxHasher::default();
    text.language.primary().hash(&mut hasher);
    for word in words.iter() {
        word.hash(&mut hasher);
    }
    if words.is_empty() {
        text.plain.trim().hash(&mut hasher);
    }
    text.plain.contains(['?', '؟']).hash(&mut hasher);
    hasher.finish()
}

/// Compares each pair with all earlier ones. Pairs are numbered from 0 in the order in which they come.
#[derive(Debug, Default)]
pub struct SetChecks {
    codes: Codes,
    count: u64,
    pairs: FxHashMap<u64, Seen>,
    sources: FxHashMap<u64, u64>,
    targets: FxHashMap<u64, u64>,
}

/// The first pair of its kind.
#[derive(Debug, Clone, Copy)]
struct Seen {
    number: u64,
    tiers: [u64; TIERS.len() - 1],
}

/// A finding about a pair and an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetFinding {
    /// The finding; the name of the earlier pair completes its message.
    pub finding: Finding,
    /// The number of the earlier pair.
    pub earlier: u64,
}

impl SetChecks {
    /// Checks with these codes that have not seen any pair.
    pub fn new(codes: Codes) -> Self {
        SetChecks { codes, ..SetChecks::default() }
    }

    /// Whether any of the codes compares pairs.
    pub fn is_needed(&self) -> bool {
        Code::ALL.iter().any(|&code| code.is_of_set() && self.codes.has(code))
    }

    /// Compares the next pair with the earlier ones, and remembers it.
    pub fn add(&mut self, key: &PairKey) -> Vec<SetFinding> {
        let number = self.count;
        self.count += 1;
        let [exact, form, marks, pair] = key.tiers;
        let earlier_source = *self.sources.entry(key.source).or_insert(number);
        let earlier_target = *self.targets.entry(key.target).or_insert(number);
        if let Some(seen) = self.pairs.get(&pair) {
            let same = seen.tiers.iter().zip([exact, form, marks]).position(|(a, b)| *a == b);
            let how = TIERS[same.unwrap_or(TIERS.len() - 1)];
            return self.found(Code::NearDuplicate, how.to_owned(), seen.number);
        }
        self.pairs.insert(pair, Seen { number, tiers: [exact, form, marks] });
        let mut findings = Vec::new();
        if earlier_source != number {
            let what = "the same source is translated differently in".to_owned();
            findings.extend(self.found(Code::SeveralTranslations, what, earlier_source));
        }
        if earlier_target != number {
            let what = "the same target translates a different source in".to_owned();
            findings.extend(self.found(Code::SeveralSources, what, earlier_target));
        }
        findings
    }

    fn found(&self, code: Code, message: String, earlier: u64) -> Vec<SetFinding> {
        if !self.codes.has(code) {
            return Vec::new();
        }
        vec![SetFinding { finding: Finding::new(code, message), earlier }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    /// What was found of each pair: its code and the earlier pair.
    fn find(pairs: &[(&str, &str)]) -> Vec<Vec<(Code, u64)>> {
        let (english, arabic) = (Language::english(), Language::arabic());
        let mut set = SetChecks::new(Codes::all());
        pairs
            .iter()
            .map(|(source, target)| {
                let pair = Pair::new(Text::new(source, &english), Text::new(target, &arabic));
                let found = set.add(&PairKey::of(&pair));
                found.into_iter().map(|found| (found.finding.code, found.earlier)).collect()
            })
            .collect()
    }

    #[test]
    fn pairs_are_compared_with_the_first_of_their_kind() {
        let found = find(&[
            ("Save", "حفظ"),
            ("save", "حِفْظ"),
            ("Save", "خزّن"),
            ("Keep", "حفظ"),
            ("Save?", "حفظ؟"),
        ]);
        assert_eq!(found[1], [(Code::NearDuplicate, 0)]);
        assert_eq!(found[2], [(Code::SeveralTranslations, 0)]);
        assert_eq!(found[3], [(Code::SeveralSources, 0)]);
        assert!(found[0].is_empty() && found[4].is_empty());
    }
}
