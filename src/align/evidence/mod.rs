//! What the terms of two sides say about which segments belong together.
//!
//! A term e of one side is as probable in the translation of a window A of the other as its
//! counterparts there make it, t(e|A) = (u(e) + Σ t(e|a)) / (1 + |A|), the mean over the terms of the
//! window and of no term (IBM Model 1, Brown et al. 1993). Against its frequency u(e) anywhere this is a
//! likelihood ratio, and ln((1 − ε) · t(e|A) / u(e) + ε) what the term says for the bead, where ε is the
//! share of terms that translation leaves without counterpart.
//!
//! Two searches ask. The first asks for all windows of a few segments, which are summed up without
//! looking at beads ([`windows`]). The second asks for few beads, each taken as a whole: there the
//! counterparts of a term stand mostly where it stands itself, as the parts of a sentence keep their
//! order in translation ([`bead`], after Dyer et al. 2013).

mod bead;
mod class;
mod matches;
mod windows;

use bead::Place;
use class::ClassModel;

use super::shape::MOST_AGAINST_ONE;
use super::terms::{TermClass, TermSide, Terms};
use super::weights::Weights;
use crate::model::Pair;

/// The most segments on one side of a bead that is taken as a whole.
pub const WIDEST_BEAD: usize = MOST_AGAINST_ONE;

/// Asks the terms.
#[derive(Debug)]
pub struct Evidence<'a> {
    terms: &'a Terms,
    scales: &'a Scales,
    counts: Pair<Counts>,
}

/// What the terms of any document are weighed by, worked out from the weights.
#[derive(Debug, Clone)]
pub struct Scales {
    classes: [ClassModel; CLASSES],
    place: Place,
}

impl Scales {
    /// Of these weights.
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
            place: Place::new(weights),
        }
    }
}

/// Classes that count, in the order of [`TermClass`].
const CLASSES: usize = 5;
/// How many of these, the first, are words: they have one λ.
const WORDS: usize = 2;

/// How many terms of each class stand before each segment.
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

/// The index of a class that counts.
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
    /// The evidence of terms on these scales.
    pub fn new(terms: &'a Terms, scales: &'a Scales) -> Self {
        Evidence { terms, scales, counts: terms.sides.as_ref().map(count_classes) }
    }

    /// What the terms between two counts say about a window that holds no counterpart of theirs.
    fn alone(&self, from: [u32; CLASSES], to: [u32; CLASSES], size: usize) -> f32 {
        let classes = &self.scales.classes;
        spoken(from, to).iter().zip(classes).map(|(count, class)| count * class.alone(size)).sum()
    }
}

/// How many terms of each class stand between two counts.
fn spoken(from: [u32; CLASSES], to: [u32; CLASSES]) -> [f32; CLASSES] {
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

    /// Where places do not count, a bead says what the windows of its segments say together.
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

    /// Terms that stand where their counterparts stand say more than the same terms crosswise.
    #[test]
    fn places_count() {
        let source = side(Language::english(), &["11 12 13 14 15 16 17 18 19 20"]);
        let straight = side(Language::arabic(), &["11 12 13 14 15 16 17 18 19 20"]);
        let crossed = side(Language::arabic(), &["20 19 18 17 16 15 14 13 12 11"]);
        let weights = Weights::default();
        let vocabularies = &Vocabularies::default();
        let options = TermOptions { lexicons: &[], vocabularies, anchors: true, weights: &weights };
        let scales = Scales::new(&weights);
        let said = |target: &SegmentedText| {
            let terms = Terms::of(Pair::new(&source, target), options);
            Evidence::new(&terms, &scales).beads(0, std::slice::from_ref(&(0..1))).of(0..1, 0..1)
        };
        assert!(said(&straight) > said(&crossed) + 0.5);
    }
}
