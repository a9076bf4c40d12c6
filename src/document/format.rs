//! Detects the format of an article by its first bytes and its name.

use std::fmt;
use std::path::Path;

use crate::error::{Error, Fault, FaultKind, Result};

/// A format that articles are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArticleFormat {
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
    /// PDF.
    Pdf,
}

/// What is known about a format.
struct Row {
    format: ArticleFormat,
    /// What messages call it.
    name: &'static str,
    /// The extensions of its files, in lower case.
    extensions: &'static [&'static str],
    /// What help texts call it.
    help: &'static str,
}

/// The formats in the order of [`ArticleFormat`], which is the order they are listed in.
static TABLE: [Row; 6] = [
    Row {
        format: ArticleFormat::Plain,
        name: "plain text",
        extensions: &["txt"],
        help: "plain text",
    },
    Row {
        format: ArticleFormat::Markdown,
        name: "Markdown",
        extensions: &["md", "markdown", "mdown", "mkd", "mdx"],
        help: "Markdown",
    },
    Row {
        format: ArticleFormat::Html,
        name: "HTML",
        extensions: &["html", "htm", "xhtml"],
        help: "HTML",
    },
    Row {
        format: ArticleFormat::Docx,
        name: "Word",
        extensions: &["docx", "docm"],
        help: "Word (.docx)",
    },
    Row {
        format: ArticleFormat::Odt,
        name: "OpenDocument",
        extensions: &["odt"],
        help: "OpenDocument (.odt)",
    },
    Row { format: ArticleFormat::Pdf, name: "PDF", extensions: &["pdf"], help: "PDF" },
];

impl ArticleFormat {
    /// Detects the format of a file. A file with an unknown extension is plain text unless it begins like
    /// HTML.
    ///
    /// # Errors
    /// For formats that must be converted first, with the command that converts them; for damaged office
    /// documents.
    pub fn of(path: &Path, bytes: &[u8]) -> Result<ArticleFormat> {
        if let Some((kind, how)) = must_be_converted(bytes) {
            let what = format!("{kind} cannot be read directly");
            return Err(Error::unreadable(path, Fault::new(FaultKind::Format, what, how)));
        }
        if bytes.starts_with(b"%PDF") {
            return Ok(ArticleFormat::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return super::archive::format_inside(path, bytes);
        }
        match ArticleFormat::of_extension(path) {
            Some(format @ (ArticleFormat::Markdown | ArticleFormat::Html)) => Ok(format),
            Some(ArticleFormat::Docx | ArticleFormat::Odt) => Err(Error::unreadable(
                path,
                Fault::new(
                    FaultKind::Format,
                    "it has the name of a Word or OpenDocument file, but is not a zip archive",
                    "open it in a word processor and save it again",
                ),
            )),
            Some(ArticleFormat::Pdf) => Err(Error::unreadable(
                path,
                Fault::new(
                    FaultKind::Format,
                    "it has the name of a PDF file, but does not begin like one",
                    "make the PDF again",
                ),
            )),
            _ if looks_like_html(bytes) => Ok(ArticleFormat::Html),
            _ => Ok(ArticleFormat::Plain),
        }
    }

    /// All of them, in the order they are listed to users.
    pub fn all() -> impl Iterator<Item = ArticleFormat> {
        TABLE.iter().map(|row| row.format)
    }

    /// What help texts call it.
    pub fn help(self) -> &'static str {
        TABLE[self as usize].help
    }

    /// The format that a file's extension names.
    pub fn of_extension(path: &Path) -> Option<ArticleFormat> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let row = TABLE.iter().find(|row| row.extensions.contains(&extension.as_str()))?;
        Some(row.format)
    }

    /// The formats in a sentence of a help text: `plain text, Markdown, …` and the last one after `last`.
    pub fn listed(last: &str) -> String {
        let [first @ .., end] = TABLE.each_ref().map(|row| row.help);
        format!("{} {last} {end}", first.join(", "))
    }
}

impl fmt::Display for ArticleFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TABLE[*self as usize].name)
    }
}

fn must_be_converted(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const BY_OFFICE: &str = "convert it first: soffice --headless --convert-to docx FILE";
    [
        (&b"\xD0\xCF\x11\xE0"[..], "old Word (.doc)", BY_OFFICE),
        (b"{\\rtf", "RTF", BY_OFFICE),
        (b"\x1F\x8B", "a gzip file", "decompress it first: gunzip FILE"),
        (b"\x28\xB5\x2F\xFD", "a zstd file", "decompress it first: unzstd FILE"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_row() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.format as usize, index, "{}", row.name);
        }
        assert_eq!(
            ArticleFormat::listed("or"),
            "plain text, Markdown, HTML, Word (.docx), OpenDocument (.odt) or PDF"
        );
    }

    #[test]
    fn an_extension_names_its_format() {
        for (name, format) in [
            ("a.txt", Some(ArticleFormat::Plain)),
            ("a.MDX", Some(ArticleFormat::Markdown)),
            ("a.docm", Some(ArticleFormat::Docx)),
            ("a.tmx", None),
            ("a", None),
        ] {
            assert_eq!(ArticleFormat::of_extension(Path::new(name)), format, "{name}");
        }
    }
}
