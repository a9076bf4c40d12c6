//! Letters, marks, digits and brackets: the facts about characters that the other files ask for.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a character is a letter of a right-to-left script.
pub(super) fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && !is_mark(c)
        && !is_digit(c)
        && !matches!(
            c,
            '\u{609}'
                | '\u{60a}'
                | '\u{60c}'
                | '\u{60e}'
                | '\u{60f}'
                | '\u{66a}'
                | '\u{6de}'
                | '\u{6e9}'
                | '\u{fd3e}'
                | '\u{fd3f}'
        )
        && !matches!(c, '\u{600}'..='\u{605}')
}

/// Whether a character is a letter of a left-to-right script.
pub(super) fn is_ltr(c: char) -> bool {
    c.is_alphabetic() && !is_rtl(c) && !is_mark(c)
}

/// Whether a character sits on another one.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c)
}

/// Digits, European and Arabic-Indic, and the Arabic signs inside numbers.
pub(super) fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{660}'..='\u{669}' | '\u{66b}' | '\u{66c}' | '\u{6f0}'..='\u{6f9}' | '²' | '³' | '¹')
}

/// The bracket that faces the other way.
pub(super) fn mirror(c: char) -> Option<char> {
    const PAIRS: &[(char, char)] = &[
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('«', '»'),
        ('‹', '›'),
        ('≤', '≥'),
        ('⟨', '⟩'),
        ('〈', '〉'),
    ];
    PAIRS.iter().find_map(|(a, b)| (c == *a).then_some(*b).or((c == *b).then_some(*a)))
}

/// Whether a bracket opens, as it is written in logical order.
pub(super) fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '‹' | '⟨' | '〈')
}

/// Unicode text of what a glyph stands for: presentation forms to letters, controls and joiners gone.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Isolated marks decompose to a space and the mark; the space is not text.
            '\u{fe70}'..='\u{fe7f}' | '\u{fc5e}'..='\u{fc63}' => {
                out.extend(c.nfkc().filter(|c| *c != ' '))
            }
            // Ornate brackets and honorifics stay whole.
            '\u{fd3e}' | '\u{fd3f}' | '\u{fdfa}' | '\u{fdfb}' | '\u{fdfd}' => out.push(c),
            '\u{fb00}'..='\u{fb06}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe80}'..='\u{fefc}' => {
                out.extend(c.nfkc())
            }
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\n' | '\r' => {
                out.push(' ')
            }
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{61c}'
            | '\u{feff}' => {}
            // Drawn with ink, so visible: typst gives both hyphens one glyph.
            '\u{ad}' | '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{fffd}' | '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Letters alone, for asking whether two texts can mean the same glyphs: no marks, hamza, tatweel or spaces.
pub(super) fn skeleton(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text
        .nfkd()
        .filter(|c| !is_mark(*c) && *c != 'ـ' && !c.is_whitespace())
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}'))
        .map(|c| match c {
            'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ک' => 'ك',
            c => mirror(c).map_or(c, |m| c.min(m)),
        })
        .collect();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presentation_forms_become_letters() {
        assert_eq!(plain("ﻻ"), "لا");
        assert_eq!(plain("ﹰ"), "\u{64b}");
        assert_eq!(plain("ﷺ"), "ﷺ");
        assert_eq!(plain("ﷲ"), "الله");
        assert_eq!(plain("ﬁ\u{200f}"), "fi");
    }

    #[test]
    fn hamza_and_marks_do_not_make_a_contradiction() {
        assert_eq!(skeleton("أُ"), skeleton("ا"));
        assert_eq!(skeleton("("), skeleton(")"));
        assert_ne!(skeleton("ن"), skeleton("ا"));
    }

    #[test]
    fn digits_and_signs_are_not_letters() {
        assert!(!is_rtl('٣') && !is_rtl('،') && !is_rtl('\u{64b}') && is_rtl('م'));
        assert!(is_ltr('e') && !is_ltr('م') && !is_ltr('7'));
    }
}
