//! Word documents (Office Open XML, ECMA-376) into paragraphs.

use std::path::Path;

use super::xml::{self, Step, attribute, local};
use super::{Paragraph, archive};
use crate::error::{Error, Result};
use crate::model::ParagraphKind;

/// The text of a Word document in order: paragraphs, headings, list items, table cells, text boxes,
/// then footnotes and endnotes. Tracked deletions and field codes are not text.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Paragraph>> {
    let mut archive = archive::open(path, bytes)?;
    let main = archive::main_part(&mut archive)
        .ok_or_else(|| Error::document(path, "the Word document has no text part"))?;
    let mut paragraphs = Vec::new();
    for (part, kind) in [
        (main.as_str(), ParagraphKind::Text),
        ("word/footnotes.xml", ParagraphKind::Note),
        ("word/endnotes.xml", ParagraphKind::Note),
    ] {
        if let Some(text) = archive::part_of(path, &mut archive, part)? {
            let mut reader = WordReader::new(kind);
            xml::walk(&text, |step| reader.step(step)).map_err(|error| {
                Error::document(path, format!("{part} inside it is damaged: {error}"))
            })?;
            paragraphs.append(&mut reader.found);
        }
    }
    Ok(paragraphs)
}

struct WordReader {
    found: Vec<Paragraph>,
    /// Paragraphs being read: a text box nests one in another.
    open: Vec<Paragraph>,
    default_kind: ParagraphKind,
    cells: usize,
    /// Depth inside an element whose text is not the document's.
    skipped: usize,
    in_text: bool,
    run: Run,
}

/// What is known of the current run of characters.
#[derive(Default)]
struct Run {
    properties: bool,
    hidden: bool,
}

impl WordReader {
    fn new(default_kind: ParagraphKind) -> Self {
        WordReader {
            found: Vec::new(),
            open: Vec::new(),
            default_kind,
            cells: 0,
            skipped: 0,
            in_text: false,
            run: Run::default(),
        }
    }

    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(start) => {
                let name = start.name();
                let name = local(name.as_ref());
                if self.skipped > 0 || is_skipped(name) {
                    self.skipped += 1;
                } else {
                    self.enter(name, start);
                }
            }
            Step::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Step::Close(name) => self.leave(local(name)),
            Step::Text(text) if self.in_text && self.skipped == 0 && !self.run.hidden => {
                self.push(text)
            }
            Step::Text(_) => {}
        }
    }

    fn enter(&mut self, name: &str, start: &quick_xml::events::BytesStart<'_>) {
        match name {
            "p" => {
                let kind = if self.cells > 0 { ParagraphKind::Cell } else { self.default_kind };
                self.open.push(Paragraph { text: String::new(), kind });
            }
            "tc" => self.cells += 1,
            "pStyle" => {
                let style = attribute(start, "val").unwrap_or_default().to_ascii_lowercase();
                if style.starts_with("heading") || style.starts_with("title") {
                    self.set_kind(ParagraphKind::Heading);
                } else if style.contains("quote") {
                    self.set_kind(ParagraphKind::Quote);
                }
            }
            "numPr" if self.open.last().is_some_and(|p| p.kind == ParagraphKind::Text) => {
                self.set_kind(ParagraphKind::Item);
            }
            "r" => self.run = Run::default(),
            "rPr" => self.run.properties = true,
            "vanish" if self.run.properties => {
                self.run.hidden =
                    !matches!(attribute(start, "val").as_deref(), Some("0" | "false"));
            }
            "t" => self.in_text = true,
            "tab" | "br" | "cr" if !self.run.properties => self.push(" "),
            "noBreakHyphen" => self.push("\u{2011}"),
            _ => {}
        }
    }

    fn leave(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(read) = self.open.pop() {
                    let paragraph = Paragraph::new(&read.text, read.kind);
                    if !paragraph.text.is_empty() {
                        self.found.push(paragraph);
                    }
                }
            }
            "tc" => self.cells = self.cells.saturating_sub(1),
            "rPr" => self.run.properties = false,
            "r" => self.run = Run::default(),
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn set_kind(&mut self, kind: ParagraphKind) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.kind = kind;
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }
}

/// Deleted and moved-away text, field codes, tab stops, and the second copy of drawings that older
/// versions read.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "delText"
            | "instrText"
            | "delInstrText"
            | "Fallback"
            | "rPrChange"
            | "pPrChange"
            | "tabs"
            | "sectPr"
    )
}
