//! The numbers of a text: their values and kinds, their places, and how they are written.
//!
//! This is the one reader of numbers, for the aligner, the checks and the memory. [`Digits::read`] reads a
//! single run of digits and allocates nothing; [`numbers_among`] reads a whole text, including numbers in
//! words, scales (7.9 million), thousands separated by spaces, dates and times of day.

mod composite;
mod digits;
mod found;
mod layout;
mod style;
mod value;
mod words;

use std::ops::Range;

use super::folded::{FoldedText, folded_tokens};
use super::token::TokenKind;

pub use digits::Digits;
pub use found::{Number, NumberKind, NumberPart};
pub use style::{DigitSet, DigitStyle};
pub use value::Value;
pub(crate) use words::is_per_cent;
pub use words::{NumberWord, WordKind, number_word};

/// The numbers of a text in order.
///
/// ```
/// use tarjuman::text::{NumberKind, Value, find_numbers};
///
/// let numbers = find_numbers("الإصدار 4.2.1 في ٤٬٥٠٠ نسخة، المادة الثانية والخمسون");
/// let kinds: Vec<NumberKind> = numbers.iter().map(|number| number.kind).collect();
/// assert_eq!(kinds, [NumberKind::Sequence, NumberKind::Grouped, NumberKind::Ordinal]);
/// assert_eq!(numbers[1].value(), Some(Value::whole(4500)));
/// assert_eq!(numbers[2].value(), Some(Value::whole(52)));
/// ```
pub fn find_numbers(text: &str) -> Vec<Number> {
    numbers_among(FoldedText { text, tokens: &folded_tokens(text) })
}

/// The numbers of a text that has been cut into tokens, in order and without overlap.
pub fn numbers_among(text: FoldedText<'_>) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = text.tokens.get(at) {
        let number = match token.token.kind {
            TokenKind::Number => composite::read_date_or_time(text, at)
                .or_else(|| composite::read_spaced_groups(text, at))
                .or_else(|| read_digits(text, at))
                .map(|number| with_scale(text, number)),
            TokenKind::Word(_) => read_words(text, at),
            TokenKind::Address => None,
        };
        at = number.as_ref().map_or(at + 1, |number| number.tokens.end);
        found.extend(number);
    }
    found
}

fn read_words(text: FoldedText<'_>, at: usize) -> Option<Number> {
    let number = words::read_words(text, at)?;
    let tokens = at..at + number.used;
    Some(Number {
        kind: if number.is_ordinal { NumberKind::Ordinal } else { NumberKind::Words },
        readings: vec![Value::whole(number.value)],
        parts: Vec::new(),
        style: None,
        factor: 1,
        is_vague: number.is_vague,
        range: text.range(tokens.clone()),
        tokens,
    })
}

/// Reads the number in one token of digits.
fn read_digits(text: FoldedText<'_>, at: usize) -> Option<Number> {
    let token = &text.tokens.get(at)?.token;
    let digits = Digits::read(token.text)?;
    let mut number = Number {
        kind: digits.kind(),
        readings: digits.value().into_iter().chain(digits.alternative()).collect(),
        parts: Vec::new(),
        style: Some(digits.style()),
        factor: 1,
        is_vague: false,
        range: token.range.clone(),
        tokens: at..at + 1,
    };
    if digits.is_sequence() {
        let part = |(range, value): (Range<usize>, Value)| NumberPart {
            value,
            start: token.range.start + range.start,
        };
        number.parts = digits.parts().map(part).collect();
    }
    let is_suffix = matches!(text.folded(at + 1), "st" | "nd" | "rd" | "th");
    if number.kind == NumberKind::Plain && is_suffix && text.gap_after(at).is_empty() {
        number.kind = NumberKind::Ordinal;
        number.tokens.end += 1;
        number.range = text.range(number.tokens.clone());
    }
    Some(number)
}

/// Multiplies a number by the scale word after it, if there is one.
fn with_scale(text: FoldedText<'_>, mut number: Number) -> Number {
    use NumberKind::{Decimal, Grouped, Plain};
    if !matches!(number.kind, Plain | Grouped | Decimal) {
        return number;
    }
    let Some(scale) = words::scale_after_digits(text, number.tokens.end) else { return number };
    let plain = number.readings.clone();
    number.readings.iter_mut().for_each(|value| *value = value.times(scale.factor));
    if scale.is_letter {
        number.readings.extend(plain);
    }
    number.parts.clear();
    number.factor = scale.factor;
    number.tokens.end += 1;
    number.range = text.range(number.tokens.clone());
    number
}

#[cfg(test)]
mod tests;
