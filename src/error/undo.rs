//! Why an operation cannot be undone or redone.

use std::borrow::Cow;

use crate::model::{OperationId, OperationKind};

/// Why an operation cannot be undone or redone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UndoRefused {
    /// Nothing has been done, or all of it has been undone.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Nothing has been done to this document since it was aligned, or all of it has been undone.
    #[error("there is nothing to undo in this document")]
    NothingToUndoInDocument,
    /// The operations so far changed nothing, or date from before changes were recorded.
    #[error(
        "there is nothing to undo: operation {operation} ({kind}) and those before it changed nothing, \
                 or were done by an older version of tarjuman, which did not record changes"
    )]
    NothingRecorded {
        /// The last operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
    },
    /// No operation is undone.
    #[error("there is nothing to redo: no operation is undone")]
    NothingToRedo,
    /// Another operation followed the last undo.
    #[error(
        "there is nothing to redo: operation {operation} ({kind}) was done after the last undo"
    )]
    DoneSince {
        /// The operation that followed.
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
    /// The operation has already been undone.
    #[error("operation {operation} is already undone")]
    AlreadyUndone {
        /// The operation.
        operation: OperationId,
    },
    /// There is no record of what the operation changed.
    #[error(
        "operation {operation} ({kind}) cannot be undone: it changed nothing, or was done by an older \
                 version of tarjuman, which did not record changes"
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
        /// The later operation.
        later: OperationId,
        /// Its kind.
        later_kind: OperationKind,
    },
    /// A row created since then has the position or the name of one that would be restored.
    #[error(
        "operation {operation} ({kind}) cannot be undone: a document or unit created since then has taken \
                 its place"
    )]
    PlaceTaken {
        /// The operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
    },
    /// Units were added to a document that would be removed.
    #[error(
        "operation {operation} ({kind}) cannot be undone: units were added to its document later"
    )]
    UnitsAdded {
        /// The operation.
        operation: OperationId,
        /// Its kind.
        kind: OperationKind,
        /// The import that added them, if known.
        import: Option<OperationId>,
    },
}

impl UndoRefused {
    /// What to do about it, if anything can be done.
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            UndoRefused::DoneSince { .. } => "undo that operation first".into(),
            UndoRefused::IsUndo { .. } => "use `tarjuman redo`".into(),
            UndoRefused::AlreadyUndone { .. } => "`tarjuman redo` redoes it".into(),
            UndoRefused::IsRedo { of, .. } => format!("use `tarjuman undo {of}`").into(),
            UndoRefused::ChangedSince { later: first, .. }
            | UndoRefused::UnitsAdded { import: Some(first), .. } => {
                format!("undo that operation first with `tarjuman undo {first}`").into()
            }
            UndoRefused::UnitsAdded { import: None, .. } => {
                "first undo the operations that added them".into()
            }
            UndoRefused::PlaceTaken { .. } => {
                "first undo what was done since then (`tarjuman history` lists it)".into()
            }
            _ => return None,
        })
    }
}
