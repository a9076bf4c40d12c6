//! The JSON form of a hit, which is a public interface.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::Hit;
use crate::model::{Pair, Status, Timestamp, UnitId};
use crate::text::character_ranges;

/// A hit as JSON: the unit, and where the words occur in its texts.
#[derive(Debug, Serialize)]
pub struct HitLine<'a> {
    source: Cow<'a, str>,
    target: Cow<'a, str>,
    source_language: &'a str,
    target_language: &'a str,
    /// Ranges of the words in the source, in characters: start and end.
    source_marks: Vec<(usize, usize)>,
    target_marks: Vec<(usize, usize)>,
    /// Whether only a part of the source is shown.
    #[serde(skip_serializing_if = "is_false")]
    source_cut: bool,
    #[serde(skip_serializing_if = "is_false")]
    target_cut: bool,
    status: Status,
    score: f64,
    memory: &'a str,
    unit: UnitId,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Timestamp>,
}

impl<'a> HitLine<'a> {
    /// The JSON form of a hit; `memory` is the path of its memory. Of a text with more than `most`
    /// characters, only the surroundings of the first mark are shown, between ellipses.
    pub fn of(hit: &'a Hit, memory: &'a str, most: usize) -> Self {
        let unit = &hit.stored.unit;
        let sides = unit.texts.as_ref().zip(hit.marks.as_ref());
        let shown = sides.map(|(text, marks)| Excerpt::of(&text.plain, marks, most));
        let Pair { source, target } = shown;
        HitLine {
            source: source.text,
            target: target.text,
            source_language: unit.languages.source.as_str(),
            target_language: unit.languages.target.as_str(),
            source_marks: source.marks,
            target_marks: target.marks,
            source_cut: source.is_cut,
            target_cut: target.is_cut,
            status: unit.status,
            score: unit.score.rounded(),
            memory,
            unit: hit.stored.id,
            document: unit.document.as_deref(),
            position: unit.position,
            context_before: unit.context_before.as_deref(),
            context_after: unit.context_after.as_deref(),
            date: unit.changed_at,
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A text with its marks in characters, or the part of it around the first mark.
struct Excerpt<'a> {
    text: Cow<'a, str>,
    marks: Vec<(usize, usize)>,
    is_cut: bool,
}

impl<'a> Excerpt<'a> {
    fn of(text: &'a str, marks: &[Range<usize>], most: usize) -> Self {
        if text.char_indices().nth(most).is_none() {
            let marks = character_ranges(text, marks);
            return Excerpt { text: Cow::Borrowed(text), marks, is_cut: false };
        }
        // A quarter of it before the first mark.
        let first = marks.first().map_or(0, |mark| mark.start);
        let before = text[..first].char_indices().rev().take(most / 4).last();
        let start = before.map_or(first, |(at, _)| at);
        let end = text[start..].char_indices().nth(most).map_or(text.len(), |(at, _)| start + at);
        let inside: Vec<Range<usize>> = marks
            .iter()
            .filter(|mark| start <= mark.start && mark.end <= end)
            .map(|mark| mark.start - start..mark.end - start)
            .collect();
        let mut excerpt = if start > 0 { "…".to_owned() } else { String::new() };
        let shift = excerpt.chars().count();
        excerpt.push_str(&text[start..end]);
        if end < text.len() {
            excerpt.push('…');
        }
        let marks = character_ranges(&text[start..end], &inside);
        let marks = marks.into_iter().map(|(start, end)| (start + shift, end + shift)).collect();
        Excerpt { text: Cow::Owned(excerpt), marks, is_cut: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_the_surroundings_of_its_first_mark() {
        let text = format!("{}بيت{}", "س".repeat(50), "ش".repeat(50));
        let mark = 100..106;
        let whole = Excerpt::of(&text, std::slice::from_ref(&mark), 103);
        assert_eq!((whole.text.as_ref(), whole.is_cut), (text.as_str(), false));
        assert_eq!(whole.marks, [(50, 53)]);
        let cut = Excerpt::of(&text, &[mark, 108..110], 8);
        assert_eq!((cut.text.as_ref(), cut.is_cut), ("…سسبيتششش…", true));
        assert_eq!(cut.marks, [(3, 6), (7, 8)]);
        assert_eq!(Excerpt::of(&text, &[], 2).text, "سس…");
    }
}
