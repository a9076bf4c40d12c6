//! Numbers in digits that take several tokens: dates, times of day, thousands separated by spaces.

use super::digits::Digits;
use super::found::{Number, NumberKind, NumberPart};
use super::layout::is_date;
use super::style::DigitStyle;
use super::value::Value;
use crate::text::fold::is_invisible_control;
use crate::text::folded::FoldedText;

/// Reads the date in digits or time of day that begins at a token, if it takes several tokens.
pub fn read_date_or_time(text: FoldedText<'_>, at: usize) -> Option<Number> {
    match sign_after(text, at)? {
        sign @ ('/' | '-') if sign_after(text, at + 1) == Some(sign) => {
            let parts = [plain(text, at)?, plain(text, at + 1)?, plain(text, at + 2)?];
            is_date(parts.map(|part| part.value))
                .then(|| number(text, NumberKind::Date, at, &parts))
        }
        ':' => read_time(text, at),
        _ => None,
    }
}

/// The character between a token and the next, if only one is visible.
fn sign_after(text: FoldedText<'_>, at: usize) -> Option<char> {
    let is_visible = |c: &char| !c.is_whitespace() && !is_invisible_control(*c);
    let mut visible = text.gap_after(at).chars().filter(is_visible);
    let sign = visible.next()?;
    visible.next().is_none().then_some(sign)
}

/// A token of up to four digits without marks.
fn plain(text: FoldedText<'_>, at: usize) -> Option<Plain> {
    let token = text.tokens.get(at).filter(|token| token.is_number())?;
    let digits = Digits::read(token.token.text)?;
    (digits.kind() == NumberKind::Plain && token.folded.len() <= 4).then_some(Plain {
        value: digits.value()?.as_whole()?,
        length: token.folded.len(),
        style: digits.style(),
        start: token.token.range.start,
    })
}

/// A number of digits alone.
#[derive(Clone, Copy)]
struct Plain {
    value: u64,
    /// The number of digits, including leading zeros.
    length: usize,
    style: DigitStyle,
    start: usize,
}

fn read_time(text: FoldedText<'_>, at: usize) -> Option<Number> {
    let is_sixtieth = |part: &Plain| part.length == 2 && part.value < 60;
    let is_close = |at: usize| !text.gap_after(at).contains(char::is_whitespace);
    let hour = plain(text, at)
        .filter(|_| is_close(at))
        .filter(|hour| hour.length <= 2 && hour.value <= 24)?;
    let minute = plain(text, at + 1).filter(is_sixtieth)?;
    let second = plain(text, at + 2)
        .filter(is_sixtieth)
        .filter(|_| sign_after(text, at + 1) == Some(':') && is_close(at + 1));
    let parts: Vec<Plain> = [hour, minute].into_iter().chain(second).collect();
    Some(number(text, NumberKind::Time, at, &parts))
}

fn number(text: FoldedText<'_>, kind: NumberKind, at: usize, parts: &[Plain]) -> Number {
    let tokens = at..at + parts.len();
    let part = |part: &Plain| NumberPart { value: Value::whole(part.value), start: part.start };
    Number {
        kind,
        readings: Vec::new(),
        parts: parts.iter().map(part).collect(),
        style: parts.first().map(|part| part.style),
        factor: 1,
        is_vague: false,
        range: text.range(tokens.clone()),
        tokens,
    }
}

/// Reads the number that begins at a token, if spaces separate its thousands: 18 000.
pub fn read_spaced_groups(text: FoldedText<'_>, at: usize) -> Option<Number> {
    let is_divided =
        |at: usize| matches!(text.gap_after(at), " " | "\u{A0}" | "\u{202F}" | "\u{2009}");
    if !is_divided(at) || !text.is_number(at + 1) || text.folded(at).starts_with('0') {
        return None;
    }
    let head = plain(text, at).filter(|head| head.length <= 3)?;
    let groups = (at..).map_while(|at| {
        let group = plain(text, at + 1).filter(|group| group.length == 3);
        group.filter(|_| is_divided(at))
    });
    let parts: Vec<Plain> = std::iter::once(head).chain(groups).collect();
    if parts.len() == 1 {
        return None;
    }
    let mut number = number(text, NumberKind::Grouped, at, &parts);
    let thousands = |sum: Value, part: &Plain| sum.times(1000).plus(Value::whole(part.value));
    number.readings = vec![parts.iter().fold(Value::whole(0), thousands)];
    if let Some(style) = &mut number.style {
        style.grouping_mark = text.gap_after(at).chars().next();
    }
    Some(number)
}
