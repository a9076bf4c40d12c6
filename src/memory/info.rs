//! What a memory holds.

use serde::Serialize;

use super::Memory;
use super::document::parsed;
use crate::error::Result;
use crate::model::{Language, Status};

/// A memory in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryInfo {
    /// Its documents, in the order they were first stored.
    pub documents: Vec<DocumentInfo>,
    /// Units by language pair.
    pub units: Vec<PairInfo>,
    /// Units by status.
    pub statuses: Vec<(Status, u64)>,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Operations in its log.
    pub operations: u64,
}

/// The units of one language pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairInfo {
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// Number of units.
    pub units: u64,
}

/// A document in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentInfo {
    /// Its name.
    pub name: String,
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// When it was last aligned.
    pub aligned_at: String,
    /// Beads with both sides.
    pub beads: u64,
    /// Omissions of either side.
    pub omissions: u64,
    /// Beads a person has decided.
    pub reviewed: u64,
    /// Units it gives.
    pub units: u64,
}

impl Memory {
    /// Counts what the memory holds.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn info(&self) -> Result<MemoryInfo> {
        self.count().map_err(|error| self.explain(error))
    }

    fn count(&self) -> rusqlite::Result<MemoryInfo> {
        let documents = self
            .connection
            .prepare(
                "SELECT name, source_language, target_language, aligned_at,
                        (SELECT count(*) FROM bead WHERE document_id = document.id AND source <> '[]' AND target <> '[]'),
                        (SELECT count(*) FROM bead WHERE document_id = document.id AND (source = '[]' OR target = '[]')),
                        (SELECT count(*) FROM bead WHERE document_id = document.id AND status <> 'auto'),
                        (SELECT count(*) FROM unit WHERE document_id = document.id)
                 FROM document ORDER BY id",
            )?
            .query_map([], |row| {
                Ok(DocumentInfo {
                    name: row.get(0)?,
                    source_language: parsed(row, 1)?,
                    target_language: parsed(row, 2)?,
                    aligned_at: row.get(3)?,
                    beads: row.get(4)?,
                    omissions: row.get(5)?,
                    reviewed: row.get(6)?,
                    units: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let units = self
            .connection
            .prepare("SELECT source_language, target_language, count(*) FROM unit GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2")?
            .query_map([], |row| {
                Ok(PairInfo {
                    source_language: parsed(row, 0)?,
                    target_language: parsed(row, 1)?,
                    units: row.get(2)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let statuses = self
            .connection
            .prepare("SELECT status, count(*) FROM unit GROUP BY 1 ORDER BY 1")?
            .query_map([], |row| Ok((parsed(row, 0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let bytes = self.connection.query_row(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            [],
            |row| row.get(0),
        )?;
        let operations =
            self.connection.query_row("SELECT count(*) FROM operation", [], |row| row.get(0))?;
        Ok(MemoryInfo { documents, units, statuses, bytes, operations })
    }
}
