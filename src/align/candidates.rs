//! The result of a search: the best alignment and the probabilities of beads.

use super::blank::Kept;
use super::blocks::{BlockSolution, ScoredBead};
use super::calibration::Calibration;
use super::coverage::Coverage;
use crate::model::{Bead, Score, Span};

/// The scored candidate beads of two texts.
pub struct Candidates {
    pub(super) solution: BlockSolution,
    pub(super) kept: Kept,
    pub(super) coverage: Option<Coverage>,
}

impl Candidates {
    /// The best alignment. Every segment is in exactly one bead, and beads are in document order.
    pub fn beads(&self) -> Vec<Bead> {
        let path = self.solution.path().into_iter().map(|bead| {
            let score = score(&bead);
            (bead.span, score)
        });
        let path = self.kept.restore(path, || 1.0);
        path.into_iter().map(|(span, score)| Bead { span, score: Score::new(score) }).collect()
    }

    /// How much of both texts the lexicons know; `None` if no lexicon was used, because none was given or
    /// the languages are not English and Arabic.
    pub fn coverage(&self) -> Option<Coverage> {
        self.coverage
    }

    /// The probability of each given bead, 0–1, whether or not it is in the best alignment; 0 for a bead
    /// that is not a candidate. Texts of tens of thousands of segments are aligned in blocks; there, only
    /// the beads of the best alignment are candidates.
    pub fn probabilities(&self, beads: &[Span]) -> Vec<f64> {
        let beads: Vec<Span> = beads.iter().map(|bead| self.kept.inner(bead)).collect();
        self.solution.score(&beads).iter().map(score).collect()
    }

    /// The beads of the best alignment that are not omissions, each with its posterior and its length in
    /// characters of both sides: the data that a calibration is fitted to.
    pub fn uncalibrated(&self) -> Vec<(Span, f64, f64)> {
        let path = self.solution.path().into_iter();
        let path = path.map(|bead| (bead.span, Some((bead.posterior, bead.characters))));
        let beads = self.kept.restore(path, || None).into_iter().filter(|(span, _)| span.is_pair());
        beads
            .filter_map(|(span, of)| of.map(|(posterior, length)| (span, posterior, length)))
            .collect()
    }
}

/// The probability that a bead is right.
fn score(bead: &ScoredBead) -> f64 {
    match bead.span.is_pair() {
        true => Calibration::default().score(bead.posterior, bead.characters),
        false => bead.posterior,
    }
}
