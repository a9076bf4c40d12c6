//! What the words of two sides say about which segments belong together.
//!
//! A term of one side is linked to the terms of the other that may translate it. Against a window of
//! the other side the term is either found or missed, and both are weighed against chance:
//! ln(kept / p) when found, ln((1 − kept) / (1 − p)) when missed, where `kept` is how often
//! translation keeps such a term and p how often a window of that many segments holds one of its
//! links anyway. Rare terms so weigh more than common ones, and no term weighs without limit.

use std::collections::HashMap;
use std::ops::Range;

use super::anchor::{Anchor, Anchors};
use super::shape::{MOST_AGAINST_ONE, MOST_ON_SMALLER};
use super::words::{WordSide, Words};

/// The most that one term can say for a bead, in nats: one rare match must not carry a segment.
const CAP: f64 = 5.0;
/// Weight of a side's terms. Both sides see the same matches, so each counts half.
const WEIGHT: f64 = 0.5;

/// ε: the share of words of a translation that no word of the original explains. Of 0.3, 0.5 and 0.7
/// the best on free and on close translation together.
const UNEXPLAINED: f32 = 0.5;
/// λ: the words of a segment are not independent, so each counts for less. Of 0.2 to 0.5 the best.
const LEXICAL_WEIGHT: f32 = 0.2;

/// What speaks against a segment counts for more than what speaks for it: a segment that a window
/// does not explain was left out, however well its neighbours are explained.
const UNEXPLAINED_SEGMENT: f32 = 1.5;

/// Words of a window, for each word of the segments around, beyond which it is not looked at.
const WIDEST_RATIO: f32 = 3.0;
/// The same, for no words at all.
const WIDEST_RATIO_FROM: f32 = 30.0;

/// A kind of term: how often translation keeps it, and the terms of the other side it may become.
#[derive(Debug, Clone)]
struct Link {
    kept: f64,
    to: Vec<u32>,
}

/// The linked terms of both sides. What nothing on the other side could stand for is left out.
#[derive(Debug, Clone)]
pub struct Terms {
    source: TermSide,
    target: TermSide,
    words: Words,
}

#[derive(Debug, Clone)]
struct TermSide {
    /// The terms of each segment, each once.
    segments: Vec<Vec<u32>>,
    links: std::sync::Arc<Vec<Link>>,
}

impl Terms {
    /// Links the anchors of two sides, beside their words.
    pub fn of(anchors: &Anchors, words: Words) -> Self {
        let source_ids = intern(&anchors.source);
        let target_ids = intern(&anchors.target);
        let mut forward: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut backward: HashMap<&str, Vec<&str>> = HashMap::new();
        for (a, b) in &anchors.transliterations {
            forward.entry(a).or_default().push(b);
            backward.entry(b).or_default().push(a);
        }
        Terms {
            source: TermSide::linked(&anchors.source, &source_ids, &target_ids, &forward),
            target: TermSide::linked(&anchors.target, &target_ids, &source_ids, &backward),
            words,
        }
    }

    /// The same terms over blocks of `factor` segments.
    pub fn blocked(&self, factor: usize) -> Terms {
        Terms {
            source: self.source.blocked(factor),
            target: self.target.blocked(factor),
            words: self.words.blocked(factor),
        }
    }

    /// The evidence of the source about windows of the target, and of the target about the source.
    pub fn evidence(&self) -> (Evidence, Evidence) {
        rayon::join(
            || Evidence::new(&self.source, &self.target, &self.words.source, &self.words.target),
            || Evidence::new(&self.target, &self.source, &self.words.target, &self.words.source),
        )
    }
}

impl TermSide {
    fn linked(
        anchors: &[Vec<Anchor>],
        ids: &HashMap<&Anchor, u32>,
        others: &HashMap<&Anchor, u32>,
        names: &HashMap<&str, Vec<&str>>,
    ) -> Self {
        let mut links = vec![Link { kept: 0.0, to: Vec::new() }; ids.len()];
        for (anchor, &id) in ids {
            let mut to: Vec<u32> = match anchor {
                Anchor::Name(name) => names
                    .get(name.as_str())
                    .into_iter()
                    .flatten()
                    .filter_map(|other| others.get(&Anchor::Name((*other).to_owned())))
                    .copied()
                    .collect(),
                anchor => others.get(anchor).copied().into_iter().collect(),
            };
            to.sort_unstable();
            links[id as usize] = Link { kept: anchor.kept(), to };
        }
        let segments = anchors
            .iter()
            .map(|segment| {
                let ids = segment.iter().filter_map(|anchor| ids.get(anchor).copied());
                ids.filter(|&id| !links[id as usize].to.is_empty()).collect()
            })
            .collect();
        TermSide { segments, links: links.into() }
    }

    fn blocked(&self, factor: usize) -> Self {
        let segments = self
            .segments
            .chunks(factor)
            .map(|block| {
                let mut terms: Vec<u32> = block.iter().flatten().copied().collect();
                terms.sort_unstable();
                terms.dedup();
                terms
            })
            .collect();
        TermSide { segments, links: self.links.clone() }
    }

    /// Segments that hold each term, ascending.
    fn places(&self) -> Vec<Vec<u32>> {
        let mut places = vec![Vec::new(); self.links.len()];
        for (index, terms) in (0u32..).zip(&self.segments) {
            for &term in terms {
                places[term as usize].push(index);
            }
        }
        places
    }
}

fn intern(side: &[Vec<Anchor>]) -> HashMap<&Anchor, u32> {
    let mut ids = HashMap::new();
    for anchor in side.iter().flatten() {
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        ids.entry(anchor).or_insert(next);
    }
    ids
}

/// The evidence of one side about windows of the other.
#[derive(Debug)]
pub struct Evidence {
    segments: Vec<Vec<u32>>,
    weights: Vec<Weight>,
    lexical: Lexical,
}

/// Where the links of a term stand on the other side, and what finding or missing one says for a
/// window of 1, 2, … segments.
#[derive(Debug, Default)]
struct Weight {
    places: Vec<u32>,
    found: Vec<f32>,
    missed: Vec<f32>,
}

impl Weight {
    fn new(places: Vec<u32>, kept: f64, others: usize) -> Self {
        let share = (places.len() as f64 / others.max(1) as f64).clamp(1e-6, 0.999);
        let mut weight = Weight { places, ..Weight::default() };
        for window in 1..=MOST_AGAINST_ONE {
            let chance = 1.0 - (1.0 - share).powi(i32::try_from(window).unwrap_or(1));
            // A term that translation keeps no better than chance says nothing either way.
            let kept = kept.max(chance);
            weight.found.push((WEIGHT * (kept / chance).ln().min(CAP)) as f32);
            weight.missed.push((WEIGHT * ((1.0 - kept) / (1.0 - chance)).ln().max(-CAP)) as f32);
        }
        weight
    }
}

impl Evidence {
    fn new(side: &TermSide, other: &TermSide, words: &WordSide, other_words: &WordSide) -> Self {
        let other_places = other.places();
        let weights = side
            .links
            .iter()
            .map(|link| {
                if link.to.is_empty() {
                    return Weight::default();
                }
                let mut places: Vec<u32> = link
                    .to
                    .iter()
                    .flat_map(|&to| other_places[to as usize].iter().copied())
                    .collect();
                places.sort_unstable();
                places.dedup();
                Weight::new(places, link.kept, other.segments.len())
            })
            .collect();
        Evidence {
            segments: side.segments.clone(),
            weights,
            lexical: Lexical::new(words, other_words),
        }
    }

    /// The gain of segment `index` against windows of the other side that start at each place of
    /// `starts` and hold 1..=`widest` segments (at most [`MOST_AGAINST_ONE`]): rows of `widest`.
    pub fn gains(&self, index: usize, starts: Range<usize>, widest: usize) -> Vec<f32> {
        let mut gains = vec![0.0f32; starts.len() * widest];
        for &term in &self.segments[index] {
            let weight = &self.weights[term as usize];
            let mut next = weight.places.partition_point(|&place| (place as usize) < starts.start);
            for (row, start) in gains.chunks_exact_mut(widest).zip(starts.clone()) {
                while weight.places.get(next).is_some_and(|&place| (place as usize) < start) {
                    next += 1;
                }
                let reach = weight.places.get(next).map_or(widest, |&place| place as usize - start);
                let reach = reach.min(widest);
                for (gain, missed) in row[..reach].iter_mut().zip(&weight.missed) {
                    *gain += missed;
                }
                for (gain, found) in row[reach..].iter_mut().zip(&weight.found[reach..]) {
                    *gain += found;
                }
            }
        }
        for (gain, lexical) in gains.iter_mut().zip(self.lexical.gains(index, starts, widest)) {
            *gain += if lexical < 0.0 { UNEXPLAINED_SEGMENT * lexical } else { lexical };
        }
        gains
    }
}

/// The words of one side about windows of the other: ln((1 − ε) · t(e|A) / u(e) + ε) summed over the
/// words e of a segment, where t(e|A) is the mean of t(e|a) over the words a of the window and of no
/// word (IBM Model 1, Brown et al. 1993).
#[derive(Debug)]
struct Lexical {
    /// Known word types of every segment.
    segments: Vec<Vec<u32>>,
    /// For every type the segments of the other side that hold links, ascending, with the sum of
    /// t / u over their words.
    postings: Vec<Vec<(u32, f32)>>,
    /// Words of the other side before each segment.
    sizes: Vec<f32>,
    /// Words of this side before each segment.
    words: Vec<f32>,
}

impl Lexical {
    fn new(side: &WordSide, other: &WordSide) -> Self {
        let mut places: Vec<Vec<(u32, f32)>> = vec![Vec::new(); other.links.len()];
        let mut sizes = vec![0.0];
        for (index, words) in (0u32..).zip(&other.segments) {
            sizes.push(sizes[index as usize] + words.len() as f32);
            for &word in words {
                match places[word as usize].last_mut() {
                    Some((place, count)) if *place == index => *count += 1.0,
                    _ => places[word as usize].push((index, 1.0)),
                }
            }
        }
        let postings = side
            .links
            .iter()
            .map(|links| {
                let mut all: Vec<(u32, f32)> = links
                    .iter()
                    .flat_map(|&(to, ratio)| {
                        places[to as usize].iter().map(move |&(p, count)| (p, count * ratio))
                    })
                    .collect();
                all.sort_by_key(|(place, _)| *place);
                let mut merged: Vec<(u32, f32)> = Vec::with_capacity(all.len());
                for (place, sum) in all {
                    match merged.last_mut() {
                        Some((last, total)) if *last == place => *total += sum,
                        _ => merged.push((place, sum)),
                    }
                }
                merged
            })
            .collect();
        let segments = side
            .segments
            .iter()
            .map(|words| words.iter().copied().filter(|&word| side.known[word as usize]).collect())
            .collect();
        let mut words = vec![0.0];
        for (index, segment) in side.segments.iter().enumerate() {
            words.push(words[index] + segment.len() as f32);
        }
        Lexical { segments, postings, sizes, words }
    }

    fn gains(&self, index: usize, starts: Range<usize>, widest: usize) -> Vec<f32> {
        let mut gains = vec![0.0f32; starts.len() * widest];
        let words = &self.segments[index];
        let others = self.sizes.len() - 1;
        let reach = (starts.end + widest).min(others + 1);
        // A window of far more words than all the segments that a bead could hold beside this one is
        // in no bead; its lengths say so.
        let near = self.words[(index + MOST_ON_SMALLER).min(self.words.len() - 1)]
            - self.words[(index + 1).saturating_sub(MOST_ON_SMALLER)];
        let most = WIDEST_RATIO * near + WIDEST_RATIO_FROM;
        let widths: Vec<usize> = starts
            .clone()
            .map(|start| {
                let start = start.min(others);
                let ends = &self.sizes[start + 1..(start + widest).min(others) + 1];
                ends.partition_point(|size| size - self.sizes[start] <= most)
                    .max(MOST_ON_SMALLER.min(ends.len()))
            })
            .collect();
        // Most words have no link in most windows: what that says is the same for all of them. Only
        // the others are looked at, as factors of a product, so that a window costs one logarithm.
        let mut unlinked = vec![0.0f32; gains.len()];
        for (at, start) in starts.clone().enumerate() {
            for offset in 0..widths[at] {
                let size = self.sizes[start + offset + 1] - self.sizes[start];
                let mixture = mixture(1.0 / (size + 1.0));
                unlinked[at * widest + offset] = 1.0 / mixture;
                gains[at * widest + offset] = words.len() as f32 * mixture.ln();
            }
        }
        let mut factors = vec![1.0f64; gains.len()];
        for (count, &word) in words.iter().enumerate() {
            let postings = &self.postings[word as usize];
            let first = postings.partition_point(|&(place, _)| (place as usize) < starts.start);
            let near = &postings[first..];
            let near = &near[..near.partition_point(|&(place, _)| (place as usize) < reach)];
            let mut next = 0;
            for (at, start) in starts.clone().enumerate() {
                while near.get(next).is_some_and(|&(place, _)| (place as usize) < start) {
                    next += 1;
                }
                let Some(&(place, _)) = near.get(next) else { break };
                let cells = at * widest..at * widest + widths[at];
                let (factors, unlinked) = (&mut factors[cells.clone()], &unlinked[cells]);
                let mut sum = 1.0;
                let mut link = next;
                for offset in place as usize - start..widths[at] {
                    let end = start + offset + 1;
                    while let Some(&(_, more)) =
                        near.get(link).filter(|&&(place, _)| (place as usize) < end)
                    {
                        sum += more;
                        link += 1;
                    }
                    let ratio = sum / (self.sizes[end] - self.sizes[start] + 1.0);
                    factors[offset] *= f64::from(mixture(ratio) * unlinked[offset]);
                }
            }
            if count % FACTORS == FACTORS - 1 {
                take_logarithms(&mut factors, &mut gains);
            }
        }
        take_logarithms(&mut factors, &mut gains);
        gains.iter_mut().for_each(|gain| *gain *= LEXICAL_WEIGHT);
        gains
    }
}

/// Factors that are multiplied before a logarithm is taken: few enough not to overflow.
const FACTORS: usize = 24;

fn take_logarithms(factors: &mut [f64], gains: &mut [f32]) {
    for (factor, gain) in factors.iter_mut().zip(gains) {
        if *factor != 1.0 {
            *gain += factor.ln() as f32;
            *factor = 1.0;
        }
    }
}

/// (1 − ε) · ratio + ε.
fn mixture(ratio: f32) -> f32 {
    (1.0 - UNEXPLAINED) * ratio + UNEXPLAINED
}
