//! Salvaging a damaged memory: copying every row that is whole to a new file.
//!
//! The file is read page by page, so that a bad page costs only the rows on it. A row is copied if all its
//! values can be read and it matches its checksum.

mod change;
mod copy;
mod shape;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use self::change::copy_changes;
use self::copy::RowCopy;
use super::super::checksum::{seal_all, start_sealing};
use super::super::{open, schema};
use super::pages::{Item, PageFile, scan_unowned, walk};
use super::repair::clear_dangling_references;
use super::row_check::{RowFaults, check_rows, restore_fingerprints};
use super::schema_check::version_of;
use crate::error::{Error, MemoryFault, Result};
use crate::files::NewFile;
use crate::memory::{DamagedRow, Table, index};
use crate::model::Timestamp;

/// The tables that cannot be rebuilt; a table comes before those that refer to it.
const TABLES: [Table; 4] = [Table::Operation, Table::Document, Table::Bead, Table::Unit];

/// What could be read from a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SalvagedTable {
    /// The name of the table.
    pub table: String,
    /// Rows copied.
    pub rows: u64,
    /// Of these, rows on pages to which nothing led any more.
    pub found: u64,
    /// Ranges of row ids, first and last, in which rows may be lost; without a last one, all after the first.
    pub gaps: Vec<(i64, Option<i64>)>,
    /// Rows that were read but are damaged, and were not copied.
    pub damaged: Vec<DamagedRow>,
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
    /// Lost documents that were replaced by an empty one of another name, so that their beads and units stay
    /// together.
    pub replaced_documents: Vec<String>,
    /// Whether rows that were deleted before may be among those that were found, because it is not known which
    /// pages are free.
    pub may_be_deleted: bool,
}

/// Copies every row of a damaged memory that is whole to a new memory `to`. The damaged file and the files
/// beside it are not changed.
///
/// # Errors
/// When `to` exists or cannot be written, the file cannot be read, or none of its rows is whole.
pub fn salvage(path: &Path, to: &Path) -> Result<Salvaged> {
    if to.exists() {
        return Err(Error::Memory { path: to.to_owned(), fault: MemoryFault::RepairExists });
    }
    let mut from = PageFile::open(path).map_err(|error| Error::io(path, error))?;
    let file = NewFile::of_memory(to, Some(path))?;
    let mut salvaged =
        copy(&mut from, file.temporary_path()).map_err(|error| open::explain(to, error.into()))?;
    if salvaged.tables.iter().all(|table| table.rows == 0) {
        return Err(Error::Memory { path: path.to_owned(), fault: MemoryFault::BeyondRepair });
    }
    file.sync()?;
    file.keep_new()?;
    salvaged.file = to.to_owned();
    Ok(salvaged)
}

/// The tables of a file as it describes them itself: the root page and definition of each, by name.
#[derive(Debug, Default)]
struct Roots(Vec<(String, u32, String)>);

impl Roots {
    fn read(from: &mut PageFile) -> Roots {
        use rusqlite::types::Value::{Integer, Text};
        let mut roots = Roots::default();
        walk(from, 1, &mut |item| {
            if let Item::Row { values, .. } = item
                && let [Text(kind), Text(name), _, Integer(root), Text(definition)] = &values[..]
                && kind == "table"
                && let Ok(root) = u32::try_from(*root)
            {
                roots.0.push((name.clone(), root, definition.clone()));
            }
        });
        roots
    }

    fn of(&self, table: &str) -> Option<u32> {
        self.0.iter().find(|(name, ..)| name == table).map(|&(_, root, _)| root)
    }

    fn definitions(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(name, _, definition)| (name.clone(), definition.clone())).collect()
    }
}

fn copy(from: &mut PageFile, to: &Path) -> rusqlite::Result<Salvaged> {
    let roots = Roots::read(from);
    let version = version_of(&roots.definitions(), from.user_version())?;
    let mut into = Connection::open(to)?;
    into.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
    )?;
    open::distrust(&into)?;
    schema::make(&into, version)?;
    let transaction = into.transaction()?;
    let mut rows = RowCopy::new(&transaction)?;
    for table in TABLES {
        match roots.of(table.name()) {
            Some(root) => rows.copy_tree(table, |each| walk(from, root, each))?,
            None => rows.miss(table),
        }
    }
    // A tree that a damaged one has led into may need its pages; so this comes last.
    let lost_changes = version > 1 && !copy_changes(from, roots.of("change"), &transaction)?;
    let knows_free = from.knows_free();
    rows.copy_found(knows_free, |each| scan_unowned(from, each))?;
    let (mut tables, may_be_deleted) = rows.finish(knows_free);
    transaction.commit()?;
    schema::migrate(&mut into)?;
    let transaction = into.transaction()?;
    let lost_changes = drop_damaged(&transaction, &mut tables)? || lost_changes;
    start_sealing(&transaction)?;
    let replaced_documents = replace_documents(&transaction)?;
    clear_dangling_references(&transaction)?;
    keep_ids_unique(&transaction)?;
    seal_all(&transaction)?;
    index::rebuild(&transaction)?;
    transaction.commit()?;
    into.close().map_err(|(_, error)| error)?;
    let file = PathBuf::new();
    Ok(Salvaged { file, tables, lost_changes, replaced_documents, may_be_deleted })
}

/// Deletes the rows that no reader can use, such as dates that are none; returns whether changes were among
/// them.
fn drop_damaged(into: &Connection, tables: &mut [SalvagedTable]) -> rusqlite::Result<bool> {
    let RowFaults { damaged, misnamed, changes, .. } = check_rows(into)?;
    for row in damaged {
        let name = row.table.name();
        into.execute(&format!("DELETE FROM {name} WHERE id = ?"), [row.id])?;
        if let Some(table) = tables.iter_mut().find(|table| table.table == name) {
            table.rows = table.rows.saturating_sub(1);
            table.damaged.push(row);
        }
    }
    restore_fingerprints(into, &misnamed)?;
    let last = changes.into_iter().max();
    if let Some(last) = last {
        into.execute("DELETE FROM change WHERE operation_id <= ?", [last])?;
    }
    Ok(last.is_some())
}

/// Replaces documents that are lost although beads or units of them are there; returns their new names.
fn replace_documents(into: &Connection) -> rusqlite::Result<Vec<String>> {
    let lost: Vec<i64> = into
        .prepare(
            "SELECT document_id FROM bead WHERE document_id NOT IN (SELECT id FROM document)
             UNION SELECT document_id FROM unit
             WHERE document_id IS NOT NULL AND document_id NOT IN (SELECT id FROM document)",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut names = Vec::new();
    for id in lost {
        let mut name = format!("recovered document {id}");
        while into
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM document WHERE name = ?)")?
            .query_row([&name], |row| row.get::<_, bool>(0))?
        {
            name.push('+');
        }
        let languages: (String, String) = into
            .prepare_cached(
                "SELECT source_language, target_language FROM unit WHERE document_id = ? LIMIT 1",
            )?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or_else(|| ("en".to_owned(), "ar".to_owned()));
        into.execute(
            "INSERT INTO document (id, name, source_name, target_name, source_language, target_language,
                source_checksum, target_checksum, segmentation, min_score, created_at, aligned_at)
             VALUES (?1, ?2, ?2, ?2, ?3, ?4, '', '',
                iif(EXISTS (SELECT 1 FROM bead WHERE document_id = ?1), 'sentence', 'imported'), 0.5, ?5, ?5)",
            params![id, name, languages.0, languages.1, Timestamp::now()],
        )?;
        names.push(name);
    }
    Ok(names)
}

/// Keeps new units from getting the ids of units that the history names.
fn keep_ids_unique(into: &Connection) -> rusqlite::Result<()> {
    into.execute(
        "UPDATE sqlite_sequence SET seq = max(seq,
            coalesce((SELECT max(row_id) FROM change WHERE of_table = 'unit'), 0)) WHERE name = 'unit'",
        [],
    )
    .map(drop)
}
