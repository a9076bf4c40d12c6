//! What a memory holds.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rusqlite::Row;
use rustc_hash::FxHasher;
use serde::Serialize;

use super::journal::read_operations;
use super::{DocumentProgress, Memory, Operation};
use crate::error::Result;
use crate::model::{Language, Status, Timestamp};

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
    /// Units whose texts and tags another one has too, beyond the first of each.
    pub duplicates: u64,
    /// Texts that were translated in several ways.
    pub conflicts: Conflicts,
    /// What was imported, the newest first.
    pub imports: Vec<Operation>,
}

/// Texts that say several things on the other side, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Conflicts {
    /// Sources that have several translations.
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
    /// Words of all sources, as white space parts them.
    pub source_words: u64,
    /// Words of all targets.
    pub target_words: u64,
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
    pub aligned_at: Timestamp,
    /// Beads with both sides.
    pub beads: u64,
    /// Omissions of either side.
    pub omissions: u64,
    /// Beads a person has decided.
    pub reviewed: u64,
    /// Units it gives.
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
    /// Counts what the memory holds.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn info(&self) -> Result<MemoryInfo> {
        self.count().map_err(|error| self.explain(error))
    }

    fn count(&self) -> rusqlite::Result<MemoryInfo> {
        let scan = self.scan_units()?;
        let number = |query: &str| self.connection.query_row(query, [], |row| row.get(0));
        Ok(MemoryInfo {
            documents: self.progress(None)?.into_iter().map(DocumentInfo::from).collect(),
            units: scan.pairs(),
            statuses: scan.statuses.into_values().collect(),
            bytes: number(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            )?,
            operations: number("SELECT count(*) FROM operation")?,
            // Equal pairs are neighbours in the index of fingerprints.
            duplicates: number("SELECT count(*) - count(DISTINCT fingerprint) FROM unit")?,
            conflicts: scan.texts.conflicts(),
            imports: read_operations(
                &self.connection,
                "kind = 'import' AND ?1 = 0",
                0,
                usize::MAX >> 1,
            )?,
        })
    }

    /// Reads all units once: reading their texts takes longer than all that is counted of them.
    fn scan_units(&self) -> rusqlite::Result<Scan> {
        let mut scan = Scan::default();
        let mut statement = self.connection.prepare(
            "SELECT source, target, source_language, target_language, status FROM unit NOT INDEXED",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            scan.add(row)?;
        }
        Ok(scan)
    }
}

/// What one reading of all units counts.
#[derive(Default)]
struct Scan {
    pairs: Vec<PairInfo>,
    statuses: BTreeMap<String, (Status, u64)>,
    texts: Texts,
}

impl Scan {
    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let text = |column: usize| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str()?);
        let (source, target) = (text(0)?, text(1)?);
        let (from, into) = (text(2)?, text(3)?);
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
                source_language: row.get(2)?,
                target_language: row.get(3)?,
                units: 1,
                source_words,
                target_words,
            }),
        }
        match self.statuses.get_mut(text(4)?) {
            Some((_, count)) => *count += 1,
            None => {
                let status: Status = row.get(4)?;
                self.statuses.insert(status.name().to_owned(), (status, 1));
            }
        }
        self.texts.add((source, from), (target, into));
        Ok(())
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

/// Hashes of both texts of each unit, 16 bytes a unit. A language belongs to its text.
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
        let sources = several(&mut self.0);
        self.0.iter_mut().for_each(|(source, target)| std::mem::swap(source, target));
        Conflicts { sources, targets: several(&mut self.0) }
    }
}

/// How many firsts have several seconds.
fn several(pairs: &mut [(u64, u64)]) -> u64 {
    pairs.sort_unstable();
    let different = |equal: &&[(u64, u64)]| equal.first() != equal.last();
    pairs.chunk_by(|(a, _), (b, _)| a == b).filter(different).count() as u64
}
