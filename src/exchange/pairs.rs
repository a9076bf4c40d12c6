//! Pairs as plain lines: TSV, and the two parallel files that Moses reads.

use std::io::Write;

use crate::error::Result;
use crate::model::Unit;

/// Writes `source<TAB>target<TAB>score`, without header and without quoting; tabs and line ends
/// inside a text become spaces.
pub fn write_tsv(units: &[Unit], out: &mut dyn Write) -> Result<()> {
    for unit in units {
        let (source, target) = (one_line(&unit.source.plain), one_line(&unit.target.plain));
        writeln!(out, "{source}\t{target}\t{}", unit.score.rounded())?;
    }
    Ok(())
}

/// Writes one side of the pairs, a line each.
pub fn write_moses_side(units: &[Unit], target: bool, out: &mut dyn Write) -> Result<()> {
    for unit in units {
        let text = if target { &unit.target.plain } else { &unit.source.plain };
        writeln!(out, "{}", one_line(text))?;
    }
    Ok(())
}

/// Whatever a program may take for the end of a line or field becomes a space.
fn one_line(text: &str) -> String {
    let breaks = [
        '\t', '\n', '\r', '\u{0B}', '\u{0C}', '\u{1C}', '\u{1D}', '\u{1E}', '\u{85}', '\u{2028}',
        '\u{2029}',
    ];
    text.replace(breaks, " ")
}
