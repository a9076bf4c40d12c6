//! The evidence of lengths, after Gale and Church (1993): the length of the target of a bead is that of its
//! source times a ratio, with a standard deviation that grows with the square root of the length.
//!
//! Their model scores a bead by the probability of its lengths. This one scores it by a likelihood ratio
//! against segments drawn at random, so that an omission costs only its prior and beads of different shapes
//! are comparable.

use super::shape::MAX_AGAINST_ONE;
use super::weights::Weights;
use crate::model::{Pair, SegmentedText};
use crate::text::count_letters;

/// The lowest length term of a bead, in nats, however implausible its lengths.
const FLOOR: f32 = -30.0;

/// The lengths of the segments of a side in characters without diacritics, as prefix sums.
#[derive(Debug, Clone)]
pub struct Lengths {
    sums: Vec<f64>,
}

impl Lengths {
    /// Measures every segment of a side.
    pub fn of(side: &SegmentedText) -> Self {
        let mut sums = Vec::with_capacity(side.segments.len() + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for segment in &side.segments {
            sum += count_letters(&segment.text) as f64;
            sums.push(sum);
        }
        Lengths { sums }
    }

    /// The number of segments.
    pub fn count(&self) -> usize {
        self.sums.len() - 1
    }

    /// The number of characters in the segments `from..to`.
    pub fn span(&self, from: usize, to: usize) -> f64 {
        self.sums[to] - self.sums[from]
    }

    /// The number of characters in all segments.
    pub fn total(&self) -> f64 {
        self.sums.last().copied().unwrap_or(0.0)
    }

    fn each(&self) -> impl Iterator<Item = f64> + '_ {
        self.sums.windows(2).map(|pair| pair[1] - pair[0])
    }
}

/// The length model of a document.
#[derive(Debug, Clone)]
pub struct LengthModel {
    /// Target characters per source character.
    pub ratio: f64,
    /// The variance of the target length per character.
    pub variance: f64,
    softening: f64,
    backgrounds: Pair<Background>,
}

impl LengthModel {
    /// The model before anything is aligned, with the ratio of the totals and the general variance.
    pub fn general(lengths: Pair<&Lengths>, weights: &Weights) -> Self {
        let totals = lengths.map(Lengths::total);
        let ratio = if totals.all(|&total| total > 0.0) {
            (totals.target / totals.source).clamp(0.4, 2.5)
        } else {
            1.0
        };
        Self::new(ratio, weights.length_variance, lengths, weights)
    }

    /// The model re-estimated from the lengths of beads.
    pub fn estimated(pairs: &[Pair<f64>], lengths: Pair<&Lengths>, weights: &Weights) -> Self {
        let general = Self::general(lengths, weights);
        let (mut all_source, mut all_target) = (0.0, 0.0);
        for pair in pairs {
            all_source += pair.source;
            all_target += pair.target;
        }
        // The ratio of a few segments is unreliable, so the general ratio counts like this many
        // characters.
        const CHARACTERS: f64 = 2000.0;
        let ratio = (all_target + CHARACTERS * general.ratio) / (all_source + CHARACTERS);
        let mut squares: Vec<f64> = pairs
            .iter()
            .map(|&Pair { source: x, target: y }| {
                (y - ratio * x).powi(2) / ((ratio * x + y) / 2.0 + general.softening)
            })
            .collect();
        squares.sort_unstable_by(f64::total_cmp);
        // The median of squared standard normal deviates is 0.4549. Unlike the mean, the median is
        // robust against wrong pairs.
        let usual = weights.length_variance;
        let own = squares.get(squares.len() / 2).map_or(usual, |median| median / 0.4549);
        let count = squares.len() as f64;
        let variance =
            (count * own + weights.length_prior * usual) / (count + weights.length_prior);
        Self::new(ratio, variance.clamp(1.0, 40.0), lengths, weights)
    }

    fn new(ratio: f64, variance: f64, lengths: Pair<&Lengths>, weights: &Weights) -> Self {
        let softening = weights.length_softening;
        LengthModel {
            ratio,
            variance,
            softening,
            backgrounds: lengths
                .zip(Pair::new(ratio, 1.0))
                .map(|(lengths, scale)| Background::of(lengths, scale, softening)),
        }
    }

    /// ln of the likelihood ratio of a bead with a source of `x` and a target of `y` characters, given
    /// their densities among random spans ([`LengthModel::source_density`],
    /// [`LengthModel::target_density`]).
    pub fn ln_ratio(&self, x: f64, y: f64, source_density: f32, target_density: f32) -> f32 {
        let expected = self.ratio * x;
        let variance = (self.variance * ((expected + y) / 2.0 + self.softening)) as f32;
        let ln_density = Normal::new(0.0, variance).ln_density((y - expected) as f32);
        (ln_density - (source_density + target_density) / 2.0).max(FLOOR)
    }

    /// ln of the density of a length of `x` characters among spans of m random source segments.
    pub fn source_density(&self, m: usize, x: f64) -> f32 {
        self.backgrounds.source.ln_density(m, self.ratio * x)
    }

    /// ln of the density of a length of `y` characters among spans of n random target segments.
    pub fn target_density(&self, n: usize, y: f64) -> f32 {
        self.backgrounds.target.ln_density(n, y)
    }
}

/// The distribution of the total length of k segments drawn at random from a side: log-normal with the mean
/// and variance of the sum (Fenton, 1960).
#[derive(Debug, Clone)]
struct Background {
    softening: f64,
    /// The distribution of the logarithm of the length, for k = 1, 2, …
    logarithm: Vec<Normal>,
}

impl Background {
    fn of(lengths: &Lengths, scale: f64, softening: f64) -> Self {
        let count = lengths.each().filter(|&length| length > 0.0).count().max(1) as f64;
        let mean = (lengths.total() * scale / count).max(1.0);
        let squares =
            lengths.each().filter(|&l| l > 0.0).map(|l| (l * scale - mean).powi(2)).sum::<f64>();
        // Even if all segments of a document are equally long, others could have another length.
        let variance = (squares / count).max((mean * 0.35).powi(2));
        let logarithm = (1..=MAX_AGAINST_ONE)
            .map(|count| {
                let count = count as f64;
                let mean = count * mean + softening;
                let sigma2 = (1.0 + count * variance / (mean * mean)).ln();
                Normal::new((mean.ln() - sigma2 / 2.0) as f32, sigma2 as f32)
            })
            .collect();
        Background { softening, logarithm }
    }

    fn ln_density(&self, count: usize, length: f64) -> f32 {
        let ln_length = ((length + self.softening) as f32).ln();
        self.logarithm[count - 1].ln_density(ln_length) - ln_length
    }
}

/// A normal distribution.
#[derive(Debug, Clone, Copy)]
struct Normal {
    mean: f32,
    variance: f32,
    /// ln of 2π times the variance.
    spread: f32,
}

impl Normal {
    fn new(mean: f32, variance: f32) -> Self {
        Normal { mean, variance, spread: (std::f32::consts::TAU * variance).ln() }
    }

    fn ln_density(self, x: f32) -> f32 {
        let difference = x - self.mean;
        -0.5 * (difference * difference / self.variance + self.spread)
    }
}
