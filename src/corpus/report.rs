//! What a corpus was made of, in numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::FilteredPair;

/// Bins of the histograms.
const BINS: usize = 10;

/// Numbers of a part of a corpus, or of all of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CorpusReport {
    /// Document pairs that were read.
    pub documents: u64,
    /// Document pairs that could not be aligned; `errors.jsonl` says why.
    pub failed: u64,
    /// Beads, omissions included.
    pub beads: u64,
    /// Beads with one side only.
    pub omissions: u64,
    /// Beads with both sides.
    pub pairs: u64,
    /// Pairs that are in the corpus.
    pub kept: u64,
    /// Dropped pairs by their first reason.
    pub dropped: BTreeMap<String, u64>,
    /// Findings by reason in all pairs that were dropped; one pair may have several.
    pub reasons: BTreeMap<String, u64>,
    /// Pairs by score: below .1, below .2, and so on.
    pub scores: [u64; BINS],
    /// Kept pairs by the length of the target in characters, as a share of both sides': below .1, below
    /// .2, and so on.
    pub lengths: [u64; BINS],
    /// Characters of all kept sources.
    pub source_characters: u64,
    /// Characters of all kept targets.
    pub target_characters: u64,
}

impl CorpusReport {
    /// Counts a pair and what became of it.
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

    /// Takes another part in.
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
