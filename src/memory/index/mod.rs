//! The inverted index of a memory: which units contain which terms.
//!
//! Both sides of every unit are indexed by the stems of their words, and by a hash of the whole text, so
//! that an equal text is found however many similar ones there are. The postings of changed or deleted
//! units are not removed, so readers must check the text of a unit that they find by a term.

mod block;
mod read;
mod terms;
mod whole;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

pub use block::{Posting, checksum, postings};
pub use read::{PostingReader, SEGMENT_UNITS, SegmentFilter, segments};
pub use terms::{TermId, TermReader};

use super::checksum::DAMAGED;
use crate::model::{Language, UnitId};
use block::Block;
use read::segment_of;
use whole::WholeText;

/// The term of units whose texts cannot be read, so that searches can name them.
pub const UNREADABLE: &str = "!";

/// The number of postings after which a batch should be stored; a batch of an import has about as many.
const MAX_GATHERED: usize = 700_000;

/// Postings collected in memory before they are stored.
#[derive(Default)]
pub struct IndexBatch {
    reader: TermReader,
    /// The first unit added since the postings were last stored.
    first: i64,
    gathered: Vec<Gathered>,
}

/// A posting that is not stored yet, in half the space.
#[derive(Debug, Clone, Copy)]
struct Gathered {
    term: TermId,
    /// The id of the unit, relative to the first of the batch.
    unit: u32,
    words: u8,
}

impl std::fmt::Debug for IndexBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IndexBatch of {} postings", self.gathered.len())
    }
}

impl IndexBatch {
    /// Adds the text of one side of a unit. Units must be added in ascending order.
    pub fn add(&mut self, UnitId(unit): UnitId, text: &str, language: &Language) {
        if self.gathered.is_empty() {
            self.first = unit;
        }
        // No memory has four billion units.
        let Ok(unit) = u32::try_from(unit.saturating_sub(self.first)) else { return };
        let (terms, (whole, check)) = self.reader.read_whole(text, language);
        let words = u8::try_from(terms.len()).unwrap_or(u8::MAX);
        self.gathered.extend(terms.iter().map(|&term| Gathered { term, unit, words }));
        self.gathered.push(Gathered { term: whole, unit, words: check });
    }

    /// Whether the batch should be stored before more is added.
    pub fn is_large(&self) -> bool {
        self.gathered.len() >= MAX_GATHERED || self.reader.is_full()
    }

    /// Stores the batch in new blocks; all its units must be newer than those in the index.
    pub fn append(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut insert = transaction.prepare_cached(
            "INSERT INTO posting (segment, term, first, units, checksum) VALUES (?, ?, ?, ?, ?)",
        )?;
        let mut store = |term: &str, block: &Block| {
            let (segment, first, units) = (segment_of(block.first()), block.first(), block.bytes());
            let checksum = checksum(segment, term, first, units);
            insert.execute(params![segment, term, first, units, checksum]).map(drop)
        };
        self.each_term(|term, postings| {
            let mut block = Block::default();
            for posting in postings {
                if block.is_full() || segment_of(posting.unit) != segment_of(block.first()) {
                    if !block.bytes().is_empty() {
                        store(term, &block)?;
                    }
                    block = Block::default();
                }
                block.push(posting);
            }
            store(term, &block)
        })?;
        self.finish(transaction)
    }

    /// Stores the batch in existing blocks, whatever its units.
    pub fn merge(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        self.each_term(|term, postings| {
            for posting in postings {
                insert_posting(transaction, term, posting)?;
            }
            Ok(())
        })?;
        self.finish(transaction)
    }

    /// Calls `store` with the postings of each term, in the order of the table.
    fn each_term(
        &mut self,
        mut store: impl FnMut(&str, &mut dyn Iterator<Item = Posting>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let sorted = by_term(&self.gathered);
        let mut terms: Vec<_> = sorted.chunk_by(|a, b| a.term == b.term).collect();
        terms.sort_unstable_by_key(|gathered| self.reader.name(gathered[0].term));
        let first = self.first;
        for gathered in terms {
            let mut postings = gathered.iter().map(|gathered| Posting {
                unit: first + i64::from(gathered.unit),
                words: gathered.words,
            });
            store(self.reader.name(gathered[0].term), &mut postings)?;
        }
        self.gathered.clear();
        Ok(())
    }

    fn finish(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut insert = transaction
            .prepare_cached("INSERT OR IGNORE INTO vocabulary (language, word) VALUES (?, ?)")?;
        for (language, word) in self.reader.take_fresh_words() {
            insert.execute([language, word])?;
        }
        self.reader.forget();
        Ok(())
    }
}

/// Groups postings by term and keeps their order within a term. A counting sort, since terms are numbered
/// from 0.
fn by_term(gathered: &[Gathered]) -> Vec<Gathered> {
    let last = gathered.iter().map(|gathered| gathered.term.index()).max().unwrap_or_default();
    let mut next = vec![0; last + 2];
    for gathered in gathered {
        next[gathered.term.index() + 1] += 1;
    }
    for term in 1..next.len() {
        next[term] += next[term - 1];
    }
    let mut sorted = gathered.to_vec();
    for &gathered in gathered {
        let slot = &mut next[gathered.term.index()];
        sorted[*slot] = gathered;
        *slot += 1;
    }
    sorted
}

/// Inserts one posting into the block where it belongs; the blocks of a term never overlap.
fn insert_posting(connection: &Connection, term: &str, posting: Posting) -> rusqlite::Result<()> {
    let mut find = connection.prepare_cached(
        "SELECT first, units, checksum FROM posting WHERE segment = ? AND term = ? AND first <= ?
         ORDER BY first DESC LIMIT 1",
    )?;
    let segment = segment_of(posting.unit);
    let found: Option<(i64, Vec<u8>, i64)> = find
        .query_row(params![segment, term, posting.unit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    // A damaged block must not become a whole one by being written again.
    let is_whole = found
        .as_ref()
        .is_none_or(|(first, units, stored)| checksum(segment, term, *first, units) == *stored);
    let mut put = connection.prepare_cached(
        "INSERT OR REPLACE INTO posting (segment, term, first, units, checksum) VALUES (?, ?, ?, ?, ?)",
    )?;
    let mut store = |block: &Block| {
        let (first, units) = (block.first(), block.bytes());
        let checksum = if is_whole { checksum(segment, term, first, units) } else { DAMAGED };
        put.execute(params![segment, term, first, units, checksum])
    };
    let Some((first, bytes, _)) = found else {
        return store(&Block::of(&[posting])).map(drop);
    };
    let mut all: Vec<Posting> = postings(first, &bytes).collect();
    let at = all.partition_point(|other| other.unit < posting.unit);
    if all.get(at).is_some_and(|other| other.unit == posting.unit) {
        all[at] = posting;
        store(&Block::of(&all)).map(drop)
    } else if at == all.len() && bytes.len() >= block::FULL_BYTES {
        store(&Block::of(&[posting])).map(drop)
    } else {
        all.insert(at, posting);
        // Only a block in the middle can outgrow its size; it is split.
        let parts = all.len().div_ceil(2 * block::FULL_BYTES / 3).max(1);
        for part in all.chunks(all.len().div_ceil(parts)) {
            store(&Block::of(part))?;
        }
        Ok(())
    }
}

/// Rebuilds the index from the texts of all units, which also removes outdated postings.
pub fn rebuild(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    /// Units per batch, so that little memory is needed.
    const BATCH_UNITS: usize = 50_000;
    transaction.execute_batch("DELETE FROM posting; DELETE FROM vocabulary;")?;
    let mut batch = IndexBatch::default();
    let mut statement = transaction.prepare(
        "SELECT id, source, source_language, target, target_language FROM unit ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut pending = 0;
    let mut unreadable: Vec<UnitId> = Vec::new();
    while let Some(row) = rows.next()? {
        let unit = row.get(0)?;
        for side in [1, 3] {
            match (row.get_ref(side)?.as_str(), row.get::<_, Language>(side + 1)) {
                (Ok(text), Ok(language)) => batch.add(unit, text, &language),
                _ => unreadable.push(unit),
            }
        }
        pending += 1;
        if pending == BATCH_UNITS {
            batch.append(transaction)?;
            pending = 0;
        }
    }
    batch.append(transaction)?;
    for UnitId(unit) in unreadable {
        insert_posting(transaction, UNREADABLE, Posting { unit, words: 0 })?;
    }
    Ok(())
}
