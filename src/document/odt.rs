//! Reads the paragraphs of OpenDocument text (ODF 1.2).

use std::collections::HashSet;
use std::path::Path;

use super::xml::{self, XmlEvent, attribute};
use super::{Paragraph, archive};
use crate::error::Result;
use crate::model::ParagraphKind;

/// The text of an OpenDocument file in reading order, with footnotes and endnotes last. Tracked deletions,
/// comments, code blocks and generated indexes are left out.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Paragraph>> {
    let mut archive = archive::open(path, bytes)?;
    let content = archive::part_of(path, &mut archive, "content.xml")?
        .ok_or_else(|| archive::damaged(path, "the OpenDocument file has no content.xml"))?;
    let mut reader = OdtReader::default();
    reader.left_out.insert(CODE_STYLE.to_owned());
    xml::walk(&content, |event| reader.handle(event))
        .map_err(|error| archive::damaged_part(path, "content.xml", &error))?;
    reader.found.append(&mut reader.notes);
    Ok(reader.found)
}

/// The style that word processors and pandoc use for code blocks.
const CODE_STYLE: &str = "Preformatted_20_Text";

#[derive(Default)]
struct OdtReader {
    found: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    /// The paragraphs being read, outermost first: a note or a frame nests paragraphs in a paragraph.
    open: Vec<Paragraph>,
    cells: usize,
    items: usize,
    in_notes: usize,
    skipped: usize,
    /// The style being defined.
    style: Option<String>,
    /// The styles of hidden text and code, including styles that inherit from them.
    left_out: HashSet<String>,
}

impl OdtReader {
    fn handle(&mut self, event: XmlEvent<'_>) {
        match event {
            XmlEvent::Open(start) => {
                let name = start.name();
                let name = name.as_ref();
                if self.skipped > 0 || is_skipped(name) || self.is_left_out(name, start) {
                    self.skipped += 1;
                } else {
                    self.enter(name, start);
                }
            }
            XmlEvent::Close(_) if self.skipped > 0 => self.skipped -= 1,
            XmlEvent::Close(name) => self.leave(name),
            XmlEvent::Text(text) if self.skipped == 0 => self.push(text),
            XmlEvent::Text(_) => {}
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
                // Only whether there is space matters, because runs of white space are collapsed.
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

/// Whether an element is skipped: deletions, comments, footnote numbers, image descriptions, ruby
/// annotations, covered table cells, and tables of contents and indexes generated from the text.
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
