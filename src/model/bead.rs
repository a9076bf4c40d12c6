//! Beads: segments of both sides that translate each other.

use super::{Language, Pair, Score, SegmentedText, Span, Status, Unit, UnitText};

/// Consecutive segments of the source and of the target that translate each other (the term is from
/// Brown, Lai and Mercer, 1991). A bead with one side empty is an omission.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// The segments of each side, as indices into their text, from 0.
    pub span: Span,
    /// Posterior probability that the bead is right.
    pub score: Score,
}

/// A bead with its texts, as it is written to files and shown to reviewers.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedBead {
    /// The segments of each side in order; empty on one side of an omission.
    pub texts: Pair<Vec<String>>,
    /// The indices of these segments in their text, from 0.
    pub span: Span,
    /// Posterior probability that the bead is right.
    pub score: Score,
    /// What a reviewer decided about it.
    pub status: Status,
}

impl AlignedBead {
    /// A bead that nobody has reviewed yet, with its texts.
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

    /// The text of each side: its segments joined with spaces.
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
    /// The translation units that the beads give; see [`is_unit`].
    pub fn units(&self, min_score: Score) -> impl Iterator<Item = Unit> + '_ {
        self.beads
            .iter()
            .enumerate()
            .filter(move |(_, bead)| {
                is_unit(bead.is_omission(), bead.status, bead.score, min_score)
            })
            .map(|(position, bead)| Unit {
                score: bead.score,
                status: bead.status,
                document: Some(self.name.clone()),
                position: u64::try_from(position).ok(),
                ..Unit::new(bead.joined().map(UnitText::plain), self.languages.clone())
            })
    }
}

/// Whether a bead becomes a translation unit: it is not an omission, and either a reviewer accepted or
/// edited it, or nobody has decided about it and it scores at least `min_score`.
pub fn is_unit(is_omission: bool, status: Status, score: Score, min_score: Score) -> bool {
    !is_omission
        && match status {
            Status::Rejected => false,
            Status::Accepted | Status::Edited => true,
            Status::Auto => score >= min_score,
        }
}
