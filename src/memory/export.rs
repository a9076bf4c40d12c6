//! What leaves a memory: documents with all their beads, or units.

use rusqlite::params;

use super::Memory;
use super::document::{parsed, read_beads};
use super::unit::{SELECT, StoredUnit, read_unit};
use crate::error::Result;
use crate::model::{AlignedBead, AlignedDocument, Score, Status, Unit};

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
    /// document come last.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn units(&self, filter: &UnitFilter) -> Result<Vec<Unit>> {
        let mut units = Vec::new();
        self.each_unit(filter, &mut |stored| {
            units.push(stored.unit);
            Ok(())
        })?;
        Ok(units)
    }

    /// Hands the units that pass the filter on one by one, in the order of [`Memory::units`].
    ///
    /// # Errors
    /// When the memory cannot be read, and whatever the receiver fails with.
    pub fn each_unit(
        &self,
        filter: &UnitFilter,
        receive: &mut dyn FnMut(StoredUnit) -> Result<()>,
    ) -> Result<()> {
        let fail = |error: rusqlite::Error| self.explain(error);
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "{SELECT} WHERE ?1 IS NULL OR document.name = ?1
                 ORDER BY unit.document_id IS NULL, unit.document_id, coalesce(bead.position, unit.position), unit.id"
            ))
            .map_err(fail)?;
        let mut rows = statement.query(params![filter.document]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let stored = read_unit(row).map_err(fail)?;
            if filter.admits(stored.unit.score, stored.unit.status) {
                receive(stored)?;
            }
        }
        Ok(())
    }
}
