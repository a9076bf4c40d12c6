//! Checking rows: whether every reader can use them, and whether they are as they were written.

use rusqlite::{Connection, Row, params};

use super::super::bead::{SELECT_BEAD, read_bead};
use super::super::checksum::{CHANGE, DOCUMENT, SEALED};
use super::super::damage::{DamagedRow, Table, read_row, refuse_unless_whole};
use super::super::document::Origin;
use super::super::journal::{self, check_operations};
use super::super::unit::{Hashes, SELECT_UNIT, StoredUnit, read_unit};
use crate::model::{Language, OperationId, Timestamp, UnitId};

/// What is wrong with the rows of a memory.
#[derive(Debug, Default)]
pub struct RowFaults {
    /// Rows that are damaged.
    pub damaged: Vec<DamagedRow>,
    /// Units that are whole, but whose fingerprint is not that of their texts.
    pub misnamed: Vec<UnitId>,
    /// The operations of damaged changes, each once.
    pub changes: Vec<OperationId>,
    /// Rows without a checksum.
    pub unsealed: u64,
}

/// Reads every row as its readers do.
pub fn check_rows(connection: &Connection) -> rusqlite::Result<RowFaults> {
    let mut faults = RowFaults::default();
    check_table(connection, &document_columns(), read_document, &mut faults)?;
    check_table(connection, &SELECT_BEAD, |row| read_bead(row).map(drop), &mut faults)?;
    check_units(connection, &mut faults)?;
    let mut other = None;
    check_operations(connection, &mut |error| match DamagedRow::of(&error) {
        Some(row) => faults.damaged.push(row.clone()),
        None => other = Some(error),
    })?;
    if let Some(error) = other {
        return Err(error);
    }
    check_changes(connection, &mut faults)?;
    for table in SEALED {
        let query = format!("SELECT count(*) FROM {} WHERE checksum IS NULL", table.name);
        faults.unsealed += connection.query_row(&query, [], |row| row.get::<_, u64>(0))?;
    }
    Ok(faults)
}

impl RowFaults {
    /// The value that was read; damage is noted.
    fn note<T>(&mut self, read: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let damaged = DamagedRow::of(&error).cloned();
                self.damaged.push(damaged.ok_or(error)?);
                Ok(None)
            }
        }
    }
}

fn check_table(
    connection: &Connection,
    select: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<()>,
    faults: &mut RowFaults,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(select)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        faults.note(read(row))?;
    }
    Ok(())
}

fn document_columns() -> String {
    format!(
        "SELECT id, name, source_name, target_name, source_checksum, target_checksum, source_language,
            target_language, segmentation, min_score, created_at, aligned_at, {} FROM document NOT INDEXED",
        DOCUMENT.is_whole("document")
    )
}

fn read_document(row: &Row<'_>) -> rusqlite::Result<()> {
    read_row(Table::Document, row, |row| {
        refuse_unless_whole(Table::Document, row, 12)?;
        (1..=5).try_for_each(|column| row.get::<_, String>(column).map(drop))?;
        row.get::<_, Language>(6)?;
        row.get::<_, Language>(7)?;
        row.get::<_, Origin>(8)?;
        row.get::<_, f64>(9)?;
        row.get::<_, Timestamp>(10)?;
        row.get::<_, Timestamp>(11).map(drop)
    })
}

fn check_units(connection: &Connection, faults: &mut RowFaults) -> rusqlite::Result<()> {
    let mut stored = connection.prepare("SELECT fingerprint FROM unit WHERE id = ?")?;
    let mut statement = connection.prepare(&SELECT_UNIT)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(StoredUnit { id, unit }) = faults.note(read_unit(row))? else { continue };
        let fingerprint: i64 = stored.query_row([id], |row| row.get(0))?;
        if fingerprint != Hashes::of(&unit).fingerprint {
            faults.misnamed.push(id);
        }
    }
    Ok(())
}

fn check_changes(connection: &Connection, faults: &mut RowFaults) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&format!(
        "SELECT operation_id, of_table, before, {} FROM change ORDER BY operation_id",
        CHANGE.is_whole("change")
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let operation: OperationId = row.get(0)?;
        let is_whole = row.get(3)?
            && row.get::<_, String>(1).is_ok_and(|table| journal::TABLES.contains(&table.as_str()))
            && row.get::<_, Option<String>>(2).is_ok_and(|before| {
                before.is_none_or(|before| {
                    serde_json::from_str::<serde::de::IgnoredAny>(&before).is_ok()
                })
            });
        if !is_whole && faults.changes.last() != Some(&operation) {
            faults.changes.push(operation);
        }
    }
    Ok(())
}

/// Gives units the fingerprint of their texts.
pub fn restore_fingerprints(connection: &Connection, units: &[UnitId]) -> rusqlite::Result<()> {
    let mut read = connection.prepare(&format!("{} WHERE unit.id = ?", *SELECT_UNIT))?;
    let mut write = connection.prepare("UPDATE unit SET fingerprint = ? WHERE id = ?")?;
    for id in units {
        let stored = read.query_row([id], read_unit)?;
        write.execute(params![Hashes::of(&stored.unit).fingerprint, id])?;
    }
    Ok(())
}
