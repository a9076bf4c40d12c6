//! A number found in a text.

use std::ops::Range;

use super::style::DigitStyle;
use super::value::Value;

/// The kind of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Digits alone: 4500.
    Plain,
    /// Digits with marks or spaces between the thousands: 4,500, 18 000.
    Grouped,
    /// Digits with a decimal mark: 1,234.5.
    Decimal,
    /// Several numbers that form one thing: an IP address, a version, the number of a clause.
    Sequence,
    /// A date in digits: 15/06/2021, 2019-11-30, 05.11.2025.
    Date,
    /// A time of day: 6:40, 17:05:30.
    Time,
    /// An ordinal, in digits or words: 21st, twenty-first, الحادي والعشرون.
    Ordinal,
    /// A cardinal in words: twenty-five, خمسة وعشرون.
    Words,
}

/// A number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its kind.
    pub kind: NumberKind,
    /// The values that it may have, the likeliest first: 1.234 is also 1234. Empty for a sequence, a date or
    /// a time of day, and for more than 38 digits.
    pub readings: Vec<Value>,
    /// The numbers in it, in order, for a sequence, a date, a time of day, and for thousands separated by
    /// spaces.
    pub parts: Vec<NumberPart>,
    /// How its digits are written; `None` if it is in words.
    pub style: Option<DigitStyle>,
    /// The factor of the scale word after its digits; 1 if there is none.
    pub factor: u64,
    /// Whether it may not count anything, as is often so with one, a thousand and الاثنين (Monday).
    pub is_vague: bool,
    /// Byte range in the text, including a scale word.
    pub range: Range<usize>,
    /// Range of its tokens, by index.
    pub tokens: Range<usize>,
}

/// A number inside another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberPart {
    /// Its value.
    pub value: Value,
    /// Byte offset in the text.
    pub start: usize,
}

impl Number {
    /// The likeliest value.
    pub fn value(&self) -> Option<Value> {
        self.readings.first().copied()
    }

    /// Whether it is in words.
    pub fn is_in_words(&self) -> bool {
        self.style.is_none()
    }

    /// Whether two numbers may have the same value.
    pub fn matches(&self, other: &Number) -> bool {
        self.readings.iter().any(|value| other.readings.contains(value))
    }
}
