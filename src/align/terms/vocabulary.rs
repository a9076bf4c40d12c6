//! A cache of the words of a language and their analysis, kept from one document to the next because the
//! same words keep recurring.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::index;
use super::names::Name;
use crate::align::lexicon::{Lexicon, TableKey, UnitKind, Units};
use crate::model::Language;
use crate::text::{Script, Tier, begins_hijri_month, begins_month, fold, number_word};

/// Stands for the line of a word that a lexicon does not know.
pub const NO_LINE: u32 = u32::MAX;

/// Words as they were typed, with everything that is derived from their letters.
pub struct Vocabulary {
    language: Language,
    units: Units,
    /// For words in Latin script in an Arabic text.
    latin: Units,
    typed: FxHashMap<Box<str>, u32>,
    pub words: Vec<Word>,
    numbers: FxHashMap<Arc<str>, u32>,
    pub stems: Vec<Stem>,
}

/// The analysis of a word as it was typed.
pub struct Word {
    pub folded: String,
    /// The index of its stem.
    pub stem: u32,
    /// The stem that represents the pronoun at its end.
    pub enclitic: Option<u32>,
    /// Its spelling, if it may be a name that is transliterated in the other text.
    pub name: Option<Arc<Name>>,
    /// Whether it is rarely a name if it is at the start of a sentence.
    pub is_common_at_start: bool,
    /// Whether it may be of a number in words that is an anchor.
    pub is_number_word: bool,
    /// Whether the name of a month of any calendar may begin with it.
    pub begins_month: bool,
}

/// A stem and its lines in the lexicons.
pub struct Stem {
    pub text: Arc<str>,
    pub lines: Lines,
}

/// For each lexicon, the line of a stem in the table of stems and of its root in the table of roots; empty
/// for anchors.
pub type Lines = Arc<[[u32; 2]]>;

/// A vocabulary with more words than this is not kept; it would take more than about ten megabytes.
const MAX_WORDS: usize = 50_000;

impl Vocabulary {
    fn new(language: &Language) -> Self {
        Vocabulary {
            language: language.clone(),
            units: Units::of(language),
            latin: Units::of(&Language::english()),
            typed: FxHashMap::default(),
            words: Vec::new(),
            numbers: FxHashMap::default(),
            stems: Vec::new(),
        }
    }

    /// The index of a word, which is added if it is new.
    pub fn number(&mut self, typed: &str, script: Script, lexicons: &[Lexicon<'_>]) -> usize {
        if let Some(&word) = self.typed.get(typed) {
            return word as usize;
        }
        let is_arabic = self.language.is_arabic();
        let folded = fold(typed, Tier::Letters);
        let units = if script == Script::Latin && is_arabic { &self.latin } else { &self.units };
        let stem = units.stem(&folded);
        let is_short = |most: usize| folded.chars().take(most + 1).count() <= most;
        let name = match script {
            Script::Arabic if !is_short(2) => Some(Name::arabic(&folded)),
            Script::Latin if !is_arabic && typed.starts_with(char::is_uppercase) => {
                Some(Name::latin(without_possessive(&folded)))
            }
            _ => None,
        };
        let enclitic =
            self.units.enclitic(typed, &folded, &stem).filter(|_| script == Script::Arabic);
        let stem = self.stem(stem, lexicons);
        let enclitic = enclitic.map(|unit| self.stem(unit.to_owned(), lexicons));
        self.words.push(Word {
            stem,
            enclitic,
            name: name.map(Arc::new),
            is_common_at_start: script == Script::Latin && is_short(4),
            is_number_word: number_word(&folded).is_some_and(|word| word.value > 1),
            begins_month: begins_month(typed, &folded) || begins_hijri_month(&folded),
            folded,
        });
        self.typed.insert(typed.into(), index(self.words.len() - 1));
        self.words.len() - 1
    }

    fn stem(&mut self, text: String, lexicons: &[Lexicon<'_>]) -> u32 {
        if let Some(&number) = self.numbers.get(text.as_str()) {
            return number;
        }
        let root = self.units.root(&text);
        let lines = lexicons.iter().map(|lexicon| {
            [(UnitKind::Stem, &text), (UnitKind::Root, &root)].map(|(kind, unit)| {
                let key = TableKey { kind, from_arabic: self.language.is_arabic() };
                lexicon.table(key).find(unit).unwrap_or(NO_LINE)
            })
        });
        let lines = lines.collect();
        let text: Arc<str> = text.into();
        self.stems.push(Stem { text: text.clone(), lines });
        self.numbers.insert(text, index(self.stems.len() - 1));
        index(self.stems.len() - 1)
    }
}

/// A word without a possessive ending.
fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// The vocabularies that no thread is using at the moment. All are for the same lexicons.
#[derive(Clone, Default)]
pub struct Vocabularies {
    idle: Arc<Mutex<Vec<Vocabulary>>>,
}

impl fmt::Debug for Vocabularies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vocabularies").finish_non_exhaustive()
    }
}

impl Vocabularies {
    /// Calls a function with a vocabulary of a language.
    pub fn with<T>(&self, language: &Language, read: impl FnOnce(&mut Vocabulary) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut vocabulary = {
            let mut idle = idle();
            let at = idle.iter().position(|vocabulary| vocabulary.language == *language);
            at.map(|at| idle.swap_remove(at))
        }
        .unwrap_or_else(|| Vocabulary::new(language));
        let result = read(&mut vocabulary);
        if vocabulary.words.len() <= MAX_WORDS {
            idle().push(vocabulary);
        }
        result
    }
}
