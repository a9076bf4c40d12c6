//! How terms of one class are weighed, and sums of their logarithms.

/// How the terms of a class are weighed.
#[derive(Debug, Clone)]
pub(super) struct ClassModel {
    pub(super) weight: f32,
    /// By the size of a window: ln of what a term without counterpart there multiplies, weighed.
    alone: Vec<f32>,
    /// By the size of a window: how much each unit of ratio adds to that factor, as a share of it.
    found: Vec<f32>,
}

/// Windows of more terms all say the same.
const LARGEST_WINDOW: usize = 1024;

impl ClassModel {
    pub(super) fn new(weight: f64, unexplained: f64) -> Self {
        let sizes = || (0..=LARGEST_WINDOW).map(|size| 1.0 / (1.0 + size as f64));
        // ((1 − ε) · (1 + s) / (1 + n) + ε), where s is the sum of the ratios, is taken apart into
        // its value for s = 0 and 1 + s · found.
        let alone = |share: f64| (1.0 - unexplained) * share + unexplained;
        ClassModel {
            weight: weight as f32,
            alone: sizes().map(|share| (weight * alone(share).ln()) as f32).collect(),
            found: sizes().map(|s| ((1.0 - unexplained) * s / alone(s)) as f32).collect(),
        }
    }

    pub(super) fn alone(&self, size: usize) -> f32 {
        self.alone[size.min(LARGEST_WINDOW)]
    }

    pub(super) fn found(&self, size: usize) -> f32 {
        self.found[size.min(LARGEST_WINDOW)]
    }
}

/// A product of many factors ≥ 1 whose logarithm is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    factor: f64,
    logarithm: f32,
}

impl Product {
    pub(super) const ONE: Product = Product { factor: 1.0, logarithm: 0.0 };

    pub(super) fn multiply(&mut self, factor: f32) {
        self.factor *= f64::from(factor);
        if self.factor > 1e250 {
            *self = Product { factor: 1.0, logarithm: self.ln() };
        }
    }

    pub(super) fn ln(self) -> f32 {
        if self.factor == 1.0 { self.logarithm } else { self.logarithm + self.factor.ln() as f32 }
    }
}
