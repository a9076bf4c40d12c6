//! The narrow lattice: the common bead shapes everywhere in a corridor.

use std::ops::Range;

use rayon::prelude::*;

use super::super::corridor::Corridor;
use super::super::fixed::FixedBeads;
use super::{Edge, Lattice, Model, NARROW_WIDTH, ROWS_PER_CHUNK, Signals, rows_of_chunk};
use crate::model::{Side, Span};

/// The bead shapes m-n of the lattice, in the order of a node's scores.
const SHAPES: [(usize, usize); 10] =
    [(1, 0), (0, 1), (1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1), (4, 1)];

/// The score of a bead that is not in the lattice.
const NONE: f32 = f32::NEG_INFINITY;

/// Every pair of cuts in a corridor, with the beads of the common shapes.
pub struct NarrowLattice {
    corridor: Corridor,
    /// The index of the first node of each row, and of the end.
    starts: Vec<usize>,
    /// The beads, in chunks of [`ROWS_PER_CHUNK`] rows. A long text has millions, so only their scores are
    /// stored.
    chunks: Vec<Chunk>,
}

/// The beads that start in the rows of a chunk.
#[derive(Debug, Default)]
struct Chunk {
    /// For each node, the scores of the shapes in [`SHAPES`].
    scores: Vec<[f32; SHAPES.len()]>,
    /// The fixed beads, each with the index of its node in the chunk.
    fixed: Vec<(usize, Edge)>,
}

impl NarrowLattice {
    /// Scores the common bead shapes in a corridor. Chunks that are the same in `before`, the lattice of an
    /// earlier corridor, are reused.
    pub fn of(
        model: &Model<'_>,
        corridor: Corridor,
        fixed: &FixedBeads,
        before: Option<NarrowLattice>,
    ) -> Self {
        let mut starts = Vec::with_capacity(corridor.height() + 1);
        let mut count = 0;
        for i in 0..corridor.height() {
            starts.push(count);
            count += corridor.row(i).count();
        }
        starts.push(count);
        let mut lattice = NarrowLattice { corridor, starts, chunks: Vec::new() };
        let mut reused: Vec<Option<Chunk>> = before.map_or_else(Vec::new, |before| {
            let chunks = before.chunks.into_iter().enumerate().map(|(at, chunk)| {
                let rows = at * ROWS_PER_CHUNK..(at + 1) * ROWS_PER_CHUNK + NARROW_WIDTH;
                // Fixed beads lead to nodes by index, which may have changed.
                let same = lattice.corridor.shares_rows_with(&before.corridor, rows);
                (same && chunk.fixed.is_empty()).then_some(chunk)
            });
            chunks.collect()
        });
        reused.resize_with(lattice.height().div_ceil(ROWS_PER_CHUNK), || None);
        let chunks = reused.into_par_iter().enumerate().map(|(at, chunk)| {
            chunk.unwrap_or_else(|| {
                let mut builder =
                    ChunkBuilder { model, lattice: &lattice, fixed, chunk: Chunk::default() };
                builder.push(rows_of_chunk(at, lattice.height()));
                builder.chunk
            })
        });
        lattice.chunks = chunks.collect();
        lattice
    }

    /// The corridor of the lattice.
    pub fn corridor(&self) -> &Corridor {
        &self.corridor
    }
}

impl Lattice for NarrowLattice {
    fn height(&self) -> usize {
        self.corridor.height()
    }

    fn row(&self, i: usize) -> Range<usize> {
        self.starts[i]..self.starts[i + 1]
    }

    fn cut(&self, i: usize, node: usize) -> usize {
        self.corridor.row(i).start() + node - self.starts[i]
    }

    fn find(&self, i: usize, j: usize) -> Option<usize> {
        let row = (i < self.height()).then(|| self.corridor.row(i))?;
        row.contains(&j).then(|| self.starts[i] + j - row.start())
    }

    fn edges(&self, i: usize, node: usize) -> impl Iterator<Item = Edge> {
        let j = self.cut(i, node);
        let chunk = &self.chunks[i / ROWS_PER_CHUNK];
        let at = node - self.starts[i / ROWS_PER_CHUNK * ROWS_PER_CHUNK];
        let first = chunk.fixed.partition_point(|(from, _)| *from < at);
        let fixed = chunk.fixed[first..].iter().take_while(move |(from, _)| *from == at);
        let common = SHAPES.iter().zip(&chunk.scores[at]).filter(|(_, score)| **score > NONE);
        fixed.map(|(_, edge)| *edge).chain(common.map(move |(&(m, n), &score)| {
            // Only beads that lead to a node have a score.
            let to = self.starts[i + m] + j + n - self.corridor.row(i + m).start();
            Edge { to, m, n, score }
        }))
    }
}

/// Collects the beads of a chunk.
struct ChunkBuilder<'a> {
    model: &'a Model<'a>,
    lattice: &'a NarrowLattice,
    fixed: &'a FixedBeads,
    chunk: Chunk,
}

impl ChunkBuilder<'_> {
    fn push(&mut self, rows: Range<usize>) {
        let (model, corridor) = (self.model, &self.lattice.corridor);
        let (n_source, n_target) = (model.lengths.source.count(), model.lengths.target.count());
        let last_row = rows.end - 1;
        let source = rows.start..(last_row + NARROW_WIDTH).min(n_source);
        let target = *corridor.row(rows.start).start()
            ..(corridor.row(last_row).end() + NARROW_WIDTH).min(n_target);
        // For each source segment, the cuts at which its target windows start: those of the rows whose
        // beads can contain the segment.
        let starts: Vec<Range<usize>> = source
            .clone()
            .map(|segment| {
                let first = (segment + 1).saturating_sub(NARROW_WIDTH).max(rows.start);
                *corridor.row(first).start()..*corridor.row(segment.min(last_row)).end() + 1
            })
            .collect();
        let mut windows =
            model.evidence.windows(source.clone(), target.clone(), &starts, NARROW_WIDTH);
        // The gains of each segment, with the first cut of their windows.
        let forward: Vec<(usize, Vec<f32>)> = source
            .clone()
            .zip(starts)
            .map(|(segment, starts)| (starts.start, windows.of(Side::Source, segment, starts)))
            .collect();
        let backward: Vec<(usize, Vec<f32>)> = target
            .clone()
            .map(|segment| {
                let rows = corridor.rows_reaching(segment, NARROW_WIDTH, &rows);
                (rows.start, windows.of(Side::Target, segment, rows))
            })
            .collect();
        let densities: Vec<[f32; NARROW_WIDTH]> = (target.start..(target.end + 1))
            .map(|j| {
                std::array::from_fn(|at| match at + 1 {
                    n if j + n <= n_target => {
                        model.length.target_density(n, model.lengths.target.span(j, j + n))
                    }
                    _ => 0.0,
                })
            })
            .collect();
        let nodes = self.lattice.starts[rows.end] - self.lattice.starts[rows.start];
        self.chunk.scores.reserve_exact(nodes);
        // Prefix sums over the target segments of the gains for source windows of 1, 2, … segments.
        let mut sums: Vec<[f32; NARROW_WIDTH]> = Vec::new();
        for i in rows {
            let row = corridor.row(i);
            let low = *row.start();
            let last = (row.end() + NARROW_WIDTH).min(n_target);
            sums.clear();
            let mut sum = [0.0; NARROW_WIDTH];
            sums.push(sum);
            for (first, gains) in &backward[low - target.start..last - target.start] {
                let gains = &gains[(i - first) * NARROW_WIDTH..(i - first + 1) * NARROW_WIDTH];
                sum.iter_mut().zip(gains).for_each(|(sum, gain)| *sum += gain);
                sums.push(sum);
            }
            let widest = NARROW_WIDTH.min(n_source - i);
            let spans: [(f64, f32); NARROW_WIDTH] = std::array::from_fn(|at| {
                let m = (at + 1).min(widest);
                let x = if m == 0 { 0.0 } else { model.lengths.source.span(i, i + m) };
                (x, if m == 0 { 0.0 } else { model.length.source_density(m, x) })
            });
            for j in row {
                self.push_fixed(i, j);
                let cut = model.paragraphs.cut(i, j);
                let mut scores = [NONE; SHAPES.len()];
                let mut gained = [0.0f32; NARROW_WIDTH];
                let mut at = 0;
                for (&(m, n), score) in SHAPES.iter().zip(&mut scores) {
                    if i + m > n_source
                        || self.lattice.find(i + m, j + n).is_none()
                        || !self.fixed.is_free(&Span::new(i..i + m, j..j + n))
                    {
                        continue;
                    }
                    if m == 0 || n == 0 {
                        *score = model.omission((m, n), cut);
                        continue;
                    }
                    while at < m {
                        let (first, gains) = &forward[i + at - source.start];
                        let gains =
                            &gains[(j - first) * NARROW_WIDTH..(j - first + 1) * NARROW_WIDTH];
                        gained.iter_mut().zip(gains).for_each(|(sum, gain)| *sum += gain);
                        at += 1;
                    }
                    let signals = sums[j + n - low][m - 1] - sums[j - low][m - 1];
                    let (x, source_density) = spans[m - 1];
                    let y = model.lengths.target.span(j, j + n);
                    let target_density = densities[j - target.start][n - 1];
                    let length = model.length.ln_ratio(x, y, source_density, target_density);
                    let signals = Signals { length, evidence: gained[n - 1] + signals };
                    *score = model.bead((i, j), (m, n), cut, signals);
                }
                self.chunk.scores.push(scores);
            }
        }
    }

    /// Adds the fixed beads from a node.
    fn push_fixed(&mut self, i: usize, j: usize) {
        for bead in self.fixed.beads_at(i, j) {
            let (m, n) = bead.shape();
            if let Some(to) = self.lattice.find(i + m, j + n) {
                let score = self.model.fixed_bead(i, j);
                self.chunk.fixed.push((self.chunk.scores.len(), Edge { to, m, n, score }));
            }
        }
    }
}
