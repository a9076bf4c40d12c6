//! Beads that are given: a path must hold exactly these and may not cut through them.

use std::collections::HashMap;

use crate::model::{Pair, Span};

/// Beads that the search must keep. A pin with one side empty fixes an omission wherever the path
/// passes it.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    beads: Vec<Span>,
    /// How many segments before each cut are pinned.
    pinned: Pair<Vec<u32>>,
    /// Pins by the source segment they begin at, and those without source by the target segment.
    by_source: HashMap<usize, usize>,
    by_target: HashMap<usize, usize>,
}

impl Pins {
    /// Pins for texts of so many segments. The beads must be in order and apart.
    pub fn new(beads: Vec<Span>, segments: Pair<usize>) -> Self {
        let pinned = Pair::from_fn(|side| {
            let mut pinned = vec![0u32; segments[side] + 1];
            for index in beads.iter().flat_map(|bead| bead[side].clone()) {
                pinned[index + 1] = 1;
            }
            let mut sum = 0;
            for count in &mut pinned {
                sum += *count;
                *count = sum;
            }
            pinned
        });
        let (mut by_source, mut by_target) = (HashMap::new(), HashMap::new());
        for (index, bead) in beads.iter().enumerate() {
            if bead.source.is_empty() {
                by_target.insert(bead.target.start, index);
            } else {
                by_source.insert(bead.source.start, index);
            }
        }
        Pins { beads, pinned, by_source, by_target }
    }

    /// All pins.
    pub fn beads(&self) -> &[Span] {
        &self.beads
    }

    /// The pins that a path through these cuts may take from here.
    pub fn beads_at(&self, i: usize, j: usize) -> impl Iterator<Item = &Span> {
        [self.by_source.get(&i), self.by_target.get(&j)]
            .into_iter()
            .flatten()
            .map(|&index| &self.beads[index])
            .filter(move |Span { source, target }| {
                source.is_empty() || target.is_empty() || target.start == j
            })
    }

    /// Whether no pinned segment lies on either side of a span, so that a bead is free to hold it.
    pub fn leave_free(&self, span: &Span) -> bool {
        self.beads.is_empty()
            || self
                .pinned
                .as_ref()
                .zip(span.as_ref())
                .all(|(pinned, range)| pinned[range.end] == pinned[range.start])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_taken_where_it_begins_and_an_omission_wherever_the_path_passes_it() {
        let (pair, removed, added) =
            (Span::new(1..3, 2..3), Span::new(3..4, 0..0), Span::new(0..0, 4..5));
        let pins = Pins::new(vec![pair.clone(), removed.clone(), added.clone()], Pair::new(5, 6));
        let at = |i, j| pins.beads_at(i, j).cloned().collect::<Vec<_>>();
        assert_eq!((at(1, 2), at(1, 1), at(2, 2)), (vec![pair], vec![], vec![]));
        assert_eq!((at(3, 3), at(0, 4)), (vec![removed.clone()], vec![added.clone()]));
        assert_eq!(at(3, 4), [removed, added]);
    }
}
