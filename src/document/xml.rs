//! Reads the XML of office documents as a stream of events.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An event in an XML document.
pub enum XmlEvent<'a> {
    /// An element opens. An empty element is reported as `Open` and `Close`.
    Open(&'a BytesStart<'a>),
    /// An element closes.
    Close(&'a str),
    /// Character data, with references resolved.
    Text(&'a str),
}

/// The deepest nesting of elements that is accepted, which bounds what readers store about enclosing
/// elements.
const MAX_DEPTH: usize = 1000;

/// Calls `visit` for each event of a document. Entities declared in a DTD are never resolved.
///
/// # Errors
/// The message of the parser when the XML is not well-formed, ends early or nests too deeply.
pub fn walk(xml: &str, mut visit: impl FnMut(XmlEvent<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(format!("it nests more than {MAX_DEPTH} levels of elements"));
                }
                visit(XmlEvent::Open(&start));
            }
            Event::Empty(start) => {
                visit(XmlEvent::Open(&start));
                visit(XmlEvent::Close(start.name().as_ref()));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(XmlEvent::Close(end.name().as_ref()));
            }
            Event::Text(text) => visit(XmlEvent::Text(&text.xml10_content())),
            Event::CData(data) => visit(XmlEvent::Text(&data.xml10_content())),
            Event::GeneralRef(reference) => {
                if let Some(resolved) = resolve(&reference) {
                    visit(XmlEvent::Text(&resolved));
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

/// The local part of a name: `p` of `w:p`.
pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, given its local name.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .flatten()
        .find(|attribute| local(attribute.key.as_ref()) == name)
        .map(|attribute| attribute.value.to_string())
}
