//! Which format a file of units is in, by its name or its beginning.

use std::path::{Path, PathBuf};

use crate::text::plain_text_encoding;

use super::format::Format;
use super::language::language_of_title;
use super::xml::{root_name, xml_encoding};

/// Lines of the beginning in which a PO file shows its first entry; licences come before it.
const LINES_BEFORE_ENTRY: usize = 200;

/// The extensions of compressed files.
const COMPRESSED: [&str; 2] = ["gz", "zst"];

impl Format {
    /// The format to read that the name of a file shows, by its extension without that of a
    /// compression.
    pub fn of_input(path: &Path) -> Option<Format> {
        let bare = without_compression(path);
        Format::readable_by_extension(&bare).or_else(|| {
            // `corpus.en` of a pair of files.
            let tag = bare.extension()?.to_str()?.to_ascii_lowercase();
            language_of_title(&tag).map(|_| Format::Moses)
        })
    }

    /// The format that the beginning of a file looks like.
    pub fn of_beginning(head: &[u8]) -> Option<Format> {
        let encoding = match head.trim_ascii_start() {
            [b'<', b'?', ..] => xml_encoding(head).ok()?,
            _ => plain_text_encoding(head).0,
        };
        let (text, _) = encoding.decode_with_bom_removal(head);
        let text = text.trim_start_matches(['\u{FEFF}', ' ', '\r', '\n']);
        match text.chars().next()? {
            '<' => match root_name(text)?.as_str() {
                "tmx" => Some(Format::Tmx),
                "xliff" => Some(Format::Xliff),
                _ => None,
            },
            '{' => Some(Format::Jsonl),
            _ => of_lines(text),
        }
    }
}

/// The format that lines of text look like.
fn of_lines(text: &str) -> Option<Format> {
    if text.lines().take(LINES_BEFORE_ENTRY).any(|line| line.starts_with("msgid ")) {
        return Some(Format::Po);
    }
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if is_rung(first) {
        Some(Format::Ladder)
    } else if first.contains('\t') {
        Some(Format::Tsv)
    } else if first.starts_with("sep=") || first.contains([',', ';']) {
        Some(Format::Csv)
    } else {
        None
    }
}

/// Whether a line is a rung of a ladder: two indices, and perhaps numbers after them.
fn is_rung(line: &str) -> bool {
    let mut fields = line.trim_end().split('\t');
    let mut is_index = || {
        fields
            .next()
            .is_some_and(|field| !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit()))
    };
    is_index() && is_index() && fields.all(|field| field.parse::<f64>().is_ok())
}

/// Whether a ladder holds indices rather than texts.
pub fn begins_with_rung(head: &[u8]) -> bool {
    let (text, _) = plain_text_encoding(head).0.decode_with_bom_removal(head);
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_rung)
}

/// A path without the `.gz` or `.zst` at its end.
pub fn without_compression(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if COMPRESSED.iter().any(|of| extension.eq_ignore_ascii_case(of)) => {
            path.with_extension("")
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name_or_beginning() {
        for (name, format) in [
            ("a.TMX", Some(Format::Tmx)),
            ("a.tmx.gz", Some(Format::Tmx)),
            ("a.sdlxliff", Some(Format::Xliff)),
            ("a.pot", Some(Format::Po)),
            ("a.tab", Some(Format::Tsv)),
            ("corpus.en", Some(Format::Moses)),
            ("corpus.ar.gz", Some(Format::Moses)),
            ("corpus.ar.zst", Some(Format::Moses)),
            ("a.sdlxliff.ZST", Some(Format::Xliff)),
            ("a.txt", None),
            ("a.html", None),
        ] {
            assert_eq!(Format::of_input(Path::new(name)), format, "{name}");
        }
        for (text, format) in [
            ("<?xml version='1.0'?><!-- x --><tmx version='1.4'>", Some(Format::Tmx)),
            ("\u{FEFF}<x:xliff xmlns:x='y'>", Some(Format::Xliff)),
            ("<html>", None),
            ("# a\nmsgid \"\"\n", Some(Format::Po)),
            ("{\"source\":", Some(Format::Jsonl)),
            ("0\t0\t0.3\n", Some(Format::Ladder)),
            ("a\tب\t1\n", Some(Format::Tsv)),
            ("en;ar\n", Some(Format::Csv)),
            ("words", None),
        ] {
            assert_eq!(Format::of_beginning(text.as_bytes()), format, "{text}");
        }
    }
}
