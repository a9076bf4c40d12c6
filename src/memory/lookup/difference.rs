//! What differs between a text and a stored one, word by word.

use serde::Serialize;

use super::super::matching::{EditStep, Query, Stored};
use crate::text::Words;

/// A stretch of words that are the same or differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Whether both are the same but for their spelling.
    pub same: bool,
    /// What the text that was looked up has there; all stretches together are that text.
    pub query: String,
    /// What the stored text has there; all stretches together are that text.
    pub source: String,
}

/// Stretches of equal and of different words, which make up both texts whole.
pub fn differences(query: &Query, stored: Stored<'_>, steps: &[EditStep]) -> Vec<Difference> {
    let (query_words, text) = (query.as_text().words, stored.text.words);
    let mut stretches: Vec<(bool, usize, usize)> = Vec::new();
    for step in steps {
        let (same, at, to) = match *step {
            EditStep::Pair(at, to) => (query_words.folded(at) == text.folded(to), 1, 1),
            EditStep::First(_) => (false, 1, 0),
            EditStep::Second(_) => (false, 0, 1),
        };
        match stretches.last_mut() {
            Some((before, of_query, of_source)) if *before == same => {
                *of_query += at;
                *of_source += to;
            }
            _ => stretches.push((same, at, to)),
        }
    }
    let mut query_cuts = Cuts::new(&query.text, query_words);
    let mut source_cuts = Cuts::new(stored.plain, text);
    stretches
        .into_iter()
        .map(|(same, of_query, of_source)| Difference {
            same,
            query: query_cuts.take(of_query),
            source: source_cuts.take(of_source),
        })
        .collect()
}

/// A text that is cut before words, so that nothing of it is lost.
struct Cuts<'a> {
    text: &'a str,
    words: &'a Words,
    from: usize,
    taken: usize,
}

impl<'a> Cuts<'a> {
    fn new(text: &'a str, words: &'a Words) -> Self {
        Cuts { text, words, from: 0, taken: 0 }
    }

    /// The next words with what stands after them.
    fn take(&mut self, words: usize) -> String {
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
