//! Changed rows on their way into the tables.

use std::collections::HashMap;

use rusqlite::{Transaction, params};

use super::super::document::{Places, StoredBead};
use crate::error::{Error, Result};
use crate::model::{Score, Status};

/// A row of a document that was aligned anew.
#[derive(Debug, Clone, PartialEq)]
pub enum NewRow {
    /// A bead that stays.
    Kept(i64),
    /// Segments of both sides, what they are in their articles, and the posterior.
    New {
        /// Source segments.
        source: Vec<String>,
        /// Target segments.
        target: Vec<String>,
        /// What they are in their articles.
        layouts: (String, String),
        /// The posterior.
        score: Score,
    },
}

/// The rows with places between those that stay. Undecided beads that say the same keep their ids.
pub fn placed(old: &[StoredBead], rows: Vec<NewRow>) -> Result<Vec<StoredBead>> {
    let mut by_id: HashMap<i64, &StoredBead> = old.iter().map(|bead| (bead.id, bead)).collect();
    let mut placed: Vec<StoredBead> = Vec::with_capacity(rows.len());
    let mut places = Places::default();
    // Open rows come in the order of both articles, so that each begins where the last one ended.
    let mut open = old.iter().filter(|bead| bead.status == Status::Auto).peekable();
    let mut room: (i64, i64) = (0, 0);
    for row in rows {
        match row {
            NewRow::Kept(id) => {
                let bead = by_id.remove(&id).ok_or(Error::Changed)?.clone();
                places = bead.places;
                room = (bead.source.len() as i64, bead.target.len() as i64);
                placed.push(bead);
            }
            NewRow::New { source, target, layouts, score } => {
                places.source += room.0.max(1);
                places.target += room.1.max(1);
                room = (source.len() as i64, target.len() as i64);
                let same = |bead: &&StoredBead| bead.source == source && bead.target == target;
                while open.peek().is_some_and(|bead| !by_id.contains_key(&bead.id)) {
                    open.next();
                }
                let same = open.clone().take(SEARCHED).find(same);
                let bead = match same {
                    Some(same) => {
                        by_id.remove(&same.id);
                        places = same.places;
                        StoredBead { score, ..same.clone() }
                    }
                    None => StoredBead {
                        id: 0,
                        source,
                        target,
                        source_start: 0,
                        target_start: 0,
                        source_layout: layouts.0,
                        target_layout: layouts.1,
                        source_edited: None,
                        target_edited: None,
                        score,
                        status: Status::Auto,
                        note: None,
                        revision: 0,
                        places,
                    },
                };
                placed.push(bead);
            }
        }
    }
    Ok(placed)
}

/// Open rows ahead among which one that says the same is looked for.
const SEARCHED: usize = 50;

/// Writes what differs between old and new rows; gives the beads that are new or changed.
pub fn write(
    transaction: &Transaction<'_>,
    document: i64,
    old: &[StoredBead],
    mut rows: Vec<StoredBead>,
    revision: i64,
) -> Result<Vec<i64>> {
    let before: HashMap<i64, &StoredBead> = old.iter().map(|bead| (bead.id, bead)).collect();
    let stay: std::collections::HashSet<i64> = rows.iter().map(|row| row.id).collect();
    for bead in old.iter().filter(|bead| !stay.contains(&bead.id)) {
        // A unit of a row that a person has done away with is no unit any more, approved or not.
        transaction.prepare_cached("DELETE FROM unit WHERE bead_id = ?")?.execute([bead.id])?;
        transaction.prepare_cached("DELETE FROM bead WHERE id = ?")?.execute([bead.id])?;
    }
    make_room(transaction, document, &mut rows)?;
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

/// Gives new rows positions between their neighbours; where there is none left, all get new ones.
fn make_room(
    transaction: &Transaction<'_>,
    document: i64,
    rows: &mut [StoredBead],
) -> rusqlite::Result<()> {
    let mut at = 0;
    while at < rows.len() {
        if rows[at].id != 0 {
            at += 1;
            continue;
        }
        let end = (at..rows.len()).find(|&next| rows[next].id != 0).unwrap_or(rows.len());
        let count = (end - at) as i64;
        let low = at.checked_sub(1).map_or(-1, |before| rows[before].places.position);
        let high = match rows.get(end) {
            Some(next) => next.places.position,
            None => low + ((count + 1) << Places::ROOM),
        };
        let step = (high - low) / (count + 1);
        if step == 0 {
            return place_anew(transaction, document, rows);
        }
        for (place, row) in rows[at..end].iter_mut().enumerate() {
            row.places.position = low + step * (place as i64 + 1);
        }
        at = end;
    }
    Ok(())
}

fn place_anew(
    transaction: &Transaction<'_>,
    document: i64,
    rows: &mut [StoredBead],
) -> rusqlite::Result<()> {
    // Positions are unique, so the old ones first make room.
    transaction
        .execute("UPDATE bead SET position = -position - 1 WHERE document_id = ?", [document])?;
    for (index, row) in rows.iter_mut().enumerate() {
        row.places.position = Places::fresh(index);
        transaction
            .prepare_cached("UPDATE bead SET position = ? WHERE id = ?")?
            .execute([row.places.position, row.id])?;
    }
    Ok(())
}

fn layout(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn update(transaction: &Transaction<'_>, row: &StoredBead, revision: i64) -> Result<()> {
    transaction
        .prepare_cached(
            "UPDATE bead SET position = ?2, source = ?3, target = ?4, source_start = ?5, target_start = ?6,
                source_edited = ?7, target_edited = ?8, score = ?9, status = ?10, note = ?11, source_layout = ?12,
                target_layout = ?13, revision = ?14
             WHERE id = ?1",
        )?
        .execute(params![
            row.id,
            row.places.position,
            serde_json::to_string(&row.source)?,
            serde_json::to_string(&row.target)?,
            row.places.source,
            row.places.target,
            row.source_edited,
            row.target_edited,
            row.score.value(),
            row.status.name(),
            row.note,
            layout(&row.source_layout),
            layout(&row.target_layout),
            revision,
        ])?;
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    document: i64,
    row: &StoredBead,
    revision: i64,
) -> Result<i64> {
    transaction
        .prepare_cached(
            "INSERT INTO bead (document_id, position, source, target, source_start, target_start, score)
             VALUES (?, ?, '[]', '[]', 0, 0, 0)",
        )?
        .execute(params![document, row.places.position])?;
    let id = transaction.last_insert_rowid();
    update(transaction, &StoredBead { id, ..row.clone() }, revision)?;
    Ok(id)
}
