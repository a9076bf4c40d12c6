//! Review: a person's changes to the beads of an aligned document.
//!
//! A change is applied to the rows in memory (`edit`), and the rows that differ are written in one
//! operation (`write`), so that it can be undone.

mod edit;
mod text;
mod write;

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

pub use edit::{BeadEdit, Direction};
pub use write::NewRow;

use super::bead::{StoredBead, read_beads, read_changed};
use super::bead_unit::renumber_units;
use super::document::document_not_found;
use super::journal::OperationContext;
use super::store::next_revision;
use super::{Memory, UndoState};
use crate::error::{Error, Result};
use crate::model::{BeadId, DocumentId, OperationKind, Revision};

/// The result of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The new revision of the document.
    pub revision: Revision,
    /// The beads that are new or changed, in order.
    pub changed: Vec<StoredBead>,
    /// The ids of all beads of the document, in order.
    pub order: Vec<BeadId>,
    /// The operations that undo and redo would act on now.
    pub undo_state: UndoState,
}

/// What the history says about a change.
#[derive(Serialize)]
struct Detail {
    beads: usize,
}

impl Memory {
    /// Changes beads of a document. `revision` is the revision that the caller has seen.
    ///
    /// # Errors
    /// [`Error::Conflict`] when one of the beads was changed after that revision; [`Error::ReviewRefused`]
    /// when the change is impossible; [`Error::NotFound`] when the document does not exist; or when the
    /// memory cannot be written.
    pub fn review(
        &mut self,
        document: DocumentId,
        revision: Revision,
        edit: &BeadEdit,
    ) -> Result<Reviewed> {
        let name = self.name_of_document(document)?;
        self.run_operation(edit.kind(), Some(&name), |transaction, context| {
            let old = read_beads(transaction, document)?;
            refuse_if_changed(&old, &edit.beads(), revision)?;
            let mut rows = old.clone();
            edit.apply(&mut rows)?;
            write_rows(transaction, document, &old, rows, context)
        })?;
        self.reviewed(document, revision)
    }

    /// Replaces the undecided beads of a document. `rows` are all rows of the document in their new order.
    ///
    /// # Errors
    /// As [`Memory::review`]; [`Error::Conflict`] when any bead was changed after `revision`.
    pub fn replace_undecided(
        &mut self,
        document: DocumentId,
        revision: Revision,
        rows: Vec<NewRow>,
    ) -> Result<Reviewed> {
        let name = self.name_of_document(document)?;
        self.run_operation(OperationKind::Realign, Some(&name), |transaction, context| {
            let old = read_beads(transaction, document)?;
            let all: Vec<BeadId> = old.iter().map(|bead| bead.id).collect();
            refuse_if_changed(&old, &all, revision)?;
            let rows = write::arrange_rows(&old, rows)?;
            write_rows(transaction, document, &old, rows, context)
        })?;
        self.reviewed(document, revision)
    }

    /// The beads of a document that changed after the revision `since`.
    ///
    /// # Errors
    /// When the document does not exist or the memory cannot be read.
    pub fn reviewed(&self, document: DocumentId, since: Revision) -> Result<Reviewed> {
        let fail = |error: rusqlite::Error| self.explain(error);
        let connection = super::begin_reading(&self.connection).map_err(fail)?;
        let revision = connection
            .prepare_cached("SELECT revision FROM document WHERE id = ?")
            .and_then(|mut statement| statement.query_row([document], |row| row.get(0)).optional())
            .map_err(fail)?
            .ok_or_else(|| document_not_found(document))?;
        let (order, changed) = read_changed(&connection, document, since).map_err(fail)?;
        Ok(Reviewed { revision, order, changed, undo_state: self.undo_state(document)? })
    }

    /// Renames a document.
    ///
    /// # Errors
    /// When the name is empty or another document has it, or the memory cannot be written.
    pub fn rename_document(&mut self, document: DocumentId, name: &str) -> Result<()> {
        let name = name.trim();
        let before = self.name_of_document(document)?;
        if name.is_empty() {
            return Err(Error::invalid(
                "name",
                "the name is empty",
                "enter a name for the document",
            ));
        }
        if name == before {
            return Ok(());
        }
        self.run_operation(OperationKind::Rename, Some(&before), |transaction, _| {
            let taken: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM document WHERE name = ? AND id <> ?)",
                params![name, document],
                |row| row.get(0),
            )?;
            if taken {
                let why = format!("another document already has the name “{name}”");
                return Err(Error::invalid("name", why, "choose another name"));
            }
            transaction
                .execute("UPDATE document SET name = ? WHERE id = ?", params![name, document])?;
            next_revision(transaction, document)?;
            renumber_units(transaction, document)?;
            Ok(((), serde_json::json!({ "name": name })))
        })
    }

    /// Deletes a document and its beads, and its units unless they are to be kept. Kept units still name the
    /// document.
    ///
    /// # Errors
    /// When the document does not exist, or the memory cannot be written.
    pub fn delete_document(&mut self, document: DocumentId, keep_units: bool) -> Result<()> {
        let name = self.name_of_document(document)?;
        self.run_operation(OperationKind::DeleteDocument, Some(&name), |transaction, _| {
            let units: i64 = if keep_units {
                keep_units_of(transaction, document)?
            } else {
                transaction.execute("DELETE FROM unit WHERE document_id = ?", [document])?;
                0
            };
            let beads =
                transaction.execute("DELETE FROM bead WHERE document_id = ?", [document])?;
            if units == 0 {
                transaction.execute("DELETE FROM document WHERE id = ?", [document])?;
            }
            Ok(((), serde_json::json!({ "beads": beads, "kept": units })))
        })
    }

    /// The beads of a document whose texts or note contain some words, whatever their spelling.
    ///
    /// # Errors
    /// When the document is gone or the memory cannot be read.
    pub fn find_beads(&self, document: DocumentId, words: &str) -> Result<Vec<BeadId>> {
        self.name_of_document(document)?;
        let beads = self.beads(document)?;
        let found = beads.iter().filter(|bead| text::has_text(bead, words));
        Ok(found.map(|bead| bead.id).collect())
    }

    pub(super) fn name_of_document(&self, document: DocumentId) -> Result<String> {
        self.connection
            .query_row("SELECT name FROM document WHERE id = ?", [document], |row| row.get(0))
            .optional()
            .map_err(|error| self.explain(error))?
            .ok_or_else(|| document_not_found(document))
    }
}

/// Detaches the units of a document from their beads. The document then looks like an imported one.
fn keep_units_of(transaction: &Transaction<'_>, document: DocumentId) -> rusqlite::Result<i64> {
    transaction.execute(
        "UPDATE unit SET bead_id = NULL WHERE document_id = ? AND bead_id IS NOT NULL",
        [document],
    )?;
    transaction.execute(
        "UPDATE document SET segmentation = 'imported', source_checksum = '', target_checksum = '' WHERE id = ?",
        [document],
    )?;
    transaction
        .query_row("SELECT count(*) FROM unit WHERE document_id = ?", [document], |row| row.get(0))
}

/// Refuses a change to beads that are gone or were changed after the revision that the caller has seen.
fn refuse_if_changed(beads: &[StoredBead], edited: &[BeadId], revision: Revision) -> Result<()> {
    let is_current =
        |id: &BeadId| beads.iter().any(|bead| bead.id == *id && bead.revision <= revision);
    if edited.iter().all(is_current) {
        return Ok(());
    }
    Err(Error::Conflict { document: None })
}

/// Writes the rows that differ, and updates the units of the document.
fn write_rows(
    transaction: &Transaction<'_>,
    document: DocumentId,
    old: &[StoredBead],
    rows: Vec<StoredBead>,
    context: OperationContext<'_>,
) -> Result<((), Detail)> {
    let revision = next_revision(transaction, document)?;
    let touched = write::write(transaction, document, old, rows, revision)?;
    let ids: BTreeSet<BeadId> = touched.iter().copied().collect();
    super::bead_unit::refresh_units(transaction, document, Some(&ids), context.stamp)?;
    renumber_units(transaction, document)?;
    Ok(((), Detail { beads: touched.len() }))
}
