//! The tokens of a text with their folded characters and the gaps between them, from which numbers and dates
//! are read and texts are checked.

use std::borrow::Cow;

use super::fold::{Tier, fold};
use super::script::Script;
use super::token::{Token, TokenKind, tokens};

/// A token and its characters folded by [`Tier::Letters`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedToken<'a> {
    /// The token as typed.
    pub token: Token<'a>,
    /// Its characters, folded.
    pub folded: Cow<'a, str>,
}

impl FoldedToken<'_> {
    /// The script of a word; `None` for numbers and addresses.
    pub fn script(&self) -> Option<Script> {
        match self.token.kind {
            TokenKind::Word(script) => Some(script),
            TokenKind::Number | TokenKind::Address => None,
        }
    }

    /// Whether it is a number in digits.
    pub fn is_number(&self) -> bool {
        self.token.kind == TokenKind::Number
    }

    /// Whether it begins with a capital letter.
    pub fn is_capitalised(&self) -> bool {
        self.token.text.starts_with(char::is_uppercase)
    }
}

/// The tokens of `text` in order, each with its folded characters.
pub fn folded_tokens(text: &str) -> Vec<FoldedToken<'_>> {
    tokens(text)
        .into_iter()
        .map(|token| FoldedToken { folded: Cow::Owned(fold_token(token.text)), token })
        .collect()
}

fn fold_token(token: &str) -> String {
    if token.is_ascii() { token.to_ascii_lowercase() } else { fold(token, Tier::Letters) }
}

/// A text and its folded tokens. Every index is the index of a token; beyond the last token everything is
/// empty, so that a reader can look ahead without checks.
#[derive(Debug, Clone, Copy)]
pub struct FoldedText<'a> {
    /// The text as typed.
    pub text: &'a str,
    /// Its tokens in order.
    pub tokens: &'a [FoldedToken<'a>],
}

impl<'a> FoldedText<'a> {
    /// The folded token at an index.
    pub fn folded(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &token.folded)
    }

    /// The folded token before an index.
    pub fn folded_before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.folded(before))
    }

    /// The token at an index as typed.
    pub fn typed(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.token.text)
    }

    /// Whether the token at an index is a number in digits.
    pub fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(FoldedToken::is_number)
    }

    /// The characters between a token and the next one.
    pub fn gap_after(&self, at: usize) -> &'a str {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(this), Some(next)) => &self.text[this.token.range.end..next.token.range.start],
            _ => "",
        }
    }

    /// The byte range of some tokens, of which there is at least one.
    pub(super) fn range(&self, tokens: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(0, |token| token.token.range.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.token.range.end)
    }
}
