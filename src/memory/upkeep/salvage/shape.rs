//! The shape of the rows of a table, by which a row is recognised wherever it is found.

use rusqlite::Connection;
use rusqlite::types::{Value, ValueRef};

use super::super::super::checksum::{SEALED, SealedTable, checksum_of};
use crate::memory::Table;

/// The columns of a table.
#[derive(Debug)]
pub struct TableShape {
    /// The table.
    pub table: Table,
    /// The names of its columns, the row id first or somewhere else.
    pub names: Vec<String>,
    columns: Vec<Column>,
    sealed: Option<&'static SealedTable>,
}

#[derive(Debug)]
struct Column {
    kind: String,
    is_id: bool,
    /// Whether a row may lack it.
    is_optional: bool,
    /// Whether it may be missing at the end of a row that was written before there was such a column.
    may_be_missing: bool,
}

impl TableShape {
    /// The shape of a table of a memory.
    pub fn read(connection: &Connection, table: Table) -> rusqlite::Result<TableShape> {
        let mut names = Vec::new();
        let mut columns = Vec::new();
        let mut statement = connection.prepare(
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_info(?)",
        )?;
        let mut rows = statement.query([table.name()])?;
        while let Some(row) = rows.next()? {
            let is_optional = !row.get::<_, bool>(2)?;
            names.push(row.get(0)?);
            columns.push(Column {
                kind: row.get(1)?,
                is_id: row.get(4)?,
                is_optional,
                may_be_missing: is_optional || row.get(3)?,
            });
        }
        let sealed = SEALED.into_iter().find(|sealed| sealed.name == table.name());
        let has_checksum = names.iter().any(|name| name == "checksum");
        Ok(TableShape { table, names, columns, sealed: sealed.filter(|_| has_checksum) })
    }

    /// Whether these can be the values of a row.
    pub fn fits(&self, values: &[Value]) -> bool {
        values.len() <= self.columns.len()
            && self.columns[values.len()..].iter().all(|column| column.may_be_missing)
            && self.columns.iter().zip(values).all(|(column, value)| match value {
                Value::Null => column.is_optional || column.is_id,
                _ if column.is_id => false,
                Value::Text(_) => column.kind == "TEXT",
                Value::Integer(_) => column.kind == "INTEGER" || column.kind == "REAL",
                Value::Real(_) => column.kind == "REAL",
                Value::Blob(_) => false,
            })
    }

    /// The values as they are read from the table: the id in its place, and whole numbers as real ones where
    /// the column is real, which are stored as whole ones.
    pub fn complete(&self, id: i64, values: &mut [Value]) {
        for (column, value) in self.columns.iter().zip(values) {
            match value {
                Value::Null if column.is_id => *value = Value::Integer(id),
                Value::Integer(number) if column.kind == "REAL" => {
                    *value = Value::Real(*number as f64);
                }
                _ => {}
            }
        }
    }

    /// Whether complete values match the checksum among them, if there is one.
    pub fn is_whole(&self, values: &[Value]) -> bool {
        let Some(sealed) = self.sealed else { return true };
        let of = |name: &str| {
            let index = self.names.iter().position(|column| column == name);
            index.and_then(|index| values.get(index)).map_or(ValueRef::Null, ValueRef::from)
        };
        match of("checksum") {
            ValueRef::Integer(stored) => {
                checksum_of(sealed.columns.iter().map(|column| of(column))) == stored
            }
            _ => true,
        }
    }
}
