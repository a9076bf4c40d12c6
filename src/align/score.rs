//! The score of a bead: a weighted sum of terms, each the logarithm of a likelihood ratio.

use super::weights::Weights;

/// The terms of the score of a bead, in nats.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BeadTerms {
    /// ln P of the shape m-n.
    pub shape: f32,
    /// The lengths, by the length model.
    pub length: f32,
    /// The terms of each side that have counterparts on the other, or lack them.
    pub evidence: f32,
    /// The paragraph breaks at the start of the bead and inside it.
    pub paragraphs: f32,
}

/// The score of a bead with these terms.
pub fn score(terms: BeadTerms, weights: &Weights) -> f32 {
    terms.shape
        + weights.length as f32 * terms.length
        + terms.evidence
        + weights.paragraph as f32 * terms.paragraphs
}
