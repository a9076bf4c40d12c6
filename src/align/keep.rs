//! What a person decided, found again in new versions of the texts.
//!
//! The words of each old side are compared with those of the new one (Myers 1986); a bead still
//! stands where all its words on both sides are there, next to each other and in the same order. It
//! does not matter how either version was cut into segments: the new segments are cut where the bead
//! begins and ends.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::Pin;
use crate::model::Side;

/// Beyond this the comparison settles for a coarser answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A bead of the old version: its segments, and whether it must be kept.
#[derive(Debug, Clone, Copy)]
pub struct OldBead<'a> {
    /// Source segments as they stood.
    pub source: &'a [String],
    /// Target segments as they stood.
    pub target: &'a [String],
    /// Whether a person decided it.
    pub keep: bool,
}

/// Where the kept beads of an old version, given in order, stand in the new sides. Segments are cut
/// where one of them begins or ends inside. Gives one entry for every old bead: the pin of a kept
/// bead that still stands, `None` for all others.
pub fn pins_of(old: &[OldBead<'_>], source: &mut Side, target: &mut Side) -> Vec<Option<Pin>> {
    let spans = |side: &Side, texts: &dyn Fn(&OldBead<'_>) -> Vec<String>| {
        find_spans(&old.iter().map(texts).collect::<Vec<_>>(), side)
    };
    let source_spans = spans(source, &|bead| words(bead.source));
    let target_spans = spans(target, &|bead| words(bead.target));
    let mut standing: Vec<Option<Pin>> = Vec::with_capacity(old.len());
    let (mut source_end, mut target_end) = (0, 0);
    for (at, bead) in old.iter().enumerate() {
        let pin = match (&source_spans[at], &target_spans[at]) {
            (Some(s), Some(t)) if bead.keep && !(s.is_empty() && t.is_empty()) => {
                Some((s.clone(), t.clone()))
            }
            _ => None,
        };
        // Both sides of the comparison keep the order, so only an empty side needs no place.
        if let Some((s, t)) = &pin {
            debug_assert!(s.is_empty() || s.start >= source_end);
            debug_assert!(t.is_empty() || t.start >= target_end);
            source_end = source_end.max(s.end);
            target_end = target_end.max(t.end);
        }
        standing.push(pin);
    }
    let cuts = |side: &dyn Fn(&Pin) -> Range<usize>| -> Vec<usize> {
        standing
            .iter()
            .flatten()
            .map(side)
            .filter(|r| !r.is_empty())
            .flat_map(|r| [r.start, r.end])
            .collect()
    };
    cut(source, &cuts(&|pin| pin.0.clone()));
    cut(target, &cuts(&|pin| pin.1.clone()));
    let (source_starts, target_starts) = (word_starts(source), word_starts(target));
    for (s, t) in standing.iter_mut().flatten() {
        *s = segments_of(s.clone(), &source_starts);
        *t = segments_of(t.clone(), &target_starts);
    }
    standing
}

fn words(texts: &[String]) -> Vec<String> {
    texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
}

/// For each old bead the range of words of the new side where it stands.
fn find_spans(old: &[Vec<String>], side: &Side) -> Vec<Option<Range<usize>>> {
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
fn word_starts(side: &Side) -> Vec<usize> {
    let mut starts = vec![0];
    let mut sum = 0;
    for segment in &side.segments {
        sum += segment.text.split_whitespace().count();
        starts.push(sum);
    }
    starts
}

/// Cuts segments so that none goes over one of the given words' starts.
fn cut(side: &mut Side, at: &[usize]) {
    let mut at: Vec<usize> = at.to_vec();
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
fn segments_of(words: Range<usize>, starts: &[usize]) -> Range<usize> {
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

    fn side(texts: &[&str]) -> Side {
        let segment = |text: &&str| Segment {
            text: (*text).to_owned(),
            paragraph: 0,
            kind: ParagraphKind::Text,
        };
        Side { language: Language::english(), segments: texts.iter().map(segment).collect() }
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
            OldBead { source: &a, target: &x, keep: true },
            OldBead { source: &b, target: &y, keep: false },
            OldBead { source: &c, target: &z, keep: true },
        ];
        // New first sentence, the first two joined into one segment with what follows, the last changed.
        let mut source = side(&["New start.", "One two. Three. Yes.", "Gone then."]);
        let mut target = side(&["A b.", "C.", "D e."]);
        let pins = pins_of(&old, &mut source, &mut target);
        assert_eq!(pins, [Some((1..2, 0..1)), None, None]);
        assert_eq!(source.segments[1].text, "One two. Three.");
        assert_eq!(source.segments[2].text, "Yes.");
    }

    #[test]
    fn repeated_sentences_find_their_own_place() {
        let (yes, mid, no) = (strings(&["Yes."]), strings(&["Middle one."]), strings(&[]));
        let old = [
            OldBead { source: &yes, target: &yes, keep: false },
            OldBead { source: &mid, target: &mid, keep: false },
            OldBead { source: &yes, target: &no, keep: true },
        ];
        let mut source = side(&["Yes.", "Middle one.", "Yes."]);
        let mut target = side(&["Yes.", "Middle one."]);
        assert_eq!(pins_of(&old, &mut source, &mut target)[2], Some((2..3, 0..0)));
    }
}
