//! Damaged rows: readers name them and go on with the rest.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Connection, Error, Row};
use serde::Serialize;

use super::Memory;

/// A table of a memory that cannot be rebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Table {
    /// The documents.
    Document,
    /// The beads of documents.
    Bead,
    /// The translation units.
    Unit,
    /// The history.
    Operation,
}

impl Table {
    /// What a row of it is called.
    pub fn name(self) -> &'static str {
        match self {
            Table::Document => "document",
            Table::Bead => "bead",
            Table::Unit => "unit",
            Table::Operation => "operation",
        }
    }
}

/// A row that is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DamagedRow {
    /// The table.
    pub table: Table,
    /// The id of the row.
    pub id: i64,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for DamagedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} is damaged ({})", self.table.name(), self.id, self.why)
    }
}

impl std::error::Error for DamagedRow {}

/// What is wrong with a row that does not match its checksum.
pub(super) const NOT_AS_WRITTEN: &str = "it is not as it was written";

impl DamagedRow {
    /// A row that is damaged.
    pub(super) fn new(table: Table, id: i64, why: impl Into<String>) -> DamagedRow {
        DamagedRow { table, id, why: why.into() }
    }

    /// The damaged row that made reading fail, if that is the reason.
    pub(super) fn of(error: &Error) -> Option<&DamagedRow> {
        match error {
            Error::FromSqlConversionFailure(_, _, cause) => cause.downcast_ref(),
            _ => None,
        }
    }
}

impl From<DamagedRow> for Error {
    fn from(row: DamagedRow) -> Error {
        Error::FromSqlConversionFailure(0, Type::Null, Box::new(row))
    }
}

/// Reads a row of a table with `read`; a value that cannot be used is an error that names the row, whose id
/// is the first column.
pub(super) fn read_row<T>(
    table: Table,
    row: &Row<'_>,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    read(row).map_err(|error| match fault(row, &error) {
        Some(why) => DamagedRow::new(table, row.get(0).unwrap_or_default(), why).into(),
        None => error,
    })
}

/// What is wrong with a value of a row, if that made reading it fail.
fn fault(row: &Row<'_>, error: &Error) -> Option<String> {
    let (column, why) = match error {
        Error::FromSqlConversionFailure(_, _, cause) if cause.is::<DamagedRow>() => return None,
        Error::FromSqlConversionFailure(column, _, cause) => match cause.downcast_ref() {
            Some(FromSqlError::Utf8Error(_)) => (column, "not UTF-8".to_owned()),
            _ => (column, format!("not usable: {cause}")),
        },
        Error::Utf8Error(column, _) => (column, "not UTF-8".to_owned()),
        Error::IntegralValueOutOfRange(column, number) => (column, format!("{number}")),
        Error::InvalidColumnType(column, _, found) => (column, format!("of the type {found}")),
        _ => return None,
    };
    let name = row.as_ref().column_name(*column).unwrap_or("value").replace('_', " ");
    Some(format!("its {name} is {why}"))
}

/// Fails if the row does not match its checksum, which a column of the query tells.
pub(super) fn refuse_unless_whole(
    table: Table,
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<()> {
    match row.get(column)? {
        true => Ok(()),
        false => Err(DamagedRow::new(table, row.get(0)?, NOT_AS_WRITTEN).into()),
    }
}

/// The damaged rows that readers of a memory have met and skipped.
#[derive(Debug, Default)]
pub(super) struct SkipLog {
    rows: RefCell<BTreeMap<(Table, i64), String>>,
    index: Cell<bool>,
    /// Whether rows are missing, once they have been counted.
    lost: Cell<Option<bool>>,
    /// Units that the index names and that are not there, so far as they have been looked into.
    missing: Cell<u32>,
}

/// The most missing units that are looked into: most have been deleted since the index was built.
const MAX_MISSING: u32 = 100;

impl SkipLog {
    /// Notes a row.
    pub fn add(&self, row: &DamagedRow) {
        self.rows.borrow_mut().insert((row.table, row.id), row.why.clone());
    }

    /// Notes that the index is damaged.
    pub fn add_index(&self) {
        self.index.set(true);
    }

    /// Notes if a unit that the index names is not there because the tree of units leads astray: then the rows
    /// around its place are not each other's neighbours.
    pub fn look_into_missing(&self, connection: &Connection, id: i64) -> rusqlite::Result<()> {
        if self.missing.get() >= MAX_MISSING {
            return Ok(());
        }
        self.missing.set(self.missing.get() + 1);
        let mut before = connection.prepare_cached("SELECT max(id) FROM unit WHERE id < ?")?;
        let mut after = connection.prepare_cached("SELECT min(id) FROM unit WHERE id > ?")?;
        let mut before = |id: i64| before.query_row([id], |row| row.get::<_, Option<i64>>(0));
        let mut after = |id: i64| after.query_row([id], |row| row.get::<_, Option<i64>>(0));
        let (lower, upper) = (before(id)?, after(id)?);
        let is_astray = match (lower, upper) {
            (Some(lower), Some(upper)) => {
                after(lower)? != Some(upper) || before(upper)? != Some(lower)
            }
            _ => false,
        };
        if is_astray {
            self.lost.set(Some(true));
        }
        Ok(())
    }

    /// Whether the index was found to be damaged.
    pub fn has_index(&self) -> bool {
        self.index.get()
    }

    /// The value that was read; `None` if its row is damaged, which is noted.
    pub fn skip<T>(&self, read: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error) => match DamagedRow::of(&error) {
                Some(row) => {
                    self.add(row);
                    Ok(None)
                }
                None => Err(error),
            },
        }
    }

    /// Notes the row that a column names by its id instead of giving its text, because it is damaged.
    pub fn add_reference(
        &self,
        table: Table,
        row: &Row<'_>,
        column: usize,
    ) -> rusqlite::Result<()> {
        if let ValueRef::Integer(id) = row.get_ref(column)? {
            self.add(&DamagedRow::new(table, id, NOT_AS_WRITTEN));
        }
        Ok(())
    }
}

/// Whether a table and an index of it, which both name all rows, name different ones: then a page has lost
/// rows, or has been lost itself, without a trace where it was.
pub(super) fn has_lost_rows(connection: &Connection) -> rusqlite::Result<bool> {
    /// The ids are added up by their remainder, so that no damaged one makes the sum overflow.
    const IDS: &str = "SELECT count(*), sum(id % 1000000007)";
    let differ = |table: &str, index: &str| {
        connection
            .prepare_cached(&format!(
                "SELECT ({IDS} FROM {table} NOT INDEXED) IS NOT ({IDS} FROM {table} INDEXED BY {index})"
            ))?
            .query_row([], |row| row.get::<_, bool>(0))
    };
    Ok(differ("unit", "unit_by_fingerprint")?
        || differ("bead", "sqlite_autoindex_bead_1")?
        || differ("document", "sqlite_autoindex_document_1")?)
}

/// How many damaged rows are named one by one.
const MAX_ROWS_NAMED: usize = 10;

/// What the readers of a memory have left out because it is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skipped {
    /// The damaged rows.
    pub rows: Vec<DamagedRow>,
    /// Whether a part of the index is damaged, so that units may not have been found.
    pub index: bool,
    /// Whether there are fewer rows than there should be.
    pub lost: bool,
}

impl Skipped {
    /// Whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        *self == Skipped::default()
    }

    /// What was left out, in a sentence or more. Of damaged rows only the first are named.
    pub fn messages(&self) -> Vec<String> {
        let named = self.rows.iter().take(MAX_ROWS_NAMED);
        let mut messages: Vec<String> =
            named.map(|row| format!("{row}, and is left out")).collect();
        if let Some(more @ 1..) = self.rows.len().checked_sub(MAX_ROWS_NAMED) {
            messages.push(format!("{more} more rows are damaged, and are left out"));
        }
        if self.index {
            let what = "the index is damaged, so something may not have been found";
            messages.push(what.to_owned());
        }
        if self.lost {
            messages.push("rows are missing; the file is damaged".to_owned());
        }
        messages
    }
}

impl Memory {
    /// Notes if rows of a table are missing without a trace, for each row has an entry in an index too. They
    /// are counted once.
    pub(super) fn notice_lost_rows(&self) -> rusqlite::Result<()> {
        if self.skipped.lost.get().is_none() {
            self.skipped.lost.set(Some(has_lost_rows(&self.connection)?));
        }
        Ok(())
    }

    /// What has been left out so far because it is damaged.
    pub fn skipped(&self) -> Skipped {
        let rows = self.skipped.rows.borrow();
        let rows = rows.iter().map(|(&(table, id), why)| DamagedRow::new(table, id, why.as_str()));
        Skipped {
            rows: rows.collect(),
            index: self.skipped.index.get(),
            lost: self.skipped.lost.get().unwrap_or_default(),
        }
    }
}
