//! Search patterns: words in sequence or anywhere, and finding them in a text.

use std::ops::Range;

use regex::Regex;

use super::{SearchOptions, Spelling};
use crate::error::{Error, Result};
use crate::model::{Side, Unit};
use crate::text::Words;

/// Words to find in one text.
pub struct Pattern {
    /// The side to search; `None` for either side.
    pub side: Option<Side>,
    /// The words in order.
    pub words: Vec<PatternWord>,
    /// The words as typed.
    pub text: String,
}

/// A word of a pattern.
pub struct PatternWord {
    /// The folded word, by which words are compared.
    pub folded: String,
    /// The word as typed.
    pub typed: String,
    /// Whether any ending may follow.
    pub is_prefix: bool,
}

impl PatternWord {
    /// Whether a folded word equals this one, or begins with it if this is a prefix.
    pub fn matches_folded(&self, word: &str) -> bool {
        word == self.folded || (self.is_prefix && word.starts_with(&self.folded))
    }
}

/// Everything that a search looks for.
pub struct Patterns {
    /// The patterns, all of which must be found.
    pub all: Vec<Pattern>,
    /// Whether the words of a pattern may occur apart from each other.
    pub anywhere: bool,
    /// How words are compared.
    pub spelling: Spelling,
    /// A regular expression that the source or the target must match, too.
    pub regex: Option<Regex>,
}

impl Patterns {
    /// Reads the patterns of a search.
    ///
    /// # Errors
    /// When there is nothing to search for, or the regular expression is invalid.
    pub fn new(options: &SearchOptions) -> Result<Patterns> {
        let mut all = Vec::new();
        let sides = [
            (None, &options.words),
            (Some(Side::Source), &options.source),
            (Some(Side::Target), &options.target),
        ];
        for (side, text) in sides {
            let Some(text) = text else { continue };
            let pattern = Pattern::new(side, text);
            if pattern.words.is_empty() {
                let why = format!("“{text}” does not contain a word");
                return Err(Error::invalid(
                    "q",
                    why,
                    "use a regular expression to search for punctuation",
                ));
            }
            all.push(pattern);
        }
        let regex = options.regex.as_deref().map(Regex::new).transpose().map_err(|error| {
            Error::invalid("regex", format!("the regular expression is invalid: {error}"), "")
        })?;
        if all.is_empty() && regex.is_none() {
            return Err(Error::invalid("q", "there is nothing to search for", "enter some words"));
        }
        Ok(Patterns { all, anywhere: options.anywhere, spelling: options.spelling, regex })
    }
}

impl Pattern {
    fn new(side: Option<Side>, text: &str) -> Pattern {
        let words = Words::of(text);
        let words = words
            .as_slice()
            .iter()
            .zip(words.iter())
            .map(|(word, folded)| PatternWord {
                folded: folded.to_owned(),
                typed: text[word.range.clone()].to_owned(),
                is_prefix: text[word.range.end..].starts_with('*'),
            })
            .collect();
        Pattern { side, words, text: text.to_owned() }
    }
}

/// Whether either text of a unit contains these folded words in sequence.
pub fn has_words(unit: &Unit, words: &str) -> bool {
    let pattern = Pattern::new(None, words);
    [&unit.texts.source.plain, &unit.texts.target.plain].into_iter().any(|text| {
        let is_match = |words: &Words, at: usize, index: usize| {
            pattern.words[index].matches_folded(words.folded(at))
        };
        find_words(&pattern, text, false, is_match, &mut Vec::new())
    })
}

/// Whether a text contains the words of a pattern; adds their ranges to `marks`. `is_match` compares a
/// word of the text, by its index, with a word of the pattern, by its index.
pub fn find_words(
    pattern: &Pattern,
    text: &str,
    anywhere: bool,
    is_match: impl Fn(&Words, usize, usize) -> bool,
    marks: &mut Vec<Range<usize>>,
) -> bool {
    let words = Words::of(text);
    let searched = &pattern.words;
    let matches = |at: usize, index: usize| is_match(&words, at, index);
    let mark = |at: usize| words.as_slice()[at].range.clone();
    let mut found = Vec::new();
    if anywhere {
        for index in 0..searched.len() {
            let before = found.len();
            found.extend((0..words.len()).filter(|&at| matches(at, index)).map(mark));
            if found.len() == before {
                return false;
            }
        }
    } else {
        for start in 0..(words.len() + 1).saturating_sub(searched.len()) {
            if (0..searched.len()).all(|index| matches(start + index, index)) {
                found.extend((start..start + searched.len()).map(mark));
            }
        }
    }
    let any = !found.is_empty();
    marks.append(&mut found);
    any
}

/// Sorts marks and removes those that begin inside another one.
pub fn normalize_marks(mut marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    let mut end = 0;
    marks.retain(|mark| {
        let keep = mark.start >= end && !mark.is_empty();
        if keep {
            end = mark.end;
        }
        keep
    });
    marks
}
