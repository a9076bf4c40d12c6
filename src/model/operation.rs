//! What can be done to a memory.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! operation_kinds {
    ($($(#[$about:meta])* $kind:ident = $name:literal,)*) => {
        /// What an operation did to a memory.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        #[non_exhaustive]
        pub enum OperationKind {
            $($(#[$about])* $kind,)*
        }

        impl OperationKind {
            /// All of them.
            pub const ALL: &[OperationKind] = &[$(OperationKind::$kind),*];

            /// The name that is stored and written out.
            pub fn name(self) -> &'static str {
                match self {
                    $(OperationKind::$kind => $name,)*
                }
            }
        }
    };
}

operation_kinds! {
    /// Stored an alignment.
    Align = "align",
    /// Aligned the undecided rows of a document again.
    Realign = "realign",
    /// Chose the units of a document by another minimum score.
    MinScore = "min-score",
    /// Imported a file.
    Import = "import",
    /// Added units.
    Add = "add",
    /// Edited a unit, or the texts of a row.
    Edit = "edit",
    /// Deleted units.
    Delete = "delete",
    /// Merged units or rows.
    Merge = "merge",
    /// Deleted duplicates.
    Dedupe = "dedupe",
    /// Replaced text.
    Replace = "replace",
    /// Renamed a document.
    Rename = "rename",
    /// Deleted a document.
    DeleteDocument = "delete-document",
    /// Accepted rows.
    Accept = "accept",
    /// Rejected rows.
    Reject = "reject",
    /// Left rows undecided.
    Status = "status",
    /// Accepted all undecided rows above a score.
    AcceptAbove = "accept-above",
    /// Changed the note of a row.
    Note = "note",
    /// Split a row.
    Split = "split",
    /// Moved a sentence to a neighbouring row.
    Move = "move",
    /// Unpaired the sides of a row.
    Unpair = "unpair",
    /// Exchanged the targets of two rows.
    Swap = "swap",
    /// Undid another operation.
    Undo = "undo",
    /// Redid an operation that was undone.
    Redo = "redo",
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for OperationKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = OperationKind::ALL.iter().find(|kind| kind.name() == name);
        found.copied().ok_or_else(|| format!("“{name}” is not a kind of operation"))
    }
}

impl TryFrom<String> for OperationKind {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

impl From<OperationKind> for &'static str {
    fn from(kind: OperationKind) -> &'static str {
        kind.name()
    }
}
