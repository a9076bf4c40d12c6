//! Substituting the numbers of a query into a stored translation.

use std::ops::Range;

use super::{EditStep, Query, Stored};
use crate::text::{Word, Words};

/// The translation with the numbers of the query instead of those of the stored text. `None` in case of
/// doubt: if the translation does not have a changed number in digits exactly as often as the stored
/// text, or if one number would become two different ones.
pub fn substitute_numbers(
    query: &Query,
    stored: Stored<'_>,
    steps: &[EditStep],
    translation: &str,
) -> Option<String> {
    let words = Words::of(translation);
    let places: Vec<(&Word, &str)> =
        words.as_slice().iter().zip(words.iter()).filter(|(word, _)| word.is_number).collect();
    // Each number of the stored text with the index of the corresponding word of the query.
    let pairs: Vec<(&str, usize)> = steps
        .iter()
        .filter_map(|step| match *step {
            EditStep::Pair(at, to) if stored.text.words.as_slice()[to].is_number => {
                Some((stored.text.words.folded(to), at))
            }
            _ => None,
        })
        .collect();
    let query_words = query.as_text().words;
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for (old, at) in &pairs {
        let new = query_words.folded(*at);
        if value(old) == value(new) {
            continue;
        }
        let of_old = |number: &str| value(number) == value(old);
        let equal: Vec<usize> =
            pairs.iter().filter(|(number, _)| of_old(number)).map(|(_, at)| *at).collect();
        let targets: Vec<&(&Word, &str)> =
            places.iter().filter(|(_, number)| of_old(number)).collect();
        if equal.len() != targets.len() || equal.iter().any(|at| query_words.folded(*at) != new) {
            return None;
        }
        let typed = &query.text[query_words.as_slice()[*at].range.clone()];
        for (word, number) in targets {
            let model = WrittenNumber::of(&translation[word.range.clone()], number);
            changes.push((word.range.clone(), WrittenNumber::of(typed, new).in_style_of(&model)));
        }
    }
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    changes.dedup();
    let mut substituted = translation.to_owned();
    for (range, written) in changes {
        substituted.replace_range(range, &written);
    }
    Some(substituted)
}

/// The value of a number, without leading zeros.
fn value(number: &str) -> &str {
    let trimmed = number.trim_start_matches('0');
    if trimmed.is_empty() || trimmed.starts_with('.') { number } else { trimmed }
}

/// A number and how it is written.
#[derive(Debug)]
struct WrittenNumber {
    zero: char,
    /// The digits before the decimal mark, in ASCII.
    whole: String,
    /// The digits after the decimal mark, in ASCII.
    fraction: Option<String>,
    group: Option<char>,
    point: Option<char>,
}

impl WrittenNumber {
    /// Reads a number as typed. Its known value tells decimal marks from grouping marks.
    fn of(typed: &str, value: &str) -> WrittenNumber {
        let digit = |c: char| match c {
            '0'..='9' => Some(('0', c)),
            '٠'..='٩' => char::from_u32(u32::from(c) - 0x660 + 0x30).map(|digit| ('٠', digit)),
            '۰'..='۹' => char::from_u32(u32::from(c) - 0x6F0 + 0x30).map(|digit| ('۰', digit)),
            _ => None,
        };
        let zero = typed.chars().find_map(digit).map_or('0', |(zero, _)| zero);
        let marks: Vec<(usize, char)> =
            typed.char_indices().filter(|(_, c)| matches!(c, '.' | ',' | '٫' | '٬')).collect();
        let ascii = |text: &str| text.chars().filter_map(digit).map(|(_, d)| d).collect::<String>();
        let all = ascii(typed);
        let last = marks.last().copied();
        // If its digits alone are another number, the last mark is a decimal mark.
        let point = last.filter(|_| self::value(&all) != self::value(value));
        let (whole, fraction) = match point {
            Some((at, _)) => (ascii(&typed[..at]), Some(ascii(&typed[at..]))),
            None => (all, None),
        };
        let group = marks
            .first()
            .map(|(_, mark)| *mark)
            .filter(|mark| Some(*mark) != point.map(|(_, p)| p));
        WrittenNumber { zero, whole, fraction, group, point: point.map(|(_, mark)| mark) }
    }

    /// The number in the digits and with the marks of another number.
    fn in_style_of(&self, model: &WrittenNumber) -> String {
        // A model that is too short for grouping does not show whether longer numbers are grouped.
        let group = match model.group {
            None if model.whole.len() < 4 => self.group.map(|mark| match model.zero {
                '0' => mark,
                _ => '٬',
            }),
            group => group,
        };
        let point = model.point.unwrap_or(match (model.zero, group) {
            ('0', Some('.')) => ',',
            ('0', _) => '.',
            _ => '٫',
        });
        let mut written = String::new();
        for (index, digit) in self.whole.chars().enumerate() {
            if let Some(mark) = group
                && index > 0
                && (self.whole.len() - index).is_multiple_of(3)
            {
                written.push(mark);
            }
            written.push(digit);
        }
        if let Some(fraction) = &self.fraction {
            written.push(point);
            written.push_str(fraction);
        }
        let zero = u32::from(model.zero);
        written
            .chars()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32(zero + d)).unwrap_or(c))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_the_one_it_replaces() {
        for (model, typed, written) in [
            ("٤٥٠٠", "3,200", "٣٢٠٠"),
            ("٤٬٥٠٠", "12800", "١٢٬٨٠٠"),
            ("4,500", "1250000", "1,250,000"),
            ("12", "9.5", "9.5"),
            ("٣٫٥", "4.25", "٤٫٢٥"),
            ("1,5", "2.5", "2,5"),
            ("10.50", "12.30", "12.30"),
            ("1,234.56", "9,876.50", "9,876.50"),
            ("06", "09", "09"),
            ("٩٠", "1,200", "١٬٢٠٠"),
        ] {
            let read = |typed: &str| WrittenNumber::of(typed, Words::of(typed).folded(0));
            assert_eq!(read(typed).in_style_of(&read(model)), written, "{model} {typed}");
        }
    }
}
