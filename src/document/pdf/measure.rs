//! The measures of a document that paragraphs are told by: size, distance of lines, edges of columns.

use super::line::{Line, typical};

/// Lines of one region, in reading order.
#[derive(Debug)]
pub(super) struct Block {
    /// Lines from top to bottom.
    pub(super) lines: Vec<Line>,
    /// Page, from 0.
    pub(super) page: usize,
    /// Whether it is one of several columns.
    pub(super) column: bool,
}

/// Measures of the document that breaks are judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// Size of running text in points.
    pub(super) body: f32,
    /// Distance from line to line in running text, in points.
    pub(super) pitch: f32,
    /// Widest usual distance between two lines: that between paragraphs where space sets them apart.
    pub(super) space: f32,
    /// Paragraphs are set apart by space.
    pub(super) spaced: bool,
}

/// Space between paragraphs, as a multiple of the distance from line to line.
pub(super) const SPACED: f32 = 1.18;

impl Measures {
    /// Takes the measures over all lines.
    pub(super) fn of(blocks: &[Block]) -> Measures {
        let lines = || blocks.iter().flat_map(|b| &b.lines);
        let body = typical(lines().map(|l| (l.size, l.text.chars().count() as f32)));
        let pairs =
            || blocks.iter().flat_map(|b| b.lines.windows(2)).filter(|p| alike(&p[0], &p[1], body));
        let steps: Vec<f32> = pairs().map(|p| p[0].y - p[1].y).filter(|d| *d > 0.0).collect();
        let pitch =
            typical(steps.iter().filter(|d| **d < 2.6 * body).map(|d| (*d, 1.0 / d.max(1.0))));
        let pitch = if pitch > 0.0 { pitch } else { 1.3 * body };
        let mut close: Vec<f32> = steps.iter().copied().filter(|d| *d < 6.0 * pitch).collect();
        close.sort_by(f32::total_cmp);
        let space = close
            .get(close.len().saturating_sub(1) * 9 / 10)
            .copied()
            .unwrap_or(pitch)
            .max(1.2 * pitch);
        let mut measures = Measures { body, pitch, space, spaced: false };
        measures.spaced = spaced(blocks, measures, steps.len());
        measures
    }
}

/// Whether space sets paragraphs apart: wide distances are not rare, and most of them follow a line that ends early.
/// Tall letters push lines apart too, but anywhere.
fn spaced(blocks: &[Block], m: Measures, steps: usize) -> bool {
    let (mut wide, mut early) = (0, 0);
    for (index, block) in blocks.iter().enumerate() {
        let column = edges(blocks, index);
        for pair in block.lines.windows(2).filter(|p| alike(&p[0], &p[1], m.body)) {
            let step = pair[0].y - pair[1].y;
            if step > SPACED * m.pitch && step < 4.0 * m.pitch {
                wide += 1;
                early += usize::from(fits(&pair[0], column, &pair[1]));
            }
        }
    }
    wide >= 2 && wide * 25 >= steps && early * 2 >= wide
}

/// Whether the first word of the next line would have had room on the line before.
pub(super) fn fits(line: &Line, column: Column, next: &Line) -> bool {
    room_after(line, column) > next.first_word + next.size * 0.3
}

fn alike(a: &Line, b: &Line, body: f32) -> bool {
    !a.cell && !b.cell && (a.size - body).abs() < 0.06 * body && (b.size - body).abs() < 0.06 * body
}

/// Left and right edge of a block's column: where most lines end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Left edge in points.
    pub(super) x0: f32,
    /// Right edge.
    pub(super) x1: f32,
}

pub(super) fn edges(blocks: &[Block], index: usize) -> Column {
    let own = &blocks[index];
    let extent = |b: &Block| {
        let x0 = b.lines.iter().map(|l| l.x0).fold(f32::INFINITY, f32::min);
        let x1 = b.lines.iter().map(|l| l.x1).fold(f32::NEG_INFINITY, f32::max);
        (x0, x1)
    };
    let (x0, x1) = extent(own);
    // Columns at the same place on pages around count too, so that a block of two lines is judged rightly.
    let around = &blocks[index.saturating_sub(12)..(index + 13).min(blocks.len())];
    let middle = (x0 + x1) / 2.0;
    let same: Vec<&Line> = around
        .iter()
        .filter(|b| b.column == own.column)
        .filter(|b| {
            let (a, c) = extent(b);
            a <= middle && middle <= c
        })
        .flat_map(|b| &b.lines)
        .collect();
    let left = typical(same.iter().map(|l| (l.x0, 1.0 + (l.x1 - l.x0) / 50.0)));
    let right = typical(same.iter().map(|l| (l.x1, 1.0 + (l.x1 - l.x0) / 50.0)));
    let rtl = same.iter().filter(|l| l.rtl).count() * 2 > same.len();
    // Ragged text has no mode at its ragged side: there the widest line shows the measure.
    let em = same.iter().map(|l| l.size).fold(0.0, f32::max);
    let widest_left = -farthest(same.iter().map(|l| -l.x0), em);
    let widest_right = farthest(same.iter().map(|l| l.x1), em);
    if rtl {
        Column { x0: widest_left.min(left), x1: right }
    } else {
        Column { x0: left, x1: widest_right.max(right) }
    }
}

/// The greatest of some values, but for one or two that stand out by more than an em: words too long for their line.
fn farthest(values: impl Iterator<Item = f32>, em: f32) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(|a, b| b.total_cmp(a));
    let out = values
        .windows(2)
        .take(2)
        .take_while(|pair| values.len() > 5 && pair[0] - pair[1] > em)
        .count();
    values.get(out).copied().unwrap_or(f32::NEG_INFINITY)
}

/// Room left on a line, in points.
pub(super) fn room_after(line: &Line, column: Column) -> f32 {
    if line.rtl { line.x0 - column.x0 } else { column.x1 - line.x1 }
}
