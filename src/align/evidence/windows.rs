//! What segments say about windows of the other side, for a search that looks at all of them.

use std::ops::Range;

use super::matches::{Occurrences, push_matches};
use super::voice::Product;
use super::{Counts, Evidence, WORDS, index};
use crate::align::terms::TermSide;

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
        let span = terms.target.span(target.start, target.end);
        let near = Occurrences::of(&terms.target, span.clone());
        let mut matches = Vec::new();
        for (segment, starts) in source.clone().zip(starts) {
            let end = (starts.end + widest - 1).min(target.end);
            let reach = terms.target.span(starts.start.min(end), end);
            push_matches(terms, segment, &near, reach, STRONG_LINK, &mut matches);
        }
        let first = terms.source.starts[source.start] as usize;
        let count = terms.source.span(source.start, source.end).len();
        let segments = segments_of(&terms.target, &target);
        let forward = Postings::of(
            count,
            matches.iter().map(|m| {
                let place = segments[m.target as usize - span.start];
                (m.source as usize - first, place, m.ratio)
            }),
        );
        let segments = segments_of(&terms.source, &source);
        let backward = Postings::of(
            span.len(),
            matches.iter().map(|m| {
                let place = segments[m.source as usize - first];
                (m.target as usize - span.start, place, m.ratio)
            }),
        );
        Windows { evidence: self, widest, forward, backward, source, target }
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
    forward: Postings,
    backward: Postings,
    source: Range<usize>,
    target: Range<usize>,
}

/// The side whose terms are asked about windows of the other.
struct Asked<'a> {
    own: &'a TermSide,
    counts: &'a Counts,
    /// The segment that the postings begin with.
    first: usize,
    postings: &'a Postings,
    other: &'a TermSide,
}

impl Windows<'_> {
    /// What a source segment says about the target windows that start at each of `starts` and hold
    /// 1 to `widest` segments: a row of `widest` for each.
    pub fn of_source(&self, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let evidence = self.evidence;
        let asked = Asked {
            own: &evidence.terms.source,
            counts: &evidence.source_counts,
            first: self.source.start,
            postings: &self.forward,
            other: &evidence.terms.target,
        };
        self.gains(asked, segment, starts)
    }

    /// The same for a target segment and source windows.
    pub fn of_target(&self, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let evidence = self.evidence;
        let asked = Asked {
            own: &evidence.terms.target,
            counts: &evidence.target_counts,
            first: self.target.start,
            postings: &self.backward,
            other: &evidence.terms.source,
        };
        self.gains(asked, segment, starts)
    }

    fn gains(&self, asked: Asked<'_>, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let Asked { own, counts, first, postings, other } = asked;
        let (evidence, widest) = (self.evidence, self.widest);
        let cells = starts.len() * widest;
        let mut sizes = vec![0usize; cells];
        let mut widths = vec![0usize; starts.len()];
        for (at, start) in starts.clone().enumerate() {
            widths[at] = widest.min(other.count().saturating_sub(start));
            for offset in 0..widths[at] {
                sizes[at * widest + offset] = other.span(start, start + offset + 1).len();
            }
        }
        let mut words = vec![Product::ONE; cells];
        let mut anchors = vec![Product::ONE; cells];
        for term in own.span(segment, segment + 1) {
            let Some(voice) = index(own.voice(term)) else { continue };
            let model = &evidence.scales.voices[voice];
            let products = if voice < WORDS { &mut words } else { &mut anchors };
            let places = postings.get(term - own.starts[first] as usize);
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
                let at = start - starts.start;
                let mut sum = 0.0;
                let mut link = next;
                for offset in place as usize - start..widths[at] {
                    while let Some(&(_, ratio)) =
                        places.get(link).filter(|&&(p, _)| p as usize <= start + offset)
                    {
                        sum += ratio;
                        link += 1;
                    }
                    let cell = at * widest + offset;
                    products[cell].multiply(1.0 + sum * model.found(sizes[cell]));
                }
                start += 1;
            }
        }
        let voices = &evidence.scales.voices;
        let weights = (voices[0].weight, voices[WORDS].weight);
        (0..cells)
            .map(|cell| {
                evidence.alone(counts[segment], counts[segment + 1], sizes[cell])
                    + weights.0 * words[cell].ln()
                    + weights.1 * anchors[cell].ln()
            })
            .collect()
    }
}
