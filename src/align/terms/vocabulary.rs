//! What is known of the words of a language, kept from one document to the next: the same ones keep
//! coming.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::index;
use super::names::Name;
use crate::align::lexicon::{Lexicon, TableKey, UnitKind, Units};
use crate::model::Language;
use crate::text::{Script, Tier, begins_hijri_month, begins_month, fold, number_word};

/// The line of a word that a lexicon does not know.
pub const NO_LINE: u32 = u32::MAX;

/// Words as they were typed, with all that is worked out from their letters.
pub struct Vocabulary {
    language: Language,
    units: Units,
    /// For words in Latin script in a text of another.
    latin: Units,
    typed: FxHashMap<Box<str>, u32>,
    pub words: Vec<Word>,
    numbers: FxHashMap<Arc<str>, u32>,
    pub stems: Vec<Stem>,
}

/// What is known of a word that was typed in one way.
pub struct Word {
    pub folded: String,
    /// The number of its stem.
    pub stem: u32,
    /// The stem that stands for the pronoun at its end.
    pub enclitic: Option<u32>,
    /// The spelling by which it may be known in the other script.
    pub name: Option<Arc<Name>>,
    /// Whether it is seldom a name at the start of a sentence.
    pub is_common_at_start: bool,
    /// Whether it may be of a number in words that is an anchor.
    pub is_number_word: bool,
    /// Whether the name of a month of any calendar may begin with it.
    pub begins_month: bool,
}

/// What is known of a stem.
pub struct Stem {
    pub text: Arc<str>,
    pub lines: Lines,
}

/// For each lexicon a stem's line in the table of stems and its root's in the table of roots; none for
/// what is no word.
pub type Lines = Arc<[[u32; 2]]>;

/// Words beyond which a vocabulary is not kept: some ten megabytes.
const MOST_WORDS: usize = 50_000;

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

    /// The number of a word.
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

/// A word without its possessive.
fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Vocabularies that no thread reads with at the moment. All are of the same lexicons.
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
    /// Lends a vocabulary of a language.
    pub fn lend<T>(&self, language: &Language, read: impl FnOnce(&mut Vocabulary) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut vocabulary = {
            let mut idle = idle();
            let at = idle.iter().position(|vocabulary| vocabulary.language == *language);
            at.map(|at| idle.swap_remove(at))
        }
        .unwrap_or_else(|| Vocabulary::new(language));
        let result = read(&mut vocabulary);
        if vocabulary.words.len() <= MOST_WORDS {
            idle().push(vocabulary);
        }
        result
    }
}
