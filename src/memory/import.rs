//! Imports: units from files, stored in batches of one transaction each.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

use super::index::IndexBatch;
use super::unit::{Hashes, Provenance, Stamp, find_same, insert_unit, next_unit_id};
use super::{Memory, journal, operation};
use crate::error::Result;
use crate::model::{
    DocumentId, InlineTag, OperationId, OperationKind, Status, Timestamp, Unit, UnitId, UnitText,
};

/// The largest number of units in a batch: it is stored in about half a second, so that another writer
/// does not wait longer.
const BATCH_UNITS: usize = 20_000;

/// The largest number of bytes of text in a batch.
const BATCH_BYTES: usize = 8 << 20;

/// Documents whose row ids are cached; when there are more, the cache is cleared.
const MAX_DOCUMENTS: usize = 10_000;

/// Size of SQLite's page cache during an import, in KiB.
const CACHE_KIB: i64 = 24 << 10;

/// The result of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Imported {
    /// Units read.
    pub read: u64,
    /// Units stored.
    pub added: u64,
    /// Units already in the memory, which are not stored again.
    pub same: u64,
    /// Rejected units, which a memory does not keep.
    pub rejected: u64,
    /// Whether the file was read to its end.
    pub complete: bool,
}

/// An import in progress. If it is dropped, the batches stored so far stay.
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
    /// Begins an import from a file; `name` appears in the history.
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
    /// Adds a unit; it is stored with its batch.
    ///
    /// # Errors
    /// When the batch is full and cannot be stored.
    pub fn add(&mut self, mut unit: Unit) -> Result<()> {
        // SQLite's integers are signed; no tool means larger numbers.
        let fits = |number: u64| i64::try_from(number).is_ok();
        unit.position = unit.position.filter(|&position| fits(position));
        unit.usage_count = if fits(unit.usage_count) { unit.usage_count } else { 0 };
        self.imported.read += 1;
        self.pending_bytes += bytes(&unit);
        self.pending.push(unit);
        if self.pending.len() >= BATCH_UNITS || self.pending_bytes >= BATCH_BYTES {
            self.store()?;
        }
        Ok(())
    }

    /// The result so far.
    pub fn imported(&self) -> Imported {
        self.imported
    }

    /// Stores the last batch. `complete` says whether the file was read to its end.
    ///
    /// # Errors
    /// When the batch cannot be stored.
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
        // If the transaction fails, the documents it created do not exist; so the cache is only put back
        // when it has succeeded.
        let mut documents = std::mem::take(&mut self.documents);
        if documents.len() > MAX_DOCUMENTS {
            documents.clear();
        }
        let (name, pending, index) = (&self.name, &self.pending, &mut self.index);
        let mut begun = self.operation;
        self.operation = self.memory.change(|transaction| {
            // Another process may have undone this import; the rest then becomes a new import.
            if let Some(operation) = begun
                && journal::is_undone(transaction, operation)?
            {
                begun = None;
                documents.clear();
                *index = IndexBatch::default();
            }
            let stamp = Stamp { at: Timestamp::now(), by: author.as_deref() };
            let mut next = next_unit_id(transaction)?;
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
                // An import that adds nothing is not logged, so the operation begins with the first new unit.
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
                let id = next;
                next = UnitId(id.0 + 1);
                insert_unit(transaction, (id, unit), hashes, provenance, stamp)?;
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

/// Bytes of all texts, tags and properties of a unit.
fn bytes(unit: &Unit) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
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
        + length(&unit.note)
        + length(&unit.context_before)
        + length(&unit.context_after)
}

/// The row of a unit's document, which is created if it does not exist.
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
