//! File formats of alignments and of translation memories. [`read`] reads units; the rest writes.
//!
//! Formats of a *document* hold every bead in order, omissions included: JSONL, bead indices,
//! hunalign's ladder, HTML, text for the terminal. Formats of *pairs* hold translation units: TSV,
//! CSV, Moses, TMX, XLIFF. JSONL can hold either.

mod beads;
mod html;
mod jsonl;
mod ladder;
mod pairs;
mod preflight;
mod preset;
pub mod read;
mod table;
mod tags;
mod terminal;
mod tmx;
mod writer;
mod xliff;
mod xml;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::model::{AlignedDocument, ExportSummary};

pub use jsonl::BeadLine;
pub use preflight::{Finding, Preflight};
pub use preset::{Level, Locales, Tool};
pub use writer::{UnitWriter, WriteOptions, XliffVersion};

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal.
    Text,
    /// One bead or unit a line, as JSON.
    Jsonl,
    /// Segment indices and score, tab-separated.
    Beads,
    /// Source, target and score, tab-separated.
    Tsv,
    /// Comma-separated, with a header.
    Csv,
    /// Translation Memory eXchange 1.4b.
    Tmx,
    /// XML Localization Interchange File Format.
    Xliff,
    /// Rungs of segment indices, as hunalign writes them.
    Ladder,
    /// Two parallel text files.
    Moses,
    /// A page with the two texts side by side.
    Html,
}

impl Format {
    /// All of them, in the order they are listed to users.
    pub const ALL: [Format; 10] = [
        Format::Text,
        Format::Jsonl,
        Format::Beads,
        Format::Tsv,
        Format::Csv,
        Format::Tmx,
        Format::Xliff,
        Format::Ladder,
        Format::Moses,
        Format::Html,
    ];

    /// The name that users type, which is also the file extension.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "jsonl",
            Format::Beads => "beads",
            Format::Tsv => "tsv",
            Format::Csv => "csv",
            Format::Tmx => "tmx",
            Format::Xliff => "xliff",
            Format::Ladder => "ladder",
            Format::Moses => "moses",
            Format::Html => "html",
        }
    }

    /// The format that a file's extension names.
    pub fn of_extension(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Format::Text),
            "htm" => Some(Format::Html),
            "xlf" => Some(Format::Xliff),
            "json" | "ndjson" => Some(Format::Jsonl),
            name => Format::ALL.into_iter().find(|format| format.name() == name),
        }
    }

    /// Whether it holds translation units rather than whole documents.
    pub fn holds_pairs(self) -> bool {
        matches!(self, Format::Tsv | Format::Csv | Format::Tmx | Format::Xliff | Format::Moses)
    }

    /// Whether it can hold translation units, be it beside a form for documents.
    pub fn can_hold_units(self) -> bool {
        self.holds_pairs() || self == Format::Jsonl
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<_> = Format::ALL.into_iter().map(Format::name).collect();
            format!("“{name}” is not a format; use one of {}", names.join(", "))
        })
    }
}

/// Writes whole documents in a document format.
///
/// # Errors
/// When writing fails, or for a format of pairs.
pub fn write_documents(
    format: Format,
    documents: &[AlignedDocument],
    out: &mut dyn Write,
) -> Result<()> {
    match format {
        Format::Text => terminal::write_text(documents, out),
        Format::Jsonl => jsonl::write_jsonl(documents, out),
        Format::Beads => beads::write_beads(documents, out),
        Format::Ladder => ladder::write_ladder(documents, out),
        Format::Html => html::write_html(documents, out),
        Format::Tsv | Format::Csv | Format::Tmx | Format::Xliff | Format::Moses => {
            Err(Error::Unwritable {
                format: format.name(),
                why: "holds pairs, not documents",
                hint: "",
            })
        }
    }
}

/// A writer of units in a format of one file.
///
/// # Errors
/// When writing fails, or the format holds no units in one file.
pub fn unit_writer<'a>(
    format: Format,
    out: Box<dyn Write + 'a>,
    summary: &ExportSummary,
    options: &WriteOptions,
) -> Result<Box<dyn UnitWriter + 'a>> {
    match format {
        Format::Tsv if options.header => Ok(Box::new(table::TableWriter::new(out)?)),
        Format::Tsv => Ok(Box::new(pairs::TsvWriter::new(out))),
        Format::Csv => Ok(Box::new(table::CsvWriter::new(out, options)?)),
        Format::Jsonl => Ok(Box::new(jsonl::UnitLinesWriter::new(out))),
        Format::Xliff => Ok(Box::new(xliff::XliffWriter::new(out, summary, options)?)),
        Format::Tmx => Ok(Box::new(tmx::TmxWriter::new(out, summary, options)?)),
        _ => Err(Error::Unwritable {
            format: format.name(),
            why: "does not hold pairs in one file",
            hint: "",
        }),
    }
}

/// A writer of the two files that Moses reads.
pub fn moses_writer<'a>(
    source: Box<dyn Write + 'a>,
    target: Box<dyn Write + 'a>,
) -> Box<dyn UnitWriter + 'a> {
    Box::new(pairs::MosesWriter::new(source, target))
}
