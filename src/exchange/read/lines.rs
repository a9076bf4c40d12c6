//! A file of lines, each in bounded memory.

use std::io::BufRead;

use super::input::TextInput;

/// Bytes of a line beyond which it is not held: far more than a unit with all its tags needs, and
/// little enough that copies of it fit a small machine.
pub const LONGEST_LINE: usize = 4 << 20;

/// The lines of a text: they end at LF, with any CR before it, or at CR where the text has no LF.
pub struct Lines<'a> {
    input: TextInput<'a>,
    end: Option<u8>,
    number: u64,
    line: Vec<u8>,
}

/// A line, or why it cannot be used.
pub type Line<'b> = std::result::Result<&'b str, String>;

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
            let what = format!("it is longer than {} MB; cut it up", LONGEST_LINE >> 20);
            return Ok(Some((self.number, Err(what))));
        }
        while self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        if self.number == 1 {
            // A byte order mark too many.
            while self.line.starts_with(b"\xEF\xBB\xBF") {
                self.line.drain(..3);
            }
        }
        let line = match std::str::from_utf8(&self.line) {
            Ok(text) if text.contains('\0') => {
                Err("it holds a NUL character; remove it".to_owned())
            }
            Ok(text) => Ok(text),
            Err(_) => {
                Err("it is not valid in the file's encoding; save the file as UTF-8".to_owned())
            }
        };
        Ok(Some((self.number, line)))
    }
}

/// What ends lines, by the beginning of the text: CR alone only where there is no LF.
fn line_end(beginning: &[u8]) -> u8 {
    let has = |byte| memchr::memchr(byte, beginning).is_some();
    if has(b'\r') && !has(b'\n') { b'\r' } else { b'\n' }
}

#[cfg(test)]
mod tests {
    use super::super::input::Beginning;
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<std::result::Result<String, String>> {
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
    fn a_line_that_cannot_be_used_costs_itself_alone() {
        let long = [b"a\n".to_vec(), vec![b'x'; LONGEST_LINE + 1], b"\nb\n".to_vec()].concat();
        let read = lines(&long);
        assert!(read[0].is_ok() && read[1].is_err() && read[2] == Ok("b".to_owned()));
        let read = lines(b"a\nb\xE9\n\0\nd");
        assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
    }
}
