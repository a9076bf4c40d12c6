//! XML as a stream of steps in bounded memory, strict where the parser is lenient: what is not well
//! formed is an error, and what spoils one unit alone is a fault that the reader of units can skip.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::{Error, Fault, FaultKind, Result};

use super::input::{TextInput, failure};

/// Bytes of one text, tag, comment or DOCTYPE beyond which it is not held. Segments of whole books
/// stay below; a text beyond is cut and its unit skipped, a tag beyond is an error.
pub const LONGEST_PIECE: usize = 4 << 20;

/// Bytes of one tag with its attributes. Real ones have some hundreds.
const LONGEST_TAG: usize = 1 << 20;

/// Elements inside each other beyond which a file is broken; groups of XLIFF nest to some twenty.
const DEEPEST: usize = 200;

/// Attributes of one element beyond which a file is broken: each is compared with those before it.
const MOST_ATTRIBUTES: usize = 250;

/// The text of a file, cut where one piece of XML grows too long.
struct Bounded<'a> {
    input: TextInput<'a>,
    /// Bytes of the piece so far.
    length: usize,
    /// Whether the piece is a text rather than a tag.
    is_text: bool,
    /// Whether its rest was left out.
    was_cut: bool,
}

impl Bounded<'_> {
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

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.length >= LONGEST_PIECE {
            if !self.is_text {
                let what = format!("a tag or comment is longer than {} MB", LONGEST_PIECE >> 20);
                return Err(io::Error::other(what));
            }
            // A character that was begun is taken to its end.
            let rest =
                self.input.fill_buf()?.iter().take_while(|byte| **byte & 0xC0 == 0x80).count();
            if rest > 0 && self.length < LONGEST_PIECE + HEAD_ROOM {
                return Ok(&self.input.fill_buf()?[..rest]);
            }
            self.cut()?;
        }
        // No piece outgrows its bound by more than what is buffered.
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

/// What a text may grow beyond its bound by the buffered bytes and a character's end.
const HEAD_ROOM: usize = 1 << 20;

/// The steps of an XML file.
pub struct Xml<'a> {
    reader: Reader<Bounded<'a>>,
    buffer: Vec<u8>,
    path: &'a Path,
    depth: usize,
    has_root: bool,
    line: u64,
}

/// One step through the file.
pub enum Step<'b> {
    /// An element opens.
    Open(Element<'b>),
    /// The element opened last closes.
    Close,
    /// Characters.
    Text(Cow<'b, str>),
    /// Something that no reader can make sense of, inside an element: spoils the unit it is in.
    Fault(String),
    /// Nothing that matters.
    Other,
    /// The end of the file, all elements closed.
    End,
}

impl<'a> Xml<'a> {
    /// The steps of a text; `path` is for messages.
    pub fn of(input: TextInput<'a>, path: &'a Path) -> Self {
        let bounded = Bounded { input, length: 0, is_text: false, was_cut: false };
        let mut reader = Reader::from_reader(bounded);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Reported as a fault: one “R&D” must not cost a whole memory.
        config.allow_dangling_amp = true;
        Xml { reader, buffer: Vec::new(), path, depth: 0, has_root: false, line: 1 }
    }

    /// The line where the step read last began, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The error of a file that cannot be read on.
    pub fn broken(&self, what: impl Into<String>) -> Error {
        let fault = Fault::new(FaultKind::Syntax, what.into(), "");
        Error::Unreadable { path: self.path.to_owned(), line: Some(self.line), fault }
    }

    /// The next step.
    ///
    /// # Errors
    /// When the file is not well formed, ends early, or nests or grows beyond all bounds.
    pub fn step(&mut self) -> Result<Step<'_>> {
        self.buffer.clear();
        // A buffer that one long text made is not kept for the rest of the file.
        self.buffer.shrink_to(LONGEST_TAG);
        let bounded = self.reader.get_mut();
        (bounded.length, bounded.was_cut) = (0, false);
        self.line = bounded.input.line();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                return Err(parse_error(self.path, self.line, self.reader.get_ref(), error));
            }
        };
        let broken = |line: u64, what: String| {
            let fault = Fault::new(FaultKind::Syntax, what, "");
            Err(Error::Unreadable { path: self.path.to_owned(), line: Some(line), fault })
        };
        let was_cut = self.reader.get_ref().was_cut;
        match event {
            Event::Start(start) => {
                if self.depth == 0 && self.has_root {
                    return broken(
                        self.line,
                        "a second root element begins; split the file".into(),
                    );
                }
                self.has_root = true;
                self.depth += 1;
                if self.depth > DEEPEST {
                    let what = format!("more than {DEEPEST} elements are inside each other");
                    return broken(self.line, what);
                }
                if start.len() > LONGEST_TAG {
                    let what = format!("a tag is longer than {} MB", LONGEST_TAG >> 20);
                    return broken(self.line, what);
                }
                Ok(Step::Open(Element { start }))
            }
            Event::End(_) => {
                self.depth -= 1;
                Ok(Step::Close)
            }
            _ if was_cut => Ok(Step::Fault(format!(
                "a text is longer than {} MB; cut it up",
                LONGEST_PIECE >> 20
            ))),
            Event::Text(text) if self.depth == 0 => {
                let is_space = text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}');
                if is_space {
                    return Ok(Step::Other);
                }
                let place =
                    if self.has_root { "behind the root element" } else { "before any element" };
                broken(self.line, format!("there is text {place}; this is not XML as it should be"))
            }
            Event::Text(text) if text.starts_with('&') => {
                Ok(Step::Fault("an “&” stands alone; write it as &amp;".into()))
            }
            Event::Text(text) => Ok(checked(text.xml10_content())),
            Event::CData(data) => Ok(checked(data.xml10_content())),
            Event::GeneralRef(_) if self.depth == 0 => {
                broken(self.line, "a reference stands outside the root element".into())
            }
            Event::GeneralRef(reference) => Ok(resolve(&reference)),
            Event::Eof if !self.has_root => {
                broken(self.line, "the file is empty; there is nothing to read".into())
            }
            Event::Eof if self.depth > 0 => broken(
                self.line,
                "the file ends before its elements are closed; get the whole file".into(),
            ),
            Event::Eof => Ok(Step::End),
            Event::Empty(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => Ok(Step::Other),
        }
    }
}

/// An element that opens.
pub struct Element<'b> {
    start: BytesStart<'b>,
}

impl<'b> Element<'b> {
    /// Its name without prefix, in lower case.
    pub fn name(&self) -> Cow<'_, str> {
        let name = self.start.name().into_inner();
        let name = name.rsplit(':').next().unwrap_or(name);
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        }
    }

    /// Its attributes, with references resolved.
    pub fn attributes(
        &self,
    ) -> impl Iterator<Item = std::result::Result<(&str, Cow<'_, str>), String>> + '_ {
        let mut count = 0;
        self.start.attributes().map(move |attribute| {
            count += 1;
            if count > MOST_ATTRIBUTES {
                return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
            }
            let attribute =
                attribute.map_err(|error| format!("an attribute is broken: {error}"))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| format!("an attribute is broken: {error}"))?;
            match first_illegal(&value) {
                Some(c) => Err(illegal(c)),
                None => Ok((attribute.key.into_inner(), value)),
            }
        })
    }
}

/// The name of an attribute without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The encoding of an XML file: its byte order mark, the zeros of UTF-16, its declaration, or UTF-8.
///
/// # Errors
/// When the declaration names an encoding that there is not.
pub fn xml_encoding(head: &[u8]) -> std::result::Result<&'static Encoding, String> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    match head {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let head = head.trim_ascii_start();
    let end = memchr::memmem::find(&head[..head.len().min(1024)], b"?>").unwrap_or(0);
    if !head.starts_with(b"<?xml") {
        return Ok(UTF_8);
    }
    let declaration = String::from_utf8_lossy(&head[..end]);
    let label = declaration.split_once("encoding").and_then(|(_, rest)| {
        let quoted = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        quoted[1..].split(quote).next()
    });
    let Some(label) = label else { return Ok(UTF_8) };
    match Encoding::for_label(label.trim().as_bytes()) {
        // The declaration could be read byte by byte, so it is wrong.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(format!(
            "the file says that it is in “{label}”, which is no encoding known here; save it as UTF-8"
        )),
    }
}

/// The name of the first element in the beginning of an XML file, without prefix, in lower case.
pub fn root_name(beginning: &str) -> Option<String> {
    let mut reader = Reader::from_str(beginning);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                return Some(Element { start }.name().into_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn parse_error(path: &Path, line: u64, bounded: &Bounded<'_>, error: quick_xml::Error) -> Error {
    let line_reached = bounded.input.line();
    let (line, what) = match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::Other => {
            (line, error.to_string())
        }
        quick_xml::Error::Io(error) => {
            let error = io::Error::new(error.kind(), error.to_string());
            return failure(path, line_reached, error);
        }
        quick_xml::Error::Encoding(_) => (
            line,
            "bytes here are not in the encoding that the file declares (UTF-8 if none); find out \
             which it is in, such as windows-1256, and declare it in the first line or save the file \
             as UTF-8"
                .to_owned(),
        ),
        quick_xml::Error::Syntax(error) => (
            line,
            format!("the file ends early or is not well-formed XML: {error}; get the whole file"),
        ),
        error => (line_reached, format!("this is not well-formed XML: {error}; mend it there")),
    };
    let fault = Fault::new(FaultKind::Syntax, what, "");
    Error::Unreadable { path: path.to_owned(), line: Some(line), fault }
}

fn checked(text: Cow<'_, str>) -> Step<'_> {
    match first_illegal(&text) {
        Some(c) => Step::Fault(illegal(c)),
        None => Step::Text(text),
    }
}

fn illegal(c: char) -> String {
    format!("the character U+{:04X} is not allowed in XML; remove it", u32::from(c))
}

/// Characters that XML 1.0 allows (its production 2).
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn first_illegal(text: &str) -> Option<char> {
    // U+FFFE and U+FFFF begin with the byte EF, as do the presentation forms of Arabic.
    let suspect = text.bytes().fold(false, |suspect, byte| {
        // Without branches, so that it is done for many bytes at once.
        suspect | (byte == 0xEF) | ((byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r'))
    });
    if suspect { text.chars().find(|c| !is_allowed(*c)) } else { None }
}

fn resolve<'b>(reference: &BytesRef<'b>) -> Step<'b> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) if is_allowed(c) => Step::Text(Cow::Owned(c.to_string())),
        Ok(Some(c)) => Step::Fault(illegal(c)),
        Err(_) => Step::Fault(format!("“&{};” is no character", shortened(reference))),
        Ok(None) => match quick_xml::escape::resolve_xml_entity(reference) {
            Some(text) => Step::Text(Cow::Borrowed(text)),
            None => Step::Fault(format!(
                "the entity “&{};” is not resolved; write the character itself",
                shortened(reference)
            )),
        },
    }
}

/// As much of a name as a message needs.
fn shortened(name: &str) -> String {
    name.chars().take(40).collect()
}
