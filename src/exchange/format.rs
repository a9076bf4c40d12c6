//! The formats of translation units and of aligned documents, in one table. Detection, help, messages
//! and downloads all go by it.

use std::fmt;
use std::path::Path;

/// A format that units are read from, or units or documents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Translation Memory eXchange.
    Tmx,
    /// XML Localization Interchange File Format.
    Xliff,
    /// Gettext catalogues.
    Po,
    /// Tab-separated values, without quoting.
    Tsv,
    /// Comma-separated values, as spreadsheets save them.
    Csv,
    /// A JSON object a line: beads or units.
    Jsonl,
    /// Two parallel text files.
    Moses,
    /// Hunalign's rungs of segment indices, or its text output.
    Ladder,
    /// Indices of segments, tab-separated.
    Beads,
    /// A page with both texts side by side.
    Html,
    /// For people, in a terminal.
    Text,
}

/// What is known about a format.
struct Row {
    format: Format,
    /// What users type.
    name: &'static str,
    /// What sentences call it.
    title: &'static str,
    /// The extensions of its files, in lower case; files that are written get the first.
    extensions: &'static [&'static str],
    /// More extensions, of files of other tools, which are only read.
    foreign_extensions: &'static [&'static str],
    /// Whether units are read from it.
    reads_units: bool,
    /// Whether units are written in it.
    writes_units: bool,
    /// Whether documents are written in it, with all their beads, omissions included.
    writes_documents: bool,
    /// The media type of a download; none where the desk does not offer it.
    media_type: Option<&'static str>,
    /// What help says of it.
    help: &'static str,
}

/// Media type of what a browser shows as text.
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// A format that nothing can be done with; what the rows of the table differ from.
const NONE: Row = Row {
    format: Format::Text,
    name: "",
    title: "",
    extensions: &[],
    foreign_extensions: &[],
    reads_units: false,
    writes_units: false,
    writes_documents: false,
    media_type: None,
    help: "",
};

/// The formats in the order of [`Format`], which is the order they are listed in.
static TABLE: [Row; 11] = [
    Row {
        format: Format::Tmx,
        name: "tmx",
        title: "TMX",
        extensions: &["tmx"],
        reads_units: true,
        writes_units: true,
        media_type: Some("application/xml"),
        help: "translation memories for any CAT tool",
        ..NONE
    },
    Row {
        format: Format::Xliff,
        name: "xliff",
        title: "XLIFF",
        extensions: &["xliff", "xlf"],
        foreign_extensions: &["sdlxliff", "mqxliff", "mxliff"],
        reads_units: true,
        writes_units: true,
        media_type: Some("application/xml"),
        help: "bilingual files of CAT tools",
        ..NONE
    },
    Row {
        format: Format::Po,
        name: "po",
        title: "PO",
        extensions: &["po", "pot"],
        reads_units: true,
        help: "gettext catalogues of programs",
        ..NONE
    },
    Row {
        format: Format::Tsv,
        name: "tsv",
        title: "TSV",
        extensions: &["tsv"],
        foreign_extensions: &["tab"],
        reads_units: true,
        writes_units: true,
        media_type: Some(PLAIN_TEXT),
        help: "source, target and score, separated by tabs",
        ..NONE
    },
    Row {
        format: Format::Csv,
        name: "csv",
        title: "CSV",
        extensions: &["csv"],
        reads_units: true,
        writes_units: true,
        media_type: Some(PLAIN_TEXT),
        help: "a table with titles, for spreadsheets",
        ..NONE
    },
    Row {
        format: Format::Jsonl,
        name: "jsonl",
        title: "JSONL",
        extensions: &["jsonl", "ndjson", "json"],
        reads_units: true,
        writes_units: true,
        writes_documents: true,
        media_type: Some("application/jsonl"),
        help: "a JSON object a line, for programs",
        ..NONE
    },
    Row {
        format: Format::Moses,
        name: "moses",
        title: "Moses",
        extensions: &["moses"],
        reads_units: true,
        writes_units: true,
        help: "two text files, a segment a line",
        ..NONE
    },
    Row {
        format: Format::Ladder,
        name: "ladder",
        title: "hunalign's ladder",
        extensions: &["ladder"],
        reads_units: true,
        writes_documents: true,
        help: "segment indices, as hunalign writes them",
        ..NONE
    },
    Row {
        format: Format::Beads,
        name: "beads",
        title: "beads",
        extensions: &["beads"],
        writes_documents: true,
        help: "segment indices and score, separated by tabs",
        ..NONE
    },
    Row {
        format: Format::Html,
        name: "html",
        title: "HTML",
        extensions: &["html", "htm"],
        writes_documents: true,
        media_type: Some("text/html; charset=utf-8"),
        help: "a page with both texts side by side",
        ..NONE
    },
    Row {
        format: Format::Text,
        name: "text",
        title: "text",
        extensions: &["txt", "text"],
        writes_documents: true,
        media_type: Some(PLAIN_TEXT),
        help: "for people, in a terminal",
        ..NONE
    },
];

impl Format {
    /// All of them, in the order they are listed to users.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|row| row.format)
    }

    /// The formats that units can be read from.
    pub fn readable() -> impl Iterator<Item = Format> {
        Format::all().filter(|format| format.row().reads_units)
    }

    /// The formats that units or documents can be written in.
    pub fn writable() -> impl Iterator<Item = Format> {
        Format::all().filter(|format| format.writes_units() || format.writes_documents())
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The name that users type.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What to call it in a sentence: `TMX`.
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        self.row().extensions[0]
    }

    /// Whether units can be written in it.
    pub fn writes_units(self) -> bool {
        self.row().writes_units
    }

    /// Whether documents can be written in it, with all their beads, omissions included.
    pub fn writes_documents(self) -> bool {
        self.row().writes_documents
    }

    /// The media type of a file to download; none for a format that is not offered for download.
    pub fn media_type(self) -> Option<&'static str> {
        self.row().media_type
    }

    /// The format to read that a user names.
    ///
    /// # Errors
    /// When it is not the name of one, with the names there are.
    pub fn named_to_read(name: &str) -> Result<Format, String> {
        Format::named(name, "read", Format::readable().collect())
    }

    /// The format to write that a user names.
    ///
    /// # Errors
    /// When it is not the name of one, with the names there are.
    pub fn named_to_write(name: &str) -> Result<Format, String> {
        Format::named(name, "write", Format::writable().collect())
    }

    fn named(name: &str, verb: &str, formats: Vec<Format>) -> Result<Format, String> {
        formats.iter().copied().find(|format| format.name() == name).ok_or_else(|| {
            let names = Format::names(formats);
            format!("“{name}” is not a format to {verb}; use one of {names}")
        })
    }

    /// The format to read that the extension of a file names.
    pub(super) fn readable_by_extension(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Format::readable().find(|format| {
            let Row { extensions, foreign_extensions, .. } = format.row();
            extensions.iter().chain(*foreign_extensions).any(|known| *known == extension)
        })
    }

    /// The format to write that the extension of a file names.
    pub fn of_output(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Format::writable().find(|format| format.row().extensions.contains(&extension.as_str()))
    }

    /// The names of some formats: `tmx, xliff, po`.
    pub fn names(formats: impl IntoIterator<Item = Format>) -> String {
        formats.into_iter().map(Format::name).collect::<Vec<_>>().join(", ")
    }

    /// The formats to read for a help text, one a line, with the extensions that are only read.
    pub fn help_to_read() -> String {
        help_list(Format::readable(), |format| {
            let foreign = format.row().foreign_extensions;
            let foreign: Vec<_> = foreign.iter().map(|extension| format!(".{extension}")).collect();
            if foreign.is_empty() {
                String::new()
            } else {
                format!(" (also {})", foreign.join(", "))
            }
        })
    }

    /// Those of the formats to write for which something holds, for a help text, one a line.
    pub fn help_to_write(holds: impl Fn(Format) -> bool) -> String {
        help_list(Format::writable().filter(|format| holds(*format)), |_| String::new())
    }
}

fn help_list(formats: impl Iterator<Item = Format>, more: impl Fn(Format) -> String) -> String {
    let line = |format: Format| {
        let Row { name, help, .. } = format.row();
        format!("  {name:<8}{help}{}", more(format))
    };
    formats.map(line).collect::<Vec<_>>().join("\n")
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_row() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.format as usize, index, "{}", row.name);
            assert!(!row.extensions.is_empty() && !row.help.is_empty(), "{}", row.name);
            assert!(
                row.reads_units || row.writes_units || row.writes_documents,
                "{} has no use",
                row.name
            );
        }
    }

    #[test]
    fn an_extension_names_the_format_to_write() {
        for (name, format) in [
            ("a.TMX", Some(Format::Tmx)),
            ("a.xlf", Some(Format::Xliff)),
            ("a.txt", Some(Format::Text)),
            ("a.htm", Some(Format::Html)),
            ("a.json", Some(Format::Jsonl)),
            ("a.po", None),
            ("a.sdlxliff", None),
            ("a.tab", None),
            ("a.tmx.gz", None),
        ] {
            assert_eq!(Format::of_output(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn names_are_those_of_formats_with_that_use() {
        assert_eq!(Format::named_to_read("po"), Ok(Format::Po));
        assert_eq!(Format::named_to_write("html"), Ok(Format::Html));
        assert!(Format::named_to_write("po").unwrap_err().contains("tmx, xliff, tsv"));
        assert!(Format::named_to_read("html").unwrap_err().contains("po"));
    }
}
