//! Salvaging a damaged memory: copying every row that can still be read to a new file.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::Serialize;

use super::super::{open, schema};
use super::repair::clear_dangling_references;
use crate::atomic_file::NewFile;
use crate::error::{Error, MemoryFault, Result};
use crate::memory::index;

/// The tables that cannot be rebuilt; a table comes before those that refer to it.
const TABLES: [&str; 4] = ["operation", "document", "bead", "unit"];

/// The largest distance of row ids at which rows are searched for behind damage.
const MAX_GAP: i64 = 1 << 40;

/// What could be read from a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SalvagedTable {
    /// The name of the table.
    pub table: String,
    /// Rows copied.
    pub rows: u64,
    /// Ranges of row ids, first and last, in which rows may be lost; without a last one, all after the first.
    pub gaps: Vec<(i64, Option<i64>)>,
    /// Rows that were read but are invalid.
    pub unusable: u64,
}

/// The result of salvaging a memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Salvaged {
    /// The new memory.
    pub file: PathBuf,
    /// The tables.
    pub tables: Vec<SalvagedTable>,
    /// Whether older operations can no longer be undone.
    pub lost_changes: bool,
}

/// Copies every row of a damaged memory that can still be read to a new memory `to`. The damaged file is
/// not changed.
///
/// # Errors
/// When `to` exists or cannot be written, or no table can be read.
pub fn salvage(path: &Path, to: &Path) -> Result<Salvaged> {
    if to.exists() {
        return Err(Error::Memory { path: to.to_owned(), fault: MemoryFault::RepairExists });
    }
    let file = NewFile::of_memory(to, Some(path))?;
    let from = open_damaged(path).map_err(|error| open::explain(path, error.into()))?;
    let mut salvaged =
        copy(&from, file.temporary_path()).map_err(|error| open::explain(to, error.into()))?;
    if salvaged.tables.iter().all(|table| table.rows == 0) {
        return Err(Error::Memory { path: path.to_owned(), fault: MemoryFault::BeyondRepair });
    }
    file.sync()?;
    file.keep_new()?;
    salvaged.file = to.to_owned();
    Ok(salvaged)
}

fn open_damaged(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open::connect(path)?;
    // Leaves the log of the damaged file as it is.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Without this, SQLite reads nothing from a truncated file.
    connection.pragma_update(None, "writable_schema", true)?;
    Ok(connection)
}

fn copy(from: &Connection, to: &Path) -> rusqlite::Result<Salvaged> {
    let version = from
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .ok()
        .filter(|version| (1..=schema::VERSION).contains(version))
        .unwrap_or(schema::VERSION);
    let mut into = Connection::open(to)?;
    into.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
    )?;
    schema::make(&into, version)?;
    let transaction = into.transaction()?;
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(copy_table(from, &transaction, table)?);
    }
    let lost_changes = version > 1 && !copy_changes(from, &transaction)?;
    transaction.commit()?;
    schema::migrate(&mut into)?;
    let transaction = into.transaction()?;
    clear_dangling_references(&transaction)?;
    index::rebuild(&transaction)?;
    transaction.commit()?;
    into.close().map_err(|(_, error)| error)?;
    Ok(Salvaged { file: PathBuf::new(), tables, lost_changes })
}

/// Copies the rows of a table that can be read. Damage is approached from both ends.
fn copy_table(
    from: &Connection,
    into: &Connection,
    table: &str,
) -> rusqlite::Result<SalvagedTable> {
    let mut copy = TableCopy::new(from, into, table)?;
    let mut next = i64::MIN;
    loop {
        let reached = match copy.read(&format!("id >= {next} ORDER BY id"), Order::Up)? {
            ReadEnd::Complete => break,
            ReadEnd::Damaged(last) => last.unwrap_or(next),
        };
        let start = reached.max(0).saturating_add(1);
        let next_row = copy.find_past_damage(start);
        let end = next_row.unwrap_or(i64::MAX);
        let backwards = format!("id >= {start} AND id < {end} ORDER BY id DESC");
        let lowest = match copy.read(&backwards, Order::Down)? {
            // Read backwards, the B-tree leads around the damage.
            ReadEnd::Complete => None,
            ReadEnd::Damaged(lowest) => Some(lowest.unwrap_or(end)),
        };
        if let Some(lowest) = lowest
            && lowest > start
        {
            let last = (lowest != i64::MAX).then(|| lowest - 1);
            copy.done.gaps.push((start, last));
        }
        match next_row {
            Some(found) => next = found,
            None => break,
        }
    }
    Ok(copy.done)
}

/// The order in which rows are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Up,
    Down,
}

/// How reading rows ended.
enum ReadEnd {
    /// At the end of the rows.
    Complete,
    /// At damage, after the row with this id if any was read.
    Damaged(Option<i64>),
}

struct TableCopy<'c> {
    from: &'c Connection,
    into: &'c Connection,
    select: String,
    insert: String,
    width: usize,
    done: SalvagedTable,
}

impl<'c> TableCopy<'c> {
    fn new(from: &'c Connection, into: &'c Connection, table: &str) -> rusqlite::Result<Self> {
        let columns: Vec<String> = into
            .prepare("SELECT name FROM pragma_table_info(?)")?
            .query_map([table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let names = columns.join(", ");
        let marks = vec!["?"; columns.len()].join(", ");
        Ok(TableCopy {
            from,
            into,
            select: format!("SELECT {names} FROM {table} NOT INDEXED WHERE"),
            insert: format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"),
            width: columns.len(),
            done: SalvagedTable { table: table.to_owned(), rows: 0, gaps: Vec::new(), unusable: 0 },
        })
    }

    /// Copies the rows that meet a condition, up to their end or to damage.
    fn read(&mut self, condition: &str, order: Order) -> rusqlite::Result<ReadEnd> {
        let mut last = None;
        let Ok(mut statement) = self.from.prepare(&format!("{} {condition}", self.select)) else {
            return Ok(ReadEnd::Damaged(None));
        };
        let Ok(mut rows) = statement.query([]) else { return Ok(ReadEnd::Damaged(None)) };
        loop {
            let row = match rows.next() {
                Ok(None) => return Ok(ReadEnd::Complete),
                Ok(Some(row)) => row,
                Err(_) => return Ok(ReadEnd::Damaged(last)),
            };
            let Ok(id) = row.get::<_, i64>(0) else { return Ok(ReadEnd::Damaged(last)) };
            // Damaged pages may form a loop.
            let advances =
                last.is_none_or(|last| if order == Order::Up { id > last } else { id < last });
            if !advances {
                return Ok(ReadEnd::Damaged(last));
            }
            last = Some(id);
            match values(row, self.width) {
                Ok(values) => self.insert_row(values)?,
                Err(_) => self.done.unusable += 1,
            }
        }
    }

    fn insert_row(&mut self, values: Vec<Value>) -> rusqlite::Result<()> {
        let inserted = self.into.prepare_cached(&self.insert)?.execute(params_from_iter(values));
        match inserted {
            Ok(rows) => self.done.rows += rows as u64,
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
            {
                self.done.unusable += 1;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The first row that can be read at growing distances behind damage.
    fn find_past_damage(&self, start: i64) -> Option<i64> {
        let mut step = 1;
        while step < MAX_GAP {
            let behind = start.saturating_add(step);
            let query = format!("{} id >= {behind} ORDER BY id LIMIT 1", self.select);
            let found = self.from.prepare(&query).and_then(|mut statement| {
                let mut rows = statement.query([])?;
                rows.next()?.map(|row| row.get::<_, i64>(0)).transpose()
            });
            match found {
                Ok(found) => return found.filter(|&found| found >= behind),
                Err(_) => step *= 2,
            }
        }
        None
    }
}

fn values(row: &Row<'_>, width: usize) -> rusqlite::Result<Vec<Value>> {
    (0..width).map(|column| row.get(column)).collect()
}

/// Copies the recorded changes as far as they can be read; returns whether all were copied.
fn copy_changes(from: &Connection, into: &Connection) -> rusqlite::Result<bool> {
    let mut insert = into.prepare(
        "INSERT OR IGNORE INTO change (operation_id, sequence, of_table, row_id, before) VALUES (?, ?, ?, ?, ?)",
    )?;
    let Ok(mut statement) = from.prepare(
        "SELECT operation_id, sequence, of_table, row_id, before FROM change ORDER BY 1 DESC, 2 DESC",
    ) else {
        return Ok(false);
    };
    let Ok(mut rows) = statement.query([]) else { return Ok(false) };
    let mut last = None;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(true),
            Err(_) => break,
        };
        let Ok(values) = values(row, 5) else { break };
        last = match values.first() {
            Some(Value::Integer(operation)) => Some(*operation),
            _ => break,
        };
        insert.execute(params_from_iter(values))?;
    }
    // A partly copied operation must not be undone.
    into.execute("DELETE FROM change WHERE operation_id = ?", [last])?;
    Ok(false)
}
