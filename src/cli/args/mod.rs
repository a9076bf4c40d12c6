//! Groups of arguments that several commands share.

mod aligner;
mod memory;
mod pairs;
mod reading;
mod threads;
mod units;

use clap::builder::RangedU64ValueParser;

use crate::model::Score;

pub use aligner::AlignerArgs;
pub use memory::{MemoriesArg, MemoryArg, author};
pub use pairs::PairFilterArgs;
pub use reading::{ReadingArgs, SegmentationArg};
pub use threads::ThreadsArg;
pub use units::UnitFilterArgs;

/// Parses a probability, 0–1.
pub fn probability(text: &str) -> Result<Score, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(Score::new(value)),
        _ => Err("a score is a number from 0 to 1".to_owned()),
    }
}

/// Parses a number of rows, as far as a memory can count.
pub fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(0..=i64::MAX.unsigned_abs())
}

/// Parses a quantity, which may be a fraction.
pub fn quantity(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        _ => Err("a quantity is a number from 0 on".to_owned()),
    }
}

/// The lowest score of a bead that gives a unit, unless the user sets another.
pub const DEFAULT_MIN_SCORE: Score = Score::HALF;
