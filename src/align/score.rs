//! The score of a bead: one plain sum over named terms, each the ln of a likelihood ratio.

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

/// How far evidence is trusted beside the shape and the length: its terms are not independent.
pub const EVIDENCE_WEIGHT: f32 = 1.0;

/// The score of a bead with these terms.
pub fn score(terms: BeadTerms) -> f32 {
    terms.shape + terms.length + EVIDENCE_WEIGHT * terms.evidence + terms.paragraphs
}
