//! The numbers of a side as they are compared: each with all values that match it.

use std::ops::Range;

use crate::text::{Digits, FoldedText, Number, NumberKind, Value, digit_value};

/// A number of a text with the values that match it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Any of these values matches it.
    pub readings: Vec<Value>,
    /// All of these together match it too: the 5 and 300 of 5 300, the numbers of 4.2.1.
    pub parts: Vec<Value>,
    /// The value of its Arabic-Indic digits in reverse order.
    pub reversed: Option<Value>,
    /// The number of digits.
    pub digits: usize,
    /// Byte range in the text, a scale word included.
    pub range: Range<usize>,
    /// Whether it is in words.
    pub in_words: bool,
}

impl Quantity {
    /// The quantities of a number: of a date or time that takes several tokens, one for each of them.
    pub fn of(text: FoldedText<'_>, number: &Number) -> Vec<Quantity> {
        let is_divided = matches!(number.kind, NumberKind::Date | NumberKind::Time);
        if is_divided && number.tokens.len() == number.parts.len() {
            let parts = number.tokens.clone().zip(&number.parts);
            return parts
                .map(|(at, part)| Quantity::of_digits(text, at..at + 1, vec![part.value], 1))
                .collect();
        }
        if number.is_in_words() {
            let (readings, range) = (number.readings.clone(), number.range.clone());
            return vec![Quantity { readings, range, in_words: true, ..Quantity::default() }];
        }
        let readings = number.readings.clone();
        let mut quantity =
            Quantity::of_digits(text, number.tokens.clone(), readings, number.factor);
        quantity.parts.extend(number.parts.iter().map(|part| part.value));
        vec![quantity]
    }

    fn of_digits(
        text: FoldedText<'_>,
        tokens: Range<usize>,
        readings: Vec<Value>,
        factor: u64,
    ) -> Quantity {
        let token = &text.tokens[tokens.start].token;
        let last = &text.tokens[tokens.end - 1].token;
        let mut quantity = Quantity {
            digits: count_digits(token.text),
            reversed: reversed(token.text).map(|value| value.times(factor)),
            range: token.range.start..last.range.end,
            readings,
            ..Quantity::default()
        };
        quantity.add_readings(text, tokens);
        quantity
    }

    /// Adds the values that it may have because of the words around it.
    fn add_readings(&mut self, text: FoldedText<'_>, tokens: Range<usize>) {
        let (at, next) = (tokens.start, tokens.end);
        // 5.30pm
        let is_clock = matches!(text.folded(next), "pm" | "am" | "p.m" | "a.m");
        if is_clock && let Some(digits) = Digits::read(text.typed(at)) {
            self.parts = digits.parts().map(|(_, value)| value).collect();
        }
        let Some(number) = self.readings.first().and_then(|value| value.as_whole()) else { return };
        let before = text.text[..self.range.start].chars().next_back();
        let mut add = |number: u64| self.readings.push(Value::whole(number));
        // The 1990s, the ’90s: تسعينيات names the decade alone. The 2000s are also the 21st century.
        let is_decade = matches!(text.folded(next), "s" | "'s" | "’s")
            && text.gap_after(next - 1).trim_matches(['\'', '’']).is_empty();
        if is_decade && number >= 100 {
            add(if number.is_multiple_of(100) { number / 100 + 1 } else { number % 100 });
        }
        if number < 100 && matches!(before, Some('\'' | '’' | '‘')) {
            add(1900 + number);
            add(2000 + number);
        }
        // 1914–18
        let year = text.folded_before(at);
        if number < 100 && matches!(before, Some('-' | '–' | '/' | '—')) && year.len() == 4 {
            year.parse::<u64>().into_iter().for_each(|year| add(year / 100 * 100 + number));
        }
        let is_afternoon = |at: usize| matches!(text.folded(at), "p.m" | "pm" | "مساء" | "م");
        let hour_only =
            is_afternoon(next) || (text.gap_after(next - 1) == ":" && is_afternoon(next + 1));
        if (1..12).contains(&number) && hour_only {
            add(number + 12);
        }
        if (13..24).contains(&number) && text.gap_after(next - 1) == ":" {
            add(number - 12);
        }
    }
}

/// The value of Arabic-Indic digits in reverse order, as some old files store them.
fn reversed(token: &str) -> Option<Value> {
    if !token.starts_with(|c| matches!(c, '٠'..='٩')) || count_digits(token) < 2 {
        return None;
    }
    let backwards: String = token.chars().rev().collect();
    if backwards == token {
        return None;
    }
    Digits::read(&backwards)?.value()
}

fn count_digits(text: &str) -> usize {
    text.chars().filter(|&c| digit_value(c).is_some()).count()
}
