//! Numbers that name rows of a memory. Each has a type of its own, so that they cannot be mixed up.

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
    /// A translation unit. An id is never given to another unit.
    UnitId
}
id! {
    /// An operation in a memory's history.
    OperationId
}
id! {
    /// How often the beads of a document have changed; the first is 1. It grows by one with each change,
    /// so that a change made on an older state is noticed.
    Revision
}

impl Revision {
    /// The revision that the next change makes.
    pub fn next(self) -> Revision {
        Revision(self.0.saturating_add(1))
    }
}
