//! The parts of a text that are not language: tags and placeholders. They are found once; their own checks
//! compare them, and the other checks ignore the numbers and marks inside them.

use std::ops::Range;

use super::placeholder::{Placeholder, find_placeholders};
use super::reading::ReadText;
use super::tag::{Tag, find_tags};

/// The tags and placeholders of a text, each in order.
#[derive(Debug, Default)]
pub(super) struct Markup {
    pub tags: Vec<Tag>,
    pub placeholders: Vec<Placeholder>,
}

impl Markup {
    pub fn of(text: &ReadText<'_>) -> Self {
        let mut markup = Markup::default();
        if text.text.contains('<') {
            markup.tags = find_tags(text.text);
        }
        if text.text.contains(['{', '%']) {
            markup.placeholders = find_placeholders(text.text, text.is_english());
        }
        markup
    }

    /// Whether a byte range lies within one of them.
    pub fn covers(&self, range: &Range<usize>) -> bool {
        let is_in = |outer: &Range<usize>| outer.start <= range.start && range.end <= outer.end;
        self.tags.iter().any(|tag| is_in(&tag.range))
            || self.placeholders.iter().any(|placeholder| is_in(&placeholder.range))
    }
}
