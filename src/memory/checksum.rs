//! Checksums of rows, by which damage is found that SQLite does not notice, such as a flipped letter.
//!
//! Temporary triggers write the checksum of every row that this program writes. A row that another program
//! wrote has none, and is not checked by it.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

/// A table whose rows have checksums.
#[derive(Debug)]
pub struct SealedTable {
    /// Its name.
    pub name: &'static str,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
    /// The columns that the checksum covers, in order. Stored checksums depend on it, so it must never change.
    pub columns: &'static [&'static str],
}

/// Documents.
pub const DOCUMENT: SealedTable = SealedTable {
    name: "document",
    key: &["id"],
    columns: &[
        "id",
        "name",
        "source_name",
        "target_name",
        "source_language",
        "target_language",
        "source_checksum",
        "target_checksum",
        "segmentation",
        "min_score",
        "revision",
        "created_at",
        "aligned_at",
    ],
};

/// Beads.
pub const BEAD: SealedTable = SealedTable {
    name: "bead",
    key: &["id"],
    columns: &[
        "id",
        "document_id",
        "position",
        "source",
        "target",
        "source_start",
        "target_start",
        "source_edited",
        "target_edited",
        "score",
        "status",
        "note",
        "source_layout",
        "target_layout",
        "revision",
    ],
};

/// Units.
pub const UNIT: SealedTable = SealedTable {
    name: "unit",
    key: &["id"],
    columns: &[
        "id",
        "source",
        "target",
        "source_language",
        "target_language",
        "source_tags",
        "target_tags",
        "status",
        "score",
        "created_at",
        "created_by",
        "changed_at",
        "changed_by",
        "used_at",
        "usage_count",
        "bead_id",
        "document_id",
        "position",
        "context_before",
        "context_after",
        "identifier",
        "note",
        "properties",
        "import_id",
        "fingerprint",
        "identity",
    ],
};

/// The history.
pub const OPERATION: SealedTable = SealedTable {
    name: "operation",
    key: &["id"],
    columns: &["id", "at", "by", "kind", "document", "detail", "undoes", "document_id"],
};

/// What operations changed.
pub const CHANGE: SealedTable = SealedTable {
    name: "change",
    key: &["operation_id", "sequence"],
    columns: &["operation_id", "sequence", "of_table", "row_id", "before"],
};

/// All tables whose rows have checksums.
pub const SEALED: [&SealedTable; 5] = [&OPERATION, &DOCUMENT, &BEAD, &UNIT, &CHANGE];

/// The checksum of a row that is known to be damaged; no row has it by its values.
pub const DAMAGED: i64 = -1;

impl SealedTable {
    /// The columns that the checksum covers, of a row or table with this name.
    fn columns_of(&self, row: &str) -> String {
        let named: Vec<String> =
            self.columns.iter().map(|column| format!("{row}.{column}")).collect();
        named.join(", ")
    }

    /// The SQL expression of the checksum that a row should have.
    pub fn checksum(&self, row: &str) -> String {
        format!("checksum_of({})", self.columns_of(row))
    }

    /// The SQL expression that tells whether a row is as it was written, as far as that is known.
    pub fn is_whole(&self, row: &str) -> String {
        format!("({row}.checksum IS NULL OR {row}.checksum = {})", self.checksum(row))
    }

    /// The SQL expression of the same, but NULL if nothing is known.
    pub fn is_known_whole(&self, row: &str) -> String {
        format!("({row}.checksum = {})", self.checksum(row))
    }

    /// The statement that creates the trigger for rows that are inserted or updated.
    fn trigger(&self, on: Written) -> String {
        let SealedTable { name, key, .. } = self;
        let is_new: Vec<String> = key.iter().map(|key| format!("{key} = NEW.{key}")).collect();
        let (event, is_unsealed) = match on {
            Written::Inserted => ("insert", "NEW.checksum IS NULL"),
            Written::Updated => ("update", "NEW.checksum IS OLD.checksum"),
        };
        format!(
            "CREATE TEMP TRIGGER seal_{name}_{event} AFTER {event} ON main.{name} WHEN {is_unsealed}
             BEGIN UPDATE {name} SET checksum = {} WHERE {}; END;",
            self.checksum("NEW"),
            is_new.join(" AND ")
        )
    }
}

/// How a row is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Inserted,
    Updated,
}

/// The checksum of some values: the CRC-32 of their types and bytes, which finds every damage of up to 32
/// consecutive bits. It is stored, so its definition must never change.
pub fn checksum_of<'a>(values: impl IntoIterator<Item = ValueRef<'a>>) -> i64 {
    let mut bytes = Vec::with_capacity(512);
    for value in values {
        match value {
            ValueRef::Null => bytes.push(0),
            ValueRef::Integer(number) => {
                bytes.push(1);
                bytes.extend(number.to_le_bytes());
            }
            ValueRef::Real(number) => {
                bytes.push(2);
                bytes.extend(number.to_bits().to_le_bytes());
            }
            ValueRef::Text(text) => {
                bytes.push(3);
                bytes.extend(text);
                bytes.push(0xFF);
            }
            ValueRef::Blob(blob) => {
                bytes.push(4);
                bytes.extend(blob);
                bytes.push(0xFF);
            }
        }
    }
    i64::from(crc32fast::hash(&bytes))
}

/// Makes the SQL function `checksum_of` known to a connection.
pub fn install(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("checksum_of", -1, flags, |context| {
        Ok(checksum_of((0..context.len()).map(|index| context.get_raw(index))))
    })
}

/// From now on, every row that this connection writes gets its checksum, except units that are inserted: an
/// import, which inserts many, does so faster without the trigger.
pub fn start_sealing(connection: &Connection) -> rusqlite::Result<()> {
    if has_trigger(connection, "seal_unit_update")? {
        return Ok(());
    }
    for table in SEALED {
        connection.execute_batch(&table.trigger(Written::Updated))?;
        if table.name != UNIT.name {
            connection.execute_batch(&table.trigger(Written::Inserted))?;
        }
    }
    Ok(())
}

/// The same for units that are inserted.
pub fn start_sealing_units(connection: &Connection) -> rusqlite::Result<()> {
    match has_trigger(connection, "seal_unit_insert")? {
        true => Ok(()),
        false => connection.execute_batch(&UNIT.trigger(Written::Inserted)),
    }
}

fn has_trigger(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = ?)")?
        .query_row([name], |row| row.get(0))
}

/// Gives all rows that have no checksum one.
pub fn seal_all(connection: &Connection) -> rusqlite::Result<()> {
    for table in SEALED {
        let (name, checksum) = (table.name, table.checksum(table.name));
        connection.execute(
            &format!("UPDATE {name} SET checksum = {checksum} WHERE checksum IS NULL"),
            [],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::schema;

    /// The CRC-32 was computed by another program.
    #[test]
    fn it_never_changes() {
        let values = [
            ValueRef::Null,
            ValueRef::Integer(7),
            ValueRef::Real(0.5),
            ValueRef::Text("نص".as_bytes()),
        ];
        assert_eq!(checksum_of(values), 2_521_294_292);
    }

    /// A column that is added must be covered.
    #[test]
    fn it_covers_every_column() {
        let mut connection = Connection::open_in_memory().unwrap();
        install(&connection).unwrap();
        schema::migrate(&mut connection).unwrap();
        for table in SEALED {
            let mut statement =
                connection.prepare("SELECT name FROM pragma_table_info(?)").unwrap();
            let rows = statement.query_map([table.name], |row| row.get::<_, String>(0)).unwrap();
            let mut columns: Vec<String> = rows.map(Result::unwrap).collect();
            columns.retain(|column| column != "checksum");
            assert_eq!(columns, table.columns, "{}", table.name);
        }
    }
}
