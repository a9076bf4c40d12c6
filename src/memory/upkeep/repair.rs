//! Checking a memory that can be opened, and repairing it in place.

use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;

use super::super::checksum::{seal_all, start_sealing};
use super::super::{index, open};
use super::Memory;
use super::index_check::find_missing;
use super::row_check::{RowFaults, check_rows, restore_fingerprints};
use super::schema_check::COMPLAINT;
use crate::error::Result;
use crate::memory::{DamagedRow, Table};

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Units checked.
    pub units: u64,
    /// Complaints of SQLite about the file, and of this program about its tables; empty if it is sound.
    pub damage: Vec<String>,
    /// Rows that cannot be used, or are not as they were written.
    pub rows: Vec<DamagedRow>,
    /// Rows that refer to a row that does not exist.
    pub dangling: u64,
    /// The first of these rows, and what they refer to.
    pub dangling_rows: Vec<String>,
    /// Rows that another program wrote, so that damage to them cannot be excluded.
    pub unsealed: u64,
    /// Units that an import does not recognise, because their fingerprint is not that of their texts.
    pub misnamed: u64,
    /// Units that a lookup may not find.
    pub not_indexed: u64,
    /// Words that a search by their beginning does not find.
    pub words_not_indexed: u64,
    /// Damaged blocks of the index.
    pub blocks: u64,
}

impl Findings {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        *self == Findings { units: self.units, ..Findings::default() }
    }

    /// Whether rows are damaged, so that only a new file can be without damage.
    pub fn needs_salvage(&self) -> bool {
        needs_salvage(&self.damage) || !self.rows.is_empty()
    }
}

/// Whether the damage may affect rows, not just SQLite's indexes.
pub fn needs_salvage(damage: &[String]) -> bool {
    // “row 7 missing from index unit_by_document”, “wrong # of entries in index …”
    damage
        .iter()
        .any(|complaint| !complaint.contains(" index ") || complaint.starts_with(COMPLAINT))
}

/// The most rows with a reference to nothing that are named.
const MAX_DANGLING_NAMED: usize = 10;

impl Memory {
    /// Checks that all rows can be read and are as they were written, that references between rows are valid
    /// and that the index finds every unit. `damage` is the result of [`crate::memory::inspect`], which is
    /// passed on in the findings.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn check(&self, damage: Vec<String>) -> Result<Findings> {
        check(&self.connection, damage).map_err(|error| self.explain(error))
    }

    /// Rebuilds what follows from the rows, and removes dangling references; returns what is still wrong.
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
    let RowFaults { damaged: mut rows, misnamed, changes, unsealed } = check_rows(connection)?;
    rows.extend(changes.into_iter().map(|operation| {
        DamagedRow::new(Table::Operation, operation.0, "what it changed is not as it was written")
    }));
    Ok(Findings {
        units: number("SELECT count(*) FROM unit NOT INDEXED")?,
        damage,
        rows,
        dangling: number("SELECT count(*) FROM pragma_foreign_key_check")?,
        dangling_rows: dangling_rows(connection)?,
        unsealed,
        misnamed: misnamed.len() as u64,
        not_indexed: missing.units,
        words_not_indexed: missing.words,
        blocks: missing.blocks,
    })
}

fn dangling_rows(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT ?")?
        .query_map([MAX_DANGLING_NAMED], |row| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            Ok(match row.get::<_, Option<i64>>(1)? {
                Some(id) => format!("{table} {id} refers to a missing {parent}"),
                None => format!("a {table} refers to a missing {parent}"),
            })
        })?
        .collect()
}

fn repair_in_place(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    start_sealing(&transaction)?;
    transaction.execute_batch("REINDEX")?;
    clear_dangling_references(&transaction)?;
    let faults = check_rows(&transaction)?;
    restore_fingerprints(&transaction, &faults.misnamed)?;
    seal_all(&transaction)?;
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
