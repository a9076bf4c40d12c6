//! What can be wrong with a memory that opens, and mending it in place.

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use serde::Serialize;

use super::super::index;
use super::Memory;
use super::index_check::find_missing;
use crate::error::Result;

/// Complaints of SQLite that are shown at most.
const COMPLAINTS: usize = 20;

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

    /// Whether rows themselves may be lost, rather than what leads to them.
    pub fn needs_salvage(&self) -> bool {
        // “row 7 missing from index unit_by_document”, “wrong # of entries in index …”
        self.damage.iter().any(|complaint| !complaint.contains(" index "))
    }
}

/// What was mended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// What was wrong before.
    pub found: Findings,
    /// What is wrong still.
    pub left: Findings,
}

impl Memory {
    /// Checks the file, that rows name rows which are there, and that the index leads to every unit.
    ///
    /// # Errors
    /// When the memory cannot be read at all.
    pub fn check(&self) -> Result<Findings> {
        check(&self.connection).map_err(|error| self.explain(error))
    }

    /// Mends what can be mended in place: makes all indexes anew and unties rows from what is not
    /// there. Nothing is changed in a memory that needs to be salvaged.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn repair(&mut self) -> Result<Repaired> {
        let found = self.check()?;
        if found.needs_salvage() {
            return Ok(Repaired { left: found.clone(), found });
        }
        let mended = mend(&mut self.connection);
        mended.map_err(|error| self.explain(error))?;
        Ok(Repaired { found, left: self.check()? })
    }
}

fn check(connection: &Connection) -> rusqlite::Result<Findings> {
    let mut findings = Findings::default();
    let damaged = complaints(connection).and_then(|damage| {
        findings.damage = damage;
        if findings.needs_salvage() {
            return Ok(());
        }
        findings.dangling =
            connection
                .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        findings.units =
            connection.query_row("SELECT count(*) FROM unit NOT INDEXED", [], |row| row.get(0))?;
        let missing = find_missing(connection)?;
        (findings.not_indexed, findings.words_not_indexed) = (missing.units, missing.words);
        Ok(())
    });
    match damaged {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            findings.damage.push(error.to_string());
            Ok(findings)
        }
        Err(error) => Err(error),
        Ok(()) => Ok(findings),
    }
}

/// What SQLite finds wrong with a file.
pub fn complaints(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let all: Vec<String> = connection
        .prepare(&format!("PRAGMA integrity_check({COMPLAINTS})"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().filter(|complaint| complaint != "ok").collect())
}

fn mend(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch("REINDEX")?;
    untie(&transaction)?;
    index::rebuild(&transaction)?;
    transaction.commit()
}

/// Takes away what rows say of rows that are not there. A bead is nothing without its document.
pub fn untie(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM bead WHERE document_id NOT IN (SELECT id FROM document);
         UPDATE unit SET bead_id = NULL WHERE bead_id NOT IN (SELECT id FROM bead);
         UPDATE unit SET document_id = NULL WHERE document_id NOT IN (SELECT id FROM document);
         UPDATE unit SET import_id = NULL WHERE import_id NOT IN (SELECT id FROM operation);
         UPDATE operation SET undoes = NULL WHERE undoes NOT IN (SELECT id FROM operation);
         DELETE FROM change WHERE operation_id NOT IN (SELECT id FROM operation);",
    )
}
