//! The content of a `source` or `target`: the text as a whole, and the segments marked in it.

use std::collections::HashMap;

use crate::exchange::fault::Checked;
use crate::exchange::segment_builder::{InlineElement, SegmentBuilder};
use crate::exchange::xml::{Element, local_name};
use crate::model::{TagKind, UnitText};

/// The native codes that XLIFF 2 keeps apart from the texts (`originalData`), by their ids.
pub type OriginalData = HashMap<String, String>;

/// A marked segment (`mrk mtype="seg"`).
#[derive(Debug, Default)]
pub struct MarkedSegment {
    pub mid: String,
    pub text: UnitText,
}

/// Content that has been read.
#[derive(Debug, Default)]
pub struct Content {
    pub whole: UnitText,
    pub segments: Vec<MarkedSegment>,
}

/// Content while it is read.
#[derive(Debug, Default)]
pub struct ContentBuilder {
    whole: SegmentBuilder,
    segments: Vec<MarkedSegment>,
    marked: Option<(String, SegmentBuilder)>,
    /// For every element that is open, whether it marks a segment.
    open: Vec<bool>,
}

impl ContentBuilder {
    /// Adds characters.
    pub fn text(&mut self, text: &str) {
        self.whole.text(text);
        if let Some((_, segment)) = &mut self.marked {
            segment.text(text);
        }
    }

    /// Opens an element inside the content.
    ///
    /// # Errors
    /// When its attributes are malformed or texts in tags are nested too deep; the element is opened all the
    /// same, as it will be closed.
    pub fn open(&mut self, name: &str, element: &Element<'_>, data: &OriginalData) -> Checked<()> {
        let mut attributes = Vec::new();
        let mut result = Ok(());
        for attribute in element.attributes() {
            match attribute {
                Ok((key, value)) => attributes.push((key.to_owned(), value.into_owned())),
                Err(fault) => result = Err(fault),
            }
        }
        let marks = name == "mrk" && value(&attributes, "mtype") == Some("seg");
        if marks && self.marked.is_none() {
            let mid = value(&attributes, "mid").unwrap_or_default().to_owned();
            self.marked = Some((mid, SegmentBuilder::default()));
            self.open.push(true);
            return result;
        }
        self.open.push(false);
        let (inline, codes) = inline_element(name, &mut attributes, data);
        for builder in [Some(&mut self.whole), self.marked.as_mut().map(|(_, builder)| builder)] {
            let Some(builder) = builder else { continue };
            if let Err(fault) = builder.open(inline, attributes.clone()) {
                result = Err(fault);
            }
            if let Some(code) = codes.opening {
                builder.set_code(code);
            }
            if let Some(code) = codes.closing {
                builder.set_closing_code(code);
            }
        }
        result
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        if self.open.pop() == Some(true) {
            if let Some((mid, segment)) = self.marked.take() {
                self.segments.push(MarkedSegment { mid, text: segment.finish() });
            }
            return;
        }
        self.whole.close();
        if let Some((_, segment)) = &mut self.marked {
            segment.close();
        }
    }

    /// The approximate number of bytes in it.
    pub fn size(&self) -> usize {
        self.whole.size()
    }

    /// The complete content.
    pub fn finish(self) -> Content {
        Content { whole: self.whole.finish(), segments: self.segments }
    }
}

/// The native codes of an inline element that are kept apart from it.
#[derive(Default)]
struct Codes<'c> {
    opening: Option<&'c str>,
    closing: Option<&'c str>,
}

/// The inline element that a name stands for, with its native codes. Its attributes get the names by which
/// tags of all formats are paired: `i` of pairs, `x` of others, `pos` of halves.
fn inline_element<'c>(
    name: &str,
    attributes: &mut Vec<(String, String)>,
    data: &'c OriginalData,
) -> (InlineElement, Codes<'c>) {
    const PAIR: InlineElement = InlineElement::Around(TagKind::BeginPair, TagKind::EndPair);
    const PLACEHOLDER: InlineElement = InlineElement::Tag(TagKind::Placeholder);
    const ISOLATED: InlineElement = InlineElement::Tag(TagKind::Isolated);
    const BEGIN: InlineElement = InlineElement::Tag(TagKind::BeginPair);
    const END: InlineElement = InlineElement::Tag(TagKind::EndPair);
    let code = |reference: &str| {
        value(attributes, reference).and_then(|id| data.get(id)).map(String::as_str)
    };
    let is_isolated = value(attributes, "isolated") == Some("yes");
    // The element, the attribute that pairs it, and those it is taken from.
    let (inline, key, ids): (InlineElement, &str, &[&str]) = match name {
        "g" | "pc" => (PAIR, "i", &["id"]),
        "x" | "ph" => (PLACEHOLDER, "x", &["id"]),
        "bx" | "bpt" => (BEGIN, "i", &["rid", "id"]),
        "ex" | "ept" => (END, "i", &["rid", "id"]),
        "it" => (ISOLATED, "x", &["id"]),
        "sc" | "ec" if is_isolated => {
            let position = if name == "sc" { "begin" } else { "end" };
            let codes = Codes { opening: code("dataRef"), closing: None };
            attributes.insert(0, ("pos".to_owned(), position.to_owned()));
            return (ISOLATED, codes);
        }
        "sc" => (BEGIN, "i", &["id"]),
        "ec" => (END, "i", &["startRef", "id"]),
        // A character that XML cannot hold.
        "cp" => (PLACEHOLDER, "x", &["hex"]),
        "sub" => return (InlineElement::Subflow, Codes::default()),
        _ => {
            attributes.clear();
            return (InlineElement::Transparent, Codes::default());
        }
    };
    let codes = match name {
        "pc" => Codes { opening: code("dataRefStart"), closing: code("dataRefEnd") },
        "ph" | "sc" | "ec" => Codes { opening: code("dataRef"), closing: None },
        _ => Codes::default(),
    };
    let id = ids.iter().find_map(|id| value(attributes, id)).unwrap_or_default().to_owned();
    if value(attributes, key).is_none() && !id.is_empty() {
        attributes.insert(0, (key.to_owned(), id));
    }
    (inline, codes)
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| local_name(key) == name).map(|(_, value)| value.as_str())
}
