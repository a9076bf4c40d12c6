//! The filter that decides which pairs a corpus keeps.

use std::collections::HashSet;

use rustc_hash::FxBuildHasher;

use super::record::AlignedRecord;
use crate::model::{Language, Pair, Score};
use crate::quality::{Checks, PairKey, Severity, Text};

/// The conditions for keeping a pair.
pub struct Filter {
    /// The lowest score.
    pub min_score: Score,
    /// The checks to run.
    pub checks: Checks,
    /// Pairs with findings of this severity or worse are dropped.
    pub severity: Severity,
}

/// The reason code of a pair whose score is too low.
pub const LOW_SCORE: &str = "low-score";

/// The reason code of a pair that duplicates an earlier one.
pub const DUPLICATE: &str = "duplicate";

/// A pair with the reasons for dropping it.
#[derive(Debug, Clone, PartialEq)]
pub struct FilteredPair {
    /// The index of its bead in its document, from 0.
    pub position: usize,
    /// Its texts, with segments joined by spaces.
    pub texts: Pair<String>,
    /// The score of its bead.
    pub score: Score,
    /// A hash of its words, regardless of spelling, which duplicates share.
    pub key: u64,
    /// The reason codes for dropping it; empty if it is kept.
    pub reasons: Vec<&'static str>,
}

impl Filter {
    /// Applies the filter to the pairs of a document, without omissions.
    pub fn apply(&self, record: &AlignedRecord) -> Vec<FilteredPair> {
        let beads = record.beads.iter().enumerate().filter(|(_, bead)| !bead.is_omission());
        beads
            .map(|(position, bead)| {
                let texts = bead.joined();
                let (key, reasons) =
                    self.key_and_reasons(texts.as_deref(), &record.languages, bead.score);
                FilteredPair { position, texts, score: bead.score, key, reasons }
            })
            .collect()
    }

    fn key_and_reasons(
        &self,
        texts: Pair<&str>,
        languages: &Pair<Language>,
        score: Score,
    ) -> (u64, Vec<&'static str>) {
        let pair =
            texts.zip(languages.as_ref()).map(|(plain, language)| Text::new(plain, language));
        let mut reasons = Vec::new();
        if score < self.min_score {
            reasons.push(LOW_SCORE);
        }
        for finding in self.checks.check(&pair) {
            let reason = finding.code.as_str();
            if finding.severity >= self.severity && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        (PairKey::of(&pair).loosest(), reasons)
    }
}

/// The keys of kept pairs.
pub type Keys = HashSet<u64, FxBuildHasher>;
