//! Article files into paragraphs of text: plain text, Markdown, HTML, DOCX, ODT.
//!
//! An article's text is what a reader sees of it. Front matter, code blocks, tags, link targets,
//! navigation and tracked deletions are not text.

mod archive;
mod bounds;
mod docx;
mod format;
mod html;
mod markdown;
mod odt;
mod pairs;
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
pub use pairs::{FilePair, FoundPairs, find_pairs};
pub use segmentation::Segmentation;

/// The largest article file that is read, in bytes. Longer texts are corpora and come as many
/// documents.
pub const LARGEST_FILE: u64 = 64 << 20;

/// One paragraph of an article, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text as typed; white space is squeezed except where lines matter.
    pub text: String,
    /// What it is.
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
    /// The name it was read under.
    pub path: PathBuf,
    /// What kind of file it was.
    pub format: ArticleFormat,
    /// Its paragraphs, none of them empty.
    pub paragraphs: Vec<Paragraph>,
    /// The lines of a text file as they stand, for [`Segmentation::Line`]; for other formats one
    /// line a paragraph.
    pub lines: Vec<String>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub checksum: String,
    /// What the reader had to guess or repair.
    pub warnings: Vec<String>,
}

impl Article {
    /// Reads an article; `-` reads standard input.
    ///
    /// # Errors
    /// When the file cannot be read, is larger than [`LARGEST_FILE`], is no text of a known kind, or
    /// holds no text.
    pub fn read(path: &Path) -> Result<Article> {
        let bytes = read_limited(path)?;
        Article::from_bytes(path, &bytes)
    }

    /// Reads an article from bytes; the path names it and helps to tell its format.
    ///
    /// # Errors
    /// As [`Article::read`].
    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Article> {
        if bytes.is_empty() {
            let hint = "give a file that holds an article";
            return Err(Error::unreadable(
                path,
                Fault::new(FaultKind::Empty, "the file is empty", hint),
            ));
        }
        let format = ArticleFormat::of(path, bytes)?;
        let mut warnings = Vec::new();
        let mut lines = None;
        let paragraphs = match format {
            ArticleFormat::Docx => docx::read(path, bytes)?,
            ArticleFormat::Odt => odt::read(path, bytes)?,
            ArticleFormat::Plain | ArticleFormat::Markdown | ArticleFormat::Html => {
                let decoded = decode(bytes).map_err(|fault| Error::unreadable(path, fault))?;
                warnings.extend(decoded.warning);
                let text = decoded.text;
                if format != ArticleFormat::Html {
                    lines = Some(plain::lines(&text));
                }
                match format {
                    ArticleFormat::Html => html::read_page(&text),
                    ArticleFormat::Markdown => {
                        let is_mdx = path.extension().is_some_and(|e| e == "mdx");
                        markdown::read(&plain::unify_line_ends(&text), is_mdx)
                    }
                    _ => Ok(plain::read(&plain::unify_line_ends(&text))),
                }
                .map_err(|fault| Error::unreadable(path, fault))?
            }
        };
        if paragraphs.is_empty() {
            let hint = match format {
                ArticleFormat::Plain => "give a file that holds an article",
                _ => {
                    "code, navigation and hidden text do not count. Give an article, or its text as a \
                     .txt file"
                }
            };
            let what = format!("no article text was found in this {format} file");
            return Err(Error::unreadable(path, Fault::new(FaultKind::Empty, what, hint)));
        }
        // A small archive may hold a text that no file of its size could.
        if paragraphs.iter().map(|paragraph| paragraph.text.len() as u64).sum::<u64>()
            > LARGEST_FILE
        {
            return Err(too_large(path));
        }
        let lines = lines
            .unwrap_or_else(|| paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect());
        let checksum = hex(&Sha256::digest(bytes));
        Ok(Article { path: path.to_owned(), format, paragraphs, lines, checksum, warnings })
    }

    /// An article of plain text that is at hand.
    ///
    /// # Errors
    /// When there is no text in it.
    pub fn from_text(path: &Path, text: &str) -> Result<Article> {
        let paragraphs = plain::read(&plain::unify_line_ends(text));
        if paragraphs.is_empty() {
            return Err(Error::unreadable(
                path,
                Fault::new(FaultKind::Empty, "it has no text", ""),
            ));
        }
        let checksum = hex(&Sha256::digest(text.as_bytes()));
        let (path, lines) = (path.to_owned(), plain::lines(text));
        Ok(Article {
            path,
            format: ArticleFormat::Plain,
            paragraphs,
            lines,
            checksum,
            warnings: Vec::new(),
        })
    }

    /// The language by script: Arabic letters are Arabic, Latin letters English. `None` when most
    /// letters are of another script or there are none.
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

/// Reads a file, or standard input for `-`, up to [`LARGEST_FILE`].
fn read_limited(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LARGEST_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| Error::io(path, e))?;
    } else {
        let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Error::io(path, std::io::ErrorKind::IsADirectory.into()));
        }
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    }
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large(path));
    }
    Ok(bytes)
}

fn too_large(path: &Path) -> Error {
    let what = format!("the file is larger than {} MiB", LARGEST_FILE >> 20);
    Error::unreadable(path, Fault::new(FaultKind::Limit, what, "split it into documents"))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
