//! Finds the beads that reviewers decided in new versions of the texts.
//!
//! The words of each side of the old version are compared with those of the new one by patience diff, which
//! falls back on Myers (1986). A bead is found if all its words are unchanged and still consecutive on both
//! sides. It does not matter how the versions were segmented: the new segments are cut where the bead
//! begins and ends.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::model::{Pair, SegmentedText, Side, Span};

/// After this time, the comparison settles for an approximate result.
const DIFF_TIMEOUT: Duration = Duration::from_secs(10);

/// A bead of the old version.
#[derive(Debug, Clone, Copy)]
pub struct OldBead<'a> {
    /// Its segments in the old version.
    pub segments: Pair<&'a [String]>,
    /// Whether it must be kept because a reviewer decided it.
    pub keep: bool,
}

/// Finds the beads of an old version, given in order, in the new texts, and cuts the segments of the new
/// texts where a found bead begins or ends inside a segment. Returns an entry for each old bead: the span
/// of a bead that must be kept and was found, and `None` for all others.
pub fn find_fixed_beads(old: &[OldBead<'_>], texts: &mut Pair<SegmentedText>) -> Vec<Option<Span>> {
    if !old.iter().any(|bead| bead.keep) {
        return vec![None; old.len()];
    }
    let found = Pair::from_fn(|side| {
        let words: Vec<Vec<String>> = old.iter().map(|bead| words(bead.segments[side])).collect();
        find_words(&words, &texts[side])
    });
    let mut spans: Vec<Option<Span>> = old
        .iter()
        .zip(found.source.into_iter().zip(found.target))
        .map(|(bead, (source, target))| {
            let span = Pair::new(source, target).transpose()?;
            (bead.keep && !span.all(Range::is_empty)).then_some(span)
        })
        .collect();
    debug_assert!(are_in_order(&spans));
    for side in Side::BOTH {
        let text = &mut texts[side];
        let ranges =
            spans.iter().flatten().map(|span| &span[side]).filter(|range| !range.is_empty());
        cut(text, ranges.flat_map(|range| [range.start, range.end]).collect());
        let starts = word_starts(text);
        for span in spans.iter_mut().flatten() {
            span[side] = segments_of(&span[side], &starts);
        }
    }
    spans
}

/// Whether the spans are in order on both sides, apart from empty sides, which may be anywhere.
fn are_in_order(spans: &[Option<Span>]) -> bool {
    Side::BOTH.into_iter().all(|side| {
        let ranges =
            spans.iter().flatten().map(|span| &span[side]).filter(|range| !range.is_empty());
        ranges.map(|range| range.start).is_sorted()
    })
}

fn words(texts: &[String]) -> Vec<String> {
    texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
}

/// For each old bead, the range of words of the new side that are its words.
fn find_words(old: &[Vec<String>], side: &SegmentedText) -> Vec<Option<Range<usize>>> {
    let old_words: Vec<&str> = old.iter().flatten().map(String::as_str).collect();
    let new_words: Vec<&str> =
        side.segments.iter().flat_map(|s| s.text.split_whitespace()).collect();
    let deadline = Instant::now().checked_add(DIFF_TIMEOUT);
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

/// The index of the first word of each segment, and of the end.
fn word_starts(side: &SegmentedText) -> Vec<usize> {
    let mut starts = vec![0];
    let mut sum = 0;
    for segment in &side.segments {
        sum += segment.text.split_whitespace().count();
        starts.push(sum);
    }
    starts
}

/// Cuts the segments before each of the given words.
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

/// The segments of a range of words that begins and ends at segment boundaries.
fn segments_of(words: &Range<usize>, starts: &[usize]) -> Range<usize> {
    if words.is_empty() {
        return 0..0;
    }
    // If several segments begin at the same word, all but the last are blank.
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
    fn a_bead_is_found_by_its_words() {
        let (a, b, c) =
            (strings(&["One two.", "Three."]), strings(&["Yes."]), strings(&["Gone now."]));
        let (x, y, z) = (strings(&["A b."]), strings(&["C."]), strings(&["D e."]));
        let old = [
            OldBead { segments: Pair::new(&a, &x), keep: true },
            OldBead { segments: Pair::new(&b, &y), keep: false },
            OldBead { segments: Pair::new(&c, &z), keep: true },
        ];
        // A new first sentence; the old first two joined with the next one; the last one changed.
        let mut texts = Pair::new(
            side(&["New start.", "One two. Three. Yes.", "Gone then."]),
            side(&["A b.", "C.", "D e."]),
        );
        let spans = find_fixed_beads(&old, &mut texts);
        assert_eq!(spans, [Some(Span::new(1..2, 0..1)), None, None]);
        assert_eq!(texts.source.segments[1].text, "One two. Three.");
        assert_eq!(texts.source.segments[2].text, "Yes.");
    }

    #[test]
    fn repeated_sentences_are_found_at_their_own_position() {
        let (yes, mid, no) = (strings(&["Yes."]), strings(&["Middle one."]), strings(&[]));
        let old = [
            OldBead { segments: Pair::new(&yes, &yes), keep: false },
            OldBead { segments: Pair::new(&mid, &mid), keep: false },
            OldBead { segments: Pair::new(&yes, &no), keep: true },
        ];
        let mut texts =
            Pair::new(side(&["Yes.", "Middle one.", "Yes."]), side(&["Yes.", "Middle one."]));
        assert_eq!(find_fixed_beads(&old, &mut texts)[2], Some(Span::new(2..3, 0..0)));
    }
}
