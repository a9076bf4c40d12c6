//! Lengths, after Gale & Church (1993): how far a translation's length may be from what its source's
//! leads to expect, in characters without tashkeel and tatweel.

use super::code::{Code, Severity};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::text::count_letters;

/// Arabic characters for an English one: parallel news have .93, encyclopedia .86, articles .83, law
/// and literature .71.
pub(super) const RATIO: f64 = 0.83;
/// Variance of the length, for a character: with it 98 in 100 pairs of these texts lie within two
/// deviations, whatever their kind.
const VARIANCE: f64 = 6.0;
/// Characters that even the shortest texts differ by, such as an abbreviation that is spelled out.
const SOFTENING: f64 = 12.0;
/// Deviations from which on lengths are unlikely (3 in 1000 pairs of these texts), and absurd.
const UNLIKELY: f64 = 3.0;
const ABSURD: f64 = 5.0;
/// What an abbreviation in capitals may stand for, in characters.
const SPELLED_OUT: usize = 30;

/// Whether the lengths of a pair can belong together.
pub(super) fn check_lengths(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let Some(deviation) = deviation(pair).filter(|deviation| deviation.abs() >= UNLIKELY) else {
        return;
    };
    let (source, target) = (count_letters(pair.source.text), count_letters(pair.target.text));
    let what = if (deviation < 0.0) == pair.source.is_english() { "short" } else { "long" };
    let message = format!(
        "the target is too {what} for the source: {target} characters for {source}, {:.1} deviations off",
        deviation.abs()
    );
    let severity = if deviation.abs() >= ABSURD { Severity::Error } else { Severity::Warning };
    findings.push(Finding::new(Code::LengthRatio, message).at_most(severity));
}

/// By how many standard deviations the Arabic side is longer than the English side leads to expect.
pub(super) fn deviation(pair: &ReadPair<'_>) -> Option<f64> {
    let (english, arabic) = pair.english_and_arabic()?;
    let (x, y) = (length(english), length(arabic));
    let slack = spelled_out(english).max(spelled_out(arabic)) as f64;
    let expected = RATIO * x;
    let difference = y - expected;
    // What an abbreviation stands for may be written out on the other side.
    let difference = difference.signum() * (difference.abs() - slack).max(0.0);
    Some(difference / (VARIANCE * ((expected + y) / 2.0 + SOFTENING)).sqrt())
}

fn length(text: &ReadText<'_>) -> f64 {
    count_letters(text.text.trim()) as f64
}

fn spelled_out(text: &ReadText<'_>) -> usize {
    let is_abbreviation = |word: &str| {
        let letters = word.bytes().filter(u8::is_ascii_uppercase).count();
        (2..=7).contains(&letters) && !word.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    let count = text.words.iter().filter(|word| is_abbreviation(word.token.text)).count();
    // A heading in capitals is no row of abbreviations.
    if count * 2 > text.words.len().max(2) { 0 } else { count.min(2) * SPELLED_OUT }
}
