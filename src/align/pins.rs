//! Beads that are given: a path must hold exactly these and may not cut through them.

use std::collections::HashMap;
use std::ops::Range;

use super::Pin;

/// Beads that the search must keep. A pin with one side empty fixes an omission wherever the path
/// passes it.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    beads: Vec<Pin>,
    source: Vec<u32>,
    target: Vec<u32>,
    /// Pins by the source segment they begin at, and those without source by the target segment.
    by_source: HashMap<usize, usize>,
    by_target: HashMap<usize, usize>,
}

impl Pins {
    /// Pins for `n` source and `m` target segments. The beads must be in order and apart.
    pub fn new(beads: Vec<Pin>, n: usize, m: usize) -> Self {
        let counts = |length: usize, side: &dyn Fn(&Pin) -> Range<usize>| {
            let mut pinned = vec![0u32; length + 1];
            for bead in &beads {
                for index in side(bead) {
                    pinned[index + 1] = 1;
                }
            }
            let mut sum = 0;
            for count in &mut pinned {
                sum += *count;
                *count = sum;
            }
            pinned
        };
        let source = counts(n, &|bead| bead.0.clone());
        let target = counts(m, &|bead| bead.1.clone());
        let (mut by_source, mut by_target) = (HashMap::new(), HashMap::new());
        for (index, bead) in beads.iter().enumerate() {
            if bead.0.is_empty() {
                by_target.insert(bead.1.start, index);
            } else {
                by_source.insert(bead.0.start, index);
            }
        }
        Pins { beads, source, target, by_source, by_target }
    }

    /// All pins.
    pub fn beads(&self) -> &[Pin] {
        &self.beads
    }

    /// The pins that a path through these cuts may take from here.
    pub fn beads_at(&self, i: usize, j: usize) -> impl Iterator<Item = &Pin> {
        [self.by_source.get(&i), self.by_target.get(&j)]
            .into_iter()
            .flatten()
            .map(|&index| &self.beads[index])
            .filter(move |(source, target)| {
                source.is_empty() || target.is_empty() || target.start == j
            })
    }

    /// Whether no pinned segment lies in either span, so that a bead is free to hold them.
    pub fn leave_free(&self, source: Range<usize>, target: Range<usize>) -> bool {
        self.beads.is_empty()
            || (self.source[source.end] == self.source[source.start]
                && self.target[target.end] == self.target[target.start])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_taken_where_it_begins_and_an_omission_wherever_the_path_passes_it() {
        let (pair, removed, added) = ((1..3, 2..3), (3..4, 0..0), (0..0, 4..5));
        let pins = Pins::new(vec![pair.clone(), removed.clone(), added.clone()], 5, 6);
        let at = |i, j| pins.beads_at(i, j).cloned().collect::<Vec<_>>();
        assert_eq!((at(1, 2), at(1, 1), at(2, 2)), (vec![pair], vec![], vec![]));
        assert_eq!((at(3, 3), at(0, 4)), (vec![removed.clone()], vec![added.clone()]));
        assert_eq!(at(3, 4), [removed, added]);
    }
}
