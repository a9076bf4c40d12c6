//! What can be wrong with a memory that opens, and mending it in place.

use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;

use super::super::{index, open};
use super::Memory;
use super::index_check::find_missing;
use crate::error::Result;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Units looked at.
    pub units: u64,
    /// What SQLite says is wrong with the file; nothing when it is sound.
    pub damage: Vec<String>,
    /// Rows that name another row which is not there.
    pub dangling: u64,
    /// Units that a lookup may not find.
    pub not_indexed: u64,
    /// Words that a search for their beginning does not find.
    pub words_not_indexed: u64,
}

impl Findings {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        *self == Findings { units: self.units, ..Findings::default() }
    }
}

/// Whether rows themselves may be lost by what SQLite found, rather than what leads to them.
pub fn needs_salvage(damage: &[String]) -> bool {
    // “row 7 missing from index unit_by_document”, “wrong # of entries in index …”
    damage.iter().any(|complaint| !complaint.contains(" index "))
}

impl Memory {
    /// Checks that rows name rows which are there, and that the index leads to every unit. `damage` is
    /// what [`crate::memory::inspect`] found, which takes its own time.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn check(&self, damage: Vec<String>) -> Result<Findings> {
        check(&self.connection, damage).map_err(|error| self.explain(error))
    }

    /// Makes all indexes anew and unties rows from what is not there; says what is wrong still.
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

/// Takes away what rows say of rows that are not there. A bead is nothing without its document.
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
