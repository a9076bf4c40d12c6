//! Encoding of postings in blocks: unit ids in ascending order, each with the number of words of its text.

use crc32fast::Hasher;

/// Size from which a block is full, in bytes: large enough that even a word in every second text has few
/// blocks, small enough to be rewritten for each unit that is added.
pub const FULL_BYTES: usize = 16 << 10;

/// A unit that contains a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The row id of the unit.
    pub unit: i64,
    /// The number of words of the text that contains the term, at most 255; for the term of a whole text, its
    /// check value.
    pub words: u8,
}

/// A block under construction. It encodes the number of words of the first unit, then for each further
/// unit the distance to the one before, as a variable-length integer, and its number of words. The id of
/// the first unit is stored beside the block.
#[derive(Debug, Clone, Default)]
pub struct Block {
    first: i64,
    last: i64,
    bytes: Vec<u8>,
}

impl Block {
    /// A block of postings in ascending order.
    pub fn of(postings: &[Posting]) -> Block {
        let mut block = Block::default();
        for &posting in postings {
            block.push(posting);
        }
        block
    }

    /// Appends the posting of a later unit; one that is not later than the last is ignored.
    pub fn push(&mut self, posting: Posting) {
        if self.bytes.is_empty() {
            self.first = posting.unit;
        } else if posting.unit <= self.last {
            return;
        } else {
            push_varint(posting.unit.abs_diff(self.last), &mut self.bytes);
        }
        self.last = posting.unit;
        self.bytes.push(posting.words);
    }

    /// The id of the first unit.
    pub fn first(&self) -> i64 {
        self.first
    }

    /// The encoded block.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the next posting should begin another block.
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= FULL_BYTES
    }
}

/// The checksum of a stored block: the CRC-32 of its key and bytes. It is stored, so its definition must
/// never change.
pub fn checksum(segment: i64, term: &str, first: i64, units: &[u8]) -> i64 {
    let mut hasher = Hasher::new();
    hasher.update(&segment.to_le_bytes());
    hasher.update(&first.to_le_bytes());
    hasher.update(term.as_bytes());
    hasher.update(&[0xFF]);
    hasher.update(units);
    i64::from(hasher.finalize())
}

/// Decodes a stored block; of a damaged block, the postings before the damage.
pub fn postings(first: i64, bytes: &[u8]) -> impl Iterator<Item = Posting> + '_ {
    let mut rest = bytes;
    let mut unit = None;
    std::iter::from_fn(move || {
        let next = match unit {
            None => first,
            Some(before) => i64::checked_add(before, take_varint(&mut rest)?)?,
        };
        let (&words, after) = rest.split_first()?;
        rest = after;
        unit = Some(next);
        Some(Posting { unit: next, words })
    })
}

fn push_varint(mut value: u64, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take_varint(rest: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..63).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return i64::try_from(value).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_stored_is_read_back(gaps in proptest::collection::vec((1i64..1 << 40, 0u8..), 1..50)) {
            let mut unit = 0;
            let all: Vec<Posting> = gaps
                .into_iter()
                .map(|(gap, words)| { unit += gap; Posting { unit, words } })
                .collect();
            let block = Block::of(&all);
            proptest::prop_assert_eq!(postings(block.first(), block.bytes()).collect::<Vec<_>>(), all);
        }

        #[test]
        fn damage_ends_a_block(first: i64, bytes: Vec<u8>) {
            proptest::prop_assert!(postings(first, &bytes).count() <= bytes.len());
        }
    }
}
