//! Numbers in words, English and Arabic: cardinals up to the trillions and ordinals.

mod arabic;
mod english;
mod per_cent;
mod tables;

use crate::text::folded::FoldedText;

use arabic::arabic_word;
pub use per_cent::is_per_cent;
pub use tables::{NumberWord, WordKind, WordNumber};

/// Reads the number in words that begins at a token.
pub fn read_words(text: FoldedText<'_>, at: usize) -> Option<WordNumber> {
    if text.typed(at).is_ascii() {
        english::read_english(text, at)
    } else {
        arabic::read_arabic(text, at)
    }
}

/// A word that multiplies the digits before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// 1,000 to 1,000,000,000,000; in Arabic also twice as much (ألفان).
    pub factor: u64,
    /// Whether it is a single letter, which may also be a unit: 800m.
    pub is_letter: bool,
}

/// The scale word at a token that follows digits.
pub fn scale_after_digits(text: FoldedText<'_>, at: usize) -> Option<Scale> {
    let word = text.folded(at);
    let gap = at.checked_sub(1).map_or("", |before| text.gap_after(before));
    if word.is_empty() || !gap.chars().all(|c| c.is_whitespace() || c == '-') {
        return None;
    }
    let factor = match word {
        "k" | "thousands" => 1_000,
        "m" | "mn" | "millions" => 1_000_000,
        "b" | "bn" | "billions" => 1_000_000_000,
        "tn" => 1_000_000_000_000,
        _ => {
            tables::english_word(word)
                .or_else(|| tables::bare_arabic_word(word))
                .filter(|word| word.kind == WordKind::Scale)?
                .value
        }
    };
    let is_letter = word.len() == 1;
    // “5 m” may be metres as well as millions; “$5m” is millions.
    (!is_letter || gap.is_empty()).then_some(Scale { factor, is_letter })
}

/// Reads a single word, folded by [`Tier::Letters`](crate::text::Tier::Letters), as a word of a number,
/// whatever is beside it. Arabic words may have clitics.
pub fn number_word(folded: &str) -> Option<NumberWord> {
    if folded.is_ascii() {
        tables::english_word(folded)
    } else {
        arabic_word(folded).map(|found| found.word)
    }
}
