//! Why an operation cannot be undone or redone.

use std::borrow::Cow;

use crate::model::{OperationId, OperationKind};

/// Why an operation cannot be undone or redone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UndoRefused {
    /// Nothing was done, or all of it is undone.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Nothing was done to this document since it was aligned, or all of it is undone.
    #[error("there is nothing to undo in this document")]
    NothingToUndoInDocument,
    /// What was done changed nothing, or was done before changes were kept.
    #[error(
        "there is nothing to undo: operation {operation} ({kind}) and those before it changed nothing \
         or were done by an older tarjuman, which kept no record of what they changed"
    )]
    NothingRecorded {
        /// The last operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
    },
    /// Nothing is undone.
    #[error("there is nothing to redo: no operation is undone")]
    NothingToRedo,
    /// Something was done after the last undo.
    #[error(
        "there is nothing to redo: operation {operation} ({kind}) was done after the last undo"
    )]
    DoneSince {
        /// What was done.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
    },
    /// The operation is itself an undo.
    #[error("operation {operation} undid operation {of}")]
    IsUndo {
        /// The operation.
        operation: OperationId,
        /// What it undid.
        of: OperationId,
    },
    /// The operation is itself a redo.
    #[error("operation {operation} redid operation {of}")]
    IsRedo {
        /// The operation.
        operation: OperationId,
        /// What it redid.
        of: OperationId,
    },
    /// The operation is undone already.
    #[error("operation {operation} is already undone")]
    AlreadyUndone {
        /// The operation.
        operation: OperationId,
    },
    /// Nothing is known of what the operation changed.
    #[error(
        "operation {operation} ({kind}) cannot be undone: it changed nothing, or was done by an older \
         tarjuman, which kept no record of what it changed"
    )]
    NotRecorded {
        /// The operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
    },
    /// A later operation changed the same rows.
    #[error(
        "operation {operation} ({kind}) cannot be undone: operation {later} ({later_kind}) changed the \
         same rows"
    )]
    ChangedSince {
        /// The operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
        /// The later one.
        later: OperationId,
        /// Its kind.
        later_kind: OperationKind,
    },
    /// A row made since has the place or the name of one that would come back.
    #[error(
        "operation {operation} ({kind}) cannot be undone: a document or unit made since has taken its \
         place"
    )]
    PlaceTaken {
        /// The operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
    },
    /// A document that would go holds units that came later.
    #[error(
        "operation {operation} ({kind}) cannot be undone: units were added to its document since"
    )]
    UnitsAdded {
        /// The operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
        /// The import that added them, where it is known.
        import: Option<OperationId>,
    },
}

impl UndoRefused {
    /// What to do about it.
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            UndoRefused::DoneSince { .. } => "undo that one first".into(),
            UndoRefused::IsUndo { .. } => "use `tarjuman redo`".into(),
            UndoRefused::AlreadyUndone { .. } => "`tarjuman redo` redoes it".into(),
            UndoRefused::IsRedo { of, .. } => format!("use `tarjuman undo {of}`").into(),
            UndoRefused::ChangedSince { later: first, .. }
            | UndoRefused::UnitsAdded { import: Some(first), .. } => {
                format!("undo that one first with `tarjuman undo {first}`").into()
            }
            UndoRefused::UnitsAdded { import: None, .. } => {
                "undo what was done to them first".into()
            }
            UndoRefused::PlaceTaken { .. } => {
                "undo what was done since first (`tarjuman history` lists it)".into()
            }
            _ => return None,
        })
    }
}
