//! File formats of translation memories and alignments.
//!
//! A *unit* is a pair of texts with what is known about it; a *document* is the beads of one alignment in
//! order, omissions included. [`read_units`] reads units in any format, [`unit_writer`] and
//! [`moses_writer`] write them, and [`write_documents`] writes documents. [`Format`] says which of this a
//! format is for.
//!
//! # Where things are
//!
//! Each format has a folder, with its reader and its writer side by side. Shared code has modules of its
//! own: `compression`, `input` and `lines` give the text of a file, `xml` reads and writes XML, `sink` takes the units that
//! are found, `segment_builder` and `inline_tags` handle tags inside texts, `field` and `property` hold the
//! names of fields and properties, `language` reads language tags, and `fault` words the faults of files.
//! `preset`, `locales` and `preflight` are about the tools that files are written for.
//!
//! # Adding an exchange format
//!
//! 1. Make a folder for it here, with a function `read_…(TextInput, &mut UnitSink)`, a [`UnitWriter`], a
//!    function `write_…(&[AlignedDocument], &mut dyn Write)`, or those of them that it needs.
//! 2. Declare the folder in this file.
//! 3. Give it a variant and a row in `format.rs`: names, extensions and uses. Help, messages and
//!    detection by extension follow from that.
//! 4. Add its arms in `dispatch.rs`; the compiler names each one that is missing.
//!
//! To detect it by its beginning rather than its extension, extend `detection.rs`. A test compares the
//! README with the table of formats and fails until it lists the new one.

mod beads;
mod columns;
mod compression;
mod detection;
mod dispatch;
mod fault;
mod field;
mod format;
mod html;
mod inline_tags;
mod input;
mod jsonl;
mod ladder;
mod language;
mod lines;
mod locales;
mod moses;
mod options;
mod po;
mod preflight;
mod preset;
mod property;
mod read;
mod segment_builder;
mod sink;
mod table;
mod text;
mod time;
mod tmx;
mod unit_writer;
mod xliff;
mod xml;

pub use columns::{Column, Columns};
pub use dispatch::{moses_writer, unit_writer, write_documents};
pub use format::Format;
pub(crate) use input::{failure, open};
pub use jsonl::BeadLine;
pub use locales::Locales;
pub use options::{ReadOptions, WriteOptions, XliffVersion};
pub use preflight::{Finding, Preflight};
pub use preset::{Level, Tool};
pub use read::{Reading, read_units, read_units_from};
pub use sink::{Entry, Skip};
pub use unit_writer::UnitWriter;
