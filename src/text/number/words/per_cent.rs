//! Per cent in words, which contains a hundred that is not one.

use crate::text::folded::FoldedText;

/// Whether the word at a token says per cent, alone or with the word before it: مئة of في المئة is
/// not a hundred.
pub fn is_per_cent(text: FoldedText<'_>, at: usize) -> bool {
    match text.folded(at) {
        "percent" | "بالميه" | "بالمايه" => true,
        "cent" => text.folded_before(at) == "per",
        "الميه" | "المايه" => text.folded_before(at) == "في",
        _ => false,
    }
}
