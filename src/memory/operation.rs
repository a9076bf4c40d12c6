//! The log of what was done to a memory.

use rusqlite::{Connection, params};
use serde::Serialize;

use super::unit::Stamp;
use crate::error::Result;

/// The time now as the memory stores it, `YYYY-MM-DDTHH:MM:SSZ`.
pub fn now(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))
}

/// Appends an operation that is about to be done; gives its id.
pub fn begin(
    connection: &Connection,
    stamp: Stamp<'_>,
    kind: &str,
    document: Option<&str>,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO operation (at, by, kind, document, document_id, detail)
             VALUES (?1, ?2, ?3, ?4, (SELECT id FROM document WHERE name = ?4), '{}')",
        )?
        .execute(params![stamp.at, stamp.by, kind, document])?;
    Ok(connection.last_insert_rowid())
}

/// Says what an operation came to.
pub fn describe(connection: &Connection, id: i64, detail: &impl Serialize) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE operation SET detail = ?,
                document_id = coalesce(document_id, (SELECT id FROM document WHERE name = document))
             WHERE id = ?",
        )?
        .execute(params![serde_json::to_string(detail)?, id])?;
    Ok(())
}
