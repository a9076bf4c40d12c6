//! The strings of a PO file, written as in C.

use std::iter::Peekable;
use std::str::Chars;

use crate::exchange::fault::{Checked, syntax};

/// The text of a string in quotes.
///
/// # Errors
/// When it is not closed, is closed too soon, or has an escape that is not a character.
pub fn unescape(quoted: &str) -> Checked<String> {
    let not_closed = || syntax("a quote is not closed", "close it");
    let inner = quoted.strip_prefix('"').unwrap_or(quoted);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    loop {
        match chars.next().ok_or_else(not_closed)? {
            '"' if chars.peek().is_none() => return Ok(text),
            '"' => return Err(syntax("there is a quote inside a string", "write it as \\\"")),
            '\\' => {
                let escaped = chars.next().ok_or_else(not_closed)?;
                push_escaped(escaped, &mut chars, &mut text)?;
            }
            c => text.push(c),
        }
    }
}

/// Adds what an escape stands for; `escaped` is the character after the backslash.
fn push_escaped(escaped: char, rest: &mut Peekable<Chars<'_>>, text: &mut String) -> Checked<()> {
    let c = match escaped {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{C}',
        'v' => '\u{B}',
        '\\' | '"' | '\'' | '?' => escaped,
        'x' => {
            let mut code = 0;
            while let Some(digit) = rest.peek().and_then(|c| c.to_digit(16)) {
                code = (code << 4 | digit) & 0xFF;
                rest.next();
            }
            character(code)?
        }
        '0'..='7' => {
            let mut code = escaped.to_digit(8).unwrap_or(0);
            for _ in 0..2 {
                let Some(digit) = rest.peek().and_then(|c| c.to_digit(8)) else { break };
                code = code << 3 | digit;
                rest.next();
            }
            character(code)?
        }
        // Anything else is not an escape and is kept with its backslash, as gettext does.
        other => {
            text.push('\\');
            other
        }
    };
    text.push(c);
    Ok(())
}

/// The character of a numeric escape. Those above ASCII are bytes of an unknown encoding.
fn character(code: u32) -> Checked<char> {
    match char::from_u32(code) {
        Some(c) if c.is_ascii() && c != '\0' => Ok(c),
        _ => {
            let what = format!("the escape \\{code:o} is not a character");
            Err(syntax(what, "write the character itself"))
        }
    }
}
