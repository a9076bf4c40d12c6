//! Review: what a person changes of an alignment, bead by bead.
//!
//! A change is made to the rows in memory (`edit`), and what it did to them is written in one
//! operation (`write`), so that it can be taken back.

mod edit;
mod text;
mod write;

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

pub use edit::{BeadEdit, Direction, Side};
pub use write::NewRow;

use super::bead_unit::settle_units;
use super::document::{StoredBead, no_document, read_beads};
use super::journal::Operating;
use super::store::next_revision;
use super::{CanTakeBack, Memory};
use crate::error::{Error, Result};

/// What a change came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The revision of the document now.
    pub revision: i64,
    /// The beads that are new or were changed, in order.
    pub changed: Vec<StoredBead>,
    /// All beads of the document in order, by id.
    pub order: Vec<i64>,
    /// What can be taken back now.
    pub can: CanTakeBack,
}

/// What is logged of a change.
#[derive(Serialize)]
struct Detail {
    beads: usize,
}

impl Memory {
    /// Changes beads of a document as somebody saw it who looked at that revision.
    ///
    /// # Errors
    /// [`Error::Changed`] when one of the beads was changed since; [`Error::Pair`] when the change makes
    /// no sense, or the document is gone; or the memory cannot be written.
    pub fn review(&mut self, document: i64, revision: i64, edit: &BeadEdit) -> Result<Reviewed> {
        let name = self.name_of_document(document)?;
        self.operate(edit.name(), Some(&name), |transaction, operating| {
            let old = read_beads(transaction, document)?;
            refuse_if_changed(&old, &edit.beads(), revision)?;
            let mut rows = old.clone();
            edit.apply(&mut rows).map_err(Error::Pair)?;
            write_rows(transaction, document, &old, rows, operating)
        })?;
        self.reviewed(document, revision)
    }

    /// Puts other beads in the place of undecided ones. `rows` are all rows of the document in their
    /// new order.
    ///
    /// # Errors
    /// As [`Memory::review`], when any bead was changed since that revision.
    pub fn replace_undecided(
        &mut self,
        document: i64,
        revision: i64,
        rows: Vec<NewRow>,
    ) -> Result<Reviewed> {
        let name = self.name_of_document(document)?;
        self.operate("realign", Some(&name), |transaction, operating| {
            let old = read_beads(transaction, document)?;
            let all: Vec<i64> = old.iter().map(|bead| bead.id).collect();
            refuse_if_changed(&old, &all, revision)?;
            let rows = write::placed(&old, rows)?;
            write_rows(transaction, document, &old, rows, operating)
        })?;
        self.reviewed(document, revision)
    }

    /// The beads of a document that were changed after a revision.
    ///
    /// # Errors
    /// When the document is gone or the memory cannot be read.
    pub fn reviewed(&self, document: i64, since: i64) -> Result<Reviewed> {
        let fail = |error: rusqlite::Error| self.explain(error);
        let connection = super::begin_reading(&self.connection).map_err(fail)?;
        let revision = connection
            .prepare_cached("SELECT revision FROM document WHERE id = ?")
            .and_then(|mut statement| statement.query_row([document], |row| row.get(0)).optional())
            .map_err(fail)?
            .ok_or_else(|| no_document(document))?;
        let beads = read_beads(&connection, document).map_err(fail)?;
        Ok(Reviewed {
            revision,
            order: beads.iter().map(|bead| bead.id).collect(),
            changed: beads.into_iter().filter(|bead| bead.revision > since).collect(),
            can: self.can_take_back(document)?,
        })
    }

    /// Gives a document another name.
    ///
    /// # Errors
    /// When the name is empty or another document has it, or the memory cannot be written.
    pub fn rename_document(&mut self, document: i64, name: &str) -> Result<()> {
        let name = name.trim();
        let before = self.name_of_document(document)?;
        if name.is_empty() {
            return Err(Error::Pair("a document needs a name; give it one".to_owned()));
        }
        if name == before {
            return Ok(());
        }
        self.operate("rename", Some(&before), |transaction, _| {
            let taken: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM document WHERE name = ? AND id <> ?)",
                params![name, document],
                |row| row.get(0),
            )?;
            if taken {
                let what = format!("another document is called “{name}”; choose another name");
                return Err(Error::Pair(what));
            }
            transaction
                .execute("UPDATE document SET name = ? WHERE id = ?", params![name, document])?;
            next_revision(transaction, document)?;
            settle_units(transaction, document)?;
            Ok(((), serde_json::json!({ "name": name })))
        })
    }

    /// Takes a document away, with its units unless they are to be kept. Kept units lose their beads,
    /// not their document's name.
    ///
    /// # Errors
    /// When there is none of that id, or the memory cannot be written.
    pub fn delete_document(&mut self, document: i64, keep_units: bool) -> Result<()> {
        let name = self.name_of_document(document)?;
        self.operate("delete-document", Some(&name), |transaction, _| {
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

    /// The beads of a document in which some words stand, however spelt.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn find_beads(&self, document: i64, words: &str) -> Result<Vec<i64>> {
        self.name_of_document(document)?;
        let beads = self.beads(document)?;
        let found = beads.iter().filter(|bead| text::has_text(bead, words));
        Ok(found.map(|bead| bead.id).collect())
    }

    pub(super) fn name_of_document(&self, document: i64) -> Result<String> {
        self.connection
            .query_row("SELECT name FROM document WHERE id = ?", [document], |row| row.get(0))
            .optional()
            .map_err(|error| self.explain(error))?
            .ok_or_else(|| no_document(document))
    }
}

/// Units without beads look like those of an import, and so does a document that has only such.
fn keep_units_of(transaction: &Transaction<'_>, document: i64) -> rusqlite::Result<i64> {
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

/// Beads that are gone or that another window has changed are not changed blindly.
fn refuse_if_changed(beads: &[StoredBead], wanted: &[i64], revision: i64) -> Result<()> {
    let stands = |id: &i64| beads.iter().any(|bead| bead.id == *id && bead.revision <= revision);
    if wanted.iter().all(stands) {
        return Ok(());
    }
    Err(Error::Changed)
}

/// Writes what differs between the old and the new rows.
fn write_rows(
    transaction: &Transaction<'_>,
    document: i64,
    old: &[StoredBead],
    rows: Vec<StoredBead>,
    operating: Operating<'_>,
) -> Result<((), Detail)> {
    let revision = next_revision(transaction, document)?;
    let touched = write::write(transaction, document, old, rows, revision)?;
    let ids: BTreeSet<i64> = touched.iter().copied().collect();
    super::bead_unit::refresh_units(transaction, document, Some(&ids), operating.stamp)?;
    settle_units(transaction, document)?;
    Ok(((), Detail { beads: touched.len() }))
}
