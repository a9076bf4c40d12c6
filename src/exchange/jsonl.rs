//! JSON, a line each: the beads of documents, omissions included, or units with all that is known of
//! them. The names of the fields are an interface to other programs.

use std::io::Write;

use serde::Serialize;

use super::writer::UnitWriter;
use crate::error::Result;
use crate::model::{AlignedBead, AlignedDocument, InlineTag, Property, Status, Timestamp, Unit};

/// A bead as JSON.
#[derive(Debug, Serialize)]
pub struct BeadLine<'a> {
    source: &'a [String],
    target: &'a [String],
    source_segments: Vec<usize>,
    target_segments: Vec<usize>,
    score: f64,
    #[serde(skip_serializing_if = "is_auto")]
    status: Status,
}

impl<'a> BeadLine<'a> {
    /// The line of a bead.
    pub fn of(bead: &'a AlignedBead) -> Self {
        BeadLine {
            source: &bead.texts.source,
            target: &bead.texts.target,
            source_segments: bead.span.source.clone().collect(),
            target_segments: bead.span.target.clone().collect(),
            score: bead.score.rounded(),
            status: bead.status,
        }
    }
}

/// A bead of one of several documents.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(flatten)]
    bead: BeadLine<'a>,
}

fn is_auto(status: &Status) -> bool {
    *status == Status::Auto
}

/// Writes every bead of every document. Lines name their document when there are several.
pub fn write_jsonl(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    for document in documents {
        for bead in &document.beads {
            let line = Line {
                document: (documents.len() > 1).then_some(document.name.as_str()),
                bead: BeadLine::of(bead),
            };
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// A unit; what is not known of it is left out.
#[derive(Serialize)]
struct UnitLine<'a> {
    source: &'a str,
    target: &'a str,
    source_language: &'a str,
    target_language: &'a str,
    score: f64,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "is_nought")]
    usage_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    properties: &'a [Property],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    source_tags: &'a [InlineTag],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    target_tags: &'a [InlineTag],
}

fn is_nought(count: &u64) -> bool {
    *count == 0
}

/// Writes units.
pub struct UnitLinesWriter<'a> {
    out: Box<dyn Write + 'a>,
}

impl<'a> UnitLinesWriter<'a> {
    /// A file of no lines yet.
    pub fn new(out: Box<dyn Write + 'a>) -> Self {
        UnitLinesWriter { out }
    }
}

impl UnitWriter for UnitLinesWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        let line = UnitLine {
            source: &unit.texts.source.plain,
            target: &unit.texts.target.plain,
            source_language: unit.languages.source.as_str(),
            target_language: unit.languages.target.as_str(),
            score: unit.score.rounded(),
            status: unit.status,
            document: unit.document.as_deref(),
            position: unit.position,
            identifier: unit.identifier.as_deref(),
            context_before: unit.context_before.as_deref(),
            context_after: unit.context_after.as_deref(),
            created_at: unit.created_at,
            created_by: unit.created_by.as_deref(),
            changed_at: unit.changed_at,
            changed_by: unit.changed_by.as_deref(),
            used_at: unit.used_at,
            usage_count: unit.usage_count,
            note: unit.note.as_deref(),
            properties: &unit.properties,
            source_tags: &unit.texts.source.tags,
            target_tags: &unit.texts.target.tags,
        };
        serde_json::to_writer(&mut self.out, &line)?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
