//! URLs, e-mail addresses and host names, which must be the same on both sides except for the parts
//! that name a language.

use std::ops::Range;

use super::code::Code;
use super::finding::{Finding, left_over};
use super::reading::ReadPair;

/// An address in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    range: Range<usize>,
    /// What must be the same on the other side.
    key: String,
}

/// Endings of host names written without a scheme. Short endings are left out: file names have them too.
const TOP_LEVEL: [&str; 12] =
    ["com", "org", "net", "edu", "gov", "info", "int", "mil", "biz", "museum", "arpa", "io"];

/// Parts of an address that name the language of the page.
const LANGUAGES: [&str; 8] = ["en", "ar", "en-us", "en-gb", "ar-sa", "ar-eg", "english", "arabic"];

/// Compares the addresses of both sides.
pub(super) fn check_addresses(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let (source, target) = (find_addresses(pair.source.text), find_addresses(pair.target.text));
    if source.is_empty() && target.is_empty() {
        return;
    }
    let has = |list: &[Address], key: &str| list.iter().any(|address| address.key == key);
    // One side may give an address once where the other repeats it.
    let missing: Vec<&Address> = left_over(&source, &target, |a, b| a.key == b.key)
        .into_iter()
        .filter(|address| !has(&target, &address.key))
        .collect();
    let added: Vec<&Address> = left_over(&target, &source, |a, b| a.key == b.key)
        .into_iter()
        .filter(|address| !has(&source, &address.key))
        .collect();
    if missing.is_empty() && added.is_empty() {
        return;
    }
    let ranges = |items: Vec<&Address>| items.into_iter().map(|i| i.range.clone()).collect();
    findings.push(Finding::differing(Code::Address, pair, ranges(missing), ranges(added)));
}

fn find_addresses(text: &str) -> Vec<Address> {
    if !text.contains(['@', '.']) {
        return Vec::new();
    }
    let is_outside = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '<' | '>' | '(' | ')' | '[' | ']' | '«' | '»' | '“' | '”' | '`')
            || matches!(c, '،' | '؛' | '؟' | '{' | '}' | '|' | '\u{200E}' | '\u{200F}' | '*')
    };
    let mut found = Vec::new();
    for part in text.split(is_outside).filter(|part| part.contains(['@', '.'])) {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        if let Some((range, key)) = address_in(part) {
            found.push(Address { range: start + range.start..start + range.end, key });
        }
    }
    found
}

/// The address in a run of characters without white space, without the Arabic word it may follow.
fn address_in(part: &str) -> Option<(Range<usize>, String)> {
    let start = match part.find("://") {
        Some(at) => part[..at]
            .rfind(|c: char| !c.is_ascii_alphabetic())
            .map_or(0, |before| before + part[before..].chars().next().map_or(1, char::len_utf8)),
        None => part.find(|c: char| c.is_ascii_alphanumeric())?,
    };
    let is_mark = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '/');
    let end = part.trim_end_matches(is_mark).len();
    let address = part.get(start..end)?;
    let key = url_key(address).or_else(|| email_key(address)).or_else(|| host_key(address))?;
    Some((start..end, key))
}

fn url_key(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    let rest = match lower.split_once("://") {
        Some((scheme, _)) if !scheme.is_empty() => &address[scheme.len() + 3..],
        _ => address.get(..4).filter(|www| www.eq_ignore_ascii_case("www.")).map(|_| address)?,
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    Some(format!("{}{}", neutral(&host.to_ascii_lowercase(), '.'), neutral(path, '/')))
}

/// An address without its `www` and the parts that name a language.
fn neutral(parts: &str, separator: char) -> String {
    parts
        .split(separator)
        .filter(|part| *part != "www")
        .map(
            |part| if LANGUAGES.contains(&part.to_ascii_lowercase().as_str()) { "*" } else { part },
        )
        .collect::<Vec<_>>()
        .join("/")
}

fn email_key(address: &str) -> Option<String> {
    let (user, host) = address.split_once('@')?;
    let is_host = host.split('.').count() >= 2
        && host.split('.').all(|label| !label.is_empty())
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    (!user.is_empty() && is_host).then(|| address.to_ascii_lowercase())
}

fn host_key(address: &str) -> Option<String> {
    let host = &address[..address.find(['/', '?', '#']).unwrap_or(address.len())];
    let (name, end) = host.rsplit_once('.')?;
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let is_host =
        is_name && name.len() >= 2 && TOP_LEVEL.contains(&end.to_ascii_lowercase().as_str());
    is_host.then(|| {
        let path = &address[host.len()..];
        format!("{}{}", neutral(&host.to_ascii_lowercase(), '.'), neutral(path, '/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        find_addresses(text).into_iter().map(|address| address.key).collect()
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        for text in [
            "See https://example.org/a.",
            "(HTTP://www.Example.org/a/)",
            "انظر https://example.org/a، ثم",
            "بموقع/https://example.org/a",
            "example.org/a",
        ] {
            assert_eq!(keys(text), ["example/org/a"], "{text}");
        }
        assert_eq!(keys("https://en.example.org/en/x"), keys("https://ar.example.org/ar/x"));
        assert_eq!(keys("Info@Example.com!"), ["info@example.com"]);
        for text in ["README.md", "Node.js", "3.5", "@noor", "etc. end", "a.m."] {
            assert_eq!(keys(text), Vec::<String>::new(), "{text}");
        }
    }
}
