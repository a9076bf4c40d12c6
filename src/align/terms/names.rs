//! Names across scripts: which Arabic spellings transliterate which Latin ones.

use std::collections::HashMap;

use rayon::prelude::*;

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

/// Spellings with the same consonants: their types, and how many letters each has.
struct Candidate {
    skeleton: Skeleton,
    consonants: u64,
    words: Vec<(u32, usize)>,
}

/// The types of Latin and Arabic spellings that are alike, each pair once, in order.
pub fn transliterations(latin: &[(String, u32)], arabic: &[(String, u32)]) -> Vec<(u32, u32)> {
    let candidates = candidates(arabic);
    let mut pairs: Vec<(u32, u32)> = latin
        .par_iter()
        .flat_map_iter(|(name, id)| best_spellings(name, &candidates).map(move |to| (*id, to)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Arabic words by their skeleton's first consonant, every reading of their clitics included.
fn candidates(arabic: &[(String, u32)]) -> HashMap<u8, Vec<Candidate>> {
    let mut by_skeleton: HashMap<Skeleton, Vec<(u32, usize)>> = HashMap::new();
    for (word, id) in arabic {
        let bare = std::iter::once(word.as_str()).chain(
            CLITICS
                .iter()
                .filter_map(|clitic| word.strip_prefix(clitic))
                .filter(|rest| rest.chars().count() >= 3),
        );
        for skeleton in bare.map(arabic_skeleton).filter(|s| s.len() >= 2) {
            by_skeleton.entry(skeleton).or_default().push((*id, word.chars().count()));
        }
    }
    let mut by_initial: HashMap<u8, Vec<Candidate>> = HashMap::new();
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
    name: &str,
    candidates: &HashMap<u8, Vec<Candidate>>,
) -> impl Iterator<Item = u32> {
    let skeleton = latin_skeleton(name);
    let consonants = skeleton.consonants();
    let letters = name.chars().count();
    let near = skeleton
        .initial()
        .filter(|_| skeleton.len() >= 2)
        .and_then(|initial| candidates.get(&initial));
    let mut alike: Vec<(f64, u32)> = Vec::new();
    for other in near.into_iter().flatten() {
        if (consonants ^ other.consonants).count_ones() > MOST_STRANGE {
            continue;
        }
        // Two consonants agree by chance too often unless all of both agree.
        let is_long = skeleton.len().min(other.skeleton.len()) >= 3;
        let similarity = name_similarity(&skeleton, &other.skeleton);
        if similarity >= if is_long { SAME_NAME } else { 1.0 } {
            let fitting =
                other.words.iter().filter(|(_, length)| length.abs_diff(letters) <= LENGTHS_APART);
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
        let latin = [("obama".to_owned(), 0), ("blinken".to_owned(), 1)];
        let arabic =
            [("وبلينكن".to_owned(), 7), ("اوباما".to_owned(), 8), ("القاهره".to_owned(), 9)];
        assert_eq!(transliterations(&latin, &arabic), [(0, 8), (1, 7)]);
    }
}
