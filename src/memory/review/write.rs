//! Writing the changed rows of a document.

use std::collections::HashMap;

use rusqlite::{Transaction, params};

use super::super::bead::{SortKeys, StoredBead};
use crate::error::{Error, Result};
use crate::model::{BeadId, DocumentId, Layout, Pair, Revision, Score, Status};

/// A row of a document that was realigned.
#[derive(Debug, Clone, PartialEq)]
pub enum NewRow {
    /// A bead that is kept.
    Kept(BeadId),
    /// A new pair of segments.
    New {
        /// The segments of both sides.
        segments: Pair<Vec<String>>,
        /// The kind of each segment.
        layout: Pair<Layout>,
        /// The posterior probability that the pair is right, 0–1.
        score: Score,
    },
}

/// Arranges new rows between the kept ones. A new row with the segments of an undecided bead keeps the id
/// of that bead.
pub fn arrange_rows(old: &[StoredBead], rows: Vec<NewRow>) -> Result<Vec<StoredBead>> {
    let mut by_id: HashMap<BeadId, &StoredBead> = old.iter().map(|bead| (bead.id, bead)).collect();
    let mut arranged: Vec<StoredBead> = Vec::with_capacity(rows.len());
    let mut sort_keys = SortKeys::default();
    // Undecided rows follow the order of both articles, so each begins where the previous one ended.
    let mut open = old.iter().filter(|bead| bead.status == Status::Auto).peekable();
    let mut room = Pair::both(0i64);
    for row in rows {
        match row {
            NewRow::Kept(id) => {
                let bead = by_id.remove(&id).ok_or(Error::Conflict { document: None })?.clone();
                sort_keys = bead.sort_keys;
                room = lengths(&bead.segments);
                arranged.push(bead);
            }
            NewRow::New { segments, layout, score } => {
                sort_keys.article =
                    sort_keys.article.zip(room).map(|(key, length)| key + length.max(1));
                room = lengths(&segments);
                let same = |bead: &&StoredBead| bead.segments == segments;
                while open.peek().is_some_and(|bead| !by_id.contains_key(&bead.id)) {
                    open.next();
                }
                let same = open.clone().take(SEARCH_WINDOW).find(same);
                let bead = match same {
                    Some(same) => {
                        by_id.remove(&same.id);
                        sort_keys = same.sort_keys;
                        StoredBead { score, ..same.clone() }
                    }
                    None => StoredBead {
                        id: StoredBead::NOT_STORED,
                        segments,
                        start: Pair::default(),
                        layout,
                        edited: Pair::default(),
                        score,
                        status: Status::Auto,
                        note: None,
                        revision: Revision(0),
                        sort_keys,
                    },
                };
                arranged.push(bead);
            }
        }
    }
    Ok(arranged)
}

/// The number of segments on each side.
fn lengths(segments: &Pair<Vec<String>>) -> Pair<i64> {
    segments.as_ref().map(|segments| i64::try_from(segments.len()).unwrap_or(i64::MAX))
}

/// The number of undecided rows ahead in which an equal one is searched for.
const SEARCH_WINDOW: usize = 50;

/// Writes the rows that differ; returns the beads that are new or changed.
pub fn write(
    transaction: &Transaction<'_>,
    document: DocumentId,
    old: &[StoredBead],
    mut rows: Vec<StoredBead>,
    revision: Revision,
) -> Result<Vec<BeadId>> {
    let before: HashMap<BeadId, &StoredBead> = old.iter().map(|bead| (bead.id, bead)).collect();
    let stay: std::collections::HashSet<BeadId> = rows.iter().map(|row| row.id).collect();
    for bead in old.iter().filter(|bead| !stay.contains(&bead.id)) {
        // Here a person removed the row, so its unit is deleted even if it was approved.
        transaction.prepare_cached("DELETE FROM unit WHERE bead_id = ?")?.execute([bead.id])?;
        transaction.prepare_cached("DELETE FROM bead WHERE id = ?")?.execute([bead.id])?;
    }
    assign_positions(transaction, document, &mut rows)?;
    let mut touched = Vec::new();
    for row in &rows {
        match before.get(&row.id) {
            Some(same) if **same == *row => {}
            Some(_) => {
                update(transaction, row, revision)?;
                touched.push(row.id);
            }
            None => touched.push(insert(transaction, document, row, revision)?),
        }
    }
    Ok(touched)
}

/// Gives new rows positions between their neighbours; if a gap is full, renumbers all rows.
fn assign_positions(
    transaction: &Transaction<'_>,
    document: DocumentId,
    rows: &mut [StoredBead],
) -> rusqlite::Result<()> {
    let mut at = 0;
    while at < rows.len() {
        if rows[at].id != StoredBead::NOT_STORED {
            at += 1;
            continue;
        }
        let end = (at..rows.len())
            .find(|&next| rows[next].id != StoredBead::NOT_STORED)
            .unwrap_or(rows.len());
        let count = (end - at) as i64;
        let low = at.checked_sub(1).map_or(-1, |before| rows[before].sort_keys.position);
        let high = match rows.get(end) {
            Some(next) => next.sort_keys.position,
            None => low + ((count + 1) << SortKeys::GAP_BITS),
        };
        let step = (high - low) / (count + 1);
        if step == 0 {
            return renumber_positions(transaction, document, rows);
        }
        for (offset, row) in rows[at..end].iter_mut().enumerate() {
            row.sort_keys.position = low + step * (offset as i64 + 1);
        }
        at = end;
    }
    Ok(())
}

fn renumber_positions(
    transaction: &Transaction<'_>,
    document: DocumentId,
    rows: &mut [StoredBead],
) -> rusqlite::Result<()> {
    // Positions are unique, so the old rows are first moved out of the way.
    transaction
        .execute("UPDATE bead SET position = -position - 1 WHERE document_id = ?", [document])?;
    for (index, row) in rows.iter_mut().enumerate() {
        row.sort_keys.position = SortKeys::spaced(index);
        transaction
            .prepare_cached("UPDATE bead SET position = ? WHERE id = ?")?
            .execute(params![row.sort_keys.position, row.id])?;
    }
    Ok(())
}

/// A layout that is not known is NULL.
fn known(layout: &Layout) -> Option<&Layout> {
    Some(layout).filter(|layout| !layout.is_empty())
}

fn update(transaction: &Transaction<'_>, row: &StoredBead, revision: Revision) -> Result<()> {
    transaction
        .prepare_cached(
            "UPDATE bead SET position = ?2, source = ?3, target = ?4, source_start = ?5, target_start = ?6,
                source_edited = ?7, target_edited = ?8, score = ?9, status = ?10, note = ?11, source_layout = ?12,
                target_layout = ?13, revision = ?14
             WHERE id = ?1",
        )?
        .execute(params![
            row.id,
            row.sort_keys.position,
            serde_json::to_string(&row.segments.source)?,
            serde_json::to_string(&row.segments.target)?,
            row.sort_keys.article.source,
            row.sort_keys.article.target,
            row.edited.source,
            row.edited.target,
            row.score.value(),
            row.status.name(),
            row.note,
            known(&row.layout.source),
            known(&row.layout.target),
            revision,
        ])?;
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    document: DocumentId,
    row: &StoredBead,
    revision: Revision,
) -> Result<BeadId> {
    transaction
        .prepare_cached(
            "INSERT INTO bead (document_id, position, source, target, source_start, target_start, score)
             VALUES (?, ?, '[]', '[]', 0, 0, 0)",
        )?
        .execute(params![document, row.sort_keys.position])?;
    let id = BeadId(transaction.last_insert_rowid());
    update(transaction, &StoredBead { id, ..row.clone() }, revision)?;
    Ok(id)
}
