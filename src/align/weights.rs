//! The constants of the aligner's score.
//!
//! They were optimised together by evolution strategies (Hansen, 2006) for the probability that the model
//! gives to gold beads: the column `surprise` of `tarjuman evaluate`, which can measure other values with
//! `--weights`. They are the mean of five such searches: the geometric mean, or for shares the mean of the
//! log-odds. The searches used law, literature, news with omissions, encyclopedia, articles, the
//! declaration of human rights and our own samples; three of them also used copies of these with added
//! omissions and joined segments, two left out the news, and one the literature. The mean of several
//! searches carries over to other documents, whereas the optimum of a single search is specific to its
//! data.

use serde::{Deserialize, Serialize};

/// The constants of a bead's score. Unless stated otherwise, they are factors of terms in nats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// The weight of lengths.
    pub length: f64,
    /// Characters added to every length when its variance is estimated, because short segments vary more.
    pub length_softening: f64,
    /// The variance of the target length per character before a document is aligned (Gale and Church, 1993,
    /// give 6.8 for European languages).
    pub length_variance: f64,
    /// The weight of that variance when the document's own is estimated, as a number of 1-1 beads.
    pub length_prior: f64,
    /// λ of words: as words are not independent, each counts less than 1.
    pub word: f64,
    /// λ of anchors.
    pub anchor: f64,
    /// ε of words: the share that has no counterpart even in a good translation.
    pub word_unexplained: f64,
    /// ε of words with a settled translation.
    pub settled_unexplained: f64,
    /// ε of names that are recognized by transliteration.
    pub name_unexplained: f64,
    /// ε of numbers and months.
    pub number_unexplained: f64,
    /// ε of punctuation marks and paragraph kinds.
    pub mark_unexplained: f64,
    /// κ: the share of a term's counterparts that are near its own relative position in the bead; the
    /// others are anywhere.
    pub place: f64,
    /// The exponential decay of that share with the distance, in bead lengths (Dyer et al., 2013, use 4).
    pub place_decay: f64,
    /// The weight of the general frequency of a term when its frequency in the document is estimated, as a
    /// number of terms.
    pub background: f64,
    /// The share of the stem tables, as opposed to the root tables, in the links of words, 0–1.
    pub stem: f64,
    /// The probability of an omission, 1-0 or 0-1, relative to 1-1.
    pub omission: f64,
    /// The probability of 1-2 or 2-1, relative to 1-1.
    pub two_to_one: f64,
    /// The probability of 1-3 or 3-1, relative to 1-1; each further segment multiplies it by `longer`.
    pub three_to_one: f64,
    /// The probability of 2-2, relative to 1-1; each further segment multiplies it by `longer`.
    pub two_to_two: f64,
    /// The factor of the probability of a shape for each further segment.
    pub longer: f64,
    /// The weight of these probabilities, as a number of beads, when the shares of omissions, 1-1 beads and
    /// regroupings are re-estimated from the document.
    pub manner_prior: f64,
    /// The same for the shapes within each of these groups.
    pub shape_prior: f64,
    /// The weight of links learned from the document, relative to those of the lexicon.
    pub taught: f64,
    /// Added to the occurrences of a word when such a link is estimated, so that links of rare words are
    /// not certain.
    pub taught_smoothing: f64,
    /// The weight of paragraph breaks.
    pub paragraph: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            length: 0.388,
            length_softening: 3.24,
            length_variance: 3.35,
            length_prior: 2.54,
            word: 0.557,
            anchor: 0.323,
            word_unexplained: 0.852,
            settled_unexplained: 0.676,
            name_unexplained: 0.464,
            number_unexplained: 0.103,
            mark_unexplained: 0.0753,
            place: 0.629,
            place_decay: 6.35,
            background: 4480.0,
            stem: 0.474,
            omission: 0.124,
            two_to_one: 0.0873,
            three_to_one: 0.0197,
            two_to_two: 0.00733,
            longer: 0.448,
            manner_prior: 14.7,
            shape_prior: 77.7,
            taught: 0.677,
            taught_smoothing: 1.91,
            paragraph: 0.289,
        }
    }
}
