//! Reads article files in PDF: paragraphs of text in logical order, English and Arabic.
//!
//! The way of a page: `objects` opens the file within bounds, `interpret` runs the content stream for
//! the glyphs it draws (`font`, `cmap`, `encoding`, `program`), `lesson` learns from all pages what
//! each glyph means, `repair` gives every glyph its text and `mark` puts marks on their letters.
//! `furniture` takes out running heads and page numbers, `column` finds columns and `table` cells;
//! `line` gathers what lies on one baseline, `order` turns it into the order of reading, and
//! `paragraph` tells where paragraphs start (`measure`, `join`).

mod atom;
mod cmap;
mod column;
mod encoding;
mod font;
mod furniture;
mod glyph;
mod interpret;
mod join;
mod lesson;
mod letter;
mod lexer;
mod line;
mod mark;
mod measure;
mod objects;
mod order;
mod overprint;
mod paragraph;
mod place;
mod program;
mod read;
mod repair;
#[cfg(test)]
mod sample;
mod standard;
mod table;
#[cfg(test)]
mod trial;

use super::Paragraph;
use crate::error::{Fault, FaultKind};
use crate::model::ParagraphKind;

pub use read::read;

/// Something on a page that is not part of the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is taken for: "running head", "page number", "footer", "artifact", "turned text".
    pub what: &'static str,
    /// Its text.
    pub text: String,
    /// Page, from 1.
    pub page: usize,
}

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdfText {
    /// Paragraphs in reading order.
    pub paragraphs: Vec<Paragraph>,
    /// What was left out, in page order.
    pub left_out: Vec<LeftOut>,
    /// What may be wrong with the text; each a sentence.
    pub warnings: Vec<String>,
}

impl PdfText {
    /// What a user should know: what may be wrong with the text, and what was left out.
    pub fn said(&self) -> Vec<String> {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for left in &self.left_out {
            match counts.iter_mut().find(|(what, _)| *what == left.what) {
                Some((_, count)) => *count += 1,
                None => counts.push((left.what, 1)),
            }
        }
        let counts: Vec<String> =
            counts.iter().map(|(what, count)| format!("{what} ({count})")).collect();
        let left_out = format!("left out as not part of the text: {}", counts.join(", "));
        let mut said = self.warnings.clone();
        said.extend((!counts.is_empty()).then_some(left_out));
        said
    }
}
