//! Lattices of candidate beads with their scores.
//!
//! A node is a pair of cuts, a source cut i and a target cut j; an edge is a bead. A
//! [narrow](NarrowLattice) lattice contains the most common bead shapes in a whole corridor and sums the
//! evidence of segments for windows. A [full](FullLattice) lattice contains every bead shape between the
//! few nodes of good narrow paths, and scores each bead as a whole.

mod full;
mod narrow;
mod nodes;

use std::ops::Range;

pub use full::FullLattice;
pub use narrow::NarrowLattice;
pub use nodes::Nodes;

use super::evidence::Evidence;
use super::length::{LengthModel, Lengths};
use super::paragraph::Paragraphs;
use super::score::{BeadTerms, score};
use super::shape::{ShapePrior, is_allowed};
use super::weights::Weights;
use crate::model::Pair;

/// Everything that the score of a bead depends on.
pub struct Model<'a> {
    /// The weights of the terms.
    pub weights: &'a Weights,
    /// The lengths of both sides.
    pub lengths: Pair<&'a Lengths>,
    /// The model of their ratio.
    pub length: LengthModel,
    /// The prior of bead shapes.
    pub shapes: ShapePrior,
    /// The evidence of terms.
    pub evidence: &'a Evidence<'a>,
    /// The evidence of paragraph breaks.
    pub paragraphs: &'a Paragraphs,
}

impl Model<'_> {
    /// The score of an m-n bead that starts at the cuts i and j.
    fn bead(
        &self,
        (i, j): (usize, usize),
        (m, n): (usize, usize),
        cut: f32,
        signals: Signals,
    ) -> f32 {
        let terms = BeadTerms {
            shape: self.shapes.ln(m, n),
            length: signals.length,
            evidence: signals.evidence,
            paragraphs: self.paragraphs.inside(i, m, j, n) + cut,
        };
        score(terms, self.weights)
    }

    /// The part of a bead's score that depends on the length model and the shape prior.
    fn document_score(&self, (m, n): (usize, usize), length: f32) -> f32 {
        let shape = self.shapes.ln(m, n);
        score(BeadTerms { shape, length, ..BeadTerms::default() }, self.weights)
    }

    /// The score of a fixed bead that starts at the cuts i and j.
    fn fixed_bead(&self, i: usize, j: usize) -> f32 {
        let paragraphs = self.paragraphs.cut(i, j);
        score(BeadTerms { paragraphs, ..BeadTerms::default() }, self.weights)
    }

    /// The score of an omission.
    fn omission(&self, (m, n): (usize, usize), cut: f32) -> f32 {
        let shape = self.shapes.ln(m, n);
        score(BeadTerms { shape, paragraphs: cut, ..BeadTerms::default() }, self.weights)
    }
}

/// The terms of a bead's score that are computed outside of [`Model`].
struct Signals {
    length: f32,
    evidence: f32,
}

/// A candidate bead from one node to another.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The node it leads to.
    pub to: usize,
    /// The number of source segments.
    pub m: usize,
    /// The number of target segments.
    pub n: usize,
    /// ln of the bead's weight.
    pub score: f32,
}

/// A lattice: nodes in rows, one row per source cut, and beads from a node to a later one.
pub trait Lattice: Sync {
    /// The number of source cuts.
    fn height(&self) -> usize;
    /// The nodes of a source cut, in ascending order of the target cut.
    fn row(&self, i: usize) -> Range<usize>;
    /// The target cut of a node of row i.
    fn cut(&self, i: usize, node: usize) -> usize;
    /// The node of a source and a target cut.
    fn find(&self, i: usize, j: usize) -> Option<usize>;
    /// The beads from a node of row i.
    fn edges(&self, i: usize, node: usize) -> impl Iterator<Item = Edge>;

    /// The number of target cuts.
    fn width(&self) -> usize {
        let last = self.height() - 1;
        self.row(last).end.checked_sub(1).map_or(0, |node| self.cut(last, node) + 1)
    }

    /// The number of nodes.
    fn count(&self) -> usize {
        self.row(self.height() - 1).end
    }
}

/// The rows of a chunk: enough to share what is prepared for them, few enough to balance the cores.
const ROWS_PER_CHUNK: usize = 32;

/// The rows of a chunk of a lattice.
fn rows_of_chunk(at: usize, height: usize) -> Range<usize> {
    at * ROWS_PER_CHUNK..((at + 1) * ROWS_PER_CHUNK).min(height)
}

/// The most segments on a side of a bead in a narrow lattice.
const NARROW_WIDTH: usize = 4;

/// Whether a narrow lattice contains a bead shape with segments on both sides.
fn is_narrow(m: usize, n: usize) -> bool {
    is_allowed(m, n) && m + n <= 5 && (m.min(n) < 2 || m + n == 4)
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
