//! OpenDocument text (ODF 1.2) into paragraphs.

use std::collections::HashSet;
use std::path::Path;

use super::xml::{self, Step, attribute};
use super::{Paragraph, archive};
use crate::error::Result;
use crate::model::ParagraphKind;

/// The text of an OpenDocument file in order, footnotes and endnotes last. Tracked deletions,
/// comments, blocks of code and generated lists are not text.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Paragraph>> {
    let mut archive = archive::open(path, bytes)?;
    let content = archive::part_of(path, &mut archive, "content.xml")?
        .ok_or_else(|| archive::damaged(path, "the OpenDocument file has no content.xml"))?;
    let mut reader = OdtReader::default();
    reader.left_out.insert(CODE_STYLE.to_owned());
    xml::walk(&content, |step| reader.step(step))
        .map_err(|error| archive::damaged_part(path, "content.xml", &error))?;
    reader.found.append(&mut reader.notes);
    Ok(reader.found)
}

/// The style that word processors and pandoc give to blocks of code.
const CODE_STYLE: &str = "Preformatted_20_Text";

#[derive(Default)]
struct OdtReader {
    found: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    /// Paragraphs being read: a note or a frame nests one in another.
    open: Vec<Paragraph>,
    cells: usize,
    items: usize,
    in_notes: usize,
    skipped: usize,
    /// The style being defined.
    style: Option<String>,
    /// Styles whose text is hidden or code, those that inherit from them included.
    left_out: HashSet<String>,
}

impl OdtReader {
    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(start) => {
                let name = start.name();
                let name = name.as_ref();
                if self.skipped > 0 || is_skipped(name) || self.is_left_out(name, start) {
                    self.skipped += 1;
                } else {
                    self.enter(name, start);
                }
            }
            Step::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Step::Close(name) => self.leave(name),
            Step::Text(text) if self.skipped == 0 => self.push(text),
            Step::Text(_) => {}
        }
    }

    fn is_left_out(&self, name: &str, start: &quick_xml::events::BytesStart<'_>) -> bool {
        matches!(name, "text:span" | "text:p" | "text:h")
            && attribute(start, "style-name").is_some_and(|style| self.left_out.contains(&style))
    }

    fn enter(&mut self, name: &str, start: &quick_xml::events::BytesStart<'_>) {
        match name {
            "text:p" | "text:h" => {
                let kind = if self.in_notes > 0 {
                    ParagraphKind::Note
                } else if name == "text:h" {
                    ParagraphKind::Heading
                } else if self.cells > 0 {
                    ParagraphKind::Cell
                } else if self.items > 0 {
                    ParagraphKind::Item
                } else {
                    ParagraphKind::Text
                };
                self.open.push(Paragraph { text: String::new(), kind });
            }
            "table:table-cell" => self.cells += 1,
            "text:list-item" => self.items += 1,
            "text:note-body" => self.in_notes += 1,
            "text:s" => {
                // Only that there is space matters: runs are squeezed.
                let count =
                    attribute(start, "c").and_then(|c| c.parse::<usize>().ok()).unwrap_or(1);
                self.push(if count > 0 { " " } else { "" });
            }
            "style:style" => {
                self.style = attribute(start, "name");
                let parent = attribute(start, "parent-style-name");
                if parent.is_some_and(|parent| self.left_out.contains(&parent)) {
                    self.left_out.extend(self.style.clone());
                }
            }
            "style:text-properties" if attribute(start, "display").as_deref() == Some("none") => {
                self.left_out.extend(self.style.clone());
            }
            "text:tab" | "text:line-break" => self.push(" "),
            _ => {}
        }
    }

    fn leave(&mut self, name: &str) {
        match name {
            "text:p" | "text:h" => {
                if let Some(read) = self.open.pop() {
                    let paragraph = Paragraph::new(&read.text, read.kind);
                    if !paragraph.text.is_empty() {
                        let list =
                            if self.in_notes > 0 { &mut self.notes } else { &mut self.found };
                        list.push(paragraph);
                    }
                }
            }
            "table:table-cell" => self.cells = self.cells.saturating_sub(1),
            "text:list-item" => self.items = self.items.saturating_sub(1),
            "text:note-body" => self.in_notes = self.in_notes.saturating_sub(1),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }
}

/// Deletions, comments, footnote numbers, image descriptions, readings above words, table cells that
/// another one covers, and what is generated from the text: its contents and indexes.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes"
            | "office:annotation"
            | "text:note-citation"
            | "svg:desc"
            | "svg:title"
            | "office:forms"
            | "text:hidden-text"
            | "text:ruby-text"
            | "table:covered-table-cell"
            | "text:table-of-content"
            | "text:alphabetical-index"
            | "text:illustration-index"
            | "text:object-index"
            | "text:table-index"
            | "text:user-index"
    )
}
