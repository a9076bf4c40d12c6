//! The nodes of a full lattice.

use std::ops::Range;

use super::index;
use crate::model::Pair;

/// Pairs of cuts: for each source cut, ascending target cuts. Some cuts of either side are *firm*: no
/// bead runs over them.
#[derive(Debug, Clone)]
pub struct Nodes {
    /// Index of the first node of each row, one more at the end.
    rows: Vec<u32>,
    /// The target cut of each node.
    cuts: Vec<u32>,
    /// The first firm cut of each side after each.
    reach: Pair<Vec<u32>>,
}

impl Nodes {
    /// From the target cuts of each source cut, and which cuts of the source and target are firm.
    pub fn of(
        rows: impl Iterator<Item = impl Iterator<Item = usize>>,
        firm: Pair<&[bool]>,
    ) -> Self {
        let mut nodes = Nodes { rows: vec![0], cuts: Vec::new(), reach: firm.map(reach) };
        for row in rows {
            nodes.cuts.extend(row.map(index));
            nodes.rows.push(index(nodes.cuts.len()));
        }
        nodes
    }

    /// Number of source cuts.
    pub fn height(&self) -> usize {
        self.rows.len() - 1
    }

    /// The nodes of a source cut.
    pub fn row(&self, i: usize) -> Range<usize> {
        self.rows[i] as usize..self.rows[i + 1] as usize
    }

    /// The target cut of a node.
    pub fn cut(&self, node: usize) -> usize {
        self.cuts[node] as usize
    }

    /// The last source and target cut that a bead may reach from these cuts.
    pub fn reach(&self, i: usize, j: usize) -> (usize, usize) {
        (self.reach.source[i] as usize, self.reach.target[j] as usize)
    }

    /// The node of two cuts.
    pub fn find(&self, i: usize, j: usize) -> Option<usize> {
        if i >= self.height() {
            return None;
        }
        let row = self.row(i);
        self.cuts[row.clone()].binary_search(&index(j)).ok().map(|at| row.start + at)
    }
}

/// The first firm cut after each cut; the last one is always firm.
fn reach(firm: &[bool]) -> Vec<u32> {
    let mut next = index(firm.len().saturating_sub(1));
    let mut reach = vec![next; firm.len()];
    for (at, &is_firm) in firm.iter().enumerate().rev() {
        reach[at] = next;
        if is_firm {
            next = index(at);
        }
    }
    reach
}
