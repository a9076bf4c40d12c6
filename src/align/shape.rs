//! Bead shapes m-n and how likely each is before anything is read.

use std::collections::HashMap;

use super::weights::Weights;

/// The most segments a bead holds when both sides have several.
pub const MOST_TOGETHER: usize = 12;
/// The most segments of the smaller side.
pub const MOST_ON_SMALLER: usize = 4;
/// The most segments against a single one.
pub const MOST_AGAINST_ONE: usize = 24;

/// Whether a bead of m source and n target segments is considered at all.
pub fn is_allowed(m: usize, n: usize) -> bool {
    match m.min(n) {
        0 => m + n == 1,
        1 => m.max(n) <= MOST_AGAINST_ONE,
        smaller => smaller <= MOST_ON_SMALLER && m + n <= MOST_TOGETHER,
    }
}

/// ln P(m-n) for every allowed shape.
#[derive(Debug, Clone)]
pub struct ShapePrior {
    ln: Vec<f32>,
}

impl ShapePrior {
    /// The prior before a document is seen. Its form follows Gale & Church (1993); longer shapes fall
    /// off geometrically.
    pub fn general(weights: &Weights) -> Self {
        let total = total(weights);
        Self::from_probabilities(|m, n| relative(weights, m, n) / total)
    }

    /// The prior re-estimated on the beads of a document, interpolated with the general one.
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
        let usual = usual_manners(weights);
        let total: f64 = usual.iter().sum();
        Self::from_probabilities(|m, n| {
            let manner = manner(m, n);
            let seen = counts.get(&(m, n)).copied().unwrap_or(0.0);
            let own = (seen_in[manner] + weights.manner_prior * usual[manner] / total)
                / (beads + weights.manner_prior);
            let share = relative(weights, m, n) / usual[manner];
            let within =
                (seen + weights.shape_prior * share) / (seen_in[manner] + weights.shape_prior);
            own * within
        })
    }

    fn from_probabilities(probability: impl Fn(usize, usize) -> f64) -> Self {
        let side = MOST_AGAINST_ONE + 1;
        let ln = |(m, n)| match is_allowed(m, n) {
            true => probability(m, n).ln() as f32,
            false => f32::NEG_INFINITY,
        };
        let ln = (0..side * side).map(|at| ln((at / side, at % side))).collect();
        ShapePrior { ln }
    }

    /// ln P(m-n); minus infinity for a shape that is not allowed.
    pub fn ln(&self, m: usize, n: usize) -> f32 {
        self.ln[m * (MOST_AGAINST_ONE + 1) + n]
    }
}

/// How probable a shape is in general, relative to 1-1.
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

/// What a translator does with sentences.
const MANNERS: usize = 3;

/// 0 for leaving out or adding, 1 for one by one, 2 for regrouping.
fn manner(m: usize, n: usize) -> usize {
    match (m.min(n), m.max(n)) {
        (0, _) => 0,
        (1, 1) => 1,
        _ => 2,
    }
}

fn usual_manners(weights: &Weights) -> [f64; MANNERS] {
    let side = 0..=MOST_AGAINST_ONE;
    let mut sums = [0.0; MANNERS];
    for (m, n) in side.clone().flat_map(|m| side.clone().map(move |n| (m, n))) {
        if (m, n) != (0, 0) {
            sums[manner(m, n)] += relative(weights, m, n);
        }
    }
    sums
}

fn total(weights: &Weights) -> f64 {
    let side = 0..=MOST_AGAINST_ONE;
    side.clone().flat_map(|m| side.clone().map(move |n| relative(weights, m, n))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_real_gold_are_allowed() {
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

    /// Who regroups sentences in one way is ready to do it in others.
    #[test]
    fn a_document_that_regroups_makes_every_regrouping_likelier() {
        let weights = Weights::default();
        let prior = |shape| ShapePrior::estimated(&weights, std::iter::repeat_n(shape, 20));
        let (free, strict) = (prior((2, 1)), prior((1, 1)));
        assert!(free.ln(2, 2) > strict.ln(2, 2) + 1.0);
        assert!(free.ln(1, 2) > strict.ln(1, 2) + 1.0);
    }
}
