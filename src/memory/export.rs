//! Reading documents with all their beads, or units, for export.

use rusqlite::{OptionalExtension, Row, params};

use super::Memory;
use super::bead::{StoredBead, read_beads, read_whole_beads};
use super::checksum::DOCUMENT;
use super::concordance::has_words;
use super::damage::{Table, read_row, refuse_unless_whole};
use super::unit::{SELECT_UNIT, StoredUnit, read_unit_or_skip};
use crate::error::Result;
use crate::model::{
    AlignedBead, AlignedDocument, DocumentId, ExportSummary, Language, Pair, Score, Status, Unit,
};

/// A filter for units and beads; the default admits all.
#[derive(Debug, Clone, Default)]
pub struct UnitFilter {
    /// Only units of this document.
    pub document: Option<String>,
    /// Only units created or changed by this person.
    pub author: Option<String>,
    /// Only units that score at least this or that a person decided.
    pub min_score: Option<Score>,
    /// Only these statuses; all if empty.
    pub statuses: Vec<Status>,
    /// Only units changed at this time or later: an ISO 8601 time or the beginning of one, such as `2024` or
    /// `2024-05-31`.
    pub since: Option<String>,
    /// Only units changed at this time or earlier; a day includes its end.
    pub until: Option<String>,
    /// Only units with these languages; a language without region includes all its regions.
    pub languages: Pair<Option<Language>>,
    /// Only units with these words in sequence in either text, whatever their spelling.
    pub search: Option<String>,
}

impl UnitFilter {
    pub(super) fn admits(&self, unit: &Unit) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&unit.status))
            && (self.document.is_none() || self.document == unit.document)
            && self
                .min_score
                .is_none_or(|min_score| unit.status.is_by_person() || unit.score >= min_score)
            && self
                .languages
                .as_ref()
                .zip(unit.languages.as_ref())
                .all(|(filter, language)| admits_language(filter.as_ref(), language))
            && self.admits_author(unit)
            && self.admits_time(unit)
            && self.admits_text(unit)
    }

    fn admits_author(&self, unit: &Unit) -> bool {
        let authors = [&unit.created_by, &unit.changed_by];
        self.author.is_none() || authors.contains(&&self.author)
    }

    fn admits_time(&self, unit: &Unit) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let changed = unit.changed_at.or(unit.created_at).map(|time| time.to_string());
        let order = |bound: &str| {
            changed.as_deref().map(|time| time.get(..bound.len()).unwrap_or(time).cmp(bound))
        };
        self.since.as_deref().is_none_or(|since| order(since).is_some_and(|order| order.is_ge()))
            && self.until.as_deref().is_none_or(|until| order(until).is_some_and(|o| o.is_le()))
    }

    fn admits_text(&self, unit: &Unit) -> bool {
        self.search.as_ref().is_none_or(|words| has_words(unit, words))
    }
}

fn admits_language(filter: Option<&Language>, language: &Language) -> bool {
    filter.is_none_or(|filter| {
        filter == language
            || (filter.as_str() == filter.primary() && filter.primary() == language.primary())
    })
}

/// A bead with its texts as edited.
impl From<StoredBead> for AlignedBead {
    fn from(bead: StoredBead) -> Self {
        AlignedBead {
            span: bead.span(),
            texts: bead
                .segments
                .zip(bead.edited)
                .map(|(segments, edited)| edited.map_or(segments, |text| vec![text])),
            score: bead.score,
            status: bead.status,
        }
    }
}

fn read_heading(row: &Row<'_>) -> rusqlite::Result<(DocumentId, AlignedDocument)> {
    read_row(Table::Document, row, |row| {
        refuse_unless_whole(Table::Document, row, 4)?;
        let document = AlignedDocument {
            name: row.get(1)?,
            languages: Pair::new(row.get(2)?, row.get(3)?),
            beads: Vec::new(),
        };
        Ok((row.get(0)?, document))
    })
}

impl Memory {
    /// The documents with their beads in order, without what is damaged. Of the filter, only the document and
    /// the statuses apply.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn aligned_documents(&self, filter: &UnitFilter) -> Result<Vec<AlignedDocument>> {
        self.read_documents(filter).map_err(|error| self.explain(error))
    }

    /// One document with its beads in order; `None` if it does not exist.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn aligned_document(&self, document: DocumentId) -> Result<Option<AlignedDocument>> {
        self.connection
            .prepare_cached(
                "SELECT name, source_language, target_language FROM document WHERE id = ?",
            )
            .and_then(|mut read| {
                let document = read.query_row([document], |row| {
                    Ok(AlignedDocument {
                        name: row.get(0)?,
                        languages: Pair::new(row.get(1)?, row.get(2)?),
                        beads: Vec::new(),
                    })
                });
                document.optional()
            })
            .and_then(|found| {
                let Some(mut aligned) = found else { return Ok(None) };
                let beads = read_beads(&self.connection, document)?;
                aligned.beads = beads.into_iter().map(AlignedBead::from).collect();
                Ok(Some(aligned))
            })
            .map_err(|error| self.explain(error))
    }

    fn read_documents(&self, filter: &UnitFilter) -> rusqlite::Result<Vec<AlignedDocument>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT id, name, source_language, target_language, {} FROM document
             WHERE ?1 IS NULL OR name = ?1 ORDER BY id",
            DOCUMENT.is_whole("document")
        ))?;
        let documents: Vec<(DocumentId, AlignedDocument)> = statement
            .query_map(params![filter.document], |row| self.skipped.skip(read_heading(row)))?
            .filter_map(rusqlite::Result::transpose)
            .collect::<rusqlite::Result<_>>()?;
        self.notice_lost_rows()?;
        let mut aligned = Vec::with_capacity(documents.len());
        for (id, mut document) in documents {
            document.beads = read_whole_beads(&self.connection, id, &self.skipped)?
                .into_iter()
                .filter(|bead| filter.statuses.is_empty() || filter.statuses.contains(&bead.status))
                .map(AlignedBead::from)
                .collect();
            aligned.push(document);
        }
        Ok(aligned)
    }

    /// Calls `each` with the units that pass the filter, ordered by document and position; units without
    /// a document come last. Units that are damaged are skipped; see [`Memory::skipped`].
    ///
    /// # Errors
    /// When the memory cannot be read, or when `each` fails.
    pub fn each_unit(
        &self,
        filter: &UnitFilter,
        each: &mut dyn FnMut(Unit) -> Result<()>,
    ) -> Result<()> {
        self.each_stored_unit(filter, &mut |stored| each(stored.unit))
    }

    /// As [`Memory::each_unit`], with the ids of the units.
    ///
    /// # Errors
    /// As [`Memory::each_unit`].
    pub fn each_stored_unit(
        &self,
        filter: &UnitFilter,
        each: &mut dyn FnMut(StoredUnit) -> Result<()>,
    ) -> Result<()> {
        let fail = |error: rusqlite::Error| self.explain(error);
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "{} WHERE ?1 IS NULL OR document.name = ?1
                 ORDER BY unit.document_id IS NULL, unit.document_id,
                     unit.position, unit.id",
                *SELECT_UNIT
            ))
            .map_err(fail)?;
        let mut rows = statement.query(params![filter.document]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let stored = read_unit_or_skip(row, &self.skipped).map_err(fail)?;
            if let Some(stored) = stored.filter(|stored| filter.admits(&stored.unit)) {
                each(stored)?;
            }
        }
        self.notice_lost_rows().map_err(fail)
    }

    /// Collects the units that pass the filter. [`Memory::each_unit`] needs less memory.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn units(&self, filter: &UnitFilter) -> Result<Vec<Unit>> {
        let mut units = Vec::new();
        self.each_unit(filter, &mut |unit| {
            units.push(unit);
            Ok(())
        })?;
        Ok(units)
    }

    /// A summary of the units that pass the filter, for writers that need it in advance.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn summary(&self, filter: &UnitFilter) -> Result<ExportSummary> {
        let mut summary = ExportSummary::default();
        self.each_unit(filter, &mut |unit| {
            summary.add(&unit);
            Ok(())
        })?;
        Ok(summary)
    }
}
