//! Several memories looked into as one.

use super::{LookupOptions, Match, Memory, Neighbours};
use crate::error::Result;
use crate::model::Language;

/// Something found in one of several memories.
#[derive(Debug, Clone, PartialEq)]
pub struct InMemory<T> {
    /// The memory's place among them, from 0.
    pub memory: usize,
    /// What was found.
    pub value: T,
}

/// A text to look up in several memories.
#[derive(Debug, Clone)]
pub struct LookupQuery {
    /// The text.
    pub text: String,
    /// Its language; where none is given, every language of a memory whose script it is in.
    pub language: Option<Language>,
    /// Matches score at least this, 0–100.
    pub min: u8,
    /// At most this many different texts.
    pub max: usize,
    /// The texts before and after it in its document.
    pub context: Neighbours,
}

impl LookupQuery {
    /// Its matches in one memory, which lose so many points.
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

/// The best of the matches found in several memories: of the `max` best texts, and of each text all
/// translations; of equal ones the newest first.
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

/// Open memories, each with the points that its matches lose.
#[derive(Debug)]
pub struct MemorySet {
    memories: Vec<(Memory, u8)>,
}

impl MemorySet {
    /// These memories.
    pub fn new(memories: Vec<(Memory, u8)>) -> Self {
        MemorySet { memories }
    }

    /// The best matches of a text in all of them.
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

    /// Whether one of them has a document of that name.
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
