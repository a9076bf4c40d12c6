//! What can be chosen about reading and writing files of units.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::model::{Language, Pair};

use super::columns::Columns;
use super::format::Format;
use super::preset::{Level, Tool};

/// How a file is read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The format, where neither the name of the file nor its beginning is to decide.
    pub format: Option<Format>,
    /// The languages of files that do not name their own, and those wanted from files with several. A
    /// language without a region stands for any region.
    pub languages: Pair<Option<Language>>,
    /// Which columns of a table are source and target, where its first row does not show it.
    pub columns: Option<Columns>,
    /// The two texts that the indices of a ladder point into, a segment a line.
    pub texts: Pair<Option<PathBuf>>,
    /// Counts the bytes of the file that have been read, as they are on the disk.
    pub progress: Option<Arc<AtomicU64>>,
}

/// How a file of units is written.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// How much of a segment a TMX file holds.
    pub level: Level,
    /// The tool that a TMX file is meant for.
    pub tool: Option<Tool>,
    /// The version of XLIFF.
    pub xliff: XliffVersion,
    /// The name under which XLIFF files units that have no document.
    pub name: String,
    /// Whether TSV gets a header, and with it the columns of CSV.
    pub header: bool,
    /// Whether CSV is for a spreadsheet: marked as UTF-8, and with every text that the spreadsheet would
    /// run as a formula made plain text.
    pub spreadsheet: bool,
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
