//! What leaves a memory: documents with all their beads, or units.

use rusqlite::params;

use super::Memory;
use super::document::{json, parsed, read_beads};
use crate::error::Result;
use crate::model::{AlignedBead, AlignedDocument, InlineTag, Score, Status, Unit, UnitText};

/// Which units or beads are wanted.
#[derive(Debug, Clone, Default)]
pub struct UnitFilter {
    /// Only this document.
    pub document: Option<String>,
    /// Only units scored at least this, or decided by a person.
    pub min_score: Option<Score>,
    /// Only these statuses; all when empty.
    pub statuses: Vec<Status>,
}

impl UnitFilter {
    fn admits(&self, score: Score, status: Status) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&status))
            && self.min_score.is_none_or(|least| status.is_by_person() || score >= least)
    }
}

impl Memory {
    /// The documents with their beads in order; what the filter leaves out of a document's beads
    /// is left out only when it names statuses.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn aligned_documents(&self, filter: &UnitFilter) -> Result<Vec<AlignedDocument>> {
        self.read_documents(filter).map_err(|error| self.explain(error))
    }

    fn read_documents(&self, filter: &UnitFilter) -> rusqlite::Result<Vec<AlignedDocument>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, name, source_language, target_language FROM document
             WHERE ?1 IS NULL OR name = ?1 ORDER BY id",
        )?;
        let documents: Vec<(i64, AlignedDocument)> = statement
            .query_map(params![filter.document], |row| {
                let document = AlignedDocument {
                    name: row.get(1)?,
                    source_language: parsed(row, 2)?,
                    target_language: parsed(row, 3)?,
                    beads: Vec::new(),
                };
                Ok((row.get(0)?, document))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut aligned = Vec::with_capacity(documents.len());
        for (id, mut document) in documents {
            document.beads = read_beads(&self.connection, id)?
                .into_iter()
                .filter(|bead| filter.statuses.is_empty() || filter.statuses.contains(&bead.status))
                .map(|bead| AlignedBead {
                    source_segments: bead.source_start..bead.source_start + bead.source.len(),
                    target_segments: bead.target_start..bead.target_start + bead.target.len(),
                    source: bead.source_edited.map_or(bead.source, |text| vec![text]),
                    target: bead.target_edited.map_or(bead.target, |text| vec![text]),
                    score: bead.score,
                    status: bead.status,
                })
                .collect();
            aligned.push(document);
        }
        Ok(aligned)
    }

    /// The units that pass the filter, in the order of their documents and beads; units without a
    /// bead come last.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn units(&self, filter: &UnitFilter) -> Result<Vec<Unit>> {
        let units = self.read_units(filter).map_err(|error| self.explain(error))?;
        Ok(units.into_iter().filter(|unit| filter.admits(unit.score, unit.status)).collect())
    }

    fn read_units(&self, filter: &UnitFilter) -> rusqlite::Result<Vec<Unit>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT unit.source, unit.target, unit.source_tags, unit.target_tags, unit.source_language,
                    unit.target_language, unit.score, unit.status, document.name, unit.created_at,
                    unit.changed_at, unit.created_by
             FROM unit LEFT JOIN bead ON bead.id = bead_id LEFT JOIN document ON document.id = unit.document_id
             WHERE ?1 IS NULL OR document.name = ?1
             ORDER BY unit.document_id IS NULL, unit.document_id, bead.position IS NULL, bead.position, unit.id",
        )?;
        let units = statement.query_map(params![filter.document], |row| {
            let tags = |column: usize| -> rusqlite::Result<Vec<InlineTag>> {
                match row.get_ref(column)? {
                    rusqlite::types::ValueRef::Null => Ok(Vec::new()),
                    _ => json(row, column),
                }
            };
            Ok(Unit {
                score: Score::new(row.get(6)?),
                status: parsed(row, 7)?,
                document: row.get(8)?,
                created_at: row.get(9)?,
                changed_at: row.get(10)?,
                created_by: row.get(11)?,
                ..Unit::new(
                    (UnitText { plain: row.get(0)?, tags: tags(2)? }, parsed(row, 4)?),
                    (UnitText { plain: row.get(1)?, tags: tags(3)? }, parsed(row, 5)?),
                )
            })
        })?;
        units.collect()
    }
}
