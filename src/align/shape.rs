//! Bead shapes m-n and their prior probabilities.

use std::collections::HashMap;

use super::weights::Weights;

/// The most segments of a bead with several segments on both sides.
pub const MAX_TOGETHER: usize = 12;
/// The most segments on the smaller side of a bead.
pub const MAX_ON_SMALLER_SIDE: usize = 4;
/// The most segments that are paired with a single one.
pub const MAX_AGAINST_ONE: usize = 24;

/// Whether beads of m source and n target segments are considered.
pub fn is_allowed(m: usize, n: usize) -> bool {
    match m.min(n) {
        0 => m + n == 1,
        1 => m.max(n) <= MAX_AGAINST_ONE,
        smaller => smaller <= MAX_ON_SMALLER_SIDE && m + n <= MAX_TOGETHER,
    }
}

/// The prior probability of each allowed shape.
#[derive(Debug, Clone)]
pub struct ShapePrior {
    ln: Vec<f32>,
}

impl ShapePrior {
    /// The prior before a document is aligned. It follows Gale and Church (1993); the probabilities of
    /// larger shapes decrease geometrically.
    pub fn general(weights: &Weights) -> Self {
        let total = total(weights);
        Self::from_probabilities(|m, n| relative(weights, m, n) / total)
    }

    /// The prior re-estimated from the beads of a document and smoothed with the general one.
    pub fn estimated(weights: &Weights, shapes: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut counts: HashMap<(usize, usize), f64> = HashMap::new();
        let mut beads = 0.0;
        for shape in shapes {
            *counts.entry(shape).or_default() += 1.0;
            beads += 1.0;
        }
        let mut seen_in = [0.0; MANNERS];
        for (&(m, n), count) in &counts {
            seen_in[manner(m, n)] += count;
        }
        let general = general_manners(weights);
        let total: f64 = general.iter().sum();
        Self::from_probabilities(|m, n| {
            let manner = manner(m, n);
            let seen = counts.get(&(m, n)).copied().unwrap_or(0.0);
            let own = (seen_in[manner] + weights.manner_prior * general[manner] / total)
                / (beads + weights.manner_prior);
            let share = relative(weights, m, n) / general[manner];
            let within =
                (seen + weights.shape_prior * share) / (seen_in[manner] + weights.shape_prior);
            own * within
        })
    }

    fn from_probabilities(probability: impl Fn(usize, usize) -> f64) -> Self {
        let side = MAX_AGAINST_ONE + 1;
        let ln = |(m, n)| match is_allowed(m, n) {
            true => probability(m, n).ln() as f32,
            false => f32::NEG_INFINITY,
        };
        let ln = (0..side * side).map(|at| ln((at / side, at % side))).collect();
        ShapePrior { ln }
    }

    /// ln P(m-n); minus infinity for a shape that is not allowed.
    pub fn ln(&self, m: usize, n: usize) -> f32 {
        self.ln[m * (MAX_AGAINST_ONE + 1) + n]
    }
}

/// The general probability of a shape, relative to 1-1.
fn relative(weights: &Weights, m: usize, n: usize) -> f64 {
    if !is_allowed(m, n) {
        return 0.0;
    }
    let longer = |more: usize| weights.longer.powi(i32::try_from(more).unwrap_or(i32::MAX));
    match (m.min(n), m.max(n)) {
        (0, _) => weights.omission,
        (1, 1) => 1.0,
        (1, 2) => weights.two_to_one,
        (1, more) => weights.three_to_one * longer(more - 3),
        (fewer, more) => weights.two_to_two * longer(fewer + more - 4),
    }
}

/// The number of manners of translation; see [`manner`].
const MANNERS: usize = 3;

/// What the translator did in a bead: 0 for omitting or adding a sentence, 1 for translating one sentence
/// as one sentence, 2 for regrouping sentences.
fn manner(m: usize, n: usize) -> usize {
    match (m.min(n), m.max(n)) {
        (0, _) => 0,
        (1, 1) => 1,
        _ => 2,
    }
}

fn general_manners(weights: &Weights) -> [f64; MANNERS] {
    let side = 0..=MAX_AGAINST_ONE;
    let mut sums = [0.0; MANNERS];
    for (m, n) in side.clone().flat_map(|m| side.clone().map(move |n| (m, n))) {
        if (m, n) != (0, 0) {
            sums[manner(m, n)] += relative(weights, m, n);
        }
    }
    sums
}

fn total(weights: &Weights) -> f64 {
    let side = 0..=MAX_AGAINST_ONE;
    side.clone().flat_map(|m| side.clone().map(move |n| relative(weights, m, n))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_occur_in_gold_are_allowed() {
        for (m, n) in [(1, 0), (0, 1), (1, 1), (9, 1), (8, 2), (1, 21), (4, 8), (3, 3)] {
            assert!(is_allowed(m, n), "{m}-{n}");
        }
        for (m, n) in [(0, 0), (2, 0), (5, 5), (9, 4), (1, 25)] {
            assert!(!is_allowed(m, n), "{m}-{n}");
        }
    }

    #[test]
    fn a_prior_is_a_distribution() {
        let weights = Weights::default();
        let seen = [(1, 1), (1, 1), (2, 1), (0, 1)].into_iter();
        for prior in [ShapePrior::general(&weights), ShapePrior::estimated(&weights, seen)] {
            let total: f32 = prior.ln.iter().map(|ln| ln.exp()).sum();
            assert!((total - 1.0).abs() < 1e-4, "{total}");
        }
    }

    /// A translator who regroups sentences in one way is likely to do so in other ways too.
    #[test]
    fn one_regrouping_makes_all_regroupings_more_likely() {
        let weights = Weights::default();
        let prior = |shape| ShapePrior::estimated(&weights, std::iter::repeat_n(shape, 20));
        let (free, strict) = (prior((2, 1)), prior((1, 1)));
        assert!(free.ln(2, 2) > strict.ln(2, 2) + 1.0);
        assert!(free.ln(1, 2) > strict.ln(1, 2) + 1.0);
    }
}
