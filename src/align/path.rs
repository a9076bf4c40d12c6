//! The best path through a lattice (Viterbi 1967), and how sure each of its beads is.

use std::ops::Range;

use super::lattice::Lattice;

/// One bead of a path, before it has a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Source segments or blocks.
    pub source: Range<usize>,
    /// Target segments or blocks.
    pub target: Range<usize>,
}

impl Step {
    /// The shape m-n.
    pub fn shape(&self) -> (usize, usize) {
        (self.source.len(), self.target.len())
    }
}

/// The path with the largest sum of scores from the first cut to the last.
pub fn best_path(lattice: &Lattice) -> Vec<Step> {
    let mut from: Vec<(u16, u16)> = vec![(0, 0); lattice.cells()];
    let mut sums: Vec<f64> = vec![f64::NEG_INFINITY; lattice.cells()];
    if let Some(first) = sums.first_mut() {
        *first = 0.0;
    }
    for (cell, i, j) in lattice.positions() {
        let here = sums[cell];
        if here == f64::NEG_INFINITY {
            continue;
        }
        for edge in lattice.edges(cell) {
            let (m, n) = (usize::from(edge.m), usize::from(edge.n));
            let Some(to) = next_cell(lattice, i, m, j, n) else { continue };
            let sum = here + f64::from(edge.score);
            if sum > sums[to] {
                sums[to] = sum;
                from[to] = (edge.m, edge.n);
            }
        }
    }
    let mut steps = Vec::new();
    let mut i = lattice.corridor().height() - 1;
    let mut j = *lattice.corridor().row(i).end();
    while let Some(cell) = lattice.cell(i, j).filter(|_| (i, j) != (0, 0)) {
        let (m, n) = (usize::from(from[cell].0), usize::from(from[cell].1));
        if (m, n) == (0, 0) {
            break;
        }
        steps.push(Step { source: i - m..i, target: j - n..j });
        i -= m;
        j -= n;
    }
    steps.reverse();
    steps
}

/// The posterior probability of each step, by forward–backward over the lattice: the weight of all
/// paths that hold the bead, of the weight of all paths.
pub fn posteriors(lattice: &Lattice, steps: &[Step]) -> Vec<f64> {
    let (forward, backward) = rayon::join(|| forward_sums(lattice), || backward_sums(lattice));
    let total = backward.first().copied().unwrap_or(0.0);
    steps
        .iter()
        .map(|step| {
            let (i, j) = (step.source.start, step.target.start);
            let (m, n) = step.shape();
            let found = lattice.cell(i, j).and_then(|cell| {
                let edge = lattice
                    .edges(cell)
                    .iter()
                    .find(|edge| (usize::from(edge.m), usize::from(edge.n)) == (m, n))?;
                let to = next_cell(lattice, i, m, j, n)?;
                Some(forward[cell] + f64::from(edge.score) + backward[to] - total)
            });
            found.map_or(0.0, |ln| ln.exp().min(1.0))
        })
        .collect()
}

fn forward_sums(lattice: &Lattice) -> Vec<f64> {
    let mut sums = vec![f64::NEG_INFINITY; lattice.cells()];
    if let Some(first) = sums.first_mut() {
        *first = 0.0;
    }
    for (cell, i, j) in lattice.positions() {
        for edge in lattice.edges(cell) {
            if let Some(to) = next_cell(lattice, i, usize::from(edge.m), j, usize::from(edge.n)) {
                sums[to] = ln_add(sums[to], sums[cell] + f64::from(edge.score));
            }
        }
    }
    sums
}

fn backward_sums(lattice: &Lattice) -> Vec<f64> {
    let mut sums = vec![f64::NEG_INFINITY; lattice.cells()];
    if let Some(last) = sums.last_mut() {
        *last = 0.0;
    }
    for (cell, i, j) in lattice.positions().rev() {
        let mut sum = sums[cell];
        for edge in lattice.edges(cell) {
            if let Some(to) = next_cell(lattice, i, usize::from(edge.m), j, usize::from(edge.n)) {
                sum = ln_add(sum, f64::from(edge.score) + sums[to]);
            }
        }
        sums[cell] = sum;
    }
    sums
}

fn next_cell(lattice: &Lattice, i: usize, m: usize, j: usize, n: usize) -> Option<usize> {
    (i + m < lattice.corridor().height()).then(|| lattice.cell(i + m, j + n)).flatten()
}

/// ln(eᵃ + eᵇ).
fn ln_add(a: f64, b: f64) -> f64 {
    let (large, small) = if a >= b { (a, b) } else { (b, a) };
    if small == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}
