//! Writing XLIFF 1.2.

use quick_xml::events::{BytesEnd, BytesStart, Event};

use crate::error::Result;
use crate::exchange::inline_tags::{attribute, cut, pieces};
use crate::exchange::xml::{
    XmlWriter, element, escaped, push_attribute, trimmed_note, write_escaped, write_text,
};
use crate::model::{InlineTag, Language, Pair, Status, Unit, UnitText};

use super::metadata::{CONTEXT_PREFIX, OUR_PURPOSE, context_of_property, our_fields};
use super::roles::{Role, roles};
use super::status::state_of_target;

/// Values of `type` of TMX that `ctype` of XLIFF has too.
const TYPES: [&str; 7] = ["bold", "italic", "underlined", "link", "image", "lb", "pb"];

/// The root.
pub fn root() -> BytesStart<'static> {
    element("xliff", &[("xmlns", "urn:oasis:names:tc:xliff:document:1.2"), ("version", "1.2")])
}

/// The `file` of a document in two languages.
pub fn file(document: &str, languages: &Pair<Language>) -> BytesStart<'static> {
    element(
        "file",
        &[
            ("original", document),
            ("source-language", languages.source.as_str()),
            ("target-language", languages.target.as_str()),
            ("datatype", "plaintext"),
        ],
    )
}

/// Writes a unit.
pub fn write_unit(
    xml: &mut XmlWriter<'_>,
    unit: &Unit,
    id: &str,
    name: Option<&str>,
) -> Result<()> {
    let mut start = element("trans-unit", &[("id", id)]);
    if let Some(name) = name {
        push_attribute(&mut start, "resname", name);
    }
    if matches!(unit.status, Status::Accepted | Status::Edited) {
        push_attribute(&mut start, "approved", "yes");
    }
    push_attribute(&mut start, "xml:space", "preserve");
    xml.write_event(Event::Start(start))?;
    write_escaped(xml, BytesStart::new("source"), content(&unit.texts.source))?;
    let target = element("target", &[("state", state_of_target(unit.status))]);
    write_escaped(xml, target, content(&unit.texts.target))?;
    xml.write_event(Event::Start(element("context-group", &[("purpose", OUR_PURPOSE)])))?;
    for (name, value) in our_fields(unit) {
        let context_type = format!("{CONTEXT_PREFIX}{name}");
        write_text(xml, "context", &[("context-type", &context_type)], &value)?;
    }
    for property in &unit.properties {
        let (context_type, value) = context_of_property(property);
        write_text(xml, "context", &[("context-type", &context_type)], &value)?;
    }
    xml.write_event(Event::End(BytesEnd::new("context-group")))?;
    if let Some(note) = trimmed_note(unit.note.as_deref()) {
        write_text(xml, "note", &[], &note)?;
    }
    xml.write_event(Event::End(BytesEnd::new("trans-unit")))?;
    Ok(())
}

fn content(text: &UnitText) -> String {
    let roles = roles(&text.tags);
    let mut content = String::new();
    for (before, index) in pieces(text) {
        content.push_str(&escaped(before));
        let Some(index) = index else { break };
        let tag = &text.tags[index];
        let (role, id) = &roles[index];
        let has_code = |tag: &InlineTag| !tag.code.is_empty() || !tag.subflows.is_empty();
        let is_bare = |other: &usize| !has_code(tag) && !has_code(&text.tags[*other]);
        match role {
            Role::Close(begin) if is_bare(begin) => content.push_str("</g>"),
            Role::Open(end) if is_bare(end) => {
                push_start(&mut content, element("g", &[("id", id)]), tag, ">");
            }
            Role::Open(_) | Role::Begin => push_code(&mut content, "bpt", &[("id", id)], tag),
            Role::Close(_) | Role::End(_) => push_code(&mut content, "ept", &[("id", id)], tag),
            Role::BeginAlone => push_code(&mut content, "it", &[("id", id), ("pos", "open")], tag),
            Role::EndAlone => push_code(&mut content, "it", &[("id", id), ("pos", "close")], tag),
            Role::Placeholder if has_code(tag) => {
                push_code(&mut content, "ph", &[("id", id)], tag);
            }
            Role::Placeholder => {
                push_start(&mut content, element("x", &[("id", id)]), tag, "/>");
            }
        }
    }
    content
}

/// Writes an element around the native code of a tag, with the texts in it.
fn push_code(content: &mut String, name: &str, attributes: &[(&str, &str)], tag: &InlineTag) {
    push_start(content, element(name, attributes), tag, ">");
    let mut at = 0;
    for subflow in &tag.subflows {
        let end = cut(&tag.code, at, subflow.at);
        content.push_str(&escaped(&tag.code[at..end]));
        at = end;
        content.push_str("<sub>");
        content.push_str(&self::content(&subflow.text));
        content.push_str("</sub>");
    }
    content.push_str(&escaped(&tag.code[at..]));
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
        push_attribute(&mut start, "ctype", kind);
    }
    content.push('<');
    content.push_str(start.as_ref());
    content.push_str(end);
}
