//! Alignment: which segments of two sides translate each other.
//!
//! The sides become a problem: lengths, terms linked across the sides, paragraph breaks. Rare terms
//! give the corridor in which a path is searched. There a narrow lattice of the most common bead
//! shapes is scored ([`score`]), and its best path tells the document's own length ratio, variance and
//! shapes. Every shape is then tried between the nodes that good paths pass, and its terms weighed with
//! regard to where they stand. A document that leaves doubts is asked which words keep meeting in its
//! likely beads, and weighed once more with these. The best path is the alignment, and forward–backward
//! over the same candidates gives each bead its posterior.

mod calibration;
mod candidates;
mod corridor;
mod coverage;
pub mod evaluate;
mod evidence;
mod explain;
mod keep;
mod lattice;
mod length;
pub mod lexicon;
mod paragraph;
mod path;
mod pins;
mod score;
mod shape;
mod terms;
mod weights;

use std::sync::Arc;

pub use calibration::Calibration;
pub use candidates::Candidates;
pub use coverage::{Coverage, KnownWords};
pub use explain::Counterpart;
pub use keep::{OldBead, pins_of};
pub use score::{BeadTerms, score};
pub use shape::{MOST_AGAINST_ONE, MOST_ON_SMALLER, MOST_TOGETHER, is_allowed};
pub use weights::Weights;

use candidates::Solution;
use corridor::Corridor;
use evidence::{Evidence, Scales};
use lattice::{FullLattice, Model, NarrowLattice, Nodes};
use length::{LengthModel, Lengths};
use lexicon::Lexicon;
use paragraph::Paragraphs;
use path::{best_path, likely_nodes};
use pins::Pins;
use shape::ShapePrior;
use terms::{TermOptions, Terms, Vocabularies};

use crate::model::{Bead, Pair, SegmentedText, Side, Span};

/// What an aligner goes by.
#[derive(Debug, Clone)]
pub struct AlignerOptions {
    /// Word translations; none leaves words out.
    pub lexicons: Vec<Lexicon<'static>>,
    /// Whether numbers, names and marks count.
    pub anchors: bool,
    /// What the terms of a bead's score are weighed by.
    pub weights: Weights,
}

impl Default for AlignerOptions {
    fn default() -> Self {
        AlignerOptions {
            lexicons: vec![Lexicon::built_in()],
            anchors: true,
            weights: Weights::default(),
        }
    }
}

/// Aligns documents. One aligner serves any number of them, from any number of threads, and knows the
/// words of one when it reads the next.
#[derive(Debug, Clone)]
pub struct Aligner {
    options: AlignerOptions,
    scales: Scales,
    vocabularies: Vocabularies,
}

impl Default for Aligner {
    fn default() -> Self {
        Self::new(AlignerOptions::default())
    }
}

impl Aligner {
    /// An aligner that goes by these options.
    pub fn new(options: AlignerOptions) -> Self {
        let scales = Scales::new(&options.weights);
        Aligner { options, scales, vocabularies: Vocabularies::default() }
    }

    /// Aligns two texts. Every segment is in exactly one bead; beads are in document order.
    ///
    /// `pins` are beads that must be kept as they are, in order on both sides; a pin with one side
    /// empty is an omission. Blank segments are omissions of their own.
    pub fn align(&self, texts: Pair<&SegmentedText>, pins: &[Span]) -> Vec<Bead> {
        self.search(texts, pins).beads()
    }

    /// Scores the candidate beads of two texts. Pins are as for [`Aligner::align`].
    pub fn search(&self, texts: Pair<&SegmentedText>, pins: &[Span]) -> Candidates {
        let problem = Problem::of(texts, self);
        let pins = Pins::new(with_blanks(texts, pins), texts.map(|text| text.segments.len()));
        let (solution, untaught) = problem.solve(&pins);
        let Problem { lengths, terms, .. } = problem;
        Candidates { solution, untaught, lengths, coverage: terms.coverage }
    }
}

/// Adds a pin for every blank segment that no pin holds.
fn with_blanks(texts: Pair<&SegmentedText>, pins: &[Span]) -> Vec<Span> {
    let mut all = pins.to_vec();
    for side in Side::BOTH {
        for (index, segment) in texts[side].segments.iter().enumerate() {
            if segment.text.is_empty() && !pins.iter().any(|pin| pin[side].contains(&index)) {
                let mut blank = Span::new(0..0, 0..0);
                blank[side] = index..index + 1;
                all.push(blank);
            }
        }
    }
    all
}

/// Nats by which a path of common shapes may be worse than the best for its nodes to be tried with
/// every shape: a bead of many segments is a row of omissions to it.
const SLACK: f64 = 15.0;
/// Mean posterior of pairs beyond which a document is not asked for links of its own: it needs none.
const SURE_ENOUGH: f64 = 0.98;
/// Segments by which a corridor is widened where its path touches it, time after time, before the path
/// is taken as it is.
const WIDENINGS: [usize; 4] = [16, 32, 64, 128];

/// Two texts as the search sees them.
struct Problem<'a> {
    lengths: Pair<Lengths>,
    terms: Terms,
    paragraphs: Paragraphs,
    weights: &'a Weights,
    scales: &'a Scales,
}

impl<'a> Problem<'a> {
    fn of(texts: Pair<&SegmentedText>, aligner: &'a Aligner) -> Self {
        let AlignerOptions { lexicons, anchors, weights } = &aligner.options;
        let vocabularies = &aligner.vocabularies;
        let terms = TermOptions { lexicons, vocabularies, anchors: *anchors, weights };
        Problem {
            lengths: texts.map(Lengths::of),
            terms: Terms::of(texts, terms),
            paragraphs: Paragraphs::of(texts),
            weights,
            scales: &aligner.scales,
        }
    }

    /// The candidate beads of the whole problem, scored by what the document itself tells.
    ///
    /// Where the document taught links of its own, also what they were without.
    fn solve(&self, pins: &Pins) -> (Solution, Option<Solution>) {
        let evidence = Evidence::new(&self.terms, self.scales);
        let mut model = Model {
            weights: self.weights,
            lengths: self.lengths.as_ref(),
            length: LengthModel::general(self.lengths.as_ref(), self.weights),
            shapes: ShapePrior::general(self.weights),
            evidence: &evidence,
            paragraphs: &self.paragraphs,
        };
        let (path, nodes) = self.narrow_search(&model, pins);
        self.learn(&mut model, &path, pins);
        let nodes = Arc::new(nodes);
        let untaught = Solution::of(self.full_lattice(&mut model, nodes.clone(), pins));
        let scores = untaught.posteriors(&untaught.path);
        let beads: Vec<(&Span, f64)> =
            untaught.path.iter().zip(scores).filter(|(step, _)| step.is_pair()).collect();
        let sure = beads.iter().map(|(_, score)| score).sum::<f64>() / beads.len().max(1) as f64;
        if sure > SURE_ENOUGH {
            return (untaught, None);
        }
        let mut terms = self.terms.clone();
        terms.learn(beads.into_iter(), self.weights);
        let evidence = Evidence::new(&terms, self.scales);
        model.evidence = &evidence;
        let taught = self.full_lattice(&mut model, nodes, pins);
        (Solution::of(taught), Some(untaught))
    }

    /// Every shape between some nodes, scored by the lengths and shapes of its own best path.
    fn full_lattice<'b>(
        &'b self,
        model: &mut Model<'b>,
        nodes: Arc<Nodes>,
        pins: &Pins,
    ) -> FullLattice {
        let mut lattice = FullLattice::of(model, nodes, pins);
        self.learn(model, &best_path(&lattice).0, pins);
        lattice.rescore(model, pins);
        lattice
    }

    /// The best path of common shapes in a corridor that it does not touch, and the nodes of others
    /// that are nearly as good.
    fn narrow_search(&self, model: &Model<'_>, pins: &Pins) -> (Vec<Span>, Nodes) {
        let m = self.lengths.target.count();
        let mut corridor = Corridor::of(&self.terms, self.lengths.as_ref());
        let mut before = None;
        let mut widenings = WIDENINGS.iter();
        loop {
            for pin in pins.beads().iter().filter(|pin| pin.is_pair()) {
                corridor.include(pin, m);
            }
            let lattice = NarrowLattice::of(model, corridor, pins, before);
            let best = best_path(&lattice);
            corridor = lattice.corridor().clone();
            let widened = widenings.next().is_some_and(|&by| corridor.widen(&best.0, by, m));
            if !widened {
                let nodes = likely_nodes(&lattice, &best, SLACK);
                return (best.0, nodes);
            }
            before = Some(lattice);
        }
    }

    /// Estimates the length model and the shapes on a path.
    fn learn(&self, model: &mut Model<'_>, path: &[Span], pins: &Pins) {
        let length =
            |side: Side, span: &Span| self.lengths[side].span(span[side].start, span[side].end);
        let pairs: Vec<Pair<f64>> = path
            .iter()
            .filter(|span| span.shape() == (1, 1))
            .map(|span| Pair::from_fn(|side| length(side, span)))
            .collect();
        model.length = LengthModel::estimated(&pairs, self.lengths.as_ref(), self.weights);
        let free = path.iter().filter(|span| pins.leave_free(span));
        model.shapes = ShapePrior::estimated(self.weights, free.map(Span::shape));
    }
}

#[cfg(test)]
mod tests {
    use super::lexicon::{TableKey, UnitKind};
    use super::*;
    use crate::model::{Language, ParagraphKind, Segment};

    fn side(language: Language, texts: Vec<String>) -> SegmentedText {
        let segment = |text| Segment { text, paragraph: 0, kind: ParagraphKind::Text };
        SegmentedText { language, segments: texts.into_iter().map(segment).collect() }
    }

    /// English sentences of words that the lexicon knows, and the same in Arabic words.
    fn made_up(count: usize) -> (Vec<String>, Vec<String>) {
        let lexicon = Lexicon::built_in();
        let table = lexicon.table(TableKey { kind: UnitKind::Stem, from_arabic: false });
        let words: Vec<(&str, &str)> = table
            .words()
            .filter_map(|(word, entry)| Some((word, entry.translations().next()?)))
            .filter(|(_, (_, probability))| *probability > 0.4)
            .map(|(word, (translation, _))| (word, translation))
            .collect();
        let mut state = 7u64;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut sentences = (Vec::new(), Vec::new());
        for _ in 0..count {
            let chosen: Vec<_> = (0..5 + next(8)).map(|_| words[next(words.len())]).collect();
            let (english, arabic): (Vec<&str>, Vec<&str>) = chosen.into_iter().unzip();
            sentences.0.push(english.join(" "));
            sentences.1.push(arabic.join(" "));
        }
        sentences
    }

    fn beads_of(english: Vec<String>, arabic: Vec<String>) -> Vec<Bead> {
        let source = side(Language::english(), english);
        let target = side(Language::arabic(), arabic);
        Aligner::default().align(Pair::new(&source, &target), &[])
    }

    /// A chapter that only one text has does not unsettle the others.
    #[test]
    fn the_rest_is_aligned_around_a_missing_chapter() {
        let (english, mut arabic) = made_up(1200);
        arabic.drain(400..640);
        let beads = beads_of(english, arabic);
        let right = beads
            .iter()
            .filter(|bead| bead.span.shape() == (1, 1))
            .filter(|bead| {
                let (i, j) = (bead.span.source.start, bead.span.target.start);
                if j < 400 { i == j } else { i == j + 240 }
            })
            .count();
        assert!(right >= 950, "{right} of 960");
    }

    /// A text without counterpart is all omissions, however long.
    #[test]
    fn nothing_is_aligned_with_nothing() {
        let (english, _) = made_up(1);
        let long = vec![english[0].clone(); 13_000];
        assert_eq!(beads_of(long.clone(), Vec::new()).len(), 13_000);
        assert_eq!(beads_of(Vec::new(), long).len(), 13_000);
    }

    /// Every segment is in exactly one bead, in order, whatever the texts.
    #[test]
    fn beads_cover_both_sides() {
        let (english, arabic) = made_up(40);
        for (from, to) in [(0, 40), (5, 12), (39, 40), (0, 0)] {
            let count = to - from;
            let beads = beads_of(english.clone(), arabic[from..to].to_vec());
            let (mut i, mut j) = (0, 0);
            for bead in &beads {
                assert_eq!((bead.span.source.start, bead.span.target.start), (i, j));
                (i, j) = (bead.span.source.end, bead.span.target.end);
            }
            assert_eq!((i, j), (40, count));
        }
    }

    /// The number of threads changes nothing, to the last digit of the scores.
    #[test]
    fn the_number_of_threads_does_not_matter() {
        let (english, arabic) = made_up(400);
        let [one, three] = [1, 3].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| beads_of(english.clone(), arabic[7..].to_vec()))
        });
        assert_eq!(one, three);
    }

    /// An omitted pair keeps its place between pins.
    #[test]
    fn pins_are_kept() {
        let (english, arabic) = made_up(30);
        let source = side(Language::english(), english);
        let target = side(Language::arabic(), arabic);
        let pins = [Span::new(3..5, 3..4), Span::new(10..11, 0..0)];
        let beads = Aligner::default().align(Pair::new(&source, &target), &pins);
        assert!(beads.iter().any(|b| b.span == pins[0]));
        assert!(beads.iter().any(|b| b.span.source == (10..11) && b.span.target.is_empty()));
    }
}
