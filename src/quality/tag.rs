//! Tags: those written in the text (`<b>`, `<x id="1"/>`) and the inline tags that the unit stores as data.

use std::ops::Range;

use super::code::{Code, Severity};
use super::finding::{Finding, left_over};
use super::reading::ReadPair;
use crate::model::{InlineTag, Side};

/// A tag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub range: Range<usize>,
    kind: Kind,
    /// In lower case, with the id if there is one.
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Empty,
}

/// HTML elements without an end tag.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "wbr", "meta", "link", "source"];

/// The tags of a text; `x < 5`, `<3` and `<mail@example.org>` are not tags.
pub(super) fn find_tags(text: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| from + at) {
        match read_tag(&text[open..]) {
            Some((kind, name, length)) => {
                found.push(Tag { range: open..open + length, kind, name });
                from = open + length;
            }
            None => from = open + 1,
        }
    }
    found
}

fn read_tag(text: &str) -> Option<(Kind, String, usize)> {
    let length = text.find('>')? + 1;
    let inside = &text[1..length - 1];
    if inside.contains('<') {
        return None;
    }
    let (is_close, inside) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    let (inside, is_empty) = match inside.strip_suffix('/') {
        Some(rest) => (rest, true),
        None => (inside, false),
    };
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(end);
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        && !name.contains("--");
    // “<3 and 5>” has a number and words; the tags of CAT tools are only numbers.
    let is_numbered = name.starts_with(|c: char| c.is_ascii_digit());
    let attributes = attributes.trim();
    if !is_name || (is_numbered && !attributes.is_empty()) {
        return None;
    }
    if !attributes.is_empty() && !attributes.contains('=') {
        return None;
    }
    let mut name = name.to_lowercase();
    let kind = match (is_close, is_empty || VOID.contains(&name.as_str())) {
        (true, _) => Kind::Close,
        (false, true) => Kind::Empty,
        (false, false) => Kind::Open,
    };
    if let Some(id) = attribute(attributes, "id") {
        name.push(' ');
        name.push_str(id);
    }
    Some((kind, name, length))
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let at = attributes
        .match_indices(name)
        .map(|(at, _)| at)
        .find(|&at| at == 0 || attributes[..at].ends_with(char::is_whitespace))?;
    let value = attributes[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// Compares the tags of both sides.
pub(super) fn check_tags(
    pair: &ReadPair<'_>,
    (source, target): (&[Tag], &[Tag]),
    findings: &mut Vec<Finding>,
) {
    check_inline_tags(pair, findings);
    if source.is_empty() && target.is_empty() {
        return;
    }
    let missing = left_over(source, target, |a, b| a.kind == b.kind && a.name == b.name);
    let added = left_over(target, source, |a, b| a.kind == b.kind && a.name == b.name);
    if !missing.is_empty() || !added.is_empty() {
        let ranges = |tags: Vec<&Tag>| tags.into_iter().map(|tag| tag.range.clone()).collect();
        findings.push(Finding::differing(Code::Tag, pair, ranges(missing), ranges(added)));
    } else if is_nested(source) && !is_nested(target) {
        let ranges = target.iter().map(|tag| tag.range.clone()).collect();
        let message = "the tags of the target are wrongly nested";
        findings.push(Finding::new(Code::Tag, message).at(Side::Target, ranges));
    }
}

/// Compares the inline tags: both sides must have as many of each kind, with the same code.
fn check_inline_tags(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let (source, target) = (pair.source.tags, pair.target.tags);
    if source.is_empty() && target.is_empty() {
        return;
    }
    let same_kind = |a: &InlineTag, b: &InlineTag| a.kind == b.kind;
    let same = |a: &InlineTag, b: &InlineTag| a.kind == b.kind && a.code == b.code;
    let missing = left_over(source, target, same).len();
    let added = left_over(target, source, same).len();
    let message = match (missing, added) {
        (0, 0) => return,
        (missing, 0) => format!("inline tags missing from the target: {missing}"),
        (0, added) => format!("inline tags only in the target: {added}"),
        (missing, _) => format!("inline tags that differ from the source: {missing}"),
    };
    // The code may differ if the same tag points elsewhere, such as to a translated page.
    let is_complete = left_over(source, target, same_kind).is_empty()
        && left_over(target, source, same_kind).is_empty();
    let severity = if is_complete { Severity::Warning } else { Severity::Error };
    findings.push(Finding::new(Code::Tag, message).at_most(severity));
}

/// Whether all tags are closed, the last opened first.
fn is_nested(tags: &[Tag]) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        let name = tag.name.split(' ').next().unwrap_or_default();
        match tag.kind {
            Kind::Open => open.push(name),
            Kind::Close if open.pop() != Some(name) => return false,
            Kind::Close | Kind::Empty => {}
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_like_a_tag_is_not_one() {
        for text in
            ["x < 5 and y > 2", "I <3 you", "<a@example.org>", "<https://example.org>", "a <- b"]
        {
            assert_eq!(find_tags(text), [], "{text}");
        }
        let names: Vec<String> =
            find_tags("<B>x</B><br/><x id='7'/><0>a</0>").into_iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["b", "b", "br", "x 7", "0", "0"]);
    }
}
