//! Checking that the index finds every unit.

use rusqlite::{Connection, Statement, params};
use rustc_hash::FxHashMap;

use super::super::index::{TermId, TermReader, postings, segments};
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
}

/// Looks up every unit by each of its terms.
pub fn find_missing(connection: &Connection) -> rusqlite::Result<Missing> {
    let mut statement = connection.prepare(
        "SELECT id, source, source_language, target, target_language FROM unit ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut check = Check { missing: Missing::default(), reader: TermReader::default() };
    let mut expected: FxHashMap<TermId, Vec<i64>> = FxHashMap::default();
    let mut pending = 0;
    while let Some(row) = rows.next()? {
        let unit: i64 = row.get(0)?;
        for side in [1, 3] {
            let language: Language = row.get(side + 1)?;
            let text = row.get_ref(side)?.as_str()?;
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
