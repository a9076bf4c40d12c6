//! How much of two texts the lexicons know, and thus how far their alignment can rely on words.

use std::ops::AddAssign;

use crate::model::Pair;

/// The number of words of both sides, and of words that the lexicons know. Can be summed over documents.
pub type Coverage = Pair<KnownWords>;

/// Numbers of words in running text, counting repetitions. Numbers and addresses are not words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KnownWords {
    /// All words.
    pub words: usize,
    /// The words that a lexicon knows by their stem or root.
    pub known: usize,
}

impl Coverage {
    /// The sum of both sides.
    pub fn total(self) -> KnownWords {
        let mut total = self.source;
        total += self.target;
        total
    }
}

impl KnownWords {
    /// The share of known words, 0–1; 1 if there are no words.
    pub fn share(self) -> f64 {
        if self.words == 0 { 1.0 } else { self.known as f64 / self.words as f64 }
    }
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Self) {
        self.source += other.source;
        self.target += other.target;
    }
}

impl AddAssign for KnownWords {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.known += other.known;
    }
}
