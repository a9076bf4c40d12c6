//! Per cent in words, where مئة is not a number.

use crate::text::folded::FoldedText;

/// Whether the word at a token means per cent, alone or with the word before it: مئة in في المئة is not a
/// hundred.
pub fn is_per_cent(text: FoldedText<'_>, at: usize) -> bool {
    match text.folded(at) {
        "percent" | "بالميه" | "بالمايه" => true,
        "cent" => text.folded_before(at) == "per",
        "الميه" | "المايه" => text.folded_before(at) == "في",
        _ => false,
    }
}
