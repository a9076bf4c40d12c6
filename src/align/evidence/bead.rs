//! The evidence for whole beads, which depends on the positions of terms in the bead.

use std::ops::Range;

use super::class::Product;
use super::matches::{Match, Occurrences, push_matches};
use super::{CLASSES, Counts, Evidence, index};
use crate::align::terms::TermSide;
use crate::align::weights::Weights;
use crate::model::Pair;

impl Evidence<'_> {
    /// Prepares the evidence for a set of beads. `reach` gives, for each source segment from `from` on, the
    /// target segments that are in any of the beads with it.
    pub fn beads(&self, from: usize, reach: &[Range<usize>]) -> BeadEvidence<'_> {
        let low = reach.iter().filter(|r| !r.is_empty()).map(|r| r.start).min().unwrap_or(0);
        let high = reach.iter().map(|r| r.end).max().unwrap_or(0).max(low);
        let near =
            Occurrences::of(&self.terms.sides.target, self.terms.sides.target.span(low, high));
        let mut matches = Vec::new();
        let mut starts = vec![0];
        for (offset, reach) in reach.iter().enumerate() {
            let begin = matches.len();
            if !reach.is_empty() {
                let reach = self.terms.sides.target.span(reach.start, reach.end);
                push_matches(self.terms, from + offset, &near, reach, 0.0, &mut matches);
                matches[begin..].sort_unstable_by_key(|m| (m.target, m.source));
            }
            starts.push(matches.len());
        }
        BeadEvidence { evidence: self, from, matches, starts, sums: Pair::default() }
    }
}

/// The distribution of the positions of a term's counterparts in a bead, after the distortion model of Dyer
/// et al. (2013): a share of them decays exponentially with the distance from the relative position of the
/// term, the rest is uniform.
#[derive(Debug, Clone)]
pub(super) struct PositionModel {
    anywhere: f32,
    /// The weight by distance, in [`POSITION_STEPS`]ths of the bead's length.
    near: Vec<f32>,
    /// The reciprocal of the mean of `near` for a term at each position.
    scale: Vec<f32>,
}

/// The resolution of relative positions in a bead.
const POSITION_STEPS: usize = 128;

impl PositionModel {
    pub(super) fn new(weights: &Weights) -> Self {
        let decay = weights.place_decay.max(1e-3);
        let step = |at: usize| at as f64 / POSITION_STEPS as f64;
        let near =
            (0..=POSITION_STEPS).map(|at| (weights.place * (-decay * step(at)).exp()) as f32);
        let scale = (0..=POSITION_STEPS).map(|at| {
            let p = step(at);
            (decay / (2.0 - (-decay * p).exp() - (-decay * (1.0 - p)).exp())) as f32
        });
        PositionModel {
            anywhere: (1.0 - weights.place) as f32,
            near: near.collect(),
            scale: scale.collect(),
        }
    }
}

/// The evidence for a set of whole beads.
pub struct BeadEvidence<'a> {
    evidence: &'a Evidence<'a>,
    from: usize,
    /// The matches of every source segment from `from` on, in order of the target term.
    matches: Vec<Match>,
    starts: Vec<usize>,
    /// Buffers for the sums of the terms of the current bead.
    sums: Pair<Vec<f32>>,
}

impl BeadEvidence<'_> {
    /// The evidence for a bead, in nats.
    pub fn of(&mut self, source: Range<usize>, target: Range<usize>) -> f32 {
        let terms = self.evidence.terms;
        let xs = terms.sides.source.span(source.start, source.end);
        let ys = terms.sides.target.span(target.start, target.end);
        for (sums, count) in self.sums.as_mut().zip(Pair::new(xs.len(), ys.len())) {
            sums.clear();
            sums.resize(count, 0.0);
        }
        let position = &self.evidence.scales.position;
        let x_step = POSITION_STEPS as f32 / xs.len().max(1) as f32;
        let y_step = POSITION_STEPS as f32 / ys.len().max(1) as f32;
        for segment in source.clone() {
            let at = segment - self.from;
            let matches = &self.matches[self.starts[at]..self.starts[at + 1]];
            let first = matches.partition_point(|m| (m.target as usize) < ys.start);
            for m in matches[first..].iter().take_while(|m| (m.target as usize) < ys.end) {
                let (x, y) = (m.source as usize - xs.start, m.target as usize - ys.start);
                if !m.is_positional {
                    self.sums.source[x] += m.ratio;
                    self.sums.target[y] += m.ratio;
                    continue;
                }
                let p = ((x as f32 + 0.5) * x_step) as usize;
                let q = ((y as f32 + 0.5) * y_step) as usize;
                let near = position.near[p.abs_diff(q)];
                self.sums.source[x] += m.ratio * (position.anywhere + near * position.scale[p]);
                self.sums.target[y] += m.ratio * (position.anywhere + near * position.scale[q]);
            }
        }
        let evidence = self.evidence;
        let side_evidence =
            |side: &TermSide, segments: Range<usize>, counts: &Counts, sums: &[f32], size| {
                let mut products = [Product::ONE; CLASSES];
                for (term, &sum) in side.span(segments.start, segments.end).zip(sums) {
                    if sum > 0.0
                        && let Some(class) = index(side.class(term))
                    {
                        products[class]
                            .multiply(1.0 + sum * evidence.scales.classes[class].gain(size));
                    }
                }
                let found =
                    products.iter().zip(&evidence.scales.classes).map(|(p, v)| v.weight * p.ln());
                evidence.unmatched(counts[segments.start], counts[segments.end], size)
                    + found.sum::<f32>()
            };
        side_evidence(
            &terms.sides.source,
            source,
            &evidence.counts.source,
            &self.sums.source,
            ys.len(),
        ) + side_evidence(
            &terms.sides.target,
            target,
            &evidence.counts.target,
            &self.sums.target,
            xs.len(),
        )
    }
}
