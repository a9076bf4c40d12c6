//! The differences between a query and a stored text, word by word.

use serde::Serialize;

use super::super::matching::{EditStep, Query, Stored};
use crate::text::Words;

/// A run of words that are equal or differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Whether both sides are equal apart from their spelling.
    pub same: bool,
    /// The part of the query; all parts together are the whole query.
    pub query: String,
    /// The part of the stored text; all parts together are the whole stored text.
    pub source: String,
}

/// Divides both texts into runs of equal and of different words.
pub fn differences(query: &Query, stored: Stored<'_>, steps: &[EditStep]) -> Vec<Difference> {
    let (query_words, text) = (query.as_text().words, stored.text.words);
    let mut runs: Vec<(bool, usize, usize)> = Vec::new();
    for step in steps {
        let (same, at, to) = match *step {
            EditStep::Pair(at, to) => (query_words.folded(at) == text.folded(to), 1, 1),
            EditStep::First(_) => (false, 1, 0),
            EditStep::Second(_) => (false, 0, 1),
        };
        match runs.last_mut() {
            Some((before, of_query, of_source)) if *before == same => {
                *of_query += at;
                *of_source += to;
            }
            _ => runs.push((same, at, to)),
        }
    }
    let mut query_parts = WordSplitter::new(&query.text, query_words);
    let mut source_parts = WordSplitter::new(stored.plain, text);
    runs.into_iter()
        .map(|(same, of_query, of_source)| Difference {
            same,
            query: query_parts.next_words(of_query),
            source: source_parts.next_words(of_source),
        })
        .collect()
}

/// Splits a text before words, so that no character is lost.
struct WordSplitter<'a> {
    text: &'a str,
    words: &'a Words,
    from: usize,
    taken: usize,
}

impl<'a> WordSplitter<'a> {
    fn new(text: &'a str, words: &'a Words) -> Self {
        WordSplitter { text, words, from: 0, taken: 0 }
    }

    /// The next `words` words and the characters after them.
    fn next_words(&mut self, words: usize) -> String {
        if words == 0 {
            return String::new();
        }
        self.taken += words;
        let next = self.words.as_slice().get(self.taken);
        let end = next.map_or(self.text.len(), |word| word.range.start);
        let start = std::mem::replace(&mut self.from, end);
        self.text[start..end].to_owned()
    }
}
