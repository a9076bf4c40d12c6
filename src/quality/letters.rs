//! Letters in Arabic words that are not Arabic: those of Persian and Urdu keyboards, which look like
//! Arabic letters but do not match them, and letters for foreign sounds.

use std::ops::Range;

use super::code::{Code, Codes};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText, quoted};
use crate::model::Side;

/// The Arabic letter that a Persian or Urdu letter stands for.
fn arabic_for(c: char, is_last: bool) -> Option<char> {
    Some(match c {
        'ک' | 'ڪ' => 'ك',
        'ی' | 'ۍ' | 'ې' if is_last => 'ى',
        'ی' | 'ۍ' | 'ې' => 'ي',
        'ے' | 'ۓ' => 'ي',
        'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۂ' => 'ه',
        'ۃ' => 'ة',
        'ں' => 'ن',
        'ٹ' => 'ت',
        'ڈ' => 'د',
        'ڑ' => 'ر',
        'ۇ' | 'ۆ' | 'ۈ' | 'ۋ' => 'و',
        _ => return None,
    })
}

fn is_loan_letter(c: char) -> bool {
    matches!(c, 'پ' | 'چ' | 'ژ' | 'ڤ' | 'ڥ' | 'ڨ' | 'گ' | 'ڭ' | 'ݣ' | 'ۏ')
}

/// Looks for letters of other languages on the Arabic side.
pub(super) fn check_letters(pair: &ReadPair<'_>, codes: Codes, findings: &mut Vec<Finding>) {
    for (side, text) in pair.sides() {
        if !text.is_arabic() || text.is_ascii {
            continue;
        }
        if codes.has(Code::ForeignLetters) {
            check_foreign(side, text, findings);
        }
        let loans = words_with(text, is_loan_letter);
        if codes.has(Code::LoanLetters) && !loans.is_empty() {
            let message = format!(
                "letters for foreign sounds in {}",
                quoted(loans.iter().map(|range| text.at(range)))
            );
            findings.push(Finding::new(Code::LoanLetters, message).at(side, loans));
        }
    }
}

fn check_foreign(side: Side, text: &ReadText<'_>, findings: &mut Vec<Finding>) {
    let words = words_with(text, |c| arabic_for(c, false).is_some());
    if words.is_empty() {
        return;
    }
    let message = format!(
        "Persian or Urdu letters in {}; write {}",
        quoted(words.iter().map(|range| text.at(range))),
        quoted(
            words
                .iter()
                .map(|range| in_arabic(text.at(range)))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str)
        )
    );
    let finding = Finding::new(Code::ForeignLetters, message).at(side, words);
    findings.push(finding.repaired(side, Some(in_arabic(text.text))));
}

fn words_with(text: &ReadText<'_>, is_one: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    if !text.text.contains(&is_one) {
        return Vec::new();
    }
    text.words
        .iter()
        .filter(|word| word.token.text.contains(&is_one))
        .map(|word| word.token.range.clone())
        .collect()
}

/// A text with Arabic letters instead of Persian and Urdu ones.
fn in_arabic(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_last = chars.peek().is_none_or(|next| !next.is_alphabetic());
        // علی is على but مصری is مصري: only the most common words are certain.
        let is_last = is_last && ["عل", "إل", "ال", "حت"].iter().any(|stem| plain.ends_with(stem));
        plain.push(arabic_for(c, is_last).unwrap_or(c));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_replaced_by_arabic_ones() {
        assert_eq!(in_arabic("غادر علی إلی کرکوک"), "غادر على إلى كركوك");
        assert_eq!(in_arabic("أبی فلاح"), "أبي فلاح");
    }
}
