//! The translation memory: one SQLite file of documents, their beads and the units they gave.
//!
//! Every change is one transaction, logged in `operation`. Original texts are kept as typed.

mod bead_unit;
mod candidates;
mod concordance;
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
mod review;
mod schema;
mod set;
mod sql;
mod store;
mod undo;
mod unit;
mod upkeep;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use concordance::{Hit, HitLine, Page, SearchOptions, Spelling};
pub use document::{
    DOUBTFUL_BELOW, DocumentKey, DocumentProgress, Origin, StoredBead, StoredDocument,
};
pub use export::UnitFilter;
pub use import::{Import, Imported};
pub use info::{Conflicts, DocumentInfo, MemoryInfo, PairInfo};
pub use journal::Operation;
pub use lookup::{Difference, LookupOptions, Match, Neighbours};
pub use matching::{Penalty, Reason};
pub use open::inspect;
pub use review::{BeadEdit, Direction, NewRow, Reviewed};
pub use set::{InMemory, LookupQuery, MemorySet, best_matches};
pub use store::{NewDocument, Stored};
pub use undo::{UndoState, Undone};
pub use unit::StoredUnit;
pub use upkeep::{
    Dedupe, Deleted, Duplicates, Findings, KeepRule, Replace, Replaced, Replacement, Salvaged,
    SalvagedTable, SearchMode, UnitEdit, needs_salvage, salvage,
};

use crate::error::{Error, Result};
use crate::model::Language;

/// An open translation memory.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    path: PathBuf,
    author: Option<String>,
    lookup: lookup::LookupState,
}

impl Memory {
    /// Where the memory is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The primary languages of its texts.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn languages(&self) -> Result<Vec<Language>> {
        concordance::languages(&self.connection).map_err(|error| self.explain(error))
    }

    /// How many units it holds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn count_units(&self) -> Result<u64> {
        self.number("SELECT count(*) FROM unit")
    }

    /// A number that is another one once another connection has changed the memory.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn data_version(&self) -> Result<i64> {
        self.number("PRAGMA data_version")
    }

    fn number<T: rusqlite::types::FromSql>(&self, query: &str) -> Result<T> {
        self.connection.query_row(query, [], |row| row.get(0)).map_err(|error| self.explain(error))
    }

    /// Names the person whose changes these are.
    pub fn set_author(&mut self, author: Option<String>) {
        self.author = author.filter(|author| !author.trim().is_empty());
    }

    /// Says what went wrong in the user's terms where SQLite's would not help.
    fn explain(&self, error: impl Into<Error>) -> Error {
        open::explain(&self.path, error.into())
    }

    /// Makes one change in one transaction.
    fn change<T>(&mut self, change: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let path = &self.path;
        let fail = |error: rusqlite::Error| open::explain(path, error.into());
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fail)?;
        let done = change(&transaction).map_err(|error| open::explain(path, error))?;
        transaction.commit().map_err(fail)?;
        Ok(done)
    }
}

/// Begins a reading in one transaction: what is read then belongs together, and the file is locked once
/// rather than for every row.
fn begin_reading(connection: &Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.unchecked_transaction()
}
