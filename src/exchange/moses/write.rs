//! Writing parallel text files.

use std::io::Write;

use crate::error::Result;
use crate::exchange::lines::one_line;
use crate::exchange::unit_writer::UnitWriter;
use crate::model::{Pair, Unit};

/// Writes each side of the units to a file of its own, a line each.
pub struct MosesWriter<'a> {
    outputs: Pair<Box<dyn Write + 'a>>,
}

impl<'a> MosesWriter<'a> {
    /// Two files that have no lines yet.
    pub fn new(outputs: Pair<Box<dyn Write + 'a>>) -> Self {
        MosesWriter { outputs }
    }
}

impl UnitWriter for MosesWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        for (out, text) in self.outputs.as_mut().zip(unit.texts.as_ref()) {
            writeln!(out, "{}", one_line(&text.plain))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        for out in self.outputs.as_mut() {
            out.flush()?;
        }
        Ok(())
    }
}
