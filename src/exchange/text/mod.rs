//! Text for a terminal: in logical order, with Arabic last and on lines of its own, and without anything
//! that could drive the terminal.

use std::io::Write;

use crate::error::Result;
use crate::model::{AlignedBead, AlignedDocument, Side, Status};
use crate::text::printable;

/// Writes every bead as a block of lines.
pub fn write_text(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    for document in documents {
        if documents.len() > 1 {
            writeln!(out, "== {}\n", printable(&document.name))?;
        }
        for (index, bead) in document.beads.iter().enumerate() {
            writeln!(out, "{}", heading(index, bead))?;
            let mut sides = Side::BOTH;
            // Stable: the source comes first unless it alone is written from right to left.
            sides.sort_by_key(|side| document.languages[*side].is_right_to_left());
            for side in sides {
                let (language, texts) = (&document.languages[side], &bead.texts[side]);
                for text in texts {
                    writeln!(out, "  {language}  {}", printable(text))?;
                }
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn heading(index: usize, bead: &AlignedBead) -> String {
    let shape = match (bead.texts.source.len(), bead.texts.target.len()) {
        (_, 0) => "only in the original".to_owned(),
        (0, _) => "only in the translation".to_owned(),
        (m, n) => format!("{m}–{n}"),
    };
    let status = match bead.status {
        Status::Auto => String::new(),
        status => format!("  {status}"),
    };
    format!("{:>4}  {:>3} %  {shape}{status}", index + 1, bead.score.percent())
}
