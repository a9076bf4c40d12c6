//! Groups of arguments that several commands share.

mod aligner;
mod memory;
mod pairs;
mod reading;
mod threads;
mod units;

use crate::model::Score;

pub use aligner::AlignerArgs;
pub use memory::{MemoriesArg, MemoryArg, author};
pub use pairs::PairFilterArgs;
pub use reading::{ReadingArgs, SegmentationArg};
pub use threads::ThreadsArg;
pub use units::UnitFilterArgs;

/// Reads a probability, 0 to 1.
pub fn probability(text: &str) -> Result<Score, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(Score::new(value)),
        _ => Err("a score is a number from 0 to 1".to_owned()),
    }
}

/// What a bead must score to give a unit, unless the user says otherwise.
pub const USUAL_SCORE: Score = Score::HALF;
