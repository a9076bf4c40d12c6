//! The evidence of terms: how much the terms of two sides support a bead.
//!
//! The probability of a term e of one side, given a window A of the other side, is the mean of its
//! translation probabilities over the terms of the window and the empty term: t(e|A) = (u(e) + Σ t(e|a)) /
//! (1 + |A|), where u(e) is its frequency in general (IBM Model 1, Brown et al., 1993). The evidence of the
//! term is ln((1 − ε) · t(e|A) / u(e) + ε), the logarithm of a likelihood ratio, where ε is the share of
//! terms that translation leaves without a counterpart.
//!
//! Two searches use this evidence. The first needs all windows of a few segments; the evidence for a bead
//! is the sum over its segments ([`windows`]). The second needs few beads and considers each as a whole:
//! the counterpart of a term is mostly at the same relative position, because the parts of a sentence tend
//! to keep their order in translation ([`bead`], after Dyer et al., 2013).

mod bead;
mod class;
mod matches;
mod windows;

use bead::PositionModel;
use class::ClassModel;

use super::shape::MAX_AGAINST_ONE;
use super::terms::{TermClass, TermSide, Terms};
use super::weights::Weights;
use crate::model::Pair;

/// The most segments on one side of a bead that is considered as a whole.
pub const MAX_BEAD_WIDTH: usize = MAX_AGAINST_ONE;

/// Computes the evidence of the terms of a document.
#[derive(Debug)]
pub struct Evidence<'a> {
    terms: &'a Terms,
    scales: &'a Scales,
    counts: Pair<Counts>,
}

/// Tables derived from the weights, shared by all documents.
#[derive(Debug, Clone)]
pub struct Scales {
    classes: [ClassModel; CLASSES],
    position: PositionModel,
}

impl Scales {
    /// Derives the tables from the weights.
    pub fn new(weights: &Weights) -> Self {
        let word = |unexplained| ClassModel::new(weights.word, unexplained);
        let anchor = |unexplained| ClassModel::new(weights.anchor, unexplained);
        Scales {
            classes: [
                word(weights.word_unexplained),
                word(weights.settled_unexplained),
                anchor(weights.name_unexplained),
                anchor(weights.number_unexplained),
                anchor(weights.mark_unexplained),
            ],
            position: PositionModel::new(weights),
        }
    }
}

/// The number of classes that count as evidence, in the order of [`TermClass`].
const CLASSES: usize = 5;
/// The first of these classes are words, which share one λ.
const WORD_CLASSES: usize = 2;

/// The number of terms of each class before each segment.
type Counts = Vec<[u32; CLASSES]>;

fn count_classes(side: &TermSide) -> Counts {
    let mut sums = [0; CLASSES];
    let mut counts = vec![sums];
    for segment in 0..side.count() {
        for term in side.span(segment, segment + 1) {
            if let Some(class) = index(side.class(term)) {
                sums[class] += 1;
            }
        }
        counts.push(sums);
    }
    counts
}

/// The index of a class that counts as evidence.
fn index(class: TermClass) -> Option<usize> {
    match class {
        TermClass::Unknown => None,
        TermClass::Word => Some(0),
        TermClass::Settled => Some(1),
        TermClass::Name => Some(2),
        TermClass::Number => Some(3),
        TermClass::Mark => Some(4),
    }
}

impl<'a> Evidence<'a> {
    /// Prepares the evidence of the terms of a document.
    pub fn new(terms: &'a Terms, scales: &'a Scales) -> Self {
        Evidence { terms, scales, counts: terms.sides.as_ref().map(count_classes) }
    }

    /// The evidence of the terms between two counts for a window of `size` terms, none of which is a
    /// counterpart.
    fn unmatched(&self, from: [u32; CLASSES], to: [u32; CLASSES], size: usize) -> f32 {
        let classes = &self.scales.classes;
        class_counts(from, to)
            .iter()
            .zip(classes)
            .map(|(count, class)| count * class.unmatched(size))
            .sum()
    }
}

/// The number of terms of each class between two counts.
fn class_counts(from: [u32; CLASSES], to: [u32; CLASSES]) -> [f32; CLASSES] {
    std::array::from_fn(|class| (to[class] - from[class]) as f32)
}

#[cfg(test)]
mod tests {
    use super::super::terms::{TermOptions, Vocabularies};
    use super::*;
    use crate::model::{Language, ParagraphKind, Segment, SegmentedText, Side};

    fn side(language: Language, texts: &[&str]) -> SegmentedText {
        let segment = |text: &&str| Segment {
            text: (*text).to_owned(),
            paragraph: 0,
            kind: ParagraphKind::Text,
        };
        SegmentedText { language, segments: texts.iter().map(segment).collect() }
    }

    /// Without the position model, the evidence for a bead is the sum of that of its segments' windows.
    #[test]
    fn windows_add_up_to_the_bead() {
        let source =
            side(Language::english(), &["In 1978 there were 45?", "Of 7,300 only 12 (26%)."]);
        let target = side(Language::arabic(), &["عام 1978 كانوا 45؟", "من 7300", "إلا 12 (26٪)"]);
        let weights = Weights { place: 0.0, ..Weights::default() };
        let vocabularies = &Vocabularies::default();
        let options = TermOptions { lexicons: &[], vocabularies, anchors: true, weights: &weights };
        let terms = Terms::of(Pair::new(&source, &target), options);
        let scales = Scales::new(&weights);
        let evidence = Evidence::new(&terms, &scales);
        let mut windows = evidence.windows(0..2, 0..3, &[0..1, 0..1], 3);
        let forward: f32 = (0..2).map(|s| windows.of(Side::Source, s, 0..1)[2]).sum();
        let backward: f32 = (0..3).map(|t| windows.of(Side::Target, t, 0..1)[1]).sum();
        let whole = evidence.beads(0, &[0..3, 0..3]).of(0..2, 0..3);
        assert!((whole - forward - backward).abs() < 1e-3, "{whole} {forward} {backward}");
        assert!(whole > 5.0, "{whole}");
    }

    /// Terms at the positions of their counterparts are stronger evidence than the same terms in reverse.
    #[test]
    fn positions_count() {
        let source = side(Language::english(), &["11 12 13 14 15 16 17 18 19 20"]);
        let straight = side(Language::arabic(), &["11 12 13 14 15 16 17 18 19 20"]);
        let crossed = side(Language::arabic(), &["20 19 18 17 16 15 14 13 12 11"]);
        let weights = Weights::default();
        let vocabularies = &Vocabularies::default();
        let options = TermOptions { lexicons: &[], vocabularies, anchors: true, weights: &weights };
        let scales = Scales::new(&weights);
        let evidence_for = |target: &SegmentedText| {
            let terms = Terms::of(Pair::new(&source, target), options);
            Evidence::new(&terms, &scales).beads(0, std::slice::from_ref(&(0..1))).of(0..1, 0..1)
        };
        assert!(evidence_for(&straight) > evidence_for(&crossed) + 0.5);
    }
}
