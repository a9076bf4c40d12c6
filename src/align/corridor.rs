//! The corridor: the part of the search space that is searched. For every cut of the source, it is the
//! range of cuts of the target that are tried.
//!
//! The corridor of a long text is found from coarse to fine. Linked terms that are rare on both sides are
//! points in the plane of source and target segments; where the texts translate each other, these points
//! cluster along a line. The line is found as the best path through squares of the plane, first large ones
//! and then smaller ones around the previous path.

use std::ops::RangeInclusive;

use super::length::Lengths;
use super::terms::{TermSide, Terms};
use crate::model::{Pair, Span};

/// For each source cut 0..=n, the first and last target cut that are searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corridor {
    rows: Vec<(usize, usize)>,
}

/// Up to this many nodes, the whole search space is searched.
const MAX_FULL_NODES: usize = 400;
/// The side of a square in segments, from coarse to fine.
const SQUARE_SIZES: [usize; 5] = [512, 64, 16, 4, 1];
/// The most squares of the whole plane in the first, coarsest search.
const MAX_SQUARES: usize = 2_000_000;
/// The radius of the next finer search around a path, in squares.
const SQUARE_RADIUS: usize = 8;
/// The radius of the corridor around the finest path, in segments.
const FINAL_RADIUS: usize = 6;
/// In a search of the whole plane, terms that occur more often than this are not landmarks.
const MAX_OCCURRENCES: usize = 64;
/// In a search of a corridor, a landmark has at least this many squares of a side per occurrence.
const SQUARES_PER_OCCURRENCE: usize = 16;
/// Links weaker than this are not landmarks.
const MIN_LINK: f32 = 20.0;
/// The cost of a step that advances in one text only. With a lower cost, coincidental landmarks lead the
/// path astray.
const TURN_COST: f32 = 8.0;
/// The probability that translation keeps the term of a landmark.
const KEPT: f32 = 0.5;
/// The cost of a square per square of distance from the path that the lengths suggest.
const OFFSET_COST: f32 = 0.005;

impl Corridor {
    /// The corridor of a search, from its linked terms and the lengths of its segments.
    pub fn of(terms: &Terms, lengths: Pair<&Lengths>) -> Self {
        let (n, m) = (lengths.source.count(), lengths.target.count());
        if n == 0 || m == 0 || (n + 1) * (m + 1) <= MAX_FULL_NODES {
            return Self::full(n, m);
        }
        Self::around(&Self::path(terms, lengths), FINAL_RADIUS, n, m)
    }

    /// The path from the first to the last segment, one segment of each text at a time, along which both
    /// texts seem to correspond. Neither may be empty.
    pub fn path(terms: &Terms, Pair { source, target }: Pair<&Lengths>) -> Vec<Span> {
        let (n, m) = (source.count(), target.count());
        let landmarks = Landmarks::of(terms);
        let (mut corridor, mut path): (Option<Corridor>, _) = (None, Vec::new());
        for size in SQUARE_SIZES {
            let squares = n.div_ceil(size) * m.div_ceil(size);
            if corridor.is_none() && squares > MAX_SQUARES && size != SQUARE_SIZES[0] {
                continue;
            }
            if corridor.is_none() && n.min(m) < 4 * size && size > 8 {
                continue;
            }
            path = Plane::new(size, (source, target), &landmarks, corridor.as_ref()).path();
            corridor = Some(Self::around(&path, size * SQUARE_RADIUS, n, m));
        }
        if path.is_empty() {
            // A few segments against millions.
            let longer = n.max(m);
            let segment = |count: usize, at: usize| at * count / longer..at * count / longer + 1;
            path = (0..longer).map(|at| Span::new(segment(n, at), segment(m, at))).collect();
        }
        path
    }

    /// The whole search space of `n` source and `m` target segments.
    pub fn full(n: usize, m: usize) -> Self {
        Corridor { rows: vec![(0, m); n + 1] }
    }

    /// The target cuts within `radius` of a path through `n` source and `m` target segments.
    pub fn around(path: &[Span], radius: usize, n: usize, m: usize) -> Self {
        let mut rows = vec![(usize::MAX, 0); n + 1];
        for step in path {
            let (from, to) = (step.source.start, step.source.end.min(n));
            let low = step.target.start.saturating_sub(radius).min(m);
            let high = (step.target.end + radius).min(m);
            for row in &mut rows[from.min(n)..=to] {
                row.0 = row.0.min(low);
                row.1 = row.1.max(high);
            }
        }
        let mut corridor = Corridor { rows };
        corridor.connect(m);
        corridor
    }

    /// Adds the cuts of beads.
    pub fn include<'a>(&mut self, beads: impl Iterator<Item = &'a Span>, m: usize) {
        let mut is_empty = true;
        for bead in beads {
            is_empty = false;
            for row in &mut self.rows[bead.source.start..=bead.source.end] {
                row.0 = row.0.min(bead.target.start);
                row.1 = row.1.max(bead.target.end);
            }
        }
        if !is_empty {
            self.connect(m);
        }
    }

    /// Makes both edges monotonic and every row overlap with the next, from the first cut to the last.
    fn connect(&mut self, m: usize) {
        if let Some(first) = self.rows.first_mut() {
            first.0 = 0;
        }
        if let Some(last) = self.rows.last_mut() {
            last.1 = m;
        }
        let mut high = 0;
        for row in &mut self.rows {
            high = high.max(row.1).min(m);
            row.1 = high;
        }
        let mut low = m;
        for row in self.rows.iter_mut().rev() {
            low = low.min(row.0);
            row.0 = low;
        }
        for at in 1..self.rows.len() {
            let reach = self.rows[at - 1].1;
            let row = &mut self.rows[at];
            row.0 = row.0.min(reach);
        }
    }

    /// The target cuts that are searched at a source cut.
    pub fn row(&self, source_cut: usize) -> RangeInclusive<usize> {
        let (low, high) = self.rows[source_cut];
        low..=high
    }

    /// The rows, among the given ones, with a cut from which a window of `widest` segments covers a target
    /// segment.
    pub fn rows_reaching(
        &self,
        segment: usize,
        widest: usize,
        rows: &std::ops::Range<usize>,
    ) -> std::ops::Range<usize> {
        let some = &self.rows[rows.clone()];
        let first = some.partition_point(|(_, high)| high + widest <= segment);
        let end = some.partition_point(|(low, _)| *low <= segment);
        rows.start + first..rows.start + end.max(first)
    }

    /// The number of source cuts, n + 1.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// Whether the given rows are the same in another corridor.
    pub fn shares_rows_with(&self, other: &Corridor, rows: std::ops::Range<usize>) -> bool {
        let end = rows.end.min(self.rows.len());
        let rows = rows.start.min(end)..end;
        self.rows.get(rows.clone()) == other.rows.get(rows)
    }

    /// Widens the corridor by `by` cuts wherever a path touches an edge that is not an edge of the search
    /// space. Returns whether there was such a place.
    pub fn widen(&mut self, path: &[Span], by: usize, m: usize) -> bool {
        const MARGIN: usize = 2;
        let near = |is_touched: &dyn Fn(usize, (usize, usize)) -> bool| {
            let cuts = path.iter().map(|step| (step.source.start, step.target.start));
            let touched = cuts.filter(|&(i, j)| is_touched(j, self.rows[i])).map(|(i, _)| i);
            rows_near(touched, by, self.rows.len())
        };
        let lower = near(&|j, (low, _)| low > 0 && j < low + MARGIN);
        let higher = near(&|j, (_, high)| high < m && j + MARGIN > high);
        for &row in &lower {
            self.rows[row].0 = self.rows[row].0.saturating_sub(by);
        }
        for &row in &higher {
            self.rows[row].1 = (self.rows[row].1 + by).min(m);
        }
        self.connect(m);
        !(lower.is_empty() && higher.is_empty())
    }
}

/// The rows within `radius` of the given rows, which are ascending; each once.
fn rows_near(rows: impl Iterator<Item = usize>, radius: usize, height: usize) -> Vec<usize> {
    let mut near = Vec::new();
    let mut next = 0;
    for row in rows {
        let end = (row + radius).min(height);
        near.extend(row.saturating_sub(radius).max(next)..end);
        next = end;
    }
    near
}

/// Pairs of terms that are each other's best counterpart, with the segments in which each occurs.
struct Landmarks {
    pairs: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Landmarks {
    fn of(terms: &Terms) -> Self {
        let mut source = segments_of_types(&terms.sides.source);
        let mut target = segments_of_types(&terms.sides.target);
        let best = |best: Option<(u32, f32)>, id: u32, ratio: f32| match best {
            Some((_, most)) if most >= ratio => best,
            _ => Some((id, ratio)),
        };
        let mut best_target = vec![None; source.len()];
        let mut best_source = vec![None; target.len()];
        for id in 0..u32::try_from(source.len()).unwrap_or(u32::MAX) {
            for &(other, ratio) in terms.links(id).iter().take_while(|link| link.1 >= MIN_LINK) {
                let (to, from) = (&mut best_target[id as usize], &mut best_source[other as usize]);
                *to = best(*to, other, ratio);
                *from = best(*from, id, ratio);
            }
        }
        let mut pairs = Vec::new();
        for (id, to) in (0u32..).zip(best_target) {
            let Some((other, _)) = to else { continue };
            if best_source[other as usize].is_some_and(|(from, _)| from == id) {
                let take =
                    |side: &mut Vec<Vec<u32>>, id: u32| std::mem::take(&mut side[id as usize]);
                pairs.push((take(&mut source, id), take(&mut target, other)));
            }
        }
        Landmarks { pairs }
    }

    /// The pairs whose terms occur at most `most` times, with the larger number of occurrences.
    fn rare(&self, most: usize) -> impl Iterator<Item = (&[u32], &[u32], usize)> {
        self.pairs.iter().filter_map(move |(source, target)| {
            let count = source.len().max(target.len());
            (count <= most).then_some((source.as_slice(), target.as_slice(), count))
        })
    }
}

/// The segments in which each type occurs, ascending.
fn segments_of_types(side: &TermSide) -> Vec<Vec<u32>> {
    let mut segments = vec![Vec::new(); side.classes.len()];
    for segment in 0..side.count() {
        for term in side.span(segment, segment + 1) {
            segments[side.terms[term] as usize].push(u32::try_from(segment).unwrap_or(u32::MAX));
        }
    }
    segments
}

/// The squares of the plane and the scores of the landmarks in them.
struct Plane {
    size: usize,
    height: usize,
    width: usize,
    n: usize,
    m: usize,
    /// For each row of squares, the first and last that are searched.
    bounds: Vec<(usize, usize)>,
    /// Index of the first square of each row.
    starts: Vec<usize>,
    scores: Vec<f32>,
    /// For each row, the column of the path that the lengths suggest.
    expected: Vec<f32>,
    /// The cost of a square per square of distance from that column.
    offset_cost: f32,
    /// The cost of every square: the score of the landmarks that are in a square by chance.
    background: f32,
}

impl Plane {
    fn new(
        size: usize,
        (source, target): (&Lengths, &Lengths),
        landmarks: &Landmarks,
        corridor: Option<&Corridor>,
    ) -> Self {
        let (n, m) = (source.count(), target.count());
        let (height, width) = (n.div_ceil(size), m.div_ceil(size));
        let bounds: Vec<(usize, usize)> = (0..height)
            .map(|row| match corridor {
                None => (0, width - 1),
                Some(corridor) => {
                    let low = *corridor.row(row * size).start();
                    let high = *corridor.row(((row + 1) * size).min(n)).end();
                    ((low / size).min(width - 1), (high / size).min(width - 1))
                }
            })
            .collect();
        let mut starts = Vec::with_capacity(height);
        let mut squares = 0;
        for (low, high) in &bounds {
            starts.push(squares);
            squares += high - low + 1;
        }
        let (most, offset_cost) = match corridor {
            None => (MAX_OCCURRENCES, OFFSET_COST),
            Some(_) => (height.min(width) / SQUARES_PER_OCCURRENCE, 0.0),
        };
        let mut scores = vec![0.0f32; squares];
        let mut background = 0.0;
        for (own, others, count) in landmarks.rare(most) {
            // ln of how much more likely the landmark is in this square if the texts translate each
            // other here.
            let weight = (1.0 + KEPT * height.min(width) as f32 / count as f32).ln();
            background += weight * (own.len() * others.len()) as f32 / (height * width) as f32;
            for &i in own {
                let near = corridor.map_or(0..=m, |corridor| corridor.row(i as usize));
                let row = i as usize / size;
                let first = others.partition_point(|&j| (j as usize) < *near.start());
                for &j in others[first..].iter().take_while(|&&j| near.contains(&(j as usize))) {
                    scores[starts[row] + j as usize / size - bounds[row].0] += weight;
                }
            }
        }
        let mut column = 0;
        let scale = target.total() / source.total().max(1.0);
        let expected = (0..height)
            .map(|row| {
                let reached = source.span(0, (row * size + size / 2).min(n)) * scale;
                while column + 1 < width && target.span(0, (column + 1) * size) < reached {
                    column += 1;
                }
                column as f32
            })
            .collect();
        Plane {
            size,
            height,
            width,
            n,
            m,
            bounds,
            starts,
            scores,
            expected,
            offset_cost,
            background,
        }
    }

    /// The squares of the best path, as spans of segments.
    fn path(&self) -> Vec<Span> {
        enum From {
            Start,
            Left,
            Above,
            Corner,
        }
        let mut from: Vec<From> = Vec::with_capacity(self.scores.len());
        let mut above: Vec<f32> = Vec::new();
        for (row, &(low, high)) in self.bounds.iter().enumerate() {
            let first_above = row.checked_sub(1).map_or(0, |row| self.bounds[row].0);
            let sum_above = |column: Option<usize>| {
                let at = column.and_then(|column| column.checked_sub(first_above));
                at.and_then(|at| above.get(at)).copied().unwrap_or(f32::NEG_INFINITY)
            };
            let mut sums: Vec<f32> = Vec::with_capacity(high - low + 1);
            for column in low..=high {
                let score = self.scores[self.starts[row] + column - low];
                let offset_cost = self.offset_cost * (column as f32 - self.expected[row]).abs();
                let own = score - self.background - offset_cost;
                let left = sums.last().copied().unwrap_or(f32::NEG_INFINITY);
                let mut best = (sum_above(column.checked_sub(1)), From::Corner);
                let turns = [(sum_above(Some(column)), From::Above), (left, From::Left)];
                for other in turns.map(|(sum, from)| (sum - TURN_COST, from)) {
                    if other.0 > best.0 {
                        best = other;
                    }
                }
                if (row, column) == (0, 0) {
                    best = (0.0, From::Start);
                }
                sums.push(best.0 + own);
                from.push(best.1);
            }
            above = sums;
        }
        let mut steps = Vec::new();
        let (mut row, mut column) = (self.height - 1, self.width - 1);
        loop {
            let segments =
                |at: usize, count: usize| at * self.size..((at + 1) * self.size).min(count);
            steps.push(Span::new(segments(row, self.n), segments(column, self.m)));
            match from[self.starts[row] + column - self.bounds[row].0] {
                From::Left if column > 0 => column -= 1,
                From::Above if row > 0 => row -= 1,
                From::Corner if row > 0 && column > 0 => {
                    row -= 1;
                    column -= 1;
                }
                _ => break,
            }
        }
        steps.reverse();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corridor_is_connected_from_first_to_last_cut() {
        let path = [Span::new(0..1, 0..1), Span::new(1..2, 1..1), Span::new(2..3, 1..6)];
        let corridor = Corridor::around(&path, 1, 6, 12);
        assert_eq!(*corridor.row(0).start(), 0);
        assert_eq!(*corridor.row(6).end(), 12);
        for cut in 1..corridor.height() {
            let (before, row) = (corridor.row(cut - 1), corridor.row(cut));
            assert!(
                row.start() <= before.end()
                    && row.start() >= before.start()
                    && row.end() >= before.end()
            );
        }
    }
}
