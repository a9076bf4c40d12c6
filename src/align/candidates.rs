//! What a search found: the best alignment, and how probable each bead is.

use super::calibration::Calibration;
use super::coverage::Coverage;
use super::lattice::FullLattice;
use super::length::Lengths;
use super::path::{Posteriors, best_path};
use crate::model::{Bead, Pair, Score, Span};

/// The candidate beads of two sides, scored.
pub struct Candidates {
    pub(super) solution: Solution,
    /// The same before the document's own beads taught anything, where they did.
    pub(super) untaught: Option<Solution>,
    pub(super) lengths: Pair<Lengths>,
    pub(super) coverage: Option<Coverage>,
}

impl Candidates {
    /// The best alignment: every segment is in exactly one bead, and beads are in document order.
    pub fn beads(&self) -> Vec<Bead> {
        let bead =
            |(span, score): (&Span, f64)| Bead { span: span.clone(), score: Score::new(score) };
        let path = &self.solution.path;
        path.iter().zip(self.scores(path)).map(bead).collect()
    }

    /// How much of both sides the lexicons know; `None` where no lexicon was asked: none is given, or
    /// the languages are not English and Arabic.
    pub fn coverage(&self) -> Option<Coverage> {
        self.coverage
    }

    /// The probability of each of the given beads, 0–1, whether or not the best alignment holds them;
    /// 0 for one that is no candidate.
    pub fn probabilities(&self, beads: &[Span]) -> Vec<f64> {
        self.scores(beads)
    }

    /// The pairs of the best alignment, each with its posterior and the number of its characters, both
    /// sides together: what a calibration can be fitted to.
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
        if let Some(untaught) = &self.untaught {
            // What a document's beads teach makes them sure of themselves: half of that is believed.
            for (posterior, before) in posteriors.iter_mut().zip(untaught.posteriors(spans)) {
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

/// A scored lattice, its best path, and how sure of its beads it is.
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
