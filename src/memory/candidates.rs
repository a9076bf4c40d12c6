//! Candidates: the units that share enough words with a query to be worth comparing.
//!
//! The postings of the query's terms are read rarest first, up to a budget. For each unit met, the number
//! of shared terms and the length of its text give an upper bound of its score and an estimate. Units are
//! compared in the order of the estimate, except those whose bound is too low to improve the result.
//! Units with exactly the words of the query come first, found by the hash of the whole text.

use rusqlite::Connection;

use super::damage::SkipLog;
use super::index::{PostingReader, SEGMENT_UNITS, TermId, TermReader};
use super::matching::Query;
use crate::model::UnitId;

/// The budget for a query, in bytes of postings; the rarest terms are read in any case. This many are
/// counted in about a tenth of a millisecond; reading more costs more than the comparisons it saves.
const MAX_POSTING_BYTES: usize = 60_000;

/// The largest number of units that are sorted. There may be many copies of one text, which is compared
/// only once.
const MAX_ORDERED: usize = 2000;

/// Points by which a unit may score above the bound from its shared words, because words can be similar
/// without sharing a stem.
const MARGIN: i32 = 8;

/// The same for queries of [`SHORT_WORDS`] words or fewer, where one such word is much of the text.
const SHORT_MARGIN: i32 = 30;

/// The largest number of words in a short query.
const SHORT_WORDS: usize = 8;

/// Counts of shared terms for the units of one segment, few enough to stay in the processor's cache; all
/// zero between segments.
#[derive(Debug, Default)]
pub struct Counts {
    of_unit: Vec<Count>,
    touched: Vec<u32>,
    /// The id of the segment's first unit.
    first: i64,
}

/// The counts of a unit, which saturate at 255.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    /// Words of the query that its text contains, without numbers.
    words: u8,
    /// Numbers of the query that its text contains.
    numbers: u8,
    /// Words of its text.
    length: u8,
}

impl Counts {
    /// Begins a segment, and clears what a failed query may have left.
    fn begin(&mut self, segment: i64) {
        self.first = segment.saturating_mul(SEGMENT_UNITS);
        self.of_unit.resize(SEGMENT_UNITS as usize, Count::default());
        for unit in self.touched.drain(..) {
            self.of_unit[unit as usize] = Count::default();
        }
    }

    fn of(&mut self, unit: i64) -> Option<&mut Count> {
        let index = unit.checked_sub(self.first)?;
        let count = self.of_unit.get_mut(usize::try_from(index).ok()?)?;
        if *count == Count::default() {
            self.touched.push(u32::try_from(index).ok()?);
        }
        Some(count)
    }

    /// Returns the counts of all units that have any, and resets them.
    fn drain(&mut self) -> impl Iterator<Item = (i64, Count)> + '_ {
        let (first, of_unit) = (self.first, &mut self.of_unit);
        self.touched.drain(..).map(move |index| {
            (first + i64::from(index), std::mem::take(&mut of_unit[index as usize]))
        })
    }
}

/// Units in the order in which they are compared; those that share words carry the upper bound of their
/// score.
#[derive(Debug)]
pub struct Candidates {
    equal: Vec<i64>,
    similar: Vec<(i64, i32)>,
    margin: i32,
}

impl Candidates {
    /// Finds the units that may be similar to a query.
    pub fn find(
        connection: &Connection,
        query: &Query,
        reader: &TermReader,
        min_score: u8,
        counts: &mut Counts,
        skipped: &SkipLog,
    ) -> rusqlite::Result<Candidates> {
        let words = query.terms().len();
        let postings = PostingReader::new(connection, skipped)?;
        let equal = equal_texts(&postings, query, reader)?;
        let (of_words, of_numbers) = choose_terms(&postings, query, reader, min_score)?;
        for term in of_words.iter().chain(&of_numbers).filter(|term| term.bytes == 0) {
            for word in query.words_of(term.term) {
                postings.notice_if_lost(query.language.primary(), word)?;
            }
        }
        // A number can be substituted, so a unit need not contain it.
        let sum = |terms: &[Term]| terms.iter().map(|term| usize::from(term.times)).sum::<usize>();
        let left = words - sum(&of_words);
        let margin = if words <= SHORT_WORDS { SHORT_MARGIN } else { MARGIN };
        let mut ordered: Vec<(i32, i64, i32)> = Vec::new();
        for &segment in postings.segments() {
            counts.begin(segment);
            for term in &of_words {
                postings.each_in(segment, reader.name(term.term), |posting| {
                    if let Some(count) = counts.of(posting.unit) {
                        count.words = count.words.saturating_add(term.times);
                        count.length = posting.words;
                    }
                })?;
            }
            for term in &of_numbers {
                postings.each_in(segment, reader.name(term.term), |posting| {
                    if let Some(count) = counts.of(posting.unit) {
                        count.numbers = count.numbers.saturating_add(term.times);
                        count.length = posting.words;
                    }
                })?;
            }
            for (unit, count) in counts.drain() {
                if let Some(bound) = score_bound(words, count, left, i32::from(min_score) - margin)
                {
                    ordered.push((estimate(words, count, left), unit, bound));
                }
            }
        }
        // The highest estimate first, and among equal estimates the newest unit.
        if ordered.len() > MAX_ORDERED {
            ordered
                .select_nth_unstable_by_key(MAX_ORDERED, |&candidate| std::cmp::Reverse(candidate));
            ordered.truncate(MAX_ORDERED);
        }
        ordered.sort_unstable_by_key(|&candidate| std::cmp::Reverse(candidate));
        let similar = ordered.into_iter().map(|(_, unit, bound)| (unit, bound)).collect();
        Ok(Candidates { equal, similar, margin })
    }

    /// The units with the same words as the query, the newest first, and a few false positives.
    pub fn equal(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.equal.iter().rev().copied().map(UnitId)
    }

    /// All units that share words with the query, the most promising first, each with the upper bound of
    /// its score.
    pub fn in_order(&self) -> impl Iterator<Item = (UnitId, i32)> + '_ {
        self.similar.iter().map(|&(unit, bound)| (UnitId(unit), bound))
    }

    /// Whether a unit with this bound is unlikely to score `min_score`.
    pub fn is_out_of_reach(&self, bound: i32, min_score: u8) -> bool {
        bound + self.margin < i32::from(min_score)
    }
}

/// The newest units with the same words as the query, in ascending order, and a few false positives.
fn equal_texts(
    postings: &PostingReader<'_>,
    query: &Query,
    reader: &TermReader,
) -> rusqlite::Result<Vec<i64>> {
    let (term, check) = query.whole();
    let mut equal = Vec::new();
    postings.each(reader.name(term), |posting| {
        if posting.words == check {
            equal.push(posting.unit);
        }
    })?;
    equal.drain(..equal.len().saturating_sub(MAX_ORDERED));
    Ok(equal)
}

/// The score of a unit if it contains all terms that were not counted, as far as its length allows;
/// `None` if that is below `min_score`. A saturated count stands for any number of words.
fn score_bound(words: usize, count: Count, uncounted: usize, min_score: i32) -> Option<i32> {
    let or_more = |count: u8| if count == u8::MAX { words.max(255) } else { usize::from(count) };
    let (shared, length) = (or_more(count.words), or_more(count.length));
    let longer = words.max(length).max(1);
    let alike = (shared + uncounted).min(words).min(length.max(shared));
    // Most units fail here, and a multiplication is cheaper than a division.
    let is_enough = 100 * alike as i64 >= i64::from(min_score) * longer as i64;
    is_enough.then(|| (100 * alike / longer) as i32)
}

/// The expected score of a unit, in tenths of a point, if it contains half of the terms that were not
/// counted. It prefers, among units with the same bound, those with more words known to be shared.
fn estimate(words: usize, count: Count, uncounted: usize) -> i32 {
    let shared = usize::from(count.words) + usize::from(count.numbers);
    let length = usize::from(count.length);
    let open = uncounted.saturating_sub(usize::from(count.numbers));
    let open = open.min(length.saturating_sub(shared));
    (500 * (2 * shared + open) / words.max(length).max(1)) as i32
}

/// A term of the query.
struct Term {
    term: TermId,
    /// How often it occurs in the query.
    times: u8,
    /// Bytes of its postings, counted only up to the budget.
    bytes: usize,
}

/// The terms whose postings are counted: the rarest words up to the budget, and the numbers.
///
/// There are always enough words that a unit which can reach `min_score` contains one of them, unless it
/// shares words only as similar forms with other stems. Numbers rank units that are otherwise alike, and
/// are all there is in a query without words.
fn choose_terms(
    postings: &PostingReader<'_>,
    query: &Query,
    reader: &TermReader,
    min_score: u8,
) -> rusqlite::Result<(Vec<Term>, Vec<Term>)> {
    let numbers = query.numbers();
    let mut sorted = query.terms().to_vec();
    sorted.sort_unstable();
    let (mut of_words, mut of_numbers) = (Vec::new(), Vec::new());
    for equal in sorted.chunk_by(|a, b| a == b) {
        let times = u8::try_from(equal.len()).unwrap_or(u8::MAX);
        let bytes = postings.bytes(reader.name(equal[0]), MAX_POSTING_BYTES)?;
        let list = if numbers.contains(&equal[0]) { &mut of_numbers } else { &mut of_words };
        list.push(Term { term: equal[0], times, bytes });
    }
    let words = query.terms().len();
    of_numbers.retain(|term| term.bytes <= MAX_POSTING_BYTES || numbers.len() == words);
    of_words.sort_by_key(|term| (term.bytes, term.term));
    let enough = (words * usize::from(min_score)).div_ceil(100).saturating_sub(numbers.len());
    let (mut read, mut seen) = (0, 0);
    let needed = |term: &Term| {
        let is_needed = seen <= (words - numbers.len()).saturating_sub(enough)
            || read + term.bytes <= MAX_POSTING_BYTES;
        read += term.bytes;
        seen += usize::from(term.times);
        is_needed
    };
    let counted = of_words.iter().map(needed).take_while(|&is_needed| is_needed).count();
    of_words.truncate(counted);
    Ok((of_words, of_numbers))
}
