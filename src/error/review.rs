//! Why the rows of an alignment cannot be changed as asked.

/// Why a change to the rows of an alignment is impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewRefused {
    /// No rows were named.
    #[error("no rows were named")]
    NoRows,
    /// A row that was named is not in the document.
    #[error("this row does not exist any more")]
    RowMissing,
    /// The rows to join or exchange are not neighbours.
    #[error("only rows that follow one another can be joined or exchanged")]
    NotNeighbours,
    /// A text would become empty.
    #[error("a text cannot be emptied")]
    EmptyText,
    /// A split names no place.
    #[error("the place to split at is missing")]
    NoCut,
    /// One part of a split would be empty.
    #[error("one side of the cut is empty")]
    CutAtEdge,
    /// A sentence would leave the document.
    #[error("there is no row in that direction")]
    AtEdge,
    /// The sentences of a text that a person edited cannot be told apart.
    #[error("this text was edited, so its sentences cannot be moved")]
    TextEdited,
    /// The row has nothing on that side.
    #[error("there is no sentence to move on this side")]
    NothingToMove,
    /// A row with one side only cannot be unpaired.
    #[error("this row has one side only")]
    OneSideOnly,
}

impl ReviewRefused {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ReviewRefused::NoRows => Some("name the rows to join"),
            ReviewRefused::EmptyText => Some("unpair the sides, or reject the row"),
            ReviewRefused::NoCut => Some("give the characters before the cut"),
            ReviewRefused::CutAtEdge => Some("put it inside the text"),
            ReviewRefused::TextEdited => Some("split or join rows instead"),
            _ => None,
        }
    }
}
