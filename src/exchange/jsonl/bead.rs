//! A bead as JSON.

use serde::Serialize;

use crate::model::{AlignedBead, Status};

/// A bead as JSON.
#[derive(Debug, Serialize)]
pub struct BeadLine<'a> {
    source: &'a [String],
    target: &'a [String],
    source_segments: Vec<usize>,
    target_segments: Vec<usize>,
    score: f64,
    #[serde(skip_serializing_if = "is_auto")]
    status: Status,
}

impl<'a> BeadLine<'a> {
    /// The line of a bead.
    pub fn of(bead: &'a AlignedBead) -> Self {
        BeadLine {
            source: &bead.texts.source,
            target: &bead.texts.target,
            source_segments: bead.span.source.clone().collect(),
            target_segments: bead.span.target.clone().collect(),
            score: bead.score.rounded(),
            status: bead.status,
        }
    }
}

fn is_auto(status: &Status) -> bool {
    *status == Status::Auto
}
