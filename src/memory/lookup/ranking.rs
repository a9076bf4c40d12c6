//! The best texts that a lookup has found so far.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::super::matching::{Assessment, NumberMode, Query, Stored, assess, substitute_numbers};
use super::LookupOptions;
use crate::model::{Side, UnitId};

/// The largest number of different texts that are compared; the most promising are compared first.
const MAX_COMPARED: usize = 120;

/// The largest number of translations of one text; the newest are kept.
const MAX_TRANSLATIONS: usize = 50;

/// The largest number of units with one text if the query has neighbours, by which they may differ.
const MAX_COPIES: usize = 1000;

/// A unit that was compared.
#[derive(Debug, Clone, Copy)]
pub struct ComparedUnit {
    /// The score, in per cent.
    pub score: u8,
    /// The unit.
    pub unit: UnitId,
    /// The side that was compared with the query.
    pub side: Side,
}

/// The texts compared so far, each with its units.
pub struct Ranking {
    texts: FxHashMap<u64, RankedText>,
    /// The scores of the best texts, the highest first; at most `max`.
    scores: Vec<u8>,
    max: usize,
    /// Whether to keep all units with the same texts, because their neighbours may differ.
    keep_copies: bool,
    /// The score that a text needs to be among the best.
    cutoff: u8,
}

/// A text with the units that hold it.
struct RankedText {
    /// `None` if it was compared and is not similar to the query.
    score: Option<u8>,
    units: Vec<ComparedUnit>,
    /// Hashes of the other sides of its units.
    pairs: FxHashSet<u64>,
}

impl Ranking {
    /// An empty ranking.
    pub fn new(options: &LookupOptions) -> Ranking {
        Ranking {
            texts: FxHashMap::default(),
            scores: Vec::new(),
            max: options.max.max(1),
            keep_copies: !options.context.is_empty(),
            cutoff: options.min_score(),
        }
    }

    /// The score that a text needs to be among the best.
    pub fn cutoff(&self) -> u8 {
        self.cutoff
    }

    /// Whether enough texts have been compared.
    pub fn is_full(&self) -> bool {
        self.texts.len() >= MAX_COMPARED
    }

    /// Compares a side of a unit with the query, and ranks it.
    pub fn compare(&mut self, query: &Query, side: StoredSide<'_>) {
        let hash = FxBuildHasher.hash_one((side.stored.plain, side.stored.has_tags));
        let met = self.texts.get(&hash).map(|text| text.score);
        let score = match met {
            Some(score) => score,
            None => assess_with_numbers(query, side.stored, side.other, self.cutoff)
                .map(|found| found.0.score),
        };
        // Dissimilar texts are remembered only up to the limit of a lookup: an exhaustive comparison meets
        // millions.
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
            let index = self.scores.partition_point(|&other| other >= score);
            self.scores.insert(index, score);
            self.scores.truncate(self.max);
            if let Some(&last) = self.scores.get(self.max - 1) {
                self.cutoff = self.cutoff.max(last);
            }
        }
    }

    /// The units of the best texts, the best first.
    pub fn into_best(self) -> Vec<ComparedUnit> {
        let cutoff = self.cutoff;
        let mut best: Vec<ComparedUnit> = self
            .texts
            .into_values()
            .filter(|text| text.score.is_some_and(|score| score >= cutoff))
            .flat_map(|text| text.units)
            .collect();
        best.sort_unstable_by_key(|compared| std::cmp::Reverse((compared.score, compared.unit)));
        best
    }
}

/// A side of a unit to compare with the query.
#[derive(Clone, Copy)]
pub struct StoredSide<'a> {
    /// The text of this side.
    pub stored: Stored<'a>,
    /// The unit's text on the other side.
    pub other: &'a str,
    /// The unit.
    pub unit: UnitId,
    /// Which side of it this is.
    pub side: Side,
}

/// Compares a stored text with a query. If only numbers differ and they can be substituted without
/// doubt, also returns the translation with the numbers of the query.
pub fn assess_with_numbers(
    query: &Query,
    stored: Stored<'_>,
    other: &str,
    min_score: u8,
) -> Option<(Assessment, Option<String>)> {
    let assessed = assess(query, stored, min_score, NumberMode::Substitute)?;
    if !assessed.numbers_only {
        return Some((assessed, None));
    }
    match substitute_numbers(query, stored, &assessed.steps, other) {
        Some(substituted) => Some((assessed, Some(substituted))),
        None => Some((assess(query, stored, min_score, NumberMode::Count)?, None)),
    }
}
