//! A number as it is found in a text.

use std::ops::Range;

use super::style::DigitStyle;
use super::value::Value;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Digits alone: 4500.
    Plain,
    /// Digits with grouping marks, or in groups of three with spaces between: 4,500, 18 000.
    Grouped,
    /// Digits with a decimal mark: 1,234.5.
    Decimal,
    /// Several numbers that only mean something together: an IP address, a version, a clause.
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
    /// What it is.
    pub kind: NumberKind,
    /// The values that it may have, the likeliest first: 1.234 is also 1234. None for a sequence, a date
    /// or a time of day, and for more than 38 digits.
    pub readings: Vec<Value>,
    /// The numbers in it, in order: of a sequence, a date, a time of day, and of thousands divided by
    /// spaces.
    pub parts: Vec<NumberPart>,
    /// How its digits are written; `None` if it is in words.
    pub style: Option<DigitStyle>,
    /// What a scale word has multiplied its digits by; 1 without any.
    pub factor: u64,
    /// Whether it may count nothing, as one, a thousand and الاثنين (Monday) often do.
    pub is_vague: bool,
    /// Byte range in the text, a scale word included.
    pub range: Range<usize>,
    /// The tokens that it takes.
    pub tokens: Range<usize>,
}

/// A number inside another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberPart {
    /// What it is worth.
    pub value: Value,
    /// Where it begins in the text, in bytes.
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

    /// Whether two numbers can have the same value.
    pub fn matches(&self, other: &Number) -> bool {
        self.readings.iter().any(|value| other.readings.contains(value))
    }
}
