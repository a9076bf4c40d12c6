//! Pairs as plain lines: TSV, and the two parallel files that Moses reads.

use std::io::Write;

use super::writer::UnitWriter;
use crate::error::Result;
use crate::model::Unit;

/// Writes `source<TAB>target<TAB>score`, without header and without quoting; tabs and line ends
/// inside a text become spaces.
pub struct TsvWriter<'a> {
    out: Box<dyn Write + 'a>,
}

impl<'a> TsvWriter<'a> {
    /// A file of no lines yet.
    pub fn new(out: Box<dyn Write + 'a>) -> Self {
        TsvWriter { out }
    }
}

impl UnitWriter for TsvWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        let (source, target) =
            (one_line(&unit.texts.source.plain), one_line(&unit.texts.target.plain));
        writeln!(self.out, "{source}\t{target}\t{}", unit.score.rounded())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// Writes each side of the pairs to a file of its own, a line each.
pub struct MosesWriter<'a> {
    source: Box<dyn Write + 'a>,
    target: Box<dyn Write + 'a>,
}

impl<'a> MosesWriter<'a> {
    /// Two files of no lines yet.
    pub fn new(source: Box<dyn Write + 'a>, target: Box<dyn Write + 'a>) -> Self {
        MosesWriter { source, target }
    }
}

impl UnitWriter for MosesWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        writeln!(self.source, "{}", one_line(&unit.texts.source.plain))?;
        writeln!(self.target, "{}", one_line(&unit.texts.target.plain))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.source.flush()?;
        Ok(self.target.flush()?)
    }
}

/// Whatever a program may take for the end of a line or field becomes a space.
pub fn one_line(text: &str) -> String {
    let breaks = [
        '\t', '\n', '\r', '\u{0B}', '\u{0C}', '\u{1C}', '\u{1D}', '\u{1E}', '\u{85}', '\u{2028}',
        '\u{2029}',
    ];
    text.replace(breaks, " ")
}
