//! Presentation forms: characters for the shapes of letters, which search and matching take for other
//! letters.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::quality::code::Code;
use crate::quality::finding::Finding;
use crate::quality::reading::{ReadPair, quoted};

/// Whether a character stands for the shape of a letter or ligature. ﷺ and other signs for whole
/// phrases, the rial sign and the brackets of the Quran are characters in their own right.
fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB00}'..='\u{FB06}' | '\u{FB50}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FD3D}'
        | '\u{FD50}'..='\u{FDC7}' | '\u{FDF0}'..='\u{FDF9}' | '\u{FE70}'..='\u{FEFC}')
}

/// Looks for presentation forms in both sides.
pub(in crate::quality) fn check_presentation_forms(
    pair: &ReadPair<'_>,
    findings: &mut Vec<Finding>,
) {
    for (side, text) in pair.sides() {
        if text.is_ascii || !text.text.contains(is_presentation_form) {
            continue;
        }
        let words: Vec<Range<usize>> = text
            .text
            .split(char::is_whitespace)
            .filter(|word| word.contains(is_presentation_form))
            .map(|word| {
                let start = word.as_ptr() as usize - text.text.as_ptr() as usize;
                start..start + word.len()
            })
            .collect();
        let plain: Vec<String> = words.iter().map(|word| plain_letters(text.at(word))).collect();
        let message = format!(
            "presentation forms in {}; write {}",
            quoted(words.iter().map(|word| text.at(word))),
            quoted(plain.iter().map(String::as_str))
        );
        let repaired = plain_letters(text.text);
        findings.push(
            Finding::new(Code::PresentationForm, message)
                .at(side, words)
                .repaired(side, Some(repaired)),
        );
    }
}

/// The text with plain letters for its presentation forms (NFKC of these alone).
fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_presentation_form(c) {
            // NFKC puts a space under a mark that stands alone.
            plain.extend(c.nfkc().filter(|&c| c != ' '));
        } else {
            plain.push(c);
        }
    }
    plain
}
