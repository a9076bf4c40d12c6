//! Files of lines: read in bounded memory, and texts written as one line.

use std::io::BufRead;

use crate::error::{Fault, FaultKind};

use super::fault::{Checked, nul_character, too_long};
use super::input::TextInput;

/// Bytes of the longest line that is held: far more than a unit with all its tags needs, and few enough
/// that copies of it fit a small machine.
pub const LONGEST_LINE: usize = 4 << 20;

/// The lines of a text. They end at LF, with any CR before it, or at CR where the text has no LF.
pub struct Lines<'a> {
    input: TextInput<'a>,
    end: Option<u8>,
    number: u64,
    line: Vec<u8>,
}

/// A line, or why it cannot be used.
pub type Line<'b> = Checked<&'b str>;

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn of(input: TextInput<'a>) -> Self {
        Lines { input, end: None, number: 0, line: Vec::new() }
    }

    /// The number of the line read last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line; none at the end of the file.
    ///
    /// # Errors
    /// When reading fails.
    pub fn next_line(&mut self) -> std::io::Result<Option<(u64, Line<'_>)>> {
        self.line.clear();
        let (mut length, mut ended) = (0usize, false);
        while !ended {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                break;
            }
            let end = *self.end.get_or_insert_with(|| line_end(available));
            let found = memchr::memchr(end, available);
            let used = found.unwrap_or(available.len());
            let room = LONGEST_LINE.saturating_sub(self.line.len());
            self.line.extend_from_slice(&available[..used.min(room)]);
            length += used;
            ended = found.is_some();
            self.input.consume(used + usize::from(ended));
        }
        if length == 0 && !ended {
            return Ok(None);
        }
        self.number += 1;
        if length > LONGEST_LINE {
            return Ok(Some((self.number, Err(too_long("the line", LONGEST_LINE)))));
        }
        while self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        if self.number == 1 {
            // A second byte order mark, or more.
            while self.line.starts_with(b"\xEF\xBB\xBF") {
                self.line.drain(..3);
            }
        }
        let line = match std::str::from_utf8(&self.line) {
            Ok(text) if text.contains('\0') => Err(nul_character()),
            Ok(text) => Ok(text),
            Err(_) => Err(Fault::new(
                FaultKind::Encoding,
                "it has bytes that are invalid in the encoding of the file",
                "save the file as UTF-8",
            )),
        };
        Ok(Some((self.number, line)))
    }
}

/// The byte that ends lines, by the beginning of the text: CR only where there is no LF.
fn line_end(beginning: &[u8]) -> u8 {
    let has = |byte| memchr::memchr(byte, beginning).is_some();
    if has(b'\r') && !has(b'\n') { b'\r' } else { b'\n' }
}

/// A text as one line: whatever some program takes for the end of a line or field becomes a space.
pub fn one_line(text: &str) -> String {
    let breaks = [
        '\t', '\n', '\r', '\u{0B}', '\u{0C}', '\u{1C}', '\u{1D}', '\u{1E}', '\u{85}', '\u{2028}',
        '\u{2029}',
    ];
    text.replace(breaks, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::input::Beginning;

    fn lines(bytes: &[u8]) -> Vec<Checked<String>> {
        let input = Beginning::of(Box::new(bytes)).decoded(encoding_rs::UTF_8);
        let mut lines = Lines::of(input);
        let mut all = Vec::new();
        while let Some((_, line)) = lines.next_line().unwrap() {
            all.push(line.map(str::to_owned));
        }
        all
    }

    #[test]
    fn lines_end_as_any_system_ends_them() {
        let abc = [Ok("a".to_owned()), Ok("ب".to_owned()), Ok("c".to_owned())];
        for text in ["a\nب\nc\n", "a\r\nب\r\nc", "a\r\r\nب\r\r\nc\r\r\n", "a\rب\rc\r"] {
            assert_eq!(lines(text.as_bytes()), abc, "{text:?}");
        }
        assert_eq!(lines(b"").len(), 0);
        assert_eq!(lines(b"\n\n").len(), 2);
    }

    #[test]
    fn a_bad_line_costs_no_other_line() {
        let long = [b"a\n".to_vec(), vec![b'x'; LONGEST_LINE + 1], b"\nb\n".to_vec()].concat();
        let read = lines(&long);
        assert!(read[0].is_ok() && read[1].is_err() && read[2] == Ok("b".to_owned()));
        let read = lines(b"a\nb\xE9\n\0\nd");
        assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
    }
}
