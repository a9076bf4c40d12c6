//! Generated translation units, for benchmarks.

use crate::words::{FREE, Maker, Random};

/// Units that are an earlier unit with a few words changed, in per cent.
const NEAR_DUPLICATES: u64 = 20;

impl Maker {
    /// The next translation unit: a sentence of thirteen English words on average, or an earlier unit with
    /// some words changed. There are many names and numbers, each of them rare.
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

    /// The text with this number of words replaced, removed or added.
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

    /// A word as it occurs in a text, and its translation: inflected, or a name or number.
    fn translated(&self, random: &mut Random) -> (String, String) {
        match random.below(100) {
            n if n < 2 => {
                let number = random.below(10_000).to_string();
                (number.clone(), number)
            }
            n if n < 5 => self.name(random),
            n => {
                // Short words are mostly function words (the, in, من), which take no endings or prefixes.
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

    /// A name and its transcription. As in a newspaper, some names are frequent and most occur once.
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
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
