//! Words and phrases written twice in a row, which is a mistake unless the language doubles them.

use super::code::Code;
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::text::FoldedToken;

/// English words that may be doubled.
const ENGLISH_DOUBLES: [&str; 26] = [
    "had", "that", "very", "so", "long", "far", "no", "yes", "bye", "ha", "many", "much", "really",
    "never", "again", "now", "there", "hear", "knock", "well", "more", "old", "far", "too", "oh",
    "plus",
];

/// Arabic words that may be doubled for emphasis, folded.
const ARABIC_DOUBLES: [&str; 18] = [
    "لا",
    "نعم",
    "كلا",
    "اه",
    "جدا",
    "ابدا",
    "اياك",
    "اياكم",
    "هيهات",
    "مهلا",
    "رويدا",
    "ها",
    "الله",
    "يا",
    "كثيرا",
    "بعيد",
    "شيءا",
    "حذار",
];

/// The longest phrase that is looked for, in words.
const LONGEST_PHRASE: usize = 4;

/// Looks for words and phrases that are written twice in a row.
pub(super) fn check_repetition(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    for (side, text) in pair.sides() {
        let Some((at, length)) = find_repetition(text, &pair[side.other()]) else { continue };
        let words = &text.words;
        let range = words[at].token.range.start..words[at + 2 * length - 1].token.range.end;
        let message = format!("“{}” is written twice", text.at(&range));
        findings.push(Finding::new(Code::RepeatedWord, message).at(side, vec![range]));
    }
}

/// The first repetition: the index of its first word and the number of words repeated.
fn find_repetition(text: &ReadText<'_>, other: &ReadText<'_>) -> Option<(usize, usize)> {
    let words = &text.words;
    for at in 0..words.len() {
        for length in 1..=LONGEST_PHRASE.min((words.len() - at) / 2) {
            if is_repeated(text, at, length) && !is_meant(text, other, at, length) {
                return Some((at, length));
            }
        }
    }
    None
}

/// Whether the `length` words from `at` on are repeated right after, with only spaces between.
fn is_repeated(text: &ReadText<'_>, at: usize, length: usize) -> bool {
    (at..at + length).all(|word| {
        text.words[word].script().is_some() && text.folded(word) == text.folded(word + length)
    }) && (at..at + 2 * length - 1)
        .all(|word| text.gap_after(word).chars().all(char::is_whitespace))
}

/// Whether a repetition may be intended.
fn is_meant(text: &ReadText<'_>, other: &ReadText<'_>, at: usize, length: usize) -> bool {
    let word = text.folded(at);
    if length > 1 {
        // Again and again and again: the phrase ends where it begins.
        let goes_on = text.folded(at + 2 * length) == word
            || (at > 0 && text.folded(at - 1) == text.folded(at + length - 1));
        return goes_on || repeats(other);
    }
    // Ha ha ha, طق طق طق.
    let (typed, again) = (text.words[at].token.text, text.words[at + 1].token.text);
    // Jae-in in, as AS-206.
    if text.text[..text.words[at].token.range.start].ends_with('-')
        || (typed != again && again.chars().all(char::is_uppercase))
    {
        return true;
    }
    // بي بي سي
    if word.chars().count() <= 2 && !word.is_ascii() && other.words.iter().any(is_abbreviation) {
        return true;
    }
    if word.is_ascii() || !text.is_arabic() {
        let is_name = text.words[at].is_capitalised()
            && text.words[at + 1].is_capitalised()
            && !is_english_function(word);
        return ENGLISH_DOUBLES.contains(&word)
            || is_name
            || typed.chars().count() == 1 && !matches!(word, "a" | "i")
            || (repeats(other) && !is_english_function(word));
    }
    if is_arabic_function(word) || word.starts_with("ال") {
        return ARABIC_DOUBLES.contains(&word);
    }
    // صفاً صفاً, خطوة خطوة: an indefinite noun is doubled to mean “one by one”.
    let is_indefinite = typed.contains(['\u{64B}', '\u{64D}'])
        || typed.ends_with('ا')
        || typed.trim_end_matches('\u{64E}').ends_with('ة');
    ARABIC_DOUBLES.contains(&word) || is_indefinite || repeats(other)
}

fn is_abbreviation(word: &FoldedToken<'_>) -> bool {
    let letters = word.token.text.chars().filter(|c| c.is_uppercase()).count();
    letters >= 2 && !word.token.text.chars().any(char::is_lowercase)
}

fn is_english_function(word: &str) -> bool {
    const WORDS: [&str; 30] = [
        "the", "a", "an", "of", "to", "in", "on", "at", "by", "for", "and", "or", "but", "with",
        "from", "is", "are", "was", "were", "be", "it", "this", "these", "as", "his", "her",
        "their", "its", "we", "they",
    ];
    WORDS.contains(&word)
}

fn is_arabic_function(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "في", "من", "الي", "علي", "عن", "مع", "عند", "ان", "التي", "الذي", "هذا", "هذه", "ذلك",
        "تلك", "لم", "لن", "قد", "كان", "كانت", "بين", "بعد", "قبل", "او", "ثم",
    ];
    WORDS.contains(&word)
}

/// Whether a text repeats a word too, or has “by”, as in step by step.
fn repeats(text: &ReadText<'_>) -> bool {
    let words = &text.words;
    let is_content = |at: usize| {
        let word = text.folded(at);
        words[at].script().is_some() && !is_english_function(word) && !is_arabic_function(word)
    };
    (1..words.len()).any(|at| {
        (is_content(at) && text.folded(at) == text.folded(at - 1))
            || (at > 1 && is_content(at) && text.folded(at) == text.folded(at - 2))
    })
}
