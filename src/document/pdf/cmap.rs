//! Character maps: code to text (`ToUnicode`) and code to character id (composite fonts).

use super::lexer::{Lexer, Token};
use std::collections::HashMap;

/// Most entries one map may list; a map of a font of 65,536 glyphs fits.
const ENTRIES: usize = 200_000;

/// What a map says of one code.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    /// Text, as UTF-16 units; a range counts up its last unit.
    Text(Vec<u16>),
    /// A character id.
    Id(u32),
}

/// A parsed map.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Code lengths in bytes with their lowest and highest code.
    spaces: Vec<(usize, u32, u32)>,
    single: HashMap<u32, Target>,
    /// Ranges: first code, last code, target of the first.
    ranges: Vec<(u32, u32, Target)>,
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [byte] = bytes {
        return vec![u16::from(*byte)];
    }
    bytes.chunks_exact(2).take(64).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

impl CMap {
    /// Reads a map; what cannot be read in it is left out.
    pub(super) fn parse(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut lexer = Lexer::new(bytes);
        let mut operands: Vec<Token> = Vec::new();
        let mut entries = 0;
        while let Some(token) = lexer.next() {
            let Token::Word(word) = &token else {
                if operands.len() < ENTRIES {
                    operands.push(token);
                }
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" => map.add_spaces(&operands),
                b"endbfchar" | b"endcidchar" => entries += map.add_singles(&operands),
                b"endbfrange" | b"endcidrange" => entries += map.add_ranges(&operands),
                _ => {}
            }
            operands.clear();
            if entries > ENTRIES {
                break;
            }
        }
        map.ranges.sort_by_key(|range| range.0);
        map
    }

    fn add_spaces(&mut self, operands: &[Token]) {
        for pair in operands.chunks_exact(2).take(64) {
            if let (Some(low), Some(high)) = (pair[0].text(), pair[1].text()) {
                self.spaces.push((low.len().clamp(1, 4), code(low), code(high)));
            }
        }
    }

    fn target(token: &Token) -> Option<Target> {
        match token {
            Token::Text(bytes) => Some(Target::Text(units(bytes))),
            Token::Number(value) => Some(Target::Id(*value as u32)),
            _ => None,
        }
    }

    fn add_singles(&mut self, operands: &[Token]) -> usize {
        for pair in operands.chunks_exact(2) {
            if let (Some(from), Some(target)) = (pair[0].text(), Self::target(&pair[1])) {
                self.single.insert(code(from), target);
            }
        }
        operands.len() / 2
    }

    fn add_ranges(&mut self, operands: &[Token]) -> usize {
        for triple in operands.chunks_exact(3) {
            let (Some(first), Some(last)) = (triple[0].text(), triple[1].text()) else { continue };
            let (first, last) = (code(first), code(last));
            if let Token::Array(items) = &triple[2] {
                for (offset, item) in items.iter().enumerate() {
                    if let Some(target) = Self::target(item) {
                        self.single.insert(first.saturating_add(offset as u32), target);
                    }
                }
            } else if let Some(target) = Self::target(&triple[2]) {
                self.ranges.push((first, last.max(first), target));
            }
        }
        operands.len() / 3
    }

    fn lookup(&self, code: u32) -> Option<(u32, &Target)> {
        if let Some(target) = self.single.get(&code) {
            return Some((0, target));
        }
        let end = self.ranges.partition_point(|range| range.0 <= code);
        // Ranges may overlap in bad files: look at a few before giving up.
        self.ranges[..end].iter().rev().take(8).find(|r| r.1 >= code).map(|r| (code - r.0, &r.2))
    }

    /// The text of a code: `None` when the map does not list it, empty when it lists nothing or NUL.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let (offset, target) = self.lookup(code)?;
        let Target::Text(units) = target else { return None };
        let mut units = units.clone();
        if let Some(last) = units.last_mut() {
            *last = last.wrapping_add(offset as u16);
        }
        let text =
            char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).filter(|c| *c != '\0');
        Some(text.collect())
    }

    /// The character id of a code.
    pub(super) fn id(&self, code: u32) -> Option<u32> {
        match self.lookup(code)? {
            (offset, Target::Id(id)) => Some(id.saturating_add(offset)),
            _ => None,
        }
    }

    /// Reads one code from the front of `bytes`: the code and its length in bytes (1 to 4).
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        for length in 1..=bytes.len().min(4) {
            let value = code(&bytes[..length]);
            if self.spaces.iter().any(|s| s.0 == length && (s.1..=s.2).contains(&value)) {
                return (value, length);
            }
        }
        let length =
            self.spaces.iter().map(|s| s.0).min().unwrap_or(2).clamp(1, bytes.len().max(1));
        (code(&bytes[..length.min(bytes.len())]), length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lists_and_several_characters_are_read() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange
              2 beginbfchar <0001> <06440627> <0002> <0000> endbfchar
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <0062>] endbfrange",
        );
        assert_eq!(map.text(1).as_deref(), Some("\u{644}\u{627}"));
        assert_eq!(map.text(2).as_deref(), Some(""));
        assert_eq!(map.text(0x12).as_deref(), Some("C"));
        assert_eq!(map.text(0x21).as_deref(), Some("b"));
        assert_eq!(map.text(0x30), None);
        assert_eq!(map.next_code(&[0, 0x12, 9]), (0x12, 2));
    }

    #[test]
    fn a_range_over_everything_takes_no_room() {
        let map = CMap::parse(b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange");
        assert!(map.text(70_000).is_some());
    }
}
