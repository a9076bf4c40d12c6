//! Tables: TSV, where a quote is a character like any other, and CSV as spreadsheets save it.

use std::collections::VecDeque;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::error::Result;

use super::columns::Layout;
use super::delivery::{Delivery, Place};
use super::input::{TextInput, failure};
use super::lines::{LONGEST_LINE, Lines};

/// Lines that a quoted field may go over. A quote that does not close within them opens by mistake,
/// and must not swallow the file.
const LONGEST_QUOTE: usize = 1000;

/// Columns that a row may have.
const MOST_COLUMNS: usize = 1000;

/// Reads TSV, with titles in the first row or without.
///
/// # Errors
/// When reading fails, when neither the table nor the options name its languages, or those of the
/// sink.
pub fn read_tsv(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let mut lines = Lines::of(input);
    let mut layout: Option<Layout> = None;
    let mut number = 0;
    loop {
        let (path, last) = (delivery.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line_number, line)) = line else { return Ok(()) };
        if line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
            continue;
        }
        number += 1;
        let place = Place { line: line_number, number, name: None };
        let line = match line {
            Ok(line) => line,
            Err(reason) => {
                delivery.skip(&place, reason)?;
                continue;
            }
        };
        let row: Vec<&str> = line.split('\t').take(MOST_COLUMNS).collect();
        let layout = match &mut layout {
            Some(layout) => layout,
            unknown => {
                let found = Layout::of(&row, delivery)
                    .map_err(|what| delivery.broken(Some(line_number), what))?;
                // `source<TAB>target<TAB>score`, as we and hunalign write it.
                let is_score = row.get(2).is_some_and(|field| field.trim().parse::<f64>().is_ok());
                let found = if is_score { found.with_scores() } else { found };
                let has_titles = found.has_titles();
                let layout = unknown.insert(found);
                if has_titles {
                    number = 0;
                    continue;
                }
                layout
            }
        };
        layout.deliver(&row, &place, delivery)?;
    }
}

/// Reads CSV, separated by whatever its first line shows.
///
/// # Errors
/// As [`read_tsv`].
pub fn read_csv(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let mut rows = Rows::of(Lines::of(input));
    let mut layout: Option<Layout> = None;
    let mut number = 0;
    loop {
        let (path, last) = (delivery.path, rows.lines.number());
        let Some((line, row)) = rows.next_row().map_err(|error| failure(path, last + 1, error))?
        else {
            return Ok(());
        };
        number += 1;
        let place = Place { line, number, name: None };
        if let Err(reason) = row {
            delivery.skip(&place, reason)?;
            continue;
        }
        let row = rows.fields();
        let layout = match &layout {
            Some(layout) => layout,
            None => {
                let found =
                    Layout::of(&row, delivery).map_err(|what| delivery.broken(Some(line), what))?;
                let has_titles = found.has_titles();
                let found = layout.insert(found);
                if has_titles {
                    number = 0;
                    continue;
                }
                found
            }
        };
        layout.deliver(&row, &place, delivery)?;
    }
}

/// A line with its number, or why it cannot be used.
type Numbered = (u64, std::result::Result<String, String>);

/// The line where a row begins, and why its fields cannot be used.
type Row = (u64, std::result::Result<(), String>);

/// The rows of a CSV file.
struct Rows<'a> {
    lines: Lines<'a>,
    /// Lines read ahead for a quote that did not close.
    ahead: VecDeque<Numbered>,
    /// None until the first line shows what separates fields.
    parser: Option<Reader>,
    /// The fields of the row one behind the other, and where they end.
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

impl<'a> Rows<'a> {
    fn of(lines: Lines<'a>) -> Self {
        Rows {
            lines,
            ahead: VecDeque::new(),
            parser: None,
            text: Vec::new(),
            ends: vec![0; MOST_COLUMNS],
            fields: 0,
        }
    }

    /// The fields of the row read last.
    fn fields(&self) -> Vec<&str> {
        let mut start = 0;
        let fields = self.ends[..self.fields].iter().map(|&end| {
            // Fields are cut at characters of one byte, so they are text as the lines are.
            let field = std::str::from_utf8(&self.text[start..end]).unwrap_or_default();
            start = end;
            field
        });
        fields.collect()
    }

    fn next_line(&mut self) -> std::io::Result<Option<Numbered>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let line = self.lines.next_line()?;
        Ok(line.map(|(number, line)| (number, line.map(str::to_owned))))
    }

    /// Reads the next row that is not empty: the line where it begins, and why it is none.
    fn next_row(&mut self) -> std::io::Result<Option<Row>> {
        loop {
            let Some((number, line)) = self.next_line()? else { return Ok(None) };
            let line = match line {
                Ok(line) => line,
                Err(reason) => return Ok(Some((number, Err(reason)))),
            };
            if line.trim().is_empty() {
                continue;
            }
            if self.parser.is_none() {
                let named = line.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
                self.parser = Some(parser(named.unwrap_or_else(|| separator(&line))));
                if named.is_some() {
                    continue;
                }
            }
            return self.row(number, line).map(Some);
        }
    }

    /// Reads a row that begins with a line, over as many lines as its quotes hold.
    fn row(&mut self, number: u64, line: String) -> std::io::Result<Row> {
        let Some(mut parser) = self.parser.take() else { return Ok((number, Ok(()))) };
        parser.reset();
        self.text.clear();
        self.fields = 0;
        let mut length = 0;
        let mut more: VecDeque<Numbered> = VecDeque::new();
        let mut current = line;
        let row = loop {
            current.push('\n');
            length += current.len();
            match self.feed(&mut parser, current.as_bytes()) {
                Fed::Row => break Ok(()),
                Fed::TooMany => break Err(format!("it has more than {MOST_COLUMNS} columns")),
                Fed::Open => {}
            }
            let next = if more.len() < LONGEST_QUOTE && length < LONGEST_LINE {
                self.next_line()?
            } else {
                None
            };
            match next {
                Some((next_number, Ok(next))) => {
                    current = next.clone();
                    more.push_back((next_number, Ok(next)));
                }
                // The lines after it are read again, for what they are by themselves.
                bad => {
                    more.extend(bad);
                    more.append(&mut self.ahead);
                    self.ahead = std::mem::take(&mut more);
                    break Err("a quote opens in it and does not close; close or double it".into());
                }
            }
        };
        parser.reset();
        self.parser = Some(parser);
        Ok((number, row))
    }

    /// Gives the parser a line of the row.
    fn feed(&mut self, parser: &mut Reader, mut line: &[u8]) -> Fed {
        loop {
            let used: usize = self.text.len();
            self.text.resize(used + line.len() + 64, 0);
            let (result, read, written, ends) =
                parser.read_record(line, &mut self.text[used..], &mut self.ends[self.fields..]);
            self.text.truncate(used + written);
            self.fields += ends;
            line = &line[read..];
            match result {
                ReadRecordResult::Record => return Fed::Row,
                ReadRecordResult::InputEmpty => return Fed::Open,
                ReadRecordResult::OutputEndsFull => return Fed::TooMany,
                ReadRecordResult::OutputFull => {}
                ReadRecordResult::End => return Fed::Row,
            }
        }
    }
}

/// What became of a line given to the parser.
enum Fed {
    /// The row is complete.
    Row,
    /// A quote is open.
    Open,
    /// There are more columns than a row may have.
    TooMany,
}

fn parser(separator: u8) -> Reader {
    ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build()
}

/// What separates fields: what occurs most often in the first line, quoted parts left out.
fn separator(line: &str) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in line.bytes() {
        is_quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!is_quoted && byte == *separator);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(separator, _)| *separator)
}
