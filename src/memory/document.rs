//! Rows of `document` and `bead`.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::Memory;
use crate::document::Segmentation;
use crate::error::{Entity, Error, Result};
use crate::model::{
    BeadId, DocumentId, Language, Layout, Pair, Revision, Score, Side, Span, Status, Timestamp,
    UnitId,
};

/// The identity of a document: its name, made of the names of its two files unless the user gives one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentKey {
    /// The name, unique in the memory.
    pub name: String,
    /// The names of the two files.
    pub files: Pair<String>,
}

/// A document stored in a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDocument {
    /// Row id.
    pub id: DocumentId,
    /// The name, unique in the memory.
    pub name: String,
    /// Counts the changes of its beads.
    pub revision: Revision,
    /// SHA-256 of both files.
    pub checksums: Pair<String>,
    /// Where its units come from.
    pub origin: Origin,
    /// The languages of both texts.
    pub languages: Pair<Language>,
    /// Beads scored below this give no units.
    pub min_score: Score,
}

/// Where the units of a document come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Two files that were cut into segments of this kind and aligned.
    Aligned(Segmentation),
    /// An import; the document has no beads.
    Imported,
}

impl Origin {
    /// Value of the column `segmentation` for imported documents.
    pub(super) const IMPORTED: &str = "imported";

    /// Whether the document was aligned in segments of this kind.
    pub fn is_aligned_by(self, segmentation: Segmentation) -> bool {
        self == Origin::Aligned(segmentation)
    }
}

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

/// The progress of a document's review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentProgress {
    /// Row id.
    pub document: DocumentId,
    /// The name, unique in the memory.
    pub name: String,
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// When it was last aligned.
    pub aligned_at: Timestamp,
    /// Counts the changes of its beads.
    pub revision: Revision,
    /// Number of beads.
    pub beads: u64,
    /// Beads that a person has decided.
    pub reviewed: u64,
    /// Undecided beads that score below [`DOUBTFUL_BELOW`].
    pub doubtful: u64,
    /// Beads with one side only.
    pub omissions: u64,
    /// Units of the document.
    pub units: u64,
}

/// An undecided bead is doubtful if it scores below this.
pub const DOUBTFUL_BELOW: f64 = 0.9;

impl Memory {
    /// The aligned documents with the progress of their review, the last aligned first.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn documents(&self) -> Result<Vec<DocumentProgress>> {
        let mut documents = self.progress(None).map_err(|error| self.explain(error))?;
        // Documents of imports have no beads.
        documents.retain(|document| document.beads > 0);
        documents.sort_by(|a, b| (&b.aligned_at, b.document).cmp(&(&a.aligned_at, a.document)));
        Ok(documents)
    }

    /// A document with the progress of its review.
    ///
    /// # Errors
    /// When there is no document with this id, or the memory cannot be read.
    pub fn document_progress(&self, document: DocumentId) -> Result<DocumentProgress> {
        let found = self.progress(Some(document)).map_err(|error| self.explain(error))?;
        found.into_iter().next().ok_or_else(|| document_not_found(document))
    }

    /// All documents in the order they were first stored, or only the one given.
    pub(super) fn progress(
        &self,
        only: Option<DocumentId>,
    ) -> rusqlite::Result<Vec<DocumentProgress>> {
        self.connection
            .prepare_cached(
                "SELECT document.id, name, source_language, target_language, aligned_at, document.revision,
                    count(bead.id), coalesce(sum(bead.status <> 'auto'), 0),
                    coalesce(sum(bead.status = 'auto' AND bead.score < ?2), 0),
                    coalesce(sum((source = '[]' AND source_edited IS NULL)
                        OR (target = '[]' AND target_edited IS NULL)), 0),
                    (SELECT count(*) FROM unit WHERE unit.document_id = document.id)
                 FROM document LEFT JOIN bead ON document_id = document.id
                 WHERE ?1 IS NULL OR document.id = ?1
                 GROUP BY document.id ORDER BY document.id",
            )?
            .query_map(params![only, DOUBTFUL_BELOW], |row| {
                Ok(DocumentProgress {
                    document: row.get(0)?,
                    name: row.get(1)?,
                    source_language: row.get(2)?,
                    target_language: row.get(3)?,
                    aligned_at: row.get(4)?,
                    revision: row.get(5)?,
                    beads: row.get(6)?,
                    reviewed: row.get(7)?,
                    doubtful: row.get(8)?,
                    omissions: row.get(9)?,
                    units: row.get(10)?,
                })
            })?
            .collect()
    }

    /// The document and the bead of a unit, as far as it has them.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn location_of_unit(&self, unit: UnitId) -> Result<(Option<DocumentId>, Option<BeadId>)> {
        self.connection
            .prepare_cached("SELECT document_id, bead_id FROM unit WHERE id = ?")
            .and_then(|mut statement| {
                statement.query_row([unit], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map(Option::unwrap_or_default)
            .map_err(|error| self.explain(error))
    }

    /// The document with this name.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn find_document(&self, name: &str) -> Result<Option<StoredDocument>> {
        find_document(&self.connection, name).map_err(|error| self.explain(error))
    }

    /// The document with this id.
    ///
    /// # Errors
    /// When there is no such document, or the memory cannot be read.
    pub fn document(&self, document: DocumentId) -> Result<StoredDocument> {
        let found = read_document(&self.connection, "id = ?", document);
        found.map_err(|error| self.explain(error))?.ok_or_else(|| document_not_found(document))
    }

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

/// The document with this name.
pub(super) fn find_document(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<StoredDocument>> {
    read_document(connection, "name = ?", name)
}

fn read_document(
    connection: &Connection,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> rusqlite::Result<Option<StoredDocument>> {
    connection
        .prepare_cached(&format!(
            "SELECT id, revision, source_checksum, target_checksum, segmentation, source_language, target_language,
                    min_score, name
             FROM document WHERE {condition}"
        ))?
        .query_row([value], |row| {
            Ok(StoredDocument {
                id: row.get(0)?,
                name: row.get(8)?,
                revision: row.get(1)?,
                checksums: Pair::new(row.get(2)?, row.get(3)?),
                origin: row.get(4)?,
                languages: Pair::new(row.get(5)?, row.get(6)?),
                min_score: Score::new(row.get(7)?),
            })
        })
        .optional()
}

pub(super) fn document_not_found(document: DocumentId) -> Error {
    Error::not_found(Entity::Document, document)
}

/// Selects the columns that [`read_bead`] reads.
const SELECT_BEAD: &str =
    "SELECT id, source, target, source_start, target_start, source_edited, target_edited, score, status,
        source_layout, target_layout, note, revision, position FROM bead";

/// The beads of a document in order.
pub(super) fn read_beads(
    connection: &Connection,
    document: DocumentId,
) -> rusqlite::Result<Vec<StoredBead>> {
    connection
        .prepare_cached(&format!("{SELECT_BEAD} WHERE document_id = ? ORDER BY position"))?
        .query_map([document], read_bead)?
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
            "{SELECT_BEAD} WHERE document_id = ? AND revision > ? ORDER BY position"
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
        .prepare_cached(&format!("{SELECT_BEAD} WHERE document_id = ? AND id = ?"))?
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

fn read_bead(row: &Row<'_>) -> rusqlite::Result<StoredBead> {
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

/// A text column parsed as a type.
pub(super) fn parse_column<T: std::str::FromStr>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T>
where
    T::Err: std::fmt::Display,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error: T::Err| {
        let error = Box::<dyn std::error::Error + Send + Sync>::from(error.to_string());
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
    })
}

/// A text column of JSON.
pub(super) fn json_column<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::UnitFilter;

    /// A memory that has lost its tables is named in every error.
    #[test]
    fn every_error_names_the_memory_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::open_or_create(&folder.path().join("lost.tarjuman")).unwrap();
        memory.connection.execute_batch("DROP TABLE unit; DROP TABLE bead;").unwrap();
        let all = UnitFilter::default();
        for error in [
            memory.documents().unwrap_err(),
            memory.beads(DocumentId(1)).unwrap_err(),
            memory.units(&all).unwrap_err(),
            memory.info().unwrap_err(),
        ] {
            let message = error.to_string();
            assert!(
                message.contains("lost.tarjuman") && message.contains("restore a backup"),
                "{message}"
            );
        }
        memory.connection.execute_batch("DROP TABLE document").unwrap();
        let error = memory.aligned_documents(&all).unwrap_err();
        assert!(error.to_string().contains("lost.tarjuman"), "{error}");
    }
}
