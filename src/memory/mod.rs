//! The translation memory: one SQLite file that holds documents, their beads and translation units.
//!
//! # Tables
//!
//! | table | a row is |
//! |---|---|
//! | `document` | an article with its translation, or a document that imported units name |
//! | `bead` | a pair of segment groups of an aligned document, omissions included, with its review |
//! | `unit` | a translation unit: given by a bead, imported, or added by hand |
//! | `operation` | an entry of the history: when, by whom, what kind, and the result as JSON |
//! | `change` | a row of the first three tables as it was before an operation changed it |
//! | `posting` | a block of the inverted index: units whose texts contain a term |
//! | `vocabulary` | a word that occurs in the texts, for searches by the beginning of a word |
//!
//! Texts are stored exactly as typed; folding and stemming happen only in the index and in
//! comparisons. `posting` and `vocabulary` can be rebuilt from `unit`; the other tables cannot.
//!
//! # Layers
//!
//! 1. `open` and `schema` open a file and migrate it to the current version; `sql` maps model types to
//!    columns; `checksum` writes and compares the checksums of rows, and `damage` keeps what readers skip.
//! 2. `document`, `bead`, `unit` and `bead_unit` read and write rows; `index` maintains and reads the
//!    postings.
//! 3. `operation`, `journal`, `undo` and `restore` wrap changes: an operation runs in one transaction, is logged,
//!    and records the previous state of the rows it changes, so that it can be undone. An import is one
//!    operation in several transactions; migrations and repairs are not operations.
//! 4. `store`, `import`, `review` and `upkeep` make the changes.
//! 5. Reading: `lookup` finds fuzzy matches (`candidates` selects units with the index, `matching`
//!    scores them), `concordance` finds words, `export` and `info` read everything. `set` combines
//!    several memories. `stop` ends reading from outside.

mod bead;
mod bead_unit;
mod candidates;
mod checksum;
mod concordance;
mod damage;
mod document;
mod export;
mod import;
mod index;
mod info;
mod journal;
mod lookup;
mod matching;
mod open;
mod operation;
mod restore;
mod review;
mod schema;
mod set;
mod sql;
mod stop;
mod store;
mod undo;
mod unit;
mod upkeep;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use bead::StoredBead;
pub use concordance::{Hit, HitLine, Page, SearchOptions, Spelling};
pub use damage::{DamagedRow, Skipped, Table};
pub use document::{DOUBTFUL_BELOW, DocumentKey, DocumentProgress, Origin, StoredDocument};
pub use export::UnitFilter;
pub use import::{Import, Imported};
pub use info::{Conflicts, DocumentInfo, MemoryInfo, PairInfo};
pub use journal::Operation;
pub use lookup::{Difference, LookupOptions, Match, Neighbours};
pub use matching::{Penalty, Reason};
pub use open::inspect;
pub use review::{BeadEdit, Direction, NewRow, Reviewed};
pub use set::{InMemory, LookupQuery, MemorySet, best_matches};
pub use stop::Stop;
pub use store::{NewDocument, Stored};
pub use undo::{UndoState, Undone};
pub use unit::StoredUnit;
pub use upkeep::{
    Dedupe, Deleted, Duplicates, Findings, KeepRule, Replace, Replaced, Replacement, Salvaged,
    SalvagedTable, SearchMode, UnitEdit, needs_salvage, salvage,
};

use crate::error::{Error, Result};
use crate::model::Language;
use damage::SkipLog;

/// An open translation memory.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    path: PathBuf,
    author: Option<String>,
    lookup: lookup::LookupState,
    /// The damaged rows that readers have met.
    skipped: SkipLog,
}

impl Memory {
    /// The path of the memory file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The primary languages of the texts.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn languages(&self) -> Result<Vec<Language>> {
        concordance::languages(&self.connection).map_err(|error| self.explain(error))
    }

    /// The number of units.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn count_units(&self) -> Result<u64> {
        self.number("SELECT count(*) FROM unit")
    }

    /// A number that changes whenever another connection changes the memory.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn data_version(&self) -> Result<i64> {
        self.number("PRAGMA data_version")
    }

    fn number<T: rusqlite::types::FromSql>(&self, query: &str) -> Result<T> {
        self.connection.query_row(query, [], |row| row.get(0)).map_err(|error| self.explain(error))
    }

    /// Sets the author that operations from now on are attributed to; a blank name is no author.
    pub fn set_author(&mut self, author: Option<String>) {
        self.author = author.filter(|author| !author.trim().is_empty());
    }

    /// Rephrases an SQLite error in the user's terms, with the path of the memory.
    fn explain(&self, error: impl Into<Error>) -> Error {
        open::explain(&self.path, error.into())
    }

    /// Runs `change` in a write transaction and commits it.
    fn change<T>(&mut self, change: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let path = &self.path;
        let fail = |error: rusqlite::Error| open::explain(path, error.into());
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fail)?;
        checksum::start_sealing(&transaction).map_err(fail)?;
        let done = change(&transaction).map_err(|error| open::explain(path, error))?;
        transaction.commit().map_err(fail)?;
        Ok(done)
    }
}

/// Begins a read transaction: all reads see the same state, and the file is locked once rather than for
/// every statement.
fn begin_reading(connection: &Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.unchecked_transaction()
}
