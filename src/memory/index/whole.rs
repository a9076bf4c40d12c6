//! A short hash of a whole text, by which equal texts are found.

use crc32fast::Hasher;

use crate::text::Words;

/// Bits of the hash that are part of the term: few enough that a segment has a thousand small blocks for
/// whole texts, and not a row for every text.
const BUCKET_BITS: u32 = 10;

/// The hash of a whole text. It is stored, so its definition must never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeText {
    /// Selects the term; below 1024.
    pub bucket: u16,
    /// Distinguishes the texts of a bucket; one in 256 is a false positive.
    pub check: u8,
}

impl WholeText {
    /// The hash of the folded words in order, or of the text itself if it has no words.
    pub fn of(text: &str, words: &Words) -> WholeText {
        let mut hasher = Hasher::new();
        if words.is_empty() {
            hasher.update(text.trim().as_bytes());
        }
        for word in words.iter() {
            hasher.update(word.as_bytes());
            hasher.update(&[0xFF]);
        }
        let hash = hasher.finalize();
        WholeText {
            bucket: (hash & ((1 << BUCKET_BITS) - 1)) as u16,
            check: (hash >> BUCKET_BITS) as u8,
        }
    }

    /// The name of the term in the index. It has an equals sign where the terms of words have a colon.
    pub fn term(self, primary_language: &str) -> String {
        format!("{primary_language}={:03x}", self.bucket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> WholeText {
        WholeText::of(text, &Words::of(text))
    }

    #[test]
    fn words_alone_count_unless_there_are_none() {
        assert_eq!(whole("The First page."), whole("the first page"));
        assert_eq!(whole("مُدرّسة ١٢"), whole("مدرسة 12!"));
        assert_ne!(whole("page 2 of 3"), whole("page 3 of 2"));
        assert_ne!(whole("ab c"), whole("a bc"));
        assert_ne!(whole("***"), whole("—"));
    }

    /// The CRC-32 of “the”, “first” and “page”, each followed by a byte 0xFF, computed by another program.
    #[test]
    fn it_never_changes() {
        let whole = whole("The first page.");
        assert_eq!((whole.term("en").as_str(), whole.check), ("en=169", 46));
    }
}
