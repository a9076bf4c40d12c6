//! Positions in a text, counted in characters.

use std::ops::Range;

/// Ranges of a text, given in bytes, as the characters at which they start and end. Takes one walk over the
/// text, however many ranges there are.
pub fn character_ranges(text: &str, ranges: &[Range<usize>]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    ends.sort_unstable();
    ends.dedup();
    let (mut at, mut count) = (0, 0);
    let counts: Vec<usize> = ends
        .iter()
        .map(|&end| {
            count += text[at..end].chars().count();
            at = end;
            count
        })
        .collect();
    // Each end is in the list.
    let character = |end: usize| counts[ends.partition_point(|&other| other < end)];
    ranges.iter().map(|range| (character(range.start), character(range.end))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_counted_in_characters() {
        let text = "aبج d";
        let ranges = [5..7, 0..1, 1..5, 0..text.len()];
        assert_eq!(character_ranges(text, &ranges), [(3, 5), (0, 1), (1, 3), (0, 5)]);
        assert_eq!(character_ranges("", &[]), []);
    }
}
