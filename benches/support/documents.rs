//! Generated articles with translations, for benchmarks.
//!
//! The texts make no sense, but the translation omits, adds, merges and splits sentences, with different
//! frequencies, so that the sides drift apart. The same seed gives the same pair.

use std::ops::Range;

use tarjuman::model::{Language, Pair, ParagraphKind, Segment, SegmentedText, Span};

use crate::words::{FREE, Maker, Random};

/// Words in a sentence.
const WORDS: Range<u64> = 6..30;
/// The mean number of sentences in a paragraph.
const PARAGRAPH: u64 = 5;

/// An article, its translation, and their gold beads.
pub struct MadeDocument {
    /// The English and the Arabic text.
    pub texts: Pair<SegmentedText>,
    /// All beads in order, omissions included.
    pub gold: Vec<Span>,
}

/// How sentences are translated, in per cent; the rest are translated one to one.
const OMITTED: u64 = 4;
const ADDED: u64 = 2;
const MERGED: u64 = 8;
const SPLIT: u64 = 3;
impl Maker {
    /// A document with this number of source segments.
    pub fn document(&self, segments: usize, seed: u64) -> MadeDocument {
        let mut random = Random(seed);
        let mut made = MadeDocument {
            texts: Pair::new(Language::english(), Language::arabic())
                .map(|language| SegmentedText { language, segments: Vec::new() }),
            gold: Vec::new(),
        };
        let mut paragraph = 0;
        while made.texts.source.segments.len() < segments {
            let (from, to) = (made.texts.source.segments.len(), made.texts.target.segments.len());
            let (english, mut arabic) = self.sentence(&mut random);
            push(&mut made.texts.source, &english, paragraph);
            match random.below(100) {
                n if n < OMITTED => {}
                n if n < OMITTED + ADDED => {
                    push(&mut made.texts.target, &arabic, paragraph);
                    made.gold.push(Span::new(from..from + 1, to..to + 1));
                    push(&mut made.texts.target, &self.sentence(&mut random).1, paragraph);
                    made.gold.push(Span::new(from + 1..from + 1, to + 1..to + 2));
                    continue;
                }
                n if n < OMITTED + ADDED + MERGED && from + 1 < segments => {
                    let (more, translated) = self.sentence(&mut random);
                    push(&mut made.texts.source, &more, paragraph);
                    arabic.extend(translated);
                    push(&mut made.texts.target, &arabic, paragraph);
                }
                n if n < OMITTED + ADDED + MERGED + SPLIT && arabic.len() > 1 => {
                    let rest = arabic.split_off(arabic.len() / 2);
                    push(&mut made.texts.target, &arabic, paragraph);
                    push(&mut made.texts.target, &rest, paragraph);
                }
                _ => push(&mut made.texts.target, &arabic, paragraph),
            }
            let (source, target) =
                (made.texts.source.segments.len(), made.texts.target.segments.len());
            made.gold.push(Span::new(from..source, to..target));
            paragraph += usize::from(random.below(PARAGRAPH) == 0);
        }
        made
    }

    /// The words of a sentence and of its translation.
    fn sentence(&self, random: &mut Random) -> (Vec<&str>, Vec<&str>) {
        let length = WORDS.start + random.below(WORDS.end - WORDS.start);
        let (mut english, mut arabic) = (Vec::new(), Vec::new());
        for _ in 0..length {
            let word = self.word(random);
            english.push(word.english.as_str());
            match random.below(100) {
                n if n < FREE / 2 => {}
                n if n < FREE => arabic.push(self.word(random).arabic.as_str()),
                _ => arabic.push(word.arabic.as_str()),
            }
        }
        if arabic.is_empty() {
            arabic.push(self.word(random).arabic.as_str());
        }
        (english, arabic)
    }
}

fn push(side: &mut SegmentedText, words: &[&str], paragraph: usize) {
    let text = format!("{}.", words.join(" "));
    side.segments.push(Segment { text, paragraph, kind: ParagraphKind::Text });
}
