//! Control characters that do not belong in text, and bidirectional controls that are never closed.

use std::ops::Range;

use crate::quality::code::{Code, Severity};
use crate::quality::finding::Finding;
use crate::quality::reading::ReadPair;

/// Looks for control characters in both sides.
pub(in crate::quality) fn check_controls(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    for (side, text) in pair.sides() {
        let found = find_controls(text.text);
        if !found.is_empty() {
            let first = text.text[found[0].clone()].escape_unicode();
            let message =
                format!("the {} contains the control character {first}; delete it", side.name());
            let clean = without(text.text, &found);
            findings.push(
                Finding::new(Code::ControlCharacter, message)
                    .at(side, found)
                    .repaired(side, Some(clean)),
            );
        } else if let Some(open) = find_unclosed(text.text) {
            let control = text.text[open.clone()].escape_unicode();
            let message = format!(
                "the {} opens the bidirectional control {control} and never closes it",
                side.name()
            );
            let clean = without(text.text, std::slice::from_ref(&open));
            findings.push(
                Finding::new(Code::ControlCharacter, message)
                    .at_most(Severity::Warning)
                    .at(side, vec![open])
                    .repaired(side, Some(clean)),
            );
        }
    }
}

fn find_controls(text: &str) -> Vec<Range<usize>> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    if text.as_bytes().iter().all(is_plain) {
        return Vec::new();
    }
    text.char_indices()
        .filter(|&(at, c)| match c {
            '\t' | '\n' | '\r' => false,
            // A byte order mark is allowed only at the start.
            '\u{FEFF}' => at > 0,
            // Overrides reverse a text; nobody types them.
            '\u{202D}' | '\u{202E}' | '\u{FFFC}' | '\u{E000}'..='\u{F8FF}' => true,
            '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' => true,
            c => c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE,
        })
        .map(|(at, c)| at..at + c.len_utf8())
        .collect()
}

/// The first embedding or isolate that is not closed; the end of a paragraph closes them all.
fn find_unclosed(text: &str) -> Option<Range<usize>> {
    let mut open: Vec<(char, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '\u{202A}' | '\u{202B}' | '\u{2066}'..='\u{2068}' => {
                open.push((c, at..at + c.len_utf8()));
            }
            '\u{202C}' | '\u{2069}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().next().map(|(_, range)| range)
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        clean.push_str(&text[from..range.start]);
        from = range.end;
    }
    clean.push_str(&text[from..]);
    clean
}
