//! Paragraph breaks as evidence: translators mostly keep them, and sometimes merge or split them.

use crate::model::Side;

/// Share of segments that open a paragraph beyond which breaks say nothing (a line a segment).
const TOO_MANY: f64 = 0.9;
/// How often a break of one side is a break of the other at the same cut.
const KEPT: f64 = 0.8;
/// ln of the likelihood ratio of a break inside a bead.
const INSIDE: f32 = -1.5;

/// Where paragraphs begin on both sides, and what that says of a cut.
#[derive(Debug, Clone)]
pub struct Paragraphs {
    source: Vec<bool>,
    target: Vec<bool>,
    weights: Option<Weights>,
}

#[derive(Debug, Clone, Copy)]
struct Weights {
    both: f32,
    source_only: f32,
    target_only: f32,
}

impl Paragraphs {
    /// The paragraph breaks of two sides.
    pub fn of(source: &Side, target: &Side) -> Self {
        Self::new(starts(source), starts(target))
    }

    fn new(source: Vec<bool>, target: Vec<bool>) -> Self {
        let share = |starts: &[bool]| {
            let breaks = starts.iter().skip(1).filter(|&&start| start).count() as f64;
            breaks / (starts.len().saturating_sub(1)).max(1) as f64
        };
        let (p, q) = (share(&source), share(&target));
        let informative = |share: f64| share > 0.0 && share < TOO_MANY;
        let weights = (informative(p) && informative(q)).then(|| {
            let common = p.max(q);
            let kept = KEPT.max(common);
            let alone = ((1.0 - kept) / (1.0 - common)).ln() as f32;
            Weights { both: (kept / common).ln() as f32, source_only: alone, target_only: alone }
        });
        Paragraphs { source, target, weights }
    }

    /// The term of a cut before source segment i and target segment j.
    pub fn cut(&self, i: usize, j: usize) -> f32 {
        let Some(weights) = self.weights else { return 0.0 };
        match (self.source.get(i), self.target.get(j)) {
            (Some(true), Some(true)) => weights.both,
            (Some(true), Some(false)) => weights.source_only,
            (Some(false), Some(true)) => weights.target_only,
            _ => 0.0,
        }
    }

    /// The term of breaks inside a bead.
    pub fn inside(&self, i: usize, m: usize, j: usize, n: usize) -> f32 {
        if self.weights.is_none() {
            return 0.0;
        }
        let breaks = |starts: &[bool], from: usize, count: usize| {
            (1..count).filter(|offset| starts[from + offset]).count() as f32
        };
        INSIDE * (breaks(&self.source, i, m) + breaks(&self.target, j, n))
    }
}

fn starts(side: &Side) -> Vec<bool> {
    let mut before = None;
    side.segments
        .iter()
        .map(|segment| {
            let opens = before != Some(segment.paragraph);
            before = Some(segment.paragraph);
            opens
        })
        .collect()
}
