//! A pair as checks read it: tokens, folded words and letters by script, found once for all of them.

use std::ops::Range;

use super::side::PairSide;
use crate::model::{InlineTag, Language, Unit};
use crate::text::{FoldedText, FoldedToken, Script, folded_tokens, script_of};

/// Two texts that should say the same.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The original.
    pub source: Text<'a>,
    /// Its translation.
    pub target: Text<'a>,
}

/// One text of a pair.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// As typed.
    pub plain: &'a str,
    /// In what language it should be.
    pub language: &'a Language,
    /// The inline tags in it, in order of their place.
    pub tags: &'a [InlineTag],
}

impl<'a> Pair<'a> {
    /// Texts without tags, each with its language.
    pub fn new(source: (&'a str, &'a Language), target: (&'a str, &'a Language)) -> Self {
        let text = |(plain, language)| Text { plain, language, tags: &[] };
        Pair { source: text(source), target: text(target) }
    }

    /// The texts of a translation unit.
    pub fn of(unit: &'a Unit) -> Self {
        Pair {
            source: Text {
                plain: &unit.texts.source.plain,
                language: &unit.languages.source,
                tags: &unit.texts.source.tags,
            },
            target: Text {
                plain: &unit.texts.target.plain,
                language: &unit.languages.target,
                tags: &unit.texts.target.tags,
            },
        }
    }
}

/// A pair, read.
pub(super) struct ReadPair<'a> {
    pub source: ReadText<'a>,
    pub target: ReadText<'a>,
}

impl<'a> ReadPair<'a> {
    pub fn of(pair: &Pair<'a>) -> Self {
        ReadPair { source: ReadText::of(pair.source), target: ReadText::of(pair.target) }
    }

    pub fn side(&self, side: PairSide) -> &ReadText<'a> {
        match side {
            PairSide::Source => &self.source,
            PairSide::Target => &self.target,
        }
    }

    /// Both sides, each with its name.
    pub fn sides(&self) -> [(PairSide, &ReadText<'a>); 2] {
        [(PairSide::Source, &self.source), (PairSide::Target, &self.target)]
    }

    /// The English and the Arabic side, when they are those.
    pub fn english_and_arabic(&self) -> Option<(&ReadText<'a>, &ReadText<'a>)> {
        if self.source.is_english() && self.target.is_arabic() {
            Some((&self.source, &self.target))
        } else if self.source.is_arabic() && self.target.is_english() {
            Some((&self.target, &self.source))
        } else {
            None
        }
    }
}

/// One side, read.
pub(super) struct ReadText<'a> {
    /// As typed.
    pub text: &'a str,
    pub language: &'a Language,
    pub tags: &'a [InlineTag],
    pub words: Vec<FoldedToken<'a>>,
    /// Letters of each script.
    pub letters: Letters,
    /// Whether there is nothing but ASCII, as in most English.
    pub is_ascii: bool,
}

/// How many letters of each script there are.
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

    /// The tokens for readers of numbers and dates.
    pub fn view(&self) -> FoldedText<'_> {
        FoldedText { text: self.text, tokens: &self.words }
    }

    /// The folded word at an index, or nothing beyond the end.
    pub fn folded(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.folded)
    }

    /// Whether any word, folded, is one of these.
    pub fn has_any(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&&*word.folded))
    }

    /// What stands between a word and the next.
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

/// A list of quoted texts as a message holds it, the first few of them.
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
