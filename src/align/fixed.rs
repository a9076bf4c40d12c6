//! Beads that are given in advance: a path must contain them as they are and may not cut through them.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::{Pair, Span};

/// The beads that a search must keep. A fixed bead with one side empty is an omission; it is fixed
/// wherever the path passes it.
#[derive(Debug, Clone, Default)]
pub struct FixedBeads {
    beads: Vec<Span>,
    /// The number of fixed segments before each cut.
    counts: Pair<Vec<u32>>,
    /// The cuts of each side that no bead may span, in order.
    barriers: Pair<Vec<usize>>,
    /// The beads by the source segment they begin at; those without a source by the target segment.
    by_source: HashMap<usize, usize>,
    by_target: HashMap<usize, usize>,
}

impl FixedBeads {
    /// Fixes beads of two texts, given the number of segments of each, and cuts that no bead may span. The
    /// beads must be in order and must not overlap, and the cuts must be in order.
    pub fn new(beads: Vec<Span>, segments: Pair<usize>, barriers: Pair<Vec<usize>>) -> Self {
        let counts = Pair::from_fn(|side| {
            let mut counts = vec![0u32; segments[side] + 1];
            for index in beads.iter().flat_map(|bead| bead[side].clone()) {
                counts[index + 1] = 1;
            }
            let mut sum = 0;
            for count in &mut counts {
                sum += *count;
                *count = sum;
            }
            counts
        });
        let (mut by_source, mut by_target) = (HashMap::new(), HashMap::new());
        for (index, bead) in beads.iter().enumerate() {
            if bead.source.is_empty() {
                by_target.insert(bead.target.start, index);
            } else {
                by_source.insert(bead.source.start, index);
            }
        }
        FixedBeads { beads, counts, barriers, by_source, by_target }
    }

    /// All fixed beads.
    pub fn beads(&self) -> &[Span] {
        &self.beads
    }

    /// The fixed beads that a path through the cuts i and j can take from there.
    pub fn beads_at(&self, i: usize, j: usize) -> impl Iterator<Item = &Span> {
        [self.by_source.get(&i), self.by_target.get(&j)]
            .into_iter()
            .flatten()
            .map(|&index| &self.beads[index])
            .filter(move |Span { source, target }| {
                source.is_empty() || target.is_empty() || target.start == j
            })
    }

    /// Whether neither side of a span contains a fixed segment or a barrier, so that a bead may cover it.
    pub fn is_free(&self, span: &Span) -> bool {
        let holds_no_fixed =
            |(counts, range): &(&Vec<u32>, &Range<usize>)| counts[range.end] == counts[range.start];
        let is_not_cut = |(barriers, range): &(&Vec<usize>, &Range<usize>)| {
            let next = barriers.partition_point(|cut| *cut <= range.start);
            barriers.get(next).is_none_or(|cut| *cut >= range.end)
        };
        (self.beads.is_empty() || self.counts.as_ref().zip(span.as_ref()).all(holds_no_fixed))
            && (self.barriers.all(Vec::is_empty)
                || self.barriers.as_ref().zip(span.as_ref()).all(is_not_cut))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_pair_begins_at_its_cuts_and_a_fixed_omission_anywhere_on_the_other_side() {
        let (pair, removed, added) =
            (Span::new(1..3, 2..3), Span::new(3..4, 0..0), Span::new(0..0, 4..5));
        let beads = vec![pair.clone(), removed.clone(), added.clone()];
        let fixed = FixedBeads::new(beads, Pair::new(5, 6), Pair::default());
        let at = |i, j| fixed.beads_at(i, j).cloned().collect::<Vec<_>>();
        assert_eq!((at(1, 2), at(1, 1), at(2, 2)), (vec![pair], vec![], vec![]));
        assert_eq!((at(3, 3), at(0, 4)), (vec![removed.clone()], vec![added.clone()]));
        assert_eq!(at(3, 4), [removed, added]);
    }

    #[test]
    fn a_bead_may_touch_a_barrier_but_not_span_it() {
        let fixed = FixedBeads::new(Vec::new(), Pair::new(5, 5), Pair::new(vec![2], vec![3]));
        assert!(fixed.is_free(&Span::new(0..2, 1..3)));
        assert!(fixed.is_free(&Span::new(2..4, 3..3)));
        assert!(!fixed.is_free(&Span::new(1..3, 0..1)));
        assert!(!fixed.is_free(&Span::new(0..1, 2..4)));
    }
}
