//! From posteriors to scores that mean what they say.
//!
//! A posterior takes the terms of a bead for independent, which they are not: it is too sure, and the
//! surer the more text the bead holds. Platt's (1999) logistic calibration brings that back, with a slope
//! that is less the longer the bead.

use super::evaluate::Sample;

/// Slope for a usual bead. This and [`FALL`] are what `tarjuman evaluate --fit-calibration` gives for our
/// gold of law, literature, news, encyclopedia, declarations, verses and articles together, rounded; it
/// also says how good each of them is by the constants that the others give.
const SLOPE: f64 = 0.91;
/// How much less the slope is for a bead e times as long.
const FALL: f64 = 0.14;
/// Characters of both sides of a usual bead.
const USUAL: f64 = 250.0;
/// The slopes of beads that were seen when these were fitted; none is taken to be beyond.
const SLOPES: std::ops::RangeInclusive<f64> = 0.5..=1.5;

/// What posteriors are worth.
#[derive(Debug, Clone, Copy)]
pub struct Calibration {
    /// For a usual bead.
    pub slope: f64,
    /// How much less it is for a bead e times as long.
    pub fall: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Calibration { slope: SLOPE, fall: FALL }
    }
}

impl Calibration {
    /// The probability that a bead is right which has this posterior and holds so many characters, both
    /// sides together.
    pub fn score(self, posterior: f64, characters: f64) -> f64 {
        let p = posterior.clamp(0.0, 1.0);
        let slope = self.slope - self.fall * longer(characters);
        let odds = (p / (1.0 - p)).powf(slope.clamp(*SLOPES.start(), *SLOPES.end()));
        if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
    }

    /// The most probable calibration where these beads were right and wrong, by Newton's method.
    ///
    /// Both constants are normally distributed around no change at all beforehand, with deviation 1.
    pub fn fit<'a>(samples: impl Iterator<Item = &'a Sample> + Clone) -> Self {
        // A posterior of 1 says no more than that none was wrong among a billion.
        const SUREST: f64 = 1.0 - 1e-9;
        const ROUNDS: usize = 50;
        let mut fitted = Calibration { slope: 1.0, fall: 0.0 };
        for _ in 0..ROUNDS {
            let mut gradient = [1.0 - fitted.slope, -fitted.fall];
            let mut curvature = [[1.0, 0.0], [0.0, 1.0]];
            for sample in samples.clone() {
                let p = sample.posterior.clamp(1.0 - SUREST, SUREST);
                let ln_odds = (p / (1.0 - p)).ln();
                let terms = [ln_odds, -ln_odds * longer(sample.characters)];
                let sum = fitted.slope * terms[0] + fitted.fall * terms[1];
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
            // Far from the top a whole step may lead beyond it, and farther away each time.
            let step = |way: f64| (way / determinant).clamp(-0.1, 0.1);
            fitted.slope += step(c * gradient[0] - b * gradient[1]);
            fitted.fall += step(a * gradient[1] - b * gradient[0]);
        }
        fitted
    }
}

/// How much longer than usual a bead is, as a power of e.
fn longer(characters: f64) -> f64 {
    (characters.max(1.0) / USUAL).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A calibrated score rises with the posterior and stays a probability.
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

    /// The longer the bead, the less the same posterior means.
    #[test]
    fn long_beads_are_believed_less() {
        let calibration = Calibration::default();
        assert!(calibration.score(0.95, 600.0) < calibration.score(0.95, 200.0));
    }

    /// What is fitted to beads that are too sure of themselves takes that back.
    #[test]
    fn a_fit_finds_what_posteriors_are_worth() {
        let beads = |posterior, right: usize| {
            let sample = move |at| Sample { posterior, characters: USUAL, right: at < right };
            (0..1000).map(sample)
        };
        let samples: Vec<Sample> = beads(0.9, 750).chain(beads(0.1, 250)).collect();
        let fitted = Calibration::fit(samples.iter());
        assert!((fitted.score(0.9, USUAL) - 0.75).abs() < 0.01, "{fitted:?}");
    }
}
