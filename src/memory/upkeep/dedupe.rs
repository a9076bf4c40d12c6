//! Removing duplicate units.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::checksum::UNIT;
use super::super::damage::{SkipLog, Table, read_row};
use super::super::sql::text_column;
use super::super::unit::{read_list, refuse_unless_usable};
use super::edit::joined_notes;
use super::{Memory, StoredUnit, existing_unit};
use crate::error::Result;
use crate::model::{InlineTag, OperationKind, Timestamp, UnitId};
use crate::text::{Tier, fold, squeeze_space};

/// Which of several equal units is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeepRule {
    /// The one that was changed last.
    #[default]
    Newest,
    /// The one that was used most, or the newest of these.
    MostUsed,
}

/// When units count as duplicates, and which one is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dedupe {
    /// The folding of both texts before they are compared; `None` compares them as typed.
    pub tier: Option<Tier>,
    /// Which unit is kept.
    pub keep: KeepRule,
}

/// The number of duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Duplicates {
    /// Units to delete, or deleted.
    pub units: usize,
    /// Groups of equal units.
    pub pairs: usize,
    /// Duplicates that are kept because they belong to documents.
    pub of_documents: usize,
}

/// Several units with equal texts.
struct DuplicateGroup {
    keep: UnitId,
    delete: Vec<UnitId>,
}

impl Memory {
    /// Calls `each` for every group of duplicates with the unit to keep and the units to delete.
    ///
    /// # Errors
    /// When the memory cannot be read, or when `each` fails.
    pub fn find_duplicates(
        &self,
        dedupe: &Dedupe,
        each: &mut dyn FnMut(StoredUnit, Vec<StoredUnit>) -> Result<()>,
    ) -> Result<Duplicates> {
        let connection = &self.connection;
        self.notice_lost_rows().map_err(|error| self.explain(error))?;
        each_group(connection, dedupe, &self.skipped, &mut |group| {
            let keep = existing_unit(connection, group.keep)?;
            let deleted = group.delete.iter().map(|&id| existing_unit(connection, id));
            each(keep, deleted.collect::<Result<_>>()?)
        })
        .map_err(|error| self.explain(error))
    }

    /// Deletes duplicates. Their usage counts and notes are added to the unit that is kept. Units of
    /// documents are never deleted, because their neighbours distinguish later matches.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn dedupe(&mut self, dedupe: &Dedupe) -> Result<Duplicates> {
        let found = self.find_duplicates(dedupe, &mut |_, _| Ok(()))?;
        if found.units == 0 {
            return Ok(found);
        }
        let skipped = SkipLog::default();
        self.run_operation(OperationKind::Dedupe, None, |transaction, _| {
            let done = each_group(transaction, dedupe, &skipped, &mut |group| {
                merge_into_kept(transaction, &group)
            })?;
            Ok((done, done))
        })
    }
}

fn each_group(
    connection: &Connection,
    dedupe: &Dedupe,
    skipped: &SkipLog,
    each: &mut dyn FnMut(DuplicateGroup) -> Result<()>,
) -> Result<Duplicates> {
    let mut keys = read_keys(connection, dedupe.tier, skipped)?;
    keys.sort_unstable();
    // A damaged tree may give a unit twice.
    keys.dedup();
    let mut found = Duplicates::default();
    for equal in keys.chunk_by(|(a, _), (b, _)| a == b).filter(|equal| equal.len() > 1) {
        let mut duplicates: Vec<DuplicateUnit> = equal
            .iter()
            .map(|&(_, id)| DuplicateUnit::read(connection, id))
            .collect::<rusqlite::Result<_>>()?;
        duplicates.sort_by(|a, b| match dedupe.keep {
            KeepRule::Newest => (b.changed_at, b.id).cmp(&(a.changed_at, a.id)),
            KeepRule::MostUsed => {
                (b.usage_count, b.changed_at, b.id).cmp(&(a.usage_count, a.changed_at, a.id))
            }
        });
        let Some((keep, others)) = duplicates.split_first() else { continue };
        let (of_documents, delete): (Vec<&DuplicateUnit>, Vec<&DuplicateUnit>) =
            others.iter().partition(|other| other.is_of_bead);
        found.of_documents += of_documents.len();
        if delete.is_empty() {
            continue;
        }
        found.units += delete.len();
        found.pairs += 1;
        each(DuplicateGroup {
            keep: keep.id,
            delete: delete.iter().map(|other| other.id).collect(),
        })?;
    }
    Ok(found)
}

/// The properties of a unit that decide whether it is kept.
struct DuplicateUnit {
    id: UnitId,
    changed_at: Timestamp,
    usage_count: i64,
    is_of_bead: bool,
}

impl DuplicateUnit {
    fn read(connection: &Connection, id: UnitId) -> rusqlite::Result<DuplicateUnit> {
        connection
            .prepare_cached(
                "SELECT changed_at, usage_count, bead_id IS NOT NULL FROM unit WHERE id = ?",
            )?
            .query_row([id], |row| {
                Ok(DuplicateUnit {
                    id,
                    changed_at: row.get(0)?,
                    usage_count: row.get(1)?,
                    is_of_bead: row.get(2)?,
                })
            })
    }
}

/// Half of a SHA-256 hash. The chance that any two of a billion different units share one is about 1 in
/// 10²⁰.
type PairKey = [u64; 2];

/// The key of each unit that is whole, 24 bytes a unit.
fn read_keys(
    connection: &Connection,
    tier: Option<Tier>,
    skipped: &SkipLog,
) -> rusqlite::Result<Vec<(PairKey, UnitId)>> {
    let mut statement = connection.prepare(&format!(
        "SELECT id, source, target, source_language, target_language, source_tags, target_tags, {} FROM unit",
        UNIT.is_known_whole("unit")
    ))?;
    let read = |row: &Row<'_>| {
        read_row(Table::Unit, row, |row| {
            refuse_unless_usable(connection, row, 7)?;
            Ok((key(row, tier)?, row.get(0)?))
        })
    };
    statement
        .query_map([], |row| skipped.skip(read(row)))?
        .filter_map(rusqlite::Result::transpose)
        .collect()
}

fn key(row: &Row<'_>, tier: Option<Tier>) -> rusqlite::Result<PairKey> {
    let mut hash = Sha256::new();
    let mut add = |field: &str| {
        hash.update(field.as_bytes());
        hash.update([0xFF]);
    };
    for (text, language, tags) in [(1, 3, 5), (2, 4, 6)] {
        let text = text_column(row, text)?;
        match tier {
            None => add(text),
            Some(tier) => add(&squeeze_space(&fold(text, tier))),
        }
        add(text_column(row, language)?);
        // Folding can shift the positions of tags, but not their sequence.
        for tag in read_list::<InlineTag>(row, tags)? {
            add(&format!("{:?}{}", tag.kind, tag.code));
            if tier.is_none() {
                add(&tag.at.to_string());
            }
            for (name, value) in &tag.attributes {
                add(name);
                add(value);
            }
        }
    }
    let digest = hash.finalize();
    let word = |from: usize| {
        digest.iter().skip(from).take(8).fold(0, |word, &byte| word << 8 | u64::from(byte))
    };
    Ok([word(0), word(8)])
}

/// Deletes the duplicates of a unit and adds their usage and notes to it.
fn merge_into_kept(transaction: &Transaction<'_>, group: &DuplicateGroup) -> Result<()> {
    let mut delete = transaction
        .prepare_cached("DELETE FROM unit WHERE id = ? RETURNING usage_count, used_at, note")?;
    let (mut uses, mut used_at) = (0i64, None::<Timestamp>);
    let mut note: Option<String> =
        transaction
            .query_row("SELECT note FROM unit WHERE id = ?", [group.keep], |row| row.get(0))?;
    for id in &group.delete {
        let deleted: Option<(i64, Option<Timestamp>, Option<String>)> =
            delete.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((count, at, other)) = deleted else { continue };
        uses = uses.saturating_add(count);
        used_at = used_at.max(at);
        note = joined_notes(note, other);
    }
    transaction
        .prepare_cached(
            "UPDATE unit SET usage_count = usage_count + ?2, note = ?4,
                used_at = CASE WHEN ?3 IS NULL THEN used_at ELSE max(coalesce(used_at, ''), ?3) END
             WHERE id = ?1",
        )?
        .execute(params![group.keep, uses, used_at, note])?;
    Ok(())
}
