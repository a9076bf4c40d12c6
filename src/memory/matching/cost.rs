//! The edit distance between two texts in words (Levenshtein 1966), with lower costs for related words.

use std::ops::Range;

use crate::memory::index::TermId;
use crate::text::{Words, may_be_forms};

/// Costs of the differences between two texts, in words.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// A word inserted or deleted.
    pub gap: f64,
    /// A word replaced by an unrelated word.
    pub substitution: f64,
    /// A word replaced by another form of it: with the same stem, or with other Arabic clitics and endings.
    pub form: f64,
    /// A word replaced by one at a distance of one letter, both of [`MIN_TYPO_LETTERS`] or more.
    pub typo: f64,
}

/// The costs of the match score. They estimate the work left: the translation of another form mostly
/// stays, a typo has to be looked at, any other word has to be translated.
pub const COSTS: Costs = Costs { gap: 1.0, substitution: 1.0, form: 0.3, typo: 0.5 };

/// In shorter words, one other letter makes another word.
const MIN_TYPO_LETTERS: usize = 5;

/// Longer texts are compared within a band of this many words on either side of the diagonal, so that the
/// time stays linear.
const BAND: usize = 256;

/// The largest grid, in cells, so that two huge texts cannot exhaust the memory. Beyond it, the differing
/// middles of the texts count as entirely different.
const MAX_CELLS: usize = 4_000_000;

/// One text of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Its words.
    pub words: &'a Words,
    /// The term of each.
    pub terms: &'a [TermId],
}

/// A step of the cheapest edit from one text to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditStep {
    /// The words at these indices correspond.
    Pair(usize, usize),
    /// The word at this index is only in the first text.
    First(usize),
    /// The word at this index is only in the second text.
    Second(usize),
}

/// The cost of the cheapest edit from one text to the other, and its steps.
pub fn compare(first: Text<'_>, second: Text<'_>) -> (f64, Vec<EditStep>) {
    let (rows, columns) = (first.words.len(), second.words.len());
    let prefix = (0..rows.min(columns))
        .take_while(|&at| first.words.folded(at) == second.words.folded(at))
        .count();
    let suffix = (0..rows.min(columns) - prefix)
        .take_while(|&at| {
            first.words.folded(rows - 1 - at) == second.words.folded(columns - 1 - at)
        })
        .count();
    let (cost, middle) =
        compare_middle(first, second, prefix..rows - suffix, prefix..columns - suffix);
    let mut steps: Vec<EditStep> = (0..prefix).map(|at| EditStep::Pair(at, at)).collect();
    steps.extend(middle);
    steps.extend((0..suffix).rev().map(|at| EditStep::Pair(rows - 1 - at, columns - 1 - at)));
    (cost, steps)
}

fn compare_middle(
    first: Text<'_>,
    second: Text<'_>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> (f64, Vec<EditStep>) {
    let pair = |row: usize, column: usize| {
        pair_cost(first, rows.start + row - 1, second, columns.start + column - 1)
    };
    if rows.len().saturating_mul(columns.len().min(2 * BAND)) > MAX_CELLS {
        let steps = rows.clone().map(EditStep::First).chain(columns.clone().map(EditStep::Second));
        return ((rows.len() + columns.len()) as f64 * COSTS.gap, steps.collect());
    }
    let mut grid = Grid::new(rows.len(), columns.len());
    for row in 0..=rows.len() {
        for column in grid.band(row) {
            let mut best = if row == 0 && column == 0 { 0.0 } else { f64::INFINITY };
            if row > 0 {
                best = best.min(grid.cost(row - 1, column) + COSTS.gap);
            }
            if column > 0 {
                best = best.min(grid.cost(row, column - 1) + COSTS.gap);
            }
            if row > 0 && column > 0 {
                let before = grid.cost(row - 1, column - 1);
                if before < best {
                    best = best.min(before + pair(row, column));
                }
            }
            grid.set(row, column, best);
        }
    }
    let (mut row, mut column) = (rows.len(), columns.len());
    let total = grid.cost(row, column);
    let mut steps = Vec::with_capacity(row + column);
    while row > 0 || column > 0 {
        let here = grid.cost(row, column) + 1e-9;
        let (at, to) = (rows.start + row, columns.start + column);
        if row > 0 && column > 0 && here >= grid.cost(row - 1, column - 1) + pair(row, column) {
            steps.push(EditStep::Pair(at - 1, to - 1));
            (row, column) = (row - 1, column - 1);
        } else if row > 0 && (column == 0 || here >= grid.cost(row - 1, column) + COSTS.gap) {
            steps.push(EditStep::First(at - 1));
            row -= 1;
        } else {
            steps.push(EditStep::Second(to - 1));
            column -= 1;
        }
    }
    steps.reverse();
    (total, steps)
}

/// The cheapest costs up to each pair of indices, within a band around the diagonal.
struct Grid {
    width: usize,
    stride: usize,
    slope: f64,
    costs: Vec<f64>,
}

impl Grid {
    fn new(rows: usize, columns: usize) -> Grid {
        let width = columns + 1;
        let stride = width.min(2 * BAND + 1);
        let slope = columns as f64 / rows.max(1) as f64;
        Grid { width, stride, slope, costs: vec![f64::INFINITY; (rows + 1) * stride] }
    }

    fn band(&self, row: usize) -> Range<usize> {
        let centre = (row as f64 * self.slope).round() as usize;
        let start = centre.saturating_sub(BAND).min(self.width - self.stride);
        start..start + self.stride
    }

    fn cost(&self, row: usize, column: usize) -> f64 {
        let band = self.band(row);
        if band.contains(&column) {
            self.costs[row * self.stride + column - band.start]
        } else {
            f64::INFINITY
        }
    }

    fn set(&mut self, row: usize, column: usize, cost: f64) {
        let start = self.band(row).start;
        self.costs[row * self.stride + column - start] = cost;
    }
}

/// The cost of replacing one word by another.
pub fn pair_cost(first: Text<'_>, at: usize, second: Text<'_>, to: usize) -> f64 {
    let (a, b) = (first.words.folded(at), second.words.folded(to));
    if a == b {
        0.0
    } else if first.words.as_slice()[at].is_number || second.words.as_slice()[to].is_number {
        COSTS.substitution
    } else if first.terms[at] == second.terms[to] || may_be_forms(a, b) {
        COSTS.form
    } else if is_one_edit_away(a, b) {
        COSTS.typo
    } else {
        COSTS.substitution
    }
}

/// Whether one letter is inserted, deleted, changed or swapped with its neighbour, in words of
/// [`MIN_TYPO_LETTERS`] or more.
fn is_one_edit_away(a: &str, b: &str) -> bool {
    let equal = |(x, y): &(u8, u8)| x == y;
    let prefix = (0..=a.bytes().zip(b.bytes()).take_while(equal).count())
        .rev()
        .find(|&prefix| a.is_char_boundary(prefix) && b.is_char_boundary(prefix))
        .unwrap_or(0);
    let (rest, other) = (&a[prefix..], &b[prefix..]);
    let suffix = (0..=rest.bytes().rev().zip(other.bytes().rev()).take_while(equal).count())
        .rev()
        .find(|&suffix| {
            rest.is_char_boundary(rest.len() - suffix)
                && other.is_char_boundary(other.len() - suffix)
        })
        .unwrap_or(0);
    let (rest, other) = (&rest[..rest.len() - suffix], &other[..other.len() - suffix]);
    let mut letters = [rest.chars(), other.chars()]
        .map(|mut letters| [letters.next(), letters.next(), letters.next()]);
    // Of a doubled letter, prefix and suffix may each take one; either way a single letter remains.
    letters.sort_by_key(|letters| letters.iter().flatten().count());
    let is_one = match letters {
        [[_, None, _], [_, None, _]] => true,
        [[Some(x), Some(y), None], [Some(z), Some(w), None]] => x == w && y == z,
        _ => false,
    };
    is_one && a.chars().count().min(b.chars().count()) >= MIN_TYPO_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::index::TermReader;
    use crate::model::Language;

    fn steps(first: &str, second: &str) -> (f64, Vec<EditStep>) {
        let mut reader = TermReader::default();
        // An undetermined language has no stemmer.
        let plain: Language = "und".parse().unwrap();
        let a = reader.read(first, &plain).to_vec();
        let b = reader.read(second, &plain).to_vec();
        let (first, second) = (Words::of(first), Words::of(second));
        compare(Text { words: &first, terms: &a }, Text { words: &second, terms: &b })
    }

    #[test]
    fn one_word_more_costs_one() {
        let (cost, steps) = steps("the old harbour reopened", "the harbour reopened");
        assert_eq!(cost, 1.0);
        assert_eq!(
            steps,
            [EditStep::Pair(0, 0), EditStep::First(1), EditStep::Pair(2, 1), EditStep::Pair(3, 2)]
        );
    }

    #[test]
    fn a_typo_costs_half_in_long_words_only() {
        assert_eq!(steps("the harbour", "the harbuor").0, 0.5);
        assert_eq!(steps("the harbour", "the harbours").0, 0.5);
        assert_eq!(steps("the boat", "the goat").0, 1.0);
        assert_eq!(steps("حفظ الملف", "حذف الملف").0, 1.0);
    }

    #[test]
    fn long_texts_are_compared_along_the_diagonal() {
        let text =
            |from: usize| (from..from + 3000).map(|n| format!("word{n} ")).collect::<String>();
        assert_eq!(steps(&text(0), &text(100)).0, 200.0);
    }

    #[test]
    fn nothing_against_something_costs_all_of_it() {
        assert_eq!(steps("", "three words here").0, 3.0);
        assert_eq!(steps("", "").0, 0.0);
    }
}
