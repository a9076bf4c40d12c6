//! Putting the numbers of a new text into the translation of an old one.

use std::ops::Range;

use super::{EditStep, Query, Stored};
use crate::text::{Digits, Words};

/// The translation with the numbers of the query in place of those of the stored text; `None` if there
/// is doubt: a number that changes does not occur in the translation in digits exactly as often as in
/// the stored text, becomes two different ones, or becomes something of another kind (an address is not
/// an amount).
pub fn substitute_numbers(
    query: &Query,
    stored: Stored<'_>,
    steps: &[EditStep],
    translation: &str,
) -> Option<String> {
    let asked = Placed::all(&query.text, query.as_text().words);
    let old = Placed::all(stored.plain, stored.text.words);
    let places = Placed::all(translation, &Words::of(translation));
    // Each number of the stored text with the query's at its place.
    let pairs: Vec<(&Placed<'_>, &Placed<'_>)> = steps
        .iter()
        .filter_map(|step| {
            let EditStep::Pair(at, to) = *step else { return None };
            Some((Placed::at(&old, to)?, Placed::at(&asked, at)?))
        })
        .collect();
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for (old, new) in &pairs {
        if old.digits.equals(&new.digits) {
            continue;
        }
        let is_old = |other: &Placed<'_>| other.digits.equals(&old.digits);
        let mut count = 0;
        for (_, new_there) in pairs.iter().filter(|(there, _)| is_old(there)) {
            count += 1;
            if !new_there.digits.equals(&new.digits) {
                return None;
            }
        }
        let targets: Vec<&Placed<'_>> = places.iter().filter(|place| is_old(place)).collect();
        if targets.len() != count || !old.digits.is_like(&new.digits) {
            return None;
        }
        for target in targets {
            changes.push((target.range.clone(), new.digits.written_like(&target.digits)?));
        }
    }
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    changes.dedup();
    let mut substituted = translation.to_owned();
    for (range, written) in changes {
        substituted.replace_range(range, &written);
    }
    Some(substituted)
}

/// A number in digits at its place in a text.
struct Placed<'a> {
    /// The index of its word.
    word: usize,
    /// Byte range in the text.
    range: Range<usize>,
    digits: Digits<'a>,
}

impl<'a> Placed<'a> {
    /// The numbers in digits among the words of a text.
    fn all(text: &'a str, words: &Words) -> Vec<Self> {
        let numbers = words.as_slice().iter().enumerate().filter(|(_, word)| word.is_number);
        numbers
            .filter_map(|(word, found)| {
                let digits = Digits::read(&text[found.range.clone()])?;
                Some(Placed { word, range: found.range.clone(), digits })
            })
            .collect()
    }

    /// The number that the word at an index is.
    fn at(placed: &[Self], word: usize) -> Option<&Self> {
        let index = placed.binary_search_by_key(&word, |number| number.word).ok()?;
        placed.get(index)
    }
}
