//! Writing ladders.

use std::io::Write;

use crate::error::Result;
use crate::model::AlignedDocument;

/// Writes the ladder of every document, one after the other.
pub fn write_ladder(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    for document in documents {
        let (mut i, mut j) = (0, 0);
        for bead in &document.beads {
            writeln!(out, "{i}\t{j}\t{:.4}", bead.score.value())?;
            i += bead.span.source.len();
            j += bead.span.target.len();
        }
        writeln!(out, "{i}\t{j}\t0")?;
    }
    Ok(())
}
