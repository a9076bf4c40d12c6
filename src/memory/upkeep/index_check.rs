//! Checking that the index finds every unit.

use rusqlite::{Connection, Statement, params};
use rustc_hash::FxHashMap;

use super::super::index::{TermId, TermReader, checksum, postings, segments};
use super::super::sql::text_column;
use crate::model::Language;

/// Units whose terms are looked up together: enough that a block of postings is read once for many of
/// them, few enough to need little memory.
const BATCH_UNITS: usize = 50_000;

/// What is missing from the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    /// Units missing from the postings of one of their terms.
    pub units: u64,
    /// Words missing from the vocabulary.
    pub words: u64,
    /// Blocks of postings that are not as they were written.
    pub blocks: u64,
}

/// Looks up every unit by each of its terms.
pub fn find_missing(connection: &Connection) -> rusqlite::Result<Missing> {
    let mut statement = connection.prepare(
        "SELECT id, source, source_language, target, target_language FROM unit ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let missing = Missing { blocks: count_damaged_blocks(connection)?, ..Missing::default() };
    let mut check = Check { missing, reader: TermReader::default() };
    let mut expected: FxHashMap<TermId, Vec<i64>> = FxHashMap::default();
    let mut pending = 0;
    while let Some(row) = rows.next()? {
        let unit: i64 = row.get(0)?;
        for side in [1, 3] {
            // A damaged text is reported as such.
            let (Ok(text), Ok(language)) =
                (text_column(row, side), row.get::<_, Language>(side + 1))
            else {
                continue;
            };
            let (terms, (whole, _)) = check.reader.read_whole(text, &language);
            for &term in terms.iter().chain([&whole]) {
                let units = expected.entry(term).or_default();
                if units.last() != Some(&unit) {
                    units.push(unit);
                }
            }
        }
        pending += 1;
        if pending == BATCH_UNITS {
            check.look_up(connection, &mut expected)?;
            pending = 0;
        }
    }
    check.look_up(connection, &mut expected)?;
    Ok(check.missing)
}

fn count_damaged_blocks(connection: &Connection) -> rusqlite::Result<u64> {
    let mut statement =
        connection.prepare("SELECT segment, term, first, units, checksum FROM posting")?;
    let mut rows = statement.query([])?;
    let mut damaged = 0;
    while let Some(row) = rows.next()? {
        let stored: i64 = row.get(4)?;
        let is_whole = text_column(row, 1).is_ok_and(|term| {
            let units = row.get_ref(3).ok().and_then(|units| units.as_blob().ok());
            let key = row.get(0).ok().zip(row.get(2).ok());
            key.zip(units).is_some_and(|((segment, first), units)| {
                checksum(segment, term, first, units) == stored
            })
        });
        damaged += u64::from(!is_whole);
    }
    Ok(damaged)
}

struct Check {
    missing: Missing,
    reader: TermReader,
}

impl Check {
    fn look_up(
        &mut self,
        connection: &Connection,
        expected: &mut FxHashMap<TermId, Vec<i64>>,
    ) -> rusqlite::Result<()> {
        let mut blocks = connection.prepare_cached(
            "SELECT first, units FROM posting WHERE segment = ?4 AND term = ?1 AND first <= ?3
             AND first >= coalesce((SELECT max(first) FROM posting
                 WHERE segment = ?4 AND term = ?1 AND first <= ?2), ?2)
             ORDER BY first",
        )?;
        let segments = segments(connection)?;
        let mut missing: Vec<i64> = Vec::new();
        for (term, units) in expected.drain() {
            collect_missing(&mut blocks, &segments, self.reader.name(term), units, &mut missing)?;
        }
        missing.sort_unstable();
        missing.dedup();
        self.missing.units += missing.len() as u64;
        let mut known = connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM vocabulary WHERE language = ? AND word = ?)",
        )?;
        for (language, word) in self.reader.take_fresh_words() {
            let known: bool = known.query_row([language, word], |row| row.get(0))?;
            self.missing.words += u64::from(!known);
        }
        self.reader.forget();
        Ok(())
    }
}

/// Adds to `missing` those of the units, given in ascending order, that the postings of a term lack.
fn collect_missing(
    blocks: &mut Statement<'_>,
    segments: &[i64],
    term: &str,
    units: Vec<i64>,
    missing: &mut Vec<i64>,
) -> rusqlite::Result<()> {
    let (Some(&first), Some(&last)) = (units.first(), units.last()) else { return Ok(()) };
    let mut rest = units.into_iter().peekable();
    for segment in segments {
        let mut rows = blocks.query(params![term, first, last, segment])?;
        while let Some(row) = rows.next()? {
            for posting in postings(row.get(0)?, row.get_ref(1)?.as_blob()?) {
                while let Some(unit) = rest.next_if(|&unit| unit < posting.unit) {
                    missing.push(unit);
                }
                rest.next_if_eq(&posting.unit);
            }
        }
    }
    missing.extend(rest);
    Ok(())
}
