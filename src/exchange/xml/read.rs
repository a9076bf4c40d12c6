//! XML as a stream of events, in bounded memory. It is stricter than the parser: a file that is not well
//! formed is an error, and a fault that spoils a single unit is reported so that this unit can be skipped.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::exchange::fault::{shortened, syntax, too_long};
use crate::exchange::input::{TextInput, fault_in};

use super::bounded::{BoundedInput, LONGEST_PIECE, PieceTooLong};
use super::characters::{first_forbidden, forbidden, is_allowed};
use super::element::Element;

/// Bytes of the longest tag with its attributes. Real ones have some hundreds.
const LONGEST_TAG: usize = 1 << 20;

/// Depth of nested elements beyond which a file is broken; groups of XLIFF nest some twenty deep.
const DEEPEST: usize = 200;

/// Reads the events of an XML file.
pub struct XmlReader<'a> {
    reader: Reader<BoundedInput<'a>>,
    buffer: Vec<u8>,
    path: &'a Path,
    depth: usize,
    has_root: bool,
    line: u64,
}

/// What comes next in an XML file.
pub enum XmlEvent<'b> {
    /// An element starts.
    Start(Element<'b>),
    /// The element that started last ends.
    End,
    /// Characters.
    Text(Cow<'b, str>),
    /// Something that is not valid, inside an element: it spoils the unit that it is in.
    Invalid(Fault),
    /// Something that does not matter, such as a comment.
    Other,
    /// The end of the file, with all elements ended.
    EndOfFile,
}

impl<'a> XmlReader<'a> {
    /// A reader of a text; `path` is for messages.
    pub fn new(input: TextInput<'a>, path: &'a Path) -> Self {
        let mut reader = Reader::from_reader(BoundedInput::new(input));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Reported as invalid: one “R&D” must not cost a whole memory.
        config.allow_dangling_amp = true;
        XmlReader { reader, buffer: Vec::new(), path, depth: 0, has_root: false, line: 1 }
    }

    /// The line where the last event began, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The error of a file that cannot be read any further.
    pub fn error(&self, fault: Fault) -> Error {
        error_at(self.path, self.line, fault)
    }

    /// The next event.
    ///
    /// # Errors
    /// When the file is not well formed, ends early, or is nested or long beyond all bounds.
    pub fn next_event(&mut self) -> Result<XmlEvent<'_>> {
        self.buffer.clear();
        // A buffer that grew for one long text is not kept for the rest of the file.
        self.buffer.shrink_to(LONGEST_TAG);
        self.reader.get_mut().begin_piece();
        self.line = self.reader.get_ref().line();
        let (path, line) = (self.path, self.line);
        let fatal = |fault: Fault| Err(error_at(path, line, fault));
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(parse_error(path, line, self.reader.get_ref().line(), error)),
        };
        let was_cut = self.reader.get_ref().was_cut();
        match event {
            Event::Start(start) => {
                if self.depth == 0 && self.has_root {
                    return fatal(syntax("a second root element begins here", "split the file"));
                }
                self.has_root = true;
                self.depth += 1;
                if self.depth > DEEPEST {
                    let what = format!("elements are nested more than {DEEPEST} deep");
                    return fatal(Fault::new(FaultKind::Limit, what, ""));
                }
                if start.len() > LONGEST_TAG {
                    return fatal(too_long("a tag", LONGEST_TAG));
                }
                Ok(XmlEvent::Start(Element::new(start)))
            }
            Event::End(_) => {
                self.depth -= 1;
                Ok(XmlEvent::End)
            }
            _ if was_cut => Ok(XmlEvent::Invalid(too_long("a text", LONGEST_PIECE))),
            Event::Text(text) if self.depth == 0 => {
                if text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}') {
                    return Ok(XmlEvent::Other);
                }
                let place = if self.has_root { "after" } else { "before" };
                let what = format!("there is text {place} the root element");
                fatal(syntax(what, "remove it, or choose another file"))
            }
            Event::Text(text) if text.starts_with('&') => {
                Ok(XmlEvent::Invalid(syntax("an “&” stands alone", "write it as &amp;")))
            }
            Event::Text(text) => Ok(checked(text.xml10_content())),
            Event::CData(data) => Ok(checked(data.xml10_content())),
            Event::GeneralRef(_) if self.depth == 0 => {
                fatal(syntax("there is a reference outside the root element", "remove it"))
            }
            Event::GeneralRef(reference) => Ok(resolved(&reference)),
            Event::Eof if !self.has_root => {
                let hint = "choose a file that holds translation units";
                fatal(Fault::new(FaultKind::Empty, "the file is empty", hint))
            }
            Event::Eof if self.depth > 0 => fatal(Fault::new(
                FaultKind::Truncated,
                "the file ends before its elements do",
                "get the complete file",
            )),
            Event::Eof => Ok(XmlEvent::EndOfFile),
            Event::Empty(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => Ok(XmlEvent::Other),
        }
    }
}

fn error_at(path: &Path, line: u64, fault: Fault) -> Error {
    Error::Unreadable { path: path.to_owned(), line: Some(line), fault }
}

/// What the parser failed with. The event began in `line`; the parser had come to `reached`.
fn parse_error(path: &Path, line: u64, reached: u64, error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(error) => {
            if error.get_ref().is_some_and(|inner| inner.is::<PieceTooLong>()) {
                return error_at(path, line, Fault::new(FaultKind::Limit, error.to_string(), ""));
            }
            match fault_in(&error) {
                Some(fault) => error_at(path, reached, fault),
                None => Error::io(path, io::Error::new(error.kind(), error.to_string())),
            }
        }
        quick_xml::Error::Encoding(_) => {
            let what = "some bytes are not in the encoding that the file declares (UTF-8 if none)";
            let hint = "find out which encoding it is in, such as windows-1256, and declare that in \
                        the first line, or save the file as UTF-8";
            error_at(path, line, Fault::new(FaultKind::Encoding, what, hint))
        }
        quick_xml::Error::Syntax(error) => {
            let what = format!("the file ends early or is not well-formed XML: {error}");
            let fault = Fault::new(FaultKind::Truncated, what, "get the complete file");
            error_at(path, line, fault)
        }
        error => {
            let what = format!("this is not well-formed XML: {error}");
            error_at(path, reached, syntax(what, "correct it, or export the file again"))
        }
    }
}

fn checked(text: Cow<'_, str>) -> XmlEvent<'_> {
    match first_forbidden(&text) {
        Some(c) => XmlEvent::Invalid(forbidden(c)),
        None => XmlEvent::Text(text),
    }
}

/// The text that a reference stands for.
fn resolved<'b>(reference: &BytesRef<'b>) -> XmlEvent<'b> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) if is_allowed(c) => XmlEvent::Text(Cow::Owned(c.to_string())),
        Ok(Some(c)) => XmlEvent::Invalid(forbidden(c)),
        Err(_) => {
            let what = format!("“&{};” is not a character", shortened(reference));
            XmlEvent::Invalid(syntax(what, "remove it"))
        }
        Ok(None) => match quick_xml::escape::resolve_xml_entity(reference) {
            Some(text) => XmlEvent::Text(Cow::Borrowed(text)),
            None => {
                let what = format!("the entity “&{};” is not resolved", shortened(reference));
                XmlEvent::Invalid(syntax(what, "write the character itself"))
            }
        },
    }
}
