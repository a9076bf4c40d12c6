//! Text for a terminal: logical order, Arabic last and on a line of its own, nothing in it that
//! could drive the terminal.

use std::io::Write;

use crate::error::Result;
use crate::model::{AlignedBead, AlignedDocument, Status};
use crate::text::printable;

/// Writes every bead as a small block.
pub fn write_text(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    for document in documents {
        if documents.len() > 1 {
            writeln!(out, "== {}\n", printable(&document.name))?;
        }
        let source =
            (document.languages.source.as_str(), document.languages.source.is_right_to_left());
        let target =
            (document.languages.target.as_str(), document.languages.target.is_right_to_left());
        for (index, bead) in document.beads.iter().enumerate() {
            writeln!(out, "{}", heading(index, bead))?;
            let mut sides = [(source, &bead.texts.source), (target, &bead.texts.target)];
            // Stable: only a right-to-left source changes places.
            sides.sort_by_key(|((_, right_to_left), _)| *right_to_left);
            for ((language, _), texts) in sides {
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
