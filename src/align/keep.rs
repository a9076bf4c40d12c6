//! What a person decided, found again in new versions of the texts.
//!
//! The words of each old side are compared with those of the new one (Myers 1986); a bead still
//! stands where all its words on both sides are there, next to each other and in the same order. It
//! does not matter how either version was cut into segments: the new segments are cut where the bead
//! begins and ends.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::model::{Pair, SegmentedText, Side, Span};

/// Beyond this the comparison settles for a coarser answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A bead of the old version: its segments, and whether it must be kept.
#[derive(Debug, Clone, Copy)]
pub struct OldBead<'a> {
    /// Its segments as they were.
    pub segments: Pair<&'a [String]>,
    /// Whether a person decided it.
    pub keep: bool,
}

/// Where the kept beads of an old version, given in order, stand in the new texts. Segments are cut
/// where one of them begins or ends inside. Gives one entry for every old bead: the pin of a kept
/// bead that still stands, `None` for all others.
pub fn pins_of(old: &[OldBead<'_>], texts: &mut Pair<SegmentedText>) -> Vec<Option<Span>> {
    if !old.iter().any(|bead| bead.keep) {
        return vec![None; old.len()];
    }
    let found = Pair::from_fn(|side| {
        let words: Vec<Vec<String>> = old.iter().map(|bead| words(bead.segments[side])).collect();
        find_words(&words, &texts[side])
    });
    let mut pins: Vec<Option<Span>> = old
        .iter()
        .zip(found.source.into_iter().zip(found.target))
        .map(|(bead, (source, target))| {
            let span = Pair::new(source, target).transpose()?;
            (bead.keep && !span.all(Range::is_empty)).then_some(span)
        })
        .collect();
    debug_assert!(are_in_order(&pins));
    for side in Side::BOTH {
        let text = &mut texts[side];
        let ranges = pins.iter().flatten().map(|pin| &pin[side]).filter(|range| !range.is_empty());
        cut(text, ranges.flat_map(|range| [range.start, range.end]).collect());
        let starts = word_starts(text);
        for pin in pins.iter_mut().flatten() {
            pin[side] = segments_of(&pin[side], &starts);
        }
    }
    pins
}

/// Both comparisons keep the order, so that only an empty side may stand anywhere.
fn are_in_order(pins: &[Option<Span>]) -> bool {
    Side::BOTH.into_iter().all(|side| {
        let ranges = pins.iter().flatten().map(|pin| &pin[side]).filter(|range| !range.is_empty());
        ranges.map(|range| range.start).is_sorted()
    })
}

fn words(texts: &[String]) -> Vec<String> {
    texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
}

/// For each old bead the range of words of the new side where it stands.
fn find_words(old: &[Vec<String>], side: &SegmentedText) -> Vec<Option<Range<usize>>> {
    let old_words: Vec<&str> = old.iter().flatten().map(String::as_str).collect();
    let new_words: Vec<&str> =
        side.segments.iter().flat_map(|s| s.text.split_whitespace()).collect();
    let deadline = Instant::now().checked_add(PATIENCE);
    let operations =
        capture_diff_slices_deadline(Algorithm::Patience, &old_words, &new_words, deadline);
    let equal: Vec<(Range<usize>, usize)> = operations
        .iter()
        .filter_map(|operation| match *operation {
            DiffOp::Equal { old_index, new_index, len } => {
                Some((old_index..old_index + len, new_index))
            }
            _ => None,
        })
        .collect();
    let mut from = 0;
    old.iter()
        .map(|words| {
            let span = from..from + words.len();
            from = span.end;
            if span.is_empty() {
                return Some(0..0);
            }
            let at = equal.partition_point(|(range, _)| range.end <= span.start);
            let (range, new) = equal.get(at)?;
            (range.start <= span.start && span.end <= range.end).then(|| {
                let start = new + span.start - range.start;
                start..start + span.len()
            })
        })
        .collect()
}

/// Index of the first word of every segment, and of the end.
fn word_starts(side: &SegmentedText) -> Vec<usize> {
    let mut starts = vec![0];
    let mut sum = 0;
    for segment in &side.segments {
        sum += segment.text.split_whitespace().count();
        starts.push(sum);
    }
    starts
}

/// Cuts segments so that none goes over one of the given words' starts.
fn cut(side: &mut SegmentedText, mut at: Vec<usize>) {
    at.sort_unstable();
    at.dedup();
    let mut segments = Vec::with_capacity(side.segments.len());
    let mut first = 0;
    for segment in &side.segments {
        let words: Vec<&str> = segment.text.split_whitespace().collect();
        let inside =
            at.iter().copied().filter(|&place| place > first && place < first + words.len());
        let bounds: Vec<usize> =
            std::iter::once(0).chain(inside.map(|p| p - first)).chain([words.len()]).collect();
        if bounds.len() == 2 {
            segments.push(segment.clone());
        } else {
            for pair in bounds.windows(2) {
                let mut part = segment.clone();
                part.text = words[pair[0]..pair[1]].join(" ");
                segments.push(part);
            }
        }
        first += words.len();
    }
    side.segments = segments;
}

/// The segments that hold a range of words which begins and ends at segments' bounds.
fn segments_of(words: &Range<usize>, starts: &[usize]) -> Range<usize> {
    if words.is_empty() {
        return 0..0;
    }
    // Of several segments that begin at a word, all but the last are blank.
    let first = starts.partition_point(|&start| start <= words.start) - 1;
    let last = starts.partition_point(|&start| start < words.end);
    first..last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, ParagraphKind, Segment};

    fn side(texts: &[&str]) -> SegmentedText {
        let segment = |text: &&str| Segment {
            text: (*text).to_owned(),
            paragraph: 0,
            kind: ParagraphKind::Text,
        };
        SegmentedText {
            language: Language::english(),
            segments: texts.iter().map(segment).collect(),
        }
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_bead_stands_where_its_words_stand() {
        let (a, b, c) =
            (strings(&["One two.", "Three."]), strings(&["Yes."]), strings(&["Gone now."]));
        let (x, y, z) = (strings(&["A b."]), strings(&["C."]), strings(&["D e."]));
        let old = [
            OldBead { segments: Pair::new(&a, &x), keep: true },
            OldBead { segments: Pair::new(&b, &y), keep: false },
            OldBead { segments: Pair::new(&c, &z), keep: true },
        ];
        // New first sentence, the first two joined into one segment with what follows, the last changed.
        let mut texts = Pair::new(
            side(&["New start.", "One two. Three. Yes.", "Gone then."]),
            side(&["A b.", "C.", "D e."]),
        );
        let pins = pins_of(&old, &mut texts);
        assert_eq!(pins, [Some(Span::new(1..2, 0..1)), None, None]);
        assert_eq!(texts.source.segments[1].text, "One two. Three.");
        assert_eq!(texts.source.segments[2].text, "Yes.");
    }

    #[test]
    fn repeated_sentences_find_their_own_place() {
        let (yes, mid, no) = (strings(&["Yes."]), strings(&["Middle one."]), strings(&[]));
        let old = [
            OldBead { segments: Pair::new(&yes, &yes), keep: false },
            OldBead { segments: Pair::new(&mid, &mid), keep: false },
            OldBead { segments: Pair::new(&yes, &no), keep: true },
        ];
        let mut texts =
            Pair::new(side(&["Yes.", "Middle one.", "Yes."]), side(&["Yes.", "Middle one."]));
        assert_eq!(pins_of(&old, &mut texts)[2], Some(Span::new(2..3, 0..0)));
    }
}
