//! Detects the format of an article by its first bytes and its name.

use std::fmt;
use std::path::Path;

use crate::error::{Error, Fault, FaultKind, Result};

/// The formats that articles are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text without markup.
    Plain,
    /// Markdown, MDX included.
    Markdown,
    /// A web page.
    Html,
    /// Word.
    Docx,
    /// OpenDocument text.
    Odt,
}

impl Format {
    /// Detects the format of a file. A file with an unknown extension is plain text unless it begins like
    /// HTML.
    ///
    /// # Errors
    /// For formats that must be converted first, with the command that converts them; for damaged office
    /// documents.
    pub fn of(path: &Path, bytes: &[u8]) -> Result<Format> {
        if let Some((kind, how)) = must_be_converted(bytes) {
            let what = format!("{kind} cannot be read directly");
            return Err(Error::unreadable(path, Fault::new(FaultKind::Format, what, how)));
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return super::archive::format_inside(path, bytes);
        }
        let extension =
            path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        match extension.as_str() {
            "md" | "markdown" | "mdown" | "mkd" | "mdx" => Ok(Format::Markdown),
            "html" | "htm" | "xhtml" => Ok(Format::Html),
            "docx" | "docm" | "odt" => Err(Error::unreadable(
                path,
                Fault::new(
                    FaultKind::Format,
                    "it has the name of a Word or OpenDocument file, but is not a zip archive",
                    "open it in a word processor and save it again",
                ),
            )),
            _ if looks_like_html(bytes) => Ok(Format::Html),
            _ => Ok(Format::Plain),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Plain => "plain text",
            Format::Markdown => "Markdown",
            Format::Html => "HTML",
            Format::Docx => "Word",
            Format::Odt => "OpenDocument",
        })
    }
}

fn must_be_converted(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const BY_OFFICE: &str = "convert it first: soffice --headless --convert-to docx FILE";
    [
        (&b"%PDF"[..], "PDF", "convert it first: pdftotext FILE, or soffice --infilter=writer_pdf_import --convert-to docx FILE"),
        (b"\xD0\xCF\x11\xE0", "old Word (.doc)", BY_OFFICE),
        (b"{\\rtf", "RTF", BY_OFFICE),
        (b"\x1F\x8B", "a gzip file", "decompress it first: gunzip FILE"),
    ]
    .into_iter()
    .find(|(magic, _, _)| bytes.starts_with(magic))
    .map(|(_, kind, how)| (kind, how))
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head: String = bytes
        .iter()
        .filter(|&&b| b != 0)
        .take(512)
        .map(|&b| char::from(b.to_ascii_lowercase()))
        .collect();
    let head = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<?xml") && head.contains("<html")
}
