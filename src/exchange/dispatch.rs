//! Which reader and which writer each format has.

use std::io::Write;

use encoding_rs::{Encoding, UTF_8};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::model::{AlignedDocument, ExportSummary, Pair};
use crate::text::plain_text_encoding;

use super::fault::Checked;
use super::format::Format;
use super::input::TextInput;
use super::options::WriteOptions;
use super::sink::UnitSink;
use super::unit_writer::UnitWriter;
use super::{beads, html, jsonl, ladder, moses, po, table, text, tmx, xliff, xml};

/// The encoding of a file by its beginning, and whether it is a guess.
///
/// # Errors
/// When the file declares an encoding that is not known.
pub fn encoding_of(format: Format, head: &[u8]) -> Checked<(&'static Encoding, bool)> {
    match format {
        Format::Tmx | Format::Xliff => Ok((xml::xml_encoding(head)?, false)),
        Format::Po => Ok((po::po_encoding(head)?, false)),
        // RFC 8259, section 8.1.
        Format::Jsonl if !head.contains(&0) => Ok((UTF_8, false)),
        _ => Ok(plain_text_encoding(head)),
    }
}

/// Reads the units of a text in a format.
///
/// # Errors
/// Those of the reader, or when units are not read from the format or not from one text.
pub fn read_format(format: Format, input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    match format {
        Format::Tmx => tmx::read_tmx(input, sink),
        Format::Xliff => xliff::read_xliff(input, sink),
        Format::Po => po::read_po(input, sink),
        Format::Tsv => table::read_tsv(input, sink),
        Format::Csv => table::read_csv(input, sink),
        Format::Jsonl => jsonl::read_jsonl(input, sink),
        Format::Ladder => ladder::read_ladder(input, sink),
        Format::Moses => {
            let (what, hint) = ("Moses needs two files", "give one of them by its name");
            Err(sink.error(None, Fault::new(FaultKind::Incomplete, what, hint)))
        }
        Format::Beads | Format::Html | Format::Text => {
            let what = format!("{format} is not read");
            let hint = format!("use one of {}", Format::names(Format::readable()));
            Err(sink.error(None, Fault::new(FaultKind::Format, what, hint)))
        }
    }
}

/// A writer of units in a format of one file.
///
/// # Errors
/// When writing fails, or the format does not hold units in one file.
pub fn unit_writer<'a>(
    format: Format,
    out: Box<dyn Write + 'a>,
    summary: &ExportSummary,
    options: &WriteOptions,
) -> Result<Box<dyn UnitWriter + 'a>> {
    match format {
        Format::Tmx => Ok(Box::new(tmx::TmxWriter::new(out, summary, options)?)),
        Format::Xliff => Ok(Box::new(xliff::XliffWriter::new(out, summary, options)?)),
        Format::Tsv if options.header => Ok(Box::new(table::TitledTsvWriter::new(out)?)),
        Format::Tsv => Ok(Box::new(table::TsvWriter::new(out))),
        Format::Csv => Ok(Box::new(table::CsvWriter::new(out, options)?)),
        Format::Jsonl => Ok(Box::new(jsonl::JsonlWriter::new(out))),
        Format::Moses
        | Format::Po
        | Format::Ladder
        | Format::Beads
        | Format::Html
        | Format::Text => Err(unwritable(format, "does not hold units in one file")),
    }
}

/// A writer of units into the two files of Moses.
pub fn moses_writer<'a>(outputs: Pair<Box<dyn Write + 'a>>) -> Box<dyn UnitWriter + 'a> {
    Box::new(moses::MosesWriter::new(outputs))
}

/// Writes whole documents in a format.
///
/// # Errors
/// When writing fails, or the format does not hold documents.
pub fn write_documents(
    format: Format,
    documents: &[AlignedDocument],
    out: &mut dyn Write,
) -> Result<()> {
    match format {
        Format::Jsonl => jsonl::write_jsonl(documents, out),
        Format::Ladder => ladder::write_ladder(documents, out),
        Format::Beads => beads::write_beads(documents, out),
        Format::Html => html::write_html(documents, out),
        Format::Text => text::write_text(documents, out),
        Format::Tmx | Format::Xliff | Format::Po | Format::Tsv | Format::Csv | Format::Moses => {
            Err(unwritable(format, "holds units, not documents"))
        }
    }
}

fn unwritable(format: Format, why: &'static str) -> Error {
    Error::Unwritable { format: format.title(), why, hint: "choose another format" }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of formats says what can be written, and the writers here do it.
    #[test]
    fn every_format_writes_what_its_table_says() {
        for format in Format::all() {
            let wrote = write_documents(format, &[], &mut Vec::new()).is_ok();
            assert_eq!(wrote, format.writes_documents(), "{format}");
            let mut summary = ExportSummary::default();
            summary.pairs.insert(Pair::new(
                crate::model::Language::english(),
                crate::model::Language::arabic(),
            ));
            let options = WriteOptions::default();
            let mut out = Vec::new();
            let writer = unit_writer(format, Box::new(&mut out), &summary, &options);
            let wrote = writer.is_ok() || format == Format::Moses;
            assert_eq!(wrote, format.writes_units(), "{format}");
        }
    }
}
