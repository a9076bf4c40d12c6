//! How much of two texts the lexicons know, and so how far their alignment rests on words.

use std::ops::AddAssign;

use crate::model::Pair;

/// The words of two sides and those of them that the lexicons know. Sums over documents.
pub type Coverage = Pair<KnownWords>;

/// Words of running text: repetitions count. Numbers and addresses are no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KnownWords {
    /// All words.
    pub words: usize,
    /// Of these, known to a lexicon by their stem or root.
    pub known: usize,
}

impl Coverage {
    /// Both sides as one text.
    pub fn total(self) -> KnownWords {
        let mut total = self.source;
        total += self.target;
        total
    }
}

impl KnownWords {
    /// The share of the words that is known, 0–1; of no words, all are.
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
