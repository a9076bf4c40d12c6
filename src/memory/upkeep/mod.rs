//! Upkeep: reading and changing single units, removing duplicates, search and replace, backup, repair.

mod backup;
mod dedupe;
mod edit;
mod index_check;
mod pages;
mod repair;
mod replace;
mod row_check;
mod salvage;
mod schema_check;

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

pub use dedupe::{Dedupe, Duplicates, KeepRule};
pub(super) use edit::joined_notes;
pub use edit::{Deleted, UnitEdit};
pub use repair::{Findings, needs_salvage};
pub use replace::{Replace, Replaced, Replacement, SearchMode};
pub use salvage::{Salvaged, SalvagedTable, salvage};
pub(super) use schema_check::find_strange_tables;

use super::Memory;
use super::journal::{Operation, OperationContext, bump_bead_revisions, read_whole_operations};
use super::unit::{StoredUnit, find_unit, update_unit};
use crate::error::{Entity, Error, Result};
use crate::memory::UnitFilter;
use crate::memory::unit::{SELECT_UNIT, read_unit_or_skip};
use crate::model::{DocumentId, OperationId, Status, UnitId};

impl Memory {
    /// The unit with this id.
    ///
    /// # Errors
    /// When there is no such unit, or the memory cannot be read.
    pub fn unit(&self, id: UnitId) -> Result<StoredUnit> {
        existing_unit(&self.connection, id).map_err(|error| self.explain(error))
    }

    /// The unit with this id; `None` if it is damaged, see [`Memory::skipped`].
    ///
    /// # Errors
    /// When there is no such unit, or the memory cannot be read.
    pub fn whole_unit(&self, id: UnitId) -> Result<Option<StoredUnit>> {
        let read = find_unit(&self.connection, id)
            .map(|found| found.ok_or_else(|| Error::not_found(Entity::Unit, id)));
        let found = self.skipped.skip(read).map_err(|error| self.explain(error))?;
        found.transpose()
    }

    /// The operations that created or changed a unit, the newest first.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn unit_history(&self, id: UnitId) -> Result<Vec<Operation>> {
        let condition = "operation.id IN (SELECT operation_id FROM change WHERE of_table = 'unit' AND row_id = ?1)
             OR operation.id = (SELECT import_id FROM unit WHERE id = ?1)";
        read_whole_operations(&self.connection, condition, id.0, usize::MAX >> 1, &self.skipped)
            .map_err(|error| self.explain(error))
    }

    /// A page of the units that pass the filter, the oldest first, and whether there are more. Units that are
    /// damaged are skipped; see [`Memory::skipped`].
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn page_of_units(
        &self,
        filter: &UnitFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<StoredUnit>, bool)> {
        let mut page = Vec::new();
        let mut passed = 0;
        let more = self
            .each_unit_by_id(filter, &mut |stored| {
                passed += 1;
                if passed > offset && page.len() < limit {
                    page.push(stored);
                    return Ok(true);
                }
                Ok(passed <= offset)
            })
            .map_err(|error| self.explain(error))?;
        Ok((page, more))
    }

    /// The ids of the units that pass the filter.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn unit_ids(&self, filter: &UnitFilter) -> Result<Vec<UnitId>> {
        let mut ids = Vec::new();
        self.each_unit_by_id(filter, &mut |stored| {
            ids.push(stored.id);
            Ok(true)
        })
        .map_err(|error| self.explain(error))?;
        Ok(ids)
    }

    /// Calls `each` with the units that pass the filter until it returns false; returns whether it did.
    fn each_unit_by_id(
        &self,
        filter: &UnitFilter,
        each: &mut dyn FnMut(StoredUnit) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<bool> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{} WHERE ?1 IS NULL OR document.name = ?1 ORDER BY unit.id",
            *SELECT_UNIT
        ))?;
        let mut rows = statement.query(params![filter.document])?;
        while let Some(row) = rows.next()? {
            let stored = read_unit_or_skip(row, &self.skipped)?;
            if let Some(stored) = stored.filter(|stored| filter.admits(&stored.unit))
                && !each(stored)?
            {
                return Ok(true);
            }
        }
        self.notice_lost_rows()?;
        Ok(false)
    }
}

fn existing_unit(connection: &Connection, id: UnitId) -> Result<StoredUnit> {
    find_unit(connection, id)?.ok_or_else(|| Error::not_found(Entity::Unit, id))
}

/// Writes a changed unit and its bead, so that aligning again keeps the change.
fn write_unit(
    transaction: &Transaction<'_>,
    changed: &StoredUnit,
    context: OperationContext<'_>,
    documents: &mut BTreeSet<DocumentId>,
) -> Result<()> {
    update_unit(transaction, changed, context.stamp)?;
    let unit = &changed.unit;
    let document: Option<DocumentId> = transaction
        .prepare_cached(
            "UPDATE bead SET status = ?2, note = ?5,
                source_edited = nullif(?3, (SELECT group_concat(value, ' ') FROM json_each(source))),
                target_edited = nullif(?4, (SELECT group_concat(value, ' ') FROM json_each(target)))
             WHERE id = (SELECT bead_id FROM unit WHERE id = ?1) RETURNING document_id",
        )?
        .query_row(
            params![changed.id, unit.status.name(), unit.texts.source.plain, unit.texts.target.plain, unit.note],
            |row| row.get(0),
        )
        .optional()?;
    documents.extend(document);
    Ok(())
}

/// Deletes a unit and rejects its bead, so that the bead does not create the unit again. Returns whether
/// there was a bead.
fn delete_unit(
    transaction: &Transaction<'_>,
    id: UnitId,
    documents: &mut BTreeSet<DocumentId>,
) -> Result<bool> {
    let document: Option<DocumentId> = transaction
        .prepare_cached(
            "UPDATE bead SET status = ?2 WHERE id = (SELECT bead_id FROM unit WHERE id = ?1)
             RETURNING document_id",
        )?
        .query_row(params![id, Status::Rejected.name()], |row| row.get(0))
        .optional()?;
    documents.extend(document);
    transaction.prepare_cached("DELETE FROM unit WHERE id = ?")?.execute([id])?;
    Ok(document.is_some())
}

/// Raises the revisions of these documents and of their beads that an operation changed.
fn bump_revisions(
    transaction: &Transaction<'_>,
    operation: OperationId,
    documents: &BTreeSet<DocumentId>,
) -> Result<()> {
    for &document in documents {
        bump_bead_revisions(transaction, operation, document)?;
    }
    Ok(())
}
