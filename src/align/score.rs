//! The score of a bead: one plain sum over named terms, each the ln of a likelihood ratio.

use super::weights::Weights;

/// What speaks for and against a bead, in nats.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BeadTerms {
    /// ln P of the shape m-n.
    pub shape: f32,
    /// Lengths against the length model.
    pub length: f32,
    /// Terms of either side found or missed on the other.
    pub evidence: f32,
    /// Paragraph breaks at and inside the bead.
    pub paragraphs: f32,
}

/// The score of a bead with these terms.
pub fn score(terms: BeadTerms, weights: &Weights) -> f32 {
    terms.shape
        + weights.length as f32 * terms.length
        + terms.evidence
        + weights.paragraph as f32 * terms.paragraphs
}
