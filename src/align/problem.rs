//! The search for the best path through two texts.

use std::sync::Arc;

use super::corridor::Corridor;
use super::coverage::Coverage;
use super::evidence::{Evidence, Scales};
use super::fixed::FixedBeads;
use super::lattice::{FullLattice, Model, NarrowLattice, Nodes};
use super::length::{LengthModel, Lengths};
use super::paragraph::Paragraphs;
use super::path::{Posteriors, best_path, likely_nodes};
use super::shape::ShapePrior;
use super::terms::{TermOptions, Terms};
use super::weights::Weights;
use super::{Aligner, AlignerOptions};
use crate::model::{Pair, SegmentedText, Side, Span};

/// Nodes are used in the full search if a path of common shapes through them is at most this many nats
/// worse than the best. The margin is wide because common shapes can only represent a bead of many segments
/// with omissions.
const SLACK: f64 = 15.0;
/// If the mean posterior of beads is higher than this, the document needs no links of its own.
const CONFIDENT: f64 = 0.98;
/// The numbers of cuts by which a corridor is widened, time after time, where the path touches its edge.
/// After the last, the path is accepted as it is.
const WIDENINGS: [usize; 4] = [16, 32, 64, 128];

/// What the search uses of two texts.
pub struct Problem<'a> {
    lengths: Pair<Lengths>,
    terms: Terms,
    paragraphs: Paragraphs,
    weights: &'a Weights,
    scales: &'a Scales,
}

impl<'a> Problem<'a> {
    /// Reads two texts.
    pub fn of(texts: Pair<&SegmentedText>, aligner: &'a Aligner) -> Self {
        let AlignerOptions { lexicons, anchors, weights } = &aligner.options;
        let vocabularies = &aligner.vocabularies;
        let terms = TermOptions { lexicons, vocabularies, anchors: *anchors, weights };
        Problem {
            lengths: texts.map(Lengths::of),
            terms: Terms::of(texts, terms),
            paragraphs: Paragraphs::of(texts),
            weights,
            scales: &aligner.scales,
        }
    }

    /// How much of both texts the lexicons know.
    pub fn coverage(&self) -> Option<Coverage> {
        self.terms.coverage
    }

    /// The path along which the texts seem to correspond; see [`Corridor::path`].
    pub fn rough_path(&self) -> Vec<Span> {
        Corridor::path(&self.terms, self.lengths.as_ref())
    }

    /// Scores the candidate beads by models estimated on the document itself.
    pub fn solve(self, fixed: &FixedBeads) -> Solution {
        let (lattice, before_learning) = self.search(fixed);
        Solution { lattice, before_learning, lengths: self.lengths }
    }

    /// The scored lattice. If links were learned from the document, the second result is that without them.
    fn search(&self, fixed: &FixedBeads) -> (Scored, Option<Scored>) {
        let evidence = Evidence::new(&self.terms, self.scales);
        let mut model = Model {
            weights: self.weights,
            lengths: self.lengths.as_ref(),
            length: LengthModel::general(self.lengths.as_ref(), self.weights),
            shapes: ShapePrior::general(self.weights),
            evidence: &evidence,
            paragraphs: &self.paragraphs,
        };
        let (path, nodes) = self.narrow_search(&model, fixed);
        self.learn(&mut model, &path, fixed);
        let nodes = Arc::new(nodes);
        let before_learning = Scored::of(self.full_lattice(&mut model, nodes.clone(), fixed));
        let scores = before_learning.posteriors(&before_learning.path);
        let beads: Vec<(&Span, f64)> =
            before_learning.path.iter().zip(scores).filter(|(step, _)| step.is_pair()).collect();
        let confidence =
            beads.iter().map(|(_, score)| score).sum::<f64>() / beads.len().max(1) as f64;
        if confidence > CONFIDENT {
            return (before_learning, None);
        }
        let mut terms = self.terms.clone();
        terms.learn(beads.into_iter(), self.weights);
        let evidence = Evidence::new(&terms, self.scales);
        model.evidence = &evidence;
        let after_learning = self.full_lattice(&mut model, nodes, fixed);
        (Scored::of(after_learning), Some(before_learning))
    }

    /// The full lattice between some nodes, scored by the lengths and shapes of its own best path.
    fn full_lattice<'b>(
        &'b self,
        model: &mut Model<'b>,
        nodes: Arc<Nodes>,
        fixed: &FixedBeads,
    ) -> FullLattice {
        let mut lattice = FullLattice::of(model, nodes, fixed);
        self.learn(model, &best_path(&lattice).0, fixed);
        lattice.rescore(model, fixed);
        lattice
    }

    /// The best path of common shapes, in a corridor wide enough that it does not touch the edges, and the
    /// nodes of paths that are nearly as good.
    fn narrow_search(&self, model: &Model<'_>, fixed: &FixedBeads) -> (Vec<Span>, Nodes) {
        let m = self.lengths.target.count();
        let mut corridor = Corridor::of(&self.terms, self.lengths.as_ref());
        let mut before = None;
        let mut widenings = WIDENINGS.iter();
        loop {
            corridor.include(fixed.beads().iter().filter(|bead| bead.is_pair()), m);
            let lattice = NarrowLattice::of(model, corridor, fixed, before);
            let best = best_path(&lattice);
            corridor = lattice.corridor().clone();
            let widened = widenings.next().is_some_and(|&by| corridor.widen(&best.0, by, m));
            if !widened {
                let nodes = likely_nodes(&lattice, &best, SLACK);
                return (best.0, nodes);
            }
            before = Some(lattice);
        }
    }

    /// Estimates the length model and the shape prior from a path.
    fn learn(&self, model: &mut Model<'_>, path: &[Span], fixed: &FixedBeads) {
        let length =
            |side: Side, span: &Span| self.lengths[side].span(span[side].start, span[side].end);
        let pairs: Vec<Pair<f64>> = path
            .iter()
            .filter(|span| span.shape() == (1, 1))
            .map(|span| Pair::from_fn(|side| length(side, span)))
            .collect();
        model.length = LengthModel::estimated(&pairs, self.lengths.as_ref(), self.weights);
        let free = path.iter().filter(|span| fixed.is_free(span));
        model.shapes = ShapePrior::estimated(self.weights, free.map(Span::shape));
    }
}

/// The solution of a problem: the best path, and the probabilities of beads.
pub struct Solution {
    lattice: Scored,
    before_learning: Option<Scored>,
    lengths: Pair<Lengths>,
}

impl Solution {
    /// The beads of the best alignment, in order.
    pub fn path(&self) -> &[Span] {
        &self.lattice.path
    }

    /// The posteriors of beads, 0–1; 0 for a bead that is not a candidate.
    pub fn posteriors(&self, spans: &[Span]) -> Vec<f64> {
        let mut posteriors = self.lattice.posteriors(spans);
        if let Some(before_learning) = &self.before_learning {
            // Links learned from the document's own beads reinforce these beads, so their posterior is
            // averaged with that before learning.
            for (posterior, before) in posteriors.iter_mut().zip(before_learning.posteriors(spans))
            {
                *posterior = (*posterior + before) / 2.0;
            }
        }
        posteriors
    }

    /// The length of a bead in characters of both sides.
    pub fn characters(&self, span: &Span) -> f64 {
        let sides = self.lengths.as_ref().zip(span.as_ref());
        sides.map(|(lengths, range)| lengths.span(range.start, range.end)).into_iter().sum()
    }
}

/// A scored lattice, its best path and its posteriors.
struct Scored {
    lattice: FullLattice,
    path: Vec<Span>,
    sums: Posteriors,
}

impl Scored {
    fn of(lattice: FullLattice) -> Self {
        let ((path, _), sums) = rayon::join(|| best_path(&lattice), || Posteriors::of(&lattice));
        Scored { lattice, path, sums }
    }

    fn posteriors(&self, spans: &[Span]) -> Vec<f64> {
        self.sums.each(&self.lattice, spans)
    }
}
