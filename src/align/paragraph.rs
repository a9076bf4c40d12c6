//! Paragraph breaks as evidence: translators mostly keep them, and sometimes merge or split them.

use crate::model::{Pair, ParagraphKind, SegmentedText};

/// Share of segments that open a paragraph beyond which breaks say nothing (a line a segment).
const TOO_MANY: f64 = 0.9;
/// How often a break of one side is a break of the other at the same cut.
const KEPT: f64 = 0.8;
/// ln of the likelihood ratio of a break inside a bead.
const INSIDE: f32 = -1.5;
/// The same where a heading or the cell of a table ends or begins: translators split and merge running
/// text, not the parts of a page.
const WALL: f32 = -16.0;

/// Where paragraphs begin on both sides, and what that says of a cut.
#[derive(Debug, Clone)]
pub struct Paragraphs {
    openings: Pair<Vec<Opening>>,
    weights: Option<Weights>,
}

/// What a segment opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Nothing,
    Paragraph,
    /// A heading or a cell, or what follows one.
    Block,
}

#[derive(Debug, Clone, Copy)]
struct Weights {
    both: f32,
    source_only: f32,
    target_only: f32,
}

impl Paragraphs {
    /// The paragraph breaks of two sides.
    pub fn of(texts: Pair<&SegmentedText>) -> Self {
        Self::new(texts.map(openings))
    }

    fn new(openings: Pair<Vec<Opening>>) -> Self {
        let share = |openings: &Vec<Opening>| {
            let breaks = openings.iter().skip(1).filter(|opening| opening.is_break()).count();
            breaks as f64 / (openings.len().saturating_sub(1)).max(1) as f64
        };
        let shares = openings.as_ref().map(share);
        let is_informative = |share: &f64| *share > 0.0 && *share < TOO_MANY;
        let weights = shares.all(is_informative).then(|| {
            let common = shares.source.max(shares.target);
            let kept = KEPT.max(common);
            let alone = ((1.0 - kept) / (1.0 - common)).ln() as f32;
            Weights { both: (kept / common).ln() as f32, source_only: alone, target_only: alone }
        });
        Paragraphs { openings, weights }
    }

    /// The term of a cut before source segment i and target segment j.
    pub fn cut(&self, i: usize, j: usize) -> f32 {
        let Some(weights) = self.weights else { return 0.0 };
        let (Some(source), Some(target)) =
            (self.openings.source.get(i), self.openings.target.get(j))
        else {
            return 0.0;
        };
        match (source.is_break(), target.is_break()) {
            (true, true) => weights.both,
            (true, false) => weights.source_only,
            (false, true) => weights.target_only,
            (false, false) => 0.0,
        }
    }

    /// The term of breaks inside a bead.
    pub fn inside(&self, i: usize, m: usize, j: usize, n: usize) -> f32 {
        let paragraph = if self.weights.is_some() { INSIDE } else { 0.0 };
        let breaks = |openings: &[Opening], from: usize, count: usize| -> f32 {
            let inside = openings[from + 1..from + count].iter();
            let terms = inside.map(|opening| match opening {
                Opening::Nothing => 0.0,
                Opening::Paragraph => paragraph,
                Opening::Block => WALL,
            });
            terms.sum()
        };
        breaks(&self.openings.source, i, m) + breaks(&self.openings.target, j, n)
    }
}

impl Opening {
    fn is_break(self) -> bool {
        self != Opening::Nothing
    }
}

fn openings(side: &SegmentedText) -> Vec<Opening> {
    let is_block = |kind| matches!(kind, ParagraphKind::Heading | ParagraphKind::Cell);
    let first = side.segments.first().map(|_| Opening::Paragraph);
    let others = side.segments.windows(2).map(|pair| match pair {
        [before, segment] if before.paragraph == segment.paragraph => Opening::Nothing,
        [before, segment] if is_block(before.kind) || is_block(segment.kind) => Opening::Block,
        _ => Opening::Paragraph,
    });
    first.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Segment};

    /// Segments of the paragraphs they are given with.
    fn side(kinds: &[(usize, ParagraphKind)]) -> SegmentedText {
        let segment = |&(paragraph, kind)| Segment { text: "One.".to_owned(), paragraph, kind };
        SegmentedText {
            language: Language::english(),
            segments: kinds.iter().map(segment).collect(),
        }
    }

    #[test]
    fn a_bead_rather_runs_over_paragraphs_than_over_cells() {
        let inside = |kind| {
            let source = side(&[(0, ParagraphKind::Text), (0, ParagraphKind::Text), (1, kind)]);
            let paragraphs = Paragraphs::of(Pair::both(&source));
            (paragraphs.inside(0, 2, 0, 1), paragraphs.inside(1, 2, 1, 1))
        };
        assert_eq!(inside(ParagraphKind::Text), (0.0, INSIDE));
        assert_eq!(inside(ParagraphKind::Cell), (0.0, WALL));
    }

    /// Also where every segment is a paragraph, so that breaks of the text say nothing.
    #[test]
    fn a_table_of_single_cells_keeps_its_walls() {
        let cells: Vec<_> = (0..20).map(|at| (at, ParagraphKind::Cell)).collect();
        let table = side(&cells);
        assert_eq!(Paragraphs::of(Pair::both(&table)).inside(3, 3, 3, 1), 2.0 * WALL);
    }
}
