//! Tells the rows of a table from lines of text, and parts them into cells.

use super::atom::Atom;

/// Gap between two cells, in ems; justified text has none so wide three rows on end, one under the other.
const GAP: f32 = 1.2;

/// Rows that make a table.
const ROWS: usize = 3;

/// Text fills less of a table's row than of a line.
const FILLED: f32 = 0.75;

/// A row, or a cell of one.
pub(super) struct Row {
    /// Its atoms.
    pub(super) atoms: Vec<Atom>,
    /// Whether it is a cell of a table.
    pub(super) cell: bool,
}

/// Ends of the stretches of text on a row that wide gaps part, and the share of the row they fill.
fn stretches(row: &[Atom]) -> (Vec<(f32, f32)>, f32) {
    let mut boxes: Vec<(f32, f32)> =
        row.iter().filter(|a| !a.is_space()).map(|a| (a.x0, a.x1)).collect();
    boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let em = row.iter().map(|a| a.size).fold(0.0, f32::max);
    let mut found: Vec<(f32, f32)> = Vec::new();
    for (x0, x1) in boxes {
        match found.last_mut() {
            Some(last) if x0 - last.1 < GAP * em => last.1 = last.1.max(x1),
            _ => found.push((x0, x1)),
        }
    }
    let inked: f32 = found.iter().map(|s| s.1 - s.0).sum();
    let width = found.last().map_or(1.0, |s| s.1) - found.first().map_or(0.0, |s| s.0);
    (found, inked / width.max(1.0))
}

/// Whether the stretches of two rows lie one under the other.
fn aligned(a: &[(f32, f32)], b: &[(f32, f32)]) -> bool {
    a.len() >= 2 && a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.0.max(y.0) < x.1.min(y.1))
}

/// Parts the rows of tables into cells, in reading order; other rows stay whole.
pub(super) fn part(rows: Vec<Vec<Atom>>, rtl: bool) -> Vec<Row> {
    let measured: Vec<(Vec<(f32, f32)>, f32)> = rows.iter().map(|row| stretches(row)).collect();
    let mut cells = vec![false; rows.len()];
    let mut start = 0;
    while start < rows.len() {
        let mut end = start + 1;
        while end < rows.len() && aligned(&measured[end - 1].0, &measured[end].0) {
            end += 1;
        }
        let filled = measured[start..end].iter().map(|m| m.1).sum::<f32>() / (end - start) as f32;
        if end - start >= ROWS && filled < FILLED {
            cells[start..end].fill(true);
        }
        start = end;
    }
    let mut out = Vec::with_capacity(rows.len());
    for ((row, (stretches, _)), cell) in rows.into_iter().zip(measured).zip(cells) {
        if !cell {
            out.push(Row { atoms: row, cell });
            continue;
        }
        let mut parts: Vec<Vec<Atom>> = vec![Vec::new(); stretches.len()];
        for atom in row {
            let index = stretches
                .partition_point(|s| s.1 < atom.centre())
                .min(parts.len().saturating_sub(1));
            if let Some(part) = parts.get_mut(index) {
                part.push(atom);
            }
        }
        if rtl {
            parts.reverse();
        }
        out.extend(parts.into_iter().map(|atoms| Row { atoms, cell }));
    }
    out
}
