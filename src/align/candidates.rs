//! The result of a search: the best alignment and the probabilities of beads.

use super::calibration::Calibration;
use super::coverage::Coverage;
use super::lattice::FullLattice;
use super::length::Lengths;
use super::path::{Posteriors, best_path};
use crate::model::{Bead, Pair, Score, Span};

/// The scored candidate beads of two texts.
pub struct Candidates {
    pub(super) solution: Solution,
    /// The solution without links learned from the document itself, if any were learned.
    pub(super) before_learning: Option<Solution>,
    pub(super) lengths: Pair<Lengths>,
    pub(super) coverage: Option<Coverage>,
}

impl Candidates {
    /// The best alignment. Every segment is in exactly one bead, and beads are in document order.
    pub fn beads(&self) -> Vec<Bead> {
        let bead =
            |(span, score): (&Span, f64)| Bead { span: span.clone(), score: Score::new(score) };
        let path = &self.solution.path;
        path.iter().zip(self.scores(path)).map(bead).collect()
    }

    /// How much of both texts the lexicons know; `None` if no lexicon was used, because none was given or
    /// the languages are not English and Arabic.
    pub fn coverage(&self) -> Option<Coverage> {
        self.coverage
    }

    /// The probability of each given bead, 0–1, whether or not it is in the best alignment; 0 for a bead
    /// that is not a candidate.
    pub fn probabilities(&self, beads: &[Span]) -> Vec<f64> {
        self.scores(beads)
    }

    /// The beads of the best alignment that are not omissions, each with its posterior and its length in
    /// characters of both sides: the data that a calibration is fitted to.
    pub fn uncalibrated(&self) -> Vec<(Span, f64, f64)> {
        let path = &self.solution.path;
        let beads = path.iter().zip(self.posteriors(path)).filter(|(span, _)| span.is_pair());
        beads.map(|(span, posterior)| (span.clone(), posterior, self.characters(span))).collect()
    }

    fn scores(&self, spans: &[Span]) -> Vec<f64> {
        let calibration = Calibration::default();
        let mut scores = self.posteriors(spans);
        for (score, span) in scores.iter_mut().zip(spans).filter(|(_, span)| span.is_pair()) {
            *score = calibration.score(*score, self.characters(span));
        }
        scores
    }

    fn posteriors(&self, spans: &[Span]) -> Vec<f64> {
        let mut posteriors = self.solution.posteriors(spans);
        if let Some(before_learning) = &self.before_learning {
            // Links learned from the document's own beads reinforce these beads, so their posterior is
            // averaged with that before learning.
            for (posterior, before) in posteriors.iter_mut().zip(before_learning.posteriors(spans))
            {
                *posterior = (*posterior + before) / 2.0;
            }
        }
        posteriors
    }

    fn characters(&self, span: &Span) -> f64 {
        let sides = self.lengths.as_ref().zip(span.as_ref());
        sides.map(|(lengths, range)| lengths.span(range.start, range.end)).into_iter().sum()
    }
}

/// A scored lattice, its best path and its posteriors.
pub(super) struct Solution {
    lattice: FullLattice,
    pub(super) path: Vec<Span>,
    sums: Posteriors,
}

impl Solution {
    pub(super) fn of(lattice: FullLattice) -> Self {
        let ((path, _), sums) = rayon::join(|| best_path(&lattice), || Posteriors::of(&lattice));
        Solution { lattice, path, sums }
    }

    pub(super) fn posteriors(&self, spans: &[Span]) -> Vec<f64> {
        self.sums.each(&self.lattice, spans)
    }
}
