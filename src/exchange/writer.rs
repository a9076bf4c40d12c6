//! Writers of units: made for one output, fed a unit at a time.

use std::io::Write;

use super::Format;
use super::pairs::{MosesWriter, TsvWriter};
use super::tmx::{Level, TmxWriter};
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
        Format::Tsv => Ok(Box::new(TsvWriter::new(out))),
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
