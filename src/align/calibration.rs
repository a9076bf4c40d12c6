//! Turns posteriors into calibrated scores.
//!
//! The posterior treats the terms of a bead as independent, which they are not. It is therefore
//! overconfident, all the more so the longer the bead. Logistic calibration (Platt, 1999) corrects this,
//! with a slope that decreases with the length of the bead.

use super::evaluate::Sample;

/// The slope for a bead of typical length. This and [`DECAY`] are the rounded results of `tarjuman evaluate
/// --fit-calibration` on all our gold: law, literature, news, encyclopedia, declarations, verses and
/// articles. The command also shows how well the constants of the other sets fit each set.
const SLOPE: f64 = 0.91;
/// The decrease of the slope when the length grows by a factor of e.
const DECAY: f64 = 0.14;
/// The length of a typical bead, in characters of both sides.
const TYPICAL_LENGTH: f64 = 250.0;
/// The range of slopes among the beads of the fit, to which all slopes are clamped.
const SLOPE_RANGE: std::ops::RangeInclusive<f64> = 0.5..=1.5;

/// A map from posteriors to probabilities.
#[derive(Debug, Clone, Copy)]
pub struct Calibration {
    /// The slope for a bead of typical length.
    pub slope: f64,
    /// The decrease of the slope when the length grows by a factor of e.
    pub decay: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Calibration { slope: SLOPE, decay: DECAY }
    }
}

impl Calibration {
    /// The probability, 0–1, that a bead is right, given its posterior and its length in characters of both
    /// sides.
    pub fn score(self, posterior: f64, characters: f64) -> f64 {
        let p = posterior.clamp(0.0, 1.0);
        let slope = self.slope - self.decay * relative_length(characters);
        let odds = (p / (1.0 - p)).powf(slope.clamp(*SLOPE_RANGE.start(), *SLOPE_RANGE.end()));
        if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
    }

    /// The most probable calibration given beads that are known to be right or wrong, by Newton's method.
    ///
    /// The prior of both constants is normal, with standard deviation 1 around the identity (slope 1,
    /// decay 0).
    pub fn fit<'a>(samples: impl Iterator<Item = &'a Sample> + Clone) -> Self {
        // A posterior of 1 is not treated as more certain than one error in a billion.
        const MAX_POSTERIOR: f64 = 1.0 - 1e-9;
        const ITERATIONS: usize = 50;
        let mut fitted = Calibration { slope: 1.0, decay: 0.0 };
        for _ in 0..ITERATIONS {
            let mut gradient = [1.0 - fitted.slope, -fitted.decay];
            let mut curvature = [[1.0, 0.0], [0.0, 1.0]];
            for sample in samples.clone() {
                let p = sample.posterior.clamp(1.0 - MAX_POSTERIOR, MAX_POSTERIOR);
                let ln_odds = (p / (1.0 - p)).ln();
                let terms = [ln_odds, -ln_odds * relative_length(sample.characters)];
                let sum = fitted.slope * terms[0] + fitted.decay * terms[1];
                let score = 1.0 / (1.0 + (-sum).exp());
                for (at, term) in terms.iter().enumerate() {
                    gradient[at] += (f64::from(u8::from(sample.right)) - score) * term;
                    for (other, curvature) in terms.iter().zip(&mut curvature[at]) {
                        *curvature += score * (1.0 - score) * term * other;
                    }
                }
            }
            let [[a, b], [_, c]] = curvature;
            let determinant = a * c - b * b;
            // Far from the maximum, full steps may overshoot it and diverge.
            let step = |change: f64| (change / determinant).clamp(-0.1, 0.1);
            fitted.slope += step(c * gradient[0] - b * gradient[1]);
            fitted.decay += step(a * gradient[1] - b * gradient[0]);
        }
        fitted
    }
}

/// The logarithm of the length relative to a typical bead.
fn relative_length(characters: f64) -> f64 {
    (characters.max(1.0) / TYPICAL_LENGTH).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A calibrated score increases with the posterior and remains a probability.
    #[test]
    fn scores_keep_their_order_and_bounds() {
        let calibration = Calibration::default();
        for characters in [0.0, 40.0, 250.0, 1e6] {
            let score = |posterior| calibration.score(posterior, characters);
            assert_eq!((score(0.0), score(1.0)), (0.0, 1.0));
            let scores: Vec<f64> = (0..=100).map(|p| score(f64::from(p) / 100.0)).collect();
            assert!(scores.is_sorted(), "{scores:?}");
        }
    }

    /// The longer the bead, the lower the score of the same posterior.
    #[test]
    fn long_beads_get_lower_scores() {
        let calibration = Calibration::default();
        assert!(calibration.score(0.95, 600.0) < calibration.score(0.95, 200.0));
    }

    /// Fitting to overconfident beads corrects their overconfidence.
    #[test]
    fn a_fit_corrects_overconfidence() {
        let beads = |posterior, right: usize| {
            let sample =
                move |at| Sample { posterior, characters: TYPICAL_LENGTH, right: at < right };
            (0..1000).map(sample)
        };
        let samples: Vec<Sample> = beads(0.9, 750).chain(beads(0.1, 250)).collect();
        let fitted = Calibration::fit(samples.iter());
        assert!((fitted.score(0.9, TYPICAL_LENGTH) - 0.75).abs() < 0.01, "{fitted:?}");
    }
}
