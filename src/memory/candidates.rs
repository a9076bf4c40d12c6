//! Candidates: the units that share enough words with a text to be worth comparing.
//!
//! The text's terms are looked up rarest first, up to a budget. Every unit met is counted; how many of
//! the terms it has and how long it is say what it can score at best. Units are then compared in that
//! order until none can better those found.

use rusqlite::Connection;

use super::index::{MOST_UNITS, PostingReader, TermId, TermReader};
use super::matching::Query;

/// Bytes of postings read for a text beyond those of its rarest terms, which must be read: about as
/// many postings as are counted in a tenth of a millisecond. More costs more than the comparisons it saves.
const BUDGET: usize = 60_000;

/// Units that are put in order at most. Copies of one text are many, and compared but once.
const ORDERED: usize = 2000;

/// Points by which a unit may do better than its count of shared words promises, for words that are
/// close without sharing a stem.
const HOPE: i32 = 8;

/// The same for texts of [`SHORT`] words and fewer, where one such word is much of the text.
const HOPE_OF_SHORT: i32 = 30;

/// Words of a short text.
const SHORT: usize = 8;

/// Counts of shared terms by unit; zero between queries.
#[derive(Debug, Default)]
pub struct Counts {
    /// For each unit id how many terms it shares and how many words it has.
    of_unit: Vec<(u8, u8)>,
    touched: Vec<u32>,
}

impl Counts {
    fn add(&mut self, unit: i64, words: u8, shared: u8) {
        if !(0..MOST_UNITS).contains(&unit) {
            return;
        }
        let index = unit as usize;
        if index >= self.of_unit.len() {
            let room = (index + 1).next_multiple_of(4096);
            self.of_unit.resize(room, (0, 0));
        }
        let count = &mut self.of_unit[index];
        if count.0 == 0 {
            self.touched.push(unit as u32);
        }
        count.0 = count.0.saturating_add(shared);
        count.1 = words;
    }
}

/// Units in the order in which they are compared, each with what it promises to score.
#[derive(Debug)]
pub struct Candidates {
    units: Vec<(i64, i32)>,
    hope: i32,
}

impl Candidates {
    /// Finds the units that may be like a query.
    pub fn find(
        connection: &Connection,
        query: &Query,
        reader: &TermReader,
        least: u8,
        counts: &mut Counts,
    ) -> rusqlite::Result<Candidates> {
        let words = query.terms().len();
        let numbers = query.numbers();
        // A number may be put right, so that a unit need not have it; only numbers are all there is.
        let (counted, numbers): (Vec<TermId>, usize) = if numbers.len() < words {
            let is_word = |term: &&TermId| !numbers.contains(term);
            (query.terms().iter().filter(is_word).copied().collect(), numbers.len())
        } else {
            (query.terms().to_vec(), 0)
        };
        let postings = PostingReader::new(connection)?;
        let mut terms = sizes(&postings, &counted, reader)?;
        terms.sort_by_key(|term| (term.bytes, term.term));
        // A unit that shares enough words, and none of them but for its form, has one of the first terms.
        let enough = (words * usize::from(least)).div_ceil(100).saturating_sub(numbers);
        let (mut read, mut certain, mut seen) = (0, 0, 0);
        for term in &terms {
            if seen > counted.len().saturating_sub(enough) && read + term.bytes > BUDGET {
                break;
            }
            read += term.bytes;
            seen += usize::from(term.times);
            certain += 1;
            postings.each(reader.name(term.term), |posting| {
                counts.add(posting.unit, posting.words, term.times);
            })?;
        }
        let left: usize = terms[certain..].iter().map(|term| usize::from(term.times)).sum();
        let hope = if words <= SHORT { HOPE_OF_SHORT } else { HOPE };
        let mut units: Vec<(i64, i32)> = Vec::new();
        for &unit in &counts.touched {
            let (shared, length) = counts.of_unit[unit as usize];
            counts.of_unit[unit as usize] = (0, 0);
            let promise = promise(words, length, shared, left + numbers);
            if promise + hope >= i32::from(least) {
                units.push((i64::from(unit), promise));
            }
        }
        counts.touched.clear();
        let order = |&(unit, promise): &(i64, i32)| std::cmp::Reverse((promise, unit));
        if units.len() > ORDERED {
            units.select_nth_unstable_by_key(ORDERED, order);
            units.truncate(ORDERED);
        }
        units.sort_unstable_by_key(order);
        Ok(Candidates { units, hope })
    }

    /// The units, the most promising first.
    pub fn in_order(&self) -> impl Iterator<Item = (i64, i32)> + '_ {
        self.units.iter().copied()
    }

    /// Whether no unit of this promise or less is likely to score `least`.
    pub fn is_hopeless(&self, promise: i32, least: u8) -> bool {
        promise + self.hope < i32::from(least)
    }
}

/// What a unit scores if it has all the terms that were not counted, as far as its length allows. Counts
/// stop at 255: a text of so many words may be of any length, and share any number.
fn promise(words: usize, length: u8, shared: u8, uncounted: usize) -> i32 {
    let length = if length == u8::MAX { words.max(255) } else { usize::from(length) };
    let shared = if shared == u8::MAX { words } else { usize::from(shared) };
    let longer = words.max(length).max(1);
    let alike = (shared + uncounted).min(words).min(length.max(shared));
    (100 * alike / longer) as i32
}

/// A term of the query.
struct Term {
    term: TermId,
    /// How often it stands in the query.
    times: u8,
    /// Bytes of its postings, counted only up to the budget.
    bytes: usize,
}

fn sizes(
    postings: &PostingReader<'_>,
    terms: &[TermId],
    reader: &TermReader,
) -> rusqlite::Result<Vec<Term>> {
    let mut sorted = terms.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .map(|equal| {
            let times = u8::try_from(equal.len()).unwrap_or(u8::MAX);
            let bytes = postings.bytes(reader.name(equal[0]), BUDGET)?;
            Ok(Term { term: equal[0], times, bytes })
        })
        .collect()
}
