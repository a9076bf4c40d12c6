//! The script that a text is written in, and so the language to assume by default.

use unicode_normalization::char::is_combining_mark;

/// A script, as far as the aligner distinguishes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Arabic letters, including Persian and Urdu ones.
    Arabic,
    /// Latin letters, with or without diacritics.
    Latin,
    /// Letters of any other script.
    Other,
}

/// The script of a letter; `None` for digits, punctuation, marks and space.
pub fn script_of(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' => Some(Script::Latin),
        c if is_combining_mark(c) => None,
        '\u{0620}'..='\u{064A}'
        | '\u{066E}'..='\u{066F}'
        | '\u{0671}'..='\u{06D3}'
        | '\u{0750}'..='\u{077F}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' => Some(Script::Arabic),
        '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => {
            Some(Script::Latin)
        }
        c if c.is_alphabetic() => Some(Script::Other),
        _ => None,
    }
}

/// The script that most letters of the text belong to; `None` if it has no letters.
pub fn dominant_script(text: &str) -> Option<Script> {
    const SAMPLE: usize = 200_000;
    let mut counts = [0usize; 3];
    for script in text.chars().take(SAMPLE).filter_map(script_of) {
        counts[script as usize] += 1;
    }
    [Script::Arabic, Script::Latin, Script::Other]
        .into_iter()
        .max_by_key(|&script| counts[script as usize])
        .filter(|&script| counts[script as usize] > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arabic_text_with_latin_names_is_arabic() {
        assert_eq!(dominant_script("قالوا لـHuffPost إنهم باقون"), Some(Script::Arabic));
        assert_eq!(dominant_script("The word كتاب means book"), Some(Script::Latin));
        assert_eq!(dominant_script("12, 34 — 5"), None);
    }
}
