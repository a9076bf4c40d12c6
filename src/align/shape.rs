//! Bead shapes m-n and how likely each is before anything is read.

use std::collections::HashMap;

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

/// How many beads of the document weigh as much as the general prior when it is re-estimated.
const PRIOR_WEIGHT: f64 = 30.0;

impl ShapePrior {
    /// The prior before a document is seen. The common shapes follow Gale & Church (1993), with
    /// more merges and omissions, as translations into Arabic have them; longer shapes fall off
    /// geometrically.
    pub fn general() -> Self {
        Self::from_probabilities(general)
    }

    /// The prior re-estimated on the beads of a document, interpolated with the general one.
    pub fn estimated(shapes: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut counts: HashMap<(usize, usize), f64> = HashMap::new();
        let mut total = 0.0;
        for shape in shapes {
            *counts.entry(shape).or_default() += 1.0;
            total += 1.0;
        }
        Self::from_probabilities(|m, n| {
            let seen = counts.get(&(m, n)).copied().unwrap_or(0.0);
            (seen + PRIOR_WEIGHT * general(m, n)) / (total + PRIOR_WEIGHT)
        })
    }

    fn from_probabilities(probability: impl Fn(usize, usize) -> f64) -> Self {
        let side = MOST_AGAINST_ONE + 1;
        let ln = (0..side * side).map(|at| probability(at / side, at % side).ln() as f32).collect();
        ShapePrior { ln }
    }

    /// ln P(m-n); minus infinity for a shape that is not allowed.
    pub fn ln(&self, m: usize, n: usize) -> f32 {
        self.ln[m * (MOST_AGAINST_ONE + 1) + n]
    }
}

fn general(m: usize, n: usize) -> f64 {
    if !is_allowed(m, n) {
        return 0.0;
    }
    let (small, large) = (m.min(n), m.max(n));
    match (small, large) {
        (0, 1) => 0.025,
        (1, 1) => 0.83,
        (1, 2) => 0.045,
        (1, k) => 0.012 * 0.4f64.powi(i32::try_from(k).unwrap_or(0) - 3),
        (2, 2) => 0.004,
        (small, large) => {
            let more = i32::try_from(small + large).unwrap_or(0) - 4;
            0.002 * 0.4f64.powi(more)
        }
    }
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
    fn the_general_prior_is_a_distribution() {
        let total: f64 = (0..=24).flat_map(|m| (0..=24).map(move |n| general(m, n))).sum();
        assert!((0.9..=1.1).contains(&total), "{total}");
    }
}
