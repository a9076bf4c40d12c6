//! The words of a text as a memory compares them: folded by [`super::Tier::Letters`], numbers as values.
//!
//! This is the fast reader, with which memories of millions of texts are indexed and searched. Unlike
//! [`super::tokens`] it does not know addresses.

use std::ops::Range;
use std::str::Chars;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

use super::fold::{fold_letter, is_invisible_control, is_mark};
use super::number::Digits;
use super::script::{Script, script_of};

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Byte range in the text as typed.
    pub range: Range<usize>,
    /// Whether it is a number in digits; its folded form is then its value; a sequence stays as it is.
    pub is_number: bool,
    folded: Range<usize>,
}

/// The words of a text in order. The same value can be used to read one text after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    folded: String,
    words: Vec<Word>,
}

impl Words {
    /// The words of `text`.
    pub fn of(text: &str) -> Words {
        let mut words = Words::default();
        words.read(text);
        words
    }

    /// Reads another text and forgets the last.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.words.clear();
        Reading { text, words: self, open: None }.read();
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The folded word at an index from 0.
    pub fn folded(&self, index: usize) -> &str {
        &self.folded[self.words[index].folded.clone()]
    }

    /// All folded words in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(|word| &self.folded[word.folded.clone()])
    }

    /// All words with their places in the text.
    pub fn as_slice(&self) -> &[Word] {
        &self.words
    }
}

/// Whether a text may have a folded word, or a word that begins with it. `false` is certain; this is much
/// faster than reading the words of the text.
pub fn may_have_word(text: &str, folded: &str) -> bool {
    let Some(first) = folded.chars().next() else { return true };
    // A number is compared by value, however it is written.
    if first.is_ascii_digit() {
        return true;
    }
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match simple_fold(c) {
            Folded::Letter(letter)
                if letter == first && begins_with(rest.clone(), &folded[first.len_utf8()..]) =>
            {
                return true;
            }
            Folded::Unknown => return true,
            _ => {}
        }
    }
    false
}

fn begins_with(mut rest: Chars<'_>, folded: &str) -> bool {
    folded.chars().all(|wanted| {
        loop {
            match rest.next().map(simple_fold) {
                Some(Folded::Silent) => {}
                Some(Folded::Letter(letter)) => return letter == wanted,
                Some(Folded::Unknown) => return true,
                None => return false,
            }
        }
    })
}

/// A character folded by itself.
enum Folded {
    Letter(char),
    Silent,
    /// It may become several letters, or a different one together with its neighbour.
    Unknown,
}

fn simple_fold(c: char) -> Folded {
    match c {
        '\0'..='\u{7F}' => Folded::Letter(c.to_ascii_lowercase()),
        '\u{0640}' => Folded::Silent,
        'أ' | 'إ' | 'آ' => Folded::Letter('ا'),
        'ى' | 'ئ' => Folded::Letter('ي'),
        'ة' => Folded::Letter('ه'),
        'ؤ' => Folded::Letter('و'),
        '\u{0621}'..='\u{064A}' | '،' | '؛' | '؟' | '«' | '»' | '“' | '”' | '–' | '—' => {
            Folded::Letter(c)
        }
        '’' => Folded::Letter('\''),
        c if is_mark(c) || is_invisible_control(c) => Folded::Silent,
        _ => Folded::Unknown,
    }
}

/// What a character does to the word it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter of a script that puts spaces between words.
    Letter(Script),
    /// A letter of a script that does not: a word by itself.
    Alone,
    Digit,
    /// Invisible, or a vowel sign that may be missing: part of the word but not of its spelling.
    Silent,
    /// A combining mark of the letter before it.
    Mark,
    /// Ends the word.
    Break,
}

fn class_of(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter(Script::Latin),
        '0'..='9' | '٠'..='٩' | '۰'..='۹' => Class::Digit,
        '\0'..='\u{7F}' => Class::Break,
        '\u{0640}' => Class::Silent,
        '\u{0620}'..='\u{064A}' => Class::Letter(Script::Arabic),
        c if is_mark(c) || is_invisible_control(c) => Class::Silent,
        c if is_spaceless(c) => Class::Alone,
        c if is_combining_mark(c) => Class::Mark,
        // Isolated vowel signs among the presentation forms.
        '\u{FE70}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}' => Class::Silent,
        c => script_of(c).map_or(Class::Break, Class::Letter),
    }
}

/// Whether a letter is of a script that puts no spaces between words: Thai to Khmer, kana, Han.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0E30}' | '\u{0E32}'..='\u{0E33}' | '\u{0E40}'..='\u{0E46}'
        | '\u{0E81}'..='\u{0EB0}' | '\u{0EB2}'..='\u{0EB3}' | '\u{0EC0}'..='\u{0EC6}'
        | '\u{1000}'..='\u{102A}' | '\u{1780}'..='\u{17B3}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// The word that is being read.
#[derive(Debug, Clone, Copy)]
struct Open {
    start: usize,
    folded: usize,
    class: Class,
    /// Whether it has letters as well as digits (G7) and so is not a number.
    mixed: bool,
}

struct Reading<'a> {
    text: &'a str,
    words: &'a mut Words,
    open: Option<Open>,
}

impl Reading<'_> {
    fn read(mut self) {
        let text = self.text;
        for (at, c) in text.char_indices() {
            match class_of(c) {
                Class::Break if self.is_inside(at, c) => self.push_inner(c),
                Class::Break => self.close(at),
                Class::Silent => {}
                Class::Mark => self.push_mark(c),
                Class::Alone => {
                    self.close(at);
                    self.begin(at, Class::Alone);
                    self.push_letter(c);
                }
                class => {
                    if self.open.is_some_and(|open| !goes_on(open, class)) {
                        self.close(at);
                    }
                    match &mut self.open {
                        None => self.begin(at, class),
                        Some(open) => open.mixed |= open.class != class,
                    }
                    self.push_letter(c);
                }
            }
        }
        self.close(text.len());
    }

    fn begin(&mut self, start: usize, class: Class) {
        let folded = self.words.folded.len();
        self.open = Some(Open { start, folded, class, mixed: false });
    }

    /// Whether a character is a separator between digits, or an apostrophe between Latin letters.
    fn is_inside(&self, at: usize, c: char) -> bool {
        let Some(open) = self.open else { return false };
        let next = self.text[at + c.len_utf8()..].chars().next().map(class_of);
        match c {
            '.' | ',' | '٫' | '٬' => {
                open.class == Class::Digit && !open.mixed && next == Some(Class::Digit)
            }
            '\'' | '’' => {
                open.class == Class::Letter(Script::Latin)
                    && next == Some(Class::Letter(Script::Latin))
            }
            _ => false,
        }
    }

    fn push_inner(&mut self, c: char) {
        self.words.folded.push(match c {
            '’' => '\'',
            c => c,
        });
    }

    fn push_letter(&mut self, c: char) {
        let folded = &mut self.words.folded;
        match c {
            'a'..='z' | '0'..='9' => folded.push(c),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '\u{FB50}'..='\u{FDF9}' | '\u{FDFB}'..='\u{FDFF}' | '\u{FE80}'..='\u{FEFC}' => {
                for c in c.nfkc().filter(|&c| c != '\u{0640}' && c != ' ' && !is_mark(c)) {
                    fold_letter(c, folded);
                }
            }
            c => fold_letter(c, folded),
        }
    }

    /// Composes a letter and a mark that were typed separately, for most texts have them composed.
    fn push_mark(&mut self, mark: char) {
        let Some(open) = self.open else { return };
        let folded = &mut self.words.folded;
        let last = folded[open.folded..].chars().next_back();
        match last.and_then(|letter| compose(letter, mark)) {
            Some(composed) => {
                folded.pop();
                folded.push(composed);
            }
            None => folded.push(mark),
        }
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        let is_number = open.class == Class::Digit && !open.mixed;
        let typed = self.text[open.start..end].trim_end_matches(is_invisible_control);
        let range = open.start..open.start + typed.len();
        let folded = &mut self.words.folded;
        if is_number
            && folded[open.folded..].bytes().any(|byte| !byte.is_ascii_digit())
            && let Some(digits) = Digits::read(typed)
            && !digits.is_sequence()
        {
            folded.truncate(open.folded);
            digits.push_plain(folded);
        }
        if folded.len() > open.folded {
            let folded = open.folded..folded.len();
            self.words.words.push(Word { range, is_number, folded });
        }
    }
}

/// Whether a letter or digit continues the open word: letters of one script do, and Latin letters and
/// digits together (G7, 3D).
fn goes_on(open: Open, class: Class) -> bool {
    let latin = Class::Letter(Script::Latin);
    open.class == class
        || (open.class == latin && class == Class::Digit)
        || (open.class == Class::Digit && class == latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        Words::of(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_folded_and_numbers_are_values() {
        assert_eq!(
            folded("The Harbour’s 4,500 boats (G7)."),
            ["the", "harbour's", "4500", "boats", "g7"]
        );
        assert_eq!(
            folded("وَصَلَت ٤٬٥٠٠ سفينةٍ إلى المرفأ، ٣٫٥٪"),
            ["وصلت", "4500", "سفينه", "الي", "المرفا", "3.5"]
        );
    }

    #[test]
    fn every_spelling_is_one_word() {
        for spelling in
            ["العربية", "العـــربية", "ﺍﻟﻌﺮﺑﻴﺔ", "الْعَرَبِيَّةُ", "\u{202B}العربية\u{202C}", "العربيه"]
        {
            assert_eq!(folded(spelling), ["العربيه"], "{spelling}");
        }
        assert_eq!(folded("Caf\u{65}\u{301}"), folded("CAFÉ"));
    }

    #[test]
    fn words_end_where_the_script_changes() {
        assert_eq!(folded("لـHuffPost في2024"), ["ل", "huffpost", "في", "2024"]);
        assert_eq!(folded("十二年 well-known"), ["十", "二", "年", "well", "known"]);
    }

    #[test]
    fn ranges_are_of_the_text_as_typed() {
        let text = "قال: «الوَلَدُ\u{200F}» 12.";
        let words = Words::of(text);
        let typed: Vec<&str> =
            words.as_slice().iter().map(|word| &text[word.range.clone()]).collect();
        assert_eq!(typed, ["قال", "الوَلَدُ", "12"]);
    }

    proptest::proptest! {
        #[test]
        fn reading_agrees_with_folding(text in "[a-zA-Zأإآىةؤئبتنم\u{64B}-\u{652}\u{640} ]{0,60}") {
            let by_fold: Vec<String> =
                super::super::fold(&text, super::super::Tier::Letters).split_whitespace().map(str::to_owned).collect();
            // A word is cut where the script changes, so only the joined words are the same.
            proptest::prop_assert_eq!(folded(&text).concat(), by_fold.concat());
        }

        #[test]
        fn a_text_may_have_its_own_words(text in "[a-zA-Z0-9é'’.,أإآىةؤئبتنمسا\u{64B}-\u{652}\u{640}\u{200F}\u{FE8D} -]{0,40}") {
            for word in Words::of(&text).iter() {
                proptest::prop_assert!(may_have_word(&text, word), "{} in {}", word, text);
            }
        }

        #[test]
        fn any_text_can_be_read(text in "\\PC{0,60}") {
            let words = Words::of(&text);
            for word in words.as_slice() {
                proptest::prop_assert!(text.get(word.range.clone()).is_some());
            }
        }
    }
}
