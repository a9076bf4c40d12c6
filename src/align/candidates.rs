//! What a search found: the best alignment, and how probable each bead is.

use super::Pin;
use super::calibration::Calibration;
use super::coverage::Coverage;
use super::lattice::FullLattice;
use super::length::Lengths;
use super::path::{Posteriors, Step, best_path};
use crate::model::{Bead, Score};

/// The candidate beads of two sides, scored.
pub struct Candidates {
    pub(super) solution: Solution,
    /// The same before the document's own beads taught anything, where they did.
    pub(super) untaught: Option<Solution>,
    /// Of the source and the target.
    pub(super) lengths: (Lengths, Lengths),
    pub(super) coverage: Option<Coverage>,
}

impl Candidates {
    /// The best alignment: every segment is in exactly one bead, and beads are in document order.
    pub fn beads(&self) -> Vec<Bead> {
        let bead = |(step, score): (&Step, f64)| Bead {
            source: step.source.clone(),
            target: step.target.clone(),
            score: Score::new(score),
        };
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
    pub fn probabilities(&self, beads: &[Pin]) -> Vec<f64> {
        let steps: Vec<Step> = beads
            .iter()
            .map(|(source, target)| Step { source: source.clone(), target: target.clone() })
            .collect();
        self.scores(&steps)
    }

    /// The pairs of the best alignment, each with its posterior and the number of its characters, both
    /// sides together: what a calibration can be fitted to.
    pub fn uncalibrated(&self) -> Vec<(Pin, f64, f64)> {
        let path = &self.solution.path;
        let beads = path.iter().zip(self.posteriors(path)).filter(|(step, _)| step.is_pair());
        beads
            .map(|(step, posterior)| {
                ((step.source.clone(), step.target.clone()), posterior, self.characters(step))
            })
            .collect()
    }

    fn scores(&self, steps: &[Step]) -> Vec<f64> {
        let calibration = Calibration::default();
        let mut scores = self.posteriors(steps);
        for (score, step) in scores.iter_mut().zip(steps).filter(|(_, step)| step.is_pair()) {
            *score = calibration.score(*score, self.characters(step));
        }
        scores
    }

    fn posteriors(&self, steps: &[Step]) -> Vec<f64> {
        let mut posteriors = self.solution.posteriors(steps);
        if let Some(untaught) = &self.untaught {
            // What a document's beads teach makes them sure of themselves: half of that is believed.
            for (posterior, before) in posteriors.iter_mut().zip(untaught.posteriors(steps)) {
                *posterior = (*posterior + before) / 2.0;
            }
        }
        posteriors
    }

    fn characters(&self, step: &Step) -> f64 {
        let (source, target) = &self.lengths;
        source.span(step.source.start, step.source.end)
            + target.span(step.target.start, step.target.end)
    }
}

/// A scored lattice, its best path, and how sure of its beads it is.
pub(super) struct Solution {
    lattice: FullLattice,
    pub(super) path: Vec<Step>,
    sums: Posteriors,
}

impl Solution {
    pub(super) fn of(lattice: FullLattice) -> Self {
        let ((path, _), sums) = rayon::join(|| best_path(&lattice), || Posteriors::of(&lattice));
        Solution { lattice, path, sums }
    }

    pub(super) fn posteriors(&self, steps: &[Step]) -> Vec<f64> {
        self.sums.each(&self.lattice, steps)
    }
}
