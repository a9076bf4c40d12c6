//! Names across scripts: which Arabic spellings transliterate which Latin ones.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::text::{Skeleton, arabic_skeleton, latin_skeleton, name_similarity};

/// The least similarity of two skeletons that are taken for one name.
const SAME_NAME: f64 = 0.88;
/// How much less similar than the best another spelling may be.
const NEARLY_BEST: f64 = 0.02;
/// Consonants that one skeleton may have and the other lack, beyond which the similarity is too low.
const MOST_STRANGE: u32 = 4;
/// Letters by which the lengths of two spellings of a name may differ.
const LENGTHS_APART: usize = 5;
/// Clitics that an Arabic name may carry.
const CLITICS: [&str; 9] = ["وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك"];

/// A spelling as it is compared with those of the other script.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    text: Box<str>,
    /// Its number of letters.
    letters: usize,
    /// Its skeletons: for an Arabic one with every reading of its clitics.
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

/// Spellings with the same consonants: their types, and how many letters each has.
struct Candidate<'a> {
    skeleton: &'a Skeleton,
    consonants: u64,
    words: Vec<(u32, usize)>,
}

/// The types of Latin and Arabic spellings that are alike, each pair once, in order.
pub fn transliterations(
    latin: &[(Arc<Name>, u32)],
    arabic: &[(Arc<Name>, u32)],
) -> Vec<(u32, u32)> {
    let candidates = candidates(arabic);
    let mut pairs: Vec<(u32, u32)> = latin
        .par_iter()
        .flat_map_iter(|(name, id)| best_spellings(name, &candidates).map(move |to| (*id, to)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Arabic words by their skeletons' first consonant.
fn candidates(arabic: &[(Arc<Name>, u32)]) -> FxHashMap<u8, Vec<Candidate<'_>>> {
    let mut by_skeleton: FxHashMap<&Skeleton, Vec<(u32, usize)>> = FxHashMap::default();
    for (name, id) in arabic {
        for skeleton in &name.skeletons {
            by_skeleton.entry(skeleton).or_default().push((*id, name.letters));
        }
    }
    let mut by_initial: FxHashMap<u8, Vec<Candidate<'_>>> = FxHashMap::default();
    for (skeleton, words) in by_skeleton {
        if let Some(initial) = skeleton.initial() {
            let consonants = skeleton.consonants();
            by_initial.entry(initial).or_default().push(Candidate { skeleton, consonants, words });
        }
    }
    by_initial
}

/// The types of the Arabic spellings that are most like a Latin one, and alike enough.
fn best_spellings(
    name: &Name,
    candidates: &FxHashMap<u8, Vec<Candidate<'_>>>,
) -> impl Iterator<Item = u32> + use<> {
    let skeletons = name.skeletons.iter().filter(|skeleton| skeleton.len() >= 2);
    let near = skeletons.flat_map(|skeleton| {
        let initial = skeleton.initial().and_then(|initial| candidates.get(&initial));
        initial.into_iter().flatten().map(move |other| (skeleton, other))
    });
    let mut alike: Vec<(f64, u32)> = Vec::new();
    for (skeleton, other) in near {
        if (skeleton.consonants() ^ other.consonants).count_ones() > MOST_STRANGE {
            continue;
        }
        // Two consonants agree by chance too often unless all of both agree.
        let is_long = skeleton.len().min(other.skeleton.len()) >= 3;
        let similarity = name_similarity(skeleton, other.skeleton);
        if similarity >= if is_long { SAME_NAME } else { 1.0 } {
            let fitting = other
                .words
                .iter()
                .filter(|(_, length)| length.abs_diff(name.letters) <= LENGTHS_APART);
            alike.extend(fitting.map(|(id, _)| (similarity, *id)));
        }
    }
    let best = alike.iter().map(|(similarity, _)| *similarity).fold(0.0, f64::max);
    alike.into_iter().filter(move |(s, _)| *s >= best - NEARLY_BEST).map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_under_their_clitics() {
        let latin = [("obama", 0), ("blinken", 1)].map(|(name, id)| (Name::latin(name).into(), id));
        let arabic = [("وبلينكن", 7), ("اوباما", 8), ("القاهره", 9)]
            .map(|(name, id)| (Name::arabic(name).into(), id));
        assert_eq!(transliterations(&latin, &arabic), [(0, 8), (1, 7)]);
    }
}
