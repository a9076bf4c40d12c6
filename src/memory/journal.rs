//! The journal: what every operation changed, so that it can be taken back.
//!
//! While an operation runs, triggers write each row of `document`, `bead` and `unit` as it was before
//! into `change`. To undo is to write those rows back in reverse order, which is an operation like any
//! other: to undo an undo is to redo.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;

use super::index::{self, IndexBatch};
use super::unit::Stamp;
use super::{Memory, operation};
use crate::error::{Error, Result};
use crate::model::Language;

/// The tables that can be taken back.
const TABLES: [&str; 3] = ["document", "bead", "unit"];

/// Beyond this many changed units, and a quarter of all, the index is made anew.
const MANY: usize = 20_000;

/// An operation while it is done.
#[derive(Debug, Clone, Copy)]
pub struct Operating<'a> {
    /// Its id.
    pub id: i64,
    /// Who does it, and when.
    pub stamp: Stamp<'a>,
}

/// An operation of the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// Its number, from 1, in the order they were done.
    pub id: i64,
    /// When.
    pub at: String,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What was done: align, import, edit …
    pub kind: String,
    /// The document or file it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What it came to.
    pub detail: serde_json::Value,
    /// The operation it took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
    /// Whether it has been taken back.
    pub undone: bool,
}

impl Memory {
    /// Does one operation in one transaction: what `work` changes is journalled and indexed, and what it
    /// says of it is logged.
    pub(super) fn operate<T, D: Serialize>(
        &mut self,
        kind: &str,
        document: Option<&str>,
        work: impl FnOnce(&Transaction<'_>, Operating<'_>) -> Result<(T, D)>,
    ) -> Result<T> {
        let author = self.author.clone();
        self.change(|transaction| {
            let at = operation::now(transaction)?;
            let stamp = Stamp { at: &at, by: author.as_deref() };
            let id = operation::begin(transaction, stamp, kind, document)?;
            record(transaction, id)?;
            let (done, detail) = work(transaction, Operating { id, stamp })?;
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

    /// Takes back an operation: the one of that id, or else the last that is not taken back.
    ///
    /// # Errors
    /// When there is none, or a later operation changed the same rows.
    pub fn undo(&mut self, id: Option<i64>) -> Result<Operation> {
        let undone = match id {
            Some(id) => self.undoable(id)?,
            None => last(&self.connection, "undoes IS NULL")
                .map_err(|error| self.explain(error))?
                .ok_or_else(|| Error::Pair("there is nothing to undo".to_owned()))?,
        };
        self.take_back(&undone, "undo")?;
        Ok(undone)
    }

    /// Does again what was undone last, unless something else was done since.
    ///
    /// # Errors
    /// When there is nothing to do again.
    pub fn redo(&mut self) -> Result<Operation> {
        let nothing = || Error::Pair("there is nothing to redo".to_owned());
        let found = last(&self.connection, "kind = 'undo'").map_err(|error| self.explain(error))?;
        let undo = found.ok_or_else(nothing)?;
        let since: bool = self
            .connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM operation WHERE id > ? AND undoes IS NULL)",
                [undo.id],
                |row| row.get(0),
            )
            .map_err(|error| self.explain(error))?;
        if since {
            return Err(nothing());
        }
        let done_again = undo.undoes.and_then(|id| self.undoable(id).ok());
        self.take_back(&undo, "redo")?;
        Ok(done_again.unwrap_or(undo))
    }

    fn undoable(&self, id: i64) -> Result<Operation> {
        let found = read_operations(&self.connection, "operation.id = ?1", id, 1)
            .map_err(|error| self.explain(error))?;
        found.into_iter().next().ok_or_else(|| {
            Error::Pair(format!("there is no operation {id}; `tarjuman history` lists them"))
        })
    }

    fn take_back(&mut self, undone: &Operation, kind: &str) -> Result<()> {
        #[derive(Serialize)]
        struct Detail<'a> {
            of: &'a str,
            rows: usize,
        }
        if undone.undone && kind == "undo" {
            let what = format!("operation {} is already taken back", undone.id);
            return Err(Error::Pair(what));
        }
        self.operate(kind, undone.document.as_deref(), |transaction, operating| {
            refuse_if_changed_since(transaction, undone, operating.id)?;
            transaction.execute(
                "UPDATE operation SET undoes = ? WHERE id = ?",
                [undone.id, operating.id],
            )?;
            // Rows come back one by one, and may name one another.
            transaction.pragma_update(None, "defer_foreign_keys", true)?;
            let mut rows =
                transaction.execute("DELETE FROM unit WHERE import_id = ?", [undone.id])?;
            rows += restore(transaction, undone.id)?;
            Ok(((), Detail { of: &undone.kind, rows }))
        })
    }
}

/// The last operation that fits and is not taken back.
fn last(connection: &Connection, condition: &str) -> rusqlite::Result<Option<Operation>> {
    let condition = format!(
        "{condition} AND ?1 = 0 AND (kind = 'import' OR EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id))
         AND NOT EXISTS (
            SELECT 1 FROM operation AS u WHERE u.undoes = operation.id
            AND NOT EXISTS (SELECT 1 FROM operation AS r WHERE r.undoes = u.id))"
    );
    Ok(read_operations(connection, &condition, 0, 1)?.into_iter().next())
}

fn read_history(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Operation>> {
    read_operations(connection, "?1 = 0", 0, limit)
}

fn read_operations(
    connection: &Connection,
    condition: &str,
    argument: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Operation>> {
    connection
        .prepare(&format!(
            "SELECT id, at, by, kind, document, detail, undoes,
                    EXISTS (SELECT 1 FROM operation AS u WHERE u.undoes = operation.id
                            AND NOT EXISTS (SELECT 1 FROM operation AS r WHERE r.undoes = u.id))
             FROM operation WHERE {condition} ORDER BY id DESC LIMIT ?2"
        ))?
        .query_map(params![argument, limit], |row| {
            Ok(Operation {
                id: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                kind: row.get(3)?,
                document: row.get(4)?,
                detail: super::document::json(row, 5)?,
                undoes: row.get(6)?,
                undone: row.get(7)?,
            })
        })?
        .collect()
}

/// A row that a later operation changed would lose that change.
fn refuse_if_changed_since(
    transaction: &Transaction<'_>,
    undone: &Operation,
    now: i64,
) -> Result<()> {
    let later: Option<(i64, String)> = transaction
        .query_row(
            "SELECT operation.id, operation.kind FROM change AS later
             JOIN operation ON operation.id = later.operation_id
             WHERE later.operation_id > ?1 AND later.operation_id < ?2 AND operation.undoes IS NULL
               AND NOT EXISTS (SELECT 1 FROM operation AS u WHERE u.undoes = operation.id
                    AND NOT EXISTS (SELECT 1 FROM operation AS r WHERE r.undoes = u.id))
               AND EXISTS (SELECT 1 FROM change AS first WHERE first.operation_id = ?1
                    AND first.of_table = later.of_table AND first.row_id = later.row_id)
             ORDER BY operation.id DESC LIMIT 1",
            [undone.id, now],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match later {
        None => Ok(()),
        Some((id, kind)) => Err(Error::Pair(format!(
            "operation {} cannot be taken back: operation {id} ({kind}) changed the same rows; take \
             that one back first",
            undone.id
        ))),
    }
}

/// Notes a row that an operation made while nothing is recorded.
pub fn note_insert(
    transaction: &Transaction<'_>,
    operation: i64,
    table: &str,
    row: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO change (operation_id, sequence, of_table, row_id)
             SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3 FROM change WHERE operation_id = ?1",
        )?
        .execute(params![operation, table, row])
        .map(drop)
}

/// Starts recording what changes as part of an operation.
fn record(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
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

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare("SELECT name FROM pragma_table_info(?)")?
        .query_map([table], |row| row.get(0))?
        .collect()
}

fn triggers(table: &str, columns: &[String]) -> String {
    let all =
        |row: &str| columns.iter().map(|c| format!("{row}.{c}")).collect::<Vec<_>>().join(", ");
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

/// Writes the rows of an operation back as they were, the last change first.
fn restore(transaction: &Transaction<'_>, operation: i64) -> rusqlite::Result<usize> {
    let mut put = Vec::new();
    for table in TABLES {
        let columns = columns(transaction, table)?;
        let values: Vec<_> = columns.iter().map(|c| format!("json_extract(?1, '$.{c}')")).collect();
        let updates: Vec<_> = columns.iter().map(|c| format!("{c} = excluded.{c}")).collect();
        put.push(format!(
            "INSERT INTO {table} ({}) SELECT {} WHERE true ON CONFLICT (id) DO UPDATE SET {}",
            columns.join(", "),
            values.join(", "),
            updates.join(", ")
        ));
    }
    let mut changes = transaction.prepare(
        "SELECT of_table, row_id, before FROM change WHERE operation_id = ? ORDER BY sequence DESC",
    )?;
    let mut rows = changes.query([operation])?;
    let mut restored = 0;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        let Some(index) = TABLES.iter().position(|name| *name == table) else { continue };
        match row.get::<_, Option<String>>(2)? {
            Some(before) => transaction.prepare_cached(&put[index])?.execute([before])?,
            None => transaction
                .prepare_cached(&format!("DELETE FROM {} WHERE id = ?", TABLES[index]))?
                .execute([row.get::<_, i64>(1)?])?,
        };
        restored += 1;
    }
    Ok(restored)
}

/// Indexes the texts of the units that an operation added or changed.
fn index_changed(transaction: &Transaction<'_>, operation: i64) -> Result<()> {
    let mut changed = transaction.prepare_cached(
        "SELECT id, source, source_language, target, target_language FROM unit
         WHERE id IN (SELECT row_id FROM change WHERE operation_id = ?1 AND of_table = 'unit'
             AND (before IS NULL OR (json_extract(before, '$.source'), json_extract(before, '$.target'))
                  IS NOT (unit.source, unit.target)))
         ORDER BY id",
    )?;
    let mut rows = changed.query([operation])?;
    let mut batch = IndexBatch::default();
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let unit = row.get(0)?;
        for side in [1, 3] {
            let language: Language = super::document::parsed(row, side + 1)?;
            batch.add(unit, row.get_ref(side)?.as_str().map_err(rusqlite::Error::from)?, &language);
        }
        count += 1;
        if count == MANY {
            let units: usize =
                transaction.query_row("SELECT count(*) FROM unit", [], |row| row.get(0))?;
            if units < 4 * MANY {
                return Ok(index::rebuild(transaction)?);
            }
        }
        if count % MANY == 0 {
            batch.merge(transaction)?;
        }
    }
    Ok(batch.merge(transaction)?)
}
