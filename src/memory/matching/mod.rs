//! The match score: how much of a stored translation can be reused for another text.
//!
//! Words are compared after folding, so that Arabic spelling variants do not hide a match. Differences
//! that folding removes cost a penalty of one point each, with a reason.

mod cost;
mod number;

use serde::Serialize;

pub use cost::{EditStep, Text, compare};
pub use number::substitute_numbers;

use super::index::{TermId, TermReader};
use crate::model::Language;
use crate::text::{Tier, Words, fold};
use cost::COSTS;

/// The score of a text that is equal as typed, in per cent; each equal neighbour adds one.
pub const EXACT: u8 = 100;

/// The score of a text that differs only in numbers that can be substituted.
const NUMBERS: u8 = 99;

/// Why a match scores less than 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// Words differ.
    Words,
    /// Only numbers differ, and they were substituted in the translation.
    Numbers,
    /// Tashkeel, hamza, tatweel, digits or invisible characters differ.
    Spelling,
    /// Capitals differ.
    Case,
    /// Punctuation or spacing differs.
    Punctuation,
    /// A meaningful sign differs: a currency sign, an operator, a per cent or minus sign.
    Signs,
    /// The stored text has tags.
    Tags,
    /// The penalty of its memory.
    Memory,
}

/// Points that a match loses for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Penalty {
    /// The reason.
    pub name: Reason,
    /// The number of points, 0–100.
    pub points: u8,
}

/// A text to look up.
#[derive(Debug)]
pub struct Query {
    /// The text as typed, without surrounding white space.
    pub text: String,
    /// Its language.
    pub language: Language,
    words: Words,
    terms: Vec<TermId>,
    sorted_terms: Vec<TermId>,
    whole: (TermId, u8),
    punctuation: String,
}

impl Query {
    /// The folded words of the query that have this term.
    pub fn words_of(&self, term: TermId) -> impl Iterator<Item = &str> {
        let with_terms = self.words.iter().zip(&self.terms);
        with_terms.filter(move |(_, other)| **other == term).map(|(word, _)| word)
    }

    /// Reads a text to look up. Stored texts must be read with the same reader.
    pub fn new(text: &str, language: &Language, reader: &mut TermReader) -> Query {
        let text = text.trim();
        let (terms, whole) = reader.read_whole(text, language);
        let terms = terms.to_vec();
        let mut sorted_terms = terms.clone();
        sorted_terms.sort_unstable();
        Query {
            words: reader.words().clone(),
            punctuation: punctuation(text, reader.words()),
            text: text.to_owned(),
            language: language.clone(),
            terms,
            sorted_terms,
            whole,
        }
    }

    /// The term of each word.
    pub fn terms(&self) -> &[TermId] {
        &self.terms
    }

    /// The term of the whole text, and the check value in the postings of equal texts.
    pub fn whole(&self) -> (TermId, u8) {
        self.whole
    }

    /// Whether a text has the same folded words in the same order.
    pub fn has_words_of(&self, text: Text<'_>) -> bool {
        self.words.iter().eq(text.words.iter())
    }

    /// The terms of the numbers in the query.
    pub fn numbers(&self) -> Vec<TermId> {
        let words = self.words.as_slice().iter().zip(&self.terms);
        words.filter(|(word, _)| word.is_number).map(|(_, &term)| term).collect()
    }

    /// The words and their terms.
    pub fn as_text(&self) -> Text<'_> {
        Text { words: &self.words, terms: &self.terms }
    }
}

/// The result of comparing a stored text with a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The score, 0–100.
    pub score: u8,
    /// The penalties that were subtracted.
    pub penalties: Vec<Penalty>,
    /// The cheapest edit from the words of the query to those of the stored text.
    pub steps: Vec<EditStep>,
    /// Whether numbers are the only words that differ.
    pub numbers_only: bool,
}

/// A stored text to compare with a query.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// The text as typed, without surrounding white space.
    pub plain: &'a str,
    /// The words and their terms.
    pub text: Text<'a>,
    /// Whether the text has tags.
    pub has_tags: bool,
}

/// How differing numbers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberMode {
    /// If only numbers differ, they can be substituted and cost one point.
    Substitute,
    /// Numbers cost as much as other words.
    Count,
}

/// Compares a stored text with a query; `None` if it scores below `min_score`.
pub fn assess(
    query: &Query,
    stored: Stored<'_>,
    min_score: u8,
    numbers: NumberMode,
) -> Option<Assessment> {
    let longer = query.terms.len().max(stored.text.terms.len());
    // Texts without words are equal or not; there are no degrees.
    let is_different = longer == 0 && query.text != stored.plain;
    if is_different || best_possible(query, stored.text.terms) < f64::from(min_score) {
        return None;
    }
    let (distance, steps) = compare(query.as_text(), stored.text);
    let in_numbers =
        steps.iter().filter(|step| is_number_pair(query, stored.text, step)).count() as f64;
    let numbers_only = numbers == NumberMode::Substitute
        && in_numbers > 0.0
        && (distance - in_numbers * COSTS.substitution).abs() < 1e-9;
    let similarity = 1.0 - distance / longer.max(1) as f64;
    let words = if numbers_only { NUMBERS } else { (100.0 * similarity + 1e-9).floor() as u8 };
    if words < min_score {
        return None;
    }
    let mut penalties = Vec::new();
    if words < EXACT {
        let name = if numbers_only { Reason::Numbers } else { Reason::Words };
        penalties.push(Penalty { name, points: EXACT - words });
    }
    let signs = differing_signs(&query.text, stored.plain);
    if signs > 0 {
        let points =
            (100.0 * signs as f64 * COSTS.substitution / longer.max(1) as f64).ceil().min(100.0);
        penalties.push(Penalty { name: Reason::Signs, points: points as u8 });
    }
    for name in differences_in_form(query, stored, &steps) {
        penalties.push(Penalty { name, points: 1 });
    }
    if stored.has_tags {
        penalties.push(Penalty { name: Reason::Tags, points: 1 });
    }
    let lost = penalties.iter().fold(0u8, |lost, penalty| lost.saturating_add(penalty.points));
    let score = EXACT.saturating_sub(lost);
    (score >= min_score).then_some(Assessment { score, penalties, steps, numbers_only })
}

/// An upper bound of the score of a text with these terms, as if all differing words were forms of each
/// other.
fn best_possible(query: &Query, terms: &[TermId]) -> f64 {
    let longer = query.terms.len().max(terms.len());
    if longer == 0 {
        return 100.0;
    }
    // Counts each distinct term as often as both texts have it; texts are short, so scanning beats hashing.
    let mut shared = 0;
    let mut rest = query.sorted_terms.as_slice();
    while let Some(&term) = rest.first() {
        let here = rest.iter().take_while(|&&other| other == term).count();
        shared += here.min(terms.iter().filter(|&&other| other == term).count());
        rest = &rest[here..];
    }
    let gaps = query.terms.len().abs_diff(terms.len()).min(longer - shared);
    let numbers = query.words.as_slice().iter().filter(|word| word.is_number).count();
    // A number may be substituted.
    let pairs = (longer - shared - gaps).saturating_sub(numbers);
    // In other languages than Arabic, forms of a word share a term, so only typos remain.
    let cheapest = if query.language.is_arabic() { COSTS.form } else { COSTS.typo };
    100.0 * (1.0 - (gaps as f64 * COSTS.gap + pairs as f64 * cheapest) / longer as f64)
}

fn is_number_pair(query: &Query, text: Text<'_>, step: &EditStep) -> bool {
    let EditStep::Pair(at, to) = *step else { return false };
    query.words.as_slice()[at].is_number
        && text.words.as_slice()[to].is_number
        && query.words.folded(at) != text.words.folded(to)
}

/// The differences in spelling, case and punctuation between two texts.
fn differences_in_form(query: &Query, stored: Stored<'_>, steps: &[EditStep]) -> Vec<Reason> {
    let Stored { plain, text, .. } = stored;
    if query.text == plain {
        return Vec::new();
    }
    let (mut spelling, mut case) = (false, false);
    for step in steps {
        let EditStep::Pair(at, to) = *step else { continue };
        if query.words.folded(at) != text.words.folded(to) {
            continue;
        }
        let a = &query.text[query.words.as_slice()[at].range.clone()];
        let b = &plain[text.words.as_slice()[to].range.clone()];
        if a != b {
            let same_but_case = a.to_lowercase() == b.to_lowercase();
            case |= same_but_case;
            spelling |= !same_but_case;
        }
    }
    let typed = punctuation(plain, text.words);
    let punctuation = fold(&query.punctuation, Tier::Letters) != fold(&typed, Tier::Letters);
    let mut found = Vec::new();
    // Variants of a punctuation mark and invisible characters count as spelling.
    let words_differ = steps.iter().any(|step| match *step {
        EditStep::Pair(at, to) => query.words.folded(at) != text.words.folded(to),
        _ => true,
    });
    if spelling || (!punctuation && !case && !words_differ) {
        found.push(Reason::Spelling);
    }
    if case {
        found.push(Reason::Case);
    }
    if punctuation {
        found.push(Reason::Punctuation);
    }
    found
}

/// The number of meaningful signs that only one of the texts has.
fn differing_signs(query: &str, stored: &str) -> usize {
    if query == stored {
        return 0;
    }
    let (mut query_signs, mut stored_signs) = (signs(query), signs(stored));
    query_signs.sort_unstable();
    stored_signs.sort_unstable();
    let mut shared = 0;
    let (mut at, mut to) = (0, 0);
    while let (Some(a), Some(b)) = (query_signs.get(at), stored_signs.get(to)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => to += 1,
            std::cmp::Ordering::Equal => (shared, at, to) = (shared + 1, at + 1, to + 1),
        }
    }
    query_signs.len().max(stored_signs.len()) - shared
}

/// The currency signs, operators and per cent signs of a text, and each minus before a number.
fn signs(text: &str) -> Vec<char> {
    let mut before = ' ';
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_minus = matches!(c, '-' | '−' | '–')
            && !before.is_alphanumeric()
            && rest.peek().is_some_and(|next| next.is_numeric());
        if is_minus {
            found.push('-');
        } else if matches!(
            c,
            '$' | '€' | '£' | '¥' | '%' | '‰' | '<' | '>' | '=' | '+' | '±' | '×' | '÷'
        ) {
            found.push(c);
        } else if c == '٪' {
            found.push('%');
        }
        before = c;
    }
    found
}

/// The characters between the words of a text, without white space.
fn punctuation(text: &str, words: &Words) -> String {
    let mut between = String::new();
    let mut from = 0;
    for word in words.as_slice() {
        between.extend(text[from..word.range.start].chars().filter(|c| !c.is_whitespace()));
        between.push(' ');
        from = word.range.end;
    }
    between.extend(text[from..].chars().filter(|c| !c.is_whitespace()));
    between
}
