//! Numbers in digits, each with every value it may be read as.

use std::ops::Range;

use super::value::Value;
use super::words::scale_at;
use crate::quality::reading::ReadText;
use crate::text::{digit_value, read_digits};

/// A number of a text with its readings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Any of these is the value.
    pub readings: Vec<Value>,
    /// Or all of these together: the hour and minute of 6:40 in one token, the 5 and 300 of 5 300.
    pub parts: Vec<Value>,
    /// The value of Arabic-Indic digits read backwards.
    pub reversed: Option<Value>,
    /// Digits there are.
    pub digits: usize,
    /// Where it stands, in bytes; the scale word behind it included.
    pub range: Range<usize>,
    /// Whether it is in words.
    pub in_words: bool,
}

/// The number in digits at a token, and the tokens it takes.
pub(super) fn read_quantity(text: &ReadText<'_>, at: usize) -> Option<(Quantity, usize)> {
    let token = &text.words[at].token;
    let mut quantity = Quantity {
        range: token.range.clone(),
        digits: count_digits(token.text),
        reversed: reversed(token.text),
        ..Quantity::default()
    };
    let number = read_digits(token.text, token.range.clone());
    if let Some(number) = &number {
        quantity.readings.extend(Value::parse(&number.value));
        quantity.readings.extend(number.alternative.as_deref().and_then(Value::parse));
    }
    if number.is_none() || token.text.contains(['\'', '’']) {
        quantity.parts = digit_runs(token.text);
    }
    let mut next = at + 1;
    if let Some(grouped) = spaced_groups(text, at) {
        quantity.parts = quantity.readings.clone();
        quantity.parts.truncate(1);
        for word in &text.words[next..grouped.1] {
            quantity.parts.extend(Value::parse(&plain_digits(word.token.text)));
        }
        quantity.readings = vec![grouped.0];
        next = grouped.1;
        quantity.range.end = text.words[next - 1].token.range.end;
    }
    if let Some(factor) = scale_at(text, next) {
        let is_letter = text.folded(next).len() == 1;
        let is_near = text.gap_after(next - 1).chars().all(|c| c.is_whitespace() || c == '-');
        if is_near {
            let plain = quantity.readings.clone();
            quantity.readings.iter_mut().for_each(|value| *value = value.times(factor));
            // 800m is a race as well.
            quantity.readings.extend(plain.into_iter().filter(|_| is_letter));
            quantity.parts.clear();
            quantity.reversed = quantity.reversed.map(|value| value.times(factor));
            quantity.range.end = text.words[next].token.range.end;
            next += 1;
        }
    }
    add_readings(text, at, next, &mut quantity);
    (!quantity.readings.is_empty() || !quantity.parts.is_empty()).then_some((quantity, next))
}

/// Other values that the surroundings admit.
fn add_readings(text: &ReadText<'_>, at: usize, next: usize, quantity: &mut Quantity) {
    // 5.30pm
    if matches!(text.folded(next), "pm" | "am" | "p.m" | "a.m") && quantity.parts.is_empty() {
        quantity.parts = digit_runs(text.words[at].token.text);
    }
    let Some(number) = quantity.readings.first().and_then(|value| value.as_whole()) else { return };
    let before = text.text[..quantity.range.start].chars().next_back();
    let mut add = |number: u64| quantity.readings.push(Value::whole(number));
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
    let year = at.checked_sub(1).map_or("", |at| text.folded(at));
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

/// Digits in groups of three parted by spaces, as a value with the token behind it: 18 000.
fn spaced_groups(text: &ReadText<'_>, at: usize) -> Option<(Value, usize)> {
    let head = text.words[at].token.text;
    let is_group = |word: &str| word.chars().all(|c| digit_value(c).is_some());
    if !is_group(head) || count_digits(head) > 3 || head.starts_with(['0', '٠']) {
        return None;
    }
    let mut plain = plain_digits(head);
    let mut next = at + 1;
    while matches!(text.gap_after(next - 1), " " | "\u{A0}" | "\u{202F}" | "\u{2009}") {
        let word = text.words[next].token.text;
        if !is_group(word) || count_digits(word) != 3 {
            break;
        }
        plain.push_str(&plain_digits(word));
        next += 1;
    }
    (next > at + 1).then(|| Value::parse(&plain).map(|value| (value, next))).flatten()
}

/// What Arabic-Indic digits say when they were stored in the order they are seen from the left.
fn reversed(token: &str) -> Option<Value> {
    if !token.starts_with(|c| matches!(c, '٠'..='٩')) || count_digits(token) < 2 {
        return None;
    }
    let backwards: String = token.chars().rev().collect();
    if backwards == token {
        return None;
    }
    read_digits(&backwards, 0..0).and_then(|number| Value::parse(&number.value))
}

fn count_digits(text: &str) -> usize {
    text.chars().filter(|&c| digit_value(c).is_some()).count()
}

fn plain_digits(text: &str) -> String {
    text.chars().filter_map(digit_value).map(|digit| char::from(b'0' + digit)).collect()
}

fn digit_runs(text: &str) -> Vec<Value> {
    text.split(|c| digit_value(c).is_none())
        .filter(|run| !run.is_empty())
        .filter_map(|run| Value::parse(&plain_digits(run)))
        .collect()
}
