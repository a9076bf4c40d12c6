//! Reads a pair of articles, aligns it, and stores it without losing what reviewers decided before.
//!
//! Aligning is a pure function, [`align_texts`], from two segmented texts to beads; memories and corpora
//! share it. An [`Update`] is the change that storing the beads makes in a memory. An [`Order`] is both, done
//! by another process.

mod articles;
mod order;
mod realign;
mod update;

pub use articles::{AlignSettings, ArticlePair, TextLanguages, document_key};
pub use order::{Order, OrderedWork, Report};
pub use realign::realign;
pub use update::{Change, NewBeads, StoreSettings, Update};

use crate::align::{Aligner, Coverage};
use crate::model::{AlignedBead, AlignedDocument, Language, Layout, Pair, SegmentedText, Span};

/// The alignment of two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// The languages of both texts.
    pub languages: Pair<Language>,
    /// All beads in document order, omissions included.
    pub beads: Vec<AlignedBead>,
    /// The layout of the segments in their articles.
    pub layout: Pair<Layout>,
    /// How much of the texts the lexicons know; `None` if no lexicon was used.
    pub coverage: Option<Coverage>,
}

impl Alignment {
    /// The beads as a document with a name.
    pub fn into_document(self, name: String) -> AlignedDocument {
        AlignedDocument { name, languages: self.languages, beads: self.beads }
    }
}

/// Aligns two segmented texts. The beads in `fixed` are kept as they are; see [`Aligner::align`].
pub fn align_texts(texts: &Pair<SegmentedText>, fixed: &[Span], aligner: &Aligner) -> Alignment {
    let candidates = aligner.search(texts.as_ref(), fixed);
    Alignment {
        languages: texts.as_ref().map(|text| text.language.clone()),
        beads: candidates
            .beads()
            .into_iter()
            .map(|bead| AlignedBead::of(bead, texts.as_ref()))
            .collect(),
        layout: texts.as_ref().map(SegmentedText::layout),
        coverage: candidates.coverage(),
    }
}
