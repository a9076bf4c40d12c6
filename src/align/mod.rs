//! Aligns two segmented texts: finds the segments that translate each other, with a probability for each
//! bead.
//!
//! The steps of the algorithm, with the modules that implement them:
//!
//! 1. **Read.** Both texts are reduced to what the score of a bead depends on: the lengths of segments
//!    (`length`), paragraph breaks (`paragraph`), and terms (`terms`). Terms are words and anchors: numbers,
//!    names, punctuation. A [`lexicon`] links words across the texts; anchors are linked by value or
//!    spelling.
//! 2. **Corridor** (`corridor`). Comparing all segments with all segments would take time that grows with
//!    the square of the length. Linked terms that are rare on both sides show roughly which parts of the
//!    texts correspond, and only the surroundings of that line are searched.
//! 3. **Narrow search** (`lattice`, `path`). In the corridor, beads of the most common shapes (1-1, 2-1,
//!    1-2 …) are scored, and dynamic programming (Viterbi, 1967) finds the best path. The score of a bead
//!    is a sum of logarithms of likelihood ratios ([`score()`]): its shape and its lengths (Gale and
//!    Church, 1993), its terms (IBM Model 1, Brown et al., 1993; `evidence`) and its paragraph breaks. The
//!    path gives the document's own length ratio, length variance and frequencies of shapes.
//! 4. **Full search.** Between the nodes of the best and nearly as good paths, beads of every allowed shape
//!    (`shape`) are scored, now also by the positions of their terms (Dyer et al., 2013).
//! 5. **Learning** (`terms`). If the document is still uncertain, words that keep occurring together in its
//!    probable beads are linked too, and the full search is repeated with these links.
//! 6. **Result** ([`Candidates`]). The best path is the alignment. The forward–backward algorithm (Baum et
//!    al., 1970) over the same beads gives the posterior of each, which a logistic calibration
//!    ([`Calibration`], Platt, 1999) turns into the probability that the bead is right.
//!
//! Beads that must be kept, such as those that a reviewer decided, can be fixed in advance; see
//! [`Aligner::align`]. [`evaluate`] measures alignments against gold, and [`Weights`] lists the constants
//! of the score and how they were set.

mod blank;
mod blocks;
mod calibration;
mod candidates;
mod corridor;
mod coverage;
pub mod evaluate;
mod evidence;
mod explain;
mod fixed;
mod keep;
mod lattice;
mod length;
pub mod lexicon;
mod paragraph;
mod path;
mod problem;
mod score;
mod shape;
mod terms;
mod weights;

pub use calibration::Calibration;
pub use candidates::Candidates;
pub use coverage::{Coverage, KnownWords};
pub use explain::Counterpart;
pub use keep::{OldBead, find_fixed_beads};
pub use score::{BeadTerms, score};
pub use shape::{MAX_AGAINST_ONE, MAX_ON_SMALLER_SIDE, MAX_TOGETHER, is_allowed};
pub use weights::Weights;

use blank::Kept;
use blocks::BlockSize;
use evidence::Scales;
use lexicon::Lexicon;
use terms::Vocabularies;

use crate::model::{Bead, Pair, SegmentedText, Span};

/// The options of an aligner.
#[derive(Debug, Clone)]
pub struct AlignerOptions {
    /// The lexicons that link words. If there are none, words are ignored.
    pub lexicons: Vec<Lexicon<'static>>,
    /// Whether numbers, names and punctuation marks are used.
    pub anchors: bool,
    /// The weights of the terms of a bead's score.
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

/// Aligns documents. An aligner can be used for any number of documents and by any number of threads; it
/// caches the words that it has read.
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
    /// An aligner with the given options.
    pub fn new(options: AlignerOptions) -> Self {
        let scales = Scales::new(&options.weights);
        Aligner { options, scales, vocabularies: Vocabularies::default() }
    }

    /// Aligns two texts. Every segment is in exactly one bead; beads are in document order.
    ///
    /// `fixed` are beads that must be kept as they are. They must be in order on both sides and must not
    /// overlap; a fixed bead with one side empty is an omission. Each blank segment becomes an omission.
    pub fn align(&self, texts: Pair<&SegmentedText>, fixed: &[Span]) -> Vec<Bead> {
        self.search(texts, fixed).beads()
    }

    /// Scores the candidate beads of two texts. `fixed` is as for [`Aligner::align`].
    pub fn search(&self, texts: Pair<&SegmentedText>, fixed: &[Span]) -> Candidates {
        let kept = Kept::of(texts, fixed);
        let inner = kept.texts(texts);
        let fixed = fixed.iter().map(|bead| kept.inner(bead)).collect();
        let (solution, coverage) =
            blocks::solve(self, inner.as_deref(), fixed, kept.barriers(), BlockSize::default());
        Candidates { solution, kept, coverage }
    }
}

#[cfg(test)]
mod tests {
    use super::lexicon::{TableKey, UnitKind};
    use super::*;
    use crate::model::{Language, ParagraphKind, Segment};

    pub fn side(language: Language, texts: Vec<String>) -> SegmentedText {
        let segment = |text| Segment { text, paragraph: 0, kind: ParagraphKind::Text };
        SegmentedText { language, segments: texts.into_iter().map(segment).collect() }
    }

    /// English sentences of words in the lexicon, and their word-for-word Arabic translations.
    pub fn synthetic_sentences(count: usize) -> (Vec<String>, Vec<String>) {
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

    /// A chapter that is missing in one text does not disturb the alignment of the others.
    #[test]
    fn the_rest_is_aligned_around_a_missing_chapter() {
        let (english, mut arabic) = synthetic_sentences(1200);
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

    /// A text without a counterpart consists of omissions, however long it is.
    #[test]
    fn a_text_is_aligned_with_an_empty_text() {
        let (english, _) = synthetic_sentences(1);
        let long = vec![english[0].clone(); 13_000];
        assert_eq!(beads_of(long.clone(), Vec::new()).len(), 13_000);
        assert_eq!(beads_of(Vec::new(), long).len(), 13_000);
    }

    /// Every segment is in exactly one bead, in order, even if much of one text is missing.
    #[test]
    fn beads_cover_both_sides() {
        let (english, arabic) = synthetic_sentences(40);
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

    /// The number of threads does not change the result, down to the last digit of the scores.
    #[test]
    fn the_number_of_threads_does_not_matter() {
        let (english, arabic) = synthetic_sentences(400);
        let [one, three] = [1, 3].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| beads_of(english.clone(), arabic[7..].to_vec()))
        });
        assert_eq!(one, three);
    }

    /// A fixed pair and a fixed omission are in the alignment.
    #[test]
    fn fixed_beads_are_kept() {
        let (english, arabic) = synthetic_sentences(30);
        let source = side(Language::english(), english);
        let target = side(Language::arabic(), arabic);
        let fixed = [Span::new(3..5, 3..4), Span::new(10..11, 0..0)];
        let beads = Aligner::default().align(Pair::new(&source, &target), &fixed);
        assert!(beads.iter().any(|b| b.span == fixed[0]));
        assert!(beads.iter().any(|b| b.span.source == (10..11) && b.span.target.is_empty()));
    }
}
