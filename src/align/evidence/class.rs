//! The weights of a class of terms, and products of many factors.

/// How the terms of a class are weighted.
#[derive(Debug, Clone)]
pub(super) struct ClassModel {
    pub(super) weight: f32,
    /// By the size of a window: weighted ln of the factor of a term without a counterpart in it.
    unmatched: Vec<f32>,
    /// By the size of a window: what each unit of ratio adds to that factor, relative to the factor.
    gain: Vec<f32>,
}

/// Windows of more terms than this are treated alike.
const MAX_WINDOW: usize = 1024;

impl ClassModel {
    pub(super) fn new(weight: f64, unexplained: f64) -> Self {
        let sizes = || (0..=MAX_WINDOW).map(|size| 1.0 / (1.0 + size as f64));
        // The factor (1 − ε) · (1 + s) / (1 + n) + ε, where s is the sum of the ratios, is the product
        // of its value for s = 0 and 1 + s · gain.
        let unmatched = |share: f64| (1.0 - unexplained) * share + unexplained;
        ClassModel {
            weight: weight as f32,
            unmatched: sizes().map(|share| (weight * unmatched(share).ln()) as f32).collect(),
            gain: sizes().map(|s| ((1.0 - unexplained) * s / unmatched(s)) as f32).collect(),
        }
    }

    pub(super) fn unmatched(&self, size: usize) -> f32 {
        self.unmatched[size.min(MAX_WINDOW)]
    }

    pub(super) fn gain(&self, size: usize) -> f32 {
        self.gain[size.min(MAX_WINDOW)]
    }
}

/// The logarithm of a product of many factors ≥ 1, taken once instead of for every factor.
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
