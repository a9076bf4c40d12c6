//! The figures of a corpus.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::FilteredPair;

/// The number of bins of the histograms.
const BINS: usize = 10;

/// The figures of a shard or of a whole corpus.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CorpusReport {
    /// The number of document pairs.
    pub documents: u64,
    /// The number of document pairs that could not be aligned; `errors.jsonl` has the reasons.
    pub failed: u64,
    /// The number of beads, including omissions.
    pub beads: u64,
    /// The number of omissions.
    pub omissions: u64,
    /// The number of beads with both sides.
    pub pairs: u64,
    /// The number of pairs in the corpus.
    pub kept: u64,
    /// The number of dropped pairs by their first reason.
    pub dropped: BTreeMap<String, u64>,
    /// The number of dropped pairs by each of their reasons.
    pub reasons: BTreeMap<String, u64>,
    /// Histogram of pairs by score: below .1, below .2, and so on.
    pub scores: [u64; BINS],
    /// Histogram of kept pairs by the length of the target as a share of the length of both sides, in
    /// characters: below .1, below .2, and so on.
    pub lengths: [u64; BINS],
    /// The number of characters in all kept sources.
    pub source_characters: u64,
    /// The number of characters in all kept targets.
    pub target_characters: u64,
}

impl CorpusReport {
    /// Adds a pair, kept or dropped.
    pub fn count(&mut self, pair: &FilteredPair) {
        self.pairs += 1;
        self.scores[bin(pair.score.value())] += 1;
        if let Some(first) = pair.reasons.first() {
            *self.dropped.entry((*first).to_owned()).or_default() += 1;
            for reason in &pair.reasons {
                *self.reasons.entry((*reason).to_owned()).or_default() += 1;
            }
            return;
        }
        self.kept += 1;
        let (source, target) =
            pair.texts.as_ref().map(|text| text.chars().count() as u64).into_tuple();
        self.source_characters += source;
        self.target_characters += target;
        self.lengths[bin(target as f64 / (source + target).max(1) as f64)] += 1;
    }

    /// Adds the figures of another part.
    pub fn add(&mut self, other: &CorpusReport) {
        let sums = [
            (&mut self.documents, other.documents),
            (&mut self.failed, other.failed),
            (&mut self.beads, other.beads),
            (&mut self.omissions, other.omissions),
            (&mut self.pairs, other.pairs),
            (&mut self.kept, other.kept),
            (&mut self.source_characters, other.source_characters),
            (&mut self.target_characters, other.target_characters),
        ];
        sums.into_iter().for_each(|(sum, more)| *sum += more);
        for (sums, more) in
            [(&mut self.dropped, &other.dropped), (&mut self.reasons, &other.reasons)]
        {
            more.iter().for_each(|(name, count)| *sums.entry(name.clone()).or_default() += count);
        }
        for (sums, more) in [(&mut self.scores, &other.scores), (&mut self.lengths, &other.lengths)]
        {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
}

fn bin(share: f64) -> usize {
    ((share * BINS as f64) as usize).min(BINS - 1)
}
