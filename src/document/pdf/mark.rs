//! Puts marks (tashkeel, hamza above and below) on the letter they are drawn over.

use super::atom::Atom;
use super::glyph::Rect;
use super::letter::{is_mark, is_rtl};
use unicode_normalization::UnicodeNormalization;

/// How far outside the ink of the letter drawn next to it a mark may lie, in ems.
const NEIGHBOUR: f32 = 0.1;

/// Attaches every mark among `atoms` to its base and returns the bases.
pub(super) fn attach(atoms: Vec<Atom>) -> Vec<Atom> {
    let (marks, mut bases): (Vec<_>, Vec<_>) = atoms.into_iter().partition(|a| a.mark);
    let mut found: Vec<(usize, Atom)> = Vec::new();
    let before = drawn_logically(&bases);
    for mark in marks {
        if let Some(base) = base_of(&mark, &bases, before) {
            found.push((base, mark));
        }
    }
    // Marks nearest to the letter first, so that a shadda stands before its vowel.
    found.sort_by_key(|(base, mark)| (*base, mark.seq));
    for (base, mark) in found {
        let base = &mut bases[base];
        base.text = joined(base, &mark).into();
    }
    bases
}

/// Whether right-to-left text is drawn in the order of reading, so that a mark follows its letter; most producers draw
/// it from left to right, mark first.
fn drawn_logically(bases: &[Atom]) -> bool {
    let letter = |a: &Atom| a.text.chars().any(is_rtl);
    let mut steps = 0i64;
    for pair in bases.windows(2).filter(|p| letter(&p[0]) && letter(&p[1]) && p[0].y == p[1].y) {
        steps += if pair[1].x0 < pair[0].x0 { 1 } else { -1 };
    }
    steps > 0
}

/// Where a mark is: the middle of its ink, or its origin.
fn middle(mark: &Atom) -> f32 {
    mark.ink.map_or(mark.x0, |ink| (ink.x0 + ink.x1) / 2.0)
}

fn extent(base: &Atom) -> (f32, f32) {
    let ink = base.ink.unwrap_or(Rect { x0: base.x0, x1: base.x1, ..Rect::default() });
    (ink.x0.min(base.x0), ink.x1.max(base.x1))
}

/// Index of the base of a mark: its box holds the middle of the mark's ink, and it was drawn close to the mark.
/// `before` says that letters are drawn before their marks.
fn base_of(mark: &Atom, bases: &[Atom], before: bool) -> Option<usize> {
    let next = bases.partition_point(|b| b.seq < mark.seq);
    let near = next.saturating_sub(40)..(next + 40).min(bases.len());
    let x = middle(mark);
    let candidates = near.filter(|i| {
        let base = &bases[*i];
        !base.is_space()
            && !base.text.is_empty()
            && (base.y - mark.y).abs() < mark.size.max(base.size) * 1.2
    });
    candidates
        .map(|i| {
            let (x0, x1) = extent(&bases[i]);
            let outside = (x0 - x).max(x - x1).max(0.0);
            // The letter drawn right after the mark comes first, then the one right before it; or the other way.
            let order = if i >= next {
                (i - next) * 2 + usize::from(before)
            } else {
                (next - 1 - i) * 2 + usize::from(!before)
            };
            let slack = mark.size * if order == 0 { NEIGHBOUR } else { 0.02 };
            let off_centre = (bases[i].centre() - x).abs() * if order == 0 { 0.5 } else { 1.0 };
            let held = outside <= slack;
            let cost = if held {
                order.min(3) as f32 * 0.05 * mark.size + off_centre
            } else {
                outside + mark.size
            };
            let letter = bases[i].text.chars().any(char::is_alphabetic);
            (i, cost + if letter { 0.0 } else { mark.size * 0.5 }, order)
        })
        .min_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)))
        .filter(|(_, cost, _)| *cost < mark.size * 2.5)
        .map(|(i, _, _)| i)
}

/// The base's text with the mark put after the letter under it.
fn joined(base: &Atom, mark: &Atom) -> String {
    let letters: Vec<usize> =
        base.text.char_indices().filter(|(_, c)| !is_mark(*c)).map(|(i, _)| i).collect();
    let mut at = base.text.len();
    if letters.len() > 1 {
        // Inside a ligature the first letter is at the right.
        let (x0, x1) = extent(base);
        let share = ((x1 - middle(mark)) / (x1 - x0).max(0.01)).clamp(0.0, 0.999);
        // Where it was not placed at all, it is a tanween on the lam, as most write it.
        let unplaced = (mark.x0 - base.x0).abs() < 0.005 * base.size;
        let hamza = base.text.nfd().any(|c| matches!(c, '\u{653}'..='\u{655}'));
        let letter = if unplaced {
            usize::from(hamza && !mark.text.contains('\u{64b}'))
        } else {
            (share * letters.len() as f32) as usize
        };
        at = letters.get(letter + 1).copied().unwrap_or(base.text.len());
    }
    let start =
        base.text[..at].char_indices().rev().find(|(_, c)| !is_mark(*c)).map_or(0, |(i, _)| i);
    let mut letter: Vec<char> = base.text[start..at].nfd().collect();
    let hamza = |c: char| matches!(c, '\u{653}'..='\u{655}');
    // A hamza drawn apart is surer than one in the letter's text; one in a mark's cluster goes with its own letter only.
    if mark.text.chars().all(hamza) {
        letter.retain(|c| !hamza(*c));
    }
    let told = mark.text.chars().find(|c| !is_mark(*c));
    let own = told.is_none() || told == letter.first().copied();
    for c in mark.text.chars().filter(|c| is_mark(*c) && (own || !hamza(*c))) {
        let has = letter.contains(&c) || hamza(c) && letter.iter().any(|l| hamza(*l));
        if !has {
            letter.push(c);
        }
    }
    let letter: String = letter.into_iter().nfc().collect();
    format!("{}{}{}", &base.text[..start], letter, &base.text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(seq: u32, text: &str, x: (f32, f32), ink: (f32, f32)) -> Atom {
        let ink = Rect { x0: ink.0, y0: 0.0, x1: ink.1, y1: 5.0 };
        Atom {
            text: text.into(),
            x0: x.0,
            x1: x.1,
            y: 0.0,
            size: 12.0,
            ink: Some(ink),
            seq,
            mark: text.chars().all(is_mark),
            logical: false,
            bold: false,
            content: Default::default(),
        }
    }

    fn texts(atoms: Vec<Atom>) -> Vec<String> {
        attach(atoms).iter().map(|a| a.text.to_string()).collect()
    }

    #[test]
    fn ink_tells_the_letter_of_a_mark() {
        let atoms = vec![
            atom(0, "ب", (0.0, 6.0), (0.0, 6.0)),
            atom(1, "\u{64e}", (5.0, 5.0), (8.0, 11.0)),
            atom(2, "ت", (6.0, 13.0), (6.0, 13.0)),
        ];
        assert_eq!(texts(atoms), ["ب", "ت\u{64e}"]);
    }

    #[test]
    fn a_mark_on_a_ligature_goes_to_the_letter_under_it() {
        let over_lam = vec![
            atom(0, "\u{64e}", (3.0, 3.0), (7.0, 9.0)),
            atom(1, "لا", (0.0, 10.0), (0.0, 10.0)),
        ];
        assert_eq!(texts(over_lam), ["ل\u{64e}ا"]);
        let over_alef = vec![
            atom(0, "\u{64e}", (3.0, 3.0), (1.0, 3.0)),
            atom(1, "لا", (0.0, 10.0), (0.0, 10.0)),
        ];
        assert_eq!(texts(over_alef), ["لا\u{64e}"]);
    }

    #[test]
    fn a_hamza_drawn_apart_joins_its_letter() {
        let atoms =
            vec![atom(0, "\u{654}", (1.0, 1.0), (1.0, 3.0)), atom(1, "ا", (0.0, 4.0), (1.0, 3.0))];
        assert_eq!(texts(atoms), ["أ"]);
    }
}
