//! The terms of a text: stems of its words, prefixed with the language.

use rustc_hash::FxHashMap;

use super::WholeText;
use crate::model::Language;
use crate::text::{Stemmer, Words};

/// The number of cached words at which the cache is cleared, so that a long import needs little memory.
/// Common words soon return.
const MAX_REMEMBERED: usize = 100_000;

/// A term as a number, valid until [`TermReader::forget`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(u32);

impl TermId {
    /// The number, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Converts texts to terms; stems are cached.
#[derive(Default)]
pub struct TermReader {
    words: Words,
    languages: FxHashMap<String, LanguageTerms>,
    names: Names,
    remembered: usize,
    read: Vec<TermId>,
}

/// The names of terms, by number and vice versa.
#[derive(Default)]
struct Names {
    ids: FxHashMap<String, TermId>,
    by_id: Vec<String>,
}

impl Names {
    fn intern(&mut self, name: String) -> TermId {
        let next = TermId(u32::try_from(self.by_id.len()).unwrap_or(u32::MAX));
        *self.ids.entry(name).or_insert_with_key(|name| {
            self.by_id.push(name.clone());
            next
        })
    }
}

struct LanguageTerms {
    stemmer: Stemmer,
    terms: FxHashMap<String, TermId>,
    /// Terms of whole texts, by bucket.
    wholes: FxHashMap<u16, TermId>,
    /// Words met since the last call of [`TermReader::take_fresh_words`].
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
                wholes: FxHashMap::default(),
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
                    let id = self.names.intern(name);
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

    /// Reads `text`; returns the term of each word, and the term of the whole text with its check value.
    pub fn read_whole(&mut self, text: &str, language: &Language) -> (&[TermId], (TermId, u8)) {
        self.read(text, language);
        let whole = WholeText::of(text, &self.words);
        let primary = language.primary();
        let known = self.languages.get(primary).and_then(|known| known.wholes.get(&whole.bucket));
        let term = known.copied().unwrap_or_else(|| {
            let term = self.names.intern(whole.term(primary));
            if let Some(known) = self.languages.get_mut(primary) {
                known.wholes.insert(whole.bucket, term);
            }
            term
        });
        (&self.read, (term, whole.check))
    }

    /// Reads `text`; returns its words and the term of each.
    pub fn read_both(&mut self, text: &str, language: &Language) -> (&Words, &[TermId]) {
        self.read(text, language);
        (&self.words, &self.read)
    }

    /// The words of the text that was read last.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The name of a term in the index.
    pub fn name(&self, term: TermId) -> &str {
        &self.names.by_id[term.index()]
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

    /// Whether the cache should be cleared.
    pub fn is_full(&self) -> bool {
        self.remembered > MAX_REMEMBERED
    }

    /// Clears the cache if it is full. Ids returned before are then invalid.
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
