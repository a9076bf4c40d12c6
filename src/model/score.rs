//! Probabilities.

use serde::{Deserialize, Serialize};

/// A probability, 0–1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f64);

impl Score {
    /// Certainly right.
    pub const ONE: Score = Score(1.0);

    /// As likely right as wrong.
    pub const HALF: Score = Score(0.5);

    /// A score, clamped to 0–1; NaN becomes 0.
    pub fn new(value: f64) -> Self {
        Score(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The probability, 0–1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The score rounded to four decimals, as it is written to output.
    pub fn rounded(self) -> f64 {
        (self.0 * 1e4).round() / 1e4
    }

    /// The score as a whole percentage, as it is shown to users.
    pub fn percent(self) -> u32 {
        (self.0 * 100.0).round() as u32
    }
}
