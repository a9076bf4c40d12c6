//! The content of a `source` or `target`: the text as a whole, and the segments marked in it.

use crate::model::{TagKind, UnitText};

use super::super::segment::{Inline, SegmentBuilder};
use super::super::xml::{Element, local};

/// The codes that `originalData` of XLIFF 2 keeps apart, by their ids.
pub type Codes = std::collections::HashMap<String, String>;

/// A marked segment (`mrk mtype="seg"`).
#[derive(Debug, Default)]
pub struct Marked {
    pub mid: String,
    pub text: UnitText,
}

/// Content that has been read.
#[derive(Debug, Default)]
pub struct Content {
    pub whole: UnitText,
    pub segments: Vec<Marked>,
}

/// Content as far as it has been read.
#[derive(Debug, Default)]
pub struct ContentBuilder {
    whole: SegmentBuilder,
    segments: Vec<Marked>,
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
    /// When its attributes are broken or texts in tags nest too deep; the element is open all the
    /// same.
    pub fn open(&mut self, name: &str, element: &Element<'_>, codes: &Codes) -> Result<(), String> {
        let mut attributes = Vec::new();
        let mut broken = None;
        for attribute in element.attributes() {
            match attribute {
                Ok((key, value)) => attributes.push((key.to_owned(), value.into_owned())),
                Err(what) => broken = Some(what),
            }
        }
        let marks = name == "mrk" && value(&attributes, "mtype") == Some("seg");
        if marks && self.marked.is_none() {
            let mid = value(&attributes, "mid").unwrap_or_default().to_owned();
            self.marked = Some((mid, SegmentBuilder::default()));
            self.open.push(true);
            return broken.map_or(Ok(()), Err);
        }
        self.open.push(false);
        let (inline, code, closing_code) = inline(name, &mut attributes, codes);
        for builder in [Some(&mut self.whole), self.marked.as_mut().map(|(_, builder)| builder)] {
            let Some(builder) = builder else { continue };
            if let Err(what) = builder.open(inline, attributes.clone()) {
                broken = Some(what);
            }
            if let Some(code) = code {
                builder.set_code(code);
            }
            if let Some(code) = closing_code {
                builder.set_closing_code(code);
            }
        }
        broken.map_or(Ok(()), Err)
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if self.open.pop() == Some(true) {
            if let Some((mid, segment)) = self.marked.take() {
                self.segments.push(Marked { mid, text: segment.finish() });
            }
            return;
        }
        self.whole.close();
        if let Some((_, segment)) = &mut self.marked {
            segment.close();
        }
    }

    /// Bytes of what it holds, about.
    pub fn size(&self) -> usize {
        self.whole.size()
    }

    /// All of it.
    pub fn finish(self) -> Content {
        Content { whole: self.whole.finish(), segments: self.segments }
    }
}

/// What an element of XLIFF inside a text is, with the codes that stand apart. Its attributes get
/// the names by which tags of all formats are paired: `i` of pairs, `x` of others, `pos` of halves.
fn inline<'c>(
    name: &str,
    attributes: &mut Vec<(String, String)>,
    codes: &'c Codes,
) -> (Inline, Option<&'c str>, Option<&'c str>) {
    let code = |reference: &str| {
        value(attributes, reference).and_then(|id| codes.get(id)).map(String::as_str)
    };
    let of = |keys: [&str; 2]| {
        keys.iter().find_map(|key| value(attributes, key)).unwrap_or_default().to_owned()
    };
    let is_isolated = value(attributes, "isolated") == Some("yes");
    let (kind, key, id, code, closing) = match name {
        "g" => {
            (Inline::Around(TagKind::BeginPair, TagKind::EndPair), "i", of(["id", ""]), None, None)
        }
        "pc" => {
            let codes = (code("dataRefStart"), code("dataRefEnd"));
            let pair = Inline::Around(TagKind::BeginPair, TagKind::EndPair);
            (pair, "i", of(["id", ""]), codes.0, codes.1)
        }
        "x" => (Inline::Tag(TagKind::Placeholder), "x", of(["id", ""]), None, None),
        "ph" => (Inline::Tag(TagKind::Placeholder), "x", of(["id", ""]), code("dataRef"), None),
        "bx" | "bpt" => (Inline::Tag(TagKind::BeginPair), "i", of(["rid", "id"]), None, None),
        "ex" | "ept" => (Inline::Tag(TagKind::EndPair), "i", of(["rid", "id"]), None, None),
        "it" => (Inline::Tag(TagKind::Isolated), "x", of(["id", ""]), None, None),
        "sc" | "ec" if is_isolated => {
            let position = if name == "sc" { "begin" } else { "end" };
            let code = code("dataRef");
            attributes.insert(0, ("pos".to_owned(), position.to_owned()));
            return (Inline::Tag(TagKind::Isolated), code, None);
        }
        "sc" => (Inline::Tag(TagKind::BeginPair), "i", of(["id", ""]), code("dataRef"), None),
        "ec" => (Inline::Tag(TagKind::EndPair), "i", of(["startRef", "id"]), code("dataRef"), None),
        // A character that XML cannot hold.
        "cp" => (Inline::Tag(TagKind::Placeholder), "x", of(["hex", ""]), None, None),
        "sub" => return (Inline::Subflow, None, None),
        _ => {
            attributes.clear();
            return (Inline::Transparent, None, None);
        }
    };
    if value(attributes, key).is_none() && !id.is_empty() {
        attributes.insert(0, (key.to_owned(), id));
    }
    (kind, code, closing)
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| local(key) == name).map(|(_, value)| value.as_str())
}
