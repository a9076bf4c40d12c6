//! Checking a memory that can be opened, and repairing it in place.

use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;

use super::super::{index, open};
use super::Memory;
use super::index_check::find_missing;
use crate::error::Result;

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Units checked.
    pub units: u64,
    /// SQLite's complaints about the file; empty if it is sound.
    pub damage: Vec<String>,
    /// Rows that refer to a row that does not exist.
    pub dangling: u64,
    /// Units that a lookup may not find.
    pub not_indexed: u64,
    /// Words that a search by their beginning does not find.
    pub words_not_indexed: u64,
}

impl Findings {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        *self == Findings { units: self.units, ..Findings::default() }
    }
}

/// Whether the damage may affect rows, not just SQLite's indexes.
pub fn needs_salvage(damage: &[String]) -> bool {
    // “row 7 missing from index unit_by_document”, “wrong # of entries in index …”
    damage.iter().any(|complaint| !complaint.contains(" index "))
}

impl Memory {
    /// Checks that references between rows are valid and that the index finds every unit. `damage` is the
    /// result of [`crate::memory::inspect`], which is passed on in the findings.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn check(&self, damage: Vec<String>) -> Result<Findings> {
        check(&self.connection, damage).map_err(|error| self.explain(error))
    }

    /// Rebuilds all indexes and removes dangling references; returns what is still wrong.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn repair(&mut self) -> Result<Findings> {
        let path = self.path.clone();
        let fail = |error: rusqlite::Error| open::explain(&path, error.into());
        repair_in_place(&mut self.connection).map_err(fail)?;
        let damage = open::find_damage(&self.connection).map_err(fail)?;
        self.check(damage)
    }
}

fn check(connection: &Connection, damage: Vec<String>) -> rusqlite::Result<Findings> {
    let number = |query: &str| connection.query_row(query, [], |row| row.get(0));
    let missing = find_missing(connection)?;
    Ok(Findings {
        units: number("SELECT count(*) FROM unit NOT INDEXED")?,
        damage,
        dangling: number("SELECT count(*) FROM pragma_foreign_key_check")?,
        not_indexed: missing.units,
        words_not_indexed: missing.words,
    })
}

fn repair_in_place(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch("REINDEX")?;
    clear_dangling_references(&transaction)?;
    index::rebuild(&transaction)?;
    transaction.commit()
}

/// Removes references to rows that do not exist. Beads and changes are deleted if their document or
/// operation does not exist.
pub fn clear_dangling_references(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM bead WHERE document_id NOT IN (SELECT id FROM document);
         UPDATE unit SET bead_id = NULL WHERE bead_id NOT IN (SELECT id FROM bead);
         UPDATE unit SET document_id = NULL WHERE document_id NOT IN (SELECT id FROM document);
         UPDATE unit SET import_id = NULL WHERE import_id NOT IN (SELECT id FROM operation);
         UPDATE operation SET undoes = NULL WHERE undoes NOT IN (SELECT id FROM operation);
         DELETE FROM change WHERE operation_id NOT IN (SELECT id FROM operation);",
    )
}
