//! The text of an XML file with a bound on the length of each of its pieces.

use std::io::{self, BufRead, Read};

use crate::exchange::input::{TextInput, read_buffered};

/// Bytes of one text, tag, comment or DOCTYPE beyond which it is not held in memory. Segments as long as
/// whole books stay below it. A longer text is cut and its unit skipped; a longer tag is an error.
pub const LONGEST_PIECE: usize = 4 << 20;

/// Bytes by which a text may exceed its bound: what is buffered, and the rest of a character.
const HEAD_ROOM: usize = 1 << 20;

/// The text of a file, cut where one piece of XML grows too long.
pub struct BoundedInput<'a> {
    input: TextInput<'a>,
    /// Bytes of the piece so far.
    length: usize,
    /// Whether the piece is a text rather than a tag.
    is_text: bool,
    was_cut: bool,
}

impl<'a> BoundedInput<'a> {
    /// The text of a file.
    pub fn new(input: TextInput<'a>) -> Self {
        BoundedInput { input, length: 0, is_text: false, was_cut: false }
    }

    /// Begins another piece.
    pub fn begin_piece(&mut self) {
        (self.length, self.was_cut) = (0, false);
    }

    /// Whether the rest of the piece was left out.
    pub fn was_cut(&self) -> bool {
        self.was_cut
    }

    /// The number, from 1, of the line that reading has reached.
    pub fn line(&self) -> u64 {
        self.input.line()
    }

    /// Leaves out the rest of a text.
    fn cut(&mut self) -> io::Result<()> {
        self.was_cut = true;
        loop {
            let available = self.input.fill_buf()?;
            let found = memchr::memchr2(b'<', b'&', available);
            let used = found.unwrap_or(available.len());
            let is_over = found.is_some() || available.is_empty();
            self.input.consume(used);
            if is_over {
                return Ok(());
            }
        }
    }
}

impl Read for BoundedInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for BoundedInput<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.length >= LONGEST_PIECE {
            if !self.is_text {
                return Err(io::Error::other(PieceTooLong));
            }
            // A character that was begun is completed.
            let rest =
                self.input.fill_buf()?.iter().take_while(|byte| **byte & 0xC0 == 0x80).count();
            if rest > 0 && self.length < LONGEST_PIECE + HEAD_ROOM {
                return Ok(&self.input.fill_buf()?[..rest]);
            }
            self.cut()?;
        }
        // No piece exceeds its bound by more than what is buffered.
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if self.length == 0 {
            self.is_text = self.input.next_byte() != Some(b'<');
        }
        self.length += count;
        self.input.consume(count);
    }
}

/// A tag, comment or DOCTYPE is longer than [`LONGEST_PIECE`].
#[derive(Debug, thiserror::Error)]
#[error("a tag or comment is longer than {} MB", LONGEST_PIECE >> 20)]
pub struct PieceTooLong;
