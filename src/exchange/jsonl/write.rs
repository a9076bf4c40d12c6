//! Writing JSONL.

use std::io::Write;

use serde::Serialize;

use crate::error::Result;
use crate::exchange::unit_writer::UnitWriter;
use crate::model::{AlignedDocument, Unit};

use super::bead::BeadLine;
use super::unit::UnitLine;

/// A bead of one of several documents.
#[derive(Serialize)]
struct DocumentBeadLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(flatten)]
    bead: BeadLine<'a>,
}

/// Writes every bead of every document. Lines name their document when there are several.
pub fn write_jsonl(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    for document in documents {
        for bead in &document.beads {
            let line = DocumentBeadLine {
                document: (documents.len() > 1).then_some(document.name.as_str()),
                bead: BeadLine::of(bead),
            };
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// Writes units.
pub struct JsonlWriter<'a> {
    out: Box<dyn Write + 'a>,
}

impl<'a> JsonlWriter<'a> {
    /// A file that has no lines yet.
    pub fn new(out: Box<dyn Write + 'a>) -> Self {
        JsonlWriter { out }
    }
}

impl UnitWriter for JsonlWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        serde_json::to_writer(&mut self.out, &UnitLine::of(unit))?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
