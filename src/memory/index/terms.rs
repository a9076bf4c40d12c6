//! The terms of a text: stems of its words, named so that languages do not mix.

use rustc_hash::FxHashMap;

use crate::model::Language;
use crate::text::{Stemmer, Words};

/// Words remembered before all are forgotten, so that a long import stays small. The common ones are
/// soon met again.
const REMEMBERED: usize = 100_000;

/// A word's term, as a number that holds until [`TermReader::forget`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(u32);

impl TermId {
    /// The number, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Reads texts into terms; each word is stemmed once.
#[derive(Default)]
pub struct TermReader {
    words: Words,
    languages: FxHashMap<String, LanguageTerms>,
    ids: FxHashMap<String, TermId>,
    names: Vec<String>,
    remembered: usize,
    read: Vec<TermId>,
}

struct LanguageTerms {
    stemmer: Stemmer,
    terms: FxHashMap<String, TermId>,
    /// Words met since they were last asked for.
    fresh: Vec<String>,
}

impl TermReader {
    /// The term of each word of `text`, in order.
    pub fn read(&mut self, text: &str, language: &Language) -> &[TermId] {
        self.words.read(text);
        self.read.clear();
        let primary = language.primary();
        if !self.languages.contains_key(primary) {
            let fresh = LanguageTerms {
                stemmer: Stemmer::of(language),
                terms: FxHashMap::default(),
                fresh: Vec::new(),
            };
            self.languages.insert(primary.to_owned(), fresh);
        }
        let Some(known) = self.languages.get_mut(primary) else { return &[] };
        for word in self.words.iter() {
            let id = match known.terms.get(word) {
                Some(&id) => id,
                None => {
                    let name = format!("{primary}:{}", known.stemmer.stem(word));
                    let next = TermId(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
                    let id = *self.ids.entry(name).or_insert_with_key(|name| {
                        self.names.push(name.clone());
                        next
                    });
                    known.terms.insert(word.to_owned(), id);
                    known.fresh.push(word.to_owned());
                    self.remembered += 1;
                    id
                }
            };
            self.read.push(id);
        }
        &self.read
    }

    /// The words of `text`, and the term of each.
    pub fn read_both(&mut self, text: &str, language: &Language) -> (&Words, &[TermId]) {
        self.read(text, language);
        (&self.words, &self.read)
    }

    /// The words of the text read last.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// What a term is called in the index.
    pub fn name(&self, term: TermId) -> &str {
        &self.names[term.index()]
    }

    /// The words met since the last call, each with its primary language.
    pub fn take_fresh_words(&mut self) -> Vec<(String, String)> {
        let mut fresh: Vec<(String, String)> = self
            .languages
            .iter_mut()
            .flat_map(|(language, known)| {
                known.fresh.drain(..).map(|word| (language.clone(), word)).collect::<Vec<_>>()
            })
            .collect();
        fresh.sort_unstable();
        fresh
    }

    /// Whether much is remembered.
    pub fn is_full(&self) -> bool {
        self.remembered > REMEMBERED
    }

    /// Makes room when much is remembered. Ids given before do not hold after it.
    pub fn forget(&mut self) {
        if self.is_full() {
            *self = TermReader::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one_term_of_their_language() {
        let mut reader = TermReader::default();
        let arabic = Language::arabic();
        let terms = reader.read("المدرسة ومدرسةٌ كتاب", &arabic).to_vec();
        assert_eq!(terms[0], terms[1]);
        assert_ne!(terms[0], terms[2]);
        assert_eq!(reader.name(terms[0]), "ar:مدرس");
        let english = reader.read("schools school", &Language::english()).to_vec();
        assert_eq!((english[0], reader.name(english[1])), (english[1], "en:school"));
        assert_eq!(reader.take_fresh_words().len(), 5);
        assert_eq!(reader.take_fresh_words(), []);
    }
}
