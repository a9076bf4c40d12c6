//! Identifiers of the rows of a memory. Each kind has its own type, so that they cannot be mixed up.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(digits: &str) -> Result<Self, ParseIntError> {
                digits.parse().map($name)
            }
        }
    };
}

id! {
    /// A document of a memory.
    DocumentId
}
id! {
    /// A bead of a document.
    BeadId
}
id! {
    /// A translation unit. The id of a deleted unit is never reused.
    UnitId
}
id! {
    /// An operation in a memory's history.
    OperationId
}
id! {
    /// A version of the beads of a document, from 1. Every change increases it by one, which is how an edit
    /// based on an outdated version is detected.
    Revision
}

impl Revision {
    /// The revision after the next change.
    pub fn next(self) -> Revision {
        Revision(self.0.saturating_add(1))
    }
}
