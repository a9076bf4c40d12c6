//! Rows of `unit`: reading, inserting and updating translation units.

use std::sync::LazyLock;

use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params, params_from_iter};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::checksum::{BEAD, DOCUMENT, UNIT, checksum_of};
use super::damage::{SkipLog, Table, read_row, refuse_unless_whole};
use crate::error::Result;
use crate::model::{
    DocumentId, InlineTag, OperationId, Pair, Score, Timestamp, Unit, UnitId, UnitText,
};

/// A unit stored in a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUnit {
    /// Row id, never reused for another unit.
    pub id: UnitId,
    /// The unit.
    pub unit: Unit,
}

/// Author and time of a change.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// When.
    pub at: Timestamp,
    /// The author, if known.
    pub by: Option<&'a str>,
}

/// Selects the columns that [`read_unit`] reads, with the joins they need. The context of a bead's unit is
/// read from the neighbouring beads. In the place of a text that belongs to another row, which is damaged,
/// stands the id of that row.
pub static SELECT_UNIT: LazyLock<String> = LazyLock::new(|| {
    let neighbour = |is_before: &str, order: &str| {
        format!(
            "SELECT CASE WHEN NOT ({} AND json_valid(b.source)) THEN b.id
                 ELSE coalesce(b.source_edited, (SELECT group_concat(value, ' ') FROM json_each(b.source))) END
             FROM bead AS b WHERE b.document_id = bead.document_id AND {is_before} AND b.source <> '[]'
             ORDER BY b.position {order} LIMIT 1",
            BEAD.is_whole("b")
        )
    };
    format!(
        "SELECT unit.id, unit.source, unit.target, unit.source_language, unit.target_language, unit.source_tags,
            unit.target_tags, unit.status, unit.score, unit.created_at, unit.created_by, unit.changed_at,
            unit.changed_by, unit.used_at, unit.usage_count,
            CASE WHEN {} THEN document.name ELSE document.id END AS document, unit.position,
            coalesce(unit.context_before, ({})) AS context_before,
            coalesce(unit.context_after, ({})) AS context_after,
            unit.identifier, unit.note, unit.properties, {}
         FROM unit LEFT JOIN bead ON bead.id = unit.bead_id LEFT JOIN document ON document.id = unit.document_id",
        DOCUMENT.is_whole("document"),
        neighbour("b.position < bead.position", "DESC"),
        neighbour("b.position > bead.position", ""),
        UNIT.is_whole("unit"),
    )
});

/// Reads a row of [`SELECT_UNIT`].
///
/// # Errors
/// When it is damaged; the error names it.
pub fn read_unit(row: &Row<'_>) -> rusqlite::Result<StoredUnit> {
    read_row(Table::Unit, row, |row| {
        let stored = read_columns(row)?;
        refuse_unless_whole(Table::Unit, row, 22)?;
        Ok(stored)
    })
}

/// Reads a row of [`SELECT_UNIT`]; `None` if it is damaged. What is damaged is noted, also of the rows that
/// it refers to.
pub fn read_unit_or_skip(row: &Row<'_>, skipped: &SkipLog) -> rusqlite::Result<Option<StoredUnit>> {
    let stored = skipped.skip(read_unit(row))?;
    if stored.is_some() {
        skipped.add_reference(Table::Document, row, 15)?;
        skipped.add_reference(Table::Bead, row, 17)?;
        skipped.add_reference(Table::Bead, row, 18)?;
    }
    Ok(stored)
}

fn read_columns(row: &Row<'_>) -> rusqlite::Result<StoredUnit> {
    let text = |plain: usize, tags: usize| -> rusqlite::Result<UnitText> {
        Ok(UnitText { plain: row.get(plain)?, tags: read_list(row, tags)? })
    };
    let of_other = |column: usize| match row.get_ref(column)? {
        ValueRef::Integer(_) => Ok(None),
        _ => row.get::<_, Option<String>>(column),
    };
    let unit = Unit {
        texts: Pair::new(text(1, 5)?, text(2, 6)?),
        languages: Pair::new(row.get(3)?, row.get(4)?),
        status: row.get(7)?,
        score: Score::new(row.get(8)?),
        created_at: row.get(9)?,
        created_by: row.get(10)?,
        changed_at: row.get(11)?,
        changed_by: row.get(12)?,
        used_at: row.get(13)?,
        usage_count: row.get(14)?,
        document: of_other(15)?,
        position: row.get(16)?,
        context_before: of_other(17)?,
        context_after: of_other(18)?,
        identifier: row.get(19)?,
        note: row.get(20)?,
        properties: read_list(row, 21)?,
    };
    Ok(StoredUnit { id: row.get(0)?, unit })
}

/// The unit with this id.
pub fn find_unit(connection: &Connection, id: UnitId) -> rusqlite::Result<Option<StoredUnit>> {
    connection
        .prepare_cached(&format!("{} WHERE unit.id = ?", *SELECT_UNIT))?
        .query_row([id], read_unit)
        .optional()
}

/// The unit with this id, unless it is damaged, which is noted.
pub fn find_unit_or_skip(
    connection: &Connection,
    id: UnitId,
    skipped: &SkipLog,
) -> rusqlite::Result<Option<StoredUnit>> {
    connection
        .prepare_cached(&format!("{} WHERE unit.id = ?", *SELECT_UNIT))?
        .query_row([id], |row| read_unit_or_skip(row, skipped))
        .optional()
        .map(Option::flatten)
}

/// Fails if a unit is damaged. A column of the query tells, if that is known by its checksum; otherwise the
/// unit is read. Its id is the first column.
pub fn refuse_unless_usable(
    connection: &Connection,
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<()> {
    match row.get::<_, Option<bool>>(column)? {
        Some(_) => refuse_unless_whole(Table::Unit, row, column),
        None => find_unit(connection, row.get(0)?).map(drop),
    }
}

/// A column that holds a JSON array; NULL is an empty list.
pub fn read_list<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<T>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(Vec::new()),
        _ => super::sql::json_column(row, column),
    }
}

fn list_json<T: Serialize>(list: &[T]) -> serde_json::Result<Option<String>> {
    (!list.is_empty()).then(|| serde_json::to_string(list)).transpose()
}

/// Where a new unit comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Provenance {
    /// The row of its document.
    pub document: Option<DocumentId>,
    /// The import that adds it.
    pub import: Option<OperationId>,
}

/// Inserts the columns that the checksum of a unit covers, and the checksum.
static INSERT_UNIT: LazyLock<String> = LazyLock::new(|| {
    let columns = UNIT.columns.join(", ");
    let marks = vec!["?"; UNIT.columns.len() + 1].join(", ");
    format!("INSERT INTO unit ({columns}, checksum) VALUES ({marks})")
});

/// The id of the next new unit, which no unit has had before.
pub fn next_unit_id(transaction: &Transaction<'_>) -> rusqlite::Result<UnitId> {
    transaction
        .prepare_cached(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'unit'), 0),
                coalesce((SELECT max(id) FROM unit), 0)) + 1",
        )?
        .query_row([], |row| row.get(0))
}

/// Inserts a new unit with this id, from [`next_unit_id`]. The caller must index it. The checksum comes with
/// it, so that an import need not write each row twice.
pub fn insert_unit(
    transaction: &Transaction<'_>,
    (id, unit): (UnitId, &Unit),
    hashes: Hashes,
    provenance: Provenance,
    stamp: Stamp<'_>,
) -> Result<()> {
    let created_at = unit.created_at.unwrap_or(stamp.at);
    // In the order of the columns that the checksum covers.
    let columns: [&dyn ToSql; 26] = [
        &id,
        &unit.texts.source.plain,
        &unit.texts.target.plain,
        &unit.languages.source,
        &unit.languages.target,
        &list_json(&unit.texts.source.tags)?,
        &list_json(&unit.texts.target.tags)?,
        &unit.status.name(),
        &unit.score.value(),
        &created_at,
        &unit.created_by.as_deref().or(stamp.by.filter(|_| unit.created_at.is_none())),
        &unit.changed_at.unwrap_or(created_at),
        &unit.changed_by,
        &unit.used_at,
        &unit.usage_count,
        // Units of beads are inserted with their document.
        &Null,
        &provenance.document,
        &unit.position,
        &unit.context_before,
        &unit.context_after,
        &unit.identifier,
        &unit.note,
        &list_json(&unit.properties)?,
        &provenance.import,
        &hashes.fingerprint,
        &hashes.identity,
    ];
    let values: Vec<ToSqlOutput<'_>> =
        columns.iter().map(|column| column.to_sql()).collect::<rusqlite::Result<_>>()?;
    let checksum = checksum_of(values.iter().map(|value| match value {
        ToSqlOutput::Borrowed(value) => *value,
        ToSqlOutput::Owned(value) => value.into(),
        _ => ValueRef::Null,
    }));
    transaction
        .prepare_cached(&INSERT_UNIT)?
        .execute(params_from_iter(values.into_iter().chain([checksum.into()])))?;
    Ok(())
}

/// Overwrites the stored texts, tags, status, note, usage and properties of a unit.
pub fn update_unit(
    transaction: &Transaction<'_>,
    stored: &StoredUnit,
    stamp: Stamp<'_>,
) -> Result<()> {
    let unit = &stored.unit;
    transaction
        .prepare_cached(
            "UPDATE unit SET source = ?2, target = ?3, source_tags = ?4, target_tags = ?5, status = ?6, note = ?7,
                usage_count = ?8, used_at = ?9, properties = ?10, changed_at = ?11, changed_by = ?12,
                fingerprint = ?13
             WHERE id = ?1",
        )?
        .execute(params![
            stored.id,
            unit.texts.source.plain,
            unit.texts.target.plain,
            list_json(&unit.texts.source.tags)?,
            list_json(&unit.texts.target.tags)?,
            unit.status.name(),
            unit.note,
            unit.usage_count,
            unit.used_at,
            list_json(&unit.properties)?,
            stamp.at,
            stamp.by,
            Hashes::of(unit).fingerprint,
        ])?;
    Ok(())
}

/// A stored unit equal to this one: the same texts and tags, and the same document, position and
/// identifier, unless this unit has none of these.
pub fn find_same(
    connection: &Connection,
    unit: &Unit,
    hashes: Hashes,
) -> rusqlite::Result<Option<UnitId>> {
    let query = if hashes.identity == 0 {
        "SELECT id FROM unit WHERE fingerprint = ?1 AND ?2 = 0 LIMIT 1"
    } else {
        "SELECT id FROM unit WHERE fingerprint = ?1 AND identity = ?2 LIMIT 1"
    };
    let same = connection
        .prepare_cached(query)?
        .query_row([hashes.fingerprint, hashes.identity], |row| row.get(0))
        .optional()?;
    match (&unit.document, unit.position) {
        (Some(document), Some(position)) if same.is_none() && unit.identifier.is_none() => connection
            .prepare_cached(
                "SELECT id FROM unit WHERE fingerprint = ? AND identity = ? AND position = ? LIMIT 1",
            )?
            .query_row(
                params![hashes.fingerprint, identity_of_beads(document), position],
                |row| row.get(0),
            )
            .optional(),
        _ => Ok(same),
    }
}

/// Hashes by which units are recognised as equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hashes {
    /// Hash of languages, texts and tags.
    pub fingerprint: i64,
    /// Hash of document, position and identifier; 0 for a unit that has neither document nor identifier.
    /// All units of a document's beads share one, since their positions may change.
    pub identity: i64,
}

impl Hashes {
    /// The hashes of a unit. They are stored, so their definition must never change.
    pub fn of(unit: &Unit) -> Hashes {
        let mut hash = Sha256::new();
        for (language, text) in unit.languages.as_ref().zip(unit.texts.as_ref()) {
            add_field(&mut hash, language.as_str());
            add_field(&mut hash, &text.plain);
            text.tags.iter().for_each(|tag| add_tag(&mut hash, tag));
        }
        Hashes { fingerprint: first_bytes(hash), identity: identity(unit) }
    }
}

fn identity(unit: &Unit) -> i64 {
    if unit.document.is_none() && unit.identifier.is_none() {
        return 0;
    }
    let mut hash = Sha256::new();
    add_field(&mut hash, unit.document.as_deref().unwrap_or_default());
    add_field(&mut hash, unit.identifier.as_deref().unwrap_or_default());
    add_field(&mut hash, &unit.position.map(|at| at.to_string()).unwrap_or_default());
    // Never 0, which stands for “no identity”.
    first_bytes(hash) | 1
}

/// The identity shared by all units of a document's beads.
pub fn identity_of_beads(document: &str) -> i64 {
    let mut hash = Sha256::new();
    add_field(&mut hash, document);
    add_field(&mut hash, "bead");
    first_bytes(hash) | 1
}

fn add_tag(hash: &mut Sha256, tag: &InlineTag) {
    add_field(hash, &tag.at.to_string());
    add_field(hash, &tag.code);
    for (name, value) in &tag.attributes {
        add_field(hash, name);
        add_field(hash, value);
    }
}

fn add_field(hash: &mut Sha256, text: &str) {
    hash.update(text.as_bytes());
    hash.update([0xFF]);
}

fn first_bytes(hash: Sha256) -> i64 {
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |bytes, &byte| bytes << 8 | i64::from(byte))
}
