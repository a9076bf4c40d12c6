//! Which pairs a corpus keeps, and why not the others.

use std::collections::HashSet;

use rustc_hash::FxBuildHasher;

use super::record::AlignedRecord;
use crate::model::{Language, Pair, Score};
use crate::quality::{Checks, Pair as CheckedPair, PairKey, Severity};

/// What a pair must be like to be kept.
pub struct Filter {
    /// The least posterior.
    pub min_score: Score,
    /// What is checked.
    pub checks: Checks,
    /// Findings of this severity and worse drop a pair.
    pub severity: Severity,
}

/// The reason of a pair whose posterior is too low.
pub const LOW_SCORE: &str = "low-score";

/// The reason of a pair that says the same as an earlier one.
pub const DUPLICATE: &str = "duplicate";

/// A pair with what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct FilteredPair {
    /// Index of its bead in its document, from 0.
    pub position: usize,
    /// Its texts, segments joined by spaces.
    pub texts: Pair<String>,
    /// Posterior of its bead.
    pub score: Score,
    /// What duplicates have in common: a hash of its words, however spelt.
    pub key: u64,
    /// Why it is dropped, reason codes; empty when it is kept.
    pub reasons: Vec<&'static str>,
}

impl Filter {
    /// The pairs of a document, omissions left out, each with what speaks against it.
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
        let sides = texts.zip(languages.as_ref());
        let pair = CheckedPair::new(sides.source, sides.target);
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

/// The keys of the pairs that are kept.
pub type Keys = HashSet<u64, FxBuildHasher>;
