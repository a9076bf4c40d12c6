//! The journal: what every operation changed, so that it can be taken back.
//!
//! While an operation runs, triggers write each row of `document`, `bead` and `unit` as it was before
//! into `change`. [`super::undo`] writes them back.

use rusqlite::{Connection, Transaction, params};
use serde::Serialize;

use super::index::{self, IndexBatch};
use super::store::next_revision;
use super::unit::Stamp;
use super::{Memory, operation};
use crate::error::Result;
use crate::model::{DocumentId, Language, OperationId, OperationKind, Timestamp};

/// The tables that can be taken back.
pub(super) const TABLES: [&str; 3] = ["document", "bead", "unit"];

/// Beyond this many added units, and a quarter of all, the index is made anew.
const REBUILD_ABOVE: usize = 20_000;

/// Whether an operation is taken back. An undo that was taken back itself is none.
pub(super) const IS_UNDONE: &str =
    "EXISTS (SELECT 1 FROM operation AS u WHERE u.undoes = operation.id
    AND NOT EXISTS (SELECT 1 FROM operation AS r WHERE r.undoes = u.id))";

/// An operation while it is done.
#[derive(Debug, Clone, Copy)]
pub struct OperationContext<'a> {
    /// Its id.
    pub id: OperationId,
    /// Who does it, and when.
    pub stamp: Stamp<'a>,
}

/// An operation of the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// Its number, from 1, in the order they were done.
    pub id: OperationId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What was done: align, import, edit …
    pub kind: OperationKind,
    /// The document or file it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What it came to.
    pub detail: serde_json::Value,
    /// The operation it took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<OperationId>,
    /// Whether it has been taken back.
    pub undone: bool,
}

impl Operation {
    /// How many units it touched, where that was logged.
    pub fn units(&self) -> Option<u64> {
        ["units", "added"].iter().find_map(|name| self.detail[name].as_u64())
    }
}

impl Memory {
    /// Does one operation in one transaction: what `work` changes is journalled and indexed, and what it
    /// says of it is logged.
    pub(super) fn run_operation<T, D: Serialize>(
        &mut self,
        kind: OperationKind,
        document: Option<&str>,
        work: impl FnOnce(&Transaction<'_>, OperationContext<'_>) -> Result<(T, D)>,
    ) -> Result<T> {
        let author = self.author.clone();
        self.change(|transaction| {
            let stamp = Stamp { at: Timestamp::now(), by: author.as_deref() };
            let id = operation::begin(transaction, stamp, kind, document)?;
            start_recording(transaction, id)?;
            let (done, detail) = work(transaction, OperationContext { id, stamp })?;
            transaction.execute("DELETE FROM recording", [])?;
            index_changed(transaction, id)?;
            operation::describe(transaction, id, &detail)?;
            Ok(done)
        })
    }

    /// The operations of the log, the newest first.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn history(&self, limit: usize) -> Result<Vec<Operation>> {
        read_history(&self.connection, limit).map_err(|error| self.explain(error))
    }
}

fn read_history(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Operation>> {
    read_operations(connection, "?1 = 0", 0, limit)
}

pub(super) fn read_operations(
    connection: &Connection,
    condition: &str,
    argument: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Operation>> {
    connection
        .prepare(&format!(
            "SELECT id, at, by, kind, document, detail, undoes, {IS_UNDONE} FROM operation WHERE {condition} ORDER BY id DESC LIMIT ?2"
        ))?
        .query_map(params![argument, limit], |row| {
            Ok(Operation {
                id: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                kind: row.get(3)?,
                document: row.get(4)?,
                detail: super::document::json_column(row, 5)?,
                undoes: row.get(6)?,
                undone: row.get(7)?,
            })
        })?
        .collect()
}

/// Whether an operation has been taken back.
pub fn is_undone(connection: &Connection, operation: OperationId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(&format!("SELECT {IS_UNDONE} FROM operation WHERE id = ?"))?
        .query_row([operation], |row| row.get(0))
}

/// Notes a row that an operation made while nothing is recorded.
pub fn record_insert(
    transaction: &Transaction<'_>,
    operation: OperationId,
    table: &str,
    row: DocumentId,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO change (operation_id, sequence, of_table, row_id)
             SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3 FROM change WHERE operation_id = ?1",
        )?
        .execute(params![operation, table, row])
        .map(drop)
}

/// Whoever looks at a document or aligns it meanwhile must notice which of its beads an operation changed.
pub(super) fn bump_bead_revisions(
    transaction: &Transaction<'_>,
    operation: OperationId,
    document: DocumentId,
) -> rusqlite::Result<()> {
    let revision = next_revision(transaction, document)?;
    transaction
        .prepare_cached(
            "UPDATE bead SET revision = ?3 WHERE document_id = ?2
                AND id IN (SELECT row_id FROM change WHERE operation_id = ?1 AND of_table = 'bead')",
        )?
        .execute(params![operation, document, revision])
        .map(drop)
}

/// Starts recording what changes as part of an operation.
fn start_recording(transaction: &Transaction<'_>, id: OperationId) -> rusqlite::Result<()> {
    let there: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'recording')",
        [],
        |row| row.get(0),
    )?;
    if !there {
        transaction.execute_batch("CREATE TEMP TABLE recording (operation_id INTEGER NOT NULL)")?;
        for table in TABLES {
            transaction.execute_batch(&triggers(table, &columns(transaction, table)?))?;
        }
    }
    transaction.execute("DELETE FROM recording", [])?;
    transaction.execute("INSERT INTO recording VALUES (?)", [id])?;
    Ok(())
}

pub(super) fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare("SELECT name FROM pragma_table_info(?)")?
        .query_map([table], |row| row.get(0))?
        .collect()
}

fn triggers(table: &str, columns: &[String]) -> String {
    // That others notice a change is no change itself: else edits of two units would be one matter. Nor
    // is what follows from a change of the document.
    let significant = columns.iter().filter(|column| match column.as_str() {
        "revision" => false,
        "position" | "identity" => table != "unit",
        _ => true,
    });
    let all = |row: &str| {
        significant.clone().map(|c| format!("{row}.{c}")).collect::<Vec<_>>().join(", ")
    };
    let image = columns.iter().map(|c| format!("'{c}', OLD.{c}")).collect::<Vec<_>>().join(", ");
    let insert = |id: &str, before: &str| {
        format!(
            "INSERT INTO change (operation_id, sequence, of_table, row_id, before)
             SELECT operation_id, (SELECT coalesce(max(sequence), 0) + 1 FROM change AS c
                 WHERE c.operation_id = recording.operation_id), '{table}', {id}, {before} FROM recording;"
        )
    };
    let before = format!("json_object({image})");
    format!(
        "CREATE TEMP TRIGGER record_{table}_insert AFTER INSERT ON main.{table} BEGIN {} END;
         CREATE TEMP TRIGGER record_{table}_update AFTER UPDATE ON main.{table}
             WHEN ({}) IS NOT ({}) BEGIN {} END;
         CREATE TEMP TRIGGER record_{table}_delete AFTER DELETE ON main.{table} BEGIN {} END;",
        insert("NEW.id", "NULL"),
        all("OLD"),
        all("NEW"),
        insert("OLD.id", &before),
        insert("OLD.id", &before),
    )
}

/// Indexes the texts of the units that an operation added or changed.
fn index_changed(transaction: &Transaction<'_>, operation: OperationId) -> Result<()> {
    let count =
        |query: &str| transaction.query_row(query, [operation], |row| row.get::<_, usize>(0));
    let added = count(
        "SELECT count(*) FROM change WHERE operation_id = ? AND of_table = 'unit' AND before IS NULL",
    )?;
    // All units are counted only where that is little beside the rest.
    if added > REBUILD_ABOVE && added > count("SELECT count(*) FROM unit WHERE ? > 0")? / 4 {
        return Ok(index::rebuild(transaction)?);
    }
    // The changes are few and lead to their units, not the other way round.
    let mut changed = transaction.prepare_cached(
        "SELECT DISTINCT unit.id, source, source_language, target, target_language
         FROM change CROSS JOIN unit ON unit.id = row_id
         WHERE operation_id = ? AND of_table = 'unit'
           AND (before IS NULL OR json_extract(before, '$.source') <> source
                OR json_extract(before, '$.target') <> target
                OR json_extract(before, '$.source_language') <> source_language
                OR json_extract(before, '$.target_language') <> target_language)
         ORDER BY unit.id",
    )?;
    let mut rows = changed.query([operation])?;
    let mut batch = IndexBatch::default();
    let mut pending = 0;
    while let Some(row) = rows.next()? {
        let unit = row.get(0)?;
        for side in [1, 3] {
            let language: Language = row.get(side + 1)?;
            batch.add(unit, row.get_ref(side)?.as_str().map_err(rusqlite::Error::from)?, &language);
        }
        pending += 1;
        if pending == REBUILD_ABOVE {
            batch.merge(transaction)?;
            pending = 0;
        }
    }
    Ok(batch.merge(transaction)?)
}
