//! Gathers atoms on baselines and reads each line's text, with spaces where gaps are.

use super::atom::Atom;
use super::letter::is_rtl;
use super::order::{self, Piece};
use super::overprint;

/// How far baselines may differ on one line, in ems.
const LEVEL: f32 = 0.22;

/// How far a smaller piece may be raised or lowered and still belong to the line, in ems of the line.
const RAISED: f32 = 0.62;

/// A gap that is a space where the file draws no space glyphs, in ems (XeTeX; .10 splits Arabic words, .20 joins
/// English ones).
const BARE_GAP: f32 = 0.13;

/// A gap that is a space where the file does draw them: where scripts meet, Pango leaves them out.
const WIDE_GAP: f32 = 0.2;
const SCRIPT_GAP: f32 = 0.16;

/// Most pairs of pieces that two rows are compared by.
const PAIRS: usize = 4_000_000;

/// How lines are read in one document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// The document is mostly right-to-left.
    pub(super) rtl: bool,
    /// The document draws space glyphs.
    pub(super) spaces: bool,
    /// Brackets in right-to-left runs are drawn shapes, to be mirrored into logical ones.
    pub(super) mirror: bool,
}

/// One line of text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Text in logical order.
    pub(super) text: String,
    /// Left end of the text on the page.
    pub(super) x0: f32,
    /// Right end.
    pub(super) x1: f32,
    /// Baseline, y upwards.
    pub(super) y: f32,
    /// Size of most of its text in points.
    pub(super) size: f32,
    /// Width of its first word in logical order, in points.
    pub(super) first_word: f32,
    /// Whether it reads from right to left.
    pub(super) rtl: bool,
    /// Whether most of it is bold.
    pub(super) bold: bool,
    /// Whether it is a cell of a table.
    pub(super) cell: bool,
}

/// Groups atoms into rows by baseline, from the top of the page down. Small raised pieces go with their row.
pub(super) fn rows(atoms: Vec<Atom>) -> Vec<Vec<Atom>> {
    let mut atoms = atoms;
    atoms.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.seq.cmp(&b.seq)));
    let mut rows: Vec<Vec<Atom>> = Vec::new();
    for atom in atoms {
        let fits = rows
            .last()
            .and_then(|row| row.last())
            .is_some_and(|last| (last.y - atom.y).abs() <= LEVEL * last.size.min(atom.size));
        match rows.last_mut() {
            Some(row) if fits => row.push(atom),
            _ => rows.push(vec![atom]),
        }
    }
    merge_raised(rows)
}

fn weight(row: &[Atom]) -> (f32, f32, f32) {
    let width: f32 = row.iter().filter(|a| !a.is_space()).map(|a| a.x1 - a.x0).sum();
    let size = row.iter().map(|a| a.size * (a.x1 - a.x0).max(0.01)).sum::<f32>()
        / row.iter().map(|a| (a.x1 - a.x0).max(0.01)).sum::<f32>();
    let y = row.iter().map(|a| a.y).sum::<f32>() / row.len().max(1) as f32;
    (width, size, y)
}

fn merge_raised(rows: Vec<Vec<Atom>>) -> Vec<Vec<Atom>> {
    let mut out: Vec<Vec<Atom>> = Vec::new();
    for row in rows {
        let (width, size, y) = weight(&row);
        if let Some(before) = out.last_mut() {
            let (other_width, other_size, other_y) = weight(before);
            let (small, large) =
                if size < other_size { (size, other_size) } else { (other_size, size) };
            let narrow = width.min(other_width) < 0.5 * width.max(other_width);
            let smaller_is_narrow = (size < other_size) == (width < other_width);
            let close = other_y - y <= RAISED * large;
            let script = small < 0.93 * large
                && narrow
                && smaller_is_narrow
                && close
                && beside(before, &row);
            let same =
                (other_y - y) <= 0.35 * large && beside(before, &row) && small > 0.85 * large;
            if script || same {
                before.extend(row);
                continue;
            }
        }
        out.push(row);
    }
    out
}

/// Whether two rows lie beside each other, near enough, and not over each other.
fn beside(a: &[Atom], b: &[Atom]) -> bool {
    if a.len() * b.len() > PAIRS {
        return false;
    }
    let covered = b.iter().filter(|y| !y.is_space()).any(|y| {
        a.iter().filter(|x| !x.is_space()).any(|x| {
            x.x1.min(y.x1) - x.x0.max(y.x0) > 0.5 * (x.x1 - x.x0).min(y.x1 - y.x0).max(0.01)
        })
    });
    let near = b
        .iter()
        .any(|y| a.iter().any(|x| x.x0 - y.x1 < 2.0 * x.size && y.x0 - x.x1 < 2.0 * x.size));
    !covered && near
}

/// Reads a row as one line; `None` when it has no text.
pub(super) fn read(row: &[Atom], manner: Manner) -> Option<Line> {
    let laid = overprint::apart(row);
    let mut row: Vec<&Atom> = laid.as_deref().unwrap_or(row).iter().collect();
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.seq.cmp(&b.seq)));
    settle_ties(&mut row);
    let row = without_echoes(row);
    let inked: Vec<&Atom> = row.iter().copied().filter(|a| !a.is_space()).collect();
    let (first, last) = (inked.first()?, inked.last()?);
    let x0 = first.x0;
    let x1 = inked.iter().map(|a| a.x1).fold(last.x1, f32::max);
    let size = typical(inked.iter().map(|a| (a.size, (a.x1 - a.x0).max(0.01))));
    let y = typical(inked.iter().map(|a| (a.y, (a.x1 - a.x0).max(0.01) * a.size)));
    let arabic = inked.iter().filter(|a| a.text.chars().any(is_rtl)).count();
    let latin = inked.iter().filter(|a| a.text.chars().any(super::letter::is_ltr)).count();
    let pieces = pieces(&row, manner, size);
    // A line of Latin words in Arabic text: the stop that ends it stands at its left.
    let stop = |piece: Option<&Piece>| {
        piece.is_some_and(|p| matches!(p.text.as_ref(), "." | "،" | "؛" | ":" | "؟" | "!"))
    };
    let left_stop = stop(pieces.iter().find(|p| !p.text.trim().is_empty()));
    let rtl = match manner.rtl {
        true if arabic == 0 && latin > 0 => left_stop,
        true => arabic * 5 > latin || arabic + latin == 0,
        false => arabic > latin,
    };
    let text = order::logical(&pieces, rtl, manner.mirror);
    let text =
        if order::facing(&text) < 0 { other_way(text, &pieces, rtl, manner.mirror) } else { text };
    let words = words(&row, manner, size);
    let first_word = first_word(&words, rtl);
    let bold: usize = inked.iter().filter(|a| a.bold).count();
    let text = text.trim().to_owned();
    (!text.is_empty()).then(|| Line {
        text,
        x0,
        x1,
        y,
        size,
        first_word,
        rtl,
        bold: bold * 2 > inked.len(),
        cell: false,
    })
}

/// Parts of a ligature start in one place: their ink says which lies further left.
fn settle_ties(row: &mut [&Atom]) {
    for index in 1..row.len() {
        let (a, b) = (row[index - 1], row[index]);
        let tie = (a.x0 - b.x0).abs() < 0.01 * a.size
            && (a.x1 - a.x0 < 0.02 * a.size || b.x1 - b.x0 < 0.02 * b.size);
        if let (true, Some(left), Some(right)) = (tie, a.ink, b.ink)
            && left.x0 + left.x1 > right.x0 + right.x1
        {
            row.swap(index - 1, index);
        }
    }
}

/// The line with its brackets turned, where they face better so.
fn other_way(text: String, pieces: &[Piece], rtl: bool, mirror: bool) -> String {
    let turned = order::logical(pieces, rtl, !mirror);
    if order::facing(&turned) > order::facing(&text) { turned } else { text }
}

/// The value that carries most weight, values within a twentieth counted together.
pub(super) fn typical(values: impl Iterator<Item = (f32, f32)>) -> f32 {
    let mut values: Vec<(f32, f32)> = values.collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = (0.0, 0.0);
    let mut start = 0;
    let mut weight = 0.0;
    for end in 0..values.len() {
        weight += values[end].1;
        while values[end].0 - values[start].0 > 0.05 * values[end].0.abs().min(10.0) {
            weight -= values[start].1;
            start += 1;
        }
        if weight > best.1 {
            best = (values[(start + end) / 2].0, weight);
        }
    }
    best.0
}

/// Drops letters drawn twice in one place to look bold, and spaces that lie inside a letter.
fn without_echoes(row: Vec<&Atom>) -> Vec<&Atom> {
    let mut kept: Vec<&Atom> = Vec::with_capacity(row.len());
    for (index, atom) in row.iter().enumerate() {
        let echo = kept.iter().rev().take(3).any(|k| {
            k.text == atom.text
                && k.x1 > k.x0
                && (k.x0 - atom.x0).abs() < 0.08 * atom.size
                && (k.y - atom.y).abs() < 0.1 * atom.size
        });
        // Only at the ends of a line: kerning lays other spaces over letters too.
        let covered = atom.is_space() && (index < 3 || index + 3 >= row.len()) && {
            let middle = atom.centre();
            let around = &row[index.saturating_sub(4)..(index + 5).min(row.len())];
            around.iter().any(|a| !a.is_space() && a.x0 - 0.01 <= middle && middle <= a.x1)
        };
        if !echo && !covered {
            kept.push(atom);
        }
    }
    kept
}

fn gap(manner: Manner, size: f32) -> f32 {
    size * if manner.spaces { WIDE_GAP } else { BARE_GAP }
}

fn pieces(row: &[&Atom], manner: Manner, size: f32) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(row.len() + 8);
    let mut end = f32::NEG_INFINITY;
    let mut rtl = None;
    let signs = |text: &str| !text.chars().any(char::is_alphanumeric);
    for atom in row {
        let meet =
            rtl != Some(atom.text.chars().any(is_rtl)) && rtl.is_some() && !signs(&atom.text);
        let least = gap(manner, size.min(atom.size * 1.2));
        let wide = atom.x0 - end > if meet { least.min(SCRIPT_GAP * size) } else { least };
        if end.is_finite() && wide && !atom.is_space() {
            pieces.push(Piece { text: " ".into(), logical: false });
        }
        pieces.push(Piece { text: std::rc::Rc::clone(&atom.text), logical: atom.logical });
        if !atom.is_space() || end.is_finite() {
            end = end.max(atom.x1);
        }
        rtl = (!signs(&atom.text)).then(|| atom.text.chars().any(is_rtl));
    }
    pieces
}

/// Width from the start of the line to the end of its first word; a quotation mark that stands alone clings to the next.
fn first_word(words: &[(f32, f32, bool)], rtl: bool) -> f32 {
    let Some((start, end)) = words.first().map(|w| w.0).zip(words.last().map(|w| w.1)) else {
        return 0.0;
    };
    let found = if rtl { words.iter().rev().find(|w| w.2) } else { words.iter().find(|w| w.2) };
    found.map_or(end - start, |w| if rtl { end - w.0 } else { w.1 - start })
}

/// Left and right ends of the words, from left to right, and whether they have letters or digits.
fn words(row: &[&Atom], manner: Manner, size: f32) -> Vec<(f32, f32, bool)> {
    let mut words: Vec<(f32, f32, bool)> = Vec::new();
    let mut open = false;
    for atom in row {
        if atom.is_space() {
            open = false;
            continue;
        }
        let letters = atom.text.chars().any(char::is_alphanumeric);
        match words.last_mut() {
            Some(word) if open && atom.x0 - word.1 <= gap(manner, size) => {
                word.1 = word.1.max(atom.x1);
                word.2 |= letters;
            }
            _ => words.push((atom.x0, atom.x1, letters)),
        }
        open = true;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(seq: u32, text: &str, x: f32, y: f32, size: f32) -> Atom {
        Atom {
            text: text.into(),
            x0: x,
            x1: x + size / 2.0,
            y,
            size,
            ink: None,
            seq,
            mark: false,
            logical: false,
            bold: false,
            content: Default::default(),
        }
    }

    const BARE: Manner = Manner { rtl: false, spaces: false, mirror: true };

    #[test]
    fn gaps_are_spaces() {
        let row = [
            atom(0, "a", 0.0, 0.0, 10.0),
            atom(1, "b", 5.5, 0.0, 10.0),
            atom(2, "c", 12.5, 0.0, 10.0),
        ];
        assert_eq!(read(&row, BARE).map(|l| l.text).as_deref(), Some("ab c"));
    }

    #[test]
    fn a_raised_figure_stays_on_its_line() {
        let atoms = vec![
            atom(0, "x", 0.0, 100.0, 12.0),
            atom(1, "y", 6.0, 100.0, 12.0),
            atom(2, "2", 12.0, 105.0, 7.0),
            atom(3, "z", 0.0, 85.0, 12.0),
        ];
        let found = rows(atoms);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    }

    #[test]
    fn a_letter_drawn_twice_counts_once() {
        let row = [atom(0, "a", 0.0, 0.0, 10.0), atom(1, "a", 0.3, 0.0, 10.0)];
        assert_eq!(read(&row, BARE).map(|l| l.text).as_deref(), Some("a"));
    }
}
