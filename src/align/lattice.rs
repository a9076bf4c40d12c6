//! All candidate beads of a corridor with their scores: the lattice that paths run through.

use rayon::prelude::*;

use super::corridor::Corridor;
use super::evidence::Evidence;
use super::length::{LengthModel, Lengths};
use super::paragraph::Paragraphs;
use super::pins::Pins;
use super::score::{BeadTerms, score};
use super::shape::{MOST_AGAINST_ONE, ShapePrior, is_allowed};

/// Everything a bead is scored by.
pub struct Model<'a> {
    /// Lengths of the source.
    pub source: &'a Lengths,
    /// Lengths of the target.
    pub target: &'a Lengths,
    /// How the two relate.
    pub length: LengthModel,
    /// Which shapes are likely.
    pub shapes: ShapePrior,
    /// The source's terms about the target.
    pub forward: &'a Evidence,
    /// The target's terms about the source.
    pub backward: &'a Evidence,
    /// Paragraph breaks.
    pub paragraphs: &'a Paragraphs,
}

/// How many segments a side of a candidate bead may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// Up to four against one and two against two: enough to find the way.
    Narrow,
    /// Every allowed shape.
    Full,
}

impl Breadth {
    fn widest(self) -> usize {
        match self {
            Breadth::Narrow => 4,
            Breadth::Full => MOST_AGAINST_ONE,
        }
    }

    fn admits(self, m: usize, n: usize) -> bool {
        is_allowed(m, n) && (self == Breadth::Full || (m + n <= 5 && (m.min(n) < 2 || m + n == 4)))
    }
}

/// A candidate bead from one cell.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Source segments.
    pub m: u16,
    /// Target segments.
    pub n: u16,
    /// ln of the bead's weight.
    pub score: f32,
    /// What of the score the document's own lengths and shapes do not change.
    lasting: f32,
}

/// Candidate beads by the cell, a pair of cuts, they start from.
pub struct Lattice {
    corridor: Corridor,
    /// Index of the first cell of each row.
    rows: Vec<usize>,
    /// Index of the first edge of each cell, one more at the end.
    first: Vec<u32>,
    edges: Vec<Edge>,
}

/// Rows that one task builds: enough to share their gains, few enough to balance the cores.
const ROWS_A_TASK: usize = 64;

impl Lattice {
    /// Scores every candidate bead in the corridor, rows in parallel.
    pub fn build(model: &Model<'_>, corridor: Corridor, pins: &Pins, breadth: Breadth) -> Self {
        let height = corridor.height();
        let tasks: Vec<usize> = (0..height).step_by(ROWS_A_TASK).collect();
        let built: Vec<(Vec<u32>, Vec<Edge>)> = tasks
            .par_iter()
            .map(|&from| {
                let to = (from + ROWS_A_TASK).min(height);
                RowBuilder::new(model, &corridor, pins, breadth, from, to).build()
            })
            .collect();
        let mut rows = Vec::with_capacity(height + 1);
        let mut cells = 0;
        for cut in 0..height {
            rows.push(cells);
            cells += corridor.row(cut).count();
        }
        rows.push(cells);
        let mut first = Vec::with_capacity(cells + 1);
        let mut edges = Vec::with_capacity(built.iter().map(|(_, edges)| edges.len()).sum());
        first.push(0);
        let mut count = 0u32;
        for (sizes, mut part) in built {
            for size in sizes {
                count += size;
                first.push(count);
            }
            edges.append(&mut part);
        }
        Lattice { corridor, rows, first, edges }
    }

    /// Scores every bead anew by the model's lengths and shapes, in place.
    pub fn rescore(&mut self, model: &Model<'_>, pins: &Pins) {
        let (rows, first, corridor) = (&self.rows, &self.first, &self.corridor);
        let mut parts = Vec::with_capacity(corridor.height());
        let mut rest = self.edges.as_mut_slice();
        for i in 0..corridor.height() {
            let (from, to) = (first[rows[i]] as usize, first[rows[i + 1]] as usize);
            let (part, after) = rest.split_at_mut(to - from);
            parts.push((i, part));
            rest = after;
        }
        parts.into_par_iter().for_each(|(i, edges)| {
            let start = first[rows[i]];
            for (cell, j) in (rows[i]..rows[i + 1]).zip(corridor.row(i)) {
                let range = (first[cell] - start) as usize..(first[cell + 1] - start) as usize;
                for edge in &mut edges[range] {
                    let (m, n) = (usize::from(edge.m), usize::from(edge.n));
                    if pins.leave_free(i..i + m, j..j + n) {
                        edge.score = edge.lasting + document_terms(model, i, m, j, n);
                    }
                }
            }
        });
    }

    /// The corridor it was built in.
    pub fn corridor(&self) -> &Corridor {
        &self.corridor
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.first.len() - 1
    }

    /// The cell of a pair of cuts, if the corridor has it.
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let row = self.corridor.row(i);
        row.contains(&j).then(|| self.rows[i] + j - row.start())
    }

    /// The beads that start from a cell.
    pub fn edges(&self, cell: usize) -> &[Edge] {
        &self.edges[self.first[cell] as usize..self.first[cell + 1] as usize]
    }

    /// Every cell in order with its cuts.
    pub fn positions(&self) -> impl DoubleEndedIterator<Item = (usize, usize, usize)> + '_ {
        (0..self.corridor.height()).flat_map(move |i| {
            let row = self.corridor.row(i);
            let low = *row.start();
            row.map(move |j| (self.rows[i] + j - low, i, j))
        })
    }
}

/// Builds the rows `from..to`, sharing the gains of source segments between them.
struct RowBuilder<'a> {
    model: &'a Model<'a>,
    corridor: &'a Corridor,
    pins: &'a Pins,
    breadth: Breadth,
    from: usize,
    to: usize,
    /// Gains of the source segments from `from` on.
    forward: Vec<Gains>,
    /// Gains of the target segments from the first cut of row `from` on.
    backward: Vec<Gains>,
}

/// Gains of one segment against the windows that start at `low` and after.
struct Gains {
    low: usize,
    rows: Vec<f32>,
}

impl<'a> RowBuilder<'a> {
    fn new(
        model: &'a Model<'a>,
        corridor: &'a Corridor,
        pins: &'a Pins,
        breadth: Breadth,
        from: usize,
        to: usize,
    ) -> Self {
        let widest = breadth.widest();
        let last = (to - 1 + widest).min(model.source.count());
        let forward = (from..last)
            .map(|index| {
                // The rows whose beads can hold this segment.
                let first = (index + 1).saturating_sub(widest).max(from);
                let low = *corridor.row(first).start();
                let high = *corridor.row(index.min(to - 1)).end() + 1;
                Gains { low, rows: model.forward.gains(index, low..high, widest) }
            })
            .collect();
        let first = *corridor.row(from).start();
        let last = (corridor.row(to - 1).end() + widest).min(model.target.count());
        let backward = (first..last)
            .map(|index| {
                // The rows whose beads can hold this segment.
                let holds = |i: &usize| {
                    let row = corridor.row(*i);
                    (row.start()..=&(row.end() + widest)).contains(&&index)
                };
                let low = (from..to).find(holds).unwrap_or(from);
                let high = (from..to).rev().find(holds).map_or(low, |i| i + 1);
                Gains { low, rows: model.backward.gains(index, low..high, widest) }
            })
            .collect();
        RowBuilder { model, corridor, pins, breadth, from, to, forward, backward }
    }

    /// The number of edges of each cell, and the edges.
    fn build(&self) -> (Vec<u32>, Vec<Edge>) {
        let mut sizes = Vec::new();
        let mut edges = Vec::new();
        for i in self.from..self.to {
            let backward = self.backward_sums(i);
            for j in self.corridor.row(i) {
                let before = edges.len();
                self.push_edges(i, j, &backward, &mut edges);
                sizes.push(u32::try_from(edges.len() - before).unwrap_or(u32::MAX));
            }
        }
        (sizes, edges)
    }

    /// Prefix sums over the target, one row for each m, of the gains against the source window of m
    /// segments from cut i.
    fn backward_sums(&self, i: usize) -> Vec<Vec<f32>> {
        let widest = self.breadth.widest();
        let (low, high) = self.corridor.row(i).into_inner();
        let last = (high + widest).min(self.model.target.count());
        let mut sums = vec![vec![0.0f32; last - low + 1]; widest];
        let first = *self.corridor.row(self.from).start();
        for index in low..last {
            let gains = &self.backward[index - first];
            let gains = &gains.rows[(i - gains.low) * widest..(i - gains.low + 1) * widest];
            let at = index - low;
            for (row, gain) in sums.iter_mut().zip(gains) {
                row[at + 1] = row[at] + gain;
            }
        }
        sums
    }

    fn push_edges(&self, i: usize, j: usize, backward: &[Vec<f32>], edges: &mut Vec<Edge>) {
        let model = self.model;
        let (n_source, n_target) = (model.source.count(), model.target.count());
        let cut = model.paragraphs.cut(i, j);
        let low = *self.corridor.row(i).start();
        let mut push = |m: usize, n: usize, score: f32, lasting: f32| {
            let size = |k: usize| u16::try_from(k).unwrap_or(u16::MAX);
            edges.push(Edge { m: size(m), n: size(n), score, lasting });
        };
        for (source, target) in self.pins.beads() {
            let here =
                |range: &std::ops::Range<usize>, at: usize| range.is_empty() || range.start == at;
            if here(source, i) && here(target, j) {
                push(source.len(), target.len(), cut, cut);
            }
        }
        for (m, n) in [(1, 0), (0, 1)] {
            if i + m <= n_source && j + n <= n_target && self.pins.leave_free(i..i + m, j..j + n) {
                push(m, n, model.shapes.ln(m, n) + cut, cut);
            }
        }
        let widest = self.breadth.widest();
        let omission = model.shapes.ln(1, 0).max(model.shapes.ln(0, 1));
        let mut forward = [0.0f32; MOST_AGAINST_ONE];
        let target_densities: Vec<f32> = (1..=widest.min(n_target - j))
            .map(|n| model.length.target_density(n, model.target.span(j, j + n)))
            .collect();
        for m in 1..=widest.min(n_source - i) {
            let gains = &self.forward[i + m - 1 - self.from];
            let row = &gains.rows[(j - gains.low) * widest..(j - gains.low + 1) * widest];
            for (sum, gain) in forward.iter_mut().zip(row) {
                *sum += gain;
            }
            let x = model.source.span(i, i + m);
            let sums = &backward[m - 1];
            let source_density = model.length.source_density(m, x);
            for n in 1..=widest.min(n_target - j) {
                if !self.breadth.admits(m, n) {
                    continue;
                }
                if !self.pins.leave_free(i..i + m, j..j + n) {
                    break;
                }
                let y = model.target.span(j, j + n);
                let terms = BeadTerms {
                    shape: model.shapes.ln(m, n),
                    length: model.length.ln_ratio(x, y, source_density, target_densities[n - 1]),
                    evidence: forward[n - 1] + sums[j + n - low] - sums[j - low],
                    paragraphs: model.paragraphs.inside(i, m, j, n) + cut,
                };
                let score = score(terms);
                // What is worse than leaving out every segment is on no path worth having.
                if m + n == 2 || score > (m + n) as f32 * omission {
                    push(m, n, score, score - terms.shape - terms.length);
                }
            }
        }
    }
}

/// The terms of a bead that are estimated on the document.
fn document_terms(model: &Model<'_>, i: usize, m: usize, j: usize, n: usize) -> f32 {
    let shape = model.shapes.ln(m, n);
    if m == 0 || n == 0 {
        return shape;
    }
    let (x, y) = (model.source.span(i, i + m), model.target.span(j, j + n));
    let (source, target) = (model.length.source_density(m, x), model.length.target_density(n, y));
    let length = model.length.ln_ratio(x, y, source, target);
    score(BeadTerms { shape, length, ..BeadTerms::default() })
}
