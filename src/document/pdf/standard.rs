//! Widths of the fonts that every reader has and files need not describe.

/// Helvetica, U+0020 to U+007E, in thousandths of an em.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Times, U+0020 to U+007E, in thousandths of an em.
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// Bold faces are wider by about this factor.
const BOLD: f32 = 1.06;

/// Advance of a character in the standard font that `name` resembles, in thousandths of an em.
pub(super) fn width(name: &str, character: char) -> f32 {
    if name.contains("Courier") {
        return 600.0;
    }
    let table = if name.contains("Times") || name.contains("Serif") { &TIMES } else { &HELVETICA };
    let index = (u32::from(character)).wrapping_sub(0x20) as usize;
    let width = match character {
        '‘' | '’' | '·' => 250.0,
        '“' | '”' | '•' => 380.0,
        '—' | '…' => 1000.0,
        '\u{a0}' => f32::from(table[0]),
        _ => f32::from(table.get(index).copied().unwrap_or(550)),
    };
    if name.contains("Bold") && character != ' ' { width * BOLD } else { width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_known_widths() {
        assert_eq!(width("Helvetica", 'A'), 667.0);
        assert_eq!(width("Times-Roman", '~'), 541.0);
        assert_eq!(width("Courier-Bold", 'i'), 600.0);
    }
}
