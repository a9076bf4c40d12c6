//! Alignment: which segments of two sides translate each other.
//!
//! The sides become a problem: lengths, terms that one side shares with the other, paragraph
//! breaks. A long problem is first solved over blocks of segments, whose path gives the corridor in
//! which the next finer one is searched. In the corridor every candidate bead is scored
//! ([`score`]), the best path taken, the document's own length ratio, variance and bead shapes
//! estimated from it, and the search repeated with them and with all bead shapes. Forward–backward
//! over the same candidates gives each bead its posterior.

mod anchor;
mod corridor;
pub mod evaluate;
mod evidence;
mod keep;
mod lattice;
mod length;
pub mod lexicon;
mod paragraph;
mod path;
mod pins;
mod score;
mod shape;
mod words;

use std::ops::Range;

pub use anchor::{Anchor, Anchors, Mark};
pub use keep::{OldBead, pins_of};
pub use score::{BeadTerms, score};
pub use shape::{MOST_AGAINST_ONE, MOST_ON_SMALLER, MOST_TOGETHER, is_allowed};

use corridor::Corridor;
use evidence::{Evidence, Terms};
use lattice::{Breadth, Lattice, Model};
use length::{LengthModel, Lengths};
use lexicon::Lexicon;
use paragraph::Paragraphs;
use path::{Step, best_path, posteriors};
use pins::Pins;
use shape::ShapePrior;
use words::Words;

use crate::model::{Bead, Score, Side};

/// A bead that is given, as source and target segments.
pub type Pin = (Range<usize>, Range<usize>);

/// What an aligner goes by.
#[derive(Debug, Clone)]
pub struct AlignerOptions {
    /// Word translations; none leaves words out.
    pub lexicons: Vec<Lexicon<'static>>,
    /// Whether numbers, names and marks count.
    pub anchors: bool,
}

impl Default for AlignerOptions {
    fn default() -> Self {
        AlignerOptions { lexicons: vec![Lexicon::built_in()], anchors: true }
    }
}

/// Aligns documents. One aligner serves any number of them, from any number of threads.
#[derive(Debug, Clone, Default)]
pub struct Aligner {
    options: AlignerOptions,
}

impl Aligner {
    /// An aligner that goes by these options.
    pub fn new(options: AlignerOptions) -> Self {
        Aligner { options }
    }

    /// Aligns two sides. Every segment is in exactly one bead; beads are in document order.
    ///
    /// `pins` are beads that must be kept as they are, in order on both sides; a pin with one side
    /// empty is an omission. Blank segments are omissions of their own.
    pub fn align(&self, source: &Side, target: &Side, pins: &[Pin]) -> Vec<Bead> {
        let problem = Problem::of(source, target, &self.options);
        let (n, m) = (source.segments.len(), target.segments.len());
        let pins = Pins::new(with_blanks(source, target, pins), n, m);
        problem
            .solve(&pins)
            .into_iter()
            .map(|(step, score)| Bead {
                source: step.source,
                target: step.target,
                score: Score::new(score),
            })
            .collect()
    }
}

/// Adds a pin for every blank segment that no pin holds.
fn with_blanks(source: &Side, target: &Side, pins: &[Pin]) -> Vec<Pin> {
    let mut all = pins.to_vec();
    for (index, segment) in source.segments.iter().enumerate() {
        if segment.text.is_empty() && !pins.iter().any(|pin| pin.0.contains(&index)) {
            all.push((index..index + 1, 0..0));
        }
    }
    for (index, segment) in target.segments.iter().enumerate() {
        if segment.text.is_empty() && !pins.iter().any(|pin| pin.1.contains(&index)) {
            all.push((0..0, index..index + 1));
        }
    }
    all
}

/// Cells beyond which a problem is solved over blocks first.
const LARGEST_MATRIX: usize = 12_000;
/// Segments of a block.
const BLOCK: usize = 4;
/// Blocks on either side of the coarse path that the finer search may use.
const BLOCK_RADIUS: usize = 3;
/// Segments on either side of the narrow path that the full search may use.
const RADIUS: usize = 10;
/// How often a corridor is widened before its path is taken as it is.
const WIDENINGS: u32 = 3;

/// Two sides as the search sees them.
struct Problem {
    source: Lengths,
    target: Lengths,
    terms: Terms,
    paragraphs: Paragraphs,
}

impl Problem {
    fn of(source: &Side, target: &Side, options: &AlignerOptions) -> Self {
        let anchors = if options.anchors {
            Anchors::find(source, target)
        } else {
            Anchors::none(source, target)
        };
        let words = Words::of(source, target, &options.lexicons);
        Problem {
            source: Lengths::of(source),
            target: Lengths::of(target),
            terms: Terms::of(&anchors, words),
            paragraphs: Paragraphs::of(source, target),
        }
    }

    /// The same problem over blocks of segments.
    fn blocked(&self) -> Problem {
        let source = self.source.blocked(BLOCK);
        let target = self.target.blocked(BLOCK);
        let paragraphs = Paragraphs::none(source.count(), target.count());
        Problem { source, target, terms: self.terms.blocked(BLOCK), paragraphs }
    }

    fn cells(&self) -> usize {
        (self.source.count() + 1) * (self.target.count() + 1)
    }

    /// What beads are scored by before anything of the document is known.
    fn general_model<'a>(&'a self, forward: &'a Evidence, backward: &'a Evidence) -> Model<'a> {
        Model {
            source: &self.source,
            target: &self.target,
            length: LengthModel::general(&self.source, &self.target),
            shapes: ShapePrior::general(),
            forward,
            backward,
            paragraphs: &self.paragraphs,
        }
    }

    /// The path with each step's posterior.
    fn solve(&self, pins: &Pins) -> Vec<(Step, f64)> {
        let m = self.target.count();
        let (forward, backward) = self.terms.evidence();
        let mut model = self.general_model(&forward, &backward);
        let mut path = self.narrow_path(&mut model, pins);
        let mut radius = RADIUS;
        let mut lattice = self.full_lattice(&model, &path, radius, pins);
        for _ in 0..WIDENINGS {
            path = best_path(&lattice);
            if !lattice.corridor().is_touched_by(&path, m) {
                break;
            }
            radius *= 2;
            lattice = self.full_lattice(&model, &path, radius, pins);
        }
        self.learn(&mut model, &path, pins);
        lattice.rescore(&model, pins);
        path = best_path(&lattice);
        let scores = posteriors(&lattice, &path);
        path.into_iter().zip(scores).collect()
    }

    /// Every candidate bead near a path.
    fn full_lattice(
        &self,
        model: &Model<'_>,
        path: &[Step],
        radius: usize,
        pins: &Pins,
    ) -> Lattice {
        let (n, m) = (self.source.count(), self.target.count());
        let mut corridor = Corridor::around(path, 1, radius, n, m);
        include_pins(&mut corridor, pins, m);
        Lattice::build(model, corridor, pins, Breadth::Full)
    }

    /// The path of the most common bead shapes, found over blocks first when the problem is long.
    fn narrow_path(&self, model: &mut Model<'_>, pins: &Pins) -> Vec<Step> {
        let (n, m) = (self.source.count(), self.target.count());
        let mut corridor = if self.cells() <= LARGEST_MATRIX {
            Corridor::full(n, m)
        } else {
            let coarse = self.blocked();
            let (forward, backward) = coarse.terms.evidence();
            let mut coarse_model = coarse.general_model(&forward, &backward);
            let path = coarse.narrow_path(&mut coarse_model, &Pins::default());
            Corridor::around(&path, BLOCK, BLOCK * BLOCK_RADIUS, n, m)
        };
        include_pins(&mut corridor, pins, m);
        let lattice = Lattice::build(model, corridor, pins, Breadth::Narrow);
        let path = best_path(&lattice);
        self.learn(model, &path, pins);
        path
    }

    /// Re-estimates the length model and the shapes on a path.
    fn learn(&self, model: &mut Model<'_>, path: &[Step], pins: &Pins) {
        let free = |step: &&Step| pins.leave_free(step.source.clone(), step.target.clone());
        let pairs: Vec<(f64, f64)> = path
            .iter()
            .filter(|step| step.shape() == (1, 1))
            .map(|step| {
                (
                    self.source.span(step.source.start, step.source.end),
                    self.target.span(step.target.start, step.target.end),
                )
            })
            .collect();
        let general = LengthModel::general(&self.source, &self.target);
        model.length = general.estimated(&pairs, &self.source, &self.target);
        model.shapes = ShapePrior::estimated(path.iter().filter(free).map(Step::shape));
    }
}

fn include_pins(corridor: &mut Corridor, pins: &Pins, m: usize) {
    for (source, target) in pins.beads() {
        if !source.is_empty() && !target.is_empty() {
            corridor.include(source.clone(), target.clone(), m);
        }
    }
}
