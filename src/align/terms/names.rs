//! Names across scripts: which Arabic spellings transliterate which Latin ones.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::text::{Skeleton, arabic_skeleton, latin_skeleton, name_similarity};

/// The least similarity of two skeletons that are taken for one name.
const SAME_NAME: f64 = 0.88;
/// Consonants that one skeleton may have and the other lack, beyond which the similarity is too low.
const MOST_STRANGE: u32 = 4;
/// Clitics that an Arabic name may carry.
const CLITICS: [&str; 9] = ["وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك"];

/// A skeleton with the set of its consonants.
struct Candidate {
    skeleton: Skeleton,
    consonants: u64,
    id: u32,
    letters: usize,
}

/// The types of Latin and Arabic spellings that are alike, each pair once, in order.
pub fn transliterations(latin: &[(String, u32)], arabic: &[(String, u32)]) -> Vec<(u32, u32)> {
    // Arabic words by their skeleton's first consonant, every reading of the clitics included.
    let mut by_initial: HashMap<u8, Vec<Candidate>> = HashMap::new();
    for (word, id) in arabic {
        let bare = std::iter::once(word.as_str()).chain(
            CLITICS
                .iter()
                .filter_map(|clitic| word.strip_prefix(clitic))
                .filter(|rest| rest.chars().count() >= 3),
        );
        let mut skeletons: Vec<Skeleton> =
            bare.map(arabic_skeleton).filter(|s| s.len() >= 2).collect();
        skeletons.sort_unstable();
        skeletons.dedup();
        for skeleton in skeletons {
            if let Some(initial) = skeleton.initial() {
                by_initial.entry(initial).or_default().push(Candidate {
                    consonants: skeleton.consonants(),
                    skeleton,
                    id: *id,
                    letters: word.chars().count(),
                });
            }
        }
    }
    let mut pairs: Vec<(u32, u32)> = latin
        .par_iter()
        .flat_map_iter(|(name, id)| {
            let skeleton = latin_skeleton(name);
            let consonants = skeleton.consonants();
            let letters = name.chars().count();
            let candidates = skeleton
                .initial()
                .filter(|_| skeleton.len() >= 2)
                .and_then(|initial| by_initial.get(&initial));
            candidates
                .into_iter()
                .flatten()
                .filter(|other| {
                    (consonants ^ other.consonants).count_ones() <= MOST_STRANGE
                        && letters.abs_diff(other.letters) <= 5
                })
                .filter(|other| {
                    // Two consonants agree by chance too often unless all of both agree.
                    let is_long = skeleton.len().min(other.skeleton.len()) >= 3;
                    let needed = if is_long { SAME_NAME } else { 1.0 };
                    name_similarity(&skeleton, &other.skeleton) >= needed
                })
                .map(|other| (*id, other.id))
                .collect::<Vec<_>>()
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_under_their_clitics() {
        let latin = [("obama".to_owned(), 0), ("blinken".to_owned(), 1)];
        let arabic =
            [("وبلينكن".to_owned(), 7), ("اوباما".to_owned(), 8), ("القاهره".to_owned(), 9)];
        assert_eq!(transliterations(&latin, &arabic), [(0, 8), (1, 7)]);
    }
}
