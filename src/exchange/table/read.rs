//! Reading TSV and CSV.

use crate::error::Result;
use crate::exchange::input::{TextInput, failure};
use crate::exchange::lines::Lines;
use crate::exchange::sink::{UnitPosition, UnitSink};

use super::columns::TableColumns;
use super::csv_rows::{CsvRows, MOST_COLUMNS};

/// Reads TSV, with titles in the first row or without.
///
/// # Errors
/// When reading fails, when neither the table nor the options name its languages, or those of the sink.
pub fn read_tsv(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let mut lines = Lines::of(input);
    let mut table = TableReader { may_have_scores: true, ..TableReader::default() };
    loop {
        let (path, last) = (sink.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((number, line)) = line else { return Ok(()) };
        match line {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                let row: Vec<&str> = line.split('\t').take(MOST_COLUMNS).collect();
                table.read_row(number, &row, sink)?;
            }
            Err(fault) => sink.skip(&table.next_position(number), fault)?,
        }
    }
}

/// Reads CSV, separated by whatever its first line shows.
///
/// # Errors
/// As [`read_tsv`].
pub fn read_csv(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let mut rows = CsvRows::of(Lines::of(input));
    let mut table = TableReader::default();
    loop {
        let (path, last) = (sink.path, rows.line());
        let row = rows.next_row().map_err(|error| failure(path, last + 1, error))?;
        match row {
            Some((number, Ok(()))) => table.read_row(number, &rows.fields(), sink)?,
            Some((number, Err(fault))) => sink.skip(&table.next_position(number), fault)?,
            None => return Ok(()),
        }
    }
}

/// Reads rows once the first has shown what the columns are.
#[derive(Default)]
struct TableReader {
    columns: Option<TableColumns>,
    /// Whether a number in the third field of the first row shows that there are scores:
    /// `source<TAB>target<TAB>score`, as hunalign and this program write it.
    may_have_scores: bool,
    /// How many rows there were after the titles.
    number: u64,
}

impl TableReader {
    /// The position of the next row, which begins in a line.
    fn next_position(&mut self, line: u64) -> UnitPosition<'static> {
        self.number += 1;
        UnitPosition { line, number: self.number, name: None }
    }

    /// Hands on the units of a row.
    fn read_row(&mut self, line: u64, row: &[&str], sink: &mut UnitSink<'_>) -> Result<()> {
        let position = self.next_position(line);
        if let Some(columns) = &self.columns {
            return columns.deliver(row, &position, sink);
        }
        let found =
            TableColumns::of(row, sink.options).map_err(|fault| sink.error(Some(line), fault))?;
        let is_number = |field: &&str| field.trim().parse::<f64>().is_ok();
        let has_score = self.may_have_scores && row.get(2).is_some_and(is_number);
        let found = if has_score { found.with_scores() } else { found };
        let columns = self.columns.insert(found);
        if columns.has_titles() {
            self.number = 0;
            return Ok(());
        }
        columns.deliver(row, &position, sink)
    }
}
