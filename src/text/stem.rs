//! Light stems, for alignment and candidate search only: what is stored is never stemmed.

use rust_stemmers::{Algorithm, Stemmer as Snowball};

use crate::model::Language;

/// Stems one folded word of a language: Arabic by one light pass, English by Snowball's Porter2,
/// other languages not at all.
pub enum Stemmer {
    /// One pass over Arabic clitics and endings.
    Arabic,
    /// Snowball English.
    English(Snowball),
    /// The word as it is.
    Plain,
}

impl Stemmer {
    /// The stemmer for a language.
    pub fn of(language: &Language) -> Self {
        match language.primary() {
            "ar" => Stemmer::Arabic,
            "en" => Stemmer::English(Snowball::create(Algorithm::English)),
            _ => Stemmer::Plain,
        }
    }

    /// The stem of a word folded by [`super::Tier::Letters`].
    pub fn stem(&self, word: &str) -> String {
        match self {
            Stemmer::Arabic => stem_arabic(word).to_owned(),
            Stemmer::English(snowball) => snowball.stem(word).into_owned(),
            Stemmer::Plain => word.to_owned(),
        }
    }
}

/// Proclitics after an optional و or ف, longest first, with the letters that must remain.
const PROCLITICS: [(&str, usize); 8] =
    [("بال", 2), ("كال", 2), ("ال", 2), ("لل", 2), ("ب", 4), ("ل", 4), ("ك", 4), ("س", 4)];

/// Endings, longest first; at least three letters remain.
const ENDINGS: [&str; 16] = [
    "هما", "كما", "تين", "ها", "ان", "ات", "ون", "ين", "يه", "هم", "هن", "نا", "كم", "وا", "ه", "ي",
];

fn stem_arabic(word: &str) -> &str {
    let mut rest = word;
    if let Some(after) = rest.strip_prefix('و').or_else(|| rest.strip_prefix('ف'))
        && after.chars().count() >= 3
    {
        rest = after;
    }
    for (clitic, left) in PROCLITICS {
        if let Some(after) = rest.strip_prefix(clitic)
            && after.chars().count() >= left
        {
            rest = after;
            break;
        }
    }
    for ending in ENDINGS {
        if let Some(before) = rest.strip_suffix(ending)
            && before.chars().count() >= 3
        {
            return before;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clitics_and_endings_come_off_once() {
        for (word, stem) in [
            ("والمدرسه", "مدرس"),
            ("وبالمدرسه", "مدرس"),
            ("للطلاب", "طلاب"),
            ("العالم", "عالم"),
            ("الحكومي", "حكوم"),
            ("شيء", "شيء"),
            ("ال", "ال"),
            ("و", "و"),
            ("", ""),
        ] {
            assert_eq!(stem_arabic(word), stem, "{word}");
        }
    }

    #[test]
    fn at_least_two_letters_remain() {
        for word in ["الان", "وال", "لله", "بها", "في", "هي"] {
            assert!(stem_arabic(word).chars().count() >= 2, "{word}");
        }
    }
}
