//! Brackets: each must be closed, and both sides must have them or neither.

use std::ops::Range;

use super::code::Code;
use super::finding::Finding;
use super::markup::Markup;
use super::quotes::has_quotes;
use super::reading::{ReadPair, ReadText};
use crate::model::Side;
use crate::text::{Script, script_of};

/// The brackets of a text.
#[derive(Debug, Default)]
struct Brackets {
    /// Each opening bracket with the byte range up to and including its closing one.
    pairs: Vec<(char, Range<usize>)>,
    /// Brackets that are not closed or not opened.
    single: Vec<Range<usize>>,
}

impl Brackets {
    fn read(text: &ReadText<'_>, markup: &Markup) -> Self {
        let mut brackets = Brackets::default();
        if !text.text.contains(['(', ')', '[', ']', '{', '}']) {
            return brackets;
        }
        let mut open: Vec<(char, usize)> = Vec::new();
        for (at, c) in text.text.char_indices() {
            if !matches!(c, '(' | ')' | '[' | ']' | '{' | '}') {
                continue;
            }
            let place = at..at + 1;
            if markup.covers(&place)
                || is_list_mark(&text.text[..at], c)
                || is_smiley(text.text, at)
            {
                continue;
            }
            match c {
                '(' | '[' | '{' => open.push((c, at)),
                closing => match open.pop() {
                    Some((opening, from)) if closes(opening, closing) => {
                        brackets.pairs.push((opening, from..at + 1));
                    }
                    Some((_, from)) => brackets.single.extend([from..from + 1, place]),
                    None => brackets.single.push(place),
                },
            }
        }
        brackets.single.extend(open.into_iter().map(|(_, at)| at..at + 1));
        brackets
    }
}

fn closes(opening: char, closing: char) -> bool {
    matches!((opening, closing), ('(', ')') | ('[', ']') | ('{', '}'))
}

/// Whether a closing bracket marks a list item, `1)` or `ب)`, at the start or inside the text.
fn is_list_mark(before: &str, bracket: char) -> bool {
    if bracket != ')' {
        return false;
    }
    let mark = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    let is_mark = mark.chars().all(char::is_alphanumeric)
        && !mark.is_empty()
        && (mark.chars().count() == 1
            || mark.chars().all(char::is_numeric)
            || mark.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x')));
    let opens_before = before.matches('(').count() > before.matches(')').count();
    is_mark
        && mark.chars().count() <= 4
        && !opens_before
        && (before.trim() == mark || mark.chars().count() == 1)
}

fn is_smiley(text: &str, at: usize) -> bool {
    let eyes = text[..at].trim_end_matches('-');
    eyes.ends_with([':', ';', '='])
        && text[at..].starts_with([')', '('])
        && !eyes[..eyes.len() - 1].ends_with(|c: char| c.is_alphanumeric())
}

/// Checks that brackets are closed and that the other side has them too.
pub(super) fn check_brackets(
    pair: &ReadPair<'_>,
    markup: &[Markup; 2],
    findings: &mut Vec<Finding>,
) {
    let source = Brackets::read(&pair.source, &markup[0]);
    let target = Brackets::read(&pair.target, &markup[1]);
    let both = [(Side::Source, &source), (Side::Target, &target)];
    // A sentence cut off inside brackets is cut off on both sides.
    if source.single.len() != target.single.len() {
        for (side, brackets) in both.into_iter().filter(|(_, b)| !b.single.is_empty()) {
            let message = format!("unbalanced bracket in the {}", side.name());
            findings.push(Finding::new(Code::Brackets, message).at(side, brackets.single.clone()));
        }
        return;
    }
    for (side, brackets) in both {
        let (here, there) = (&pair[side], &pair[side.other()]);
        let other = if side == Side::Source { &target } else { &source };
        let unanswered: Vec<Range<usize>> = ['(', '[', '{']
            .into_iter()
            .filter(|&kind| {
                let count = |brackets: &Brackets| {
                    brackets.pairs.iter().filter(|(opening, _)| *opening == kind).count()
                };
                count(brackets) > 0 && count(other) == 0
            })
            .flat_map(|kind| brackets.pairs.iter().filter(move |(opening, _)| *opening == kind))
            .map(|(_, range)| range.clone())
            .filter(|range| !may_stand_alone(here, there, range))
            .collect();
        if unanswered.is_empty()
            || (!other.pairs.is_empty() && brackets.pairs.len() == other.pairs.len())
        {
            continue;
        }
        let message =
            format!("the {} has brackets, but the {} does not", side.name(), side.other().name());
        findings.push(Finding::new(Code::Brackets, message).at(side, unanswered));
        return;
    }
}

/// Whether the other side needs no brackets for this text: a name or abbreviation in the other script,
/// a gloss, a plural ending, or a name in quotation marks there.
fn may_stand_alone(here: &ReadText<'_>, there: &ReadText<'_>, range: &Range<usize>) -> bool {
    let inside = &here.text[range.start + 1..range.end - 1];
    let letters = || inside.chars().filter_map(script_of);
    let is_foreign = if here.is_arabic() {
        letters().any(|script| script == Script::Latin)
    } else {
        letters().any(|script| script == Script::Arabic)
            || inside.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    };
    let is_suffix =
        here.text[..range.start].ends_with(char::is_alphanumeric) && inside.chars().count() <= 4;
    let is_number = !inside.is_empty() && inside.chars().all(|c| !c.is_alphabetic());
    (is_foreign && !is_number) || is_suffix || (has_quotes(there) && !has_quotes(here))
}
