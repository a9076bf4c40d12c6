//! The kinds of operations on a memory.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! operation_kinds {
    ($($(#[$about:meta])* $kind:ident = $name:literal,)*) => {
        /// What an operation did to a memory; the history lists operations by this name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        #[non_exhaustive]
        pub enum OperationKind {
            $($(#[$about])* $kind,)*
        }

        impl OperationKind {
            /// All kinds, in the order of their declaration.
            pub const ALL: &[OperationKind] = &[$(OperationKind::$kind),*];

            /// The name that is stored in memories and written to output.
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
    /// Changed the minimum score of a document's units.
    MinScore = "min-score",
    /// Imported a file.
    Import = "import",
    /// Added units.
    Add = "add",
    /// Edited a unit or the texts of a row.
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
    /// Set rows back to undecided.
    Status = "status",
    /// Accepted all undecided rows that score at least a given value.
    AcceptAbove = "accept-above",
    /// Changed the note of a row.
    Note = "note",
    /// Split a row.
    Split = "split",
    /// Moved a sentence to a neighbouring row.
    Move = "move",
    /// Split a row into its two sides.
    Unpair = "unpair",
    /// Swapped the targets of two rows.
    Swap = "swap",
    /// Undid another operation.
    Undo = "undo",
    /// Redid an operation that had been undone.
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
