//! Rows of `operation`, the history of a memory.

use rusqlite::{Connection, params};
use serde::Serialize;

use super::unit::Stamp;
use crate::error::Result;
use crate::model::{OperationId, OperationKind};

/// Inserts an operation that is about to run, and returns its id.
pub fn begin(
    connection: &Connection,
    stamp: Stamp<'_>,
    kind: OperationKind,
    document: Option<&str>,
) -> rusqlite::Result<OperationId> {
    connection
        .prepare_cached(
            "INSERT INTO operation (at, by, kind, document, document_id, detail)
             VALUES (?1, ?2, ?3, ?4, (SELECT id FROM document WHERE name = ?4), '{}')",
        )?
        .execute(params![stamp.at, stamp.by, kind, document])?;
    Ok(OperationId(connection.last_insert_rowid()))
}

/// Stores the result of an operation.
pub fn describe(connection: &Connection, id: OperationId, detail: &impl Serialize) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE operation SET detail = ?,
                document_id = coalesce(document_id, (SELECT id FROM document WHERE name = document))
             WHERE id = ?",
        )?
        .execute(params![serde_json::to_string(detail)?, id])?;
    Ok(())
}
