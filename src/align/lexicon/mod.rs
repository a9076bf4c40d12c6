//! The lexicon: which words translate which, and how probably.
//!
//! Words are kept as two kinds of units. *Stems* are light stems of both languages. *Roots* are
//! cruder: what is left of an Arabic stem without weak letters and derivational prefixes, and the
//! first letters of an English stem; they generalise over derivations that the training text never
//! showed (الاغتذاء, الغذاء – nutrition).
//!
//! A lexicon is text, sorted by word, and is searched where it lies: the one that is built into the
//! program costs nothing to load. A user's [glossary](Glossary) becomes such a text when it is read.

mod glossary;
mod table;
mod train;
mod units;

use std::borrow::Cow;
use std::path::Path;

pub use glossary::Glossary;
pub use table::{Entry, Table};
pub use train::{Sentences, TrainingOptions, train};
pub use units::{UnitKind, Units};

use crate::document::decode;
use crate::error::{Error, Result};

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
        Lexicon { text: Cow::Borrowed(BUILT_IN) }
    }

    /// Reads a lexicon or a glossary from a file; the first line tells which it is.
    ///
    /// # Errors
    /// When the file cannot be read, is a damaged lexicon or one of another version, or a glossary
    /// without an entry.
    pub fn read(path: &Path) -> Result<LexiconFile> {
        let fail = |what: &str| Error::document(path, what);
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        let decoded = decode(&bytes)
            .map_err(|_| fail("this is not text; a lexicon or glossary is a text file"))?;
        let mut warnings: Vec<String> = decoded.warning.into_iter().collect();
        let text = decoded.text.replace("\r\n", "\n");
        if text.starts_with(MAGIC_OF_ANY) {
            let lexicon = Self::parse(text).map_err(|what| fail(&what))?;
            return Ok(LexiconFile { lexicon, is_glossary: false, warnings });
        }
        let glossary = Glossary::parse(&text);
        if glossary.is_empty() {
            return Err(fail(&format!(
                "no entry is here; a line of a glossary is TERM<TAB>TERM, one English and one \
                 Arabic, and a lexicon begins with “{MAGIC}”"
            )));
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
        if let Some(missing) = TableKey::ALL.iter().find(|key| !text.contains(key.title())) {
            return Err(format!("the table {} is missing", missing.title()));
        }
        Ok(Lexicon { text: Cow::Owned(text) })
    }
}

impl Lexicon<'_> {
    /// One of the four tables.
    pub fn table(&self, key: TableKey) -> Table<'_> {
        let after =
            self.text.find(key.title()).map_or("", |at| &self.text[at + key.title().len()..]);
        let section = after.find("\n[").map_or(after, |end| &after[..=end]);
        Table::new(section)
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
