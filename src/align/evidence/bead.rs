//! What the terms of a whole bead say, with regard to where in it they stand.

use std::ops::Range;

use super::class::Product;
use super::matches::{Match, Occurrences, push_matches};
use super::{CLASSES, Counts, Evidence, index};
use crate::align::terms::TermSide;
use crate::align::weights::Weights;
use crate::model::Pair;

impl Evidence<'_> {
    /// Reads what is needed to weigh the given beads: for each source segment of `from..`, the target
    /// segments that any of them holds beside it.
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

/// Where in a bead the counterparts of a term stand: a share of them as far along as the term itself,
/// less and less with distance, the others anywhere.
#[derive(Debug, Clone)]
pub(super) struct Place {
    anywhere: f32,
    /// Weight by distance, in steps of the bead's length.
    near: Vec<f32>,
    /// One over the mean of `near` for a term so far along.
    scale: Vec<f32>,
}

/// Steps in which places are measured.
const STEPS: usize = 128;

impl Place {
    pub(super) fn new(weights: &Weights) -> Self {
        let decay = weights.place_decay.max(1e-3);
        let step = |at: usize| at as f64 / STEPS as f64;
        let near = (0..=STEPS).map(|at| (weights.place * (-decay * step(at)).exp()) as f32);
        let scale = (0..=STEPS).map(|at| {
            let p = step(at);
            (decay / (2.0 - (-decay * p).exp() - (-decay * (1.0 - p)).exp())) as f32
        });
        Place {
            anywhere: (1.0 - weights.place) as f32,
            near: near.collect(),
            scale: scale.collect(),
        }
    }
}

/// The evidence of whole beads.
pub struct BeadEvidence<'a> {
    evidence: &'a Evidence<'a>,
    from: usize,
    /// The matches of every source segment from `from` on, by target term.
    matches: Vec<Match>,
    starts: Vec<usize>,
    /// Scratch: the sums of the terms of the bead at hand.
    sums: Pair<Vec<f32>>,
}

impl BeadEvidence<'_> {
    /// What the terms of a bead say for it.
    pub fn of(&mut self, source: Range<usize>, target: Range<usize>) -> f32 {
        let terms = self.evidence.terms;
        let xs = terms.sides.source.span(source.start, source.end);
        let ys = terms.sides.target.span(target.start, target.end);
        for (sums, count) in self.sums.as_mut().zip(Pair::new(xs.len(), ys.len())) {
            sums.clear();
            sums.resize(count, 0.0);
        }
        let place = &self.evidence.scales.place;
        let x_step = STEPS as f32 / xs.len().max(1) as f32;
        let y_step = STEPS as f32 / ys.len().max(1) as f32;
        for segment in source.clone() {
            let at = segment - self.from;
            let matches = &self.matches[self.starts[at]..self.starts[at + 1]];
            let first = matches.partition_point(|m| (m.target as usize) < ys.start);
            for m in matches[first..].iter().take_while(|m| (m.target as usize) < ys.end) {
                let (x, y) = (m.source as usize - xs.start, m.target as usize - ys.start);
                if !m.placed {
                    self.sums.source[x] += m.ratio;
                    self.sums.target[y] += m.ratio;
                    continue;
                }
                let p = ((x as f32 + 0.5) * x_step) as usize;
                let q = ((y as f32 + 0.5) * y_step) as usize;
                let near = place.near[p.abs_diff(q)];
                self.sums.source[x] += m.ratio * (place.anywhere + near * place.scale[p]);
                self.sums.target[y] += m.ratio * (place.anywhere + near * place.scale[q]);
            }
        }
        let evidence = self.evidence;
        let said =
            |side: &TermSide, segments: Range<usize>, counts: &Counts, sums: &[f32], size| {
                let mut products = [Product::ONE; CLASSES];
                for (term, &sum) in side.span(segments.start, segments.end).zip(sums) {
                    if sum > 0.0
                        && let Some(class) = index(side.class(term))
                    {
                        products[class]
                            .multiply(1.0 + sum * evidence.scales.classes[class].found(size));
                    }
                }
                let found =
                    products.iter().zip(&evidence.scales.classes).map(|(p, v)| v.weight * p.ln());
                evidence.alone(counts[segments.start], counts[segments.end], size)
                    + found.sum::<f32>()
            };
        said(&terms.sides.source, source, &evidence.counts.source, &self.sums.source, ys.len())
            + said(
                &terms.sides.target,
                target,
                &evidence.counts.target,
                &self.sums.target,
                xs.len(),
            )
    }
}
