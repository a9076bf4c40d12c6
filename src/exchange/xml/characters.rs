//! The characters that XML can hold.

use crate::error::Fault;
use crate::exchange::fault::syntax;

/// Whether XML 1.0 can hold a character at all, even as a reference (its production 2).
pub fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The first character of a text that XML cannot hold.
pub fn first_forbidden(text: &str) -> Option<char> {
    // U+FFFE and U+FFFF begin with the byte EF, as do the presentation forms of Arabic.
    let suspect = text.bytes().fold(false, |suspect, byte| {
        // Without branches, so that many bytes are done at once.
        suspect | (byte == 0xEF) | ((byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r'))
    });
    if suspect { text.chars().find(|c| !is_allowed(*c)) } else { None }
}

/// A character that XML cannot hold.
pub fn forbidden(c: char) -> Fault {
    syntax(format!("the character U+{:04X} is not allowed in XML", u32::from(c)), "remove it")
}
