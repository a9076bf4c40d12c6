//! The units that a lexicon knows of a text.

use crate::model::Language;
use crate::text::{Stemmer, Tier, TokenKind, fold, tokens};

/// How much of a word a unit keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A light stem.
    Stem,
    /// Consonants of an Arabic stem, first letters of an English one.
    Root,
}

/// Letters of an English root.
const ENGLISH_ROOT: usize = 5;
/// Consonants of an Arabic root at most.
const ARABIC_ROOT: usize = 4;

/// Takes texts of one language apart into units.
pub struct Units {
    stemmer: Stemmer,
    arabic: bool,
}

impl Units {
    /// For a language.
    pub fn of(language: &Language) -> Self {
        Units { stemmer: Stemmer::of(language), arabic: language.is_arabic() }
    }

    /// The stems of the words of a text, in order. Numbers and addresses are not words.
    pub fn stems(&self, text: &str) -> Vec<String> {
        tokens(text)
            .into_iter()
            .filter(|token| matches!(token.kind, TokenKind::Word(_)))
            .map(|token| fold(token.text, Tier::Letters))
            .filter(|word| !word.is_empty())
            .map(|word| self.stem(&word))
            .collect()
    }

    /// The stem of a word folded by [`Tier::Letters`], without its possessive.
    pub fn stem(&self, word: &str) -> String {
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        self.stemmer.stem(bare)
    }

    /// The root of a stem.
    pub fn root(&self, stem: &str) -> String {
        if self.arabic { arabic_root(stem) } else { stem.chars().take(ENGLISH_ROOT).collect() }
    }
}

fn arabic_root(stem: &str) -> String {
    let letters: Vec<char> = stem.chars().collect();
    let bare = without_prefix(&letters);
    let root: String = bare.into_iter().filter(|c| !is_weak(*c)).take(ARABIC_ROOT).collect();
    if root.chars().count() >= 2 { root } else { stem.to_owned() }
}

/// Without the first letters of derived forms: است, ان, ا.ت. (form VIII), or one of م ت ي ن س ا.
fn without_prefix(letters: &[char]) -> Vec<char> {
    let consonants = |part: &[char]| part.iter().filter(|c| !is_weak(**c)).count();
    if letters.starts_with(&['ا', 'س', 'ت']) && consonants(&letters[3..]) >= 2 {
        return letters[3..].to_vec();
    }
    if letters.starts_with(&['ا', 'ن']) && consonants(&letters[2..]) >= 3 {
        return letters[2..].to_vec();
    }
    if letters.len() >= 5 && letters[0] == 'ا' && letters[2] == 'ت' {
        let mut rest = vec![letters[1]];
        rest.extend_from_slice(&letters[3..]);
        if consonants(&rest) >= 2 {
            return rest;
        }
    }
    match letters.first() {
        Some('م' | 'ت' | 'ي' | 'ن' | 'س' | 'ا') if consonants(&letters[1..]) >= 3 => {
            letters[1..].to_vec()
        }
        _ => letters.to_vec(),
    }
}

fn is_weak(c: char) -> bool {
    matches!(c, 'و' | 'ا' | 'ي' | 'ى' | 'ء')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivations_share_a_root() {
        for (a, b) in [("اغتذاء", "غذاء"), ("استعمال", "عمل"), ("مدرس", "درس"), ("انكسار", "كسر")]
        {
            assert_eq!(arabic_root(a), arabic_root(b), "{a} {b}");
        }
    }

    #[test]
    fn stems_leave_numbers_out() {
        let english = Units::of(&Language::english());
        assert_eq!(english.stems("The Minister's 14 harbours"), ["the", "minist", "harbour"]);
        assert_eq!(english.root("harbour"), "harbo");
    }
}
