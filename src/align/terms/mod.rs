//! The terms of two sides: their words and anchors, and the links between them.
//!
//! A term is a word, represented by its stem, or an *anchor*: a number or month, represented by its value,
//! a name, a punctuation mark, or the kind of a paragraph. Each term is an occurrence of a *type*. Types of
//! the two sides are linked; the strength of a link is the ratio p(x, y) / p(x) p(y), how many times as
//! often as by chance the two correspond.

mod learn;
mod link;
mod names;
mod read;
mod vocabulary;

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::coverage::{Coverage, KnownWords};
use super::lexicon::Lexicon;
use super::weights::Weights;
use crate::model::{Pair, SegmentedText};
use names::Name;
use read::{ReadTerms, Reader, TermKind, TypeId};
use vocabulary::Lines;
pub use vocabulary::Vocabularies;

/// The terms of both sides.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The terms of each side.
    pub sides: Pair<TermSide>,
    /// For each source type, its linked target types with their ratios p(x, y) / p(x) p(y), strongest
    /// first.
    links: Vec<Vec<(u32, f32)>>,
    /// How much of both sides the lexicons know, if any were used.
    pub coverage: Option<Coverage>,
}

/// The terms of one side, segment by segment.
#[derive(Debug, Clone)]
pub struct TermSide {
    /// The type of every term, in order.
    pub terms: Vec<u32>,
    /// The index of the first term of each segment, and of the end.
    pub starts: Vec<u32>,
    /// The class of each type.
    pub classes: Vec<TermClass>,
}

/// How the terms of a type count as evidence for or against a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermClass {
    /// Not at all, because it has no links.
    Unknown,
    /// As a word of the lexicon.
    Word,
    /// As a word with a settled translation: a bead without that translation is less likely.
    Settled,
    /// As a name.
    Name,
    /// As a number or month.
    Number,
    /// As a punctuation mark or paragraph kind, whatever its position in the bead.
    Mark,
}

/// Which terms are read and how they are linked.
#[derive(Debug, Clone, Copy)]
pub struct TermOptions<'a> {
    /// The lexicons that link words. If there are none, words are ignored.
    pub lexicons: &'a [Lexicon<'a>],
    /// Words that have been read before.
    pub vocabularies: &'a Vocabularies,
    /// Whether anchors are read.
    pub anchors: bool,
    /// The weights of the links.
    pub weights: &'a Weights,
}

impl TermSide {
    /// The number of segments.
    pub fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The indices of the terms of the segments `from..to`.
    pub fn span(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        self.starts[from] as usize..self.starts[to] as usize
    }

    /// The class of a term.
    pub fn class(&self, term: usize) -> TermClass {
        self.classes[self.terms[term] as usize]
    }
}

impl Terms {
    /// Reads and links the terms of two sides.
    pub fn of(texts: Pair<&SegmentedText>, options: TermOptions<'_>) -> Self {
        let read = |text| move || Types::read(text, options);
        let types = Pair::from(rayon::join(read(texts.source), read(texts.target)));
        let linked = link::link(types.as_ref(), options);
        let has_coverage = !options.lexicons.is_empty() && link::is_english_arabic(types.as_ref());
        let classes = linked.classes.as_deref();
        let coverage = has_coverage.then(|| {
            types.as_ref().zip(classes).map(|(types, classes)| types.known_words(classes))
        });
        Terms {
            coverage,
            sides: types.zip(classes).map(|(types, classes)| types.into_side(classes)),
            links: linked.links,
        }
    }

    /// The linked target types of a source type with their ratios, strongest first.
    pub fn links(&self, source_type: u32) -> &[(u32, f32)] {
        &self.links[source_type as usize]
    }
}

/// The types of one side, and its terms as types.
struct Types {
    is_arabic: bool,
    is_english: bool,
    ids: Vec<TypeId>,
    /// The lines of each type in the lexicons.
    lines: Vec<Lines>,
    /// The number of occurrences of each type.
    counts: Vec<f64>,
    terms: Vec<u32>,
    starts: Vec<u32>,
    /// Words that may be names, with their types.
    names: Vec<(Arc<Name>, u32)>,
}

/// The fewest segments for which a separate reader is worthwhile, since it may have to start with an empty
/// vocabulary.
const MIN_SEGMENTS_PER_READER: usize = 512;

impl Types {
    fn read(side: &SegmentedText, options: TermOptions<'_>) -> Self {
        let size =
            side.segments.len().div_ceil(rayon::current_num_threads()).max(MIN_SEGMENTS_PER_READER);
        let parts: Vec<ReadTerms> = side
            .segments
            .par_chunks(size)
            .map(|segments| {
                options.vocabularies.with(&side.language, |vocabulary| {
                    Reader::new(vocabulary, options.lexicons, options.anchors).read(segments)
                })
            })
            .collect();
        let read = merge(parts);
        let mut counts = vec![0.0; read.ids.len()];
        for &id in &read.terms {
            counts[id as usize] += 1.0;
        }
        Types {
            is_arabic: side.language.is_arabic(),
            is_english: side.language.is_english(),
            ids: read.ids,
            lines: read.lines,
            counts,
            terms: read.terms,
            starts: read.starts,
            names: read.names,
        }
    }

    fn known_words(&self, classes: &[TermClass]) -> KnownWords {
        let word = |id: &&u32| self.ids[**id as usize].kind == TermKind::Word;
        let mut counts = KnownWords::default();
        for &id in self.terms.iter().filter(word) {
            counts.words += 1;
            counts.known +=
                usize::from(matches!(classes[id as usize], TermClass::Word | TermClass::Settled));
        }
        counts
    }

    fn into_side(self, classes: &[TermClass]) -> TermSide {
        TermSide { terms: self.terms, starts: self.starts, classes: classes.to_vec() }
    }
}

/// Merges the parts of a side. Types are in order of their first occurrence in the whole side, wherever it
/// was divided.
fn merge(parts: Vec<ReadTerms>) -> ReadTerms {
    let mut parts = parts.into_iter();
    let Some(mut all) = parts.next() else {
        return ReadTerms { starts: vec![0], ..ReadTerms::default() };
    };
    let ids = all.ids.iter().cloned();
    let mut known: FxHashMap<TypeId, u32> =
        if parts.len() > 0 { ids.zip(0..).collect() } else { FxHashMap::default() };
    for part in parts {
        let here: Vec<u32> = part
            .ids
            .into_iter()
            .zip(part.lines)
            .map(|(id, lines)| {
                *known.entry(id).or_insert_with_key(|id| {
                    all.ids.push(id.clone());
                    all.lines.push(lines);
                    index(all.ids.len() - 1)
                })
            })
            .collect();
        let before = index(all.terms.len());
        all.terms.extend(part.terms.into_iter().map(|id| here[id as usize]));
        all.starts.extend(part.starts.into_iter().skip(1).map(|start| before + start));
        all.names.extend(part.names.into_iter().map(|(name, id)| (name, here[id as usize])));
    }
    all.names.sort_unstable();
    all.names.dedup();
    all
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
