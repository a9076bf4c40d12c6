//! Reading postings: the units that hold terms.

use rusqlite::{Connection, params};

use super::block::{Posting, postings};

/// Ids from here on are in no set, so that a damaged memory cannot ask for all of the machine's.
const MOST_UNITS: i64 = 1 << 28;

/// Units of a segment: so few that the postings of one are some ten megabytes, so many that a memory of
/// millions has a few dozen.
pub const SEGMENT: i64 = 1 << 18;

/// The segment that a unit's postings are in.
pub fn segment_of(unit: i64) -> i64 {
    unit.div_euclid(SEGMENT)
}

/// The segments there are, in ascending order.
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

/// The postings of a memory as they are at one moment.
pub struct PostingReader<'c> {
    connection: &'c Connection,
    segments: Vec<i64>,
}

impl<'c> PostingReader<'c> {
    /// Reads the postings of a memory.
    pub fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(PostingReader { connection, segments: segments(connection)? })
    }

    /// Bytes of the postings of a term, counted only until there are more than `most`.
    pub fn bytes(&self, term: &str, most: usize) -> rusqlite::Result<usize> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT length(units) FROM posting WHERE segment = ? AND term = ?")?;
        let mut bytes = 0;
        for &segment in &self.segments {
            let mut rows = statement.query(params![segment, term])?;
            while let Some(row) = rows.next()? {
                bytes += row.get::<_, usize>(0)?;
                if bytes > most {
                    return Ok(bytes);
                }
            }
        }
        Ok(bytes)
    }

    /// The segments there are, in ascending order.
    pub fn segments(&self) -> &[i64] {
        &self.segments
    }

    /// Hands on the postings of a term in ascending order.
    pub fn each(&self, term: &str, mut each: impl FnMut(Posting)) -> rusqlite::Result<()> {
        self.segments.iter().try_for_each(|&segment| {
            self.each_in(segment, term, |posting| {
                if (0..MOST_UNITS).contains(&posting.unit) {
                    each(posting);
                }
            })
        })
    }

    /// Hands on the postings of a term in one segment.
    pub fn each_in(
        &self,
        segment: i64,
        term: &str,
        mut each: impl FnMut(Posting),
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT first, units FROM posting WHERE segment = ? AND term = ? ORDER BY first",
        )?;
        let mut rows = statement.query(params![segment, term])?;
        while let Some(row) = rows.next()? {
            postings(row.get(0)?, row.get_ref(1)?.as_blob()?).for_each(&mut each);
        }
        Ok(())
    }

    /// Hands on the units of a term block by block, the newest first, until `each` says that it is enough.
    pub fn each_from_newest(
        &self,
        term: &str,
        mut each: impl FnMut(i64) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT first, units FROM posting WHERE segment = ? AND term = ? ORDER BY first DESC",
        )?;
        for &segment in self.segments.iter().rev() {
            let mut rows = statement.query(params![segment, term])?;
            while let Some(row) = rows.next()? {
                let block: Vec<i64> = postings(row.get(0)?, row.get_ref(1)?.as_blob()?)
                    .map(|posting| posting.unit)
                    .collect();
                for unit in block.into_iter().rev() {
                    if each(unit)? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}

/// A set of units, a bit for each id.
#[derive(Default)]
pub struct UnitSet(Vec<u64>);

impl UnitSet {
    /// Puts a unit in.
    pub fn insert(&mut self, unit: i64) {
        let Ok(unit) = usize::try_from(unit) else { return };
        if unit / 64 >= self.0.len() {
            self.0.resize((unit / 64 + 1).next_power_of_two(), 0);
        }
        self.0[unit / 64] |= 1 << (unit % 64);
    }

    /// Whether a unit is in.
    pub fn contains(&self, unit: i64) -> bool {
        usize::try_from(unit)
            .ok()
            .and_then(|unit| Some(self.0.get(unit / 64)? >> (unit % 64) & 1 == 1))
            .unwrap_or(false)
    }
}
