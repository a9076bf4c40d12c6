//! Lengths, after Gale & Church (1993): how far the length of a translation may be from what the length
//! of its source leads to expect, in characters without tashkeel and tatweel.

use super::code::{Code, Severity};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::text::count_letters;

/// Arabic characters per English one: .93 in parallel news, .86 in encyclopedia, .83 in articles, .71
/// in law and literature.
pub(super) const RATIO: f64 = 0.83;
/// Variance of the length per character: with it 98 in 100 pairs of these texts lie within two standard
/// deviations, whatever their kind.
const VARIANCE: f64 = 6.0;
/// Characters by which even the shortest texts may differ, such as an abbreviation that is spelled out.
const SOFTENING: f64 = 12.0;
/// Standard deviations from which lengths are unlikely (3 in 1000 pairs of these texts), and absurd.
const UNLIKELY: f64 = 3.0;
const ABSURD: f64 = 5.0;
/// Characters that an abbreviation in capitals may stand for.
const SPELLED_OUT: usize = 30;

/// Checks that the lengths of both sides fit.
pub(super) fn check_lengths(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let Some(deviation) = deviation(pair).filter(|deviation| deviation.abs() >= UNLIKELY) else {
        return;
    };
    let (source, target) = (count_letters(pair.source.text), count_letters(pair.target.text));
    let what = if (deviation < 0.0) == pair.source.is_english() { "short" } else { "long" };
    let message = format!(
        "the target is too {what}: {target} characters for {source} in the source, {:.1} standard deviations off",
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
    // The other side may spell out an abbreviation.
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
    // A heading in capitals is not a row of abbreviations.
    if count * 2 > text.words.len().max(2) { 0 } else { count.min(2) * SPELLED_OUT }
}
