//! Marks that may end a sentence, and the word before one.

use super::fold::is_invisible_control;

/// How far from a full stop to look for what it belongs to, in bytes or characters: farther than the length
/// of any address.
pub const FARTHEST: usize = 200;

/// The letters, digits and full stops at the end of `text`.
pub fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(is_invisible_control);
    let start = text
        .char_indices()
        .rev()
        .take(FARTHEST)
        .take_while(|&(_, c)| c.is_alphanumeric() || c == '.' || c == '°')
        .last()
        .map_or(text.len(), |(at, _)| at);
    text[start..].trim_start_matches('.')
}

/// Whether a character may end a sentence.
pub fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | '…' | '۔' | '。' | '！' | '？' | '‼' | '⁇' | '⁈' | '⁉')
}
