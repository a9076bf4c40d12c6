//! Reads the tokens of a content stream or a character map, whatever state it is in.

/// How deep arrays and dictionaries may nest; deeper ones are read as if they ended.
const DEPTH: usize = 16;

/// One operand or operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// An integer or a real number.
    Number(f64),
    /// A name without its slash, escapes resolved.
    Name(Vec<u8>),
    /// A literal or hexadecimal string, decoded.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Token>),
    /// A dictionary as pairs of name and value.
    Dictionary(Vec<(Vec<u8>, Token)>),
    /// Anything else: an operator, `true`, `null`.
    Word(Vec<u8>),
}

impl Token {
    /// The number, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Token::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// The bytes of a string.
    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Token::Text(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The bytes of a name.
    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Token::Name(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// A cursor over the bytes; it always moves forward, so it always ends.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

impl<'a> Lexer<'a> {
    /// Starts at the first byte.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Lexer { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// The next token, or `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token> {
        self.token(0)
    }

    fn token(&mut self, depth: usize) -> Option<Token> {
        loop {
            self.skip_space();
            let byte = self.peek()?;
            match byte {
                b'/' => return Some(Token::Name(self.name())),
                b'(' => return Some(Token::Text(self.literal())),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                    self.at += 2;
                    return Some(self.dictionary(depth));
                }
                b'<' => return Some(Token::Text(self.hexadecimal())),
                b'[' => {
                    self.at += 1;
                    return Some(Token::Array(self.items(b']', depth)));
                }
                b'+' | b'-' | b'.' | b'0'..=b'9' => return Some(self.number()),
                // A closing bracket without its opening one says nothing.
                b')' | b'>' | b']' | b'{' | b'}' => self.at += 1,
                _ => {
                    let start = self.at;
                    while self.peek().is_some_and(|b| !is_space(b) && !is_delimiter(b)) {
                        self.at += 1;
                    }
                    return Some(Token::Word(self.bytes[start..self.at].to_vec()));
                }
            }
        }
    }

    fn items(&mut self, close: u8, depth: usize) -> Vec<Token> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return items,
                Some(byte) if byte == close => {
                    self.at += 1;
                    return items;
                }
                Some(_) if depth >= DEPTH => return items,
                Some(_) => match self.token(depth + 1) {
                    Some(token) => items.push(token),
                    None => return items,
                },
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Token {
        let items = self.items(b'>', depth);
        if self.peek() == Some(b'>') {
            self.at += 1;
        }
        let mut pairs = Vec::new();
        let mut items = items.into_iter();
        while let Some(key) = items.next() {
            if let (Token::Name(key), Some(value)) = (key, items.next()) {
                pairs.push((key, value));
            }
        }
        Token::Dictionary(pairs)
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| !is_space(*b) && !is_delimiter(*b)) {
            self.at += 1;
            let pair = (
                self.bytes.get(self.at).and_then(|b| hex(*b)),
                self.bytes.get(self.at + 1).and_then(|b| hex(*b)),
            );
            match (byte, pair) {
                (b'#', (Some(high), Some(low))) => {
                    self.at += 2;
                    name.push(high << 4 | low);
                }
                _ => name.push(byte),
            }
        }
        name
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        self.at += 1;
        while self.peek().is_some_and(|b| matches!(b, b'0'..=b'9' | b'.' | b'-')) {
            self.at += 1;
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or("0");
        let value = text.parse::<f64>().or_else(|_| {
            // Some producers write "--5" or "5-3": keep the first number in it.
            let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
            let body = text.trim_start_matches(['-', '+']);
            body.split('-').next().unwrap_or("0").parse::<f64>().map(|v| sign * v)
        });
        Token::Number(value.unwrap_or(0.0).clamp(-1e9, 1e9))
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                text.push((value & 0xff) as u8);
            }
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            match (high, hex(byte)) {
                (None, Some(digit)) => high = Some(digit),
                (Some(first), Some(digit)) => {
                    text.push(first << 4 | digit);
                    high = None;
                }
                _ => {}
            }
        }
        if let Some(first) = high {
            text.push(first << 4);
        }
        text
    }

    /// Passes over the data of an inline image: call it after the word `ID`.
    pub(super) fn skip_image(&mut self) {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let end = rest
            .windows(4)
            .position(|w| is_space(w[0]) && w[1] == b'E' && w[2] == b'I' && is_space(w[3]));
        self.at = match end {
            Some(offset) => self.at + offset + 3,
            None => self.bytes.len(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Token> {
        let mut lexer = Lexer::new(text.as_bytes());
        std::iter::from_fn(|| lexer.next()).collect()
    }

    #[test]
    fn strings_names_and_numbers_are_decoded() {
        let tokens = all("(a\\(b\\)\\101) <4a4> /A#20B -.5 --3 [1 (x)] Tj");
        assert_eq!(tokens[0], Token::Text(b"a(b)A".to_vec()));
        assert_eq!(tokens[1], Token::Text(b"J@".to_vec()));
        assert_eq!(tokens[2], Token::Name(b"A B".to_vec()));
        assert_eq!(tokens[3], Token::Number(-0.5));
        assert_eq!(tokens[4], Token::Number(-3.0));
        assert_eq!(tokens[5], Token::Array(vec![Token::Number(1.0), Token::Text(b"x".to_vec())]));
        assert_eq!(tokens[6], Token::Word(b"Tj".to_vec()));
    }

    #[test]
    fn dictionaries_become_pairs() {
        let tokens = all("<</ActualText<FEFF0041>/N 1>>BDC");
        let Token::Dictionary(pairs) = &tokens[0] else { unreachable!("{tokens:?}") };
        assert_eq!(pairs[0], (b"ActualText".to_vec(), Token::Text(vec![0xfe, 0xff, 0, 0x41])));
        assert_eq!(tokens[1], Token::Word(b"BDC".to_vec()));
    }

    #[test]
    fn endless_nesting_ends() {
        assert!(!all(&"[".repeat(10_000)).is_empty());
        assert!(!all(&"<<".repeat(10_000)).is_empty());
        assert!(all("(never closed").len() == 1);
    }
}
