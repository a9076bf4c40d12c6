//! Units that say the same as others.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::unit::read_list;
use super::edit::joined_notes;
use super::{Memory, StoredUnit, existing_unit};
use crate::error::Result;
use crate::model::{InlineTag, OperationKind, Timestamp, UnitId};
use crate::text::{Tier, fold, squeeze_space};

/// Which unit of equal ones stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeepRule {
    /// The one that changed last.
    #[default]
    Newest,
    /// The one that was used most; of those the newest.
    MostUsed,
}

/// When pairs are duplicates, and which stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dedupe {
    /// How far the spelling of both texts is forgotten; `None` is not at all.
    pub tier: Option<Tier>,
    /// Which stays.
    pub keep: KeepRule,
}

/// How many duplicates there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Duplicates {
    /// Units that go, or are gone.
    pub units: usize,
    /// Pairs they are duplicates of.
    pub pairs: usize,
    /// Duplicates that stay because they belong to documents.
    pub of_documents: usize,
}

/// A pair that several units say.
struct DuplicateGroup {
    keep: UnitId,
    delete: Vec<UnitId>,
}

impl Memory {
    /// Hands on every pair that has duplicates to delete: the unit that would stay and those that
    /// would go.
    ///
    /// # Errors
    /// When the memory cannot be read, or with what `each` fails with.
    pub fn find_duplicates(
        &self,
        dedupe: &Dedupe,
        each: &mut dyn FnMut(StoredUnit, Vec<StoredUnit>) -> Result<()>,
    ) -> Result<Duplicates> {
        let connection = &self.connection;
        each_group(connection, dedupe, &mut |group| {
            let keep = existing_unit(connection, group.keep)?;
            let go = group.delete.iter().map(|&id| existing_unit(connection, id));
            each(keep, go.collect::<Result<_>>()?)
        })
        .map_err(|error| self.explain(error))
    }

    /// Deletes duplicates. Their uses are added to those of the unit that stays, and their notes kept.
    /// Units of documents stay: their neighbours tell later matches apart.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn dedupe(&mut self, dedupe: &Dedupe) -> Result<Duplicates> {
        let found = self.find_duplicates(dedupe, &mut |_, _| Ok(()))?;
        if found.units == 0 {
            return Ok(found);
        }
        self.run_operation(OperationKind::Dedupe, None, |transaction, _| {
            let done =
                each_group(transaction, dedupe, &mut |group| merge_into_kept(transaction, &group))?;
            Ok((done, done))
        })
    }
}

fn each_group(
    connection: &Connection,
    dedupe: &Dedupe,
    each: &mut dyn FnMut(DuplicateGroup) -> Result<()>,
) -> Result<Duplicates> {
    let mut keys = read_keys(connection, dedupe.tier)?;
    keys.sort_unstable();
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

/// What decides which of equal units stays.
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

/// Half a hash: two different pairs among a billion have the same with a chance of one in 10²⁰.
type PairKey = [u64; 2];

/// A key of what each unit says, 24 bytes a unit.
fn read_keys(
    connection: &Connection,
    tier: Option<Tier>,
) -> rusqlite::Result<Vec<(PairKey, UnitId)>> {
    let mut statement = connection.prepare(
        "SELECT id, source, target, source_language, target_language, source_tags, target_tags FROM unit",
    )?;
    statement.query_map([], |row| Ok((key(row, tier)?, row.get(0)?)))?.collect()
}

fn key(row: &Row<'_>, tier: Option<Tier>) -> rusqlite::Result<PairKey> {
    let mut hash = Sha256::new();
    let mut add = |field: &str| {
        hash.update(field.as_bytes());
        hash.update([0xFF]);
    };
    for (text, language, tags) in [(1, 3, 5), (2, 4, 6)] {
        let text = row.get_ref(text)?.as_str()?;
        match tier {
            None => add(text),
            Some(tier) => add(&squeeze_space(&fold(text, tier))),
        }
        add(row.get_ref(language)?.as_str()?);
        // Places of tags move with the spelling; which tags there are does not.
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

/// Deletes the duplicates of a unit and keeps what is known of them with it.
fn merge_into_kept(transaction: &Transaction<'_>, group: &DuplicateGroup) -> Result<()> {
    let mut delete = transaction
        .prepare_cached("DELETE FROM unit WHERE id = ? RETURNING usage_count, used_at, note")?;
    let (mut uses, mut used_at) = (0i64, None::<Timestamp>);
    let mut note: Option<String> =
        transaction
            .query_row("SELECT note FROM unit WHERE id = ?", [group.keep], |row| row.get(0))?;
    for id in &group.delete {
        let gone: Option<(i64, Option<Timestamp>, Option<String>)> =
            delete.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((count, at, other)) = gone else { continue };
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
