//! Bead indices: `source indices<TAB>target indices<TAB>score`, from 0, an empty side an omission.

use std::io::Write;
use std::ops::Range;

use crate::error::Result;
use crate::model::AlignedDocument;

/// Writes the indices of every bead, a blank line between documents.
pub fn write_beads(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for bead in &document.beads {
            let (source, target) = (list(&bead.span.source), list(&bead.span.target));
            writeln!(out, "{source}\t{target}\t{:.4}", bead.score.value())?;
        }
    }
    Ok(())
}

fn list(range: &Range<usize>) -> String {
    range.clone().map(|index| index.to_string()).collect::<Vec<_>>().join(",")
}
