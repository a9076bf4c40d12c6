//! Readers of translation units: TMX, XLIFF, PO, TSV, CSV, JSONL, Moses and hunalign's ladder, each
//! plain or in gzip.
//!
//! A file is read once, in memory that does not grow with it, and every unit of it reaches a sink:
//! as a [`Unit`], or as a [`Skip`] that says where and why not. What stands for nothing but itself
//! (a segment without translation, a broken line) is skipped; what leaves doubt about all that
//! follows (XML that is not well formed, a file that ends early) is an error, told when the units
//! before it have been handed on.
//!
//! No reader resolves an entity of a DTD or opens anything that a file names.

mod columns;
mod date;
mod delivery;
mod fields;
mod format;
mod input;
mod jsonl;
mod ladder;
mod language;
mod lines;
mod moses;
mod po;
mod segment;
mod table;
mod tmx;
mod xliff;
mod xml;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::error::{Error, Result};
use crate::model::{Language, Unit};

use delivery::Delivery;
use input::Beginning;

pub use columns::{Column, Columns};
pub use format::UnitFormat;

/// What is asked of a reader.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The format, where neither the file's name nor its beginning is to tell.
    pub format: Option<UnitFormat>,
    /// The source language: what files are in that name none, and the one wanted of those that name
    /// several. No region is any region.
    pub source_language: Option<Language>,
    /// The target language, likewise.
    pub target_language: Option<Language>,
    /// Which columns of a table are source and target, where its first row does not tell.
    pub columns: Option<Columns>,
    /// The source text that the indices of a ladder point into, a segment a line.
    pub source_text: Option<PathBuf>,
    /// The target text, likewise.
    pub target_text: Option<PathBuf>,
    /// Counts the bytes of the file that have been read, compressed as they are.
    pub progress: Option<Arc<AtomicU64>>,
}

/// One thing found in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A pair of texts.
    Unit(Box<Unit>),
    /// Something that is no unit, or none that can be used.
    Skipped(Skip),
}

/// A unit that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The line where it begins, from 1, in the decoded text.
    pub line: Option<u64>,
    /// What the file calls it, or which it is in the file, from 1.
    pub unit: String,
    /// Why.
    pub reason: String,
}

/// What was found out about a file on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its format.
    pub format: UnitFormat,
    /// What the user should know, such as an encoding that was guessed.
    pub warning: Option<String>,
}

/// Reads the units of a file into a sink.
///
/// # Errors
/// When the file cannot be read, is in no known format, or breaks off in the middle; what stands
/// before that has reached the sink. Errors of the sink end the reading and are returned.
pub fn read_units(
    path: &Path,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Entry) -> Result<()>,
) -> Result<Reading> {
    let format = options.format.or_else(|| UnitFormat::of_extension(path));
    if format == Some(UnitFormat::Moses) {
        moses::read_moses(&mut Delivery::new(path, options, sink))?;
        return Ok(Reading { format: UnitFormat::Moses, warning: None });
    }
    let bytes = input::open(path, options.progress.clone())?;
    read_beginning(path, Beginning::of(bytes), format, options, sink)
}

/// Reads units from anywhere, such as standard input; `path` is what messages call it and what its
/// format is known by. A format of two files cannot be read so.
///
/// # Errors
/// As [`read_units`].
pub fn read_units_from<'a>(
    path: &'a Path,
    bytes: impl Read + 'a,
    options: &'a ReadOptions,
    sink: &'a mut dyn FnMut(Entry) -> Result<()>,
) -> Result<Reading> {
    let format = options.format.or_else(|| UnitFormat::of_extension(path));
    let bytes =
        input::unzipped(bytes, options.progress.clone()).map_err(|error| Error::io(path, error))?;
    read_beginning(path, Beginning::of(bytes), format, options, sink)
}

fn read_beginning<'a>(
    path: &'a Path,
    beginning: Beginning<'a>,
    format: Option<UnitFormat>,
    options: &'a ReadOptions,
    sink: &'a mut dyn FnMut(Entry) -> Result<()>,
) -> Result<Reading> {
    let mut delivery = Delivery::new(path, options, sink);
    if beginning.is_empty() {
        return Err(delivery.broken(None, "the file is empty; there is nothing to read"));
    }
    let Some(format) = format.or_else(|| UnitFormat::of_beginning(beginning.head())) else {
        return Err(delivery.broken(None, unknown_format()));
    };
    let (encoding, is_guess) =
        encoding(format, beginning.head()).map_err(|what| delivery.broken(Some(1), what))?;
    let warning = is_guess.then(|| {
        let name = encoding.name();
        format!("the encoding looks like {name}; save the file as UTF-8 to be sure")
    });
    let is_rungs = format::begins_with_rung(beginning.head());
    let input = beginning.decoded(encoding);
    match format {
        UnitFormat::Tmx => tmx::read_tmx(input, &mut delivery)?,
        UnitFormat::Xliff => xliff::read_xliff(input, &mut delivery)?,
        UnitFormat::Po => po::read_po(input, &mut delivery)?,
        UnitFormat::Csv => table::read_csv(input, &mut delivery)?,
        UnitFormat::Jsonl => jsonl::read_jsonl(input, &mut delivery)?,
        UnitFormat::Ladder if is_rungs => ladder::read_ladder(input, &mut delivery)?,
        // Hunalign's text output.
        UnitFormat::Ladder | UnitFormat::Tsv => table::read_tsv(input, &mut delivery)?,
        UnitFormat::Moses => {
            let what = "Moses is two files; give one of them by its name";
            return Err(delivery.broken(None, what));
        }
    }
    Ok(Reading { format, warning })
}

/// The encoding of a file, and whether it is a guess.
fn encoding(
    format: UnitFormat,
    head: &[u8],
) -> std::result::Result<(&'static encoding_rs::Encoding, bool), String> {
    match format {
        UnitFormat::Tmx | UnitFormat::Xliff => Ok((xml::xml_encoding(head)?, false)),
        UnitFormat::Po => Ok((po::po_encoding(head)?, false)),
        // RFC 8259, section 8.1.
        UnitFormat::Jsonl if !head.contains(&0) => Ok((encoding_rs::UTF_8, false)),
        _ => Ok(crate::text::plain_text_encoding(head)),
    }
}

fn unknown_format() -> String {
    let names: Vec<_> = UnitFormat::ALL.into_iter().map(UnitFormat::name).collect();
    format!("neither its name nor its beginning shows a format; use one of {}", names.join(", "))
}
