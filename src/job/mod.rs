//! One pair of articles: read, aligned, and stored with what a person decided before.
//!
//! Aligning is a pure step, [`align_texts`]: two segmented texts in, beads out. It is the same for a
//! memory and for a corpus. What storing the beads changes in a memory is an [`Update`].

mod articles;
mod realign;
mod update;

pub use articles::{AlignSettings, ArticlePair, TextLanguages, document_key};
pub use realign::realign;
pub use update::{Change, NewBeads, StoreSettings, Update};

use crate::align::{Aligner, Coverage};
use crate::model::{AlignedBead, AlignedDocument, Language, Layout, Pair, SegmentedText, Span};

/// Two texts, aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// The languages of both texts.
    pub languages: Pair<Language>,
    /// All beads in document order, omissions included.
    pub beads: Vec<AlignedBead>,
    /// What the segments are in their articles.
    pub layout: Pair<Layout>,
    /// How much of the texts the lexicons know; none where none was used.
    pub coverage: Option<Coverage>,
}

impl Alignment {
    /// The beads as a document of that name.
    pub fn into_document(self, name: String) -> AlignedDocument {
        AlignedDocument { name, languages: self.languages, beads: self.beads }
    }
}

/// Aligns two segmented texts. `pins` are beads that are kept as they are, as for [`Aligner::align`].
pub fn align_texts(texts: &Pair<SegmentedText>, pins: &[Span], aligner: &Aligner) -> Alignment {
    let candidates = aligner.search(texts.as_ref(), pins);
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
