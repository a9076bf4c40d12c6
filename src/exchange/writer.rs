//! Writers of units: made for one output, fed a unit at a time.

use std::io::Write;

use super::Format;
use super::jsonl::UnitLinesWriter;
use super::pairs::{MosesWriter, TsvWriter};
use super::preset::Tool;
use super::table::{CsvWriter, TableWriter};
use super::tmx::{Level, TmxWriter};
use super::xliff::{XliffVersion, XliffWriter};
use crate::error::{Error, Result};
use crate::model::{ExportSummary, Unit};

/// Writes units to a file, one after the other: units are never all in memory.
pub trait UnitWriter {
    /// Writes one unit.
    ///
    /// # Errors
    /// When writing fails.
    fn write(&mut self, unit: &Unit) -> Result<()>;

    /// Writes what comes after the last unit. Without it the file is not complete.
    ///
    /// # Errors
    /// When writing fails.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// What can be chosen about files of units.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// How much of a segment a TMX file holds.
    pub level: Level,
    /// The tool a TMX file is meant for.
    pub tool: Option<Tool>,
    /// The version of XLIFF.
    pub xliff: XliffVersion,
    /// What units without a document are filed under in XLIFF.
    pub name: String,
    /// Whether TSV has a header, and the columns of CSV with it.
    pub header: bool,
    /// Whether CSV is for a spreadsheet: marked as UTF-8, and with what it would take for a formula
    /// made text.
    pub spreadsheet: bool,
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
        Format::Tsv if options.header => Ok(Box::new(TableWriter::new(out)?)),
        Format::Tsv => Ok(Box::new(TsvWriter::new(out))),
        Format::Csv => Ok(Box::new(CsvWriter::new(out, options)?)),
        Format::Jsonl => Ok(Box::new(UnitLinesWriter::new(out))),
        Format::Xliff => Ok(Box::new(XliffWriter::new(out, summary, options)?)),
        Format::Tmx => Ok(Box::new(TmxWriter::new(out, summary, options)?)),
        _ => Err(Error::Pair(format!("{format} does not hold pairs in one file"))),
    }
}

/// A writer of the two files that Moses reads.
pub fn moses_writer<'a>(
    source: Box<dyn Write + 'a>,
    target: Box<dyn Write + 'a>,
) -> Box<dyn UnitWriter + 'a> {
    Box::new(MosesWriter::new(source, target))
}
