//! The XML of office documents as a flat stream of what matters: elements opened and closed, text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One step through an XML document.
pub enum Step<'a> {
    /// An element opens; an empty one is followed by its `Close`.
    Open(&'a BytesStart<'a>),
    /// An element closes.
    Close(&'a str),
    /// Characters, with references resolved.
    Text(&'a str),
}

/// Elements inside each other beyond which a document is broken. What readers keep of the elements
/// around a text must stay small.
const DEEPEST: usize = 1000;

/// Walks a document from start to end. Entities of a DTD are never resolved.
///
/// # Errors
/// With the parser's words when the XML is not well formed, ends early or nests without end.
pub fn walk(xml: &str, mut visit: impl FnMut(Step<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("it nests more than {DEEPEST} elements inside each other"));
                }
                visit(Step::Open(&start));
            }
            Event::Empty(start) => {
                visit(Step::Open(&start));
                visit(Step::Close(start.name().as_ref()));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close(end.name().as_ref()));
            }
            Event::Text(text) => visit(Step::Text(&text.xml10_content())),
            Event::CData(data) => visit(Step::Text(&data.xml10_content())),
            Event::GeneralRef(reference) => {
                if let Some(resolved) = resolve(&reference) {
                    visit(Step::Text(&resolved));
                }
            }
            Event::Eof if depth > 0 => {
                return Err("the XML ends before its elements are closed".into());
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<String> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c.to_string());
    }
    quick_xml::escape::resolve_xml_entity(&reference.xml10_content()).map(str::to_owned)
}

/// The name without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute by its local name.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .flatten()
        .find(|attribute| local(attribute.key.as_ref()) == name)
        .map(|attribute| attribute.value.to_string())
}
