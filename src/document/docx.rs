//! Reads the paragraphs of Word documents (Office Open XML, ECMA-376).

use std::path::Path;

use super::xml::{self, XmlEvent, attribute, local};
use super::{Paragraph, archive};
use crate::error::Result;
use crate::model::ParagraphKind;

/// The text of a Word document in reading order: paragraphs, headings, list items, table cells and text
/// boxes, then footnotes and endnotes. Tracked deletions, field codes, code blocks and tables of contents
/// are left out.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Paragraph>> {
    let mut archive = archive::open(path, bytes)?;
    let main = archive::main_part(&mut archive)
        .ok_or_else(|| archive::damaged(path, "the Word document has no text part"))?;
    let mut paragraphs = Vec::new();
    for (part, kind) in [
        (main.as_str(), ParagraphKind::Text),
        ("word/footnotes.xml", ParagraphKind::Note),
        ("word/endnotes.xml", ParagraphKind::Note),
    ] {
        if let Some(text) = archive::part_of(path, &mut archive, part)? {
            let mut reader = WordReader::new(kind);
            xml::walk(&text, |event| reader.handle(event))
                .map_err(|error| archive::damaged_part(path, part, &error))?;
            reader.end_joined();
            paragraphs.append(&mut reader.found);
        }
    }
    Ok(paragraphs)
}

struct WordReader {
    found: Vec<Paragraph>,
    /// The paragraphs being read, outermost first: a text box nests paragraphs in a paragraph.
    open: Vec<OpenParagraph>,
    /// A paragraph whose mark was deleted, so that the next paragraph continues it.
    joined: Option<OpenParagraph>,
    default_kind: ParagraphKind,
    cells: usize,
    /// Whether a tracked change deleted them, for each of the enclosing table rows and cells.
    deleted: Vec<bool>,
    /// The kind of properties being read.
    properties: Properties,
    /// The depth inside an element that is skipped; 0 outside.
    skipped: usize,
    in_text: bool,
    run: Run,
}

struct OpenParagraph {
    text: String,
    kind: ParagraphKind,
    is_article: bool,
    mark_is_deleted: bool,
}

#[derive(Default, PartialEq)]
enum Properties {
    #[default]
    None,
    Paragraph,
    Row,
}

/// The state of the current run of characters.
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
            joined: None,
            default_kind,
            cells: 0,
            deleted: Vec::new(),
            properties: Properties::None,
            skipped: 0,
            in_text: false,
            run: Run::default(),
        }
    }

    fn handle(&mut self, event: XmlEvent<'_>) {
        match event {
            XmlEvent::Open(start) => {
                let name = start.name();
                let name = local(name.as_ref());
                if self.skipped > 0 {
                    self.skipped += 1;
                } else if is_skipped(name) {
                    self.note_deletion(name);
                    self.skipped += 1;
                } else {
                    self.enter(name, start);
                }
            }
            XmlEvent::Close(_) if self.skipped > 0 => self.skipped -= 1,
            XmlEvent::Close(name) => self.leave(local(name)),
            XmlEvent::Text(text) if self.in_text && self.skipped == 0 && !self.run.hidden => {
                self.push(text)
            }
            XmlEvent::Text(_) => {}
        }
    }

    /// Records a deletion in the properties of a paragraph mark, a row or a cell. It contains no text, but
    /// means that the mark, the row or the cell was deleted.
    fn note_deletion(&mut self, name: &str) {
        match (name, &self.properties) {
            ("del" | "moveFrom", Properties::Paragraph) => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.mark_is_deleted = true;
                }
            }
            ("del", Properties::Row) | ("cellDel", _) => {
                if let Some(deleted) = self.deleted.last_mut() {
                    *deleted = true;
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, name: &str, start: &quick_xml::events::BytesStart<'_>) {
        match name {
            "p" => {
                let kind = if self.cells > 0 { ParagraphKind::Cell } else { self.default_kind };
                let text = self.joined.take().map(|joined| joined.text).unwrap_or_default();
                self.open.push(OpenParagraph {
                    text,
                    kind,
                    is_article: true,
                    mark_is_deleted: false,
                });
            }
            "tbl" | "txbxContent" => self.end_joined(),
            "tr" => self.deleted.push(false),
            "tc" => {
                self.cells += 1;
                self.deleted.push(false);
            }
            "pPr" => self.properties = Properties::Paragraph,
            "trPr" => self.properties = Properties::Row,
            "pStyle" => {
                let style = attribute(start, "val").unwrap_or_default().to_ascii_lowercase();
                if style.starts_with("heading") || style.starts_with("title") {
                    self.set_kind(ParagraphKind::Heading);
                } else if style.contains("quote") {
                    self.set_kind(ParagraphKind::Quote);
                }
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.is_article = !is_code_or_contents(&style);
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
            "tab" | "ptab" | "br" | "cr" if !self.run.properties => self.push(" "),
            "noBreakHyphen" => self.push("\u{2011}"),
            _ => {}
        }
    }

    fn leave(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(read) = self.open.pop() {
                    if read.mark_is_deleted {
                        self.joined = Some(read);
                    } else {
                        self.end(&read);
                    }
                }
            }
            "tr" => {
                self.deleted.pop();
            }
            "tc" => {
                self.end_joined();
                self.cells = self.cells.saturating_sub(1);
                self.deleted.pop();
            }
            "txbxContent" | "footnote" | "endnote" => self.end_joined(),
            "pPr" | "trPr" => self.properties = Properties::None,
            "rPr" => self.run.properties = false,
            "r" => self.run = Run::default(),
            "t" => self.in_text = false,
            _ => {}
        }
    }

    /// Ends a paragraph that no other paragraph continues.
    fn end_joined(&mut self) {
        if let Some(joined) = self.joined.take() {
            self.end(&joined);
        }
    }

    fn end(&mut self, read: &OpenParagraph) {
        let paragraph = Paragraph::new(&read.text, read.kind);
        let is_deleted = self.deleted.contains(&true);
        if read.is_article && !is_deleted && !paragraph.text.is_empty() {
            self.found.push(paragraph);
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

/// Whether it is a style of code blocks, as pandoc and Word name them, or of generated tables of contents.
fn is_code_or_contents(style: &str) -> bool {
    let of_contents = style
        .strip_prefix("toc")
        .is_some_and(|level| level == "heading" || level.bytes().all(|b| b.is_ascii_digit()));
    of_contents || matches!(style, "sourcecode" | "htmlpreformatted")
}

/// Whether an element is skipped: deleted or moved text, field codes, tab stops, ruby annotations, and
/// the duplicates of drawings for older versions of Word.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "cellDel"
            | "rt"
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
