//! Imports: units from elsewhere, stored in batches that are each there whole or not at all.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

use super::index::IndexBatch;
use super::unit::{Hashes, Provenance, Stamp, find_same, insert_unit};
use super::{Memory, journal, operation};
use crate::error::Result;
use crate::model::{
    DocumentId, InlineTag, OperationId, OperationKind, Status, Timestamp, Unit, UnitText,
};

/// Units a batch holds at most: what is stored in about half a second, so that another writer waits
/// no longer.
const BATCH_UNITS: usize = 20_000;

/// Bytes of text a batch holds at most.
const BATCH_BYTES: usize = 8 << 20;

/// Documents whose rows are remembered; of more, the rows are looked up again.
const MAX_DOCUMENTS: usize = 10_000;

/// Pages that SQLite may keep while an import runs, in KiB.
const CACHE_KIB: i64 = 24 << 10;

/// What an import has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Imported {
    /// Units given to it.
    pub read: u64,
    /// Units stored.
    pub added: u64,
    /// Units that were there already.
    pub same: u64,
    /// Units that a person rejected, which are not kept.
    pub rejected: u64,
    /// Whether the file was read to its end.
    pub complete: bool,
}

/// An import that is under way. What is committed stays if it is dropped.
#[derive(Debug)]
pub struct Import<'m> {
    memory: &'m mut Memory,
    name: String,
    operation: Option<OperationId>,
    pending: Vec<Unit>,
    pending_bytes: usize,
    index: IndexBatch,
    documents: HashMap<String, DocumentId>,
    imported: Imported,
}

impl Memory {
    /// Begins to import units from a file of that name.
    ///
    /// # Errors
    /// When the memory cannot be used.
    pub fn import(&mut self, name: &str) -> Result<Import<'_>> {
        self.connection
            .pragma_update(None, "cache_size", -CACHE_KIB)
            .map_err(|error| self.explain(error))?;
        Ok(Import {
            memory: self,
            name: name.to_owned(),
            operation: None,
            pending: Vec::new(),
            pending_bytes: 0,
            index: IndexBatch::default(),
            documents: HashMap::new(),
            imported: Imported::default(),
        })
    }
}

impl Import<'_> {
    /// Takes a unit in; it is stored with its batch.
    ///
    /// # Errors
    /// When the batch is full and cannot be stored.
    pub fn add(&mut self, mut unit: Unit) -> Result<()> {
        // What no tool means is beyond what SQLite holds.
        let holds = |number: u64| i64::try_from(number).is_ok();
        unit.position = unit.position.filter(|&position| holds(position));
        unit.usage_count = if holds(unit.usage_count) { unit.usage_count } else { 0 };
        self.imported.read += 1;
        self.pending_bytes += bytes(&unit);
        self.pending.push(unit);
        if self.pending.len() >= BATCH_UNITS || self.pending_bytes >= BATCH_BYTES {
            self.store()?;
        }
        Ok(())
    }

    /// How far it is.
    pub fn imported(&self) -> Imported {
        self.imported
    }

    /// Stores what is left. `complete` says whether the file was read to its end.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub fn finish(mut self, complete: bool) -> Result<Imported> {
        self.imported.complete = complete;
        if self.operation.is_some() || !self.pending.is_empty() {
            self.store()?;
        }
        Ok(self.imported)
    }

    /// Stores a batch in one transaction.
    fn store(&mut self) -> Result<()> {
        let author = self.memory.author.clone();
        let mut imported = self.imported;
        // A batch that fails leaves no row behind, so what was made in it must be forgotten with it.
        let mut documents = std::mem::take(&mut self.documents);
        if documents.len() > MAX_DOCUMENTS {
            documents.clear();
        }
        let (name, pending, index) = (&self.name, &self.pending, &mut self.index);
        let mut begun = self.operation;
        self.operation = self.memory.change(|transaction| {
            // Another process may have taken back what was stored so far; the rest is an import of its own.
            if let Some(operation) = begun
                && journal::is_undone(transaction, operation)?
            {
                begun = None;
                documents.clear();
                *index = IndexBatch::default();
            }
            let stamp = Stamp { at: Timestamp::now(), by: author.as_deref() };
            for unit in pending {
                if unit.status == Status::Rejected {
                    imported.rejected += 1;
                    continue;
                }
                let hashes = Hashes::of(unit);
                if find_same(transaction, unit, hashes)?.is_some() {
                    imported.same += 1;
                    continue;
                }
                // What adds nothing is no operation.
                let operation = match begun {
                    Some(operation) => operation,
                    None => {
                        operation::begin(transaction, stamp, OperationKind::Import, Some(name))?
                    }
                };
                begun = Some(operation);
                let document = match &unit.document {
                    Some(_) => Some(document(transaction, unit, operation, stamp, &mut documents)?),
                    None => None,
                };
                let provenance = Provenance { document, import: Some(operation) };
                let id = insert_unit(transaction, unit, hashes, provenance, stamp)?;
                for (text, language) in unit.texts.as_ref().zip(unit.languages.as_ref()) {
                    index.add(id, &text.plain, language);
                }
                imported.added += 1;
                if index.is_large() {
                    index.append(transaction)?;
                }
            }
            index.append(transaction)?;
            if let Some(operation) = begun {
                operation::describe(transaction, operation, &imported)?;
            }
            Ok(begun)
        })?;
        self.imported = imported;
        self.documents = documents;
        self.pending.clear();
        self.pending_bytes = 0;
        Ok(())
    }
}

/// Bytes of all texts of a unit.
fn bytes(unit: &Unit) -> usize {
    let long = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let tags = |text: &UnitText| {
        text.tags
            .iter()
            .map(|tag| {
                let attributes: usize = tag.attributes.iter().map(|(a, b)| a.len() + b.len()).sum();
                size_of::<InlineTag>() + tag.code.len() + attributes
            })
            .sum::<usize>()
    };
    let properties: usize = unit.properties.iter().map(|p| p.name.len() + p.value.len()).sum();
    unit.texts.source.plain.len()
        + unit.texts.target.plain.len()
        + tags(&unit.texts.source)
        + tags(&unit.texts.target)
        + properties
        + long(&unit.note)
        + long(&unit.context_before)
        + long(&unit.context_after)
}

/// The row of a unit's document; one is made for a document that is not there.
fn document(
    transaction: &Transaction<'_>,
    unit: &Unit,
    operation: OperationId,
    stamp: Stamp<'_>,
    known: &mut HashMap<String, DocumentId>,
) -> Result<DocumentId> {
    let name = unit.document.as_deref().unwrap_or_default();
    if let Some(&id) = known.get(name) {
        return Ok(id);
    }
    let found = transaction
        .prepare_cached("SELECT id FROM document WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    let id = match found {
        Some(id) => id,
        None => {
            transaction.execute(
                "INSERT INTO document (name, source_name, target_name, source_language, target_language,
                    source_checksum, target_checksum, segmentation, min_score, created_at, aligned_at)
                 VALUES (?1, ?1, ?1, ?2, ?3, '', '', 'imported', 0, ?4, ?4)",
                params![
                    name,
                    unit.languages.source.as_str(),
                    unit.languages.target.as_str(),
                    stamp.at
                ],
            )?;
            let id = DocumentId(transaction.last_insert_rowid());
            journal::record_insert(transaction, operation, "document", id)?;
            id
        }
    };
    known.insert(name.to_owned(), id);
    Ok(id)
}
