//! Beads: segments of both sides that translate each other.

use super::{Language, Pair, Score, SegmentedText, Span, Status, Unit, UnitText};

/// Segments of both sides that translate each other; one side empty is an omission.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// Segments by index in their text, from 0.
    pub span: Span,
    /// Posterior probability that the bead is right.
    pub score: Score,
}

/// A bead with its text: what files hold and reviewers see.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedBead {
    /// The segments of each side in order; none on one side of an omission.
    pub texts: Pair<Vec<String>>,
    /// Their indices in their text, from 0.
    pub span: Span,
    /// Posterior probability that the bead is right.
    pub score: Score,
    /// What a person said of it.
    pub status: Status,
}

impl AlignedBead {
    /// A bead with the texts of its sides, which nobody has looked at yet.
    pub fn of(bead: Bead, texts: Pair<&SegmentedText>) -> Self {
        AlignedBead {
            texts: texts.zip(bead.span.as_ref()).map(|(text, range)| text.texts(range.clone())),
            span: bead.span,
            score: bead.score,
            status: Status::Auto,
        }
    }

    /// Whether one side is empty.
    pub fn is_omission(&self) -> bool {
        self.texts.any(Vec::is_empty)
    }

    /// The text of each side: its segments with a space between them.
    pub fn joined(&self) -> Pair<String> {
        self.texts.as_ref().map(|segments| segments.join(" "))
    }
}

/// An article aligned with its translation.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedDocument {
    /// Its name in the memory.
    pub name: String,
    /// The languages of both texts.
    pub languages: Pair<Language>,
    /// All beads in document order, omissions included.
    pub beads: Vec<AlignedBead>,
}

impl AlignedDocument {
    /// The beads that hold as translation units: both sides there, not rejected, and by a person or
    /// scored at least `least`.
    pub fn units(&self, least: Score) -> impl Iterator<Item = Unit> + '_ {
        self.beads
            .iter()
            .enumerate()
            .filter(move |(_, bead)| is_unit(bead.is_omission(), bead.status, bead.score, least))
            .map(|(position, bead)| Unit {
                score: bead.score,
                status: bead.status,
                document: Some(self.name.clone()),
                position: u64::try_from(position).ok(),
                ..Unit::new(bead.joined().map(UnitText::plain), self.languages.clone())
            })
    }
}

/// Whether a bead becomes a translation unit.
pub fn is_unit(is_omission: bool, status: Status, score: Score, least: Score) -> bool {
    !is_omission
        && match status {
            Status::Rejected => false,
            Status::Accepted | Status::Edited => true,
            Status::Auto => score >= least,
        }
}
