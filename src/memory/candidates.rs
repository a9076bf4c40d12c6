//! Candidates: the units that share enough words with a text to be worth comparing.
//!
//! The text's terms are looked up rarest first, up to a budget. Every unit met is counted; how many of
//! the terms it has and how long it is say what it can score at best, and what it likely does. The
//! likeliest are compared, but for those that cannot better what is found. Units of the same words come
//! before all others, however many share as much.

use rusqlite::Connection;

use super::index::{PostingReader, SEGMENT_UNITS, TermId, TermReader};
use super::matching::Query;
use crate::model::UnitId;

/// Bytes of postings read for a text beyond those of its rarest terms, which must be read: about as
/// many postings as are counted in a tenth of a millisecond. More costs more than the comparisons it saves.
const MAX_POSTING_BYTES: usize = 60_000;

/// Units that are put in order at most. Copies of one text are many, and compared but once.
const MAX_ORDERED: usize = 2000;

/// Points by which a unit may do better than its count of shared words promises, for words that are
/// close without sharing a stem.
const MARGIN: i32 = 8;

/// The same for texts of [`SHORT_WORDS`] words and fewer, where one such word is much of the text.
const SHORT_MARGIN: i32 = 30;

/// Words of a short text.
const SHORT_WORDS: usize = 8;

/// Counts of shared terms by unit of one segment, so few that they stay in a processor's cache; zero
/// between segments.
#[derive(Debug, Default)]
pub struct Counts {
    of_unit: Vec<Count>,
    touched: Vec<u32>,
    /// The id of the segment's first unit.
    first: i64,
}

/// What is counted of a unit. Counts stop at 255.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    /// Words of the query that it has, numbers left out.
    words: u8,
    /// Numbers of the query that it has.
    numbers: u8,
    /// Words of its text.
    length: u8,
}

impl Counts {
    /// Turns to a segment, and forgets what a query that failed has left.
    fn begin(&mut self, segment: i64) {
        self.first = segment.saturating_mul(SEGMENT_UNITS);
        self.of_unit.resize(SEGMENT_UNITS as usize, Count::default());
        for unit in self.touched.drain(..) {
            self.of_unit[unit as usize] = Count::default();
        }
    }

    fn of(&mut self, unit: i64) -> Option<&mut Count> {
        let place = unit.checked_sub(self.first)?;
        let count = self.of_unit.get_mut(usize::try_from(place).ok()?)?;
        if *count == Count::default() {
            self.touched.push(u32::try_from(place).ok()?);
        }
        Some(count)
    }

    /// Takes what was counted, unit by unit.
    fn take(&mut self) -> impl Iterator<Item = (i64, Count)> + '_ {
        let (first, of_unit) = (self.first, &mut self.of_unit);
        self.touched.drain(..).map(move |place| {
            (first + i64::from(place), std::mem::take(&mut of_unit[place as usize]))
        })
    }
}

/// Units in the order in which they are compared, those that share words each with what it promises to
/// score.
#[derive(Debug)]
pub struct Candidates {
    equal: Vec<i64>,
    similar: Vec<(i64, i32)>,
    margin: i32,
}

impl Candidates {
    /// Finds the units that may be similar a query.
    pub fn find(
        connection: &Connection,
        query: &Query,
        reader: &TermReader,
        min_score: u8,
        counts: &mut Counts,
    ) -> rusqlite::Result<Candidates> {
        let words = query.terms().len();
        let postings = PostingReader::new(connection)?;
        let equal = equal_texts(&postings, query, reader)?;
        let (of_words, of_numbers) = choose_terms(&postings, query, reader, min_score)?;
        // A number may be put right, so that a unit need not have it.
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
            for (unit, count) in counts.take() {
                if let Some(bound) = score_bound(words, count, left, i32::from(min_score) - margin)
                {
                    ordered.push((estimate(words, count, left), unit, bound));
                }
            }
        }
        // The likeliest first, and of equals the newest.
        if ordered.len() > MAX_ORDERED {
            ordered.select_nth_unstable_by_key(MAX_ORDERED, |&place| std::cmp::Reverse(place));
            ordered.truncate(MAX_ORDERED);
        }
        ordered.sort_unstable_by_key(|&place| std::cmp::Reverse(place));
        let similar = ordered.into_iter().map(|(_, unit, bound)| (unit, bound)).collect();
        Ok(Candidates { equal, similar, margin })
    }

    /// The units whose words are those of the query, the newest first, and a few that only seem so.
    pub fn equal(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.equal.iter().rev().copied().map(UnitId)
    }

    /// The units that share words, these among them, the likeliest first, each with what it promises to
    /// score at best.
    pub fn in_order(&self) -> impl Iterator<Item = (UnitId, i32)> + '_ {
        self.similar.iter().map(|&(unit, bound)| (UnitId(unit), bound))
    }

    /// Whether no unit of this bound or less is likely to score `min_score`.
    pub fn is_out_of_reach(&self, bound: i32, min_score: u8) -> bool {
        bound + self.margin < i32::from(min_score)
    }
}

/// The newest units whose words are those of the query, and a few that only seem so.
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

/// What a unit scores if it has all the terms that were not counted, as far as its length allows; `None`
/// when that is below `min_score`. A text of 255 words may be of any length, and share any number.
fn score_bound(words: usize, count: Count, uncounted: usize, min_score: i32) -> Option<i32> {
    let or_more = |count: u8| if count == u8::MAX { words.max(255) } else { usize::from(count) };
    let (shared, length) = (or_more(count.words), or_more(count.length));
    let longer = words.max(length).max(1);
    let alike = (shared + uncounted).min(words).min(length.max(shared));
    // Most are below, and a product costs less than a quotient.
    let is_enough = 100 * alike as i64 >= i64::from(min_score) * longer as i64;
    is_enough.then(|| (100 * alike / longer) as i32)
}

/// What a unit may be expected to score, in tenths of a point, if it has half of the terms that were not
/// counted. Of two that bound the same, one shares more for certain.
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
    /// How often it stands in the query.
    times: u8,
    /// Bytes of its postings, counted only up to the budget.
    bytes: usize,
}

/// The terms that are counted: of the words, the rarest up to the budget, and those of numbers.
///
/// A unit that shares enough words, and none of them but for its form, has one of the first words choose_terms.
/// Numbers say which of many alike comes first, and where there are no words, all there is.
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
