//! Reading translation units from a file or a stream, in any format, plain or compressed.
//!
//! A file is read once, in memory that does not grow with it. Every unit reaches a sink, as a
//! [`Unit`](crate::model::Unit) or as a [`Skip`](super::Skip) that says where it is and why it cannot be
//! used. A fault that concerns one unit only (a segment without translation, a broken line) skips that
//! unit. A fault that casts doubt on all that follows (XML that is not well formed, a file that ends
//! early) is an error, which is returned after the units before it have been handed on.
//!
//! No reader expands the entities of a DTD or opens anything that a file names.

use std::io::Read;
use std::path::Path;

use crate::error::{Error, Fault, FaultKind, Result};

use super::detection::begins_with_rung;
use super::dispatch::{encoding_of, read_format};
use super::format::Format;
use super::input::{Beginning, decompressed, open};
use super::moses::read_moses;
use super::options::ReadOptions;
use super::sink::{Entry, UnitSink};

/// What was found out about a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its format.
    pub format: Format,
    /// What the user should know, such as an encoding that was guessed.
    pub warning: Option<String>,
}

/// Reads the units of a file into a sink.
///
/// # Errors
/// When the file cannot be read, is in no known format, or breaks off in the middle; the units before
/// that have reached the sink. Errors of the sink end the reading and are returned.
pub fn read_units(
    path: &Path,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Entry) -> Result<()>,
) -> Result<Reading> {
    let format = options.format.or_else(|| Format::of_input(path));
    if format == Some(Format::Moses) {
        read_moses(&mut UnitSink::new(path, options, sink))?;
        return Ok(Reading { format: Format::Moses, warning: None });
    }
    let bytes = open(path, options.progress.clone())?;
    read_beginning(path, Beginning::of(Box::new(bytes)), format, options, sink)
}

/// Reads units from a stream, such as standard input. `path` is its name in messages, and its extension
/// may show the format. A format of two files cannot be read from a stream.
///
/// # Errors
/// As [`read_units`].
pub fn read_units_from<'a>(
    path: &'a Path,
    bytes: impl Read + 'a,
    options: &'a ReadOptions,
    sink: &'a mut dyn FnMut(Entry) -> Result<()>,
) -> Result<Reading> {
    let format = options.format.or_else(|| Format::of_input(path));
    let bytes =
        decompressed(bytes, options.progress.clone()).map_err(|error| Error::io(path, error))?;
    read_beginning(path, Beginning::of(Box::new(bytes)), format, options, sink)
}

fn read_beginning<'a>(
    path: &'a Path,
    beginning: Beginning<'a>,
    format: Option<Format>,
    options: &'a ReadOptions,
    sink: &'a mut dyn FnMut(Entry) -> Result<()>,
) -> Result<Reading> {
    let mut sink = UnitSink::new(path, options, sink);
    if beginning.is_empty() {
        let hint = "choose a file that holds translation units";
        return Err(sink.error(None, Fault::new(FaultKind::Empty, "the file is empty", hint)));
    }
    let Some(format) = format.or_else(|| Format::of_beginning(beginning.head())) else {
        return Err(sink.error(None, unknown_format()));
    };
    let (encoding, is_guess) =
        encoding_of(format, beginning.head()).map_err(|fault| sink.error(Some(1), fault))?;
    let warning = is_guess.then(|| {
        let name = encoding.name();
        format!("the encoding looks like {name}; save the file as UTF-8 to be sure")
    });
    // Hunalign's text output has the name of its ladder, but is a table.
    let layout = match format {
        Format::Ladder if !begins_with_rung(beginning.head()) => Format::Tsv,
        format => format,
    };
    read_format(layout, beginning.decoded(encoding), &mut sink)?;
    Ok(Reading { format, warning })
}

fn unknown_format() -> Fault {
    let hint = format!("use one of {}", Format::names(Format::readable()));
    let what = "neither its name nor its beginning shows its format";
    Fault::new(FaultKind::Format, what, hint)
}
