//! Learns links from the document itself: types that keep occurring together in probable beads.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{TermClass, TermSide, Terms};
use crate::align::weights::Weights;
use crate::model::Span;

/// The fewest beads in which two types must occur together to be linked.
const MIN_MEETINGS: f64 = 1.5;

impl Terms {
    /// Adds the links that are learned from beads, each given with the probability that it is right.
    pub fn learn<'a>(&mut self, beads: impl Iterator<Item = (&'a Span, f64)>, weights: &Weights) {
        let mut meetings = Meetings::default();
        for (Span { source, target }, probability) in beads {
            meetings.add(
                &words(&self.sides.source, source),
                &words(&self.sides.target, target),
                probability,
            );
        }
        let totals = (self.sides.source.terms.len() as f64, self.sides.target.terms.len() as f64);
        for (&(x, y), &together) in &meetings.pairs {
            let (alone_x, alone_y) = (meetings.source[&x], meetings.target[&y]);
            let chance = alone_x * alone_y / meetings.beads;
            // One co-occurrence is not counted, because it may be that of the very bead that the link
            // will support, and neither are those expected by chance.
            let reliable = together - 1.0 - chance - chance.sqrt();
            if together < MIN_MEETINGS || reliable <= 0.0 {
                continue;
            }
            let ratio = |alone: f64, other: f64, total: f64| {
                reliable / (alone + weights.taught_smoothing) / (other / total)
            };
            let ratio =
                (ratio(alone_x, alone_y, totals.1) + ratio(alone_y, alone_x, totals.0)) / 2.0;
            let more = (weights.taught * ratio) as f32;
            let row = &mut self.links[x as usize];
            match row.iter_mut().find(|link| link.0 == y) {
                Some(link) => link.1 += more,
                None => row.push((y, more)),
            }
            for class in [
                &mut self.sides.source.classes[x as usize],
                &mut self.sides.target.classes[y as usize],
            ] {
                if *class == TermClass::Unknown {
                    *class = TermClass::Word;
                }
            }
        }
        for row in &mut self.links {
            row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
    }
}

/// The types of the words in some segments, each once.
fn words(side: &TermSide, segments: &Range<usize>) -> Vec<u32> {
    let mut types: Vec<u32> = side
        .span(segments.start, segments.end)
        .filter(|&term| !matches!(side.class(term), TermClass::Number | TermClass::Mark))
        .map(|term| side.terms[term])
        .collect();
    types.sort_unstable();
    types.dedup();
    types
}

/// The number of beads that contain each type, and each pair of types, weighted by probability.
#[derive(Default)]
struct Meetings {
    beads: f64,
    source: FxHashMap<u32, f64>,
    target: FxHashMap<u32, f64>,
    pairs: FxHashMap<(u32, u32), f64>,
}

impl Meetings {
    fn add(&mut self, source: &[u32], target: &[u32], weight: f64) {
        self.beads += weight;
        for &x in source {
            *self.source.entry(x).or_default() += weight;
            for &y in target {
                *self.pairs.entry((x, y)).or_default() += weight;
            }
        }
        for &y in target {
            *self.target.entry(y).or_default() += weight;
        }
    }
}
