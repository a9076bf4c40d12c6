//! The header of a PO file: its encoding and its languages.

use encoding_rs::Encoding;

use crate::exchange::fault::{Checked, unknown_encoding};
use crate::exchange::language::{LanguageTags, language_of_title};
use crate::model::{Language, Pair};
use crate::text::plain_text_encoding;

/// What comes before the name of the encoding in the header.
const CHARSET: &[u8] = b"charset=";

/// The encoding in templates, where it is not decided yet.
const UNDECIDED: &[u8] = b"CHARSET";

/// The encoding that the header of a PO file declares, or else the one that its beginning shows.
///
/// # Errors
/// When the header declares an encoding that is not known.
pub fn po_encoding(head: &[u8]) -> Checked<&'static Encoding> {
    let shown = plain_text_encoding(head).0;
    if Encoding::for_bom(head).is_some() || !shown.is_ascii_compatible() {
        return Ok(shown);
    }
    let Some(at) = memchr::memmem::find(head, CHARSET) else { return Ok(shown) };
    let label: Vec<u8> = head[at + CHARSET.len()..]
        .iter()
        .copied()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        .collect();
    if label == UNDECIDED || label.is_empty() {
        return Ok(shown);
    }
    Encoding::for_label(&label).ok_or_else(|| unknown_encoding(&String::from_utf8_lossy(&label)))
}

/// The languages that a header names.
#[derive(Debug, Default)]
pub struct PoHeader {
    pub languages: Pair<Option<Language>>,
}

impl PoHeader {
    /// Takes the fields of a header.
    pub fn read(&mut self, text: &str, tags: &mut LanguageTags) {
        let Pair { source, target } = &mut self.languages;
        for line in text.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            let mut language = || {
                let named = (!value.is_empty()).then(|| tags.language(value)).flatten();
                named
                    .filter(|named| named.primary().len() <= 3)
                    .or_else(|| language_of_title(value))
            };
            match key.trim().to_ascii_lowercase().as_str() {
                "language" => *target = language().or(target.take()),
                "x-poedit-language" if target.is_none() => *target = language(),
                "x-source-language" | "x-poedit-sourcelanguage" => {
                    *source = language().or(source.take());
                }
                _ => {}
            }
        }
    }
}
