//! The rows of a CSV file, whose quoted fields may go over several lines.

use std::collections::VecDeque;
use std::io;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::error::{Fault, FaultKind};
use crate::exchange::fault::{Checked, syntax};
use crate::exchange::lines::{LONGEST_LINE, Lines};

/// Lines that a quoted field may go over. A quote that is not closed within them is a mistake, and must not
/// swallow the file.
const LONGEST_QUOTE: usize = 1000;

/// Columns that a row may have.
pub const MOST_COLUMNS: usize = 1000;

/// What separates fields, the commonest first.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// A line with its number, or why it cannot be used.
type NumberedLine = (u64, Checked<String>);

/// The line where a row begins, and why its fields cannot be used.
type Row = (u64, Checked<()>);

/// The rows of a CSV file.
pub struct CsvRows<'a> {
    lines: Lines<'a>,
    /// Lines that were read in search of a closing quote, to be read again.
    ahead: VecDeque<NumberedLine>,
    /// None until the first line shows what separates fields.
    parser: Option<Reader>,
    /// The fields of the row one after the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

impl<'a> CsvRows<'a> {
    /// The rows of some lines.
    pub fn of(lines: Lines<'a>) -> Self {
        CsvRows {
            lines,
            ahead: VecDeque::new(),
            parser: None,
            text: Vec::new(),
            ends: vec![0; MOST_COLUMNS],
            fields: 0,
        }
    }

    /// The number of the last line that was read, from 1.
    pub fn line(&self) -> u64 {
        self.lines.number()
    }

    /// The fields of the row that was read last.
    pub fn fields(&self) -> Vec<&str> {
        let mut start = 0;
        let fields = self.ends[..self.fields].iter().map(|&end| {
            // Fields are cut at one-byte characters, so they are valid UTF-8 as the lines are.
            let field = std::str::from_utf8(&self.text[start..end]).unwrap_or_default();
            start = end;
            field
        });
        fields.collect()
    }

    /// Reads the next row that is not empty; none at the end of the file.
    ///
    /// # Errors
    /// When reading fails.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let Some((number, line)) = self.next_line()? else { return Ok(None) };
            let line = match line {
                Ok(line) => line,
                Err(fault) => return Ok(Some((number, Err(fault)))),
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
            return self.read_row(number, line).map(Some);
        }
    }

    fn next_line(&mut self) -> io::Result<Option<NumberedLine>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let line = self.lines.next_line()?;
        Ok(line.map(|(number, line)| (number, line.map(str::to_owned))))
    }

    /// Reads a row that begins with a line, and goes on for as many lines as its quotes do.
    fn read_row(&mut self, number: u64, line: String) -> io::Result<Row> {
        let Some(mut parser) = self.parser.take() else { return Ok((number, Ok(()))) };
        parser.reset();
        self.text.clear();
        self.fields = 0;
        let mut length = 0;
        let mut more: VecDeque<NumberedLine> = VecDeque::new();
        let mut current = line;
        let row = loop {
            current.push('\n');
            length += current.len();
            match self.parse_line(&mut parser, current.as_bytes()) {
                LineResult::RowComplete => break Ok(()),
                LineResult::TooManyColumns => {
                    let what = format!("it has more than {MOST_COLUMNS} columns");
                    break Err(Fault::new(FaultKind::Limit, what, ""));
                }
                LineResult::QuoteOpen => {}
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
                // The lines after the first are read again, as rows of their own.
                bad => {
                    more.extend(bad);
                    more.append(&mut self.ahead);
                    self.ahead = std::mem::take(&mut more);
                    let hint = "close it, or double it where it is part of the text";
                    break Err(syntax("a quote in it is not closed", hint));
                }
            }
        };
        parser.reset();
        self.parser = Some(parser);
        Ok((number, row))
    }

    /// Gives the parser a line of the row.
    fn parse_line(&mut self, parser: &mut Reader, mut line: &[u8]) -> LineResult {
        loop {
            let used: usize = self.text.len();
            self.text.resize(used + line.len() + 64, 0);
            let (result, read, written, ends) =
                parser.read_record(line, &mut self.text[used..], &mut self.ends[self.fields..]);
            self.text.truncate(used + written);
            self.fields += ends;
            line = &line[read..];
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => return LineResult::RowComplete,
                ReadRecordResult::InputEmpty => return LineResult::QuoteOpen,
                ReadRecordResult::OutputEndsFull => return LineResult::TooManyColumns,
                ReadRecordResult::OutputFull => {}
            }
        }
    }
}

/// What the parser made of a line.
enum LineResult {
    /// The row is complete.
    RowComplete,
    /// A quote is open, so the row goes on.
    QuoteOpen,
    /// There are more columns than a row may have.
    TooManyColumns,
}

fn parser(separator: u8) -> Reader {
    ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build()
}

/// What separates fields: whatever occurs most often in the first line outside quotes.
fn separator(line: &str) -> u8 {
    let mut is_quoted = false;
    let mut counts = SEPARATORS.map(|separator| (separator, 0usize));
    for byte in line.bytes() {
        is_quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!is_quoted && byte == *separator);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(separator, _)| *separator)
}
