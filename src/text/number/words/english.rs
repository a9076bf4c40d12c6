//! English numbers in words: twenty-five, three hundred and fifty thousand, the twenty-first.

use super::tables::{WordKind, WordNumber, english_word};
use crate::text::folded::FoldedText;

/// Reads the English number in words that begins at a token.
pub fn read_english(text: FoldedText<'_>, at: usize) -> Option<WordNumber> {
    // The part that scales have multiplied, and the part that none has multiplied yet.
    let (mut total, mut current, mut next) = (0u64, 0u64, at);
    let mut is_ordinal = false;
    while let Some(word) = english_word(text.folded(next)) {
        match word.kind {
            WordKind::Unit | WordKind::Ordinal => {
                let fits = match word.value {
                    0..=9 => current % 10 == 0 && (current % 100 == 0 || current % 100 >= 20),
                    10..=99 => current % 100 == 0,
                    _ => current == 0,
                };
                if !fits || (word.kind == WordKind::Ordinal && next > at && current == 0) {
                    break;
                }
                current += word.value;
                is_ordinal = word.kind == WordKind::Ordinal;
            }
            WordKind::Tens if current % 100 == 0 => current += word.value,
            WordKind::Dozen if next == at => current = word.value,
            WordKind::Dozen if (1..=20).contains(&current) => current *= word.value,
            WordKind::Hundred if (1..100).contains(&current) => current *= 100,
            WordKind::Scale if current > 0 => {
                total = total.saturating_add(current.saturating_mul(word.value));
                current = 0;
            }
            WordKind::Hundred | WordKind::Scale if next == at => current = word.value,
            _ => break,
        }
        next += 1;
        if is_ordinal || !goes_on(text, &mut next, total + current) {
            break;
        }
    }
    let value = total + current;
    let is_bare_scale = next == at + 1
        && english_word(text.folded(at))
            .is_some_and(|word| matches!(word.kind, WordKind::Hundred | WordKind::Scale))
        && !matches!(text.folded_before(at), "a" | "one" | "per");
    (next > at && value > 0).then_some(WordNumber {
        value,
        used: next - at,
        is_ordinal,
        is_vague: value < 2 || is_bare_scale,
    })
}

/// Whether the words of a number may go on at `next`; moves past the “and” of “three hundred and fifty”.
fn goes_on(text: FoldedText<'_>, next: &mut usize, so_far: u64) -> bool {
    let is_small = |word: &str| english_word(word).is_some_and(|word| word.value < 100);
    if so_far >= 100 && text.folded(*next) == "and" && is_small(text.folded(*next + 1)) {
        *next += 1;
        return true;
    }
    matches!(text.gap_after(*next - 1), " " | "-" | "\u{2011}")
}
