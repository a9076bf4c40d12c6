//! Figures of a memory: documents, units, duplicates, conflicts.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use rusqlite::Row;
use rustc_hash::FxHasher;
use serde::Serialize;

use super::checksum::{BEAD, UNIT};
use super::damage::{DamagedRow, NOT_AS_WRITTEN, Table, read_row};
use super::journal::read_whole_operations;
use super::sql::text_column;
use super::unit::refuse_unless_usable;
use super::{DocumentProgress, Memory, Operation};
use crate::error::Result;
use crate::model::{DocumentId, Language, Status, Timestamp};

/// The figures of a memory.
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
    /// Operations in its history.
    pub operations: u64,
    /// Units with the same texts and tags as another unit; the first of each group is not counted.
    pub duplicates: u64,
    /// Texts with several translations.
    pub conflicts: Conflicts,
    /// The imports, the newest first.
    pub imports: Vec<Operation>,
}

/// Texts with several different texts on the other side, compared as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Conflicts {
    /// Sources with several translations.
    pub sources: u64,
    /// Targets that translate several sources.
    pub targets: u64,
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
    /// Words of all sources, separated by white space.
    pub source_words: u64,
    /// Words of all targets.
    pub target_words: u64,
}

/// The figures of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentInfo {
    /// Its name.
    pub name: String,
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// When it was last aligned.
    pub aligned_at: Timestamp,
    /// Beads with both sides.
    pub beads: u64,
    /// Omissions on either side.
    pub omissions: u64,
    /// Beads that a person has decided.
    pub reviewed: u64,
    /// Units of the document.
    pub units: u64,
}

impl From<DocumentProgress> for DocumentInfo {
    fn from(progress: DocumentProgress) -> Self {
        DocumentInfo {
            name: progress.name,
            source_language: progress.source_language,
            target_language: progress.target_language,
            aligned_at: progress.aligned_at,
            beads: progress.beads - progress.omissions,
            omissions: progress.omissions,
            reviewed: progress.reviewed,
            units: progress.units,
        }
    }
}

impl Memory {
    /// Collects the figures of the memory; what is damaged is not counted.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn info(&self) -> Result<MemoryInfo> {
        self.count().map_err(|error| self.explain(error))
    }

    fn count(&self) -> rusqlite::Result<MemoryInfo> {
        let mut scan = self.scan_units()?;
        let duplicates = scan.duplicates();
        self.scan_beads()?;
        self.notice_lost_rows()?;
        let number = |query: &str| self.connection.query_row(query, [], |row| row.get(0));
        Ok(MemoryInfo {
            documents: self
                .progress(None)?
                .into_iter()
                .map(|progress| DocumentInfo {
                    units: scan.by_document.get(&progress.document).copied().unwrap_or_default(),
                    ..DocumentInfo::from(progress)
                })
                .collect(),
            units: scan.pairs(),
            statuses: scan.statuses.into_values().collect(),
            bytes: number(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            )?,
            operations: number("SELECT count(*) FROM operation")?,
            duplicates,
            conflicts: scan.texts.conflicts(),
            imports: read_whole_operations(
                &self.connection,
                "kind = 'import' AND ?1 = 0",
                0,
                usize::MAX >> 1,
                &self.skipped,
            )?,
        })
    }

    /// Counts everything in one scan of the units: reading their texts takes longer than counting.
    fn scan_units(&self) -> rusqlite::Result<Scan> {
        let mut scan = Scan::default();
        let mut statement = self.connection.prepare(&format!(
            "SELECT id, source, target, source_language, target_language, status, {}, fingerprint, document_id
             FROM unit NOT INDEXED",
            UNIT.is_known_whole("unit")
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.skipped.skip(read_row(Table::Unit, row, |row| {
                refuse_unless_usable(&self.connection, row, 6)?;
                scan.add(row)
            }))?;
        }
        Ok(scan)
    }

    /// Notes damaged beads, which would be miscounted.
    fn scan_beads(&self) -> rusqlite::Result<()> {
        let damaged = format!("SELECT id FROM bead WHERE NOT {}", BEAD.is_whole("bead"));
        let mut statement = self.connection.prepare(&damaged)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.skipped.add(&DamagedRow::new(Table::Bead, row.get(0)?, NOT_AS_WRITTEN));
        }
        Ok(())
    }
}

/// What one scan of all units counts.
#[derive(Default)]
struct Scan {
    pairs: Vec<PairInfo>,
    statuses: BTreeMap<&'static str, (Status, u64)>,
    texts: Texts,
    fingerprints: Vec<i64>,
    by_document: HashMap<DocumentId, u64>,
}

impl Scan {
    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let text = |column| text_column(row, column);
        let (source, target) = (text(1)?, text(2)?);
        let (from, into) = (text(3)?, text(4)?);
        let status: Status = row.get(5)?;
        let words = |text: &str| text.split_whitespace().count() as u64;
        let (source_words, target_words) = (words(source), words(target));
        let pair = self.pairs.iter_mut().find(|pair| {
            pair.source_language.as_str() == from && pair.target_language.as_str() == into
        });
        match pair {
            Some(pair) => {
                pair.units += 1;
                pair.source_words += source_words;
                pair.target_words += target_words;
            }
            None => self.pairs.push(PairInfo {
                source_language: row.get(3)?,
                target_language: row.get(4)?,
                units: 1,
                source_words,
                target_words,
            }),
        }
        self.statuses.entry(status.name()).or_insert((status, 0)).1 += 1;
        self.texts.add((source, from), (target, into));
        self.fingerprints.push(row.get(7)?);
        if let Some(document) = row.get::<_, Option<DocumentId>>(8)? {
            *self.by_document.entry(document).or_default() += 1;
        }
        Ok(())
    }

    /// The number of units with the fingerprint of another, without the first of each group.
    fn duplicates(&mut self) -> u64 {
        self.fingerprints.sort_unstable();
        self.fingerprints.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
    }

    fn pairs(&self) -> Vec<PairInfo> {
        let mut pairs = self.pairs.clone();
        pairs.sort_by(|a, b| {
            b.units.cmp(&a.units).then_with(|| {
                (&a.source_language, &a.target_language)
                    .cmp(&(&b.source_language, &b.target_language))
            })
        });
        pairs
    }
}

/// Hashes of both texts of each unit, 16 bytes a unit. A text counts once for each language pair.
#[derive(Default)]
struct Texts(Vec<(u64, u64)>);

impl Texts {
    fn add(&mut self, source: (&str, &str), target: (&str, &str)) {
        let hash = |source: (&str, &str), into: &str| {
            let mut hasher = FxHasher::default();
            (source, into).hash(&mut hasher);
            hasher.finish()
        };
        self.0.push((hash(source, target.1), hash(target, source.1)));
    }

    fn conflicts(mut self) -> Conflicts {
        let sources = count_ambiguous(&mut self.0);
        self.0.iter_mut().for_each(|(source, target)| std::mem::swap(source, target));
        Conflicts { sources, targets: count_ambiguous(&mut self.0) }
    }
}

/// The number of first elements that occur with several second elements.
fn count_ambiguous(pairs: &mut [(u64, u64)]) -> u64 {
    pairs.sort_unstable();
    let different = |equal: &&[(u64, u64)]| equal.first() != equal.last();
    pairs.chunk_by(|(a, _), (b, _)| a == b).filter(different).count() as u64
}
