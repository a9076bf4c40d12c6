//! The bytes of a file as text: decompressed and decoded while they are read, with the number of the line
//! reached.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::error::{Error, Fault, Result};

use super::compression::Decompressed;

/// Bytes at the beginning of a file that show its encoding and its format; also how many are read at a
/// time. Enough for Arabic text to show its encoding even after a long header in English.
const HEAD: usize = 64 * 1024;

/// Raw bytes decoded at a time.
const CHUNK: usize = 16 * 1024;

/// Takes the place of bytes that are invalid in the encoding. It never occurs in UTF-8, so decoding the
/// text as UTF-8 fails there.
const MALFORMED: u8 = 0xFF;

/// Counts the bytes that are read of a file, as they are on the disk.
struct Counted<R> {
    bytes: R,
    progress: Option<Arc<AtomicU64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        if let Some(progress) = &self.progress {
            progress.fetch_add(count as u64, Ordering::Relaxed);
        }
        Ok(count)
    }
}

/// The bytes of a file, decompressed.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path, progress: Option<Arc<AtomicU64>>) -> Result<impl Read + Send + use<>> {
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    decompressed(file, progress).map_err(|error| Error::io(path, error))
}

/// Bytes without the compression they may be in; counts in `progress` those that are read.
pub fn decompressed<R: Read>(
    bytes: R,
    progress: Option<Arc<AtomicU64>>,
) -> io::Result<Decompressed<impl Read + use<R>>> {
    Decompressed::of(Counted { bytes, progress })
}

/// Text in UTF-8, except where bytes are invalid in the encoding of the file: there it is invalid too.
pub struct TextInput<'a> {
    bytes: Box<dyn Read + 'a>,
    /// None where the bytes are UTF-8 already.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    at: usize,
    line: u64,
    ended: bool,
    /// What went wrong after the bytes that were read.
    failure: Option<io::Error>,
}

/// A file of which the beginning has been read, and whose encoding is not decided yet.
pub struct Beginning<'a> {
    bytes: Box<dyn Read + 'a>,
    head: Vec<u8>,
    ended: bool,
    failure: Option<io::Error>,
}

impl<'a> Beginning<'a> {
    /// Reads the beginning. A failure there is reported once what comes before it has been read.
    pub fn of(mut bytes: Box<dyn Read + 'a>) -> Self {
        let (mut head, mut ended, mut failure) = (vec![0; HEAD], false, None);
        let mut filled = 0;
        while filled < HEAD {
            match bytes.read(&mut head[filled..]) {
                Ok(0) => {
                    ended = true;
                    break;
                }
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        head.truncate(filled);
        Beginning { bytes, head, ended, failure }
    }

    /// The first bytes.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.failure.is_none()
    }

    /// The whole file as text in an encoding.
    pub fn decoded(self, encoding: &'static Encoding) -> TextInput<'a> {
        let Beginning { bytes, mut head, ended, failure } = self;
        if let Some((_, length)) = Encoding::for_bom(&head) {
            head.drain(..length);
        }
        let mut input = TextInput {
            bytes,
            decoder: (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling()),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            at: 0,
            line: 1,
            ended,
            failure,
        };
        if input.decoder.is_some() {
            input.raw = head;
            input.text.reserve(4 * CHUNK);
        } else {
            input.text = head;
        }
        input
    }
}

impl TextInput<'_> {
    /// The number, from 1, of the line that reading has reached.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next byte, if it has been read already.
    pub fn next_byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn fill(&mut self) -> io::Result<()> {
        self.at = 0;
        self.text.clear();
        while self.text.is_empty() {
            if self.raw_at == self.raw.len() {
                if let Some(failure) = self.failure.take() {
                    // Nothing can be read after a failure.
                    self.ended = true;
                    return Err(failure);
                }
                if self.ended && self.decoder.is_none() {
                    return Ok(());
                }
                self.read()?;
            }
            let Some(decoder) = &mut self.decoder else {
                std::mem::swap(&mut self.text, &mut self.raw);
                self.raw.clear();
                continue;
            };
            let is_last = self.ended && self.failure.is_none();
            let end = self.raw.len().min(self.raw_at + CHUNK);
            let is_last = is_last && end == self.raw.len();
            // One byte becomes at most three, and the decoder may have held back a few.
            self.text.resize(3 * CHUNK + 16, 0);
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_at..end],
                &mut self.text,
                is_last,
            );
            self.text.truncate(written);
            self.raw_at += read;
            match result {
                DecoderResult::Malformed(_, _) => self.text.push(MALFORMED),
                DecoderResult::InputEmpty if is_last => {
                    self.decoder = None;
                    self.raw.clear();
                    self.raw_at = 0;
                }
                DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            }
        }
        Ok(())
    }

    /// Reads the next raw bytes; none at the end.
    fn read(&mut self) -> io::Result<()> {
        self.raw_at = 0;
        self.raw.resize(HEAD, 0);
        let read = if self.ended { Ok(0) } else { self.bytes.read(&mut self.raw) };
        self.raw.truncate(*read.as_ref().unwrap_or(&0));
        self.ended |= matches!(read, Ok(0));
        read.map(|_| ())
    }
}

impl Read for TextInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for TextInput<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.text.len() {
            self.fill()?;
        }
        Ok(&self.text[self.at..])
    }

    fn consume(&mut self, count: usize) {
        let end = (self.at + count).min(self.text.len());
        let used = &self.text[self.at..end];
        self.line += memchr::memchr_iter(b'\n', used).count() as u64;
        self.at = end;
    }
}

/// `Read::read` of what has a buffer.
pub fn read_buffered(input: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let available = input.fill_buf()?;
    let count = available.len().min(buffer.len());
    buffer[..count].copy_from_slice(&available[..count]);
    input.consume(count);
    Ok(count)
}

/// The error for a failure while reading: damaged data is a fault of the file, not of the system.
pub fn failure(path: &Path, line: u64, error: io::Error) -> Error {
    match fault_in(&error) {
        Some(fault) => Error::Unreadable { path: path.to_owned(), line: Some(line), fault },
        None => Error::io(path, error),
    }
}

/// The fault of the file that an error was made from.
pub fn fault_in(error: &io::Error) -> Option<Fault> {
    error.get_ref()?.downcast_ref::<Fault>().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8], encoding: &'static Encoding) -> Vec<u8> {
        let beginning = Beginning::of(Box::new(bytes));
        let mut all = Vec::new();
        beginning.decoded(encoding).read_to_end(&mut all).unwrap();
        all
    }

    #[test]
    fn every_encoding_is_decoded_across_chunks() {
        let text: String = (0..40_000).map(|n| format!("سطر {n}\n")).collect();
        assert_eq!(text_of(text.as_bytes(), UTF_8), text.as_bytes());
        let old = encoding_rs::WINDOWS_1256.encode(&text).0.into_owned();
        assert_eq!(text_of(&old, encoding_rs::WINDOWS_1256), text.as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(&wide, encoding_rs::UTF_16LE), text.as_bytes());
    }

    /// A lone surrogate and half a character are marked, and cost none of their neighbours.
    #[test]
    fn malformed_bytes_are_marked_where_they_are() {
        let bytes = b"a\0\x00\xD8b\0c";
        assert_eq!(text_of(bytes, encoding_rs::UTF_16LE), b"a\xFFb\xFF");
    }
}
