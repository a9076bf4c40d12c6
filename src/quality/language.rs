//! Whether a side is in its language, judged by its script and by the small words that every sentence
//! of a language has.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::code::Code;
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::model::Side;
use crate::text::{FoldedToken, Script};

/// Small words of other languages in Latin letters, without those that are English words too.
static EUROPEAN: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "der das und ist nicht ein eine einen mit auf dem den von zu sich auch wird sind hat im für les \
     des une dans est et du sur pour pas que qui au aux ce cette avec sont la le el los las una en \
     con por está de del como más pero su il è non sul della di che gli per nella sono não um uma os \
     ao na da se mais quer para bir ve bu için çok ile het een van niet zijn nie się jest tym pod \
     przez och det att som inte är på ett"
        .split(' ')
        .collect()
});

static ENGLISH: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "the of and to is was are were for with that this it he she they we you have has had by from at \
     as not be or will would can his her their its our my your who which when there been but all more \
     one than"
        .split(' ')
        .collect()
});

/// Small words of Persian and Urdu as typed that are not Arabic words.
const PERSIAN: [&str; 36] = [
    "است", "از", "که", "این", "را", "می", "برای", "نیست", "بود", "شده", "های", "یک", "دیگر",
    "دارد", "آنها", "خیلی", "کرد", "نمی", "ولی", "یا", "ہے", "میں", "نے", "یہ", "کے", "کی", "کا",
    "ہیں", "اور", "ہم", "کو", "سے", "پر", "گے", "گا", "تھا",
];

/// Letters that are common in Urdu and do not occur in misspelled Arabic.
fn is_urdu_letter(c: char) -> bool {
    matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' | 'ھ')
}

fn is_persian_letter(c: char) -> bool {
    matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک') || is_urdu_letter(c)
}

/// Checks that each side is in its language.
pub(super) fn check_language(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    for (side, text) in pair.sides() {
        let other = &pair[side.other()];
        let what = if text.is_arabic() {
            not_arabic(text, other)
        } else if text.is_english() {
            not_english(text, other)
        } else {
            None
        };
        if let Some(what) = what {
            findings.push(wrong(side, text, what));
        }
    }
}

fn wrong(side: Side, text: &ReadText<'_>, what: &str) -> Finding {
    let message = format!("the {} should be in {} but is {what}", side.name(), text.language);
    let whole = 0..text.text.len();
    Finding::new(Code::WrongLanguage, message).at(side, vec![whole])
}

fn not_arabic(text: &ReadText<'_>, other: &ReadText<'_>) -> Option<&'static str> {
    let own = own_letters(text, Script::Latin, other);
    // A name of two words may stay in Latin letters.
    const NAME: usize = 12;
    if own > text.letters.arabic.max(NAME) {
        return Some("in Latin letters");
    }
    if text.letters.other > text.letters.arabic + text.letters.latin {
        return Some("in letters of another script");
    }
    if text.letters.arabic == 0 {
        return None;
    }
    let is_small = |word: &&FoldedToken<'_>| {
        PERSIAN.contains(&word.token.text) || word.token.text.starts_with("می\u{200C}")
    };
    let small = text.words.iter().filter(is_small).count();
    let with = |is_one: fn(char) -> bool| {
        text.words.iter().filter(|word| word.token.text.contains(is_one)).count()
    };
    let is_persian = small >= 2 && with(is_persian_letter) >= 1
        || (small >= 1 && with(is_persian_letter) >= 3)
        || with(is_urdu_letter) >= 3;
    is_persian.then_some("in Persian or Urdu")
}

fn not_english(text: &ReadText<'_>, other: &ReadText<'_>) -> Option<&'static str> {
    let own = own_letters(text, Script::Arabic, other);
    if own > text.letters.latin.max(1) {
        return Some("in Arabic letters");
    }
    if text.letters.other > text.letters.arabic + text.letters.latin {
        return Some("in letters of another script");
    }
    let (mut european, mut english) = (0, 0);
    for word in text.words.iter().filter(|word| word.script() == Some(Script::Latin)) {
        let is_tag = text.text[..word.token.range.start].ends_with(['<', '/']);
        let is_abbreviation =
            word.folded.len() > 1 && !word.token.text.contains(char::is_lowercase);
        if word.folded.len() > LONGEST_SMALL_WORD || is_tag || is_abbreviation {
            continue;
        }
        english += usize::from(ENGLISH.contains(word.folded.as_ref()));
        european += usize::from(EUROPEAN.contains(word.folded.as_ref()));
    }
    (european >= 2 && european > 3 * english).then_some("in another language with Latin letters")
}

/// Bytes of the longest small word.
const LONGEST_SMALL_WORD: usize = 6;

/// Letters of a script in words that the other side does not have; names may be kept as they are.
fn own_letters(text: &ReadText<'_>, script: Script, other: &ReadText<'_>) -> usize {
    text.words
        .iter()
        .filter(|word| word.script() == Some(script))
        .filter(|word| !other.words.iter().any(|there| there.folded == word.folded))
        .filter(|word| word.token.text.len() < 4 || !other.text.contains(word.token.text))
        .map(|word| word.token.text.chars().filter(|c| c.is_alphabetic()).count())
        .sum()
}
