//! Light stems, for alignment and the search for candidates only: nothing is stored as a stem.

use rust_stemmers::{Algorithm, Stemmer as Snowball};

use crate::model::Language;

/// Stems folded words of a language: Arabic with a light stemmer, English with Snowball's Porter2, other
/// languages not at all.
pub enum Stemmer {
    /// Removes clitics and endings of Arabic in one pass.
    Arabic,
    /// Snowball for English.
    English(Snowball),
    /// Leaves words as they are.
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

/// Proclitics after an optional و or ف, the longest first, with the number of letters that must remain.
const PROCLITICS: [(&str, usize); 8] =
    [("بال", 2), ("كال", 2), ("ال", 2), ("لل", 2), ("ب", 4), ("ل", 4), ("ك", 4), ("س", 4)];

/// Endings, the longest first; at least three letters remain.
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

/// Whether two folded Arabic words may be forms of one: they are equal without some of their clitics and
/// endings, and at least three letters are left.
///
/// A stem has lost everything that looks like a clitic; here only what must be is removed, so that سيارة and
/// السيارة match although س may be a clitic.
pub fn may_be_forms(a: &str, b: &str) -> bool {
    // Arabic letters begin with these bytes in UTF-8; all letters of a word are of one script.
    let is_arabic = |word: &str| matches!(word.as_bytes().first(), Some(0xD8..=0xDB));
    if !is_arabic(a) || !is_arabic(b) || !share_three_letters(a, b) {
        return false;
    }
    let others = cores(b);
    cores(a).iter().any(|core| others.contains(core))
}

/// Whether the words have three letters in a row in common, without which no core can be equal.
fn share_three_letters(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    a.windows(3).any(|three| b.windows(3).any(|other| three == other))
        // مدرسة and مدرستهم: the last letter before an ending changes.
        || (a.len() == 3 && b.starts_with(&a[..2]))
        || (b.len() == 3 && a.starts_with(&b[..2]))
}

/// The word without some of its clitics and endings, in every way that leaves at least three letters.
fn cores(word: &str) -> Vec<String> {
    let mut begun = vec![word];
    for conjunction in ["و", "ف"] {
        begun.extend(word.strip_prefix(conjunction));
    }
    let conjoined = begun.clone();
    for word in conjoined {
        begun.extend(PROCLITICS.iter().filter_map(|(clitic, _)| word.strip_prefix(clitic)));
    }
    let mut found = Vec::new();
    for start in begun {
        found.push(start.to_owned());
        for ending in ENDINGS {
            let Some(core) = start.strip_suffix(ending) else { continue };
            found.push(core.to_owned());
            // ة is ت before an ending.
            if let Some(before) = core.strip_suffix('ت') {
                found.push(before.to_owned());
            }
        }
    }
    found.retain(|core| core.chars().count() >= 3);
    found
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
    fn words_may_be_forms_whatever_they_begin_with() {
        for (a, b) in [
            ("سياره", "السياره"),
            ("فندق", "الفندق"),
            ("واحد", "الواحد"),
            ("برلمان", "والبرلمان"),
            ("مدرسه", "مدرستهم"),
            ("كتاب", "كتابه"),
            ("لجنه", "لجنته"),
        ] {
            assert!(may_be_forms(a, b) && may_be_forms(b, a), "{a} {b}");
        }
        for (a, b) in [("حفظ", "حذف"), ("كتاب", "مكتب"), ("الملك", "الملف"), ("house", "houses")]
        {
            assert!(!may_be_forms(a, b), "{a} {b}");
        }
    }

    #[test]
    fn at_least_two_letters_remain() {
        for word in ["الان", "وال", "لله", "بها", "في", "هي"] {
            assert!(stem_arabic(word).chars().count() >= 2, "{word}");
        }
    }
}
