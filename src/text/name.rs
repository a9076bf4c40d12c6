//! Names across scripts: the consonants of an Arabic word compared with those of a Latin one.
//!
//! Each name is reduced to a skeleton in a small common alphabet, in which letters that transliterate each
//! other are the same (ب is b and p, ف is f and v, ج is g and j) and vowels, short or long, are left out.
//! Skeletons are compared by their Jaro–Winkler similarity.

/// The consonants of a name, in a common alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Skeleton(String);

impl Skeleton {
    /// Number of consonants.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the name has no consonants.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The set of its consonants, one bit each.
    pub fn consonants(&self) -> u64 {
        self.0.bytes().fold(0, |set, consonant| set | 1 << (consonant % 64))
    }

    /// The first consonant, by which candidates can be grouped.
    pub fn initial(&self) -> Option<u8> {
        self.0.bytes().next()
    }
}

/// How similar two skeletons are, 0–1: the Jaro–Winkler similarity, or 0 if their lengths differ by more
/// than two.
pub fn name_similarity(a: &Skeleton, b: &Skeleton) -> f64 {
    if a.is_empty() || b.is_empty() || a.len().abs_diff(b.len()) > 2 {
        return 0.0;
    }
    strsim::jaro_winkler(&a.0, &b.0)
}

/// The skeleton of a Latin-script word.
pub fn latin_skeleton(word: &str) -> Skeleton {
    let letters: Vec<char> = word
        .chars()
        .flat_map(char::to_lowercase)
        .map(plain_letter)
        .filter(char::is_ascii_alphabetic)
        .collect();
    let mut skeleton = String::new();
    let mut at = 0;
    while at < letters.len() {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let (code, used) = match (letters[at], next) {
            ('s' | 'c', 'h') if letters.get(at + 2) == Some(&'t') && letters[at] == 's' => ("X", 2),
            ('s', 'h') => ("X", 2),
            ('c', 'h') => ("X", 2),
            ('t', 'h') => ("t", 2),
            ('d', 'h') => ("d", 2),
            ('k', 'h') => ("K", 2),
            ('g', 'h') => ("g", 2),
            ('p', 'h') => ("f", 2),
            ('c', 'k') => ("k", 2),
            ('c', 'e' | 'i' | 'y') => ("s", 1),
            ('c' | 'q' | 'k', _) => ("k", 1),
            ('x', _) => ("ks", 1),
            ('b' | 'p', _) => ("b", 1),
            ('f' | 'v', _) => ("f", 1),
            ('g' | 'j', _) => ("g", 1),
            ('z', _) => ("z", 1),
            ('s', _) => ("s", 1),
            ('t', _) => ("t", 1),
            ('d', _) => ("d", 1),
            ('l', _) => ("l", 1),
            ('m', _) => ("m", 1),
            ('n', _) => ("n", 1),
            ('r', _) => ("r", 1),
            // h is a consonant only before a vowel; w and y only at the start.
            ('h', 'a' | 'e' | 'i' | 'o' | 'u' | 'y') => ("h", 1),
            ('w', _) if at == 0 => ("w", 1),
            ('y', _) if at == 0 => ("y", 1),
            _ => ("", 1),
        };
        push_code(&mut skeleton, code);
        at += used;
    }
    Skeleton(skeleton)
}

/// The skeleton of an Arabic word folded by [`super::Tier::Letters`], without its article.
pub fn arabic_skeleton(word: &str) -> Skeleton {
    let bare = word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3).unwrap_or(word);
    let mut skeleton = String::new();
    let last = bare.chars().count().saturating_sub(1);
    for (at, c) in bare.chars().enumerate() {
        let code = match c {
            'ب' | 'پ' => "b",
            'ف' | 'ڤ' => "f",
            'ت' | 'ط' | 'ث' => "t",
            'د' | 'ض' | 'ذ' => "d",
            'ج' | 'غ' | 'گ' => "g",
            'ح' => "h",
            'ه' if at < last => "h",
            'خ' => "K",
            'ر' => "r",
            'ز' | 'ظ' => "z",
            'س' | 'ص' => "s",
            'ش' | 'چ' => "X",
            'ق' | 'ك' => "k",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            'و' if at == 0 => "w",
            'ي' if at == 0 => "y",
            _ => "",
        };
        push_code(&mut skeleton, code);
    }
    Skeleton(skeleton)
}

/// Adds a consonant; a doubled one is written once in Arabic.
fn push_code(skeleton: &mut String, code: &str) {
    if !code.is_empty() && !skeleton.ends_with(code) {
        skeleton.push_str(code);
    }
}

/// A Latin letter without its diacritics.
fn plain_letter(c: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'ß' => 's',
        'ı' => 'i',
        _ => c.nfd().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(latin: &str, arabic: &str) -> f64 {
        let folded = super::super::fold(arabic, super::super::Tier::Letters);
        name_similarity(&latin_skeleton(latin), &arabic_skeleton(&folded))
    }

    #[test]
    fn transliterations_are_alike() {
        for (latin, arabic) in [
            ("Blinken", "بلينكن"),
            ("Obama", "أوباما"),
            ("Washington", "واشنطن"),
            ("Palestine", "فلسطين"),
            ("Gallant", "غالانت"),
            ("Vienna", "فيينا"),
            ("Poland", "بولندا"),
            ("Michael", "مايكل"),
            ("Richard", "ريتشارد"),
            ("Chávez", "شافيز"),
            ("Google", "غوغل"),
            ("Google", "جوجل"),
        ] {
            assert!(
                similarity(latin, arabic) >= 0.7,
                "{latin} {arabic} {}",
                similarity(latin, arabic)
            );
        }
    }

    #[test]
    fn unrelated_names_are_not() {
        for (latin, arabic) in [("Blinken", "أوباما"), ("Washington", "القاهرة"), ("Paris", "لندن")]
        {
            assert!(similarity(latin, arabic) < 0.7, "{latin} {arabic}");
        }
    }
}
