//! Articles with their translations, made of the built-in lexicon's words, for measuring.
//!
//! They read like nothing, but their words are as frequent as in running text, and the translation
//! leaves out, adds, merges and splits sentences, more of the one than of the other, so that the sides
//! drift apart. The same seed makes the same pair.

#![allow(dead_code)]

use std::ops::Range;

use tarjuman::align::lexicon::{Lexicon, TableKey, UnitKind};
use tarjuman::model::{Language, ParagraphKind, Segment, Side};

/// Words of a sentence.
const WORDS: Range<u64> = 6..30;
/// Sentences of a paragraph.
const PARAGRAPH: u64 = 5;

/// An article, its translation, and the beads they were made by.
pub struct MadeDocument {
    /// English.
    pub source: Side,
    /// Arabic.
    pub target: Side,
    /// All beads in order, omissions included.
    pub gold: Vec<(Range<usize>, Range<usize>)>,
}

/// Makes documents.
pub struct Maker {
    words: Vec<Word>,
    /// Sum of the counts up to and with each word.
    sums: Vec<u64>,
}

struct Word {
    english: String,
    arabic: String,
}

/// What becomes of a sentence in translation, in per cent; the rest stays one for one.
const OMITTED: u64 = 4;
const ADDED: u64 = 2;
const MERGED: u64 = 8;
const SPLIT: u64 = 3;
/// Of the words of a sentence, the share that its translation leaves out or translates by chance.
const FREE: u64 = 30;
/// Of a hundred units, those that are an earlier one with a few words changed.
const NEAR_DUPLICATES: u64 = 20;

impl Maker {
    /// With the words of the built-in lexicon and their most probable translations.
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

    /// A document of that many source segments.
    pub fn document(&self, segments: usize, seed: u64) -> MadeDocument {
        let mut random = Random(seed);
        let mut made = MadeDocument {
            source: Side { language: Language::english(), segments: Vec::new() },
            target: Side { language: Language::arabic(), segments: Vec::new() },
            gold: Vec::new(),
        };
        let mut paragraph = 0;
        while made.source.segments.len() < segments {
            let (from, to) = (made.source.segments.len(), made.target.segments.len());
            let (english, mut arabic) = self.sentence(&mut random);
            push(&mut made.source, &english, paragraph);
            match random.below(100) {
                n if n < OMITTED => {}
                n if n < OMITTED + ADDED => {
                    push(&mut made.target, &arabic, paragraph);
                    made.gold.push((from..from + 1, to..to + 1));
                    push(&mut made.target, &self.sentence(&mut random).1, paragraph);
                    made.gold.push((from + 1..from + 1, to + 1..to + 2));
                    continue;
                }
                n if n < OMITTED + ADDED + MERGED && from + 1 < segments => {
                    let (more, translated) = self.sentence(&mut random);
                    push(&mut made.source, &more, paragraph);
                    arabic.extend(translated);
                    push(&mut made.target, &arabic, paragraph);
                }
                n if n < OMITTED + ADDED + MERGED + SPLIT && arabic.len() > 1 => {
                    let rest = arabic.split_off(arabic.len() / 2);
                    push(&mut made.target, &arabic, paragraph);
                    push(&mut made.target, &rest, paragraph);
                }
                _ => push(&mut made.target, &arabic, paragraph),
            }
            let (source, target) = (made.source.segments.len(), made.target.segments.len());
            made.gold.push((from..source, to..target));
            paragraph += usize::from(random.below(PARAGRAPH) == 0);
        }
        made
    }

    /// The words of a sentence and of its translation.
    fn sentence(&self, random: &mut Random) -> (Vec<&str>, Vec<&str>) {
        let length = WORDS.start + random.below(WORDS.end - WORDS.start);
        let (mut english, mut arabic) = (Vec::new(), Vec::new());
        for _ in 0..length {
            let word = self.word(random);
            english.push(word.english.as_str());
            match random.below(100) {
                n if n < FREE / 2 => {}
                n if n < FREE => arabic.push(self.word(random).arabic.as_str()),
                _ => arabic.push(word.arabic.as_str()),
            }
        }
        if arabic.is_empty() {
            arabic.push(self.word(random).arabic.as_str());
        }
        (english, arabic)
    }

    /// A translation unit in the order it is made: a sentence of thirteen English words on average, or
    /// one made before with some words changed. Names and numbers are many and rare.
    pub fn unit(&self, made: &[(String, String)], random: &mut Random) -> (String, String) {
        if !made.is_empty() && random.below(100) < NEAR_DUPLICATES {
            let (english, arabic) = &made[random.below(made.len() as u64) as usize];
            let changes = 1 + random.below(3);
            return (
                self.changed(english, changes, random),
                self.changed_arabic(arabic, changes, random),
            );
        }
        // The sum of two dice is rarely far from its mean.
        let length = 3 + random.below(11) + random.below(11);
        let (mut english, mut arabic) = (Vec::new(), Vec::new());
        for at in 0..length {
            let (e, a) = self.translated(random);
            english.push(if at == 0 { capitalised(&e) } else { e });
            if random.below(100) >= FREE / 2 {
                arabic.push(a);
            }
        }
        (format!("{}.", english.join(" ")), format!("{}.", arabic.join(" ")))
    }

    /// The text with that many words replaced, left out or added.
    pub fn changed(&self, text: &str, changes: u64, random: &mut Random) -> String {
        self.change_words(text, changes, random, false)
    }

    fn changed_arabic(&self, text: &str, changes: u64, random: &mut Random) -> String {
        self.change_words(text, changes, random, true)
    }

    fn change_words(&self, text: &str, changes: u64, random: &mut Random, arabic: bool) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        for _ in 0..changes {
            let at = random.below(words.len() as u64) as usize;
            let (e, a) = self.translated(random);
            let word = if arabic { a } else { e };
            match random.below(4) {
                0 if words.len() > 2 => drop(words.remove(at)),
                1 => words.insert(at, word),
                _ => words[at] = word,
            }
        }
        words.join(" ")
    }

    /// A word as it stands in a text, and its translation: inflected, or a name or number.
    fn translated(&self, random: &mut Random) -> (String, String) {
        match random.below(100) {
            n if n < 2 => {
                let number = random.below(10_000).to_string();
                (number.clone(), number)
            }
            n if n < 5 => self.name(random),
            n => {
                // Short words are mostly function words: the, in, من; no text has “thes” or الفي.
                let word = self.word(random);
                let ending = match n {
                    ..15 if word.english.len() >= 4 => ["s", "ed", "ing"][random.below(3) as usize],
                    _ => "",
                };
                let before = match n {
                    ..40 if word.arabic.chars().count() >= 4 => {
                        ["و", "ال", "ب", "ل", "وال"][random.below(5) as usize]
                    }
                    ..20 => "و",
                    _ => "",
                };
                (format!("{}{ending}", word.english), format!("{before}{}", word.arabic))
            }
        }
    }

    /// Names grow with the square root of the text, as in a newspaper: some come often, most once.
    fn name(&self, random: &mut Random) -> (String, String) {
        let rank = (300_000f64.powf(random.below(1 << 20) as f64 / f64::from(1 << 20))) as u64;
        let mut letters = Random(rank);
        let (mut english, mut arabic) = (String::new(), String::new());
        for _ in 0..2 + letters.below(3) {
            let (consonant, vowel) = (letters.below(12) as usize, letters.below(3) as usize);
            english.push(['b', 't', 'd', 'r', 'z', 's', 'f', 'q', 'k', 'l', 'm', 'n'][consonant]);
            english.push(['a', 'i', 'u'][vowel]);
            arabic.push(['ب', 'ت', 'د', 'ر', 'ز', 'س', 'ف', 'ق', 'ك', 'ل', 'م', 'ن'][consonant]);
            arabic.push(['ا', 'ي', 'و'][vowel]);
        }
        (capitalised(&english), arabic)
    }

    fn word(&self, random: &mut Random) -> &Word {
        let at = random.below(self.sums.last().copied().unwrap_or(1));
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn push(side: &mut Side, words: &[&str], paragraph: usize) {
    let text = format!("{}.", words.join(" "));
    side.segments.push(Segment { text, paragraph, kind: ParagraphKind::Text });
}

/// SplitMix64 (Steele, Lea & Flood 2014).
pub struct Random(pub u64);

impl Random {
    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}
