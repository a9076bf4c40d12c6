//! The zip containers of DOCX and ODT files, with a limit on the size of what is unpacked.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::ArticleFormat;
use crate::error::{Error, Fault, FaultKind, Result};
use crate::text::decode;

/// The largest part that is unpacked, in bytes. A small file that unpacks to more is a zip bomb.
const MAX_PART_SIZE: u64 = 256 << 20;

/// What to do with a damaged office document.
const RESAVE: &str = "open the file in a word processor and save it again";

/// The format of the document in an archive.
///
/// # Errors
/// When the archive is damaged, or holds neither a Word nor an OpenDocument text.
pub fn format_inside(path: &Path, bytes: &[u8]) -> Result<ArticleFormat> {
    let mut archive = open(path, bytes)?;
    if main_part(&mut archive).is_some() {
        return Ok(ArticleFormat::Docx);
    }
    let is_odt = part_of(path, &mut archive, "mimetype")?
        .is_some_and(|kind| kind.trim() == "application/vnd.oasis.opendocument.text");
    if is_odt && archive.index_for_name("content.xml").is_some() {
        return Ok(ArticleFormat::Odt);
    }
    Err(Error::unreadable(
        path,
        Fault::new(
            FaultKind::Format,
            "this zip archive does not contain a Word or OpenDocument text",
            "unpack it and give the files inside",
        ),
    ))
}

/// The name of the part that contains the text of a Word document.
pub fn main_part(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    if archive.index_for_name("word/document.xml").is_some() {
        return Some("word/document.xml".to_owned());
    }
    archive
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.into_owned()))
        .find(|name| name.starts_with("word/document") && name.ends_with(".xml"))
}

/// The error for a damaged office document.
pub fn damaged(path: &Path, what: impl Into<Cow<'static, str>>) -> Error {
    Error::unreadable(path, Fault::new(FaultKind::Syntax, what, RESAVE))
}

/// The error for an office document with a damaged part.
pub fn damaged_part(path: &Path, part: &str, reason: &str) -> Error {
    damaged(path, format!("{part} inside it is damaged ({reason})"))
}

/// Opens the archive of an office document.
pub fn open<'a>(path: &Path, bytes: &'a [u8]) -> Result<ZipArchive<Cursor<&'a [u8]>>> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| damaged(path, format!("the archive is damaged ({error})")))
}

/// A part of the archive as text; `None` if the archive does not have it.
pub fn part_of(
    path: &Path,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
) -> Result<Option<String>> {
    if archive.index_for_name(name).is_none() {
        return Ok(None);
    }
    let damaged = |what: String| damaged_part(path, name, &what);
    let part = archive.by_name(name).map_err(|error| damaged(error.to_string()))?;
    let mut bytes = Vec::new();
    part.take(MAX_PART_SIZE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(error.to_string()))?;
    if bytes.len() as u64 > MAX_PART_SIZE {
        let what = format!("{name} inside it unpacks to more than {} MiB", MAX_PART_SIZE >> 20);
        let fault = Fault::new(FaultKind::Limit, what, "split it into several documents");
        return Err(Error::unreadable(path, fault));
    }
    let decoded = decode(&bytes).map_err(|_| damaged("it is not text".into()))?;
    Ok(Some(decoded.text))
}
