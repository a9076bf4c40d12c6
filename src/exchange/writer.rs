//! What writers of units have in common: made for one output, fed a unit at a time.

use super::preset::{Level, Tool};
use crate::error::Result;
use crate::model::Unit;

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

/// A version of XLIFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum XliffVersion {
    /// 1.2, which most tools read.
    One,
    /// 2.1.
    #[default]
    Two,
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
