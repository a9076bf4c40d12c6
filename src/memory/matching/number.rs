//! Putting the numbers of a new text into the translation of an old one.

use std::ops::Range;

use super::{Query, Step, Text};
use crate::text::{Number, find_numbers};

/// The translation with the numbers of the query in place of those of the stored text; `None` when one
/// of these does not stand in the translation in digits exactly as often.
pub fn substitute_numbers(
    query: &Query,
    stored: Text<'_>,
    steps: &[Step],
    translation: &str,
) -> Option<String> {
    let found = find_numbers(translation);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut taken = vec![false; found.len()];
    for step in steps {
        let Step::Pair(at, to) = *step else { continue };
        if !stored.words.as_slice()[to].is_number {
            continue;
        }
        let (new, old) = (query.words.folded(at), stored.words.folded(to));
        let places: Vec<usize> = (0..found.len())
            .filter(|&index| !taken[index] && is_value(&found[index], old))
            .collect();
        // Numbers that stay take their place too, so that the others are told apart.
        let Some(&place) = places.first() else {
            if new == old {
                continue;
            }
            return None;
        };
        taken[place] = true;
        if new != old {
            let range = found[place].range.clone();
            let written = written_like(&translation[range.clone()], new);
            changes.push((range, written));
        }
    }
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut put_right = translation.to_owned();
    for (range, written) in changes {
        put_right.replace_range(range, &written);
    }
    Some(put_right)
}

fn is_value(number: &Number, value: &str) -> bool {
    !number.in_words && (number.value == value || number.alternative.as_deref() == Some(value))
}

/// A value in the digits and with the separators that `model` is written with.
fn written_like(model: &str, value: &str) -> String {
    let zero = model.chars().find_map(|c| match c {
        '0'..='9' => Some('0'),
        '٠'..='٩' => Some('٠'),
        '۰'..='۹' => Some('۰'),
        _ => None,
    });
    let zero = zero.unwrap_or('0');
    let (whole, fraction) = value.split_once('.').map_or((value, None), |(w, f)| (w, Some(f)));
    let marks: Vec<char> =
        model.chars().filter(|c| matches!(c, '.' | ',' | '٫' | '٬' | '،')).collect();
    let decimals = model.chars().rev().take_while(|c| c.is_numeric()).count();
    // A mark before three digits groups them, unless it is one that never does.
    let group =
        marks.first().copied().filter(|&mark| mark != '٫' && (marks.len() > 1 || decimals == 3));
    let point = match (zero, group) {
        ('0', Some('.')) => ',',
        ('0', _) => '.',
        _ => '٫',
    };
    let point = marks.last().copied().filter(|_| decimals != 3).unwrap_or(point);
    let mut written = String::new();
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.chars().count() - index;
        if let Some(mark) = group
            && index > 0
            && left.is_multiple_of(3)
        {
            written.push(mark);
        }
        written.push(digit);
    }
    if let Some(fraction) = fraction {
        written.push(point);
        written.push_str(fraction);
    }
    written
        .chars()
        .map(|c| c.to_digit(10).and_then(|d| char::from_u32(u32::from(zero) + d)).unwrap_or(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_the_one_it_replaces() {
        for (model, value, written) in [
            ("٤٥٠٠", "3200", "٣٢٠٠"),
            ("٤٬٥٠٠", "12800", "١٢٬٨٠٠"),
            ("4,500", "1250000", "1,250,000"),
            ("12", "9.5", "9.5"),
            ("٣٫٥", "4.25", "٤٫٢٥"),
            ("4.500", "7200", "7.200"),
            ("1,5", "2.5", "2,5"),
        ] {
            assert_eq!(written_like(model, value), written, "{model} {value}");
        }
    }
}
