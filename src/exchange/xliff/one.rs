//! XLIFF 1.2. What it has no element for stands in a context group, which is known by its purpose:
//! names of groups must differ within a file.

use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::super::tags::{attribute, cut, pieces};
use super::super::xml::{self, Xml};
use super::codes::{Role, roles};
use super::fields;
use crate::error::Result;
use crate::model::{InlineTag, Status, Unit, UnitPart, UnitText};

/// Values of TMX's `type` that XLIFF's `ctype` has too.
const TYPES: [&str; 7] = ["bold", "italic", "underlined", "link", "image", "lb", "pb"];

pub fn root() -> BytesStart<'static> {
    xml::start("xliff", &[("xmlns", "urn:oasis:names:tc:xliff:document:1.2"), ("version", "1.2")])
}

/// A document in the languages of a unit of it.
pub fn file(document: &str, unit: &Unit) -> BytesStart<'static> {
    xml::start(
        "file",
        &[
            ("original", document),
            ("source-language", unit.languages.source.as_str()),
            ("target-language", unit.languages.target.as_str()),
            ("datatype", "plaintext"),
        ],
    )
}

pub fn write_unit(xml: &mut Xml<'_>, unit: &Unit, id: &str, name: Option<&str>) -> Result<()> {
    let mut start = xml::start("trans-unit", &[("id", id)]);
    if let Some(name) = name {
        xml::push(&mut start, "resname", name);
    }
    if matches!(unit.status, Status::Accepted | Status::Edited) {
        xml::push(&mut start, "approved", "yes");
    }
    xml::push(&mut start, "xml:space", "preserve");
    xml.write_event(Event::Start(start))?;
    xml::write_escaped(xml, BytesStart::new("source"), content(&unit.texts.source))?;
    let target = xml::start("target", &[("state", state(unit.status))]);
    xml::write_escaped(xml, target, content(&unit.texts.target))?;
    xml.write_event(Event::Start(xml::start("context-group", &[("purpose", "x-tarjuman")])))?;
    for (name, value) in fields(unit) {
        let kind = format!("x-{name}");
        xml::write_text(xml, "context", &[("context-type", &kind)], &value)?;
    }
    for property in &unit.properties {
        let kind = match property.part {
            UnitPart::Unit => "x-unit-property",
            UnitPart::Source => "x-source-property",
            UnitPart::Target => "x-target-property",
        };
        let value = format!("{}={}", property.name, property.value);
        xml::write_text(xml, "context", &[("context-type", kind)], &value)?;
    }
    xml.write_event(Event::End(BytesEnd::new("context-group")))?;
    if let Some(note) = xml::trimmed(unit.note.as_deref()) {
        xml::write_text(xml, "note", &[], &note)?;
    }
    xml.write_event(Event::End(BytesEnd::new("trans-unit")))?;
    Ok(())
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Auto => "needs-review-translation",
        Status::Accepted => "signed-off",
        Status::Edited => "translated",
        Status::Rejected => "needs-translation",
    }
}

fn content(text: &UnitText) -> String {
    let roles = roles(&text.tags);
    let mut content = String::new();
    for (before, index) in pieces(text) {
        content.push_str(&xml::escaped(before));
        let Some(index) = index else { break };
        let tag = &text.tags[index];
        let (role, id) = &roles[index];
        let has_code = |tag: &InlineTag| !tag.code.is_empty() || !tag.subflows.is_empty();
        let is_bare = |other: &usize| !has_code(tag) && !has_code(&text.tags[*other]);
        match role {
            Role::Close(begin) if is_bare(begin) => content.push_str("</g>"),
            Role::Open(end) if is_bare(end) => {
                push_start(&mut content, xml::start("g", &[("id", id)]), tag, ">");
            }
            Role::Open(_) | Role::Begin => push_code(&mut content, "bpt", &[("id", id)], tag),
            Role::Close(_) | Role::End(_) => push_code(&mut content, "ept", &[("id", id)], tag),
            Role::BeginAlone => push_code(&mut content, "it", &[("id", id), ("pos", "open")], tag),
            Role::EndAlone => push_code(&mut content, "it", &[("id", id), ("pos", "close")], tag),
            Role::Placeholder if has_code(tag) => {
                push_code(&mut content, "ph", &[("id", id)], tag);
            }
            Role::Placeholder => {
                push_start(&mut content, xml::start("x", &[("id", id)]), tag, "/>");
            }
        }
    }
    content
}

/// Writes an element whose content is the native code, with the texts in it.
fn push_code(content: &mut String, name: &str, attributes: &[(&str, &str)], tag: &InlineTag) {
    push_start(content, xml::start(name, attributes), tag, ">");
    let mut at = 0;
    for subflow in &tag.subflows {
        let end = cut(&tag.code, at, subflow.at);
        content.push_str(&xml::escaped(&tag.code[at..end]));
        at = end;
        content.push_str("<sub>");
        content.push_str(&self::content(&subflow.text));
        content.push_str("</sub>");
    }
    content.push_str(&xml::escaped(&tag.code[at..]));
    content.push_str(&format!("</{name}>"));
}

fn push_start(content: &mut String, mut start: BytesStart<'_>, tag: &InlineTag, end: &str) {
    // `ept` has no type of its own.
    let kind = attribute(tag, "ctype").or_else(|| attribute(tag, "type"));
    let is_known = |kind: &&str| {
        TYPES.contains(kind) || (kind.starts_with("x-") && !kind.contains(char::is_whitespace))
    };
    if let Some(kind) = kind.filter(is_known)
        && start.name().as_ref() != "ept"
    {
        xml::push(&mut start, "ctype", kind);
    }
    content.push('<');
    content.push_str(start.as_ref());
    content.push_str(end);
}
