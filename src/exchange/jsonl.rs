//! One bead a line as JSON, omissions included: the interface to other programs.

use std::io::Write;

use serde::Serialize;

use crate::error::Result;
use crate::model::{AlignedDocument, Status};

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    source: &'a [String],
    target: &'a [String],
    source_segments: Vec<usize>,
    target_segments: Vec<usize>,
    score: f64,
    #[serde(skip_serializing_if = "is_auto")]
    status: Status,
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
                source: &bead.source,
                target: &bead.target,
                source_segments: bead.source_segments.clone().collect(),
                target_segments: bead.target_segments.clone().collect(),
                score: bead.score.rounded(),
                status: bead.status,
            };
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}
