//! Units as a table: CSV, and TSV with a header.

use std::io::Write;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::pairs::one_line;
use super::writer::{UnitWriter, WriteOptions};
use crate::error::{Error, Result};
use crate::model::Unit;

/// The names of the columns.
pub const COLUMNS: [&str; 8] = [
    "source",
    "target",
    "source_language",
    "target_language",
    "score",
    "status",
    "document",
    "note",
];

fn row(unit: &Unit) -> [String; 8] {
    [
        unit.texts.source.plain.clone(),
        unit.texts.target.plain.clone(),
        unit.languages.source.to_string(),
        unit.languages.target.to_string(),
        unit.score.rounded().to_string(),
        unit.status.to_string(),
        unit.document.clone().unwrap_or_default(),
        unit.note.clone().unwrap_or_default(),
    ]
}

/// Writes CSV with a header, quoted as RFC 4180 says.
pub struct CsvWriter<'a> {
    csv: csv::Writer<Box<dyn Write + 'a>>,
    for_spreadsheet: bool,
}

impl<'a> CsvWriter<'a> {
    /// Writes the header.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(mut out: Box<dyn Write + 'a>, options: &WriteOptions) -> Result<Self> {
        if options.spreadsheet {
            // Without the mark a spreadsheet takes the text for another encoding.
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut csv = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .from_writer(out);
        csv.write_record(COLUMNS).map_err(written)?;
        Ok(CsvWriter { csv, for_spreadsheet: options.spreadsheet })
    }
}

impl UnitWriter for CsvWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        let mut row = row(unit);
        if self.for_spreadsheet {
            for field in row.iter_mut().filter(|field| is_formula(field)) {
                field.insert(0, '\'');
            }
        }
        self.csv.write_record(row).map_err(written)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.csv.flush()?)
    }
}

/// Whether a spreadsheet would run a text instead of showing it (OWASP, “CSV Injection”).
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn written(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Write(error),
        other => Error::Write(std::io::Error::other(format!("{other:?}"))),
    }
}

/// Writes the same table with tabs and without quoting; tabs and line ends in a text become spaces.
pub struct TableWriter<'a> {
    out: Box<dyn Write + 'a>,
}

impl<'a> TableWriter<'a> {
    /// Writes the header.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(mut out: Box<dyn Write + 'a>) -> Result<Self> {
        writeln!(out, "{}", COLUMNS.join("\t"))?;
        Ok(TableWriter { out })
    }
}

impl UnitWriter for TableWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        let fields = row(unit).map(|field| one_line(&field));
        Ok(writeln!(self.out, "{}", fields.join("\t"))?)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
