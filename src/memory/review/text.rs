//! Moving, joining and splitting one side of a bead.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::super::bead::StoredBead;
use crate::error::ReviewRefused;
use crate::model::{Layout, LayoutMark, Side};
use crate::text::{Tier, fold};

/// The text of one side of a bead: the segments of the article, and the edited text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BeadText {
    /// The segments as they are in the article.
    pub segments: Vec<String>,
    /// The kind of each segment; empty if unknown.
    pub layout: Layout,
    /// The text as a person edited it.
    pub edited: Option<String>,
    /// The sort key of the segments in the article.
    pub key: i64,
}

impl BeadText {
    /// Takes one side out of a row.
    pub fn take(row: &mut StoredBead, side: Side) -> BeadText {
        BeadText {
            segments: std::mem::take(&mut row.segments[side]),
            layout: std::mem::take(&mut row.layout[side]),
            edited: row.edited[side].take(),
            key: row.sort_keys.article[side],
        }
    }

    /// Puts this text into a side of a row.
    pub fn put(self, row: &mut StoredBead, side: Side) {
        row.segments[side] = self.segments;
        row.layout[side] = self.layout;
        row.edited[side] = self.edited;
        row.sort_keys.article[side] = self.key;
    }

    /// The text as edited, or the joined segments.
    pub fn text(&self) -> String {
        self.edited.clone().unwrap_or_else(|| self.segments.join(" "))
    }

    fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.edited.is_none()
    }

    /// Joins two texts in the order of the article, which may differ from the order of the rows.
    pub fn joined(self, other: BeadText) -> BeadText {
        match other.key < self.key && !self.is_empty() && !other.is_empty() {
            true => other.joined_in_order(self),
            false => self.joined_in_order(other),
        }
    }

    /// Joins two texts, this one first.
    pub fn joined_in_order(mut self, other: BeadText) -> BeadText {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        if self.edited.is_some() || other.edited.is_some() {
            self.edited = Some(format!("{} {}", self.text(), other.text()));
        }
        match self.has_layout() && other.has_layout() {
            true => self.layout.append(other.layout),
            false => self.layout = Layout::default(),
        }
        self.segments.extend(other.segments);
        self.key = self.key.min(other.key);
        self
    }

    fn has_layout(&self) -> bool {
        self.layout.len() == self.segments.len()
    }

    /// Splits off the segments after the first `count`.
    pub fn split_at(mut self, count: usize) -> (BeadText, BeadText) {
        let layout =
            if self.has_layout() { self.layout.split_off(count) } else { Layout::default() };
        let segments = self.segments.split_off(count);
        // The gaps between sort keys are larger than the number of segments in a row.
        let key = self.key + i64::try_from(count.max(1)).unwrap_or(1);
        let rest = BeadText { segments, layout, edited: None, key };
        (self, rest)
    }
}

/// Splits a text after a number of characters. The segments of the article are split at the same word.
pub fn cut(text: BeadText, characters: usize) -> Result<(BeadText, BeadText), ReviewRefused> {
    let whole = text.text();
    let at = whole.char_indices().nth(characters).map_or(whole.len(), |(at, _)| at);
    let (before, after) = (whole[..at].trim(), whole[at..].trim());
    if before.is_empty() || after.is_empty() {
        return Err(ReviewRefused::CutAtEdge);
    }
    let is_edited = text.edited.is_some();
    let (mut head, mut tail) = match is_edited {
        true => cut_segments_at_word(text, before, after),
        false => cut_segments(text, before.len()),
    };
    if is_edited {
        head.edited = Some(before.to_owned()).filter(|text| *text != head.segments.join(" "));
        tail.edited = Some(after.to_owned()).filter(|text| *text != tail.segments.join(" "));
    }
    Ok((head, tail))
}

/// Splits the joined segments after a number of bytes.
fn cut_segments(text: BeadText, bytes: usize) -> (BeadText, BeadText) {
    let mut start = 0;
    for (index, segment) in text.segments.iter().enumerate() {
        let end = start + segment.len();
        if bytes <= end {
            let inside = bytes.saturating_sub(start);
            let (head, tail) = segment.split_at(inside);
            let (head, tail) = (head.trim().to_owned(), tail.trim().to_owned());
            return cut_inside(text, index, head, tail);
        }
        start = end + 1;
    }
    let count = text.segments.len();
    text.split_at(count)
}

/// Splits inside a segment; an empty part is left out.
fn cut_inside(text: BeadText, index: usize, head: String, tail: String) -> (BeadText, BeadText) {
    let keep = usize::from(!head.is_empty());
    let continues =
        text.layout.get(index).map(|mark| LayoutMark { begins_paragraph: false, ..mark });
    let (mut first, mut rest) = text.split_at(index + keep);
    if keep == 1 && !tail.is_empty() {
        if let Some(last) = first.segments.last_mut() {
            *last = head;
        }
        rest.segments.insert(0, tail);
        if let Some(mark) = continues {
            rest.layout.prepend(mark);
        }
    }
    (first, rest)
}

/// Splits the segments of an edited text at the word that corresponds to the split in the edited text,
/// found by a diff of their words.
fn cut_segments_at_word(text: BeadText, before: &str, after: &str) -> (BeadText, BeadText) {
    let old: Vec<&str> = text.segments.iter().flat_map(|text| text.split_whitespace()).collect();
    let head_words = before.split_whitespace().count();
    let new: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    let mut count = 0;
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (from, to) = (operation.old_range(), operation.new_range());
        if to.start >= head_words && !to.is_empty() {
            break;
        }
        count = match operation {
            DiffOp::Equal { .. } => from.start + from.len().min(head_words - to.start),
            _ => from.end,
        };
    }
    let mut seen = 0;
    for (index, segment) in text.segments.iter().enumerate() {
        let words: Vec<&str> = segment.split_whitespace().collect();
        if count <= seen + words.len() {
            let (head, tail) = words.split_at(count - seen);
            let (head, tail) = (head.join(" "), tail.join(" "));
            return cut_inside(text, index, head, tail);
        }
        seen += words.len();
    }
    let all = text.segments.len();
    text.split_at(all)
}

/// Whether the texts or the note of a bead contain some words, whatever their spelling.
pub fn has_text(bead: &StoredBead, words: &str) -> bool {
    let folded = |text: &str| fold(text, Tier::Letters);
    let searched = folded(words.trim());
    let texts = bead.texts();
    let note = bead.note.as_deref().unwrap_or_default();
    [texts.source.as_str(), &texts.target, note].iter().any(|text| folded(text).contains(&searched))
}
