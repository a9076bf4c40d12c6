//! Folding: which differences of spelling are removed before two texts are compared.

use unicode_normalization::UnicodeNormalization;

/// How far a text is folded. Each tier includes the ones before it and is idempotent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Presentation forms, tatweel and invisible controls.
    Form,
    /// Also tashkeel (short vowels, shadda, sukun, dagger alef).
    Marks,
    /// Also letter variants (hamza carriers, ى, ة), digits, Arabic punctuation and case.
    Letters,
}

/// Folds `text` up to and including `tier`.
pub fn fold(text: &str, tier: Tier) -> String {
    let form = fold_form(text);
    match tier {
        Tier::Form => form,
        Tier::Marks => fold_marks(&form),
        Tier::Letters => fold_letters(&fold_marks(&form)),
    }
}

/// Tier *form* alone: NFKC of the Arabic presentation forms (U+FB50–FDFF except ﷺ, U+FE70–FEFC), without
/// tatweel, bidirectional controls, BOM and zero-width joiners.
pub fn fold_form(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{0640}' | '\u{FEFF}' => {}
            c if is_invisible_control(c) => {}
            '\u{FDFA}' => folded.push(c),
            // NFKC puts a space under a mark without a letter, which would cut a word in two.
            '\u{FE70}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}' => {
                folded.extend(c.nfkc().filter(|&c| c != ' ' && c != '\u{0640}'));
            }
            '\u{FB50}'..='\u{FDFF}' | '\u{FE80}'..='\u{FEFC}' => {
                folded.extend(c.nfkc().filter(|&c| c != '\u{0640}'));
            }
            c => folded.push(c),
        }
    }
    folded
}

/// Tier *marks* alone: removes tashkeel (U+064B–0655, U+0670) and the Quranic signs.
pub fn fold_marks(text: &str) -> String {
    text.chars().filter(|&c| !is_mark(c)).collect()
}

/// The number of characters of `text` after folding by [`Tier::Marks`].
pub fn count_letters(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let count = |c: char| match c {
        '\0'..='\u{9F}' => 1,
        '\u{FB50}'..='\u{FEFC}' => fold(c.encode_utf8(&mut [0; 4]), Tier::Marks).chars().count(),
        c => usize::from(c != '\u{0640}' && !is_invisible_control(c) && !is_mark(c)),
    };
    text.chars().map(count).sum()
}

/// Tier *letters* alone: one spelling of hamza carriers, final ى and ة, digits, punctuation and case.
pub fn fold_letters(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_letter(c, &mut folded);
    }
    folded
}

/// Appends one character, folded by tier *letters*.
pub(crate) fn fold_letter(c: char, folded: &mut String) {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
        'ى' | 'ئ' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        'ة' => folded.push('ه'),
        'ؤ' => folded.push('و'),
        'ا'..='ي' => folded.push(c),
        '٫' => folded.push('.'),
        '٬' | '،' => folded.push(','),
        '؛' => folded.push(';'),
        '؟' => folded.push('?'),
        '٪' => folded.push('%'),
        c => match digit_value(c) {
            Some(digit) => folded.push(char::from(b'0' + digit)),
            None => folded.extend(c.to_lowercase()),
        },
    }
}

/// Replaces every run of white space with one space, and removes it at both ends.
pub fn squeeze_space(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

/// The value of an ASCII, Arabic-Indic (٠–٩) or extended Arabic-Indic (۰–۹) digit.
pub(crate) fn digit_value(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// Whether a character is invisible: bidirectional controls, zero-width joiners and the like.
pub(crate) fn is_invisible_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// Whether a character is tashkeel or a Quranic sign.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{0655}' | '\u{0670}' | '\u{0610}'..='\u{061A}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}'
        | '\u{06EA}'..='\u{06ED}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_word_folds_to_one() {
        for spelling in ["الْعَرَبِيَّةُ", "العـــربية", "ﺍﻟﻌﺮﺑﻴﺔ", "العربيه", "\u{202B}العربية\u{202C}"]
        {
            assert_eq!(fold(spelling, Tier::Letters), "العربيه", "{spelling}");
        }
        assert_eq!(fold("إلى أنّ مؤمن ٤٬٥٠٠؟", Tier::Letters), "الي ان مومن 4,500?");
    }

    #[test]
    fn form_keeps_marks_letters_and_the_salutation() {
        assert_eq!(fold("محمّد ﷺ إلى", Tier::Form), "محمّد ﷺ إلى");
        assert_eq!(fold("محمّد إلى", Tier::Marks), "محمد إلى");
    }

    #[test]
    fn isolated_presentation_marks_do_not_cut_a_word() {
        assert_eq!(fold("كتابا\u{FE70}", Tier::Form), "كتابا\u{064B}");
        assert_eq!(fold("كت\u{FE77}ب", Tier::Marks), "كتب");
    }

    proptest::proptest! {
        #[test]
        fn folding_is_idempotent(text in "\\PC{0,40}|[\u{600}-\u{6FF}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF} ]{0,40}") {
            for tier in [Tier::Form, Tier::Marks, Tier::Letters] {
                let once = fold(&text, tier);
                proptest::prop_assert_eq!(&fold(&once, tier), &once);
            }
            let letters = fold(&text, Tier::Marks).chars().count();
            proptest::prop_assert_eq!(count_letters(&text), letters);
        }
    }
}
