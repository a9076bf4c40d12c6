//! The names of the two sides of a pair.

use serde::Serialize;

/// One of the two texts of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PairSide {
    /// The original.
    Source,
    /// Its translation.
    Target,
}

impl PairSide {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            PairSide::Source => "source",
            PairSide::Target => "target",
        }
    }

    /// The opposite side.
    pub fn other(self) -> PairSide {
        match self {
            PairSide::Source => PairSide::Target,
            PairSide::Target => PairSide::Source,
        }
    }
}
