//! The best path through a lattice (Viterbi, 1967) and the posteriors of its beads.

use super::lattice::{Lattice, Nodes};
use crate::model::{Pair, Span};

/// The path from the first node to the last with the largest sum of scores, and the largest sum to each
/// node.
pub fn best_path(lattice: &impl Lattice) -> (Vec<Span>, Vec<f64>) {
    let mut from: Vec<(u16, u16)> = vec![(0, 0); lattice.count()];
    let mut sums = vec![f64::NEG_INFINITY; lattice.count()];
    if let Some(first) = sums.first_mut() {
        *first = 0.0;
    }
    for i in 0..lattice.height() {
        for node in lattice.row(i) {
            let here = sums[node];
            for edge in lattice.edges(i, node) {
                let sum = here + f64::from(edge.score);
                if sum > sums[edge.to] {
                    sums[edge.to] = sum;
                    from[edge.to] = (size(edge.m), size(edge.n));
                }
            }
        }
    }
    let mut steps = Vec::new();
    let mut i = lattice.height() - 1;
    let mut node = lattice.count() - 1;
    let mut j = lattice.cut(i, node);
    while (i, j) != (0, 0) {
        let (m, n) = (usize::from(from[node].0), usize::from(from[node].1));
        steps.push(Span::new(i - m..i, j - n..j));
        (i, j) = (i - m, j - n);
        match lattice.find(i, j) {
            Some(before) if (m, n) != (0, 0) => node = before,
            _ => break,
        }
    }
    steps.reverse();
    (steps, sums)
}

fn size(segments: usize) -> u16 {
    u16::try_from(segments).unwrap_or(u16::MAX)
}

/// The most nodes of a row that [`likely_nodes`] keeps, apart from those of the best path.
const MAX_NODES: usize = 32;
/// A cut is firm if every path with a bead across it, or with an omission next to it, is worse than the
/// best by more than this, in nats. From 5 to 15, the alignments of our gold are the same, but at 15 twice
/// as many beads must be scored.
const FIRM_MARGIN: f64 = 8.0;

/// The nodes of the best path, and the nodes of paths that are at most `slack` nats worse. The best path is
/// given as the result of [`best_path`].
pub fn likely_nodes(
    lattice: &impl Lattice,
    (best, forward): &(Vec<Span>, Vec<f64>),
    slack: f64,
) -> Nodes {
    let backward = backward_sums(lattice, f64::max);
    let most = backward.first().copied().unwrap_or(0.0);
    let through = |node: usize| forward[node] + backward[node];
    let mut kept = vec![Vec::new(); lattice.height()];
    if let Some(first) = kept.first_mut() {
        first.push(0);
    }
    for step in best {
        kept[step.source.end].extend(lattice.find(step.source.end, step.target.end));
    }
    let (mut source, mut target) = (Cuts::of(lattice.height()), Cuts::of(lattice.width()));
    for (i, kept) in kept.iter_mut().enumerate() {
        let is_likely = |node: &usize| through(*node) >= most - slack && !kept.contains(node);
        let mut others: Vec<usize> = lattice.row(i).filter(is_likely).collect();
        others.sort_by(|&a, &b| through(b).total_cmp(&through(a)));
        kept.extend(others.into_iter().take(MAX_NODES));
        kept.sort_unstable();
        for node in kept {
            let j = lattice.cut(i, *node);
            for edge in lattice.edges(i, *node) {
                let sum = forward[*node] + f64::from(edge.score) + backward[edge.to];
                if sum >= most - FIRM_MARGIN {
                    source.loosen(i, edge.m, edge.n);
                    target.loosen(j, edge.n, edge.m);
                }
            }
            *node = j;
        }
    }
    Nodes::of(kept.into_iter().map(Vec::into_iter), Pair::new(&source.firm[..], &target.firm))
}

/// Which cuts of a side are firm.
struct Cuts {
    firm: Vec<bool>,
}

impl Cuts {
    fn of(count: usize) -> Self {
        Cuts { firm: vec![true; count] }
    }

    /// Marks the cuts of a bead of a good path, given its first cut and its number of segments on this side
    /// and on the other.
    fn loosen(&mut self, from: usize, own: usize, other: usize) {
        let loose = match (own, other) {
            // Common shapes can only represent a bead of many segments as one of few with omissions.
            (_, 0) => from..from + own + 1,
            _ => from + 1..(from + own).max(from + 1),
        };
        self.firm[loose].fill(false);
    }
}

/// The posteriors of the beads of a lattice, by the forward–backward algorithm (Baum et al., 1970): the
/// weight of all paths that contain a bead, as a share of the weight of all paths.
pub struct Posteriors {
    /// ln of the weight of all paths to each node.
    forward: Vec<f64>,
    /// ln of the weight of all paths from each node.
    backward: Vec<f64>,
}

impl Posteriors {
    /// Sums the weights of the paths of a lattice.
    pub fn of(lattice: &impl Lattice) -> Self {
        let (forward, backward) =
            rayon::join(|| forward_sums(lattice, ln_add), || backward_sums(lattice, ln_add));
        Posteriors { forward, backward }
    }

    /// The posteriors of beads of the same lattice, 0–1; 0 for a bead that is not in it.
    pub fn each(&self, lattice: &impl Lattice, steps: &[Span]) -> Vec<f64> {
        let total = self.backward.first().copied().unwrap_or(0.0);
        steps
            .iter()
            .map(|step| {
                let node = lattice.find(step.source.start, step.target.start);
                let found = node.and_then(|node| {
                    let mut edges = lattice.edges(step.source.start, node);
                    let edge = edges.find(|edge| (edge.m, edge.n) == step.shape())?;
                    Some(
                        self.forward[node] + f64::from(edge.score) + self.backward[edge.to] - total,
                    )
                });
                found.map_or(0.0, |ln| ln.exp().min(1.0))
            })
            .collect()
    }
}

fn forward_sums(lattice: &impl Lattice, add: fn(f64, f64) -> f64) -> Vec<f64> {
    let mut sums = vec![f64::NEG_INFINITY; lattice.count()];
    if let Some(first) = sums.first_mut() {
        *first = 0.0;
    }
    for i in 0..lattice.height() {
        for node in lattice.row(i) {
            for edge in lattice.edges(i, node) {
                sums[edge.to] = add(sums[edge.to], sums[node] + f64::from(edge.score));
            }
        }
    }
    sums
}

fn backward_sums(lattice: &impl Lattice, add: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut sums = vec![f64::NEG_INFINITY; lattice.count()];
    if let Some(last) = sums.last_mut() {
        *last = 0.0;
    }
    for i in (0..lattice.height()).rev() {
        for node in lattice.row(i).rev() {
            for edge in lattice.edges(i, node) {
                sums[node] = add(sums[node], f64::from(edge.score) + sums[edge.to]);
            }
        }
    }
    sums
}

/// ln of a relative weight too small to change a sum.
const NEGLIGIBLE: f64 = -40.0;

/// ln(eᵃ + eᵇ).
fn ln_add(a: f64, b: f64) -> f64 {
    let (large, small) = if a >= b { (a, b) } else { (b, a) };
    if small <= large + NEGLIGIBLE { large } else { large + (small - large).exp().ln_1p() }
}
