//! What leaves a memory: documents with all their beads, or units.

use rusqlite::{OptionalExtension, params};

use super::Memory;
use super::concordance::has_words;
use super::document::{StoredBead, read_beads};
use super::unit::{SELECT_UNIT, StoredUnit, read_unit};
use crate::error::Result;
use crate::model::{
    AlignedBead, AlignedDocument, DocumentId, ExportSummary, Language, Pair, Score, Status, Unit,
};

/// Which units or beads are wanted.
#[derive(Debug, Clone, Default)]
pub struct UnitFilter {
    /// Only this document.
    pub document: Option<String>,
    /// Only what this person made or changed.
    pub author: Option<String>,
    /// Only units scored at least this, or decided by a person.
    pub min_score: Option<Score>,
    /// Only these statuses; all when empty.
    pub statuses: Vec<Status>,
    /// Only units changed then or later: the beginning of a time, `2024` or `2024-05-31`.
    pub since: Option<String>,
    /// Only units changed then or earlier; a day counts to its end.
    pub until: Option<String>,
    /// Only from and into these languages; one without a region is any region of it.
    pub languages: Pair<Option<Language>>,
    /// Only units that have these words one after the other in either text, however spelt.
    pub search: Option<String>,
}

impl UnitFilter {
    pub(super) fn admits(&self, unit: &Unit) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&unit.status))
            && (self.document.is_none() || self.document == unit.document)
            && self.min_score.is_none_or(|least| unit.status.is_by_person() || unit.score >= least)
            && self
                .languages
                .as_ref()
                .zip(unit.languages.as_ref())
                .all(|(wanted, language)| admits_language(wanted.as_ref(), language))
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

fn admits_language(wanted: Option<&Language>, language: &Language) -> bool {
    wanted.is_none_or(|wanted| {
        wanted == language
            || (wanted.as_str() == wanted.primary() && wanted.primary() == language.primary())
    })
}

/// A bead with the texts as a person left them.
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

impl Memory {
    /// The documents with their beads in order; what the filter leaves out of a document's beads
    /// is left out only when it names statuses.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn aligned_documents(&self, filter: &UnitFilter) -> Result<Vec<AlignedDocument>> {
        self.read_documents(filter).map_err(|error| self.explain(error))
    }

    /// One document with its beads in order; none when it is gone.
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
        let mut statement = self.connection.prepare_cached(
            "SELECT id, name, source_language, target_language FROM document
             WHERE ?1 IS NULL OR name = ?1 ORDER BY id",
        )?;
        let documents: Vec<(DocumentId, AlignedDocument)> = statement
            .query_map(params![filter.document], |row| {
                let document = AlignedDocument {
                    name: row.get(1)?,
                    languages: Pair::new(row.get(2)?, row.get(3)?),
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
                .map(AlignedBead::from)
                .collect();
            aligned.push(document);
        }
        Ok(aligned)
    }

    /// Hands on the units that pass the filter, in the order of their documents and places there;
    /// units without a document come last.
    ///
    /// # Errors
    /// When the memory cannot be read, or with what `each` fails with.
    pub fn each_unit(
        &self,
        filter: &UnitFilter,
        each: &mut dyn FnMut(Unit) -> Result<()>,
    ) -> Result<()> {
        self.each_stored_unit(filter, &mut |stored| each(stored.unit))
    }

    /// The same, with their ids.
    ///
    /// # Errors
    /// Likewise.
    pub fn each_stored_unit(
        &self,
        filter: &UnitFilter,
        each: &mut dyn FnMut(StoredUnit) -> Result<()>,
    ) -> Result<()> {
        let fail = |error: rusqlite::Error| self.explain(error);
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "{SELECT_UNIT} WHERE ?1 IS NULL OR document.name = ?1
                 ORDER BY unit.document_id IS NULL, unit.document_id,
                     unit.position, unit.id"
            ))
            .map_err(fail)?;
        let mut rows = statement.query(params![filter.document]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let stored = read_unit(row).map_err(fail)?;
            if filter.admits(&stored.unit) {
                each(stored)?;
            }
        }
        Ok(())
    }

    /// The units that pass the filter, all at once: for what has to look at them together.
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

    /// What is known of the units that pass the filter.
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
