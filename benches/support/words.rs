//! Words of the built-in lexicon with their translations, as frequent as in running text, for benchmarks.

use tarjuman::align::lexicon::{Lexicon, TableKey, UnitKind};

/// A generator of texts.
pub struct Maker {
    words: Vec<Word>,
    /// Cumulative counts: for each word, the sum up to and including it.
    sums: Vec<u64>,
}

/// A word and its translation.
pub struct Word {
    pub english: String,
    pub arabic: String,
}

/// Words of a sentence that the translation omits or replaces by random words, in per cent.
pub const FREE: u64 = 30;
impl Maker {
    /// A generator with the words of the built-in lexicon and their most probable translations.
    pub fn new() -> Maker {
        let lexicon = Lexicon::built_in();
        let table = lexicon.table(TableKey { kind: UnitKind::Stem, from_arabic: false });
        let (mut words, mut sums, mut sum) = (Vec::new(), Vec::new(), 0);
        for (english, entry) in table.words() {
            let Some((arabic, _)) = entry.translations().next() else { continue };
            sum += entry.count as u64;
            sums.push(sum);
            words.push(Word { english: english.to_owned(), arabic: arabic.to_owned() });
        }
        Maker { words, sums }
    }

    /// A random word, by frequency.
    pub fn word(&self, random: &mut Random) -> &Word {
        let at = random.below(self.sums.last().copied().unwrap_or(1));
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }
}

/// A random number generator: SplitMix64 (Steele, Lea & Flood 2014).
pub struct Random(pub u64);

impl Random {
    /// A random number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}
