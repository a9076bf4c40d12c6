//! Writes the rows of an operation back.

use rusqlite::{OptionalExtension, Transaction, params};

use super::checksum::CHANGE;
use super::damage::{DamagedRow, Table};
use super::journal::{Operation, TABLES, columns};
use crate::error::{Error, Result, UndoRefused};
use crate::model::{DocumentId, OperationId, OperationKind};

/// Changes of an operation to one table, one behind the other, which are written back together: one
/// statement for each row would keep a copy of every page that it changes.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The index of the table in [`TABLES`].
    table: usize,
    /// Whether the rows are restored, rather than deleted.
    restores: bool,
    /// The sequence numbers of the first and the last change.
    first: i64,
    last: i64,
}

/// The runs of an operation's changes, the last one first. A document that goes is a run of its own.
fn runs(transaction: &Transaction<'_>, operation: OperationId) -> rusqlite::Result<Vec<Run>> {
    let mut changes = transaction.prepare(&format!(
        "SELECT of_table, sequence, before IS NOT NULL, {} FROM change WHERE operation_id = ?
         ORDER BY sequence DESC",
        CHANGE.is_whole("change")
    ))?;
    let mut rows = changes.query([operation])?;
    let mut runs: Vec<Run> = Vec::new();
    while let Some(row) = rows.next()? {
        if !row.get::<_, bool>(3)? {
            let why = "what it changed is not as it was written";
            return Err(DamagedRow::new(Table::Operation, operation.0, why).into());
        }
        let name = row.get_ref(0)?.as_str()?;
        let Some(table) = TABLES.iter().position(|table| *table == name) else { continue };
        let (at, restores) = (row.get(1)?, row.get(2)?);
        match runs.last_mut() {
            Some(run)
                if (run.table, run.restores) == (table, restores)
                    && (restores || name != "document") =>
            {
                run.first = at;
            }
            _ => runs.push(Run { table, restores, first: at, last: at }),
        }
    }
    Ok(runs)
}

/// Writes the rows of an operation back, the last change first.
pub fn restore(transaction: &Transaction<'_>, operation: &Operation) -> Result<()> {
    for Run { table, restores, first, last } in runs(transaction, operation.id)? {
        let table = TABLES[table];
        let run = params![operation.id, first, last];
        if restores {
            transaction
                .prepare_cached(&restore_statement(table, &columns(transaction, table)?))?
                .execute(run)
                .map_err(|error| explain_conflict(error, operation))?;
            continue;
        }
        if table == "document" {
            let document = transaction.query_row(
                "SELECT row_id FROM change WHERE operation_id = ? AND sequence = ?",
                params![operation.id, first],
                |row| row.get(0),
            )?;
            if must_keep_document(transaction, document, operation)? {
                continue;
            }
        }
        transaction
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE id IN (SELECT row_id FROM change {IN_RUN} AND of_table = '{table}')"
            ))?
            .execute(run)?;
    }
    Ok(())
}

/// SQL condition: a change belongs to a run.
const IN_RUN: &str = "WHERE operation_id = ?1 AND sequence BETWEEN ?2 AND ?3";

/// The statement that restores the rows of a run from JSON.
fn restore_statement(table: &str, columns: &[String]) -> String {
    let values: Vec<_> = columns.iter().map(|c| format!("json_extract(before, '$.{c}')")).collect();
    let updates: Vec<_> = columns
        .iter()
        .map(|column| match (table, column.as_str()) {
            // A revision is never reused, so that an alignment under way notices the change.
            ("document", "revision") => "revision = document.revision + 1".to_owned(),
            _ => format!("{column} = excluded.{column}"),
        })
        .collect();
    format!(
        "INSERT INTO {table} ({}) SELECT {} FROM change {IN_RUN} AND of_table = '{table}'
         ORDER BY sequence DESC ON CONFLICT (id) DO UPDATE SET {}",
        columns.join(", "),
        values.join(", "),
        updates.join(", ")
    )
}

/// A unique name or position that was taken since is a refusal, not damage.
fn explain_conflict(error: rusqlite::Error, operation: &Operation) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) {
        let (operation, kind) = (operation.id, operation.kind);
        return UndoRefused::PlaceTaken { operation, kind }.into();
    }
    error.into()
}

/// Whether a document that an import created must stay because it holds units of other operations. For
/// another kind of operation this is refused: without its beads the document would be inconsistent.
fn must_keep_document(
    transaction: &Transaction<'_>,
    document: DocumentId,
    operation: &Operation,
) -> Result<bool> {
    let latest_import: Option<Option<OperationId>> = transaction
        .query_row(
            "SELECT import_id FROM unit WHERE document_id = ? ORDER BY id DESC LIMIT 1",
            [document],
            |row| row.get(0),
        )
        .optional()?;
    match latest_import {
        None => Ok(false),
        Some(_) if operation.kind == OperationKind::Import => Ok(true),
        Some(import) => {
            let (operation, kind) = (operation.id, operation.kind);
            Err(UndoRefused::UnitsAdded { operation, kind, import }.into())
        }
    }
}
