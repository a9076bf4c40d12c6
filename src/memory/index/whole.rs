//! A text as a whole, in few bits: equal texts share them, and hardly any others.

use crc32fast::Hasher;

use crate::text::Words;

/// Bits that say under which term a text is kept: so few terms that a segment's are small blocks and
/// not rows by the hundred thousand.
const BUCKET_BITS: u32 = 10;

/// What is known of a text as a whole. It is stored, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeText {
    /// Below 1024.
    pub bucket: u16,
    /// Tells texts of one bucket apart, but for one in 256.
    pub check: u8,
}

impl WholeText {
    /// Of a text and its words: the words alone count, folded and in order, unless there are none.
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

    /// What its term is called in the index. Terms of words have a colon there.
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

    /// CRC-32 of “the”, “first” and “page”, each with a byte 0xFF, by another program.
    #[test]
    fn it_never_changes() {
        let whole = whole("The first page.");
        assert_eq!((whole.term("en").as_str(), whole.check), ("en=169", 46));
    }
}
