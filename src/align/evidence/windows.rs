//! The evidence of segments for windows of the other side, for a search that considers all windows.

use std::ops::Range;

use super::class::{ClassModel, Product};
use super::matches::{Occurrences, push_matches};
use super::{CLASSES, Counts, Evidence, WORD_CLASSES, class_counts, index};
use crate::align::terms::TermSide;
use crate::model::{Pair, Side};

/// Links weaker than this are ignored in windows.
const MIN_WINDOW_LINK: f32 = 6.0;

impl Evidence<'_> {
    /// Prepares the evidence of the segments `source` and `target` for windows of at most `widest` segments
    /// of the other side. `starts` gives, for each source segment, the cuts at which its target windows
    /// start; only these windows can be queried.
    pub fn windows(
        &self,
        source: Range<usize>,
        target: Range<usize>,
        starts: &[Range<usize>],
        widest: usize,
    ) -> Windows<'_> {
        let terms = self.terms;
        let span = terms.sides.target.span(target.start, target.end);
        let near = Occurrences::of(&terms.sides.target, span.clone());
        let mut matches = Vec::new();
        for (segment, starts) in source.clone().zip(starts) {
            let end = (starts.end + widest - 1).min(target.end);
            let reach = terms.sides.target.span(starts.start.min(end), end);
            push_matches(terms, segment, &near, reach, MIN_WINDOW_LINK, &mut matches);
        }
        let first = terms.sides.source.starts[source.start] as usize;
        let count = terms.sides.source.span(source.start, source.end).len();
        let segments = segments_of(&terms.sides.target, &target);
        let forward = Postings::of(
            count,
            matches.iter().map(|m| {
                let counterpart = segments[m.target as usize - span.start];
                (m.source as usize - first, counterpart, m.ratio)
            }),
        );
        let segments = segments_of(&terms.sides.source, &source);
        let backward = Postings::of(
            span.len(),
            matches.iter().map(|m| {
                let counterpart = segments[m.source as usize - first];
                (m.target as usize - span.start, counterpart, m.ratio)
            }),
        );
        let classes = &self.scales.classes;
        let sides = terms.sides.as_ref().zip(Pair::new(&source, &target));
        Windows {
            evidence: self,
            widest,
            postings: Pair::new(forward, backward),
            first: Pair::new(first, span.start),
            factors: sides
                .map(|(side, segments)| WindowFactors::of(side, segments, widest, classes)),
            products: Products::default(),
        }
    }
}

/// The segment of each term in a range of segments.
fn segments_of(side: &TermSide, range: &Range<usize>) -> Vec<u32> {
    range
        .clone()
        .flat_map(|segment| side.span(segment, segment + 1).map(move |_| segment as u32))
        .collect()
}

/// For each term of some segments, the segments of the other side that contain its counterparts, in
/// ascending order, with their ratios.
struct Postings {
    starts: Vec<u32>,
    counterparts: Vec<(u32, f32)>,
}

impl Postings {
    /// From triples (term, segment, ratio) in any order.
    fn of(count: usize, matches: impl Iterator<Item = (usize, u32, f32)> + Clone) -> Self {
        let mut starts = vec![0u32; count + 2];
        for (term, ..) in matches.clone() {
            starts[term + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut counterparts = vec![(0u32, 0.0f32); starts[count + 1] as usize];
        for (term, counterpart, ratio) in matches {
            let at = &mut starts[term + 1];
            counterparts[*at as usize] = (counterpart, ratio);
            *at += 1;
        }
        for term in 0..count {
            let counterparts = &mut counterparts[starts[term] as usize..starts[term + 1] as usize];
            if !counterparts.is_sorted_by_key(|(counterpart, _)| *counterpart) {
                counterparts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            }
        }
        Postings { starts, counterparts }
    }

    fn get(&self, term: usize) -> &[(u32, f32)] {
        &self.counterparts[self.starts[term] as usize..self.starts[term + 1] as usize]
    }
}

/// The evidence of segments for windows of the other side.
pub struct Windows<'a> {
    evidence: &'a Evidence<'a>,
    widest: usize,
    /// The postings of the terms of each side.
    postings: Pair<Postings>,
    /// The first term of each side that has postings.
    first: Pair<usize>,
    /// The factors of the windows of each side.
    factors: Pair<WindowFactors>,
    products: Products,
}

/// The parts of the evidence that depend only on the size of a window, for the windows of a side. For each
/// cut at which a window may start, there is a row of windows of 1, 2, … segments.
struct WindowFactors {
    first: usize,
    /// The evidence of a term of each class if the window has no counterpart of it.
    unmatched: Vec<[f32; CLASSES]>,
    /// What each unit of ratio adds to the factor of that term, relative to the factor.
    gain: Vec<[f32; CLASSES]>,
}

impl WindowFactors {
    /// The factors of the windows that start at the cuts of a range of segments and end with the side at
    /// the latest.
    fn of(side: &TermSide, segments: &Range<usize>, widest: usize, classes: &[ClassModel]) -> Self {
        let windows = (segments.start..segments.end + 1).flat_map(|start| {
            (1..=widest).map(move |width| start..(start + width).min(side.count()))
        });
        let sizes: Vec<usize> = windows.map(|w| side.span(w.start, w.end).len()).collect();
        let each = |of: fn(&ClassModel, usize) -> f32| {
            let all = |&size: &usize| std::array::from_fn(|class| of(&classes[class], size));
            sizes.iter().map(all).collect()
        };
        WindowFactors {
            first: segments.start,
            unmatched: each(ClassModel::unmatched),
            gain: each(ClassModel::gain),
        }
    }
}

/// The side whose terms are the evidence for windows of the other side.
struct QuerySide<'a> {
    own: &'a TermSide,
    counts: &'a Counts,
    /// The first term that has postings.
    first: usize,
    postings: &'a Postings,
    factors: &'a WindowFactors,
}

/// Buffers for the products of the factors of words and of anchors, for each window.
#[derive(Default)]
struct Products {
    words: Vec<Product>,
    anchors: Vec<Product>,
}

impl Windows<'_> {
    /// The evidence of a segment of one side for the windows of the other side that start at `starts` and
    /// contain 1 to `widest` segments: a row of `widest` values for each start.
    pub fn of(&mut self, side: Side, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let evidence = self.evidence;
        let query = QuerySide {
            own: &evidence.terms.sides[side],
            counts: &evidence.counts[side],
            first: self.first[side],
            postings: &self.postings[side],
            factors: &self.factors[side.other()],
        };
        evidence.gains(query, segment, starts, self.widest, &mut self.products)
    }
}

impl Evidence<'_> {
    fn gains(
        &self,
        query: QuerySide<'_>,
        segment: usize,
        starts: Range<usize>,
        widest: usize,
        Products { words, anchors }: &mut Products,
    ) -> Vec<f32> {
        let QuerySide { own, counts, first, postings, factors } = query;
        let cells = starts.len() * widest;
        let first_window = (starts.start - factors.first) * widest;
        let unmatched = &factors.unmatched[first_window..first_window + cells];
        let gain = &factors.gain[first_window..first_window + cells];
        for products in [&mut *words, &mut *anchors] {
            products.clear();
            products.resize(cells, Product::ONE);
        }
        for term in own.span(segment, segment + 1) {
            let counterparts = postings.get(term - first);
            let Some(class) = index(own.class(term)).filter(|_| !counterparts.is_empty()) else {
                continue;
            };
            let products = if class < WORD_CLASSES { &mut *words } else { &mut *anchors };
            let (mut next, mut start) = (0, starts.start);
            while let Some(&(counterpart, _)) = counterparts.get(next) {
                if (counterpart as usize) < start {
                    next += 1;
                    continue;
                }
                // Windows that end before this segment contain no counterpart.
                start = start.max((counterpart as usize + 1).saturating_sub(widest));
                if start >= starts.end {
                    break;
                }
                let row = (start - starts.start) * widest;
                let mut sum = 0.0;
                let mut link = next;
                for offset in counterpart as usize - start..widest {
                    while let Some(&(_, ratio)) =
                        counterparts.get(link).filter(|&&(p, _)| p as usize <= start + offset)
                    {
                        sum += ratio;
                        link += 1;
                    }
                    let cell = row + offset;
                    products[cell].multiply(1.0 + sum * gain[cell][class]);
                }
                start += 1;
            }
        }
        let class_counts = class_counts(counts[segment], counts[segment + 1]);
        let classes = &self.scales.classes;
        let (word, anchor) = (classes[0].weight, classes[WORD_CLASSES].weight);
        let products = words.iter().zip(anchors.iter());
        unmatched
            .iter()
            .zip(products)
            .map(|(unmatched, (words, anchors))| {
                let base: f32 = class_counts
                    .iter()
                    .zip(unmatched)
                    .map(|(count, unmatched)| count * unmatched)
                    .sum();
                base + word * words.ln() + anchor * anchors.ln()
            })
            .collect()
    }
}
