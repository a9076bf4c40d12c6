//! Writing TSV and CSV.

use std::io::Write;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::error::{Error, Result};
use crate::exchange::field::Field;
use crate::exchange::lines::one_line;
use crate::exchange::options::WriteOptions;
use crate::exchange::unit_writer::UnitWriter;
use crate::model::{Side, Unit};

/// The columns after the two texts.
const FIELDS: [Field; 6] = [
    Field::Language(Side::Source),
    Field::Language(Side::Target),
    Field::Score,
    Field::Status,
    Field::Document,
    Field::Note,
];

fn titles() -> impl Iterator<Item = &'static str> {
    Side::BOTH.map(Side::name).into_iter().chain(FIELDS.map(Field::name))
}

fn row(unit: &Unit) -> Vec<String> {
    let texts = unit.texts.iter().map(|text| text.plain.clone());
    texts.chain(FIELDS.map(|field| field.get(unit).unwrap_or_default())).collect()
}

/// Writes CSV with titles, quoted as RFC 4180 says.
pub struct CsvWriter<'a> {
    csv: csv::Writer<Box<dyn Write + 'a>>,
    for_spreadsheet: bool,
}

impl<'a> CsvWriter<'a> {
    /// Writes the titles.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(mut out: Box<dyn Write + 'a>, options: &WriteOptions) -> Result<Self> {
        if options.spreadsheet {
            // Without the byte order mark, a spreadsheet takes the text for another encoding.
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut csv = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .from_writer(out);
        csv.write_record(titles()).map_err(write_error)?;
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
        self.csv.write_record(row).map_err(write_error)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.csv.flush()?)
    }
}

/// Whether a spreadsheet would run a text rather than show it (OWASP, “CSV Injection”).
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn write_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Write(error),
        other => Error::Write(std::io::Error::other(format!("{other:?}"))),
    }
}

/// Writes `source<TAB>target<TAB>score`, without titles and without quoting; tabs and line ends inside a
/// text become spaces.
pub struct TsvWriter<'a> {
    out: Box<dyn Write + 'a>,
}

impl<'a> TsvWriter<'a> {
    /// A file that has no lines yet.
    pub fn new(out: Box<dyn Write + 'a>) -> Self {
        TsvWriter { out }
    }
}

impl UnitWriter for TsvWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        let texts = unit.texts.as_ref().map(|text| one_line(&text.plain));
        writeln!(self.out, "{}\t{}\t{}", texts.source, texts.target, unit.score.rounded())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// Writes the columns of CSV as TSV with titles.
pub struct TitledTsvWriter<'a> {
    out: Box<dyn Write + 'a>,
}

impl<'a> TitledTsvWriter<'a> {
    /// Writes the titles.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(mut out: Box<dyn Write + 'a>) -> Result<Self> {
        writeln!(out, "{}", titles().collect::<Vec<_>>().join("\t"))?;
        Ok(TitledTsvWriter { out })
    }
}

impl UnitWriter for TitledTsvWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        let fields: Vec<String> = row(unit).iter().map(|field| one_line(field)).collect();
        Ok(writeln!(self.out, "{}", fields.join("\t"))?)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
