//! The log of what was done to a memory.

use rusqlite::{Connection, params};
use serde::Serialize;

use crate::error::Result;

/// The time now as the memory stores it, `YYYY-MM-DDTHH:MM:SSZ`.
pub fn now(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))
}

/// Appends an operation.
pub fn log(
    connection: &Connection,
    at: &str,
    by: Option<&str>,
    kind: &str,
    document: &str,
    detail: &impl Serialize,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO operation (at, by, kind, document, detail) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![at, by, kind, document, serde_json::to_string(detail)?])?;
    Ok(())
}
