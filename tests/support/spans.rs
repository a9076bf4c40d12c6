//! How well beads agree with gold beads, whatever the segments of either.

use std::collections::HashSet;

use super::{Bead, bare};

/// Where a bead stands in the bare text of both sides: source start and end, target start and end.
type Spans = (usize, usize, usize, usize);

/// F1 of the beads with both sides whose spans are exactly those of a gold bead.
pub fn strict_f1(gold: &[Bead], found: &[Bead]) -> f64 {
    let (gold, found) = (spans(gold), spans(found));
    let hits = gold.intersection(&found).count() as f64;
    2.0 * hits / (gold.len() + found.len()) as f64
}

fn spans(beads: &[Bead]) -> HashSet<Spans> {
    let (mut source, mut target) = (0, 0);
    let mut spans = HashSet::new();
    for bead in beads {
        let (s, t) = (source, target);
        source += bare(&bead.source).chars().count();
        target += bare(&bead.target).chars().count();
        if s < source && t < target {
            spans.insert((s, source, t, target));
        }
    }
    spans
}
