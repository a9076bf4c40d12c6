//! The full lattice: every bead shape between few nodes.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::evidence::MAX_BEAD_WIDTH;
use super::super::fixed::FixedBeads;
use super::super::shape::is_allowed;
use super::{
    Edge, Lattice, Model, Nodes, ROWS_PER_CHUNK, Signals, index, is_narrow, rows_of_chunk,
};
use crate::model::Span;

/// A set of nodes and all allowed beads between them.
pub struct FullLattice {
    nodes: Arc<Nodes>,
    /// The beads, in chunks of [`ROWS_PER_CHUNK`] rows.
    chunks: Vec<Chunk>,
}

/// The beads that start in the rows of a chunk.
#[derive(Debug, Default)]
struct Chunk {
    /// For each node, the index after its last bead.
    ends: Vec<u32>,
    beads: Vec<FullBead>,
}

/// A bead that starts at a node.
#[derive(Debug, Clone, Copy)]
struct FullBead {
    /// The node it leads to, as an index into its row.
    at: u32,
    m: u16,
    n: u16,
    /// ln of the bead's weight.
    score: f32,
    /// The part of the score that does not depend on the length model and the shape prior.
    base: f32,
}

/// Beads with a lower length term, in nats, are not considered: no good path contains them.
const MIN_LENGTH_SCORE: f32 = -25.0;

impl FullLattice {
    /// Scores every bead shape between the nodes.
    pub fn of(model: &Model<'_>, nodes: Arc<Nodes>, fixed: &FixedBeads) -> Self {
        let height = nodes.height();
        let chunks = (0..height.div_ceil(ROWS_PER_CHUNK)).into_par_iter().map(|at| {
            let mut builder = ChunkBuilder { model, nodes: &nodes, fixed, chunk: Chunk::default() };
            builder.push(rows_of_chunk(at, height));
            builder.chunk.beads.shrink_to_fit();
            builder.chunk
        });
        let chunks = chunks.collect();
        FullLattice { nodes, chunks }
    }

    /// Rescores every bead in place, after a change of the length model and the shape prior.
    pub fn rescore(&mut self, model: &Model<'_>, fixed: &FixedBeads) {
        let nodes = &self.nodes;
        self.chunks.par_iter_mut().enumerate().for_each(|(at, chunk)| {
            let (mut first, mut ends) = (0, chunk.ends.iter());
            for i in rows_of_chunk(at, nodes.height()) {
                for (node, &end) in nodes.row(i).zip(&mut ends) {
                    let j = nodes.cut(node);
                    for bead in &mut chunk.beads[first..end as usize] {
                        let (m, n) = (usize::from(bead.m), usize::from(bead.n));
                        if fixed.is_free(&Span::new(i..i + m, j..j + n)) {
                            let length = length(model, i, m, j, n);
                            bead.score = bead.base + model.document_score((m, n), length);
                        }
                    }
                    first = end as usize;
                }
            }
        });
    }
}

impl Lattice for FullLattice {
    fn height(&self) -> usize {
        self.nodes.height()
    }

    fn row(&self, i: usize) -> Range<usize> {
        self.nodes.row(i)
    }

    fn cut(&self, _: usize, node: usize) -> usize {
        self.nodes.cut(node)
    }

    fn find(&self, i: usize, j: usize) -> Option<usize> {
        self.nodes.find(i, j)
    }

    fn edges(&self, i: usize, node: usize) -> impl Iterator<Item = Edge> {
        let chunk = &self.chunks[i / ROWS_PER_CHUNK];
        let at = node - self.nodes.row(i / ROWS_PER_CHUNK * ROWS_PER_CHUNK).start;
        let first = at.checked_sub(1).map_or(0, |before| chunk.ends[before] as usize);
        chunk.beads[first..chunk.ends[at] as usize].iter().map(move |bead| {
            let (m, n) = (usize::from(bead.m), usize::from(bead.n));
            let to = self.nodes.row(i + m).start + bead.at as usize;
            Edge { to, m, n, score: bead.score }
        })
    }
}

/// The length term of a bead; 0 for an omission.
fn length(model: &Model<'_>, i: usize, m: usize, j: usize, n: usize) -> f32 {
    if m == 0 || n == 0 {
        return 0.0;
    }
    let (x, y) = (model.lengths.source.span(i, i + m), model.lengths.target.span(j, j + n));
    let (source, target) = (model.length.source_density(m, x), model.length.target_density(n, y));
    model.length.ln_ratio(x, y, source, target)
}

/// Collects the beads of a chunk.
struct ChunkBuilder<'a> {
    model: &'a Model<'a>,
    nodes: &'a Nodes,
    fixed: &'a FixedBeads,
    chunk: Chunk,
}

impl ChunkBuilder<'_> {
    fn push(&mut self, rows: Range<usize>) {
        let candidates: Vec<Vec<CandidateBead>> = rows
            .clone()
            .flat_map(|i| self.nodes.row(i).map(move |node| (i, node)))
            .map(|(i, node)| self.candidates(i, self.nodes.cut(node)))
            .collect();
        let last = (rows.end - 1 + MAX_BEAD_WIDTH).min(self.model.lengths.source.count());
        let mut reach: Vec<Range<usize>> = vec![0..0; last.saturating_sub(rows.start)];
        for candidate in candidates.iter().flatten() {
            let CandidateBead { i, m, j, n, .. } = *candidate;
            for reach in &mut reach[i - rows.start..i + m - rows.start] {
                *reach = if Range::is_empty(reach) {
                    j..j + n
                } else {
                    reach.start.min(j)..reach.end.max(j + n)
                };
            }
        }
        let mut evidence = self.model.evidence.beads(rows.start, &reach);
        let mut candidates = candidates.into_iter();
        for i in rows {
            for node in self.nodes.row(i) {
                let j = self.nodes.cut(node);
                self.push_fixed(i, j);
                let cut = self.model.paragraphs.cut(i, j);
                for candidate in candidates.next().into_iter().flatten() {
                    let CandidateBead { i, m, j, n, length } = candidate;
                    let evidence = evidence.of(i..i + m, j..j + n);
                    let signals = Signals { length, evidence };
                    let score = self.model.bead((i, j), (m, n), cut, signals);
                    let base = score - self.model.document_score((m, n), length);
                    self.push_bead((i, j), (m, n), score, base);
                }
                self.chunk.ends.push(index(self.chunk.beads.len()));
            }
        }
    }

    /// Adds the fixed beads and the omissions from a node.
    fn push_fixed(&mut self, i: usize, j: usize) {
        let (model, fixed) = (self.model, self.fixed);
        let fixed_score = model.fixed_bead(i, j);
        for bead in fixed.beads_at(i, j) {
            self.push_bead((i, j), bead.shape(), fixed_score, fixed_score);
        }
        let cut = model.paragraphs.cut(i, j);
        for (m, n) in [(1, 0), (0, 1)] {
            if i + m <= model.lengths.source.count()
                && j + n <= model.lengths.target.count()
                && fixed.is_free(&Span::new(i..i + m, j..j + n))
            {
                self.push_bead((i, j), (m, n), model.omission((m, n), cut), fixed_score);
            }
        }
    }

    fn push_bead(&mut self, (i, j): (usize, usize), (m, n): (usize, usize), score: f32, base: f32) {
        let size = |k: usize| u16::try_from(k).unwrap_or(u16::MAX);
        if let Some(to) = self.nodes.find(i + m, j + n) {
            let at = index(to - self.nodes.row(i + m).start);
            self.chunk.beads.push(FullBead { at, m: size(m), n: size(n), score, base });
        }
    }

    /// The beads from a node that have segments on both sides and plausible lengths.
    fn candidates(&self, i: usize, j: usize) -> Vec<CandidateBead> {
        let mut found = Vec::new();
        let (farthest, farthest_target) = self.nodes.reach(i, j);
        for end in i + 1..=farthest.min(i + MAX_BEAD_WIDTH) {
            let m = end - i;
            if !self.fixed.is_free(&Span::new(i..end, j..j)) {
                break;
            }
            let x = self.model.lengths.source.span(i, end);
            let density = self.model.length.source_density(m, x);
            for node in self.nodes.row(end) {
                let cut = self.nodes.cut(node);
                if cut <= j || cut > farthest_target {
                    continue;
                }
                let n = cut - j;
                if !is_allowed(m, n) || !self.fixed.is_free(&Span::new(i..end, j..j + n)) {
                    continue;
                }
                let y = self.model.lengths.target.span(j, j + n);
                let target_density = self.model.length.target_density(n, y);
                let length = self.model.length.ln_ratio(x, y, density, target_density);
                // A node may be here because of any bead of a narrow path.
                if is_narrow(m, n) || length > MIN_LENGTH_SCORE {
                    found.push(CandidateBead { i, m, j, n, length });
                }
            }
        }
        found
    }
}

/// A bead that is to be scored.
struct CandidateBead {
    i: usize,
    m: usize,
    j: usize,
    n: usize,
    length: f32,
}
