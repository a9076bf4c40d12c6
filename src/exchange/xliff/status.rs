//! How XLIFF, and the tools that write it, express the status of a translation.

use crate::model::Status;

/// The status that the `state` of a target (1.2) or of a segment (2.x) expresses.
pub fn status_of_state(state: &str) -> Status {
    match state {
        "translated" | "reviewed" | "final" | "signed-off" => Status::Accepted,
        _ => Status::Auto,
    }
}

/// The status that `approved` of a unit (1.2) expresses.
pub fn status_of_approved(approved: &str) -> Status {
    if approved == "yes" { Status::Accepted } else { Status::Auto }
}

/// The status that `conf` of Studio, `status` of memoQ or `confirmed` of Phrase expresses.
pub fn status_of_tool(value: &str) -> Status {
    match value {
        // Studio.
        "Translated" | "ApprovedTranslation" | "ApprovedSignOff" => Status::Accepted,
        // memoQ.
        "Confirmed" | "ManuallyConfirmed" | "Proofread" | "Reviewer1Confirmed"
        | "Reviewer2Confirmed" => Status::Accepted,
        // Phrase.
        "1" | "2" | "3" | "true" => Status::Accepted,
        _ => Status::Auto,
    }
}

/// The `state` that a target gets in 1.2.
pub fn state_of_target(status: Status) -> &'static str {
    match status {
        Status::Auto => "needs-review-translation",
        Status::Accepted => "signed-off",
        Status::Edited => "translated",
        Status::Rejected => "needs-translation",
    }
}

/// The attributes that a `segment` gets in 2.1: one of its states, and a sub-state for ours.
pub fn attributes_of_segment(status: Status) -> &'static [(&'static str, &'static str)] {
    match status {
        Status::Auto => &[("state", "initial"), ("subState", "tarjuman:auto")],
        Status::Rejected => &[("state", "initial"), ("subState", "tarjuman:rejected")],
        Status::Accepted => &[("state", "reviewed")],
        Status::Edited => &[("state", "reviewed"), ("subState", "tarjuman:edited")],
    }
}
