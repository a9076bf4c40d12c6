//! Segments without text: they are left out of the search and put back as omissions, so that they cost
//! nothing, however many there are.

use std::borrow::Cow;

use crate::model::{Pair, SegmentedText, Side, Span};

/// The segments of two texts that take part in the search.
#[derive(Debug)]
pub struct Kept {
    /// Their indices, in order.
    kept: Pair<Vec<u32>>,
    /// The numbers of all segments.
    all: Pair<usize>,
}

impl Kept {
    /// Leaves out all blank segments, except those in fixed beads.
    pub fn of(texts: Pair<&SegmentedText>, fixed: &[Span]) -> Kept {
        let kept = Pair::from_fn(|side| {
            let mut is_fixed = vec![false; texts[side].segments.len()];
            for bead in fixed {
                is_fixed[bead[side].clone()].fill(true);
            }
            let segments = (0u32..).zip(&texts[side].segments).zip(is_fixed);
            let kept =
                segments.filter(|((_, segment), is_fixed)| *is_fixed || !segment.text.is_empty());
            kept.map(|((index, _), _)| index).collect()
        });
        Kept { kept, all: texts.map(|text| text.segments.len()) }
    }

    /// The texts without the segments that are left out.
    pub fn texts<'a>(&self, texts: Pair<&'a SegmentedText>) -> Pair<Cow<'a, SegmentedText>> {
        texts.zip(self.kept.as_ref()).map(|(text, kept)| {
            if kept.len() == text.segments.len() {
                return Cow::Borrowed(text);
            }
            let segments = kept.iter().map(|&index| text.segments[index as usize].clone());
            let language = text.language.clone();
            Cow::Owned(SegmentedText { language, segments: segments.collect() })
        })
    }

    /// The cuts between segments of which some were left out. No bead may span them.
    pub fn barriers(&self) -> Pair<Vec<usize>> {
        self.kept.as_ref().map(|kept| {
            let gaps = kept.windows(2).enumerate().filter(|(_, pair)| pair[1] != pair[0] + 1);
            gaps.map(|(before, _)| before + 1).collect()
        })
    }

    /// A span of all segments as a span of those that are kept.
    pub fn inner(&self, span: &Span) -> Span {
        self.kept.as_ref().zip(span.as_ref()).map(|(kept, range)| {
            let before = |cut: usize| kept.partition_point(|&index| (index as usize) < cut);
            before(range.start)..before(range.end)
        })
    }

    /// A path through the kept segments as a path through all of them. The segments that were left out
    /// become omissions with a score of 1, each before the next bead with a segment of its side.
    pub fn restore<T>(
        &self,
        path: impl IntoIterator<Item = (Span, T)>,
        blank: impl Fn() -> T,
    ) -> Vec<(Span, T)> {
        let mut restored = Restored { beads: Vec::new(), next: Pair::new(0, 0) };
        for (span, score) in path {
            for side in Side::BOTH.into_iter().filter(|side| !span[*side].is_empty()) {
                restored.omit_to(side, self.kept[side][span[side].start] as usize, &blank);
            }
            let next = restored.next;
            let whole = Pair::from_fn(|side| next[side]..next[side] + span[side].len());
            restored.next = whole.as_ref().map(|range| range.end);
            restored.beads.push((whole, score));
        }
        for side in Side::BOTH {
            restored.omit_to(side, self.all[side], &blank);
        }
        restored.beads
    }
}

/// A path that is being put together.
struct Restored<T> {
    beads: Vec<(Span, T)>,
    next: Pair<usize>,
}

impl<T> Restored<T> {
    /// Adds omissions of a side up to a cut.
    fn omit_to(&mut self, side: Side, cut: usize, blank: impl Fn() -> T) {
        while self.next[side] < cut {
            let mut span = self.next.map(|at| at..at);
            self.next[side] += 1;
            span[side].end = self.next[side];
            self.beads.push((span, blank()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::side;
    use super::*;
    use crate::model::Language;

    fn text(language: Language, texts: &[&str]) -> SegmentedText {
        side(language, texts.iter().map(|&text| text.to_owned()).collect())
    }

    #[test]
    fn blank_segments_are_left_out_and_put_back() {
        let english = text(Language::english(), &["", "a", "b", "", "c"]);
        let arabic = text(Language::arabic(), &["a", "", "b", "c", ""]);
        let texts = Pair::new(&english, &arabic);
        let kept = Kept::of(texts, &[]);
        let inner = kept.texts(texts);
        assert_eq!(inner.as_ref().map(|text| text.segments.len()), Pair::new(3, 3));
        assert_eq!(kept.barriers(), Pair::new(vec![2], vec![1]));
        assert_eq!(kept.inner(&Span::new(1..3, 0..3)), Span::new(0..2, 0..2));
        let path = [Span::new(0..1, 0..1), Span::new(1..2, 1..1), Span::new(2..3, 1..3)];
        let restored = kept.restore(path.into_iter().map(|span| (span, 'x')), || '-');
        let expected = [
            (Span::new(0..1, 0..0), '-'),
            (Span::new(1..2, 0..1), 'x'),
            (Span::new(2..3, 1..1), 'x'),
            (Span::new(3..4, 1..1), '-'),
            (Span::new(4..4, 1..2), '-'),
            (Span::new(4..5, 2..4), 'x'),
            (Span::new(5..5, 4..5), '-'),
        ];
        assert_eq!(restored, expected);
    }
}
