//! Reading postings: the units that hold terms.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::block::postings;

/// Ids from here on are not counted, so that a damaged memory cannot ask for all of the machine's.
pub const MOST_UNITS: i64 = 1 << 28;

/// Bytes of the postings of terms.
pub fn bytes(connection: &Connection, terms: &BTreeSet<String>) -> rusqlite::Result<usize> {
    let mut statement = connection
        .prepare_cached("SELECT coalesce(sum(length(units)), 0) FROM posting WHERE term = ?")?;
    terms.iter().map(|term| statement.query_row([term], |row| row.get::<_, usize>(0))).sum()
}

/// Hands on the units that hold a term, term by term in ascending order.
pub fn each_unit(
    connection: &Connection,
    terms: &BTreeSet<String>,
    mut each: impl FnMut(i64),
) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("SELECT first, units FROM posting WHERE term = ?")?;
    for term in terms {
        let mut rows = statement.query([term])?;
        while let Some(row) = rows.next()? {
            let block = row.get_ref(1)?.as_blob()?;
            postings(row.get(0)?, block)
                .map(|posting| posting.unit)
                .filter(|unit| (0..MOST_UNITS).contains(unit))
                .for_each(&mut each);
        }
    }
    Ok(())
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
