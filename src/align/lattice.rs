//! Candidate beads with their scores: the lattice that paths run through.
//!
//! Its nodes are pairs of cuts, a source cut i and a target cut j; its edges are beads. A *narrow*
//! lattice tries the most common shapes in a whole corridor and adds up what segments say about
//! windows. A *full* one tries every shape between the few nodes that good narrow paths pass, and
//! weighs each bead as a whole.

use std::ops::Range;

use rayon::prelude::*;

use super::corridor::Corridor;
use super::evidence::{Evidence, WIDEST_BEAD};
use super::length::{LengthModel, Lengths};
use super::paragraph::Paragraphs;
use super::pins::Pins;
use super::score::{BeadTerms, score};
use super::shape::{ShapePrior, is_allowed};
use super::weights::Weights;

/// Everything a bead is scored by.
pub struct Model<'a> {
    /// How the terms are weighed.
    pub weights: &'a Weights,
    /// Lengths of the source.
    pub source: &'a Lengths,
    /// Lengths of the target.
    pub target: &'a Lengths,
    /// How the two relate.
    pub length: LengthModel,
    /// Which shapes are likely.
    pub shapes: ShapePrior,
    /// What the terms say.
    pub evidence: &'a Evidence<'a>,
    /// Paragraph breaks.
    pub paragraphs: &'a Paragraphs,
}

/// A candidate bead from one node.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The node it leads to, by its place in its row.
    at: u32,
    /// Source segments.
    pub m: u16,
    /// Target segments.
    pub n: u16,
    /// ln of the bead's weight.
    pub score: f32,
    /// What of the score the document's own lengths and shapes do not change.
    lasting: f32,
}

impl Edge {
    /// The shape m-n.
    pub fn shape(&self) -> (usize, usize) {
        (usize::from(self.m), usize::from(self.n))
    }
}

/// Pairs of cuts: for each source cut, ascending target cuts.
#[derive(Debug, Clone)]
pub struct Nodes {
    /// Index of the first node of each row, one more at the end.
    rows: Vec<u32>,
    /// The target cut of each node.
    cuts: Vec<u32>,
}

impl Nodes {
    /// From the target cuts of each source cut.
    pub fn of(rows: impl Iterator<Item = impl Iterator<Item = usize>>) -> Self {
        let mut nodes = Nodes { rows: vec![0], cuts: Vec::new() };
        for row in rows {
            nodes.cuts.extend(row.map(index));
            nodes.rows.push(index(nodes.cuts.len()));
        }
        nodes
    }

    /// Number of nodes.
    pub fn count(&self) -> usize {
        self.cuts.len()
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

    /// The rows of a chunk.
    fn chunk(&self, at: usize) -> Range<usize> {
        at * ROWS_A_CHUNK..((at + 1) * ROWS_A_CHUNK).min(self.height())
    }

    /// The node of two cuts.
    pub fn find(&self, i: usize, j: usize) -> Option<usize> {
        if i >= self.height() {
            return None;
        }
        let row = self.row(i);
        let cuts = &self.cuts[row.clone()];
        let first = *cuts.first()? as usize;
        // In a row without gaps the cut is as far from the first as their numbers are.
        let farthest = j.checked_sub(first)?.min(cuts.len() - 1);
        if self.cut(row.start + farthest) == j {
            return Some(row.start + farthest);
        }
        cuts[..farthest].binary_search(&index(j)).ok().map(|at| row.start + at)
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Nodes and the beads between them.
pub struct Lattice {
    /// The pairs of cuts.
    pub nodes: Nodes,
    /// The beads, [`ROWS_A_CHUNK`] rows in each.
    chunks: Vec<Chunk>,
}

/// The beads that start in some rows.
#[derive(Debug, Default)]
struct Chunk {
    /// Index of the first edge after those of each node.
    ends: Vec<u32>,
    edges: Vec<Edge>,
}

/// Rows of a chunk: enough to share what is read for them, few enough to balance the cores.
const ROWS_A_CHUNK: usize = 32;
/// The most segments on a side of a bead of a narrow lattice.
const NARROW: usize = 4;
/// Lengths that fit worse than this, in nats, are on no path worth having.
const WORST_LENGTHS: f32 = -25.0;

/// Whether a narrow lattice tries a shape.
fn is_narrow(m: usize, n: usize) -> bool {
    is_allowed(m, n) && m + n <= 5 && (m.min(n) < 2 || m + n == 4)
}

impl Lattice {
    /// The common shapes everywhere in a corridor. What is the same in a lattice that was built in
    /// another corridor is taken from there.
    pub fn narrow(
        model: &Model<'_>,
        corridor: &Corridor,
        pins: &Pins,
        before: Option<(Lattice, Corridor)>,
    ) -> Self {
        let nodes = Nodes::of((0..corridor.height()).map(|i| corridor.row(i)));
        let mut kept: Vec<Option<Chunk>> = before.map_or_else(Vec::new, |(lattice, before)| {
            let chunks = lattice.chunks.into_iter().enumerate().map(|(at, chunk)| {
                let rows = at * ROWS_A_CHUNK..(at + 1) * ROWS_A_CHUNK + NARROW;
                corridor.has_rows_of(&before, rows).then_some(chunk)
            });
            chunks.collect()
        });
        kept.resize_with(nodes.height().div_ceil(ROWS_A_CHUNK), || None);
        let chunks = kept.into_par_iter().enumerate().map(|(at, chunk)| {
            chunk.unwrap_or_else(|| {
                let mut part = Part::new(model, &nodes, pins);
                part.push_narrow(corridor, nodes.chunk(at));
                part.into_chunk()
            })
        });
        let chunks = chunks.collect();
        Lattice { nodes, chunks }
    }

    /// Every shape between some nodes.
    pub fn full(model: &Model<'_>, nodes: Nodes, pins: &Pins) -> Self {
        let chunks = (0..nodes.height().div_ceil(ROWS_A_CHUNK)).into_par_iter().map(|at| {
            let mut part = Part::new(model, &nodes, pins);
            part.push_full(nodes.chunk(at));
            part.into_chunk()
        });
        let chunks = chunks.collect();
        Lattice { nodes, chunks }
    }

    /// Scores every bead anew by the model's lengths and shapes, in place.
    pub fn rescore(&mut self, model: &Model<'_>, pins: &Pins) {
        let nodes = &self.nodes;
        self.chunks.par_iter_mut().enumerate().for_each(|(at, chunk)| {
            let (mut first, mut ends) = (0, chunk.ends.iter());
            for i in nodes.chunk(at) {
                for (node, &end) in nodes.row(i).zip(&mut ends) {
                    let j = nodes.cut(node);
                    for edge in &mut chunk.edges[first..end as usize] {
                        let (m, n) = edge.shape();
                        if pins.leave_free(i..i + m, j..j + n) {
                            edge.score = edge.lasting + document_score(model, i, m, j, n);
                        }
                    }
                    first = end as usize;
                }
            }
        });
    }

    /// The beads that start from a node of row i, each with the node it leads to.
    pub fn edges(&self, i: usize, node: usize) -> impl Iterator<Item = (usize, &Edge)> {
        let chunk = &self.chunks[i / ROWS_A_CHUNK];
        let at = node - self.nodes.row(i / ROWS_A_CHUNK * ROWS_A_CHUNK).start;
        let first = at.checked_sub(1).map_or(0, |before| chunk.ends[before] as usize);
        chunk.edges[first..chunk.ends[at] as usize].iter().map(move |edge| {
            let row = self.nodes.row(i + usize::from(edge.m));
            (row.start + edge.at as usize, edge)
        })
    }
}

/// What the lengths and the shape of a bead give it.
fn document_score(model: &Model<'_>, i: usize, m: usize, j: usize, n: usize) -> f32 {
    let shape = model.shapes.ln(m, n);
    let length = length(model, i, m, j, n);
    score(BeadTerms { shape, length, ..BeadTerms::default() }, model.weights)
}

/// The term of a bead's lengths; an omission has none.
fn length(model: &Model<'_>, i: usize, m: usize, j: usize, n: usize) -> f32 {
    if m == 0 || n == 0 {
        return 0.0;
    }
    let (x, y) = (model.source.span(i, i + m), model.target.span(j, j + n));
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

impl<'a> Part<'a> {
    fn new(model: &'a Model<'a>, nodes: &'a Nodes, pins: &'a Pins) -> Self {
        Part { model, nodes, pins, chunk: Chunk::default() }
    }

    /// The beads, in no more memory than they need: a long text has millions.
    fn into_chunk(mut self) -> Chunk {
        self.chunk.edges.shrink_to_fit();
        self.chunk
    }

    fn push(&mut self, i: usize, m: usize, j: usize, n: usize, score: f32, lasting: f32) {
        let size = |k: usize| u16::try_from(k).unwrap_or(u16::MAX);
        if let Some(to) = self.nodes.find(i + m, j + n) {
            let at = index(to - self.nodes.row(i + m).start);
            self.chunk.edges.push(Edge { at, m: size(m), n: size(n), score, lasting });
        }
    }

    /// Pinned beads and omissions from a node.
    fn push_given(&mut self, i: usize, j: usize) {
        let (model, pins) = (self.model, self.pins);
        let cut = model.weights.paragraph as f32 * model.paragraphs.cut(i, j);
        for (source, target) in pins.beads_at(i, j) {
            self.push(i, source.len(), j, target.len(), cut, cut);
        }
        for (m, n) in [(1, 0), (0, 1)] {
            if i + m <= model.source.count()
                && j + n <= model.target.count()
                && pins.leave_free(i..i + m, j..j + n)
            {
                self.push(i, m, j, n, model.shapes.ln(m, n) + cut, cut);
            }
        }
    }

    /// A bead with segments on both sides.
    fn push_pair(&mut self, i: usize, m: usize, j: usize, n: usize, length: f32, evidence: f32) {
        let model = self.model;
        let terms = BeadTerms {
            shape: model.shapes.ln(m, n),
            length,
            evidence,
            paragraphs: model.paragraphs.inside(i, m, j, n) + model.paragraphs.cut(i, j),
        };
        let all = score(terms, model.weights);
        let document = BeadTerms { shape: terms.shape, length, ..BeadTerms::default() };
        self.push(i, m, j, n, all, all - score(document, model.weights));
    }

    fn push_narrow(&mut self, corridor: &Corridor, rows: Range<usize>) {
        let model = self.model;
        let (n_source, n_target) = (model.source.count(), model.target.count());
        let last_row = rows.end - 1;
        let source = rows.start..(last_row + NARROW).min(n_source);
        let target = *corridor.row(rows.start).start()
            ..(corridor.row(last_row).end() + NARROW).min(n_target);
        // The cuts from which windows are asked for by each source segment.
        let starts: Vec<Range<usize>> = source
            .clone()
            .map(|segment| {
                // The rows whose beads can hold this segment.
                let first = (segment + 1).saturating_sub(NARROW).max(rows.start);
                *corridor.row(first).start()..*corridor.row(segment.min(last_row)).end() + 1
            })
            .collect();
        let windows = model.evidence.windows(source.clone(), target.clone(), &starts, NARROW);
        // Gains of each segment, with the first window they are for.
        let forward: Vec<(usize, Vec<f32>)> = source
            .clone()
            .zip(starts)
            .map(|(segment, starts)| (starts.start, windows.of_source(segment, starts)))
            .collect();
        let backward: Vec<(usize, Vec<f32>)> = target
            .clone()
            .map(|segment| {
                let holds = |i: &usize| {
                    let row = corridor.row(*i);
                    (*row.start()..row.end() + NARROW).contains(&segment)
                };
                let low = rows.clone().find(holds).unwrap_or(rows.start);
                let high = rows.clone().rev().find(holds).map_or(low, |i| i + 1);
                (low, windows.of_target(segment, low..high))
            })
            .collect();
        let densities: Vec<[f32; NARROW]> = (target.start..(target.end + 1))
            .map(|j| {
                std::array::from_fn(|at| match at + 1 {
                    n if j + n <= n_target => {
                        model.length.target_density(n, model.target.span(j, j + n))
                    }
                    _ => 0.0,
                })
            })
            .collect();
        for i in rows {
            let row = corridor.row(i);
            let low = *row.start();
            let last = (row.end() + NARROW).min(n_target);
            // Prefix sums over the target, one row for each m, of the gains against the source
            // window of m segments from cut i.
            let mut sums = vec![vec![0.0f32; last - low + 1]; NARROW];
            for segment in low..last {
                let (first, gains) = &backward[segment - target.start];
                for (offset, sums) in sums.iter_mut().enumerate() {
                    let gain = gains[(i - first) * NARROW + offset];
                    sums[segment - low + 1] = sums[segment - low] + gain;
                }
            }
            let spans: Vec<(f64, f32)> = (1..=NARROW.min(n_source - i))
                .map(|m| {
                    let x = model.source.span(i, i + m);
                    (x, model.length.source_density(m, x))
                })
                .collect();
            for j in row {
                self.push_given(i, j);
                let mut gained = [0.0f32; NARROW];
                for (m, &(x, density)) in (1..).zip(&spans) {
                    let (first, gains) = &forward[i + m - 1 - source.start];
                    let gains = &gains[(j - first) * NARROW..(j - first + 1) * NARROW];
                    gained.iter_mut().zip(gains).for_each(|(sum, gain)| *sum += gain);
                    for n in (1..=NARROW.min(n_target - j)).filter(|&n| is_narrow(m, n)) {
                        if !self.pins.leave_free(i..i + m, j..j + n) {
                            break;
                        }
                        let said = sums[m - 1][j + n - low] - sums[m - 1][j - low];
                        let y = model.target.span(j, j + n);
                        let target_density = densities[j - target.start][n - 1];
                        let length = model.length.ln_ratio(x, y, density, target_density);
                        self.push_pair(i, m, j, n, length, gained[n - 1] + said);
                    }
                }
                self.chunk.ends.push(index(self.chunk.edges.len()));
            }
        }
    }

    fn push_full(&mut self, rows: Range<usize>) {
        let candidates: Vec<Vec<Candidate>> = rows
            .clone()
            .flat_map(|i| self.nodes.row(i).map(move |node| (i, node)))
            .map(|(i, node)| self.candidates(i, self.nodes.cut(node)))
            .collect();
        let last = (rows.end - 1 + WIDEST_BEAD).min(self.model.source.count());
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
                self.push_given(i, self.nodes.cut(node));
                for candidate in candidates.next().into_iter().flatten() {
                    let Candidate { i, m, j, n, length } = candidate;
                    let said = evidence.of(i..i + m, j..j + n);
                    self.push_pair(i, m, j, n, length, said);
                }
                self.chunk.ends.push(index(self.chunk.edges.len()));
            }
        }
    }

    /// The beads from a node to other nodes that have segments on both sides and fitting lengths.
    fn candidates(&self, i: usize, j: usize) -> Vec<Candidate> {
        let mut found = Vec::new();
        let highest = (i + WIDEST_BEAD).min(self.nodes.height() - 1);
        for end in i + 1..=highest {
            let m = end - i;
            if !self.pins.leave_free(i..end, j..j) {
                break;
            }
            let x = self.model.source.span(i, end);
            let density = self.model.length.source_density(m, x);
            for node in self.nodes.row(end) {
                let n = self.nodes.cut(node).saturating_sub(j);
                if n == 0 || !is_allowed(m, n) || !self.pins.leave_free(i..end, j..j + n) {
                    continue;
                }
                let y = self.model.target.span(j, j + n);
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
