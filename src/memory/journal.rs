//! The journal: what each operation changed, so that it can be undone.
//!
//! While an operation runs, temporary triggers copy each changed row of `document`, `bead` and `unit`, as
//! it was before the change, into `change`. [`super::undo`] writes these rows back.

use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use super::checksum::{OPERATION, start_sealing_units};
use super::damage::{SkipLog, Table, read_row, refuse_unless_whole};
use super::index::{self, IndexBatch};
use super::store::next_revision;
use super::unit::Stamp;
use super::{Memory, operation};
use crate::error::Result;
use crate::model::{DocumentId, Language, OperationId, OperationKind, Timestamp};

/// The tables whose changes are recorded and can be undone.
pub(super) const TABLES: [&str; 3] = ["document", "bead", "unit"];

/// An operation that adds more than this many units, and more than a quarter of all units, rebuilds the
/// index instead of updating it.
const REBUILD_ABOVE: usize = 20_000;

/// SQL condition: the operation is undone, by an undo that was not itself reverted by a redo.
pub(super) const IS_UNDONE: &str =
    "EXISTS (SELECT 1 FROM operation AS u WHERE u.undoes = operation.id
    AND NOT EXISTS (SELECT 1 FROM operation AS r WHERE r.undoes = u.id))";

/// The operation that is running.
#[derive(Debug, Clone, Copy)]
pub struct OperationContext<'a> {
    /// Its id.
    pub id: OperationId,
    /// Its author and time.
    pub stamp: Stamp<'a>,
}

/// An operation of the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// Its number, from 1, in chronological order.
    pub id: OperationId,
    /// When it ran.
    pub at: Timestamp,
    /// Its author, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Its kind: align, import, edit …
    pub kind: OperationKind,
    /// The name of the document or file it concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Its result: numbers and names that depend on the kind.
    pub detail: serde_json::Value,
    /// The operation that it reverted, for an undo or redo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<OperationId>,
    /// Whether it is undone.
    pub undone: bool,
}

impl Operation {
    /// The number of units it concerned, if its result says so.
    pub fn units(&self) -> Option<u64> {
        ["units", "added"].iter().find_map(|name| self.detail[name].as_u64())
    }
}

impl Memory {
    /// Runs one operation in one transaction: the changes that `work` makes are recorded and indexed, and
    /// the second value it returns is stored as the result of the operation.
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
            start_sealing_units(transaction)?;
            let (done, detail) = work(transaction, OperationContext { id, stamp })?;
            transaction.execute("DELETE FROM recording", [])?;
            index_changed(transaction, id)?;
            operation::describe(transaction, id, &detail)?;
            Ok(done)
        })
    }

    /// The latest operations, the newest first, at most `limit`; those that are damaged are skipped.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn history(&self, limit: usize) -> Result<Vec<Operation>> {
        read_whole_operations(&self.connection, "?1 = 0", 0, limit, &self.skipped)
            .map_err(|error| self.explain(error))
    }
}

/// The operations that meet a condition, the newest first; fails if one of them is damaged.
pub(super) fn read_operations(
    connection: &Connection,
    condition: &str,
    argument: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Operation>> {
    each_operation(connection, condition, (argument, limit))?.into_iter().collect()
}

/// The same without operations that are damaged, which are noted.
pub(super) fn read_whole_operations(
    connection: &Connection,
    condition: &str,
    argument: i64,
    limit: usize,
    skipped: &SkipLog,
) -> rusqlite::Result<Vec<Operation>> {
    each_operation(connection, condition, (argument, limit))?
        .into_iter()
        .filter_map(|read| skipped.skip(read).transpose())
        .collect()
}

fn each_operation(
    connection: &Connection,
    condition: &str,
    (argument, limit): (i64, usize),
) -> rusqlite::Result<Vec<rusqlite::Result<Operation>>> {
    connection
        .prepare(&format!(
            "SELECT id, at, by, kind, document, detail, undoes, {IS_UNDONE}, {} FROM operation
             WHERE {condition} ORDER BY id DESC LIMIT ?2",
            OPERATION.is_whole("operation")
        ))?
        .query_map(params![argument, i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(read_operation(row))
        })?
        .collect()
}

/// Checks all operations; calls `each` with the errors of those that are damaged.
pub(super) fn check_operations(
    connection: &Connection,
    each: &mut dyn FnMut(rusqlite::Error),
) -> rusqlite::Result<()> {
    let read = each_operation(connection, "?1 = 0", (0, usize::MAX >> 1))?;
    read.into_iter().filter_map(rusqlite::Result::err).for_each(each);
    Ok(())
}

fn read_operation(row: &Row<'_>) -> rusqlite::Result<Operation> {
    read_row(Table::Operation, row, |row| {
        refuse_unless_whole(Table::Operation, row, 8)?;
        Ok(Operation {
            id: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            kind: row.get(3)?,
            document: row.get(4)?,
            detail: super::sql::json_column(row, 5)?,
            undoes: row.get(6)?,
            undone: row.get(7)?,
        })
    })
}

/// Whether an operation is undone.
pub fn is_undone(connection: &Connection, operation: OperationId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(&format!("SELECT {IS_UNDONE} FROM operation WHERE id = ?"))?
        .query_row([operation], |row| row.get(0))
}

/// Records a row that an operation inserted while the triggers were not active.
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

/// Raises the revision of a document and of its beads that an operation changed. Windows and
/// alignments that still hold the old revision notice the conflict by it.
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

/// Creates the triggers if this connection has none yet, and makes them record for this operation.
fn start_recording(transaction: &Transaction<'_>, id: OperationId) -> rusqlite::Result<()> {
    let has_triggers: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'recording')",
        [],
        |row| row.get(0),
    )?;
    if !has_triggers {
        transaction.execute_batch("CREATE TEMP TABLE recording (operation_id INTEGER NOT NULL)")?;
        for table in TABLES {
            transaction.execute_batch(&triggers(table, &columns(transaction, table)?))?;
        }
    }
    transaction.execute("DELETE FROM recording", [])?;
    transaction.execute("INSERT INTO recording VALUES (?)", [id])?;
    Ok(())
}

/// The columns of a table that are recorded and restored; the checksum follows from them.
pub(super) fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare("SELECT name FROM pragma_table_info(?) WHERE name <> 'checksum'")?
        .query_map([table], |row| row.get(0))?
        .collect()
}

fn triggers(table: &str, columns: &[String]) -> String {
    // A new revision alone is not a change to undo: otherwise two edits in one document would depend on
    // each other. Neither are a unit's position and identity, which are derived from its document.
    let significant = columns.iter().filter(|column| match column.as_str() {
        "revision" => false,
        "position" | "identity" => table != "unit",
        _ => true,
    });
    let all = |row: &str| {
        significant.clone().map(|c| format!("{row}.{c}")).collect::<Vec<_>>().join(", ")
    };
    let image = columns.iter().map(|c| format!("'{c}', OLD.{c}")).collect::<Vec<_>>().join(", ");
    // VALUES, because SQLite makes a table of its own for each SELECT that it inserts from.
    let insert = |id: &str, before: &str| {
        format!(
            "INSERT INTO change (operation_id, sequence, of_table, row_id, before)
             VALUES ((SELECT operation_id FROM recording),
                 (SELECT coalesce(max(sequence), 0) + 1 FROM change
                  WHERE operation_id = (SELECT operation_id FROM recording)),
                 '{table}', {id}, {before});"
        )
    };
    let is_recording = "EXISTS (SELECT 1 FROM recording)";
    let before = format!("json_object({image})");
    format!(
        "CREATE TEMP TRIGGER record_{table}_insert AFTER INSERT ON main.{table} WHEN {is_recording} BEGIN {} END;
         CREATE TEMP TRIGGER record_{table}_update AFTER UPDATE ON main.{table}
             WHEN {is_recording} AND ({}) IS NOT ({}) BEGIN {} END;
         CREATE TEMP TRIGGER record_{table}_delete AFTER DELETE ON main.{table} WHEN {is_recording} BEGIN {} END;",
        insert("NEW.id", "NULL"),
        all("OLD"),
        all("NEW"),
        insert("OLD.id", &before),
        insert("OLD.id", &before),
    )
}

/// Indexes the texts of units that an operation added or changed.
fn index_changed(transaction: &Transaction<'_>, operation: OperationId) -> Result<()> {
    let count =
        |query: &str| transaction.query_row(query, [operation], |row| row.get::<_, usize>(0));
    let added = count(
        "SELECT count(*) FROM change WHERE operation_id = ? AND of_table = 'unit' AND before IS NULL",
    )?;
    // Counting all units is cheap compared with indexing so many.
    if added > REBUILD_ABOVE && added > count("SELECT count(*) FROM unit WHERE ? > 0")? / 4 {
        return Ok(index::rebuild(transaction)?);
    }
    // CROSS JOIN fixes the order: from the changes, which are few, to their units.
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
