//! Storing an alignment, and what is kept when a document is aligned again.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Statement, ToSql, Transaction, params};
use serde::Serialize;

use super::bead::SortKeys;
use super::bead_unit::refresh_units;
use super::document::{Origin, find_document};
use super::unit::Stamp;
use super::{DocumentKey, Memory};
use crate::document::Segmentation;
use crate::error::{Error, Result};
use crate::model::{
    AlignedDocument, BeadId, DocumentId, Layout, OperationKind, Pair, Revision, Score, Timestamp,
};

/// An aligned document to store.
#[derive(Debug)]
pub struct NewDocument<'a> {
    /// The names of the document and its files.
    pub key: &'a DocumentKey,
    /// The beads with their texts and statuses.
    pub aligned: AlignedDocument,
    /// SHA-256 of both files.
    pub checksums: Pair<&'a str>,
    /// The kind of each segment in its article.
    pub layout: Pair<&'a Layout>,
    /// How the articles were cut into segments.
    pub segmentation: Segmentation,
    /// Beads scored below this give no units.
    pub min_score: Score,
    /// The revision this replaces; `None` for a new document.
    pub replaces: Option<Revision>,
    /// The stored beads that a person decided and that this alignment keeps, by their index in `aligned`.
    pub kept: HashMap<usize, BeadId>,
    /// Whether to discard earlier decisions.
    pub discard: bool,
}

/// The result of storing a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Stored {
    /// Beads of the document.
    pub beads: usize,
    /// Of these, beads that were kept from before.
    pub kept: usize,
    /// Units of the document.
    pub units: usize,
}

impl Memory {
    /// Stores a document in one transaction. Beads with unchanged texts keep their rows, and so the history
    /// of their units; the others are replaced. A unit that a person approved is kept even if its bead is
    /// gone.
    ///
    /// # Errors
    /// When the document changed since `replaces` was read, or the memory cannot be written.
    pub fn store(&mut self, new: &NewDocument<'_>) -> Result<Stored> {
        self.run_operation(OperationKind::Align, Some(&new.key.name), |transaction, context| {
            let stored = store_in(transaction, new, context.stamp)?;
            Ok((stored, stored))
        })
    }

    /// Sets the minimum score for the units of a document. Its beads do not change.
    ///
    /// # Errors
    /// When the document changed since `revision` was read, or the memory cannot be written.
    pub fn set_min_score(
        &mut self,
        name: &str,
        revision: Revision,
        min_score: Score,
    ) -> Result<Stored> {
        self.run_operation(OperationKind::MinScore, Some(name), |transaction, context| {
            set_min_score_in(transaction, name, revision, min_score, context.stamp)
        })
    }
}

fn store_in(
    transaction: &Transaction<'_>,
    new: &NewDocument<'_>,
    stamp: Stamp<'_>,
) -> Result<Stored> {
    let document = upsert_document(transaction, new, stamp.at)?;
    let kept = replace_beads(transaction, document, new)?;
    refresh_units(transaction, document, None, stamp)?;
    let units = count_units(transaction, document)?;
    Ok(Stored { beads: new.aligned.beads.len(), kept, units })
}

/// What the history says about a new minimum score.
#[derive(Serialize)]
struct MinScoreDetail {
    min_score: Score,
    units: usize,
}

fn set_min_score_in(
    transaction: &Transaction<'_>,
    name: &str,
    revision: Revision,
    min_score: Score,
    stamp: Stamp<'_>,
) -> Result<(Stored, MinScoreDetail)> {
    let document: DocumentId = transaction
        .query_row(
            "UPDATE document SET min_score = ? WHERE name = ? AND revision = ? RETURNING id",
            params![min_score.value(), name, revision],
            |row| row.get(0),
        )
        .optional()?
        .ok_or_else(|| conflict(name))?;
    refresh_units(transaction, document, None, stamp)?;
    let beads = transaction.query_row(
        "SELECT count(*) FROM bead WHERE document_id = ?",
        [document],
        |row| row.get(0),
    )?;
    let units = count_units(transaction, document)?;
    Ok((Stored { beads, kept: beads, units }, MinScoreDetail { min_score, units }))
}

/// The number of units of a document's beads.
fn count_units(connection: &Connection, document: DocumentId) -> rusqlite::Result<usize> {
    connection.query_row(
        "SELECT count(*) FROM unit JOIN bead ON bead.id = bead_id WHERE bead.document_id = ?",
        [document],
        |row| row.get(0),
    )
}

fn conflict(name: &str) -> Error {
    Error::Conflict { document: Some(name.to_owned()) }
}

/// Raises the revision of a document, by which open windows and alignments notice that its beads changed.
pub(super) fn next_revision(
    transaction: &Transaction<'_>,
    document: DocumentId,
) -> rusqlite::Result<Revision> {
    transaction
        .prepare_cached(
            "UPDATE document SET revision = revision + 1 WHERE id = ? RETURNING revision",
        )?
        .query_row([document], |row| row.get(0))
}

fn upsert_document(
    transaction: &Transaction<'_>,
    new: &NewDocument<'_>,
    now: Timestamp,
) -> Result<DocumentId> {
    let found = find_document(transaction, &new.key.name)?;
    if found.as_ref().map(|document| document.revision) != new.replaces {
        return Err(conflict(&new.key.name));
    }
    let revision = found.map_or(Revision(0), |document| document.revision).next();
    transaction
        .prepare_cached(
            "INSERT INTO document (name, source_name, target_name, source_language, target_language,
                source_checksum, target_checksum, segmentation, min_score, revision, created_at, aligned_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)
             ON CONFLICT (name) DO UPDATE SET source_name = ?2, target_name = ?3, source_language = ?4,
                target_language = ?5, source_checksum = ?6, target_checksum = ?7, segmentation = ?8,
                min_score = ?9, revision = ?10, aligned_at = ?11
             RETURNING id",
        )?
        .query_row(
            params![
                new.key.name,
                new.key.files.source,
                new.key.files.target,
                new.aligned.languages.source.as_str(),
                new.aligned.languages.target.as_str(),
                new.checksums.source,
                new.checksums.target,
                Origin::Aligned(new.segmentation),
                new.min_score.value(),
                revision,
                now,
            ],
            |row| row.get(0),
        )
        .map_err(Error::from)
}

/// Replaces the old beads with the new ones; returns how many rows were kept.
fn replace_beads(
    transaction: &Transaction<'_>,
    document: DocumentId,
    new: &NewDocument<'_>,
) -> Result<usize> {
    if new.discard {
        transaction.execute("DELETE FROM unit WHERE document_id = ?", [document])?;
        transaction.execute("DELETE FROM bead WHERE document_id = ?", [document])?;
    }
    let mut old = UndecidedRows::read(transaction, document)?;
    // Positions are unique, so the old rows are first moved out of the way.
    transaction
        .execute("UPDATE bead SET position = -position - 1 WHERE document_id = ?", [document])?;
    let mut decided = transaction.prepare_cached(
        "UPDATE bead SET position = ?2, source_start = ?3, target_start = ?4, source_layout = ?5, target_layout = ?6,
            revision = ?7, source = ?8, target = ?9
         WHERE id = ?1",
    )?;
    let mut update = transaction.prepare_cached(
        "UPDATE bead SET position = ?2, source_start = ?3, target_start = ?4, source_layout = ?5, target_layout = ?6,
            revision = ?7, score = ?8
         WHERE id = ?1",
    )?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO bead (document_id, position, source_start, target_start, source_layout, target_layout, revision,
            source, target, score)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let revision: Revision =
        transaction.query_row("SELECT revision FROM document WHERE id = ?", [document], |row| {
            row.get(0)
        })?;
    let mut kept = 0;
    for (position, bead) in new.aligned.beads.iter().enumerate() {
        let [source, target] = [&bead.texts.source, &bead.texts.target];
        let (source, target) = (serde_json::to_string(source)?, serde_json::to_string(target)?);
        let score = bead.score.value();
        let placement = BeadPlacement {
            position: SortKeys::spaced(position),
            start: bead.span.as_ref().map(|range| SortKeys::spaced(range.start)),
            layout: new.layout.zip(bead.span.clone()).map(|(layout, range)| layout.slice(range)),
        };
        if let Some(&id) = new.kept.get(&position) {
            execute(&mut decided, &id, &placement, revision, &[&source, &target])?;
            kept += 1;
        } else if let Some(id) = old.take(&source, &target) {
            execute(&mut update, &id, &placement, revision, &[&score])?;
            kept += 1;
        } else {
            execute(&mut insert, &document, &placement, revision, &[&source, &target, &score])?;
        }
    }
    transaction.execute(
        "DELETE FROM unit WHERE status = 'auto'
         AND bead_id IN (SELECT id FROM bead WHERE document_id = ? AND position < 0)",
        [document],
    )?;
    transaction.execute("DELETE FROM bead WHERE document_id = ? AND position < 0", [document])?;
    Ok(kept)
}

/// The place of a bead in its document, and the kind of each of its segments.
struct BeadPlacement {
    position: i64,
    start: Pair<i64>,
    layout: Pair<Option<Layout>>,
}

/// Executes a statement whose first parameters are a row, its placement and the revision.
fn execute(
    statement: &mut Statement<'_>,
    row: &dyn ToSql,
    placement: &BeadPlacement,
    revision: Revision,
    rest: &[&dyn ToSql],
) -> rusqlite::Result<()> {
    let BeadPlacement { position, start, layout } = placement;
    let first: [&dyn ToSql; 7] =
        [row, position, &start.source, &start.target, &layout.source, &layout.target, &revision];
    let all: Vec<&dyn ToSql> = first.into_iter().chain(rest.iter().copied()).collect();
    statement.execute(all.as_slice()).map(drop)
}

/// The undecided rows of a document by their segments as JSON; equal rows are taken in order.
struct UndecidedRows(HashMap<(String, String), Vec<BeadId>>);

impl UndecidedRows {
    fn read(transaction: &Transaction<'_>, document: DocumentId) -> rusqlite::Result<Self> {
        let mut rows: HashMap<(String, String), Vec<BeadId>> = HashMap::new();
        let mut statement = transaction.prepare_cached(
            "SELECT id, source, target FROM bead WHERE document_id = ? AND status = 'auto' ORDER BY position DESC",
        )?;
        let mut found = statement.query([document])?;
        while let Some(row) = found.next()? {
            rows.entry((row.get(1)?, row.get(2)?)).or_default().push(row.get(0)?);
        }
        Ok(UndecidedRows(rows))
    }

    fn take(&mut self, source: &str, target: &str) -> Option<BeadId> {
        self.0.get_mut(&(source.to_owned(), target.to_owned())).and_then(Vec::pop)
    }
}
