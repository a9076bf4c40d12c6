//! Documents as the memory knows them, and their beads.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::Memory;
use crate::error::{Error, Result};
use crate::model::{Language, Score, Status};

/// What identifies a document: its name, which is that of its two files unless the user gives one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentKey {
    /// The name, unique in the memory.
    pub name: String,
    /// Name of the original's file.
    pub source_name: String,
    /// Name of the translation's file.
    pub target_name: String,
}

/// A document as it stands in the memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDocument {
    /// Row id.
    pub id: i64,
    /// The name, unique in the memory.
    pub name: String,
    /// How often its beads have changed.
    pub revision: i64,
    /// SHA-256 of both files.
    pub checksums: (String, String),
    /// How it was cut into segments.
    pub segmentation: String,
    /// Both languages.
    pub languages: (Language, Language),
    /// Beads scored below this give no units.
    pub min_score: Score,
}

/// A bead as it stands in the memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredBead {
    /// Row id.
    pub id: i64,
    /// Source segments as in the article.
    pub source: Vec<String>,
    /// Target segments as in the article.
    pub target: Vec<String>,
    /// Index of the first source segment in its article, from 0.
    pub source_start: usize,
    /// Index of the first target segment.
    pub target_start: usize,
    /// What the source segments are in their article ([`crate::model::Side::layout`]); empty where that
    /// is not known.
    pub source_layout: String,
    /// What the target segments are.
    pub target_layout: String,
    /// What a person made of the source.
    pub source_edited: Option<String>,
    /// What a person made of the target.
    pub target_edited: Option<String>,
    /// Posterior.
    pub score: Score,
    /// What a person said of it.
    pub status: Status,
    /// What people noted on it.
    pub note: Option<String>,
    /// The revision of the document in which it was last changed.
    pub revision: i64,
    pub(super) places: Places,
}

/// Where a bead stands, with room between those of neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Places {
    /// Among the document's beads.
    pub position: i64,
    /// In the source's article.
    pub source: i64,
    /// In the target's article.
    pub target: i64,
}

impl Places {
    /// The room between neighbours of a fresh alignment, as a power of two.
    pub const ROOM: u32 = 20;

    /// The place at that index of a fresh alignment.
    pub fn fresh(index: usize) -> i64 {
        i64::try_from(index).unwrap_or(i64::MAX >> Self::ROOM) << Self::ROOM
    }
}

impl StoredBead {
    /// Whether one side has no text.
    pub fn is_omission(&self) -> bool {
        let has_none =
            |texts: &[String], edited: &Option<String>| texts.is_empty() && edited.is_none();
        has_none(&self.source, &self.source_edited) || has_none(&self.target, &self.target_edited)
    }

    /// The source as a person left it.
    pub fn source_text(&self) -> String {
        self.source_edited.clone().unwrap_or_else(|| self.source.join(" "))
    }

    /// The target as a person left it.
    pub fn target_text(&self) -> String {
        self.target_edited.clone().unwrap_or_else(|| self.target.join(" "))
    }
}

/// How far the review of a document is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentProgress {
    /// Row id.
    pub document: i64,
    /// The name, unique in the memory.
    pub name: String,
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// When it was last aligned.
    pub aligned_at: String,
    /// How often its beads have changed.
    pub revision: i64,
    /// All its beads.
    pub beads: u64,
    /// Beads that a person decided.
    pub reviewed: u64,
    /// Undecided beads that score below [`SURE`].
    pub doubtful: u64,
    /// Beads with one side only.
    pub omissions: u64,
    /// Units it gives.
    pub units: u64,
}

/// What an undecided bead scores that nobody needs to look at first.
pub const SURE: f64 = 0.9;

impl Memory {
    /// The documents that were aligned, the last aligned first, with how far their review is.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn documents(&self) -> Result<Vec<DocumentProgress>> {
        let mut documents = self.progress(None).map_err(|error| self.explain(error))?;
        // What an import made has no beads.
        documents.retain(|document| document.beads > 0);
        documents.sort_by(|a, b| (&b.aligned_at, b.document).cmp(&(&a.aligned_at, a.document)));
        Ok(documents)
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is none of that id, or the memory cannot be read.
    pub fn document_progress(&self, document: i64) -> Result<DocumentProgress> {
        let found = self.progress(Some(document)).map_err(|error| self.explain(error))?;
        found.into_iter().next().ok_or_else(|| no_document(document))
    }

    /// All documents in the order they were first stored, or only one.
    pub(super) fn progress(&self, only: Option<i64>) -> rusqlite::Result<Vec<DocumentProgress>> {
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
            .query_map(params![only, SURE], |row| {
                Ok(DocumentProgress {
                    document: row.get(0)?,
                    name: row.get(1)?,
                    source_language: parsed(row, 2)?,
                    target_language: parsed(row, 3)?,
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

    /// The document and the bead that a unit came from.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn place_of_unit(&self, unit: i64) -> Result<(Option<i64>, Option<i64>)> {
        self.connection
            .prepare_cached("SELECT document_id, bead_id FROM unit WHERE id = ?")
            .and_then(|mut statement| {
                statement.query_row([unit], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map(Option::unwrap_or_default)
            .map_err(|error| self.explain(error))
    }

    /// The document of that name.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn document(&self, name: &str) -> Result<Option<StoredDocument>> {
        find_document(&self.connection, name).map_err(|error| self.explain(error))
    }

    /// The beads of a document in order.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn beads(&self, document: i64) -> Result<Vec<StoredBead>> {
        read_beads(&self.connection, document).map_err(|error| self.explain(error))
    }
}

pub(super) fn find_document(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<StoredDocument>> {
    connection
        .prepare_cached(
            "SELECT id, revision, source_checksum, target_checksum, segmentation, source_language, target_language,
                    min_score, name
             FROM document WHERE name = ?",
        )?
        .query_row([name], |row| {
            Ok(StoredDocument {
                id: row.get(0)?,
                name: row.get(8)?,
                revision: row.get(1)?,
                checksums: (row.get(2)?, row.get(3)?),
                segmentation: row.get(4)?,
                languages: (parsed(row, 5)?, parsed(row, 6)?),
                min_score: Score::new(row.get(7)?),
            })
        })
        .optional()
}

pub(super) fn no_document(document: i64) -> Error {
    Error::Pair(format!("there is no document {document}; it may have been deleted"))
}

/// The beads of a document in order.
pub(super) fn read_beads(
    connection: &Connection,
    document: i64,
) -> rusqlite::Result<Vec<StoredBead>> {
    connection
        .prepare_cached(
            "SELECT id, source, target, source_start, target_start, source_edited, target_edited, score, status,
                coalesce(source_layout, ''), coalesce(target_layout, ''), note, revision, position
             FROM bead WHERE document_id = ? ORDER BY position",
        )?
        .query_map([document], read_bead)?
        .collect::<rusqlite::Result<Vec<_>>>()
        .map(with_indices)
}

/// Counts the segments of each side in the order of its article, which rows may cross.
fn with_indices(mut beads: Vec<StoredBead>) -> Vec<StoredBead> {
    let sources = starts(&beads, |bead| (bead.places.source, bead.source.len()));
    let targets = starts(&beads, |bead| (bead.places.target, bead.target.len()));
    for (bead, (source, target)) in beads.iter_mut().zip(sources.into_iter().zip(targets)) {
        (bead.source_start, bead.target_start) = (source, target);
    }
    beads
}

/// Index of the first segment of each bead on one side; where it has none, of the one that follows.
fn starts(beads: &[StoredBead], side: impl Fn(&StoredBead) -> (i64, usize)) -> Vec<usize> {
    let mut order: Vec<usize> = (0..beads.len()).filter(|&at| side(&beads[at]).1 > 0).collect();
    order.sort_by_key(|&at| side(&beads[at]).0);
    let mut starts = vec![None; beads.len()];
    let mut count = 0;
    for at in order {
        starts[at] = Some(count);
        count += side(&beads[at]).1;
    }
    let mut next = 0;
    for (start, bead) in starts.iter_mut().zip(beads) {
        match start {
            Some(start) => next = *start + side(bead).1,
            None => *start = Some(next),
        }
    }
    starts.into_iter().flatten().collect()
}

fn read_bead(row: &Row<'_>) -> rusqlite::Result<StoredBead> {
    Ok(StoredBead {
        id: row.get(0)?,
        source: json(row, 1)?,
        target: json(row, 2)?,
        source_start: 0,
        target_start: 0,
        source_layout: row.get(9)?,
        target_layout: row.get(10)?,
        source_edited: row.get(5)?,
        target_edited: row.get(6)?,
        score: Score::new(row.get(7)?),
        status: parsed(row, 8)?,
        note: row.get(11)?,
        revision: row.get(12)?,
        places: Places { position: row.get(13)?, source: row.get(3)?, target: row.get(4)? },
    })
}

/// A text column as what it stands for.
pub(super) fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
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
pub(super) fn json<T: serde::de::DeserializeOwned>(
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

    /// Whatever is asked of a memory that has lost its tables, the error says which file it is.
    #[test]
    fn every_error_names_the_memory_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::open_or_create(&folder.path().join("lost.tarjuman")).unwrap();
        memory.connection.execute_batch("DROP TABLE unit; DROP TABLE bead;").unwrap();
        let all = UnitFilter::default();
        for error in [
            memory.documents().unwrap_err(),
            memory.beads(1).unwrap_err(),
            memory.units(&all).unwrap_err(),
            memory.info().unwrap_err(),
        ] {
            let said = error.to_string();
            assert!(said.contains("lost.tarjuman") && said.contains("restore a backup"), "{said}");
        }
        memory.connection.execute_batch("DROP TABLE document").unwrap();
        let error = memory.aligned_documents(&all).unwrap_err();
        assert!(error.to_string().contains("lost.tarjuman"), "{error}");
    }
}
