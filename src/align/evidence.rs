//! What the terms of two sides say about which segments belong together.
//!
//! A term e of one side is as probable in the translation of a window A of the other as its
//! counterparts there make it, t(e|A) = (u(e) + Σ t(e|a)) / (1 + |A|), the mean over the terms of the
//! window and of no term (IBM Model 1, Brown et al. 1993). Against its frequency u(e) anywhere this is a
//! likelihood ratio, and ln((1 − ε) · t(e|A) / u(e) + ε) what the term says for the bead, where ε is the
//! share of terms that translation leaves without counterpart.
//!
//! Two searches ask. The first asks for all windows of a few segments, which are summed up without
//! looking at beads ([`Windows`]). The second asks for few beads, each taken as a whole: there the
//! counterparts of a term stand mostly where it stands itself, as the parts of a sentence keep their
//! order in translation ([`BeadEvidence`], after Dyer et al. 2013).

use std::ops::Range;

use super::shape::MOST_AGAINST_ONE;
use super::terms::{TermSide, Terms, Voice};
use super::weights::Weights;

/// A source and a target term that may stand for each other.
#[derive(Debug, Clone, Copy)]
struct Match {
    source: u32,
    target: u32,
    ratio: f32,
    /// Whether it matters where in a bead the two stand.
    placed: bool,
}

/// Links weaker than this are not looked at in windows.
const STRONG_LINK: f32 = 6.0;
/// Occurrences of a type in a window beyond which no more are looked at.
const MOST_OCCURRENCES: usize = 256;
const NONE: u32 = u32::MAX;

/// Where the types of a window of target terms occur, as chains in ascending order.
struct Occurrences {
    first: usize,
    head: Vec<u32>,
    next: Vec<u32>,
}

impl Occurrences {
    fn of(side: &TermSide, terms: Range<usize>) -> Self {
        let mut head = vec![NONE; side.voices.len()];
        let mut next = vec![NONE; terms.len()];
        for at in (0..terms.len()).rev() {
            let head = &mut head[side.terms[terms.start + at] as usize];
            next[at] = *head;
            *head = at as u32;
        }
        Occurrences { first: terms.start, head, next }
    }

    /// The terms of a type in the window, by their index in the side.
    fn each(&self, id: u32) -> impl Iterator<Item = usize> + '_ {
        let mut at = self.head[id as usize];
        std::iter::from_fn(move || {
            let here = (at != NONE).then_some(at as usize)?;
            at = self.next[here];
            Some(self.first + here)
        })
        .take(MOST_OCCURRENCES)
    }
}

/// Appends the matches of a source segment by links of at least `weakest`, by source term.
fn push_matches(
    terms: &Terms,
    segment: usize,
    near: &Occurrences,
    weakest: f32,
    matches: &mut Vec<Match>,
) {
    for source in terms.source.span(segment, segment + 1) {
        let links = terms.links(terms.source.terms[source]);
        let placed = terms.source.voice(source) != Voice::Mark;
        for &(id, ratio) in links.iter().take_while(|link| link.1 >= weakest) {
            matches.extend(near.each(id).map(|target| Match {
                source: source as u32,
                target: target as u32,
                ratio,
                placed,
            }));
        }
    }
}

/// How the terms of a voice are weighed.
#[derive(Debug, Clone)]
struct VoiceModel {
    weight: f32,
    /// By the size of a window: ln of what a term without counterpart there multiplies, weighed.
    alone: Vec<f32>,
    /// By the size of a window: how much each unit of ratio adds to that factor, as a share of it.
    found: Vec<f32>,
}

/// Windows of more terms all say the same.
const LARGEST_WINDOW: usize = 1024;

impl VoiceModel {
    fn new(weight: f64, unexplained: f64) -> Self {
        let sizes = || (0..=LARGEST_WINDOW).map(|size| 1.0 / (1.0 + size as f64));
        // ((1 − ε) · (1 + s) / (1 + n) + ε), where s is the sum of the ratios, is taken apart into
        // its value for s = 0 and 1 + s · found.
        let alone = |share: f64| (1.0 - unexplained) * share + unexplained;
        VoiceModel {
            weight: weight as f32,
            alone: sizes().map(|share| (weight * alone(share).ln()) as f32).collect(),
            found: sizes().map(|s| ((1.0 - unexplained) * s / alone(s)) as f32).collect(),
        }
    }

    fn alone(&self, size: usize) -> f32 {
        self.alone[size.min(LARGEST_WINDOW)]
    }

    fn found(&self, size: usize) -> f32 {
        self.found[size.min(LARGEST_WINDOW)]
    }
}

/// A product of many factors ≥ 1 whose logarithm is wanted.
#[derive(Debug, Clone, Copy)]
struct Product {
    factor: f64,
    logarithm: f32,
}

impl Product {
    const ONE: Product = Product { factor: 1.0, logarithm: 0.0 };

    fn multiply(&mut self, factor: f32) {
        self.factor *= f64::from(factor);
        if self.factor > 1e250 {
            *self = Product { factor: 1.0, logarithm: self.ln() };
        }
    }

    fn ln(self) -> f32 {
        if self.factor == 1.0 { self.logarithm } else { self.logarithm + self.factor.ln() as f32 }
    }
}

/// Asks the terms.
#[derive(Debug)]
pub struct Evidence<'a> {
    terms: &'a Terms,
    voices: [VoiceModel; VOICES],
    source_counts: Counts,
    target_counts: Counts,
    place: Place,
}

/// Voices that speak, in the order of [`Voice`].
const VOICES: usize = 4;

/// How many terms of each voice stand before each segment.
type Counts = Vec<[u32; VOICES]>;

fn count_voices(side: &TermSide) -> Counts {
    let mut sums = [0; VOICES];
    let mut counts = vec![sums];
    for segment in 0..side.count() {
        for term in side.span(segment, segment + 1) {
            if let Some(voice) = index(side.voice(term)) {
                sums[voice] += 1;
            }
        }
        counts.push(sums);
    }
    counts
}

/// The index of a voice that speaks.
fn index(voice: Voice) -> Option<usize> {
    match voice {
        Voice::Silent => None,
        Voice::Word => Some(0),
        Voice::Name => Some(1),
        Voice::Number => Some(2),
        Voice::Mark => Some(3),
    }
}

impl<'a> Evidence<'a> {
    /// The evidence of terms under these weights.
    pub fn new(terms: &'a Terms, weights: &Weights) -> Self {
        let anchor = |unexplained| VoiceModel::new(weights.anchor, unexplained);
        Evidence {
            terms,
            voices: [
                VoiceModel::new(weights.word, weights.word_unexplained),
                anchor(weights.name_unexplained),
                anchor(weights.number_unexplained),
                anchor(weights.mark_unexplained),
            ],
            source_counts: count_voices(&terms.source),
            target_counts: count_voices(&terms.target),
            place: Place::new(weights),
        }
    }

    /// What the terms between two counts say about a window that holds no counterpart of theirs.
    fn alone(&self, from: [u32; VOICES], to: [u32; VOICES], size: usize) -> f32 {
        let counts = from.iter().zip(to).map(|(from, to)| (to - from) as f32);
        counts.zip(&self.voices).map(|(count, voice)| count * voice.alone(size)).sum()
    }

    /// What the source segments `source` and the target segments `target` say about windows of at
    /// most `widest` segments of the other side.
    pub fn windows(
        &self,
        source: Range<usize>,
        target: Range<usize>,
        widest: usize,
    ) -> Windows<'_> {
        let terms = self.terms;
        let span = terms.target.span(target.start, target.end);
        let near = Occurrences::of(&terms.target, span.clone());
        let mut matches = Vec::new();
        for segment in source.clone() {
            push_matches(terms, segment, &near, STRONG_LINK, &mut matches);
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

    /// Reads what is needed to weigh the given beads: for each source segment of `from..`, the target
    /// segments that any of them holds beside it.
    pub fn beads(&self, from: usize, reach: &[Range<usize>]) -> BeadEvidence<'_> {
        let low = reach.iter().filter(|r| !r.is_empty()).map(|r| r.start).min().unwrap_or(0);
        let high = reach.iter().map(|r| r.end).max().unwrap_or(0).max(low);
        let near = Occurrences::of(&self.terms.target, self.terms.target.span(low, high));
        let mut matches = Vec::new();
        let mut starts = vec![0];
        for (offset, reach) in reach.iter().enumerate() {
            let begin = matches.len();
            if !reach.is_empty() {
                push_matches(self.terms, from + offset, &near, 0.0, &mut matches);
                let terms = self.terms.target.span(reach.start, reach.end);
                let mut kept = begin;
                for at in begin..matches.len() {
                    if terms.contains(&(matches[at].target as usize)) {
                        matches[kept] = matches[at];
                        kept += 1;
                    }
                }
                matches.truncate(kept);
                matches[begin..].sort_unstable_by_key(|m| (m.target, m.source));
            }
            starts.push(matches.len());
        }
        BeadEvidence {
            evidence: self,
            from,
            matches,
            starts,
            source: Vec::new(),
            target: Vec::new(),
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
    forward: Postings,
    backward: Postings,
    source: Range<usize>,
    target: Range<usize>,
}

impl Windows<'_> {
    /// What a source segment says about the target windows that start at each of `starts` and hold
    /// 1 to `widest` segments: a row of `widest` for each.
    pub fn of_source(&self, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let terms = self.evidence.terms;
        self.gains(&terms.source, &terms.target, segment, self.source.start, &self.forward, starts)
    }

    /// The same for a target segment and source windows.
    pub fn of_target(&self, segment: usize, starts: Range<usize>) -> Vec<f32> {
        let terms = self.evidence.terms;
        self.gains(&terms.target, &terms.source, segment, self.target.start, &self.backward, starts)
    }

    fn gains(
        &self,
        own: &TermSide,
        other: &TermSide,
        segment: usize,
        first_segment: usize,
        postings: &Postings,
        starts: Range<usize>,
    ) -> Vec<f32> {
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
            let model = &evidence.voices[voice];
            let products = if voice == 0 { &mut words } else { &mut anchors };
            let places = postings.get(term - own.starts[first_segment] as usize);
            let mut next = 0;
            for (at, start) in starts.clone().enumerate() {
                while places.get(next).is_some_and(|&(place, _)| (place as usize) < start) {
                    next += 1;
                }
                let Some(&(place, _)) = places.get(next) else { break };
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
            }
        }
        let counts = if std::ptr::eq(own, &evidence.terms.source) {
            &evidence.source_counts
        } else {
            &evidence.target_counts
        };
        let weights = (evidence.voices[0].weight, evidence.voices[1].weight);
        (0..cells)
            .map(|cell| {
                evidence.alone(counts[segment], counts[segment + 1], sizes[cell])
                    + weights.0 * words[cell].ln()
                    + weights.1 * anchors[cell].ln()
            })
            .collect()
    }
}

/// Where in a bead the counterparts of a term stand: a share of them as far along as the term itself,
/// less and less with distance, the others anywhere.
#[derive(Debug)]
struct Place {
    anywhere: f32,
    /// Weight by distance, in steps of the bead's length.
    near: Vec<f32>,
    /// One over the mean of `near` for a term so far along.
    scale: Vec<f32>,
}

/// Steps in which places are measured.
const STEPS: usize = 128;

impl Place {
    fn new(weights: &Weights) -> Self {
        let decay = weights.place_decay.max(1e-3);
        let step = |at: usize| at as f64 / STEPS as f64;
        let near = (0..=STEPS).map(|at| (weights.place * (-decay * step(at)).exp()) as f32);
        let scale = (0..=STEPS).map(|at| {
            let p = step(at);
            (decay / (2.0 - (-decay * p).exp() - (-decay * (1.0 - p)).exp())) as f32
        });
        Place {
            anywhere: (1.0 - weights.place) as f32,
            near: near.collect(),
            scale: scale.collect(),
        }
    }
}

/// The evidence of whole beads.
pub struct BeadEvidence<'a> {
    evidence: &'a Evidence<'a>,
    from: usize,
    /// The matches of every source segment from `from` on, by target term.
    matches: Vec<Match>,
    starts: Vec<usize>,
    /// Scratch: the sums of the terms of the bead at hand.
    source: Vec<f32>,
    target: Vec<f32>,
}

impl BeadEvidence<'_> {
    /// What the terms of a bead say for it.
    pub fn of(&mut self, source: Range<usize>, target: Range<usize>) -> f32 {
        let terms = self.evidence.terms;
        let xs = terms.source.span(source.start, source.end);
        let ys = terms.target.span(target.start, target.end);
        self.source.clear();
        self.source.resize(xs.len(), 0.0);
        self.target.clear();
        self.target.resize(ys.len(), 0.0);
        let place = &self.evidence.place;
        let x_step = STEPS as f32 / xs.len().max(1) as f32;
        let y_step = STEPS as f32 / ys.len().max(1) as f32;
        for segment in source.clone() {
            let at = segment - self.from;
            let matches = &self.matches[self.starts[at]..self.starts[at + 1]];
            let first = matches.partition_point(|m| (m.target as usize) < ys.start);
            for m in matches[first..].iter().take_while(|m| (m.target as usize) < ys.end) {
                let (x, y) = (m.source as usize - xs.start, m.target as usize - ys.start);
                if !m.placed {
                    self.source[x] += m.ratio;
                    self.target[y] += m.ratio;
                    continue;
                }
                let p = ((x as f32 + 0.5) * x_step) as usize;
                let q = ((y as f32 + 0.5) * y_step) as usize;
                let near = place.near[p.abs_diff(q)];
                self.source[x] += m.ratio * (place.anywhere + near * place.scale[p]);
                self.target[y] += m.ratio * (place.anywhere + near * place.scale[q]);
            }
        }
        let evidence = self.evidence;
        let said =
            |side: &TermSide, segments: Range<usize>, counts: &Counts, sums: &[f32], size| {
                let mut products = [Product::ONE; VOICES];
                for (term, &sum) in side.span(segments.start, segments.end).zip(sums) {
                    if let Some(voice) = index(side.voice(term)).filter(|_| sum > 0.0) {
                        products[voice].multiply(1.0 + sum * evidence.voices[voice].found(size));
                    }
                }
                let found = products.iter().zip(&evidence.voices).map(|(p, v)| v.weight * p.ln());
                evidence.alone(counts[segments.start], counts[segments.end], size)
                    + found.sum::<f32>()
            };
        said(&terms.source, source, &evidence.source_counts, &self.source, ys.len())
            + said(&terms.target, target, &evidence.target_counts, &self.target, xs.len())
    }
}

/// The most segments on one side of a bead that is taken as a whole.
pub const WIDEST_BEAD: usize = MOST_AGAINST_ONE;

#[cfg(test)]
mod tests {
    use super::super::terms::TermOptions;
    use super::*;
    use crate::model::{Language, ParagraphKind, Segment, Side};

    fn side(language: Language, texts: &[&str]) -> Side {
        let segment = |text: &&str| Segment {
            text: (*text).to_owned(),
            paragraph: 0,
            kind: ParagraphKind::Text,
        };
        Side { language, segments: texts.iter().map(segment).collect() }
    }

    /// Where places do not count, a bead says what the windows of its segments say together.
    #[test]
    fn windows_add_up_to_the_bead() {
        let source =
            side(Language::english(), &["In 1978 there were 45?", "Of 7,300 only 12 (26%)."]);
        let target = side(Language::arabic(), &["عام 1978 كانوا 45؟", "من 7300", "إلا 12 (26٪)"]);
        let weights = Weights { place: 0.0, ..Weights::default() };
        let options = TermOptions { lexicons: &[], anchors: true, weights: &weights };
        let terms = Terms::of(&source, &target, options);
        let evidence = Evidence::new(&terms, &weights);
        let windows = evidence.windows(0..2, 0..3, 3);
        let forward: f32 = (0..2).map(|s| windows.of_source(s, 0..1)[2]).sum();
        let backward: f32 = (0..3).map(|t| windows.of_target(t, 0..1)[1]).sum();
        let whole = evidence.beads(0, &[0..3, 0..3]).of(0..2, 0..3);
        assert!((whole - forward - backward).abs() < 1e-3, "{whole} {forward} {backward}");
        assert!(whole > 5.0, "{whole}");
    }

    /// Terms that stand where their counterparts stand say more than the same terms crosswise.
    #[test]
    fn places_count() {
        let source = side(Language::english(), &["11 12 13 14 15 16 17 18 19 20"]);
        let straight = side(Language::arabic(), &["11 12 13 14 15 16 17 18 19 20"]);
        let crossed = side(Language::arabic(), &["20 19 18 17 16 15 14 13 12 11"]);
        let weights = Weights::default();
        let options = TermOptions { lexicons: &[], anchors: true, weights: &weights };
        let said = |target: &Side| {
            let terms = Terms::of(&source, target, options);
            Evidence::new(&terms, &weights).beads(0, std::slice::from_ref(&(0..1))).of(0..1, 0..1)
        };
        assert!(said(&straight) > said(&crossed) + 0.5);
    }
}
