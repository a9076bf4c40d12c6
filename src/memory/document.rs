//! Documents: rows of `document`, and the progress of their review.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::Memory;
use super::checksum::DOCUMENT;
use super::damage::{Table, read_row, refuse_unless_whole};
use crate::document::Segmentation;
use crate::error::{Entity, Error, Result};
use crate::model::{BeadId, DocumentId, Language, Pair, Revision, Score, Timestamp, UnitId};

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

    /// All documents in the order they were first stored, or only the one given; those that are damaged are
    /// skipped.
    pub(super) fn progress(
        &self,
        only: Option<DocumentId>,
    ) -> rusqlite::Result<Vec<DocumentProgress>> {
        self.connection
            .prepare_cached(&format!(
                "SELECT document.id, name, source_language, target_language, aligned_at, document.revision,
                    count(bead.id), coalesce(sum(bead.status <> 'auto'), 0),
                    coalesce(sum(bead.status = 'auto' AND bead.score < ?2), 0),
                    coalesce(sum((source = '[]' AND source_edited IS NULL)
                        OR (target = '[]' AND target_edited IS NULL)), 0),
                    (SELECT count(*) FROM unit WHERE unit.document_id = document.id), {}
                 FROM document LEFT JOIN bead ON document_id = document.id
                 WHERE ?1 IS NULL OR document.id = ?1
                 GROUP BY document.id ORDER BY document.id",
                DOCUMENT.is_whole("document")
            ))?
            .query_map(params![only, DOUBTFUL_BELOW], |row| {
                self.skipped.skip(read_progress(row))
            })?
            .filter_map(rusqlite::Result::transpose)
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
}

fn read_progress(row: &Row<'_>) -> rusqlite::Result<DocumentProgress> {
    read_row(Table::Document, row, |row| {
        refuse_unless_whole(Table::Document, row, 11)?;
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
    })
}

/// The document with this name.
pub(super) fn find_document(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<StoredDocument>> {
    read_document(connection, "name = ?", name)
}

/// The document that meets a condition; an error names it if it is damaged.
pub(super) fn read_document(
    connection: &Connection,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> rusqlite::Result<Option<StoredDocument>> {
    connection
        .prepare_cached(&format!(
            "SELECT id, revision, source_checksum, target_checksum, segmentation, source_language, target_language,
                    min_score, name, {}
             FROM document WHERE {condition}",
            DOCUMENT.is_whole("document")
        ))?
        .query_row([value], |row| {
            read_row(Table::Document, row, |row| {
                refuse_unless_whole(Table::Document, row, 9)?;
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
        })
        .optional()
}

pub(super) fn document_not_found(document: DocumentId) -> Error {
    Error::not_found(Entity::Document, document)
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
