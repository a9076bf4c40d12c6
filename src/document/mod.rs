//! Reads article files – plain text, Markdown, HTML, DOCX, ODT and PDF – as paragraphs, and splits them into
//! segments.
//!
//! The text of an article is what its readers see. Front matter, code blocks, tags, link targets,
//! navigation and tracked deletions are left out.
//!
//! # Adding a document format
//!
//! 1. In `format.rs`, add a variant to [`ArticleFormat`] and a row to its table: name, extensions and the
//!    words of help texts. If the format has a signature, recognize it in [`ArticleFormat::of`]; a format
//!    inside a zip archive is recognized in `format_inside` of `archive.rs`.
//! 2. Write the reader in a file of its own, such as `src/document/epub.rs`. It returns the paragraphs in
//!    reading order, each with its [`ParagraphKind`]. `plain.rs` is the simplest reader of a text format
//!    (`read(text: &str) -> Vec<Paragraph>`), `odt.rs` of an archive (`read(path: &Path, bytes: &[u8]) ->
//!    Result<Vec<Paragraph>>`). `xml::walk` reads XML and `archive::part_of` unpacks, both within limits
//!    that hostile files cannot exceed; a format that is easily converted to HTML can pass it to
//!    `html::read_fragment`.
//! 3. In this file, declare the module and call the reader in [`Article::from_bytes`].
//! 4. Test it in `tests/documents.rs`, with a damaged file too, and name it in `README.md`; a test
//!    compares the README with the table.
//!
//! Languages, sentence splitting and the pairing of files in folders work for all formats.

mod archive;
mod docx;
mod dom;
mod format;
mod html;
mod markdown;
mod odt;
mod pairs;
mod pdf;
mod plain;
mod segmentation;
mod xml;

use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::model::{Language, ParagraphKind};
use crate::text::{Script, decode, dominant_script, squeeze_space};

pub use format::ArticleFormat;
pub use pairs::{FilePair, PairListing, find_pairs};
pub use segmentation::{MAX_SEGMENTS, Segmentation};

/// The largest article file that is read, in bytes. Larger texts are corpora, which are given as many
/// documents.
pub const MAX_FILE_SIZE: u64 = 64 << 20;

/// A paragraph of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text as it was typed, with runs of white space collapsed.
    pub text: String,
    /// Its kind.
    pub kind: ParagraphKind,
}

impl Paragraph {
    fn new(text: &str, kind: ParagraphKind) -> Self {
        Paragraph { text: squeeze_space(text), kind }
    }
}

/// An article read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The path that it was read from.
    pub path: PathBuf,
    /// The format of the file.
    pub format: ArticleFormat,
    /// Its paragraphs, none of them empty.
    pub paragraphs: Vec<Paragraph>,
    /// The text of the file, which has the lines; `None` unless it is plain text or Markdown.
    text: Option<String>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub checksum: String,
    /// Warnings about what the reader had to guess or repair.
    pub warnings: Vec<String>,
}

impl Article {
    /// Reads an article; `-` reads standard input.
    ///
    /// # Errors
    /// When the file cannot be read, is larger than [`MAX_FILE_SIZE`], is not in a supported format, or
    /// contains no text.
    pub fn read(path: &Path) -> Result<Article> {
        let bytes = read_limited(path)?;
        Article::from_bytes(path, &bytes)
    }

    /// Reads an article from the bytes of a file. The path is for messages and helps to detect the format.
    ///
    /// # Errors
    /// As [`Article::read`].
    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Article> {
        if bytes.is_empty() {
            let hint = "give a file that contains an article";
            return Err(Error::unreadable(
                path,
                Fault::new(FaultKind::Empty, "the file is empty", hint),
            ));
        }
        let format = ArticleFormat::of(path, bytes)?;
        let mut warnings = Vec::new();
        let mut typed = None;
        let paragraphs = match format {
            ArticleFormat::Docx => docx::read(path, bytes)?,
            ArticleFormat::Odt => odt::read(path, bytes)?,
            ArticleFormat::Pdf => {
                let read = pdf::read(bytes).map_err(|fault| Error::unreadable(path, fault))?;
                warnings.extend(read.said());
                read.paragraphs
            }
            ArticleFormat::Plain | ArticleFormat::Markdown | ArticleFormat::Html => {
                let decoded = decode(bytes).map_err(|fault| Error::unreadable(path, fault))?;
                warnings.extend(decoded.warning);
                let text = decoded.text;
                let paragraphs = match format {
                    ArticleFormat::Html => html::read_page(&text),
                    ArticleFormat::Markdown => {
                        let is_mdx = path.extension().is_some_and(|e| e == "mdx");
                        markdown::read(&plain::unify_line_ends(&text), is_mdx)
                    }
                    _ => Ok(plain::read(&plain::unify_line_ends(&text))),
                };
                typed = (format != ArticleFormat::Html).then_some(text);
                paragraphs.map_err(|fault| Error::unreadable(path, fault))?
            }
        };
        if paragraphs.is_empty() {
            let hint = match format {
                ArticleFormat::Plain => "give a file that contains an article",
                _ => {
                    "code, navigation and hidden text do not count; give an article, or save its text as a \
                                         .txt file"
                }
            };
            let what = format!("no article text was found in this {format} file");
            return Err(Error::unreadable(path, Fault::new(FaultKind::Empty, what, hint)));
        }
        // A small archive may unpack to a very large text.
        if paragraphs.iter().map(|paragraph| paragraph.text.len() as u64).sum::<u64>()
            > MAX_FILE_SIZE
        {
            return Err(too_large(path));
        }
        let checksum = hex(&Sha256::digest(bytes));
        Ok(Article { path: path.to_owned(), format, paragraphs, text: typed, checksum, warnings })
    }

    /// An article from plain text in memory.
    ///
    /// # Errors
    /// When the text is empty or only white space.
    pub fn from_text(path: &Path, text: &str) -> Result<Article> {
        let paragraphs = plain::read(&plain::unify_line_ends(text));
        if paragraphs.is_empty() {
            return Err(Error::unreadable(
                path,
                Fault::new(FaultKind::Empty, "it contains no text", ""),
            ));
        }
        let checksum = hex(&Sha256::digest(text.as_bytes()));
        Ok(Article {
            path: path.to_owned(),
            format: ArticleFormat::Plain,
            paragraphs,
            text: Some(text.to_owned()),
            checksum,
            warnings: Vec::new(),
        })
    }

    /// The lines of the file, for [`Segmentation::Line`]. In other formats each paragraph is a line.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let paragraphs = self.paragraphs.iter().filter(|_| self.text.is_none());
        let lines = self.text.as_deref().into_iter().flat_map(plain::lines);
        lines.chain(paragraphs.map(|paragraph| paragraph.text.as_str()))
    }

    /// The language that the script suggests: Arabic for Arabic letters, English for Latin letters. `None`
    /// if most letters are of another script or there are none.
    pub fn language_by_script(&self) -> Option<Language> {
        let sample: String =
            self.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n");
        match dominant_script(&sample)? {
            Script::Arabic => Some(Language::arabic()),
            Script::Latin => Some(Language::english()),
            Script::Other => None,
        }
    }
}

/// Reads a file, or standard input for `-`, up to [`MAX_FILE_SIZE`].
fn read_limited(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_FILE_SIZE + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| Error::io(path, e))?;
    } else {
        let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Error::io(path, std::io::ErrorKind::IsADirectory.into()));
        }
        file.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    }
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(too_large(path));
    }
    Ok(bytes)
}

fn too_large(path: &Path) -> Error {
    let what = format!("the file is larger than {} MiB", MAX_FILE_SIZE >> 20);
    Error::unreadable(path, Fault::new(FaultKind::Limit, what, "split it into several documents"))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
