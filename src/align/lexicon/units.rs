//! Splits texts into the units of lexicons.

use crate::model::Language;
use crate::text::{Stemmer, Tier, TokenKind, fold, tokens};

/// The kind of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A light stem.
    Stem,
    /// The consonants of an Arabic stem, or the first letters of an English stem.
    Root,
}

/// The length of an English root, in letters.
const ENGLISH_ROOT: usize = 5;
/// The most consonants of an Arabic root.
const ARABIC_ROOT: usize = 4;

/// The mark that distinguishes the unit of an enclitic from a word with the same letters; folded words do
/// not contain it.
const TATWEEL: char = 'ـ';
/// The pronouns that are attached to the end of Arabic words. ي is not among them, because it mostly
/// belongs to the word itself.
const ENCLITICS: [&str; 8] = ["ـهما", "ـكما", "ـها", "ـهم", "ـهن", "ـنا", "ـكم", "ـه"];

/// Splits texts of a language into units.
pub struct Units {
    stemmer: Stemmer,
    arabic: bool,
}

impl Units {
    /// Units of a language.
    pub fn of(language: &Language) -> Self {
        Units { stemmer: Stemmer::of(language), arabic: language.is_arabic() }
    }

    /// The stems of the words of a text, in order. Numbers and addresses are not words.
    pub fn stems(&self, text: &str) -> Vec<String> {
        tokens(text)
            .into_iter()
            .filter(|token| matches!(token.kind, TokenKind::Word(_)))
            .flat_map(|token| {
                let word = fold(token.text, Tier::Letters);
                let stem = (!word.is_empty()).then(|| self.stem(&word));
                let enclitic =
                    stem.as_ref().and_then(|stem| self.enclitic(token.text, &word, stem));
                stem.into_iter().chain(enclitic.map(str::to_owned))
            })
            .collect()
    }

    /// The pronoun at the end of a word, if the stem does not include it, as a separate unit: علّتنا is an
    /// illness of *ours*.
    pub fn enclitic(&self, typed: &str, word: &str, stem: &str) -> Option<&'static str> {
        let is_at_end = |unit: &&str| {
            let pronoun = unit.trim_start_matches(TATWEEL);
            word.strip_suffix(pronoun).is_some_and(|rest| rest.ends_with(stem))
                // Folding also turns ة into ه.
                && (pronoun != "ه" || fold(typed, Tier::Marks).ends_with(pronoun))
        };
        ENCLITICS.iter().find(|unit| self.arabic && is_at_end(unit)).copied()
    }

    /// The stem of a word that is folded by [`Tier::Letters`]; a possessive ending is removed.
    pub fn stem(&self, word: &str) -> String {
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let stem = self.stemmer.stem(bare);
        // Snowball reduces doubled consonants: correctly in plan(n)ed, but the stem of added is not ad,
        // nor is that of egged eg.
        match bare.get(..3) {
            Some(start) if start.len() == stem.len() + 1 && is_doubled(start, &stem) => {
                start.to_owned()
            }
            _ => stem,
        }
    }

    /// The root of a stem.
    pub fn root(&self, stem: &str) -> String {
        if self.arabic { arabic_root(stem) } else { stem.chars().take(ENGLISH_ROOT).collect() }
    }
}

/// Whether the start of a word is the stem with its last letter doubled.
fn is_doubled(start: &str, stem: &str) -> bool {
    let last = stem.chars().next_back();
    last.is_some_and(char::is_alphabetic)
        && start.strip_prefix(stem).is_some_and(|more| more.chars().next() == last)
}

fn arabic_root(stem: &str) -> String {
    let letters: Vec<char> = stem.chars().collect();
    let bare = without_prefix(&letters);
    let root: String = bare.into_iter().filter(|c| !is_weak(*c)).take(ARABIC_ROOT).collect();
    if root.chars().count() >= 2 { root } else { stem.to_owned() }
}

/// Removes the prefix of a derived form: است, ان, ا.ت. (form VIII), or one of م ت ي ن س ا.
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
    fn numbers_have_no_stems() {
        let english = Units::of(&Language::english());
        assert_eq!(english.stems("The Minister's 14 harbours"), ["the", "minist", "harbour"]);
        assert_eq!(english.root("harbour"), "harbo");
        assert_eq!(english.stems("added planned all"), ["add", "plan", "all"]);
    }

    #[test]
    fn a_pronoun_at_the_end_is_a_unit() {
        let arabic = Units::of(&Language::arabic());
        let stems = arabic.stems("علّتنا ومدينتهم بيته مدينة منها");
        assert_eq!(stems, ["علت", "ـنا", "مدينت", "ـهم", "بيت", "ـه", "مدين", "منها"]);
    }
}
