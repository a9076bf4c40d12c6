//! The numbers that the aligner's terms are weighed by.
//!
//! They were set together by evolution strategies (Hansen 2006) on the probability that the model gives
//! to gold beads: the column `surprise` of `tarjuman evaluate`, whose `--weights` measures others in their
//! place. They are the mean (geometric; of shares, by their odds) of five such searches, over law,
//! literature, news with omissions, encyclopedia, articles, the declaration of human rights and our own
//! samples, three of them also with omissions and joined segments made in these; two left the news out, one
//! the literature. A mean of several holds on other documents where the best of one is only the best here.

use serde::{Deserialize, Serialize};

/// The weights of all terms of a bead's score. Unless said otherwise they are factors of terms that
/// are measured in nats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Of the lengths.
    pub length: f64,
    /// Characters added to every length before its deviation is taken: short segments vary more.
    pub length_softening: f64,
    /// Variance of the target length, a character, before a document is seen (Gale & Church 1993
    /// give 6.8 for European languages).
    pub length_variance: f64,
    /// How many 1-1 beads weigh as much as that variance when the document's own is estimated.
    pub length_prior: f64,
    /// λ of words: they are not independent, so each counts for less.
    pub word: f64,
    /// λ of anchors.
    pub anchor: f64,
    /// ε of words: the share that nothing on the other side explains, also in a good translation.
    pub word_unexplained: f64,
    /// ε of words whose translation is settled.
    pub settled_unexplained: f64,
    /// ε of names told by their letters.
    pub name_unexplained: f64,
    /// ε of numbers and months.
    pub number_unexplained: f64,
    /// ε of marks of punctuation and of what a paragraph is.
    pub mark_unexplained: f64,
    /// κ: the share of a word's counterparts that stand where it stands in its bead, rather than
    /// anywhere.
    pub place: f64,
    /// How fast these get rarer with distance, in bead lengths (Dyer et al. 2013 have 4).
    pub place_decay: f64,
    /// Words of the lexicon's training text that weigh as much as the document's when a word's
    /// frequency is taken.
    pub background: f64,
    /// Of the stem tables beside the root tables, 0–1.
    pub stem: f64,
    /// How likely an omission is, 1-0 or 0-1, relative to a 1-1 bead.
    pub omission: f64,
    /// How likely 1-2 or 2-1 is, relative to 1-1.
    pub two_to_one: f64,
    /// How likely 1-3 or 3-1 is, relative to 1-1; each segment more is `longer` times as likely.
    pub three_to_one: f64,
    /// How likely 2-2 is, relative to 1-1; each segment more is `longer` times as likely.
    pub two_to_two: f64,
    /// By what factor a bead of one segment more is rarer.
    pub longer: f64,
    /// How many beads of the document weigh as much as these probabilities when it is estimated anew
    /// how much it leaves out, translates one by one, and regroups.
    pub manner_prior: f64,
    /// The same for the shapes of each of these.
    pub shape_prior: f64,
    /// Of the links that the document's own beads teach, beside the lexicon's.
    pub taught: f64,
    /// Meetings added to a word's when such a link is estimated, so that few of them are not sure.
    pub taught_smoothing: f64,
    /// Of paragraph breaks.
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
