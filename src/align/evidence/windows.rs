//! What segments say about windows of the other side, for a search that looks at all of them.

use std::ops::Range;

use super::class::{ClassModel, Product};
use super::matches::{Occurrences, push_matches};
use super::{CLASSES, Counts, Evidence, WORDS, index, spoken};
use crate::align::terms::TermSide;
use crate::model::{Pair, Side};

/// Links weaker than this are not looked at in windows.
const STRONG_LINK: f32 = 6.0;

impl Evidence<'_> {
    /// What the source segments `source` and the target segments `target` say about windows of at
    /// most `widest` segments of the other side. The target windows that each source segment is asked
    /// about are those from `starts`; no others are known.
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
            push_matches(terms, segment, &near, reach, STRONG_LINK, &mut matches);
        }
        let first = terms.sides.source.starts[source.start] as usize;
        let count = terms.sides.source.span(source.start, source.end).len();
        let segments = segments_of(&terms.sides.target, &target);
        let forward = Postings::of(
            count,
            matches.iter().map(|m| {
                let place = segments[m.target as usize - span.start];
                (m.source as usize - first, place, m.ratio)
            }),
        );
        let segments = segments_of(&terms.sides.source, &source);
        let backward = Postings::of(
            span.len(),
            matches.iter().map(|m| {
                let place = segments[m.source as usize - first];
                (m.target as usize - span.start, place, m.ratio)
            }),
        );
        let classes = &self.scales.classes;
        let sides = terms.sides.as_ref().zip(Pair::new(&source, &target));
        Windows {
            evidence: self,
            widest,
            postings: Pair::new(forward, backward),
            first: Pair::new(first, span.start),
            sizes: sides.map(|(side, segments)| Sizes::of(side, segments, widest, classes)),
            products: Products::default(),
        }
    }
}

/// The segment of every term of a range of segments.
fn segments_of(side: &TermSide, range: &Range<usize>) -> Vec<u32> {
    range
        .clone()
        .flat_map(|segment| side.span(segment, segment + 1).map(move |_| segment as u32))
        .collect()
}

/// For every term of some segments the segments of the other side that hold counterparts, ascending,
/// with the sum of their ratios.
struct Postings {
    starts: Vec<u32>,
    places: Vec<(u32, f32)>,
}

impl Postings {
    /// From (term, place, ratio) in any order.
    fn of(count: usize, matches: impl Iterator<Item = (usize, u32, f32)> + Clone) -> Self {
        let mut starts = vec![0u32; count + 2];
        for (term, ..) in matches.clone() {
            starts[term + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut places = vec![(0u32, 0.0f32); starts[count + 1] as usize];
        for (term, place, ratio) in matches {
            let at = &mut starts[term + 1];
            places[*at as usize] = (place, ratio);
            *at += 1;
        }
        for term in 0..count {
            let places = &mut places[starts[term] as usize..starts[term + 1] as usize];
            if !places.is_sorted_by_key(|(place, _)| *place) {
                places.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            }
        }
        Postings { starts, places }
    }

    fn get(&self, term: usize) -> &[(u32, f32)] {
        &self.places[self.starts[term] as usize..self.starts[term + 1] as usize]
    }
}

/// What segments say about windows of the other side.
pub struct Windows<'a> {
    evidence: &'a Evidence<'a>,
    widest: usize,
    /// Of the terms of each side.
    postings: Pair<Postings>,
    /// The terms that the postings begin with.
    first: Pair<usize>,
    /// Of the windows of each side.
    sizes: Pair<Sizes>,
    products: Products,
}

/// What the windows of a side weigh, whoever is asked about them: a row for each cut that a window may
/// start at, of those of 1, 2, … segments.
struct Sizes {
    first: usize,
    /// What a term of each class says of a window without its counterpart.
    alone: Vec<[f32; CLASSES]>,
    /// What share of that each unit of ratio adds.
    found: Vec<[f32; CLASSES]>,
}

impl Sizes {
    /// Of the windows from the cuts of a range of segments; they end with the side.
    fn of(side: &TermSide, segments: &Range<usize>, widest: usize, classes: &[ClassModel]) -> Self {
        let windows = (segments.start..segments.end + 1).flat_map(|start| {
            (1..=widest).map(move |width| start..(start + width).min(side.count()))
        });
        let sizes: Vec<usize> = windows.map(|w| side.span(w.start, w.end).len()).collect();
        let each = |of: fn(&ClassModel, usize) -> f32| {
            let all = |&size: &usize| std::array::from_fn(|class| of(&classes[class], size));
            sizes.iter().map(all).collect()
        };
        Sizes {
            first: segments.start,
            alone: each(ClassModel::alone),
            found: each(ClassModel::found),
        }
    }
}

/// The side whose terms are asked about windows of the other.
struct Asked<'a> {
    own: &'a TermSide,
    counts: &'a Counts,
    /// The first term that has postings.
    first: usize,
    postings: &'a Postings,
    sizes: &'a Sizes,
}

/// The products of the factors of words and of anchors, for each window: scratch.
#[derive(Default)]
struct Products {
    words: Vec<Product>,
    anchors: Vec<Product>,
}

impl Windows<'_> {
    /// What a segment of one side says about the windows of the other that start at each of `starts` and
    /// hold 1 to `widest` segments: a row of `widest` for each.
    pub fn of(&mut self, side: Side, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let evidence = self.evidence;
        let asked = Asked {
            own: &evidence.terms.sides[side],
            counts: &evidence.counts[side],
            first: self.first[side],
            postings: &self.postings[side],
            sizes: &self.sizes[side.other()],
        };
        evidence.gains(asked, segment, starts, self.widest, &mut self.products)
    }
}

impl Evidence<'_> {
    fn gains(
        &self,
        asked: Asked<'_>,
        segment: usize,
        starts: Range<usize>,
        widest: usize,
        Products { words, anchors }: &mut Products,
    ) -> Vec<f32> {
        let Asked { own, counts, first, postings, sizes } = asked;
        let cells = starts.len() * widest;
        let first_window = (starts.start - sizes.first) * widest;
        let alone = &sizes.alone[first_window..first_window + cells];
        let found = &sizes.found[first_window..first_window + cells];
        for products in [&mut *words, &mut *anchors] {
            products.clear();
            products.resize(cells, Product::ONE);
        }
        for term in own.span(segment, segment + 1) {
            let places = postings.get(term - first);
            let Some(class) = index(own.class(term)).filter(|_| !places.is_empty()) else {
                continue;
            };
            let products = if class < WORDS { &mut *words } else { &mut *anchors };
            let (mut next, mut start) = (0, starts.start);
            while let Some(&(place, _)) = places.get(next) {
                if (place as usize) < start {
                    next += 1;
                    continue;
                }
                // Windows that end before the place hold nothing.
                start = start.max((place as usize + 1).saturating_sub(widest));
                if start >= starts.end {
                    break;
                }
                let row = (start - starts.start) * widest;
                let mut sum = 0.0;
                let mut link = next;
                for offset in place as usize - start..widest {
                    while let Some(&(_, ratio)) =
                        places.get(link).filter(|&&(p, _)| p as usize <= start + offset)
                    {
                        sum += ratio;
                        link += 1;
                    }
                    let cell = row + offset;
                    products[cell].multiply(1.0 + sum * found[cell][class]);
                }
                start += 1;
            }
        }
        let spoken = spoken(counts[segment], counts[segment + 1]);
        let classes = &self.scales.classes;
        let (word, anchor) = (classes[0].weight, classes[WORDS].weight);
        let products = words.iter().zip(anchors.iter());
        alone
            .iter()
            .zip(products)
            .map(|(alone, (words, anchors))| {
                let missed: f32 =
                    spoken.iter().zip(alone).map(|(count, alone)| count * alone).sum();
                missed + word * words.ln() + anchor * anchors.ln()
            })
            .collect()
    }
}
