//! Beads that are given: a path must hold exactly these and may not cut through them.

use std::ops::Range;

use super::Pin;

/// Beads that the search must keep. A pin with one side empty fixes an omission wherever the path
/// passes it.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    beads: Vec<Pin>,
    source: Vec<u32>,
    target: Vec<u32>,
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
        Pins { beads, source, target }
    }

    /// All pins.
    pub fn beads(&self) -> &[Pin] {
        &self.beads
    }

    /// The pins that a path through these cuts may take from here.
    pub fn beads_at(&self, i: usize, j: usize) -> impl Iterator<Item = &Pin> {
        let here = |range: &Range<usize>, at: usize| range.is_empty() || range.start == at;
        self.beads.iter().filter(move |(source, target)| here(source, i) && here(target, j))
    }

    /// Whether no pinned segment lies in either span, so that a bead is free to hold them.
    pub fn leave_free(&self, source: Range<usize>, target: Range<usize>) -> bool {
        self.beads.is_empty()
            || (self.source[source.end] == self.source[source.start]
                && self.target[target.end] == self.target[target.start])
    }
}
