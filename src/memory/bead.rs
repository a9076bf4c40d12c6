//! Beads: rows of `bead`, and where each begins in its articles.

use std::collections::HashMap;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Memory;
use super::checksum::BEAD;
use super::damage::{SkipLog, Table, read_row, refuse_unless_whole};
use super::sql::json_column;
use crate::error::{Entity, Error, Result};
use crate::model::{BeadId, DocumentId, Layout, Pair, Revision, Score, Side, Span, Status};

/// A bead stored in a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredBead {
    /// Row id.
    pub id: BeadId,
    /// The segments as they are in the articles.
    pub segments: Pair<Vec<String>>,
    /// Index of the first segment in its article, from 0.
    pub start: Pair<usize>,
    /// The kind of each segment in its article.
    pub layout: Pair<Layout>,
    /// The texts as a person edited them.
    pub edited: Pair<Option<String>>,
    /// Posterior probability that the bead is right, 0–1.
    pub score: Score,
    /// What a person decided.
    pub status: Status,
    /// A person's note.
    pub note: Option<String>,
    /// The revision of the document in which the bead was last changed.
    pub revision: Revision,
    pub(super) sort_keys: SortKeys,
}

/// Integers that order the beads of a document, with gaps so that rows can be inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct SortKeys {
    /// Orders the rows of the document.
    pub position: i64,
    /// Orders the segments of each article, which need not follow the order of the rows.
    pub article: Pair<i64>,
}

impl SortKeys {
    /// The gap between neighbours of a new alignment is 2 to this power.
    pub const GAP_BITS: u32 = 20;

    /// The key of the row or segment at an index of a new alignment.
    pub fn spaced(index: usize) -> i64 {
        i64::try_from(index).unwrap_or(i64::MAX >> Self::GAP_BITS) << Self::GAP_BITS
    }
}

impl StoredBead {
    /// The id of a bead that is not stored yet.
    pub(super) const NOT_STORED: BeadId = BeadId(0);

    /// Whether one side has no text.
    pub fn is_omission(&self) -> bool {
        let sides = self.segments.as_ref().zip(self.edited.as_ref());
        sides.any(|(segments, edited)| segments.is_empty() && edited.is_none())
    }

    /// The ranges of its segments in the articles.
    pub fn span(&self) -> Span {
        let sides = self.start.zip(self.segments.as_ref());
        sides.map(|(start, segments)| start..start + segments.len())
    }

    /// The texts: as edited, or the joined segments.
    pub fn texts(&self) -> Pair<String> {
        let segments = self.segments.as_ref().zip(self.edited.as_ref());
        segments.map(|(segments, edited)| edited.clone().unwrap_or_else(|| segments.join(" ")))
    }
}

impl Memory {
    /// One bead of a document, without its start in the articles.
    ///
    /// # Errors
    /// When there is no such bead, or the memory cannot be read.
    pub fn bead(&self, document: DocumentId, bead: BeadId) -> Result<StoredBead> {
        find_bead(&self.connection, document, bead)
            .map_err(|error| self.explain(error))?
            .ok_or_else(|| Error::not_found(Entity::Bead, bead))
    }

    /// The beads of a document in order.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn beads(&self, document: DocumentId) -> Result<Vec<StoredBead>> {
        read_beads(&self.connection, document).map_err(|error| self.explain(error))
    }
}

/// Selects the columns that [`read_bead`] reads.
pub(super) static SELECT_BEAD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT id, source, target, source_start, target_start, source_edited, target_edited, score, status,
            source_layout, target_layout, note, revision, position, {} FROM bead",
        BEAD.is_whole("bead")
    )
});

/// The beads of a document in order.
pub(super) fn read_beads(
    connection: &Connection,
    document: DocumentId,
) -> rusqlite::Result<Vec<StoredBead>> {
    connection
        .prepare_cached(&format!("{} WHERE document_id = ? ORDER BY position", *SELECT_BEAD))?
        .query_map([document], read_bead)?
        .collect::<rusqlite::Result<Vec<_>>>()
        .map(with_starts)
}

/// The beads of a document in order, without those that are damaged, which are noted.
pub(super) fn read_whole_beads(
    connection: &Connection,
    document: DocumentId,
    skipped: &SkipLog,
) -> rusqlite::Result<Vec<StoredBead>> {
    connection
        .prepare_cached(&format!("{} WHERE document_id = ? ORDER BY position", *SELECT_BEAD))?
        .query_map([document], |row| skipped.skip(read_bead(row)))?
        .filter_map(rusqlite::Result::transpose)
        .collect::<rusqlite::Result<Vec<_>>>()
        .map(with_starts)
}

/// The ids of all beads of a document in order, and the beads that changed after a revision.
pub(super) fn read_changed(
    connection: &Connection,
    document: DocumentId,
    since: Revision,
) -> rusqlite::Result<(Vec<BeadId>, Vec<StoredBead>)> {
    let rows: Vec<(BeadId, RowExtent)> = connection
        .prepare_cached(
            "SELECT id, source_start, target_start, json_array_length(source), json_array_length(target)
             FROM bead WHERE document_id = ? ORDER BY position",
        )?
        .query_map([document], |row| {
            let article = Pair::new(row.get(1)?, row.get(2)?);
            let lengths = Pair::new(row.get(3)?, row.get(4)?);
            Ok((row.get(0)?, RowExtent { article, lengths }))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let (order, extents): (Vec<BeadId>, Vec<RowExtent>) = rows.into_iter().unzip();
    let starts: HashMap<BeadId, Pair<usize>> =
        order.iter().copied().zip(starts(&extents)).collect();
    let mut changed: Vec<StoredBead> = connection
        .prepare_cached(&format!(
            "{} WHERE document_id = ? AND revision > ? ORDER BY position",
            *SELECT_BEAD
        ))?
        .query_map(params![document, since], read_bead)?
        .collect::<rusqlite::Result<_>>()?;
    for bead in &mut changed {
        bead.start = starts.get(&bead.id).copied().unwrap_or_default();
    }
    Ok((order, changed))
}

/// One bead, without its start in the articles.
pub(super) fn find_bead(
    connection: &Connection,
    document: DocumentId,
    bead: BeadId,
) -> rusqlite::Result<Option<StoredBead>> {
    connection
        .prepare_cached(&format!("{} WHERE document_id = ? AND id = ?", *SELECT_BEAD))?
        .query_row(params![document, bead], read_bead)
        .optional()
}

/// Fills in where each bead starts in its articles, by counting segments in the order of each article,
/// which rows may cross.
fn with_starts(mut beads: Vec<StoredBead>) -> Vec<StoredBead> {
    let extents: Vec<RowExtent> = beads
        .iter()
        .map(|bead| RowExtent {
            article: bead.sort_keys.article,
            lengths: bead.segments.as_ref().map(Vec::len),
        })
        .collect();
    for (bead, start) in beads.iter_mut().zip(starts(&extents)) {
        bead.start = start;
    }
    beads
}

/// Where the segments of a row are in their articles: sort key and number of segments.
struct RowExtent {
    article: Pair<i64>,
    lengths: Pair<usize>,
}

/// Index of the first segment of each row in its article.
fn starts(rows: &[RowExtent]) -> Vec<Pair<usize>> {
    let Pair { source, target } = Pair::from_fn(|side| starts_on(rows, side));
    source.into_iter().zip(target).map(Pair::from).collect()
}

/// The same for one side. A row without segments there starts where the next segment would follow.
fn starts_on(rows: &[RowExtent], side: Side) -> Vec<usize> {
    let length = |at: usize| rows[at].lengths[side];
    let mut order: Vec<usize> = (0..rows.len()).filter(|&at| length(at) > 0).collect();
    order.sort_by_key(|&at| rows[at].article[side]);
    let mut starts = vec![None; rows.len()];
    let mut count = 0;
    for at in order {
        starts[at] = Some(count);
        count += length(at);
    }
    let mut next = 0;
    starts
        .into_iter()
        .enumerate()
        .map(|(at, start)| {
            let start = start.unwrap_or(next);
            next = start + length(at);
            start
        })
        .collect()
}

/// Reads a row of [`SELECT_BEAD`]; an error names the bead if it is damaged.
pub(super) fn read_bead(row: &Row<'_>) -> rusqlite::Result<StoredBead> {
    read_row(Table::Bead, row, |row| {
        let bead = read_columns(row)?;
        refuse_unless_whole(Table::Bead, row, 14)?;
        Ok(bead)
    })
}

fn read_columns(row: &Row<'_>) -> rusqlite::Result<StoredBead> {
    Ok(StoredBead {
        id: row.get(0)?,
        segments: Pair::new(json_column(row, 1)?, json_column(row, 2)?),
        start: Pair::default(),
        layout: Pair::new(row.get(9)?, row.get(10)?),
        edited: Pair::new(row.get(5)?, row.get(6)?),
        score: Score::new(row.get(7)?),
        status: row.get(8)?,
        note: row.get(11)?,
        revision: row.get(12)?,
        sort_keys: SortKeys {
            position: row.get(13)?,
            article: Pair::new(row.get(3)?, row.get(4)?),
        },
    })
}
