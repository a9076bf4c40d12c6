//! Empty sides.

use super::code::Code;
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::model::Side;
use crate::text::{is_invisible_control, is_mark};

/// What a text contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    /// Nothing visible.
    None,
    /// Punctuation.
    Marks,
    /// Letters, digits, or symbols that are read aloud.
    Words,
}

/// Whether a side is empty, or has only punctuation where the other has words.
pub(super) fn check_empty(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let (source, target) = (content(&pair.source), content(&pair.target));
    let side = match (source, target) {
        (Content::None, _) | (Content::Marks, Content::Words) => Side::Source,
        (_, Content::None) | (Content::Words, Content::Marks) => Side::Target,
        _ => return,
    };
    let has_marks = source.min(target) == Content::Marks;
    let what = if has_marks { "has only punctuation" } else { "is empty" };
    findings.push(Finding::new(Code::Empty, format!("the {} {what}", side.name())));
}

fn content(text: &ReadText<'_>) -> Content {
    if text.letters.total() > 0 {
        return Content::Words;
    }
    let seen = text.text.chars().filter(|&c| {
        !c.is_whitespace() && !c.is_control() && !is_invisible_control(c) && c != 'ـ' && !is_mark(c)
    });
    seen.map(|c| if is_punctuation(c) { Content::Marks } else { Content::Words })
        .max()
        .unwrap_or(Content::None)
}

fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '-'
            | '_'
            | '"'
            | '\''
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '*'
            | '/'
            | '\\'
            | '|'
            | '~'
            | '`'
            | '<'
            | '>'
            | '،'
            | '؛'
            | '؟'
            | '۔'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '•'
            | '·'
    ) || matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3002}')
}
