//! The lexicon: which words translate which, and how probably.
//!
//! Words are kept as two kinds of units. *Stems* are light stems of both languages. *Roots* are
//! cruder: what is left of an Arabic stem without weak letters and derivational prefixes, and the
//! first letters of an English stem; they generalise over derivations that the training text never
//! showed (الاغتذاء, الغذاء – nutrition).
//!
//! A lexicon is text, and is searched where it lies: the one that is built into the program costs
//! nothing to load, and only the tables that are asked are indexed. A user's [glossary](Glossary) becomes such a text when it is read.

mod glossary;
mod table;
mod train;
mod units;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use memchr::memmem;

pub use glossary::Glossary;
pub use table::{Entry, Row, Table};
pub use train::{Sentences, TrainingOptions, train};
pub use units::{UnitKind, Units};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::text::decode;

/// The lexicon that is built in, trained from openly licensed text; its header names the sources.
const BUILT_IN: &str = include_str!("../../../corpus/lexicon.en-ar.txt");

/// The first line of every lexicon.
const MAGIC: &str = "# tarjuman lexicon 1";
/// How the first line of a lexicon of any version begins.
const MAGIC_OF_ANY: &str = "# tarjuman lexicon ";

/// A lexicon of English and Arabic.
#[derive(Debug, Clone)]
pub struct Lexicon<'a> {
    text: Cow<'a, str>,
    tables: Arc<Tables>,
}

/// The tables in a lexicon's text, in the order of [`TableKey::ALL`].
type Tables = [TablePlace; 4];

/// Where a table lies.
#[derive(Debug, Default)]
struct TablePlace {
    /// Bytes after its title.
    text: Range<usize>,
    /// Where its lines are; made when it is first asked.
    index: OnceLock<table::Index>,
}

/// Finds the tables.
///
/// # Errors
/// With the first that is missing.
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

/// The direction and kind of one of a lexicon's four tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableKey {
    /// Stems or roots.
    pub kind: UnitKind,
    /// From Arabic to English rather than from English to Arabic.
    pub from_arabic: bool,
}

impl TableKey {
    /// All four, in the order they are stored.
    pub const ALL: [TableKey; 4] = [
        TableKey { kind: UnitKind::Stem, from_arabic: false },
        TableKey { kind: UnitKind::Stem, from_arabic: true },
        TableKey { kind: UnitKind::Root, from_arabic: false },
        TableKey { kind: UnitKind::Root, from_arabic: true },
    ];

    /// The table of the same kind and the other direction.
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

/// A lexicon as it was read from a file.
#[derive(Debug, Clone)]
pub struct LexiconFile {
    /// The lexicon.
    pub lexicon: Lexicon<'static>,
    /// Whether it was made from a glossary, which has no counts of its own.
    pub is_glossary: bool,
    /// What the user should know: an encoding that was guessed, lines of a glossary that were
    /// skipped with their numbers.
    pub warnings: Vec<String>,
}

impl Lexicon<'static> {
    /// The lexicon that comes with the program.
    pub fn built_in() -> Self {
        static TABLES: LazyLock<Arc<Tables>> =
            LazyLock::new(|| Arc::new(find_tables(BUILT_IN).unwrap_or_default()));
        Lexicon { text: Cow::Borrowed(BUILT_IN), tables: TABLES.clone() }
    }

    /// Reads a lexicon or a glossary from a file; the first line tells which it is.
    ///
    /// # Errors
    /// When the file cannot be read, is a damaged lexicon or one of another version, or a glossary
    /// without an entry.
    pub fn read(path: &Path) -> Result<LexiconFile> {
        let fail = |kind, what: &str, hint: &str| {
            Error::unreadable(path, Fault::new(kind, what.to_owned(), hint.to_owned()))
        };
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        let decoded = decode(&bytes).map_err(|_| {
            let hint = "save the lexicon or glossary as text in UTF-8";
            fail(FaultKind::Encoding, "this is not text", hint)
        })?;
        let mut warnings: Vec<String> = decoded.warning.into_iter().collect();
        let text = decoded.text.replace("\r\n", "\n");
        if text.starts_with(MAGIC_OF_ANY) {
            let lexicon = Self::parse(text).map_err(|what| {
                fail(FaultKind::Format, &what, "train it again with this program")
            })?;
            return Ok(LexiconFile { lexicon, is_glossary: false, warnings });
        }
        let glossary = Glossary::parse(&text);
        if glossary.is_empty() {
            let hint = format!(
                "write a line of a glossary as TERM<TAB>TERM, one English and one Arabic; a lexicon \
                 begins with “{MAGIC}”"
            );
            return Err(fail(FaultKind::Empty, "it has no entries", &hint));
        }
        let lexicon = glossary.to_lexicon();
        warnings.extend(glossary.skipped);
        Ok(LexiconFile { lexicon, is_glossary: true, warnings })
    }

    /// A lexicon from its text.
    ///
    /// # Errors
    /// With what is missing.
    pub fn parse(text: String) -> std::result::Result<Self, String> {
        let first = text.lines().next().unwrap_or_default();
        if first.trim_end() != MAGIC {
            return Err(format!("not a lexicon of this version: the first line must be “{MAGIC}”"));
        }
        let tables = find_tables(&text)
            .map_err(|missing| format!("the table {} is missing", missing.title()))?;
        Ok(Lexicon { text: Cow::Owned(text), tables: Arc::new(tables) })
    }
}

impl Lexicon<'static> {
    /// A lexicon of tables in the order of [`TableKey::ALL`].
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
        let place = &self.tables[at];
        Table::new(&self.text[place.text.clone()], &place.index)
    }

    /// The lines of the header: sources, command, date.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .skip(1)
            .map(|line| line[1..].trim())
    }
}

/// Writes a lexicon: the header's lines and the four tables in the order of [`TableKey::ALL`].
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

    /// Each table holds its own words, whatever the header says, and the last reaches to the end.
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

    /// The built-in lexicon is whole.
    #[test]
    fn the_built_in_lexicon_has_all_tables() {
        for key in TableKey::ALL {
            assert!(Lexicon::built_in().table(key).words().count() > 1000, "{key:?}");
        }
    }
}
