//! Lexicons: which words translate which, and how probably.
//!
//! Words are stored as two kinds of units. *Stems* are light stems. *Roots* are coarser: an Arabic stem
//! without weak letters and derivational prefixes, or the first letters of an English stem. Roots
//! generalise to derivations that are not in the training text (الاغتذاء, الغذاء – nutrition).
//!
//! A lexicon is a text that is searched without loading it into other structures: the built-in lexicon
//! costs nothing to load, and only tables that are used are indexed. A [glossary](Glossary) is converted to
//! such a text when it is read.

mod glossary;
mod sources;
mod table;
mod train;
mod units;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use memchr::memmem;

pub use glossary::Glossary;
pub use sources::{BadSources, SourceTable};
pub use table::{Entry, Row, Table};
pub use train::{Sentences, TrainingOptions, train};
pub use units::{UnitKind, Units};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::text::decode;

/// The built-in lexicon, trained on openly licensed text; its header names the sources and its licence.
const BUILT_IN: &str = include_str!("../../../corpus/lexicon.en-ar.txt");

/// The first line of every lexicon.
const MAGIC: &str = "# tarjuman lexicon 1";
/// The beginning of the first line of a lexicon of any version.
const MAGIC_OF_ANY_VERSION: &str = "# tarjuman lexicon ";

/// A lexicon of English and Arabic.
#[derive(Debug, Clone)]
pub struct Lexicon<'a> {
    text: Cow<'a, str>,
    tables: Arc<Tables>,
}

/// The tables of a lexicon, in the order of [`TableKey::ALL`].
type Tables = [TableText; 4];

/// The position of a table in the text of its lexicon.
#[derive(Debug, Default)]
struct TableText {
    /// The bytes after its title.
    text: Range<usize>,
    /// The index of its lines, built on first use.
    index: OnceLock<table::Index>,
}

/// Finds the tables in the text of a lexicon.
///
/// # Errors
/// The first table that is missing.
fn find_tables(text: &str) -> std::result::Result<Tables, TableKey> {
    let mut tables: Tables = Default::default();
    for (key, table) in TableKey::ALL.into_iter().zip(&mut tables) {
        let title = format!("\n{}", key.title());
        let at = memmem::find(text.as_bytes(), title.as_bytes()).ok_or(key)?;
        let start = at + title.len();
        let length = memmem::find(&text.as_bytes()[start..], b"\n[");
        table.text = start..length.map_or(text.len(), |length| start + length + 1);
    }
    Ok(tables)
}

/// Identifies one of the four tables of a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableKey {
    /// Stems or roots.
    pub kind: UnitKind,
    /// From Arabic to English rather than from English to Arabic.
    pub from_arabic: bool,
}

impl TableKey {
    /// All four, in the order in which they are stored.
    pub const ALL: [TableKey; 4] = [
        TableKey { kind: UnitKind::Stem, from_arabic: false },
        TableKey { kind: UnitKind::Stem, from_arabic: true },
        TableKey { kind: UnitKind::Root, from_arabic: false },
        TableKey { kind: UnitKind::Root, from_arabic: true },
    ];

    /// The table of the same kind in the other direction.
    pub fn reversed(self) -> Self {
        TableKey { from_arabic: !self.from_arabic, ..self }
    }

    fn title(self) -> &'static str {
        match (self.kind, self.from_arabic) {
            (UnitKind::Stem, false) => "[stems en ar]",
            (UnitKind::Stem, true) => "[stems ar en]",
            (UnitKind::Root, false) => "[roots en ar]",
            (UnitKind::Root, true) => "[roots ar en]",
        }
    }
}

/// A lexicon that was read from a file.
#[derive(Debug, Clone)]
pub struct LexiconFile {
    /// The lexicon.
    pub lexicon: Lexicon<'static>,
    /// Whether it was converted from a glossary, which has no counts of its own.
    pub is_glossary: bool,
    /// Warnings for the user: an encoding that was guessed, lines of a glossary that were skipped.
    pub warnings: Vec<String>,
}

impl Lexicon<'static> {
    /// The built-in lexicon.
    pub fn built_in() -> Self {
        static TABLES: LazyLock<Arc<Tables>> =
            LazyLock::new(|| Arc::new(find_tables(BUILT_IN).unwrap_or_default()));
        Lexicon { text: Cow::Borrowed(BUILT_IN), tables: TABLES.clone() }
    }

    /// Reads a lexicon or a glossary from a file; the first line distinguishes them.
    ///
    /// # Errors
    /// When the file cannot be read, or is a damaged lexicon, a lexicon of another version, or a glossary
    /// without entries.
    pub fn read(path: &Path) -> Result<LexiconFile> {
        let fail = |kind, what: &str, hint: &str| {
            Error::unreadable(path, Fault::new(kind, what.to_owned(), hint.to_owned()))
        };
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        let decoded = decode(&bytes).map_err(|_| {
            let hint = "save the lexicon or glossary as text in UTF-8";
            fail(FaultKind::Encoding, "this is not a text file", hint)
        })?;
        let mut warnings: Vec<String> = decoded.warning.into_iter().collect();
        let text = decoded.text.replace("\r\n", "\n");
        if text.starts_with(MAGIC_OF_ANY_VERSION) {
            let lexicon = Self::parse(text).map_err(|what| {
                fail(FaultKind::Format, &what, "train it again with this version of tarjuman")
            })?;
            return Ok(LexiconFile { lexicon, is_glossary: false, warnings });
        }
        let glossary = Glossary::parse(&text);
        if glossary.is_empty() {
            let hint = format!(
                "write a glossary entry as a line TERM<TAB>TERM, one term English and one Arabic; a \
                                 lexicon begins with “{MAGIC}”"
            );
            return Err(fail(FaultKind::Empty, "it contains no glossary entries", &hint));
        }
        let lexicon = glossary.to_lexicon();
        warnings.extend(glossary.skipped);
        Ok(LexiconFile { lexicon, is_glossary: true, warnings })
    }

    /// Parses the text of a lexicon.
    ///
    /// # Errors
    /// A message that says what is missing.
    pub fn parse(text: String) -> std::result::Result<Self, String> {
        let first = text.lines().next().unwrap_or_default();
        if first.trim_end() != MAGIC {
            return Err(format!(
                "this is not a lexicon of this version; its first line must be “{MAGIC}”"
            ));
        }
        let tables = find_tables(&text)
            .map_err(|missing| format!("the table {} is missing", missing.title()))?;
        Ok(Lexicon { text: Cow::Owned(text), tables: Arc::new(tables) })
    }
}

impl Lexicon<'static> {
    /// Builds a lexicon from tables in the order of [`TableKey::ALL`].
    fn of_tables(header: &[String], tables: &[String; 4]) -> Self {
        let text = format_lexicon(header, tables);
        let tables = find_tables(&text).unwrap_or_default();
        Lexicon { text: Cow::Owned(text), tables: Arc::new(tables) }
    }
}

impl Lexicon<'_> {
    /// One of the four tables.
    pub fn table(&self, key: TableKey) -> Table<'_> {
        let at = match (key.kind, key.from_arabic) {
            (UnitKind::Stem, false) => 0,
            (UnitKind::Stem, true) => 1,
            (UnitKind::Root, false) => 2,
            (UnitKind::Root, true) => 3,
        };
        let table = &self.tables[at];
        Table::new(&self.text[table.text.clone()], &table.index)
    }

    /// The lines of the header, such as sources, command and date.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .skip(1)
            .map(|line| line[1..].trim())
    }
}

/// The text of a lexicon with a header and the four tables in the order of [`TableKey::ALL`].
pub fn format_lexicon(header: &[String], tables: &[String; 4]) -> String {
    let mut text = String::from(MAGIC);
    text.push('\n');
    for line in header {
        text.push_str("# ");
        text.push_str(line);
        text.push('\n');
    }
    for (key, table) in TableKey::ALL.iter().zip(tables) {
        text.push('\n');
        text.push_str(key.title());
        text.push_str(table);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each table contains its own words, even if the header contains a title; the last extends to the end.
    #[test]
    fn tables_are_found_by_their_titles() {
        let tables = ["a", "b", "c", "d"].map(|word| format!("\n7\n{word}\t3\tx 5000\n"));
        let header = ["made of [roots ar en] and more".to_owned()];
        let text = format_lexicon(&header, &tables);
        let lexicon = Lexicon::parse(text.clone()).unwrap();
        for (key, word) in TableKey::ALL.into_iter().zip(["a", "b", "c", "d"]) {
            let words: Vec<&str> = lexicon.table(key).words().map(|(word, _)| word).collect();
            assert_eq!(words, [word]);
            assert_eq!(lexicon.table(key).total(), 7.0);
        }
        let cut = text.split("\n[roots ar en]").next().unwrap().to_owned();
        assert!(Lexicon::parse(cut).unwrap_err().contains("[roots ar en]"));
    }

    /// The built-in lexicon is complete.
    #[test]
    fn the_built_in_lexicon_has_all_tables() {
        for key in TableKey::ALL {
            assert!(Lexicon::built_in().table(key).words().count() > 1000, "{key:?}");
        }
    }
}
