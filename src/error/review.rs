//! Why a requested change to the rows of an alignment is not possible.

/// Why a requested change to the rows of an alignment is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewRefused {
    /// No rows were given.
    #[error("no rows were given")]
    NoRows,
    /// A given row is not in the document.
    #[error("this row no longer exists")]
    RowMissing,
    /// The rows to join or swap are not adjacent.
    #[error("only adjacent rows can be joined or swapped")]
    NotNeighbours,
    /// A text would become empty.
    #[error("a text cannot be empty")]
    EmptyText,
    /// A split has no position.
    #[error("the position of the cut is missing")]
    NoCut,
    /// One part of a split would be empty.
    #[error("one side of the cut is empty")]
    CutAtEdge,
    /// There is no row to move a sentence to.
    #[error("there is no row in that direction")]
    AtEdge,
    /// The text was edited by a reviewer, so its original sentences cannot be separated.
    #[error("this text was edited, so its sentences cannot be moved")]
    TextEdited,
    /// The row has no sentence on that side.
    #[error("there is no sentence to move on this side")]
    NothingToMove,
    /// A row with only one side cannot be unpaired.
    #[error("this row has only one side")]
    OneSideOnly,
}

impl ReviewRefused {
    /// What to do about it, if anything can be done.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ReviewRefused::NoRows => Some("give the rows to join"),
            ReviewRefused::EmptyText => Some("unpair the sides, or reject the row"),
            ReviewRefused::NoCut => Some("give the number of characters before the cut"),
            ReviewRefused::CutAtEdge => Some("place the cut inside the text"),
            ReviewRefused::TextEdited => Some("split or join rows instead"),
            _ => None,
        }
    }
}
