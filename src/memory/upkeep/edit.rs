//! Adding, editing, deleting and merging units.

use std::collections::BTreeSet;

use rusqlite::params;
use serde::Serialize;

use super::super::unit::{Hashes, Provenance, StoredUnit, find_same, insert_unit, next_unit_id};
use super::{Memory, bump_revisions, delete_unit, existing_unit, write_unit};
use crate::error::{Entity, Error, Result};
use crate::model::{OperationKind, Pair, Status, Unit, UnitId};

/// Changes to a unit; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitEdit {
    /// New texts, without tags.
    pub texts: Pair<Option<String>>,
    /// A new status.
    pub status: Option<Status>,
    /// A new note; an empty one removes the note.
    pub note: Option<String>,
}

/// The result of deleting units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Deleted {
    /// Units deleted.
    pub units: usize,
    /// Of these, units of documents, whose beads were rejected.
    pub beads: usize,
}

#[derive(Serialize)]
struct Detail<'a> {
    units: usize,
    ids: &'a [UnitId],
}

impl Memory {
    /// Adds units; returns the id of each, and whether it is new. A unit equal to a stored one is not added
    /// again.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn add_units(&mut self, units: &[Unit]) -> Result<Vec<(UnitId, bool)>> {
        let existing: Vec<Option<UnitId>> = units
            .iter()
            .map(|unit| find_same(&self.connection, unit, Hashes::of(unit)))
            .collect::<rusqlite::Result<_>>()
            .map_err(|error| self.explain(error))?;
        // If nothing is added, no operation is logged.
        if existing.iter().all(Option::is_some) {
            return Ok(existing.into_iter().flatten().map(|id| (id, false)).collect());
        }
        self.run_operation(OperationKind::Add, None, |transaction, context| {
            let mut added = Vec::new();
            for unit in units {
                let hashes = Hashes::of(unit);
                added.push(match find_same(transaction, unit, hashes)? {
                    Some(id) => (id, false),
                    None => {
                        let id = next_unit_id(transaction)?;
                        let provenance = Provenance::default();
                        insert_unit(transaction, (id, unit), hashes, provenance, context.stamp)?;
                        (id, true)
                    }
                });
            }
            let ids: Vec<UnitId> =
                added.iter().filter(|(_, new)| *new).map(|(id, _)| *id).collect();
            let detail = serde_json::to_value(Detail { units: ids.len(), ids: &ids })?;
            Ok((added, detail))
        })
    }

    /// Changes a unit; its tags keep their places. A changed text sets the status to *edited* unless another
    /// status is given. Returns whether anything changed.
    ///
    /// # Errors
    /// When there is no such unit, a text would be empty, or the memory cannot be written.
    pub fn edit_unit(&mut self, id: UnitId, edit: &UnitEdit) -> Result<bool> {
        let before = self.unit(id)?;
        if edited(&before, edit)? == before {
            return Ok(false);
        }
        self.run_operation(OperationKind::Edit, None, |transaction, context| {
            let changed = edited(&existing_unit(transaction, id)?, edit)?;
            let mut documents = BTreeSet::new();
            write_unit(transaction, &changed, context, &mut documents)?;
            bump_revisions(transaction, context.id, &documents)?;
            Ok((true, serde_json::to_value(Detail { units: 1, ids: &[id] })?))
        })
    }

    /// Deletes units. The bead of a deleted unit is rejected.
    ///
    /// # Errors
    /// When one of the units does not exist (then none is deleted), or the memory cannot be written.
    pub fn delete_units(&mut self, ids: &[UnitId]) -> Result<Deleted> {
        let ids: BTreeSet<UnitId> = ids.iter().copied().collect();
        if ids.is_empty() {
            return Ok(Deleted::default());
        }
        self.run_operation(OperationKind::Delete, None, |transaction, context| {
            let mut documents = BTreeSet::new();
            let mut deleted = Deleted::default();
            for &id in &ids {
                let query = "SELECT EXISTS (SELECT 1 FROM unit WHERE id = ?)";
                let exists: bool =
                    transaction.prepare_cached(query)?.query_row([id], |row| row.get(0))?;
                if !exists {
                    return Err(Error::not_found(Entity::Unit, id));
                }
                deleted.beads += usize::from(delete_unit(transaction, id, &mut documents)?);
                deleted.units += 1;
            }
            bump_revisions(transaction, context.id, &documents)?;
            Ok((deleted, deleted))
        })
    }

    /// Joins the texts of several units, in the order given, into the first; deletes the others.
    ///
    /// # Errors
    /// When fewer than two units are named, one is named twice or does not exist, their languages differ, or
    /// the memory cannot be written.
    pub fn merge_units(&mut self, ids: &[UnitId]) -> Result<StoredUnit> {
        let different: BTreeSet<UnitId> = ids.iter().copied().collect();
        let Some((&first, rest)) = ids.split_first() else { return Err(too_few()) };
        if rest.is_empty() {
            return Err(too_few());
        }
        if different.len() < ids.len() {
            let why = "a unit cannot be merged with itself";
            return Err(Error::invalid("units", why, "name each unit once"));
        }
        self.run_operation(OperationKind::Merge, None, |transaction, context| {
            let mut merged = existing_unit(transaction, first)?;
            let mut documents = BTreeSet::new();
            let mut context_after = None;
            for &id in rest {
                let other = existing_unit(transaction, id)?;
                refuse_other_languages(&merged, &other)?;
                join(&mut merged.unit, &other.unit);
                context_after = other.unit.context_after;
                delete_unit(transaction, id, &mut documents)?;
            }
            merged.unit.status = Status::Edited;
            write_unit(transaction, &merged, context, &mut documents)?;
            // The context after the last unit is now the context after the merged unit.
            transaction.execute(
                "UPDATE unit SET context_after = ? WHERE id = ?",
                params![context_after, first],
            )?;
            bump_revisions(transaction, context.id, &documents)?;
            let merged = existing_unit(transaction, first)?;
            Ok((merged, serde_json::to_value(Detail { units: ids.len(), ids })?))
        })
    }
}

fn edited(stored: &StoredUnit, edit: &UnitEdit) -> Result<StoredUnit> {
    let mut changed = stored.clone();
    let unit = &mut changed.unit;
    for (text, new) in unit.texts.as_mut().zip(edit.texts.as_ref()) {
        let Some(new) = new else { continue };
        refuse_empty(new, stored.id)?;
        if *new != text.plain {
            *text = text.with_plain(new);
            unit.status = Status::Edited;
        }
    }
    if let Some(status) = edit.status {
        if status == Status::Rejected {
            let why = format!(
                "unit {} cannot be rejected, because a memory keeps no rejected units",
                stored.id
            );
            return Err(Error::invalid("status", why, "delete it with `tarjuman units delete`"));
        }
        unit.status = status;
    }
    if let Some(note) = &edit.note {
        unit.note = Some(note.clone()).filter(|note| !note.trim().is_empty());
    }
    Ok(changed)
}

fn refuse_empty(text: &str, id: UnitId) -> Result<()> {
    if text.trim().is_empty() {
        let why = format!("unit {id} needs both a source and a target text");
        let hint = "enter some text, or delete the unit with `tarjuman units delete`";
        return Err(Error::invalid("text", why, hint));
    }
    Ok(())
}

fn too_few() -> Error {
    let hint = "name two or more, in the order of their texts";
    Error::invalid("units", "one unit cannot be merged", hint)
}

fn refuse_other_languages(first: &StoredUnit, other: &StoredUnit) -> Result<()> {
    let (expected, found) = (&first.unit.languages, &other.unit.languages);
    if expected == found {
        return Ok(());
    }
    let why = format!(
        "unit {} is {} → {} and unit {} is {} → {}",
        first.id, expected.source, expected.target, other.id, found.source, found.target
    );
    Err(Error::invalid("units", why, "merge units of the same languages"))
}

fn join(unit: &mut Unit, other: &Unit) {
    let [source, target] = [&unit.texts.source, &unit.texts.target];
    let numbers = source.highest_tag_number().max(target.highest_tag_number());
    for (text, other) in unit.texts.as_mut().zip(other.texts.as_ref()) {
        text.append(other, numbers);
    }
    unit.note = joined_notes(unit.note.take(), other.note.clone());
    unit.usage_count = unit.usage_count.max(other.usage_count);
    unit.used_at = unit.used_at.max(other.used_at);
    for property in &other.properties {
        if !unit.properties.contains(property) {
            unit.properties.push(property.clone());
        }
    }
}

/// Joins two notes by a line break, unless the second is already a line of the first.
pub fn joined_notes(note: Option<String>, other: Option<String>) -> Option<String> {
    match (note, other) {
        (Some(note), Some(other)) if !note.lines().any(|line| line == other) => {
            Some(format!("{note}\n{other}"))
        }
        (note, other) => note.or(other),
    }
}
