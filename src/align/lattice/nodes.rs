//! The nodes of a full lattice.

use std::ops::Range;

use super::index;
use crate::model::Pair;

/// Pairs of cuts: for each source cut, target cuts in ascending order. Some cuts on each side are *firm*:
/// no bead may span them.
#[derive(Debug, Clone)]
pub struct Nodes {
    /// The index of the first node of each row, and of the end.
    rows: Vec<u32>,
    /// The target cut of each node.
    cuts: Vec<u32>,
    /// For each cut of each side, the next firm cut.
    reach: Pair<Vec<u32>>,
}

impl Nodes {
    /// Builds the nodes from the target cuts of each source cut and from which cuts of each side are firm.
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

    /// The number of source cuts.
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

    /// The last source and target cuts that a bead may reach from these cuts.
    pub fn reach(&self, i: usize, j: usize) -> (usize, usize) {
        (self.reach.source[i] as usize, self.reach.target[j] as usize)
    }

    /// The node of a source and a target cut.
    pub fn find(&self, i: usize, j: usize) -> Option<usize> {
        if i >= self.height() {
            return None;
        }
        let row = self.row(i);
        self.cuts[row.clone()].binary_search(&index(j)).ok().map(|at| row.start + at)
    }
}

/// For each cut, the next firm cut. The last cut is always firm.
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
