//! The units that are derived from beads.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::bead::{StoredBead, find_bead, read_beads};
use super::document::{StoredDocument, read_document};
use super::unit::{Hashes, Stamp, identity_of_beads};
use crate::error::Result;
use crate::model::{BeadId, DocumentId, Unit, UnitText, is_unit};

/// Updates the units of a document from its beads, or only those of the beads in `only`; with `only`, the
/// positions of units are wrong until [`renumber_units`] is called.
pub fn refresh_units(
    transaction: &Transaction<'_>,
    document: DocumentId,
    only: Option<&BTreeSet<BeadId>>,
    stamp: Stamp<'_>,
) -> Result<()> {
    let StoredDocument { name, languages, min_score, .. } =
        read_document(transaction, "id = ?", document)?
            .ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let identity = identity_of_beads(&name);
    let mut remove = transaction.prepare_cached("DELETE FROM unit WHERE bead_id = ?")?;
    let mut put = transaction.prepare_cached(
        "INSERT INTO unit (bead_id, document_id, source_language, target_language, source, target, score, status,
            created_at, created_by, changed_at, changed_by, fingerprint, identity, note, position)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (bead_id) WHERE bead_id IS NOT NULL DO UPDATE SET source_language = ?3, target_language = ?4,
            source = ?5, target = ?6, score = ?7, status = ?8, fingerprint = ?11, identity = ?12,
            note = ?13, position = ?14,
            changed_at = CASE WHEN source = ?5 AND target = ?6 AND status = ?8 THEN changed_at ELSE ?9 END,
            changed_by = CASE WHEN source = ?5 AND target = ?6 AND status = ?8 THEN changed_by ELSE ?10 END",
    )?;
    let beads: Vec<StoredBead> = match only {
        None => read_beads(transaction, document)?,
        Some(only) => only
            .iter()
            .filter_map(|&bead| find_bead(transaction, document, bead).transpose())
            .collect::<rusqlite::Result<_>>()?,
    };
    for (position, bead) in beads.into_iter().enumerate() {
        if !is_unit(bead.is_omission(), bead.status, bead.score, min_score) {
            remove.execute([bead.id])?;
            continue;
        }
        let unit = Unit::new(bead.texts().map(UnitText::plain), languages.clone());
        put.execute(params![
            bead.id,
            document,
            languages.source,
            languages.target,
            unit.texts.source.plain,
            unit.texts.target.plain,
            bead.score.value(),
            bead.status.name(),
            stamp.at,
            stamp.by,
            Hashes::of(&unit).fingerprint,
            identity,
            bead.note,
            position,
        ])?;
    }
    Ok(())
}

/// Renumbers the positions of a document's units and updates their identity after a rename. Both are
/// derived from the document, so the journal does not record them.
pub fn renumber_units(transaction: &Transaction<'_>, document: DocumentId) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE unit SET position = ranked.rank
             FROM (SELECT id, row_number() OVER (ORDER BY position) - 1 AS rank FROM bead WHERE document_id = ?) AS ranked
             WHERE unit.bead_id = ranked.id AND unit.position IS NOT ranked.rank",
        )?
        .execute([document])?;
    let name: String = transaction
        .prepare_cached("SELECT name FROM document WHERE id = ?")?
        .query_row([document], |row| row.get(0))?;
    transaction
        .prepare_cached(
            "UPDATE unit SET identity = ?2 WHERE document_id = ?1 AND bead_id IS NOT NULL AND identity <> ?2",
        )?
        .execute(params![document, identity_of_beads(&name)])
        .map(drop)
}
