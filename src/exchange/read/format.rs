//! Which format a file of units is in.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::text::plain_text_encoding;

use super::language::title_language;
use super::xml::{root_name, xml_encoding};

/// A format that translation units are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitFormat {
    /// Translation Memory eXchange.
    Tmx,
    /// XLIFF 1.2 and 2.x, with what Studio, memoQ and Phrase make of it.
    Xliff,
    /// Gettext catalogues.
    Po,
    /// Tab-separated lines, no quoting.
    Tsv,
    /// Rows of a spreadsheet.
    Csv,
    /// An object a line: beads or units.
    Jsonl,
    /// Two parallel text files.
    Moses,
    /// Hunalign's rungs or its text output.
    Ladder,
}

impl UnitFormat {
    /// All of them, in the order they are listed to users.
    pub const ALL: [UnitFormat; 8] = [
        UnitFormat::Tmx,
        UnitFormat::Xliff,
        UnitFormat::Po,
        UnitFormat::Tsv,
        UnitFormat::Csv,
        UnitFormat::Jsonl,
        UnitFormat::Moses,
        UnitFormat::Ladder,
    ];

    /// The name that users type.
    pub fn name(self) -> &'static str {
        match self {
            UnitFormat::Tmx => "tmx",
            UnitFormat::Xliff => "xliff",
            UnitFormat::Po => "po",
            UnitFormat::Tsv => "tsv",
            UnitFormat::Csv => "csv",
            UnitFormat::Jsonl => "jsonl",
            UnitFormat::Moses => "moses",
            UnitFormat::Ladder => "ladder",
        }
    }

    /// The format that a file's extension names, that of `.gz` taken off.
    pub fn of_extension(path: &Path) -> Option<UnitFormat> {
        let bare = without_gz(path);
        let extension = bare.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "tmx" => Some(UnitFormat::Tmx),
            "xlf" | "xliff" | "sdlxliff" | "mqxliff" | "mxliff" => Some(UnitFormat::Xliff),
            "po" | "pot" => Some(UnitFormat::Po),
            "tsv" | "tab" => Some(UnitFormat::Tsv),
            "csv" => Some(UnitFormat::Csv),
            "jsonl" | "ndjson" | "json" => Some(UnitFormat::Jsonl),
            "moses" => Some(UnitFormat::Moses),
            "ladder" => Some(UnitFormat::Ladder),
            // `corpus.en` of a pair of files.
            tag => title_language(tag).map(|_| UnitFormat::Moses),
        }
    }

    /// The format that the beginning of a file looks like.
    pub fn of_beginning(head: &[u8]) -> Option<UnitFormat> {
        let encoding = match head.trim_ascii_start() {
            [b'<', b'?', ..] => xml_encoding(head).ok()?,
            _ => plain_text_encoding(head).0,
        };
        let (text, _) = encoding.decode_with_bom_removal(head);
        let text = text.trim_start_matches(['\u{FEFF}', ' ', '\r', '\n']);
        match text.chars().next()? {
            '<' => match root_name(text)?.as_str() {
                "tmx" => Some(UnitFormat::Tmx),
                "xliff" => Some(UnitFormat::Xliff),
                _ => None,
            },
            '{' => Some(UnitFormat::Jsonl),
            _ => of_lines(text),
        }
    }
}

/// The format that lines of text look like.
fn of_lines(text: &str) -> Option<UnitFormat> {
    if text.lines().take(200).any(|line| line.starts_with("msgid ")) {
        return Some(UnitFormat::Po);
    }
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if is_rung(first) {
        Some(UnitFormat::Ladder)
    } else if first.contains('\t') {
        Some(UnitFormat::Tsv)
    } else if first.starts_with("sep=") || first.contains([',', ';']) {
        Some(UnitFormat::Csv)
    } else {
        None
    }
}

/// Whether a line is a rung of a ladder: two indices and what may follow them.
fn is_rung(line: &str) -> bool {
    let mut fields = line.trim_end().split('\t');
    let mut is_number = || {
        fields
            .next()
            .is_some_and(|field| !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit()))
    };
    is_number() && is_number() && fields.all(|field| field.parse::<f64>().is_ok())
}

/// Whether a ladder is one of indices, rather than of texts.
pub fn begins_with_rung(head: &[u8]) -> bool {
    let (text, _) = plain_text_encoding(head).0.decode_with_bom_removal(head);
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_rung)
}

/// A path without the `.gz` at its end.
pub fn without_gz(path: &Path) -> std::path::PathBuf {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("gz") => path.with_extension(""),
        _ => path.to_owned(),
    }
}

impl fmt::Display for UnitFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for UnitFormat {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        UnitFormat::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<_> = UnitFormat::ALL.into_iter().map(UnitFormat::name).collect();
            format!("“{name}” is not a format of units; use one of {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name_or_beginning() {
        for (name, format) in [
            ("a.TMX", UnitFormat::Tmx),
            ("a.tmx.gz", UnitFormat::Tmx),
            ("a.sdlxliff", UnitFormat::Xliff),
            ("corpus.en", UnitFormat::Moses),
            ("corpus.ar.gz", UnitFormat::Moses),
        ] {
            assert_eq!(UnitFormat::of_extension(Path::new(name)), Some(format), "{name}");
        }
        assert_eq!(UnitFormat::of_extension(Path::new("a.txt")), None);
        for (text, format) in [
            ("<?xml version='1.0'?><!-- x --><tmx version='1.4'>", Some(UnitFormat::Tmx)),
            ("\u{FEFF}<x:xliff xmlns:x='y'>", Some(UnitFormat::Xliff)),
            ("<html>", None),
            ("# a\nmsgid \"\"\n", Some(UnitFormat::Po)),
            ("{\"source\":", Some(UnitFormat::Jsonl)),
            ("0\t0\t0.3\n", Some(UnitFormat::Ladder)),
            ("a\tب\t1\n", Some(UnitFormat::Tsv)),
            ("en;ar\n", Some(UnitFormat::Csv)),
            ("words", None),
        ] {
            assert_eq!(UnitFormat::of_beginning(text.as_bytes()), format, "{text}");
        }
    }
}
