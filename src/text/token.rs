//! The words, numbers and addresses of a text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::{digit_value, is_invisible_control};
use super::script::{Script, script_of};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word of one script.
    Word(Script),
    /// Digits, with the separators between them.
    Number,
    /// A URL or an e-mail address.
    Address,
}

/// One token and its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// The characters as typed.
    pub text: &'a str,
    /// Byte range in the text it was found in.
    pub range: Range<usize>,
    /// Word, number or address.
    pub kind: TokenKind,
}

/// The tokens of `text` in order. Punctuation and space are not tokens. A word ends where the
/// script changes, so that a clitic is separated from a Latin name (لـHuffPost).
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for (start, chunk) in words_with_offsets(text) {
        if let Some((range, script)) = plain_word(chunk) {
            let range = start + range.start..start + range.end;
            let kind = TokenKind::Word(script);
            found.push(Token { text: &text[range.clone()], range, kind });
        } else if let Some(range) = address_in(chunk) {
            push_words(text, start..start + range.start, &mut found);
            let range = start + range.start..start + range.end;
            let rest = range.end..start + chunk.len();
            found.push(Token { text: &text[range.clone()], range, kind: TokenKind::Address });
            push_words(text, rest, &mut found);
        } else {
            push_words(text, start..start + chunk.len(), &mut found);
        }
    }
    found
}

fn words_with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace()
        .map(move |chunk| (chunk.as_ptr() as usize - text.as_ptr() as usize, chunk))
}

/// The word of a chunk of only ASCII or Arabic letters with punctuation around them, as most chunks are;
/// all others need the general rules.
fn plain_word(chunk: &str) -> Option<(Range<usize>, Script)> {
    let is_around = |c: char| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '(' | ')' | '[' | ']' | '-')
            || matches!(c, '،' | '؛' | '؟' | '«' | '»' | '“' | '”' | '‘' | '’')
    };
    let word = chunk.trim_start_matches(is_around);
    let start = chunk.len() - word.len();
    let word = word.trim_end_matches(is_around);
    let is_arabic = |c: char| matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}');
    let is_tashkeel = |c: char| matches!(c, '\u{064B}'..='\u{0652}');
    let script = if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Script::Latin
    } else if word.starts_with(is_arabic) && word.chars().all(|c| is_arabic(c) || is_tashkeel(c)) {
        Script::Arabic
    } else {
        return None;
    };
    (!word.is_empty()).then(|| (start..start + word.len(), script))
}

/// The URL or e-mail address in a chunk without white space, without the punctuation around it.
fn address_in(chunk: &str) -> Option<Range<usize>> {
    if !chunk.contains("://") && !chunk.contains("www.") && !chunk.contains('@') {
        return None;
    }
    let is_inside =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '(' | ')' | '[' | ']');
    let trimmed = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'');
    chunk
        .split(|c| !is_inside(c))
        .filter(|part| {
            part.contains("://")
                || part.starts_with("www.")
                || part
                    .split_once('@')
                    .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        })
        .map(|part| {
            let start = part.as_ptr() as usize - chunk.as_ptr() as usize;
            start..start + part.trim_end_matches(trimmed).len()
        })
        .next()
}

fn push_words<'a>(text: &'a str, range: Range<usize>, found: &mut Vec<Token<'a>>) {
    let base = range.start;
    for (offset, word) in text[range].unicode_word_indices() {
        push_by_script(text, base + offset, word, found);
    }
}

/// Cuts a UAX #29 word where the script changes or digits begin.
fn push_by_script<'a>(text: &'a str, start: usize, word: &'a str, found: &mut Vec<Token<'a>>) {
    let mut from = 0;
    let mut kind: Option<TokenKind> = None;
    let mut push = |range: Range<usize>, kind: TokenKind| {
        let range = start + range.start..start + range.end;
        found.push(Token { text: &text[range.clone()], range, kind });
    };
    for (at, c) in word.char_indices() {
        let Some(this) = kind_of(c) else { continue };
        match kind {
            Some(before) if differs(before, this) => {
                push(from..at, before);
                from = at;
                kind = Some(this);
            }
            None => kind = Some(this),
            Some(_) => {}
        }
    }
    if let Some(kind) = kind {
        push(from..word.len(), kind);
    }
}

fn kind_of(c: char) -> Option<TokenKind> {
    if is_invisible_control(c) {
        return None;
    }
    if digit_value(c).is_some() {
        return Some(TokenKind::Number);
    }
    script_of(c).map(TokenKind::Word)
}

/// Latin letters and digits may share a token (G7, 3D, v2); Arabic letters and others may not.
fn differs(before: TokenKind, this: TokenKind) -> bool {
    let latin = TokenKind::Word(Script::Latin);
    before != this && !(before == latin && this == TokenKind::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn a_clitic_is_separated_from_a_latin_name() {
        assert_eq!(texts("قالوا لـHuffPost، README.md"), ["قالوا", "لـ", "HuffPost", "README.md"]);
    }

    #[test]
    fn numbers_keep_their_separators() {
        assert_eq!(texts("بلغ 4,500 (٣٫٥٪) G7"), ["بلغ", "4,500", "٣٫٥", "G7"]);
    }

    #[test]
    fn addresses_are_one_token() {
        let found = tokens("See (https://example.org/a?b=1), or x.y@example.com.");
        let addresses: Vec<_> =
            found.iter().filter(|t| t.kind == TokenKind::Address).map(|t| t.text).collect();
        assert_eq!(addresses, ["https://example.org/a?b=1", "x.y@example.com"]);
    }

    proptest::proptest! {
        /// The quick rule for plain words agrees with the general rules.
        #[test]
        fn plain_words_are_the_words_of_the_rules(chunk in "[a-zA-Z.,:;'’\"(«»؟،؛0-9_@/\u{0621}-\u{0655}-]{0,8}") {
            if let Some((range, script)) = plain_word(&chunk) {
                let mut found = Vec::new();
                push_words(&chunk, 0..chunk.len(), &mut found);
                let (text, kind) = (&chunk[range.clone()], TokenKind::Word(script));
                proptest::prop_assert_eq!(found, [Token { text, range, kind }]);
                proptest::prop_assert_eq!(address_in(&chunk), None);
            }
        }
    }

    #[test]
    fn tashkeel_stays_inside_its_word() {
        assert_eq!(texts("قَالَ الوَلَدُ"), ["قَالَ", "الوَلَدُ"]);
    }
}
