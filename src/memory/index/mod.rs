//! The index of a memory: which units hold which terms.
//!
//! Both sides of every unit are indexed under the stems of their words. Units that are changed or
//! deleted leave their old terms behind, so that whoever finds a unit by a term looks at its text.

mod block;
mod terms;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

pub use block::{Posting, postings};
pub use terms::{TermId, TermReader};

use crate::model::Language;
use block::Block;

/// Postings of units that are about to be stored, in ascending order of their ids.
#[derive(Default)]
pub struct IndexBatch {
    reader: TermReader,
    lists: Vec<Vec<Block>>,
}

impl std::fmt::Debug for IndexBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IndexBatch of {} terms", self.lists.len())
    }
}

impl IndexBatch {
    /// Adds one side of a unit whose id is not below any added before.
    pub fn add(&mut self, unit: i64, text: &str, language: &Language) {
        let terms = self.reader.read(text, language);
        let words = u8::try_from(terms.len()).unwrap_or(u8::MAX);
        for term in terms {
            if self.lists.len() <= term.index() {
                self.lists.resize_with(term.index() + 1, Vec::new);
            }
            let blocks = &mut self.lists[term.index()];
            match blocks.last_mut() {
                Some(block) if !block.is_full() => block.push(Posting { unit, words }),
                _ => blocks.push(Block::of(&[Posting { unit, words }])),
            }
        }
    }

    /// Stores the postings of units that are all newer than those in the index.
    pub fn append(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut insert = transaction
            .prepare_cached("INSERT INTO posting (term, first, units) VALUES (?, ?, ?)")?;
        self.each_term(|term, blocks| {
            blocks.iter().try_for_each(|block| {
                insert.execute(params![term, block.first(), block.bytes()]).map(drop)
            })
        })?;
        self.finish(transaction)
    }

    /// Stores the postings of any units.
    pub fn merge(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        self.each_term(|term, blocks| {
            blocks
                .iter()
                .flat_map(|block| postings(block.first(), block.bytes()))
                .try_for_each(|posting| insert_posting(transaction, term, posting))
        })?;
        self.finish(transaction)
    }

    fn each_term(
        &mut self,
        mut store: impl FnMut(&str, &[Block]) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut named: Vec<(&str, &mut Vec<Block>)> = Vec::new();
        for (index, blocks) in self.lists.iter_mut().enumerate() {
            if !blocks.is_empty() {
                named.push((self.reader.name_at(index), blocks));
            }
        }
        named.sort_unstable_by_key(|(name, _)| *name);
        for (name, blocks) in named {
            store(name, blocks)?;
            blocks.clear();
        }
        Ok(())
    }

    fn finish(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut insert = transaction
            .prepare_cached("INSERT OR IGNORE INTO vocabulary (language, word) VALUES (?, ?)")?;
        for (language, word) in self.reader.take_fresh_words() {
            insert.execute([language, word])?;
        }
        if self.reader.forget() {
            self.lists.clear();
        }
        Ok(())
    }
}

/// Puts one posting where it belongs; blocks of a term never overlap.
fn insert_posting(connection: &Connection, term: &str, posting: Posting) -> rusqlite::Result<()> {
    let mut find = connection.prepare_cached(
        "SELECT first, units FROM posting WHERE term = ? AND first <= ? ORDER BY first DESC LIMIT 1",
    )?;
    let found: Option<(i64, Vec<u8>)> = find
        .query_row(params![term, posting.unit], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut put = connection
        .prepare_cached("INSERT OR REPLACE INTO posting (term, first, units) VALUES (?, ?, ?)")?;
    let mut store = |block: &Block| put.execute(params![term, block.first(), block.bytes()]);
    let Some((first, bytes)) = found else {
        return store(&Block::of(&[posting])).map(drop);
    };
    let mut all: Vec<Posting> = postings(first, &bytes).collect();
    let at = all.partition_point(|other| other.unit < posting.unit);
    if all.get(at).is_some_and(|other| other.unit == posting.unit) {
        all[at] = posting;
        store(&Block::of(&all)).map(drop)
    } else if at == all.len() && bytes.len() >= block::FULL {
        store(&Block::of(&[posting])).map(drop)
    } else {
        all.insert(at, posting);
        // A block in the middle that has grown to twice the size is parted.
        let parts = all.len().div_ceil(2 * block::FULL / 3).max(1);
        for part in all.chunks(all.len().div_ceil(parts)) {
            store(&Block::of(part))?;
        }
        Ok(())
    }
}

/// Makes the index anew from the texts of all units, without terms of texts that are gone.
pub fn rebuild(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    /// Units indexed before their postings are stored, so that memory stays small.
    const BATCH: usize = 50_000;
    transaction.execute_batch("DELETE FROM posting; DELETE FROM vocabulary;")?;
    let mut batch = IndexBatch::default();
    let mut statement = transaction.prepare(
        "SELECT id, source, source_language, target, target_language FROM unit ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut pending = 0;
    while let Some(row) = rows.next()? {
        let unit = row.get(0)?;
        for side in [1, 3] {
            let language: Language = super::document::parsed(row, side + 1)?;
            batch.add(unit, row.get_ref(side)?.as_str()?, &language);
        }
        pending += 1;
        if pending == BATCH {
            batch.append(transaction)?;
            pending = 0;
        }
    }
    batch.append(transaction)
}
