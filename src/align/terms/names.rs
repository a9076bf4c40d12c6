//! Finds Arabic names that transliterate Latin ones.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::text::{Skeleton, arabic_skeleton, latin_skeleton, name_similarity};

/// The lowest similarity of two skeletons of the same name.
const MIN_SIMILARITY: f64 = 0.88;
/// How much lower than the best the similarity of another spelling may be.
const BEST_MARGIN: f64 = 0.02;
/// The most consonants that only one of two skeletons has; with more, the similarity is too low anyway.
const MAX_CONSONANT_DIFFERENCE: u32 = 4;
/// The largest difference in length between two spellings of a name, in letters.
const MAX_LENGTH_DIFFERENCE: usize = 5;
/// The clitics that may be attached to an Arabic name.
const CLITICS: [&str; 9] = ["وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك"];

/// A spelling, prepared for comparison with spellings in the other script.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    text: Box<str>,
    /// Its number of letters.
    letters: usize,
    /// Its skeletons; an Arabic spelling has one for each reading of its clitics.
    skeletons: Vec<Skeleton>,
}

impl Name {
    /// A folded spelling in Latin letters.
    pub fn latin(text: &str) -> Self {
        Name {
            text: text.into(),
            letters: text.chars().count(),
            skeletons: vec![latin_skeleton(text)],
        }
    }

    /// A folded spelling in Arabic letters.
    pub fn arabic(text: &str) -> Self {
        let readings = std::iter::once(text).chain(
            CLITICS
                .iter()
                .filter_map(|clitic| text.strip_prefix(clitic))
                .filter(|rest| rest.chars().count() >= 3),
        );
        let skeletons = readings.map(arabic_skeleton).filter(|s| s.len() >= 2).collect();
        Name { text: text.into(), letters: text.chars().count(), skeletons }
    }
}

/// Arabic spellings with the same skeleton.
struct SkeletonGroup<'a> {
    skeleton: &'a Skeleton,
    consonants: u64,
    /// Their types and numbers of letters.
    words: Vec<(u32, usize)>,
}

/// Pairs of types of Latin and Arabic spellings that transliterate each other, in order, each pair once.
pub fn transliterations(
    latin: &[(Arc<Name>, u32)],
    arabic: &[(Arc<Name>, u32)],
) -> Vec<(u32, u32)> {
    let groups = group_by_initial(arabic);
    let mut pairs: Vec<(u32, u32)> = latin
        .par_iter()
        .flat_map_iter(|(name, id)| best_spellings(name, &groups).map(move |to| (*id, to)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Groups Arabic spellings by skeleton, and the skeletons by their first consonant.
fn group_by_initial(arabic: &[(Arc<Name>, u32)]) -> FxHashMap<u8, Vec<SkeletonGroup<'_>>> {
    let mut by_skeleton: FxHashMap<&Skeleton, Vec<(u32, usize)>> = FxHashMap::default();
    for (name, id) in arabic {
        for skeleton in &name.skeletons {
            by_skeleton.entry(skeleton).or_default().push((*id, name.letters));
        }
    }
    let mut by_initial: FxHashMap<u8, Vec<SkeletonGroup<'_>>> = FxHashMap::default();
    for (skeleton, words) in by_skeleton {
        if let Some(initial) = skeleton.initial() {
            let consonants = skeleton.consonants();
            by_initial.entry(initial).or_default().push(SkeletonGroup {
                skeleton,
                consonants,
                words,
            });
        }
    }
    by_initial
}

/// The types of the Arabic spellings that are most similar to a Latin one, if they are similar enough.
fn best_spellings(
    name: &Name,
    groups: &FxHashMap<u8, Vec<SkeletonGroup<'_>>>,
) -> impl Iterator<Item = u32> + use<> {
    let skeletons = name.skeletons.iter().filter(|skeleton| skeleton.len() >= 2);
    let near = skeletons.flat_map(|skeleton| {
        let initial = skeleton.initial().and_then(|initial| groups.get(&initial));
        initial.into_iter().flatten().map(move |other| (skeleton, other))
    });
    let mut similar: Vec<(f64, u32)> = Vec::new();
    for (skeleton, other) in near {
        if (skeleton.consonants() ^ other.consonants).count_ones() > MAX_CONSONANT_DIFFERENCE {
            continue;
        }
        // With only two consonants, similarity by chance is too common, so they must be identical.
        let is_long = skeleton.len().min(other.skeleton.len()) >= 3;
        let similarity = name_similarity(skeleton, other.skeleton);
        if similarity >= if is_long { MIN_SIMILARITY } else { 1.0 } {
            let fitting = other
                .words
                .iter()
                .filter(|(_, length)| length.abs_diff(name.letters) <= MAX_LENGTH_DIFFERENCE);
            similar.extend(fitting.map(|(id, _)| (similarity, *id)));
        }
    }
    let best = similar.iter().map(|(similarity, _)| *similarity).fold(0.0, f64::max);
    similar.into_iter().filter(move |(s, _)| *s >= best - BEST_MARGIN).map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_clitics_are_found() {
        let latin = [("obama", 0), ("blinken", 1)].map(|(name, id)| (Name::latin(name).into(), id));
        let arabic = [("وبلينكن", 7), ("اوباما", 8), ("القاهره", 9)]
            .map(|(name, id)| (Name::arabic(name).into(), id));
        assert_eq!(transliterations(&latin, &arabic), [(0, 8), (1, 7)]);
    }
}
