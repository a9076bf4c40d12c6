//! The match score: how much of a stored translation can stay when another text is translated.
//!
//! Words are compared folded, so that no spelling variant of Arabic hides a match and no changed word
//! passes for a spelling. What was folded away is a penalty of one point with a name.

mod cost;
mod number;

use serde::Serialize;

pub use cost::{EditStep, Text, compare};
pub use number::substitute_numbers;

use super::index::{TermId, TermReader};
use crate::model::Language;
use crate::text::{Tier, Words, fold};
use cost::COSTS;

/// The score of a text equal as typed, in per cent; one more for each neighbour that is equal too.
pub const EXACT: u8 = 100;

/// The score of a text that differs in numbers only, and in a way that is put right.
const NUMBERS: u8 = 99;

/// Why a match scores less than an equal text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// Words differ.
    Words,
    /// Only numbers differ, and they are put right in the translation.
    Numbers,
    /// Tashkeel, hamza, tatweel, digits or invisible characters differ.
    Spelling,
    /// Capitals differ.
    Case,
    /// Punctuation or spacing differs.
    Punctuation,
    /// A sign that means something differs: of currency, of arithmetic, a minus.
    Signs,
    /// One has tags that the other has not.
    Tags,
    /// The memory it is from counts for less.
    Memory,
}

/// Points that a match loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Penalty {
    /// Why.
    pub name: Reason,
    /// How many, of 100.
    pub points: u8,
}

/// A text that is looked up.
#[derive(Debug)]
pub struct Query {
    /// As typed, without space around it.
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
    /// Reads a text to look up. The reader must be the one that stored texts are read with.
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

    /// The term of the text as a whole, and what the postings of equal texts hold.
    pub fn whole(&self) -> (TermId, u8) {
        self.whole
    }

    /// Whether a text has the same words, folded and in order.
    pub fn has_words_of(&self, text: Text<'_>) -> bool {
        self.words.iter().eq(text.words.iter())
    }

    /// The terms of the words that are numbers.
    pub fn numbers(&self) -> Vec<TermId> {
        let words = self.words.as_slice().iter().zip(&self.terms);
        words.filter(|(word, _)| word.is_number).map(|(_, &term)| term).collect()
    }

    /// Its words and their terms.
    pub fn as_text(&self) -> Text<'_> {
        Text { words: &self.words, terms: &self.terms }
    }
}

/// How a stored text compares with a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// 0–100.
    pub score: u8,
    /// What was taken off.
    pub penalties: Vec<Penalty>,
    /// The cheapest way from the query's words to the stored text's.
    pub steps: Vec<EditStep>,
    /// Whether words differ in numbers alone.
    pub numbers_only: bool,
}

/// A stored text that a query is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// As typed, without space around it.
    pub plain: &'a str,
    /// Its words and their terms.
    pub text: Text<'a>,
    /// Whether there are tags in it.
    pub has_tags: bool,
}

/// Whether numbers that differ are a difference of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberMode {
    /// Where only they differ they can be put right.
    Substitute,
    /// They cost what other words cost.
    Count,
}

/// Compares a stored text with a query; `None` when it scores below `least`.
pub fn assess(
    query: &Query,
    stored: Stored<'_>,
    least: u8,
    numbers: NumberMode,
) -> Option<Assessment> {
    let longer = query.terms.len().max(stored.text.terms.len());
    // Texts of signs alone are the same or not.
    let is_other = longer == 0 && query.text != stored.plain;
    if is_other || best_possible(query, stored.text.terms) < f64::from(least) {
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
    if words < least {
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
    (score >= least).then_some(Assessment { score, penalties, steps, numbers_only })
}

/// What a text with these terms can score at best, if all words that differ are forms of each other.
fn best_possible(query: &Query, terms: &[TermId]) -> f64 {
    let longer = query.terms.len().max(terms.len());
    if longer == 0 {
        return 100.0;
    }
    // Each distinct term as often as it stands in both; texts are short, so looking beats hashing.
    let mut shared = 0;
    let mut rest = query.sorted_terms.as_slice();
    while let Some(&term) = rest.first() {
        let here = rest.iter().take_while(|&&other| other == term).count();
        shared += here.min(terms.iter().filter(|&&other| other == term).count());
        rest = &rest[here..];
    }
    let gaps = query.terms.len().abs_diff(terms.len()).min(longer - shared);
    let numbers = query.words.as_slice().iter().filter(|word| word.is_number).count();
    // A number may be put right.
    let pairs = (longer - shared - gaps).saturating_sub(numbers);
    // Words of other languages that are forms of each other have one term.
    let least = if query.language.is_arabic() { COSTS.form } else { COSTS.typo };
    100.0 * (1.0 - (gaps as f64 * COSTS.gap + pairs as f64 * least) / longer as f64)
}

fn is_number_pair(query: &Query, text: Text<'_>, step: &EditStep) -> bool {
    let EditStep::Pair(at, to) = *step else { return false };
    query.words.as_slice()[at].is_number
        && text.words.as_slice()[to].is_number
        && query.words.folded(at) != text.words.folded(to)
}

/// What differs between the texts though their words may be the same.
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
    // Punctuation that only looks different, and what is never seen, are spellings too.
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

/// How many of the signs that mean something stand in one text only.
fn differing_signs(query: &str, stored: &str) -> usize {
    if query == stored {
        return 0;
    }
    let (mut here, mut there) = (signs(query), signs(stored));
    here.sort_unstable();
    there.sort_unstable();
    let mut shared = 0;
    let (mut at, mut to) = (0, 0);
    while let (Some(a), Some(b)) = (here.get(at), there.get(to)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => to += 1,
            std::cmp::Ordering::Equal => (shared, at, to) = (shared + 1, at + 1, to + 1),
        }
    }
    here.len().max(there.len()) - shared
}

/// The signs of currency, of arithmetic and of shares in a text, and each minus before a number.
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

/// What stands between the words of a text, without space.
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
