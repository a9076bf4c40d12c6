//! What a person has said of a bead or unit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a person has said of a bead or unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has looked at it yet.
    Auto,
    /// A person said it is right.
    Accepted,
    /// A person changed its text.
    Edited,
    /// A person said it is wrong.
    Rejected,
}

impl Status {
    /// All of them, in the order they are listed to users.
    pub const ALL: [Status; 4] = [Status::Auto, Status::Accepted, Status::Edited, Status::Rejected];

    /// The name that is stored and written out.
    pub fn name(self) -> &'static str {
        match self {
            Status::Auto => "auto",
            Status::Accepted => "accepted",
            Status::Edited => "edited",
            Status::Rejected => "rejected",
        }
    }

    /// Whether a person decided it, so that aligning again must keep it.
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
