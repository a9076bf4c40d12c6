//! The review status of beads and units.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a reviewer has decided about a bead or a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has decided yet.
    Auto,
    /// A reviewer confirmed it.
    Accepted,
    /// A reviewer changed its text.
    Edited,
    /// A reviewer marked it as wrong.
    Rejected,
}

impl Status {
    /// All of them, in the order in which they are listed to users.
    pub const ALL: [Status; 4] = [Status::Auto, Status::Accepted, Status::Edited, Status::Rejected];

    /// The name that is stored in memories and written to output.
    pub fn name(self) -> &'static str {
        match self {
            Status::Auto => "auto",
            Status::Accepted => "accepted",
            Status::Edited => "edited",
            Status::Rejected => "rejected",
        }
    }

    /// Whether a reviewer decided about it, so that realigning must keep it.
    pub fn is_by_person(self) -> bool {
        self != Status::Auto
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        Status::ALL.into_iter().find(|status| status.name() == name.trim()).ok_or_else(|| {
            format!("“{name}” is not a status; use auto, accepted, edited or rejected")
        })
    }
}
