//! Bead indices: `source indices<TAB>target indices<TAB>score`, from 0. A side without indices is an
//! omission.

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
            let indices = bead.span.as_ref().map(list);
            let score = bead.score.value();
            writeln!(out, "{}\t{}\t{score:.4}", indices.source, indices.target)?;
        }
    }
    Ok(())
}

fn list(range: &Range<usize>) -> String {
    range.clone().map(|index| index.to_string()).collect::<Vec<_>>().join(",")
}
