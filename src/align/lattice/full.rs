//! Every shape between some nodes.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::evidence::WIDEST_BEAD;
use super::super::pins::Pins;
use super::super::shape::is_allowed;
use super::{Edge, Lattice, Model, Nodes, ROWS_A_CHUNK, Signals, index, is_narrow, rows_of_chunk};
use crate::model::Span;

/// Nodes and the beads between them.
pub struct FullLattice {
    nodes: Arc<Nodes>,
    /// The beads, [`ROWS_A_CHUNK`] rows in each.
    chunks: Vec<Chunk>,
}

/// The beads that start in some rows.
#[derive(Debug, Default)]
struct Chunk {
    /// Index of the first bead after those of each node.
    ends: Vec<u32>,
    beads: Vec<FullBead>,
}

/// A candidate bead from one node.
#[derive(Debug, Clone, Copy)]
struct FullBead {
    /// The node it leads to, by its place in its row.
    at: u32,
    m: u16,
    n: u16,
    /// ln of the bead's weight.
    score: f32,
    /// What of the score the document's own lengths and shapes do not change.
    lasting: f32,
}

/// Lengths that fit worse than this, in nats, are on no path worth having.
const WORST_LENGTHS: f32 = -25.0;

impl FullLattice {
    /// Scores every shape between some nodes.
    pub fn of(model: &Model<'_>, nodes: Arc<Nodes>, pins: &Pins) -> Self {
        let height = nodes.height();
        let chunks = (0..height.div_ceil(ROWS_A_CHUNK)).into_par_iter().map(|at| {
            let mut part = Part { model, nodes: &nodes, pins, chunk: Chunk::default() };
            part.push(rows_of_chunk(at, height));
            part.chunk.beads.shrink_to_fit();
            part.chunk
        });
        let chunks = chunks.collect();
        FullLattice { nodes, chunks }
    }

    /// Scores every bead anew by the model's lengths and shapes, in place.
    pub fn rescore(&mut self, model: &Model<'_>, pins: &Pins) {
        let nodes = &self.nodes;
        self.chunks.par_iter_mut().enumerate().for_each(|(at, chunk)| {
            let (mut first, mut ends) = (0, chunk.ends.iter());
            for i in rows_of_chunk(at, nodes.height()) {
                for (node, &end) in nodes.row(i).zip(&mut ends) {
                    let j = nodes.cut(node);
                    for bead in &mut chunk.beads[first..end as usize] {
                        let (m, n) = (usize::from(bead.m), usize::from(bead.n));
                        if pins.leave_free(&Span::new(i..i + m, j..j + n)) {
                            let length = length(model, i, m, j, n);
                            bead.score = bead.lasting + model.document_score((m, n), length);
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
        let chunk = &self.chunks[i / ROWS_A_CHUNK];
        let at = node - self.nodes.row(i / ROWS_A_CHUNK * ROWS_A_CHUNK).start;
        let first = at.checked_sub(1).map_or(0, |before| chunk.ends[before] as usize);
        chunk.beads[first..chunk.ends[at] as usize].iter().map(move |bead| {
            let (m, n) = (usize::from(bead.m), usize::from(bead.n));
            let to = self.nodes.row(i + m).start + bead.at as usize;
            Edge { to, m, n, score: bead.score }
        })
    }
}

/// The term of a bead's lengths; an omission has none.
fn length(model: &Model<'_>, i: usize, m: usize, j: usize, n: usize) -> f32 {
    if m == 0 || n == 0 {
        return 0.0;
    }
    let (x, y) = (model.lengths.source.span(i, i + m), model.lengths.target.span(j, j + n));
    let (source, target) = (model.length.source_density(m, x), model.length.target_density(n, y));
    model.length.ln_ratio(x, y, source, target)
}

/// The beads of some rows.
struct Part<'a> {
    model: &'a Model<'a>,
    nodes: &'a Nodes,
    pins: &'a Pins,
    chunk: Chunk,
}

impl Part<'_> {
    fn push(&mut self, rows: Range<usize>) {
        let candidates: Vec<Vec<Candidate>> = rows
            .clone()
            .flat_map(|i| self.nodes.row(i).map(move |node| (i, node)))
            .map(|(i, node)| self.candidates(i, self.nodes.cut(node)))
            .collect();
        let last = (rows.end - 1 + WIDEST_BEAD).min(self.model.lengths.source.count());
        let mut reach: Vec<Range<usize>> = vec![0..0; last.saturating_sub(rows.start)];
        for candidate in candidates.iter().flatten() {
            let Candidate { i, m, j, n, .. } = *candidate;
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
                self.push_pinned(i, j);
                let cut = self.model.paragraphs.cut(i, j);
                for candidate in candidates.next().into_iter().flatten() {
                    let Candidate { i, m, j, n, length } = candidate;
                    let evidence = evidence.of(i..i + m, j..j + n);
                    let signals = Signals { length, evidence };
                    let score = self.model.bead((i, j), (m, n), cut, signals);
                    let lasting = score - self.model.document_score((m, n), length);
                    self.push_bead((i, j), (m, n), score, lasting);
                }
                self.chunk.ends.push(index(self.chunk.beads.len()));
            }
        }
    }

    /// Pinned beads and omissions from a node.
    fn push_pinned(&mut self, i: usize, j: usize) {
        let (model, pins) = (self.model, self.pins);
        let given = model.pinned(i, j);
        for pin in pins.beads_at(i, j) {
            self.push_bead((i, j), pin.shape(), given, given);
        }
        let cut = model.paragraphs.cut(i, j);
        for (m, n) in [(1, 0), (0, 1)] {
            if i + m <= model.lengths.source.count()
                && j + n <= model.lengths.target.count()
                && pins.leave_free(&Span::new(i..i + m, j..j + n))
            {
                self.push_bead((i, j), (m, n), model.omission((m, n), cut), given);
            }
        }
    }

    fn push_bead(
        &mut self,
        (i, j): (usize, usize),
        (m, n): (usize, usize),
        score: f32,
        lasting: f32,
    ) {
        let size = |k: usize| u16::try_from(k).unwrap_or(u16::MAX);
        if let Some(to) = self.nodes.find(i + m, j + n) {
            let at = index(to - self.nodes.row(i + m).start);
            self.chunk.beads.push(FullBead { at, m: size(m), n: size(n), score, lasting });
        }
    }

    /// The beads from a node to other nodes that have segments on both sides and fitting lengths.
    fn candidates(&self, i: usize, j: usize) -> Vec<Candidate> {
        let mut found = Vec::new();
        let (farthest, farthest_target) = self.nodes.reach(i, j);
        for end in i + 1..=farthest.min(i + WIDEST_BEAD) {
            let m = end - i;
            if !self.pins.leave_free(&Span::new(i..end, j..j)) {
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
                if !is_allowed(m, n) || !self.pins.leave_free(&Span::new(i..end, j..j + n)) {
                    continue;
                }
                let y = self.model.lengths.target.span(j, j + n);
                let target_density = self.model.length.target_density(n, y);
                let length = self.model.length.ln_ratio(x, y, density, target_density);
                // A narrow path may have led to a node by any of its beads.
                if is_narrow(m, n) || length > WORST_LENGTHS {
                    found.push(Candidate { i, m, j, n, length });
                }
            }
        }
        found
    }
}

/// A bead that may be worth weighing.
struct Candidate {
    i: usize,
    m: usize,
    j: usize,
    n: usize,
    length: f32,
}
