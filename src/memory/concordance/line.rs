//! The JSON form of a hit, which is a public interface.

use std::ops::Range;

use serde::Serialize;

use super::Hit;
use crate::model::{Status, Timestamp, UnitId};

/// A hit as JSON: the unit, and where the words occur in its texts.
#[derive(Debug, Serialize)]
pub struct HitLine<'a> {
    source: &'a str,
    target: &'a str,
    source_language: &'a str,
    target_language: &'a str,
    /// Ranges of the words in the source, in characters: start and end.
    source_marks: Vec<(usize, usize)>,
    target_marks: Vec<(usize, usize)>,
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
    /// The JSON form of a hit; `memory` is the path of its memory.
    pub fn of(hit: &'a Hit, memory: &'a str) -> Self {
        let unit = &hit.stored.unit;
        HitLine {
            source: &unit.texts.source.plain,
            target: &unit.texts.target.plain,
            source_language: unit.languages.source.as_str(),
            target_language: unit.languages.target.as_str(),
            source_marks: in_characters(&unit.texts.source.plain, &hit.marks.source),
            target_marks: in_characters(&unit.texts.target.plain, &hit.marks.target),
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

fn in_characters(text: &str, marks: &[Range<usize>]) -> Vec<(usize, usize)> {
    let count = |end: usize| text[..end].chars().count();
    marks.iter().map(|mark| (count(mark.start), count(mark.end))).collect()
}
