//! Aligns long texts in blocks, so that the memory of the search does not grow with their length.
//!
//! The blocks follow the rough path of [`Problem::rough_path`]. Its points are only roughly right, so a block
//! goes on for some way behind its end and is then cut off where its alignment is sure. The next block
//! begins there.

use std::collections::HashMap;

use super::Aligner;
use super::coverage::Coverage;
use super::fixed::FixedBeads;
use super::problem::{Problem, Solution};
use crate::model::{Pair, SegmentedText, Side, Span};

/// The size of blocks, in segments of both texts together.
#[derive(Debug, Clone, Copy)]
pub struct BlockSize {
    /// The segments of a block. Shorter texts are one block.
    pub segments: usize,
    /// How many segments at the end of a block are aligned again in the next one.
    pub overlap: usize,
}

impl Default for BlockSize {
    fn default() -> Self {
        BlockSize { segments: 40_000, overlap: 4_000 }
    }
}

/// A block ends between two beads with at least this posterior.
const SURE: f64 = 0.98;

/// The solution of a problem that may be too large to be solved as a whole.
pub enum BlockSolution {
    /// The solution of the whole problem.
    Whole(Box<Solution>),
    /// The best paths through all blocks.
    Blocks(Vec<ScoredBead>),
}

/// A bead with its posterior, and its length in characters of both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredBead {
    pub span: Span,
    pub posterior: f64,
    pub characters: f64,
}

impl BlockSolution {
    /// The beads of the best alignment, in order.
    pub fn path(&self) -> Vec<ScoredBead> {
        match self {
            BlockSolution::Whole(solution) => scored(solution, solution.path()),
            BlockSolution::Blocks(path) => path.clone(),
        }
    }

    /// Scores beads; the posterior of a bead that is not a candidate is 0.
    pub fn score(&self, beads: &[Span]) -> Vec<ScoredBead> {
        match self {
            BlockSolution::Whole(solution) => scored(solution, beads),
            BlockSolution::Blocks(path) => {
                let known: HashMap<&Span, &ScoredBead> =
                    path.iter().map(|bead| (&bead.span, bead)).collect();
                let unknown = |span: &Span| ScoredBead {
                    span: span.clone(),
                    posterior: 0.0,
                    characters: 0.0,
                };
                let found = |span| known.get(span).map(|bead| (*bead).clone());
                beads.iter().map(|span| found(span).unwrap_or_else(|| unknown(span))).collect()
            }
        }
    }
}

fn scored(solution: &Solution, beads: &[Span]) -> Vec<ScoredBead> {
    let posteriors = solution.posteriors(beads);
    let scored = |(span, posterior): (&Span, f64)| ScoredBead {
        span: span.clone(),
        posterior,
        characters: solution.characters(span),
    };
    beads.iter().zip(posteriors).map(scored).collect()
}

/// Aligns two texts around fixed beads and barriers; see [`FixedBeads::new`].
pub fn solve(
    aligner: &Aligner,
    texts: Pair<&SegmentedText>,
    fixed: Vec<Span>,
    barriers: Pair<Vec<usize>>,
    size: BlockSize,
) -> (BlockSolution, Option<Coverage>) {
    let segments = texts.map(|text| text.segments.len());
    let problem = Problem::of(texts, aligner);
    let coverage = problem.coverage();
    if segments.source + segments.target <= size.segments || segments.any(|count| *count == 0) {
        let solution = problem.solve(&FixedBeads::new(fixed, segments, barriers));
        return (BlockSolution::Whole(Box::new(solution)), coverage);
    }
    let ends = problem.rough_path().into_iter().map(|step| step.map(|range| range.end)).collect();
    drop(problem);
    let mut blocks = Blocks { aligner, texts, fixed, barriers, size, ends, path: Vec::new() };
    let mut start = Pair::new(0, 0);
    while start != segments {
        start = blocks.solve_from(start);
    }
    (BlockSolution::Blocks(blocks.path), coverage)
}

/// Texts that are aligned block by block.
struct Blocks<'a> {
    aligner: &'a Aligner,
    texts: Pair<&'a SegmentedText>,
    fixed: Vec<Span>,
    barriers: Pair<Vec<usize>>,
    size: BlockSize,
    /// The cuts along the rough path.
    ends: Vec<Pair<usize>>,
    /// The beads so far.
    path: Vec<ScoredBead>,
}

impl Blocks<'_> {
    /// Aligns the block that begins at some cuts. Returns where the next one begins.
    fn solve_from(&mut self, start: Pair<usize>) -> Pair<usize> {
        let end = self.end_of_block(start);
        let range = |side: Side| start[side]..end[side];
        let block = Pair::from_fn(|side| SegmentedText {
            language: self.texts[side].language.clone(),
            segments: self.texts[side].segments[range(side)].to_vec(),
        });
        let inside = |bead: &&Span| {
            Side::BOTH.iter().all(|&side| {
                bead[side].is_empty()
                    || bead[side].start >= start[side] && bead[side].end <= end[side]
            })
        };
        let shifted = |bead: &Span| {
            Pair::from_fn(|side| {
                let shift = |cut: usize| cut.saturating_sub(start[side]);
                shift(bead[side].start)..shift(bead[side].end)
            })
        };
        let fixed = self.fixed.iter().filter(inside).map(shifted).collect();
        let barriers = Pair::from_fn(|side| {
            let cuts = self.barriers[side].iter().filter(|cut| range(side).contains(cut));
            cuts.map(|cut| cut - start[side]).collect()
        });
        let segments = Pair::from_fn(|side| range(side).len());
        let fixed = FixedBeads::new(fixed, segments, barriers);
        let solution = Problem::of(block.as_ref(), self.aligner).solve(&fixed);
        let mut beads = scored(&solution, solution.path());
        if end != self.texts.map(|text| text.segments.len()) {
            beads.truncate(sure_part(&beads, segments.source + segments.target, self.size.overlap));
        }
        let mut next = start;
        for mut bead in beads {
            bead.span = Pair::from_fn(|side| {
                let range = &bead.span[side];
                range.start + start[side]..range.end + start[side]
            });
            next = bead.span.as_ref().map(|range| range.end);
            self.path.push(bead);
        }
        next
    }

    /// The cuts at which the block ends that begins at some cuts.
    fn end_of_block(&self, start: Pair<usize>) -> Pair<usize> {
        let all = self.texts.map(|text| text.segments.len());
        let length = |end: Pair<usize>| {
            Side::BOTH.iter().map(|&side| end[side].saturating_sub(start[side])).sum::<usize>()
        };
        if length(all) <= self.size.segments + self.size.overlap {
            return all;
        }
        // A point of the rough path may be behind the start on one side and before it on the other.
        let reached = |end: &&Pair<usize>| {
            length(**end) >= self.size.segments
                && Side::BOTH.iter().all(|&side| end[side] >= start[side])
        };
        let end = self.ends.iter().find(reached).copied().unwrap_or(all);
        // Fixed pairs that the end would cut through.
        let cuts = |bead: &&Span| {
            let begins = Side::BOTH.iter().any(|&side| bead[side].start < end[side]);
            bead.is_pair() && begins && Side::BOTH.iter().any(|&side| bead[side].end > end[side])
        };
        self.fixed
            .iter()
            .filter(cuts)
            .fold(end, |end, bead| Pair::from_fn(|side| end[side].max(bead[side].end)))
    }
}

/// The number of beads of a block that are kept; the others are aligned again in the next block.
fn sure_part(beads: &[ScoredBead], segments: usize, overlap: usize) -> usize {
    let reached = |bead: &ScoredBead| bead.span.source.end + bead.span.target.end;
    let within = beads.partition_point(|bead| reached(bead) + overlap <= segments).max(1);
    let is_sure = |bead: &ScoredBead| bead.span.is_pair() && bead.posterior >= SURE;
    let sure = (1..within)
        .rev()
        .take_while(|&at| reached(&beads[at]) * 2 >= segments)
        .find(|&at| is_sure(&beads[at - 1]) && beads.get(at).is_some_and(is_sure));
    sure.unwrap_or(within)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{side, synthetic_sentences};
    use super::*;
    use crate::model::Language;

    fn path(texts: &Pair<SegmentedText>, fixed: &[Span], segments: usize) -> Vec<Span> {
        let size = BlockSize { segments, overlap: segments / 8 };
        let aligner = Aligner::default();
        let barriers = Pair::default();
        let (solution, _) = solve(&aligner, texts.as_ref(), fixed.to_vec(), barriers, size);
        assert_eq!(matches!(solution, BlockSolution::Whole(_)), segments > 10_000);
        solution.path().into_iter().map(|bead| bead.span).collect()
    }

    #[test]
    fn blocks_give_the_same_beads_as_the_whole() {
        let (english, mut arabic) = synthetic_sentences(1200);
        arabic.drain(500..560);
        let texts = Pair::new(side(Language::english(), english), side(Language::arabic(), arabic));
        let whole = path(&texts, &[], 20_000);
        assert_eq!(path(&texts, &[], 400), whole);
        let fixed = [Span::new(10..13, 9..30), Span::new(150..160, 151..190)];
        let around = path(&texts, &fixed, 400);
        assert!(fixed.iter().all(|bead| around.contains(bead)));
        assert_eq!(around.last(), whole.last());
    }
}
