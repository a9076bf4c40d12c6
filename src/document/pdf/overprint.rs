//! Puts side by side what was drawn on top of each other: Qt starts the later runs of a mixed line at a wrong place.

use super::atom::Atom;

/// Pieces of a row that are looked at.
const MOST: usize = 5_000;

/// How far two chains must overlap, in ems, before the drawing order is trusted over the places.
const OVERLAP: f32 = 2.0;

/// A gap, in ems, over which a chain of pieces goes on.
const NEXT: f32 = 1.5;

/// A chain of pieces drawn one beside the other.
struct Chain {
    first: usize,
    end: usize,
    x0: f32,
    x1: f32,
}

fn chains(row: &[Atom]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    for (index, atom) in row.iter().enumerate() {
        if let Some(last) = chains.last_mut() {
            let before = &row[index - 1];
            let gap = (atom.x0 - before.x1).max(before.x0 - atom.x1);
            // A run that turns back to its own right end, as a right-to-left run after a left-to-right one, goes on too.
            let on = (atom.x0 - last.x1).abs() < NEXT * atom.size
                || gap < NEXT * atom.size && gap > -NEXT * atom.size;
            if on {
                (last.end, last.x0, last.x1) =
                    (index + 1, last.x0.min(atom.x0), last.x1.max(atom.x1));
                continue;
            }
        }
        chains.push(Chain { first: index, end: index + 1, x0: atom.x0, x1: atom.x1 });
    }
    chains
}

/// The row with its chains laid out from left to right as they were drawn; `None` when none lies on another, or one
/// repeats another to look bold.
pub(super) fn apart(row: &[Atom]) -> Option<Vec<Atom>> {
    if row.len() < 8 || row.len() > MOST {
        return None;
    }
    let mut row = row.to_vec();
    row.sort_by_key(|a| a.seq);
    let chains = merged(chains(&row));
    let em = row.iter().map(|a| a.size).fold(0.0, f32::max);
    let text = |c: &Chain| row[c.first..c.end].iter().map(|a| a.text.as_ref()).collect::<String>();
    let mut found = false;
    for (index, a) in chains.iter().enumerate().take(64) {
        for b in chains.iter().take(64).skip(index + 1) {
            if a.x1.min(b.x1) - a.x0.max(b.x0) > OVERLAP * em {
                if text(a) == text(b) {
                    return None;
                }
                found = true;
            }
        }
    }
    if !found {
        return None;
    }
    let mut end = chains.first()?.x0;
    for chain in &chains {
        let shift = end - chain.x0;
        for atom in &mut row[chain.first..chain.end] {
            atom.x0 += shift;
            atom.x1 += shift;
        }
        end += chain.x1 - chain.x0;
    }
    Some(row)
}

/// Chains that start where the one before ends become one; a right-to-left run is drawn from its far end.
fn merged(chains: Vec<Chain>) -> Vec<Chain> {
    let mut out: Vec<Chain> = Vec::new();
    for chain in chains {
        match out.last_mut() {
            Some(last) if (chain.x0 - last.x1).abs() < 2.0 => {
                last.end = chain.end;
                last.x1 = last.x1.max(chain.x1);
            }
            _ => out.push(chain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(seq: u32, text: &str, x0: f32) -> Atom {
        Atom {
            text: text.into(),
            x0,
            x1: x0 + 6.0,
            y: 0.0,
            size: 12.0,
            ink: None,
            seq,
            mark: false,
            logical: false,
            bold: false,
            content: Default::default(),
        }
    }

    fn chain(text: &str, from: u32, x: f32) -> Vec<Atom> {
        text.chars()
            .enumerate()
            .map(|(i, c)| atom(from + i as u32, &c.to_string(), x + 6.0 * i as f32))
            .collect()
    }

    #[test]
    fn what_lies_on_top_is_moved_behind() {
        let mut row = chain("first half", 0, 100.0);
        row.extend(chain("other half", 20, 110.0));
        let laid = apart(&row).unwrap_or_default();
        let text: String = laid.iter().map(|a| a.text.as_ref()).collect();
        assert_eq!(text, "first halfother half");
        assert!(laid.windows(2).all(|pair| pair[0].x0 < pair[1].x0));
    }

    #[test]
    fn a_line_drawn_twice_stays() {
        let mut row = chain("bold words", 0, 100.0);
        row.extend(chain("bold words", 20, 100.3));
        assert!(apart(&row).is_none());
    }
}
