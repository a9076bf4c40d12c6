//! The best path through a lattice (Viterbi 1967), and how sure each of its beads is.

use std::ops::Range;

use super::lattice::{Lattice, Nodes};

/// One bead of a path, before it has a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Source segments.
    pub source: Range<usize>,
    /// Target segments.
    pub target: Range<usize>,
}

impl Step {
    /// Whether both sides hold something.
    pub fn is_pair(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }

    /// The shape m-n.
    pub fn shape(&self) -> (usize, usize) {
        (self.source.len(), self.target.len())
    }
}

/// The path with the largest sum of scores from the first node to the last.
pub fn best_path(lattice: &Lattice) -> Vec<Step> {
    let nodes = &lattice.nodes;
    let mut from: Vec<Option<(u32, u16, u16)>> = vec![None; nodes.count()];
    let mut sums = vec![f64::NEG_INFINITY; nodes.count()];
    if let Some(first) = sums.first_mut() {
        *first = 0.0;
    }
    for i in 0..nodes.height() {
        for node in nodes.row(i) {
            let here = sums[node];
            for (to, edge) in lattice.edges(i, node) {
                let sum = here + f64::from(edge.score);
                if sum > sums[to] {
                    sums[to] = sum;
                    from[to] = Some((node as u32, edge.m, edge.n));
                }
            }
        }
    }
    let mut steps = Vec::new();
    let mut i = nodes.height() - 1;
    let mut node = nodes.count() - 1;
    while let Some((before, m, n)) = from[node] {
        let j = nodes.cut(node);
        steps.push(Step { source: i - usize::from(m)..i, target: j - usize::from(n)..j });
        i -= usize::from(m);
        node = before as usize;
    }
    steps.reverse();
    steps
}

/// The most nodes of a row that [`likely_nodes`] keeps.
const MOST_NODES: usize = 32;

/// The nodes of the best path, and those that some path passes which is at most `slack` nats worse.
pub fn likely_nodes(lattice: &Lattice, best: &[Step], slack: f64) -> Nodes {
    let (forward, backward) =
        rayon::join(|| forward_sums(lattice, f64::max), || backward_sums(lattice, f64::max));
    let least = backward.first().copied().unwrap_or(0.0) - slack;
    let through = |node: usize| forward[node] + backward[node];
    let nodes = &lattice.nodes;
    let mut passed = vec![Vec::new(); nodes.height()];
    if let Some(first) = passed.first_mut() {
        first.push(0);
    }
    for step in best {
        passed[step.source.end].extend(nodes.find(step.source.end, step.target.end));
    }
    Nodes::of((0..nodes.height()).zip(passed).map(|(i, mut kept)| {
        let mut others: Vec<usize> =
            nodes.row(i).filter(|&node| through(node) >= least && !kept.contains(&node)).collect();
        others.sort_by(|&a, &b| through(b).total_cmp(&through(a)));
        kept.extend(others.into_iter().take(MOST_NODES));
        kept.sort_unstable();
        kept.into_iter().map(|node| nodes.cut(node))
    }))
}

/// The posterior probability of steps, by forward–backward over a lattice: the weight of all paths
/// that hold the bead, of the weight of all paths.
pub struct Posteriors {
    /// ln of the weight of all paths to each node, and from it.
    forward: Vec<f64>,
    backward: Vec<f64>,
}

impl Posteriors {
    /// Weighs the paths of a lattice.
    pub fn of(lattice: &Lattice) -> Self {
        let (forward, backward) =
            rayon::join(|| forward_sums(lattice, ln_add), || backward_sums(lattice, ln_add));
        Posteriors { forward, backward }
    }

    /// The probabilities of steps of the same lattice; 0 of one that is not in it.
    pub fn each(&self, lattice: &Lattice, steps: &[Step]) -> Vec<f64> {
        let total = self.backward.first().copied().unwrap_or(0.0);
        steps
            .iter()
            .map(|step| {
                let node = lattice.nodes.find(step.source.start, step.target.start);
                let found = node.and_then(|node| {
                    let mut edges = lattice.edges(step.source.start, node);
                    let (to, edge) = edges.find(|(_, edge)| edge.shape() == step.shape())?;
                    Some(self.forward[node] + f64::from(edge.score) + self.backward[to] - total)
                });
                found.map_or(0.0, |ln| ln.exp().min(1.0))
            })
            .collect()
    }
}

fn forward_sums(lattice: &Lattice, add: fn(f64, f64) -> f64) -> Vec<f64> {
    let nodes = &lattice.nodes;
    let mut sums = vec![f64::NEG_INFINITY; nodes.count()];
    if let Some(first) = sums.first_mut() {
        *first = 0.0;
    }
    for i in 0..nodes.height() {
        for node in nodes.row(i) {
            for (to, edge) in lattice.edges(i, node) {
                sums[to] = add(sums[to], sums[node] + f64::from(edge.score));
            }
        }
    }
    sums
}

fn backward_sums(lattice: &Lattice, add: fn(f64, f64) -> f64) -> Vec<f64> {
    let nodes = &lattice.nodes;
    let mut sums = vec![f64::NEG_INFINITY; nodes.count()];
    if let Some(last) = sums.last_mut() {
        *last = 0.0;
    }
    for i in (0..nodes.height()).rev() {
        for node in nodes.row(i).rev() {
            for (to, edge) in lattice.edges(i, node) {
                sums[node] = add(sums[node], f64::from(edge.score) + sums[to]);
            }
        }
    }
    sums
}

/// ln of a share too small to change a sum.
const NOTHING: f64 = -40.0;

/// ln(eᵃ + eᵇ).
fn ln_add(a: f64, b: f64) -> f64 {
    let (large, small) = if a >= b { (a, b) } else { (b, a) };
    if small <= large + NOTHING { large } else { large + (small - large).exp().ln_1p() }
}
