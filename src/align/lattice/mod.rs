//! Candidate beads with their scores: the lattices that paths run through.
//!
//! Nodes are pairs of cuts, a source cut i and a target cut j; edges are beads. A [narrow](NarrowLattice)
//! lattice tries the most common shapes in a whole corridor and adds up what segments say about
//! windows. A [full](FullLattice) one tries every shape between the few nodes that good narrow paths
//! pass, and weighs each bead as a whole.

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

/// Everything a bead is scored by.
pub struct Model<'a> {
    /// How the terms are weighed.
    pub weights: &'a Weights,
    /// The lengths of both sides.
    pub lengths: Pair<&'a Lengths>,
    /// How the two relate.
    pub length: LengthModel,
    /// Which shapes are likely.
    pub shapes: ShapePrior,
    /// What the terms say.
    pub evidence: &'a Evidence<'a>,
    /// Paragraph breaks.
    pub paragraphs: &'a Paragraphs,
}

impl Model<'_> {
    /// The score of a bead of m-n segments from the cuts i and j, from what its terms say.
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

    /// What of a bead's score the document's own lengths and shapes change.
    fn document_score(&self, (m, n): (usize, usize), length: f32) -> f32 {
        let shape = self.shapes.ln(m, n);
        score(BeadTerms { shape, length, ..BeadTerms::default() }, self.weights)
    }

    /// The score of a bead that is given, from the cuts i and j.
    fn pinned(&self, i: usize, j: usize) -> f32 {
        let paragraphs = self.paragraphs.cut(i, j);
        score(BeadTerms { paragraphs, ..BeadTerms::default() }, self.weights)
    }

    /// The score of an omission there.
    fn omission(&self, (m, n): (usize, usize), cut: f32) -> f32 {
        let shape = self.shapes.ln(m, n);
        score(BeadTerms { shape, paragraphs: cut, ..BeadTerms::default() }, self.weights)
    }
}

/// What is read of a bead.
struct Signals {
    length: f32,
    evidence: f32,
}

/// A candidate bead from one node to another.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The node it leads to.
    pub to: usize,
    /// Source segments.
    pub m: usize,
    /// Target segments.
    pub n: usize,
    /// ln of the bead's weight.
    pub score: f32,
}

/// Nodes, row by row of source cuts, and the beads that lead from one to a later one.
pub trait Lattice: Sync {
    /// Number of source cuts.
    fn height(&self) -> usize;
    /// The nodes of a source cut, by ascending target cut.
    fn row(&self, i: usize) -> Range<usize>;
    /// The target cut of a node of row i.
    fn cut(&self, i: usize, node: usize) -> usize;
    /// The node of two cuts.
    fn find(&self, i: usize, j: usize) -> Option<usize>;
    /// The beads from a node of row i.
    fn edges(&self, i: usize, node: usize) -> impl Iterator<Item = Edge>;

    /// Number of target cuts.
    fn width(&self) -> usize {
        let last = self.height() - 1;
        self.row(last).end.checked_sub(1).map_or(0, |node| self.cut(last, node) + 1)
    }

    /// Number of nodes.
    fn count(&self) -> usize {
        self.row(self.height() - 1).end
    }
}

/// Rows of a chunk: enough to share what is read for them, few enough to balance the cores.
const ROWS_A_CHUNK: usize = 32;

/// The rows of a chunk of a lattice of some height.
fn rows_of_chunk(at: usize, height: usize) -> Range<usize> {
    at * ROWS_A_CHUNK..((at + 1) * ROWS_A_CHUNK).min(height)
}

/// The most segments on a side of a bead of a narrow lattice.
const NARROW: usize = 4;

/// Whether a narrow lattice tries a shape with segments on both sides.
fn is_narrow(m: usize, n: usize) -> bool {
    is_allowed(m, n) && m + n <= 5 && (m.min(n) < 2 || m + n == 4)
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
