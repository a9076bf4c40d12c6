//! Finds the columns of a page and the order in which its parts are read.

use super::atom::Atom;
use super::line::rows;

/// Narrowest gutter in ems; XeTeX sets .8.
const GUTTER: f32 = 0.7;

/// Share of rows that may cross a gutter: titles, wide figures.
const CROSSING: f32 = 0.2;

/// Rows of letters so much larger than the text may cross without limit.
const TITLE: f32 = 1.15;

/// Rows that a side needs before it is a column.
const ROWS: usize = 4;

/// Share of the text's width that a side needs.
const SIDE: f32 = 0.18;

/// Most comparisons of a place with a stretch of text that finding a gutter may take.
const WORK: f32 = 2e8;

/// A part of a page that is read from top to bottom.
#[derive(Debug)]
pub(super) struct Region {
    /// Its atoms.
    pub(super) atoms: Vec<Atom>,
    /// Whether it is one of several columns.
    pub(super) column: bool,
}

/// Where text is on one row, words run together.
struct Spans {
    spans: Vec<(f32, f32)>,
    size: f32,
}

fn spans(row: &[Atom], least: f32) -> Spans {
    let mut boxes: Vec<(f32, f32)> =
        row.iter().filter(|a| !a.is_space()).map(|a| (a.x0, a.x1)).collect();
    boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = row.iter().map(|a| a.size).fold(0.0, f32::max);
    let mut spans: Vec<(f32, f32)> = Vec::new();
    for (x0, x1) in boxes {
        match spans.last_mut() {
            Some(last) if x0 - last.1 < least => last.1 = last.1.max(x1),
            _ => spans.push((x0, x1)),
        }
    }
    Spans { spans, size }
}

/// Splits a page into regions in reading order. `gutters` are those of earlier pages; new ones are added.
pub(super) fn regions(
    atoms: Vec<Atom>,
    em: f32,
    rtl: bool,
    gutters: &mut Vec<(f32, f32)>,
) -> Vec<Region> {
    let mut out = Vec::new();
    split(atoms, em, rtl, gutters, 0, &mut out);
    out
}

fn split(
    atoms: Vec<Atom>,
    em: f32,
    rtl: bool,
    gutters: &mut Vec<(f32, f32)>,
    depth: usize,
    out: &mut Vec<Region>,
) {
    if atoms.is_empty() {
        return;
    }
    let rows = rows(atoms);
    let measured: Vec<Spans> = rows.iter().map(|row| spans(row, GUTTER * em)).collect();
    let gutter = (depth < 4).then(|| find(&measured, em)).flatten();
    let gutter = match gutter {
        Some(found) => {
            if !gutters.iter().any(|g| (g.0 - found.0).abs() < em && (g.1 - found.1).abs() < em) {
                gutters.push(found);
            }
            Some(found)
        }
        None if depth == 0 => known(&measured, gutters),
        None => None,
    };
    let Some((g0, g1)) = gutter else {
        out.push(Region { atoms: rows.into_iter().flatten().collect(), column: depth > 0 });
        return;
    };
    let x = (g0 + g1) / 2.0;
    let mut across: Vec<Atom> = Vec::new();
    let mut sides: (Vec<Atom>, Vec<Atom>) = (Vec::new(), Vec::new());
    let mut flush =
        |sides: &mut (Vec<Atom>, Vec<Atom>), across: &mut Vec<Atom>, out: &mut Vec<Region>| {
            if !across.is_empty() {
                out.push(Region { atoms: std::mem::take(across), column: false });
            }
            let (left, right) = std::mem::take(sides);
            let (first, second) = if rtl { (right, left) } else { (left, right) };
            split(first, em, rtl, gutters, depth + 1, out);
            split(second, em, rtl, gutters, depth + 1, out);
        };
    for (row, spans) in rows.into_iter().zip(&measured) {
        if crosses(spans, x) {
            if !sides.0.is_empty() || !sides.1.is_empty() {
                flush(&mut sides, &mut Vec::new(), out);
            }
            across.extend(row);
        } else {
            if !across.is_empty() {
                out.push(Region { atoms: std::mem::take(&mut across), column: false });
            }
            let (left, right): (Vec<_>, Vec<_>) = row.into_iter().partition(|a| a.centre() < x);
            sides.0.extend(left);
            sides.1.extend(right);
        }
    }
    flush(&mut sides, &mut across, out);
}

fn crosses(spans: &Spans, x: f32) -> bool {
    spans.spans.iter().any(|(x0, x1)| *x0 < x - 0.5 && *x1 > x + 0.5)
}

/// Counts over one gutter: rows that cross it, rows with text at its left, at its right.
fn count(rows: &[Spans], x: f32) -> (usize, usize, usize) {
    let mut found = (0, 0, 0);
    for row in rows {
        if crosses(row, x) {
            found.0 += 1;
        } else {
            found.1 += usize::from(row.spans.iter().any(|s| s.1 <= x + 0.5));
            found.2 += usize::from(row.spans.iter().any(|s| s.0 >= x - 0.5));
        }
    }
    found
}

/// The best gutter over these rows, if there is one: its left and right edge.
fn find(rows: &[Spans], em: f32) -> Option<(f32, f32)> {
    let ends = || rows.iter().flat_map(|r| &r.spans);
    let x0 = ends().map(|s| s.0).fold(f32::INFINITY, f32::min);
    let x1 = ends().map(|s| s.1).fold(f32::NEG_INFINITY, f32::max);
    let width = x1 - x0;
    let step = (em / 4.0).max(width / 4000.0);
    let work = (width / step) * ends().count() as f32;
    if width < 12.0 * em || rows.len() < ROWS || work > WORK {
        return None;
    }
    let steps = (width / step) as usize;
    let good: Vec<Option<usize>> = (0..steps)
        .map(|i| {
            let x = x0 + i as f32 * step;
            let (cross, left, right) = count(rows, x);
            let inside = x - x0 > SIDE * width && x1 - x > SIDE * width;
            let enough = left >= ROWS && right >= ROWS && left.min(right) * 4 >= left.max(right);
            let titles = rows.iter().filter(|row| row.size > TITLE * em && crosses(row, x)).count();
            let few = (cross - titles) as f32 <= CROSSING * (cross + left.max(right)) as f32;
            (inside && enough && few).then_some(cross)
        })
        .collect();
    let mut best: Option<(usize, usize, usize)> = None;
    let mut i = 0;
    while i < good.len() {
        let Some(least) = good[i] else {
            i += 1;
            continue;
        };
        let mut end = i;
        while end < good.len() && good[end] == Some(least) {
            end += 1;
        }
        let wide = (end - i) as f32 * step >= GUTTER * em * 0.6;
        if wide
            && best.is_none_or(|(cross, a, b)| {
                (least, b - a) < (cross, end - i) || least == cross && end - i > b - a
            })
        {
            best = Some((least, i, end));
        }
        i = end;
    }
    let (_, a, b) = best?;
    let gutter = (x0 + a as f32 * step, x0 + b as f32 * step);
    filled(rows, gutter).then_some(gutter)
}

/// Whether the sides are columns of running text and not the cells of a table: rows fill their side.
fn filled(rows: &[Spans], gutter: (f32, f32)) -> bool {
    let x = (gutter.0 + gutter.1) / 2.0;
    let side = |left: bool| {
        let spans: Vec<(f32, f32)> = rows
            .iter()
            .filter(|r| !crosses(r, x))
            .filter_map(|r| {
                let own = r.spans.iter().filter(|s| (s.1 <= x + 0.5) == left);
                own.copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            })
            .collect();
        let x0 = spans.iter().map(|s| s.0).fold(f32::INFINITY, f32::min);
        let x1 = spans.iter().map(|s| s.1).fold(f32::NEG_INFINITY, f32::max);
        let mean = spans.iter().map(|s| s.1 - s.0).sum::<f32>() / spans.len().max(1) as f32;
        let em = rows.iter().map(|r| r.size).fold(0.0, f32::max);
        mean > 0.55 * (x1 - x0) && x1 - x0 > 6.0 * em.min(20.0)
    };
    side(true) && side(false)
}

/// A gutter of an earlier page that this one keeps to: short last pages have too few rows to tell.
fn known(rows: &[Spans], gutters: &[(f32, f32)]) -> Option<(f32, f32)> {
    gutters.iter().copied().find(|gutter| {
        let (cross, left, right) = count(rows, (gutter.0 + gutter.1) / 2.0);
        let edges = |r: &Spans| {
            r.spans.iter().all(|s| s.1 <= gutter.0 + r.size || s.0 >= gutter.1 - r.size)
        };
        let kept = rows.iter().filter(|r| edges(r)).count();
        left + right > 0
            && cross as f32 <= CROSSING * rows.len() as f32
            && kept * 5 >= rows.len() * 4
    })
}
