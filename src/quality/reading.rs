//! A pair as the checks read it: tokens, folded words and letters by script, found once for all checks.

use std::ops::Range;

use crate::model::{InlineTag, Language, Pair, Unit};
use crate::text::{FoldedText, FoldedToken, Script, folded_tokens, script_of};

/// One text of a pair.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// As typed.
    pub plain: &'a str,
    /// The language it should be in.
    pub language: &'a Language,
    /// Its inline tags, in the order of their places.
    pub tags: &'a [InlineTag],
}

impl<'a> Text<'a> {
    /// A text without tags.
    pub fn new(plain: &'a str, language: &'a Language) -> Self {
        Text { plain, language, tags: &[] }
    }

    /// The texts of a translation unit.
    pub fn pair_of(unit: &'a Unit) -> Pair<Text<'a>> {
        unit.texts.as_ref().zip(unit.languages.as_ref()).map(|(text, language)| Text {
            plain: &text.plain,
            language,
            tags: &text.tags,
        })
    }
}

/// A pair that has been read.
pub(super) type ReadPair<'a> = Pair<ReadText<'a>>;

/// Reads both texts of a pair.
pub(super) fn read_pair<'a>(pair: &Pair<Text<'a>>) -> ReadPair<'a> {
    pair.map(ReadText::of)
}

impl<'a> ReadPair<'a> {
    /// The English and the Arabic text, if one is English and the other Arabic.
    pub(super) fn english_and_arabic(&self) -> Option<(&ReadText<'a>, &ReadText<'a>)> {
        if self.source.is_english() && self.target.is_arabic() {
            Some((&self.source, &self.target))
        } else if self.source.is_arabic() && self.target.is_english() {
            Some((&self.target, &self.source))
        } else {
            None
        }
    }
}

/// A side that has been read.
pub(super) struct ReadText<'a> {
    /// As typed.
    pub text: &'a str,
    pub language: &'a Language,
    pub tags: &'a [InlineTag],
    pub words: Vec<FoldedToken<'a>>,
    /// The letters of each script.
    pub letters: Letters,
    /// Whether the text is all ASCII, as most English is.
    pub is_ascii: bool,
}

/// The number of letters of each script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub arabic: usize,
    pub latin: usize,
    pub other: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Letters::default();
        for c in text.chars() {
            match script_of(c).filter(|_| c != 'ـ') {
                Some(Script::Arabic) => letters.arabic += 1,
                Some(Script::Latin) => letters.latin += 1,
                Some(Script::Other) => letters.other += 1,
                None => {}
            }
        }
        letters
    }

    pub fn total(self) -> usize {
        self.arabic + self.latin + self.other
    }
}

impl<'a> ReadText<'a> {
    fn of(text: Text<'a>) -> Self {
        ReadText {
            text: text.plain,
            language: text.language,
            tags: text.tags,
            words: folded_tokens(text.plain),
            letters: Letters::of(text.plain),
            is_ascii: text.plain.is_ascii(),
        }
    }

    pub fn is_english(&self) -> bool {
        self.language.is_english()
    }

    pub fn is_arabic(&self) -> bool {
        self.language.is_arabic()
    }

    /// The tokens, as the readers of numbers and dates take them.
    pub fn view(&self) -> FoldedText<'_> {
        FoldedText { text: self.text, tokens: &self.words }
    }

    /// The folded word at an index; empty beyond the last one.
    pub fn folded(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.folded)
    }

    /// Whether any folded word is one of these.
    pub fn has_any(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&&*word.folded))
    }

    /// The characters between a word and the next one.
    pub fn gap_after(&self, at: usize) -> &'a str {
        match (self.words.get(at), self.words.get(at + 1)) {
            (Some(word), Some(next)) => &self.text[word.token.range.end..next.token.range.start],
            _ => "",
        }
    }

    /// The text of a range, as typed.
    pub fn at(&self, range: &Range<usize>) -> &'a str {
        &self.text[range.clone()]
    }
}

/// The first few of some texts, quoted, as a list for a message.
pub(super) fn quoted<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 5;
    let mut quoted = String::new();
    for (index, text) in texts.into_iter().enumerate() {
        if index == SHOWN {
            quoted.push_str(", …");
            break;
        }
        if index > 0 {
            quoted.push_str(", ");
        }
        quoted.push('“');
        quoted.push_str(text);
        quoted.push('”');
    }
    quoted
}
