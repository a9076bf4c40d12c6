//! The evidence of paragraph breaks, which translators mostly keep and sometimes merge or split.

use crate::model::{Pair, ParagraphKind, SegmentedText};

/// If more than this share of segments begin a paragraph, breaks are not informative (one segment per
/// line).
const MAX_BREAK_SHARE: f64 = 0.9;
/// The probability that a break of one side is also a break of the other at the same cut.
const KEPT: f64 = 0.8;
/// ln of the likelihood ratio of a break inside a bead.
const INSIDE_TEXT: f32 = -1.5;
/// The same for the beginning or end of a heading or table cell inside a bead: translators split and merge
/// running text, but not headings and cells.
const INSIDE_BLOCK: f32 = -16.0;

/// The paragraph breaks of both sides, and the evidence of a cut at them.
#[derive(Debug, Clone)]
pub struct Paragraphs {
    breaks: Pair<Vec<Break>>,
    weights: Option<Weights>,
}

/// The break before a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    None,
    Paragraph,
    /// The break before or after a heading or a cell.
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
        Self::new(texts.map(breaks_of))
    }

    fn new(breaks: Pair<Vec<Break>>) -> Self {
        let share = |breaks: &Vec<Break>| {
            let count = breaks.iter().skip(1).filter(|kind| kind.is_break()).count();
            count as f64 / (breaks.len().saturating_sub(1)).max(1) as f64
        };
        let shares = breaks.as_ref().map(share);
        let is_informative = |share: &f64| *share > 0.0 && *share < MAX_BREAK_SHARE;
        let weights = shares.all(is_informative).then(|| {
            let common = shares.source.max(shares.target);
            let kept = KEPT.max(common);
            let alone = ((1.0 - kept) / (1.0 - common)).ln() as f32;
            Weights { both: (kept / common).ln() as f32, source_only: alone, target_only: alone }
        });
        Paragraphs { breaks, weights }
    }

    /// The term of a cut before source segment i and target segment j, in nats.
    pub fn cut(&self, i: usize, j: usize) -> f32 {
        let Some(weights) = self.weights else { return 0.0 };
        let (Some(source), Some(target)) = (self.breaks.source.get(i), self.breaks.target.get(j))
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

    /// The term of the breaks inside an m-n bead that starts at the cuts i and j, in nats.
    pub fn inside(&self, i: usize, m: usize, j: usize, n: usize) -> f32 {
        let paragraph = if self.weights.is_some() { INSIDE_TEXT } else { 0.0 };
        let sum = |breaks: &[Break], from: usize, count: usize| -> f32 {
            let inside = breaks[from + 1..from + count].iter();
            let terms = inside.map(|kind| match kind {
                Break::None => 0.0,
                Break::Paragraph => paragraph,
                Break::Block => INSIDE_BLOCK,
            });
            terms.sum()
        };
        sum(&self.breaks.source, i, m) + sum(&self.breaks.target, j, n)
    }
}

impl Break {
    fn is_break(self) -> bool {
        self != Break::None
    }
}

fn breaks_of(side: &SegmentedText) -> Vec<Break> {
    let is_block = |kind| matches!(kind, ParagraphKind::Heading | ParagraphKind::Cell);
    let first = side.segments.first().map(|_| Break::Paragraph);
    let others = side.segments.windows(2).map(|pair| match pair {
        [before, segment] if before.paragraph == segment.paragraph => Break::None,
        [before, segment] if is_block(before.kind) || is_block(segment.kind) => Break::Block,
        _ => Break::Paragraph,
    });
    first.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Segment};

    /// Segments with the given paragraphs and kinds.
    fn side(kinds: &[(usize, ParagraphKind)]) -> SegmentedText {
        let segment = |&(paragraph, kind)| Segment { text: "One.".to_owned(), paragraph, kind };
        SegmentedText {
            language: Language::english(),
            segments: kinds.iter().map(segment).collect(),
        }
    }

    #[test]
    fn beads_may_span_paragraphs_but_hardly_cells() {
        let inside = |kind| {
            let source = side(&[(0, ParagraphKind::Text), (0, ParagraphKind::Text), (1, kind)]);
            let paragraphs = Paragraphs::of(Pair::both(&source));
            (paragraphs.inside(0, 2, 0, 1), paragraphs.inside(1, 2, 1, 1))
        };
        assert_eq!(inside(ParagraphKind::Text), (0.0, INSIDE_TEXT));
        assert_eq!(inside(ParagraphKind::Cell), (0.0, INSIDE_BLOCK));
    }

    /// This also applies if every segment is a paragraph, so that other breaks are not informative.
    #[test]
    fn beads_do_not_span_cells_in_a_table_of_single_segments() {
        let cells: Vec<_> = (0..20).map(|at| (at, ParagraphKind::Cell)).collect();
        let table = side(&cells);
        assert_eq!(Paragraphs::of(Pair::both(&table)).inside(3, 3, 3, 1), 2.0 * INSIDE_BLOCK);
    }
}
