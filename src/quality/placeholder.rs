//! Placeholders that a program replaces with text, in the notations of printf, Python, ICU, shells and
//! Qt.

use std::ops::Range;

use super::code::Code;
use super::finding::{Finding, left_over};
use super::reading::ReadPair;

/// A placeholder in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeholder {
    pub range: Range<usize>,
    /// What must be the same on the other side: `{0}`, `%1$s` (also of the first `%s`).
    key: String,
}

/// The placeholders of a text, in order.
pub(super) fn find_placeholders(text: &str, is_english: bool) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut conversions = 0;
    let mut at = 0;
    while let Some(offset) = text[at..].find(['{', '%']) {
        let start = at + offset;
        let rest = &text[start..];
        let read = if rest.starts_with('{') {
            read_braces(rest)
        } else {
            read_percent(&text[..start], rest, is_english, &mut conversions)
        };
        let Some((mut key, length)) = read else {
            at = start + 1;
            continue;
        };
        let begin = if rest.starts_with('{') && text[..start].ends_with('$') {
            key.insert(0, '$');
            start - 1
        } else {
            start
        };
        // An escaped percent sign is not a placeholder.
        if !key.is_empty() {
            found.push(Placeholder { range: begin..start + length, key });
        }
        at = start + length;
    }
    found
}

/// `{name}`, `{0:d}`, `{{name}}`, `{count, plural, …}`.
fn read_braces(text: &str) -> Option<(String, usize)> {
    let length = closing_brace(text)?;
    if let Some(inside) = text[..length].strip_prefix("{{").and_then(|t| t.strip_suffix("}}")) {
        return Some((format!("{{{{{}}}}}", inside.trim()), length));
    }
    let inside = text[1..length - 1].trim();
    let (name, format) = match inside.find([',', ':', '!']) {
        Some(at) => (inside[..at].trim_end(), inside[at..].trim()),
        None => (inside, ""),
    };
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '#' | '$' | '@'));
    if !is_name || (name.is_empty() && !format.is_empty()) {
        return None;
    }
    if let Some(kind) = format.strip_prefix(',') {
        let kind = kind.trim().split([',', ' ']).next().unwrap_or_default();
        // {a, b, c} is a set, not a placeholder.
        let is_icu = matches!(
            kind,
            "plural"
                | "select"
                | "selectordinal"
                | "number"
                | "date"
                | "time"
                | "duration"
                | "spellout"
                | "ordinal"
                | "choice"
                | "list"
        );
        return is_icu.then(|| (format!("{{{name}, {kind}}}"), length));
    }
    Some((format!("{{{name}{format}}}"), length))
}

/// The length of the text up to the brace that closes the one at the start.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// `%s`, `%1$d`, `%(name)s`, `%.2f`, `%@`, Qt's `%1`; an empty key for `%%`.
fn read_percent(
    before: &str,
    text: &str,
    is_english: bool,
    conversions: &mut usize,
) -> Option<(String, usize)> {
    let rest = &text[1..];
    if rest.starts_with('%') {
        return Some((String::new(), 2));
    }
    // 50% of, ٥٠%: a percentage.
    if before.trim_end().ends_with(char::is_numeric) && !before.ends_with('%') {
        return None;
    }
    if let Some(named) = rest.strip_prefix('(') {
        let close = named.find(')')?;
        let conversion = named[close + 1..].chars().next()?;
        return conversion.is_ascii_alphabetic().then(|| (text[..close + 4].to_owned(), close + 4));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (position, spec) = match rest[digits..].strip_prefix('$') {
        Some(spec) if digits > 0 => (rest[..digits].parse().ok(), spec),
        _ => (None, rest),
    };
    let is_flag = |byte: &u8| matches!(byte, b'-' | b'+' | b'#' | b'0'..=b'9' | b'.' | b'*');
    let flags = spec.bytes().take_while(is_flag).count();
    let sizes = spec[flags..].bytes().take_while(|b| matches!(b, b'l' | b'h' | b'z')).count();
    let conversion = spec[flags + sizes..].chars().next();
    let ends_word = |length: usize| !spec[length..].starts_with(|c: char| c.is_ascii_alphabetic());
    let length = flags + sizes + 1;
    let Some(conversion) = conversion.filter(|c| {
        matches!(c, 'd' | 'i' | 'u' | 's' | 'f' | 'g' | 'e' | 'x' | 'X' | 'c' | 'p' | 'S' | '@')
            && ends_word(length)
    }) else {
        // In English a percent sign before digits is Qt's; in Arabic it may be a percentage.
        return (is_english && (1..=2).contains(&digits) && position.is_none())
            .then(|| (text[..=digits].to_owned(), digits + 1));
    };
    *conversions += 1;
    let position: usize = position.unwrap_or(*conversions);
    let key = format!("%{position}${}{conversion}", &spec[..flags + sizes]);
    Some((key, text.len() - spec.len() + length))
}

/// Compares the placeholders of both sides.
pub(super) fn check_placeholders(
    pair: &ReadPair<'_>,
    (source, target): (&[Placeholder], &[Placeholder]),
    findings: &mut Vec<Finding>,
) {
    if source.is_empty() && target.is_empty() {
        return;
    }
    let same = |a: &Placeholder, b: &Placeholder| a.key == b.key;
    let missing = left_over(source, target, same);
    // Only the English side tells Qt's %1 from a percentage.
    let missing: Vec<&Placeholder> = missing
        .into_iter()
        .filter(|item| !is_numbered(&item.key) || !pair.target.text.contains(&item.key))
        .collect();
    let added: Vec<&Placeholder> = left_over(target, source, same)
        .into_iter()
        .filter(|item| !is_numbered(&item.key) || !pair.source.text.contains(&item.key))
        .collect();
    if missing.is_empty() && added.is_empty() {
        return;
    }
    let ranges = |items: Vec<&Placeholder>| items.into_iter().map(|i| i.range.clone()).collect();
    findings.push(Finding::differing(Code::Placeholder, pair, ranges(missing), ranges(added)));
}

fn is_numbered(key: &str) -> bool {
    key.strip_prefix('%').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        find_placeholders(text, true).into_iter().map(|found| found.key).collect()
    }

    #[test]
    fn every_notation_is_read() {
        assert_eq!(keys("{0} {name} {{ x }} ${y}"), ["{0}", "{name}", "{{x}}", "${y}"]);
        assert_eq!(keys("%s %d %.2f %@"), ["%1$s", "%2$d", "%3$.2f", "%4$@"]);
        assert_eq!(keys("%2$s %1$s %(user)s %1"), ["%2$s", "%1$s", "%(user)s", "%1"]);
        assert_eq!(keys("{n, plural, one {# day} other {# days}}"), ["{n, plural}"]);
    }

    #[test]
    fn percentages_and_sets_are_not_placeholders() {
        for text in ["50% discount", "100 % sure", "{a, b, c}", "5%s", "%%"] {
            assert_eq!(keys(text), Vec::<String>::new(), "{text}");
        }
    }
}
