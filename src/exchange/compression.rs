//! Text out of gzip or Zstandard, in bounded memory. Several members of a file are one text.

use std::error::Error as _;
use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::{Fault, FaultKind};

use super::fault::syntax;

/// Bytes of a file that are read at a time.
const CHUNK: usize = 64 * 1024;

/// The largest window of Zstandard data, in bytes, which is held in memory; `zstd` reads no larger one
/// either unless it is asked to.
const LARGEST_WINDOW: u64 = 128 << 20;

/// Bytes of text that a file may grow to by any factor.
const ANY_GROWTH: u64 = 256 << 20;

/// The factor by which larger texts may grow; that of gzip cannot be higher than 1032.
const MOST_GROWTH: u64 = 1032;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Gzip,
    Zstandard,
}

impl Method {
    /// The method that the first bytes of a file show.
    fn of(head: &[u8]) -> Option<Method> {
        match head {
            [0x1F, 0x8B, ..] => Some(Method::Gzip),
            // A frame, or one of what readers skip.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
                Some(Method::Zstandard)
            }
            _ => None,
        }
    }

    fn truncated(self) -> io::Error {
        let what = format!("the {self} data ends early");
        failed(Fault::new(FaultKind::Truncated, what, "get the complete file"))
    }

    fn damaged(self) -> io::Error {
        failed(syntax(format!("the {self} data is damaged"), "get the file again"))
    }

    fn followed(self) -> io::Error {
        let what = format!("something that is not {self} follows the {self} data");
        failed(syntax(what, "get the file again, or decompress it and look at its end"))
    }

    fn twice(self, inner: Method) -> io::Error {
        let program = match self {
            Method::Gzip => "gunzip",
            Method::Zstandard => "unzstd",
        };
        let what = format!("the file is compressed twice: it is {inner} in {self}");
        failed(Fault::new(
            FaultKind::Format,
            what,
            format!("decompress it once first: {program} FILE"),
        ))
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Method::Gzip => "gzip",
            Method::Zstandard => "zstd",
        })
    }
}

fn failed(fault: Fault) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, fault)
}

/// The bytes of a file without the compression they may be in.
///
/// What is wrong with compressed data is a [`Fault`] inside of the error; other errors are the system's.
pub struct Decompressed<R> {
    data: Data<R>,
    has_begun: bool,
}

enum Data<R> {
    Plain(BufReader<R>),
    Gzip(Gzip<R>),
    Zstandard(Box<Zstandard<R>>),
}

impl<R: Read> Decompressed<R> {
    /// The bytes that come from `bytes`, which are looked at to see how they are compressed.
    ///
    /// # Errors
    /// When nothing can be read.
    pub fn of(bytes: R) -> io::Result<Self> {
        let mut source = BufReader::with_capacity(CHUNK, bytes);
        let data = match Method::of(source.fill_buf()?) {
            None => Data::Plain(source),
            Some(Method::Gzip) => Data::Gzip(Gzip::Member(Box::new(GzDecoder::new(source)))),
            Some(Method::Zstandard) => Data::Zstandard(Box::new(Zstandard::of(source))),
        };
        Ok(Decompressed { data, has_begun: false })
    }
}

impl<R: Read> Read for Decompressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (method, count) = match &mut self.data {
            Data::Plain(source) => return source.read(buffer),
            Data::Gzip(gzip) => (Method::Gzip, gzip.read(buffer)?),
            Data::Zstandard(zstandard) => (Method::Zstandard, zstandard.read(buffer)?),
        };
        if !self.has_begun {
            self.has_begun = true;
            if let Some(inner) = Method::of(&buffer[..count]) {
                return Err(method.twice(inner));
            }
        }
        Ok(count)
    }
}

/// Members of gzip, one behind the other.
enum Gzip<R> {
    Member(Box<GzDecoder<BufReader<R>>>),
    Ended,
}

impl<R: Read> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Gzip::Member(member) = self else { return Ok(0) };
            let count = member.read(buffer).map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => Method::Gzip.truncated(),
                ErrorKind::InvalidInput | ErrorKind::InvalidData => Method::Gzip.damaged(),
                _ => error,
            })?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Gzip::Member(member) = std::mem::replace(self, Gzip::Ended) else { return Ok(0) };
            let mut source = member.into_inner();
            match source.fill_buf()?.first().copied() {
                None => return Ok(0),
                Some(0x1F) => *self = Gzip::Member(Box::new(GzDecoder::new(source))),
                // Tapes and some programs fill the last block of a file.
                Some(0) if is_all_zero(&mut source)? => return Ok(0),
                Some(_) => return Err(Method::Gzip.followed()),
            }
        }
    }
}

/// Whether only zeros are left. They are read.
fn is_all_zero(source: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let rest = source.fill_buf()?;
        if rest.is_empty() {
            return Ok(true);
        }
        if rest.iter().any(|&byte| byte != 0) {
            return Ok(false);
        }
        let count = rest.len();
        source.consume(count);
    }
}

/// Frames of Zstandard, one behind the other.
struct Zstandard<R> {
    source: BufReader<R>,
    decoder: FrameDecoder,
    is_in_frame: bool,
    /// Bytes of the frames before this one.
    consumed: u64,
    /// Bytes of text so far.
    produced: u64,
}

impl<R: Read> Zstandard<R> {
    fn of(source: BufReader<R>) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(LARGEST_WINDOW);
        Zstandard { source, decoder, is_in_frame: false, consumed: 0, produced: 0 }
    }

    /// Begins the next frame; returns whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.is_in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.source).take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(Method::Zstandard.truncated());
                    }
                }
                Err(error) => return Err(explain(error)),
            }
        }
    }

    /// Ends the frame, whose text has all been read.
    fn end(&mut self) -> io::Result<()> {
        self.is_in_frame = false;
        self.consumed += self.decoder.bytes_read_from_source();
        match self.decoder.get_checksum_from_data() {
            Some(sum) if self.decoder.get_calculated_checksum() != Some(sum) => {
                Err(Method::Zstandard.damaged())
            }
            _ => Ok(()),
        }
    }

    /// Refuses data that was made to fill a disk or to take hours.
    fn check_growth(&self) -> io::Result<()> {
        let consumed = self.consumed + self.decoder.bytes_read_from_source();
        if self.produced <= ANY_GROWTH || self.produced / MOST_GROWTH <= consumed {
            return Ok(());
        }
        let what = format!("the zstd data grows to more than {MOST_GROWTH} times its size");
        let hint = "decompress it and look whether it is what you want: unzstd FILE";
        Err(failed(Fault::new(FaultKind::Limit, what, hint)))
    }
}

impl<R: Read> Read for Zstandard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_in_frame && !self.begin()? {
                return Ok(0);
            }
            if self.decoder.can_collect() > 0 {
                let count = self.decoder.read(buffer)?;
                self.produced += count as u64;
                self.check_growth()?;
                return Ok(count);
            }
            if self.decoder.is_finished() {
                self.end()?;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.source, one).map_err(explain)?;
        }
    }
}

/// What is wrong with Zstandard data, or the error of the system that stopped its decoder.
fn explain(error: FrameDecoderError) -> io::Error {
    match &error {
        FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::BadMagicNumber(_)) => {
            return Method::Zstandard.followed();
        }
        FrameDecoderError::WindowSizeTooBig { .. } => {
            let what =
                format!("the zstd data needs more than {} MB of memory", LARGEST_WINDOW >> 20);
            let hint = "decompress it first: unzstd --long=31 FILE";
            return failed(Fault::new(FaultKind::Limit, what, hint));
        }
        FrameDecoderError::DictNotProvided { .. } => {
            let what = "the zstd data needs a dictionary";
            let hint = "decompress it first: unzstd -D DICTIONARY FILE";
            return failed(Fault::new(FaultKind::Incomplete, what, hint));
        }
        _ => {}
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        match inner.downcast_ref::<io::Error>().map(io::Error::kind) {
            Some(ErrorKind::UnexpectedEof) => return Method::Zstandard.truncated(),
            Some(kind) => return kind.into(),
            None => cause = inner.source(),
        }
    }
    Method::Zstandard.damaged()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const TEXT: &[u8] = "The gate. البوابة.\n".as_bytes();

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    /// The text, and what is said after it.
    fn read(bytes: &[u8]) -> (Vec<u8>, String) {
        let mut text = Vec::new();
        let read = Decompressed::of(bytes).and_then(|mut data| data.read_to_end(&mut text));
        (text, read.map_or_else(|error| error.to_string(), |_| String::new()))
    }

    #[test]
    fn members_of_a_file_are_one_text() {
        let twice = [TEXT, TEXT].concat();
        assert_eq!(read(&twice), (twice.clone(), String::new()));
        for packed in [gzip(TEXT), zstd(TEXT)] {
            assert_eq!(read(&[packed.clone(), packed].concat()), (twice.clone(), String::new()));
        }
        // A frame to skip may stand anywhere, and a frame may be empty.
        let skip = [&[0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let frames = [&skip[..], &zstd(TEXT), &skip, &zstd(b""), &zstd(TEXT)].concat();
        assert_eq!(read(&frames), (twice, String::new()));
        assert_eq!(read(b""), (Vec::new(), String::new()));
    }

    #[test]
    fn what_follows_compressed_data_is_said() {
        for (packed, method) in [(gzip(TEXT), "gzip"), (zstd(TEXT), "zstd")] {
            for rest in [&b"more"[..], b"\0\0more", b"more\0"] {
                let (text, said) = read(&[&packed, rest].concat());
                assert!(text == TEXT && said.contains("follows"), "{said}");
                assert!(said.contains(method), "{said}");
            }
        }
        // Padding is allowed, however long.
        let padded = [&gzip(TEXT)[..], &[0; 200_000]].concat();
        assert_eq!(read(&padded), (TEXT.to_owned(), String::new()));
    }

    #[test]
    fn data_that_is_compressed_twice_is_named() {
        let said = |bytes: Vec<u8>| read(&bytes).1;
        assert!(said(gzip(&gzip(TEXT))).contains("gzip in gzip"));
        assert!(said(gzip(&zstd(TEXT))).contains("zstd in gzip"));
        assert!(said(zstd(&gzip(TEXT))).contains("gzip in zstd"));
    }

    /// Cut off or changed anywhere, data gives no wrong text without saying so.
    #[test]
    fn no_damage_passes_for_the_whole() {
        let text = (0..400).map(|n| format!("The gate {n}. البوابة {n}.\n")).collect::<String>();
        for packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
            for cut in 2..packed.len() {
                let (found, said) = read(&packed[..cut]);
                if cut >= 4 {
                    assert!(said.contains("ends early"), "{cut}: {said}");
                    assert!(text.as_bytes().starts_with(&found));
                }
            }
            for at in 0..packed.len() {
                let mut harmed = packed.clone();
                harmed[at] ^= 1 << (at % 8);
                let (found, said) = read(&harmed);
                let is_seen = !said.is_empty() || found == harmed || found == text.as_bytes();
                assert!(is_seen, "{at} of {}", packed.len());
            }
        }
    }

    /// A frame of blocks that each say one byte 128 KiB times.
    #[test]
    fn growth_without_bounds_is_refused() {
        let mut bomb = vec![0x28, 0xB5, 0x2F, 0xFD, 0, 0x58];
        for _ in 0..8192 {
            // 128 KiB, of one byte, not the last block.
            bomb.extend([2, 0, 0x10, b'\n']);
        }
        let mut data = Decompressed::of(&bomb[..]).unwrap();
        let mut length = 0;
        let mut buffer = vec![0; 1 << 20];
        let said = loop {
            match data.read(&mut buffer) {
                Ok(0) => panic!("all of it was read"),
                Ok(count) => length += count as u64,
                Err(error) => break error.to_string(),
            }
        };
        assert!(said.contains("times its size"), "{said}");
        assert!((ANY_GROWTH - (1 << 20)..ANY_GROWTH + (1 << 20)).contains(&length), "{length}");
    }

    #[test]
    fn a_window_that_does_not_fit_is_refused() {
        // A frame that says it needs 2 GiB.
        let (_, said) = read(&[0x28, 0xB5, 0x2F, 0xFD, 0, 0xA8, 1, 0, 0]);
        assert!(said.contains("memory"), "{said}");
    }
}
