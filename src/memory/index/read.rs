//! Reading postings: the units that contain terms.

use crate::model::UnitId;
use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use super::super::damage::SkipLog;
use super::super::unit::find_unit_or_skip;
use super::UNREADABLE;
use super::block::{Posting, checksum, postings};

/// The number of units in a segment: few enough that its postings take some ten megabytes, enough that a
/// memory of millions of units has only dozens of segments.
pub const SEGMENT_UNITS: i64 = 1 << 18;

/// The segment that holds the postings of a unit.
pub fn segment_of(unit: i64) -> i64 {
    unit.div_euclid(SEGMENT_UNITS)
}

/// The segments of the index, in ascending order.
pub fn segments(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut next =
        connection.prepare_cached("SELECT min(segment) FROM posting WHERE segment > ?")?;
    let mut found = Vec::new();
    let mut last = i64::MIN;
    while let Some(segment) = next.query_row([last], |row| row.get::<_, Option<i64>>(0))? {
        found.push(segment);
        last = segment;
    }
    Ok(found)
}

/// Reads the postings of a memory within one read transaction.
pub struct PostingReader<'c> {
    connection: &'c Connection,
    segments: Vec<i64>,
    /// Notes damage of the index.
    skipped: &'c SkipLog,
}

impl<'c> PostingReader<'c> {
    /// A reader on a connection that is in a transaction. Units that the index lacks because their texts
    /// cannot be read are noted as damaged.
    pub fn new(connection: &'c Connection, skipped: &'c SkipLog) -> rusqlite::Result<Self> {
        let reader = PostingReader { connection, segments: segments(connection)?, skipped };
        let mut unreadable = Vec::new();
        reader.each(UNREADABLE, |posting| unreadable.push(posting.unit))?;
        for unit in unreadable {
            find_unit_or_skip(connection, UnitId(unit), skipped)?;
        }
        Ok(reader)
    }

    /// The first unit and the bytes of a block, from a row of the columns `first`, `units` and `checksum`.
    /// Damage is noted; what can be decoded of a damaged block is used nevertheless.
    fn block<'r>(
        &self,
        row: &'r Row<'_>,
        segment: i64,
        term: &str,
    ) -> rusqlite::Result<(i64, &'r [u8])> {
        let (first, units) = (row.get(0)?, row.get_ref(1)?.as_blob()?);
        if checksum(segment, term, first, units) != row.get::<_, i64>(2)? {
            self.skipped.add_index();
        }
        Ok((first, units))
    }

    /// Notes damage if a word of the vocabulary has no postings, for its term then has some.
    pub fn notice_if_lost(&self, language: &str, word: &str) -> rusqlite::Result<()> {
        let known: bool = self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM vocabulary WHERE language = ? AND word = ?)",
            )?
            .query_row([language, word], |row| row.get(0))?;
        if known {
            self.skipped.add_index();
        }
        Ok(())
    }

    /// The size of the postings of a term in bytes; counting stops as soon as it exceeds `limit`.
    pub fn bytes(&self, term: &str, limit: usize) -> rusqlite::Result<usize> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT length(units) FROM posting WHERE segment = ? AND term = ?")?;
        let mut bytes = 0;
        for &segment in &self.segments {
            let mut rows = statement.query(params![segment, term])?;
            while let Some(row) = rows.next()? {
                bytes += row.get::<_, usize>(0)?;
                if bytes > limit {
                    return Ok(bytes);
                }
            }
        }
        Ok(bytes)
    }

    /// The segments of the index, in ascending order.
    pub fn segments(&self) -> &[i64] {
        &self.segments
    }

    /// Calls `each` with the postings of a term in ascending order.
    pub fn each(&self, term: &str, mut each: impl FnMut(Posting)) -> rusqlite::Result<()> {
        self.segments.iter().try_for_each(|&segment| self.each_in(segment, term, &mut each))
    }

    /// Calls `each` with the postings of a term in one segment, in ascending order.
    pub fn each_in(
        &self,
        segment: i64,
        term: &str,
        mut each: impl FnMut(Posting),
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT first, units, checksum FROM posting WHERE segment = ? AND term = ? ORDER BY first",
        )?;
        let mut rows = statement.query(params![segment, term])?;
        while let Some(row) = rows.next()? {
            let (first, units) = self.block(row, segment, term)?;
            postings(first, units).for_each(&mut each);
        }
        Ok(())
    }

    /// Calls `each` with the units of a term, the newest first, until it returns true.
    pub fn each_from_newest(
        &self,
        term: &str,
        mut each: impl FnMut(UnitId) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT first, units, checksum FROM posting WHERE segment = ? AND term = ? ORDER BY first DESC",
        )?;
        for &segment in self.segments.iter().rev() {
            let mut rows = statement.query(params![segment, term])?;
            while let Some(row) = rows.next()? {
                let (first, units) = self.block(row, segment, term)?;
                let block: Vec<i64> = postings(first, units).map(|posting| posting.unit).collect();
                for unit in block.into_iter().rev() {
                    if each(UnitId(unit))? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}

/// Tests whether units contain one of several terms. Postings are read a segment at a time: testing units
/// in order reads each segment once, and only those that are needed.
pub struct SegmentFilter {
    terms: BTreeSet<String>,
    segment: Option<i64>,
    /// A bit for each unit of the current segment.
    bits: Vec<u64>,
}

impl SegmentFilter {
    /// A filter for these terms; reads nothing yet.
    pub fn new(terms: BTreeSet<String>) -> Self {
        SegmentFilter { terms, segment: None, bits: vec![0; SEGMENT_UNITS as usize / 64] }
    }

    /// Whether a unit contains one of the terms.
    pub fn contains(
        &mut self,
        postings: &PostingReader<'_>,
        UnitId(unit): UnitId,
    ) -> rusqlite::Result<bool> {
        let segment = segment_of(unit);
        if self.segment != Some(segment) {
            // Stays unset until reading has succeeded.
            self.segment = None;
            self.bits.fill(0);
            let bits = &mut self.bits;
            for term in &self.terms {
                postings.each_in(segment, term, |posting| {
                    // A damaged block may name units of other segments.
                    if segment_of(posting.unit) == segment {
                        let (word, bit) = bit_of(posting.unit);
                        bits[word] |= bit;
                    }
                })?;
            }
            self.segment = Some(segment);
        }
        let (word, bit) = bit_of(unit);
        Ok(self.bits[word] & bit != 0)
    }
}

/// The word and the bit of a unit in the bits of its segment.
fn bit_of(unit: i64) -> (usize, u64) {
    let at = unit.rem_euclid(SEGMENT_UNITS);
    ((at / 64) as usize, 1 << (at % 64))
}
