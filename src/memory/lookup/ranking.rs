//! The best texts that a lookup has met.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::super::matching::{Assessment, NumberMode, Query, Stored, assess, substitute_numbers};
use super::LookupOptions;
use crate::model::{Side, UnitId};

/// Different texts compared at most; the more words a text shares the earlier it comes.
const MAX_COMPARED: usize = 120;

/// Translations of one text that are kept, the newest.
const MAX_TRANSLATIONS: usize = 50;

/// Units of one text that are kept where their neighbours count.
const MAX_COPIES: usize = 1000;

/// A unit that was compared.
#[derive(Debug, Clone, Copy)]
pub struct ComparedUnit {
    /// Per cent.
    pub score: u8,
    /// The unit.
    pub unit: UnitId,
    /// The side that the query was compared with.
    pub side: Side,
}

/// The best texts met so far, each with its units.
pub struct Ranking {
    texts: FxHashMap<u64, RankedText>,
    /// Scores of the best texts, the best first; at most `max`.
    scores: Vec<u8>,
    max: usize,
    /// Whether each of equal pairs is wanted, for its neighbours.
    keep_copies: bool,
    /// What a text must score to be among them.
    cutoff: u8,
}

/// A text with the units that hold it.
struct RankedText {
    /// `None` when it was compared and is not like the query.
    score: Option<u8>,
    units: Vec<ComparedUnit>,
    /// The other sides of its units.
    pairs: FxHashSet<u64>,
}

impl Ranking {
    /// For a lookup that has met none yet.
    pub fn new(options: &LookupOptions) -> Ranking {
        Ranking {
            texts: FxHashMap::default(),
            scores: Vec::new(),
            max: options.max.max(1),
            keep_copies: !options.context.is_empty(),
            cutoff: options.least(),
        }
    }

    /// What a text must score to be among them.
    pub fn cutoff(&self) -> u8 {
        self.cutoff
    }

    /// Whether no more texts are to be compared.
    pub fn is_full(&self) -> bool {
        self.texts.len() >= MAX_COMPARED
    }

    /// Compares a side of a unit.
    pub fn compare(&mut self, query: &Query, side: StoredSide<'_>) {
        let hash = FxBuildHasher.hash_one((side.stored.plain, side.stored.has_tags));
        let met = self.texts.get(&hash).map(|text| text.score);
        let score = match met {
            Some(score) => score,
            None => assess_with_numbers(query, side.stored, side.other, self.cutoff)
                .map(|found| found.0.score),
        };
        // What is not like the query is remembered only as long as a lookup would go on: a comparison
        // with all units meets millions.
        if score.is_none() && self.texts.len() > MAX_COMPARED {
            return;
        }
        let text = self.texts.entry(hash).or_insert_with(|| RankedText {
            score,
            units: Vec::new(),
            pairs: FxHashSet::default(),
        });
        let Some(score) = score else { return };
        let is_new = text.pairs.insert(FxBuildHasher.hash_one(side.other));
        let room = if self.keep_copies { MAX_COPIES } else { MAX_TRANSLATIONS };
        if (is_new || self.keep_copies) && text.units.len() < room {
            text.units.push(ComparedUnit { score, unit: side.unit, side: side.side });
        }
        if met.is_none() {
            let place = self.scores.partition_point(|&other| other >= score);
            self.scores.insert(place, score);
            self.scores.truncate(self.max);
            if let Some(&last) = self.scores.get(self.max - 1) {
                self.cutoff = self.cutoff.max(last);
            }
        }
    }

    /// The units of the best texts.
    pub fn into_best(self) -> Vec<ComparedUnit> {
        let least = self.cutoff;
        let mut best: Vec<ComparedUnit> = self
            .texts
            .into_values()
            .filter(|text| text.score.is_some_and(|score| score >= least))
            .flat_map(|text| text.units)
            .collect();
        best.sort_unstable_by_key(|compared| std::cmp::Reverse((compared.score, compared.unit)));
        best
    }
}

/// A side of a unit that is compared.
#[derive(Clone, Copy)]
pub struct StoredSide<'a> {
    /// Its text.
    pub stored: Stored<'a>,
    /// The unit's text on the other side.
    pub other: &'a str,
    /// The unit.
    pub unit: UnitId,
    /// Which side of it this is.
    pub side: Side,
}

/// How a stored text compares with a query, and its translation with the numbers put right where only
/// numbers differ and there is no doubt which is which.
pub fn assess_with_numbers(
    query: &Query,
    stored: Stored<'_>,
    other: &str,
    least: u8,
) -> Option<(Assessment, Option<String>)> {
    let assessed = assess(query, stored, least, NumberMode::Substitute)?;
    if !assessed.numbers_only {
        return Some((assessed, None));
    }
    match substitute_numbers(query, stored, &assessed.steps, other) {
        Some(substituted) => Some((assessed, Some(substituted))),
        None => Some((assess(query, stored, least, NumberMode::Count)?, None)),
    }
}
