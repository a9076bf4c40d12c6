//! Several memories searched as one.

use super::{LookupOptions, Match, Memory, Neighbours};
use crate::error::Result;
use crate::model::Language;

/// Something found in one of several memories, with the number of that memory.
#[derive(Debug, Clone, PartialEq)]
pub struct InMemory<T> {
    /// The index of the memory, from 0.
    pub memory: usize,
    /// What was found.
    pub value: T,
}

/// A text to look up in several memories.
#[derive(Debug, Clone)]
pub struct LookupQuery {
    /// The text.
    pub text: String,
    /// Its language; without one, every language of a memory that is written in the same script.
    pub language: Option<Language>,
    /// The minimum score of a match, 0–100.
    pub min: u8,
    /// The largest number of different texts.
    pub max: usize,
    /// The texts before and after it in its document.
    pub context: Neighbours,
}

impl LookupQuery {
    /// The matches in one memory, each of which loses `penalty` points.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn find_in(&self, memory: &mut Memory, penalty: u8) -> Result<Vec<Match>> {
        let languages = match &self.language {
            Some(language) => vec![language.clone()],
            None => memory.languages_of(&self.text)?,
        };
        let mut found = Vec::new();
        for language in languages {
            let context = self.context.clone();
            let (min, max) = (self.min, self.max);
            let options = LookupOptions { language, min, max, context, penalty };
            found.extend(memory.lookup(&self.text, &options)?);
        }
        Ok(found)
    }
}

/// The best of the matches found in several memories: all translations of the `max` best texts, the
/// newest first among equal scores.
pub fn best_matches(
    found: impl IntoIterator<Item = Vec<Match>>,
    max: usize,
) -> Vec<InMemory<Match>> {
    let of_memory = |(memory, found): (usize, Vec<Match>)| {
        found.into_iter().map(move |value| InMemory { memory, value })
    };
    let all = found.into_iter().enumerate().flat_map(of_memory).collect();
    Match::best_by(all, max, |found: &InMemory<Match>| &found.value)
}

/// Open memories, each with the penalty of its matches in points.
#[derive(Debug)]
pub struct MemorySet {
    memories: Vec<(Memory, u8)>,
}

impl MemorySet {
    /// A set of these memories.
    pub fn new(memories: Vec<(Memory, u8)>) -> Self {
        MemorySet { memories }
    }

    /// The best matches of a text in all memories.
    ///
    /// # Errors
    /// When a memory cannot be read.
    pub fn lookup(&mut self, query: &LookupQuery) -> Result<Vec<InMemory<Match>>> {
        let memories = self.memories.iter_mut();
        let found: Vec<Vec<Match>> = memories
            .map(|(memory, penalty)| query.find_in(memory, *penalty))
            .collect::<Result<_>>()?;
        Ok(best_matches(found, query.max))
    }

    /// The memories in order.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Memory> {
        self.memories.iter_mut().map(|(memory, _)| memory)
    }

    /// Whether one of the memories has a document with this name.
    ///
    /// # Errors
    /// When a memory cannot be read.
    pub fn has_document(&self, name: &str) -> Result<bool> {
        for (memory, _) in &self.memories {
            if memory.find_document(name)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
