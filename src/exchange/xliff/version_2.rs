//! Writing XLIFF 2.1.

use std::collections::HashMap;

use quick_xml::events::{BytesEnd, BytesStart, Event};

use crate::error::Result;
use crate::exchange::inline_tags::{attribute, pieces};
use crate::exchange::xml::{
    XmlWriter, element, escaped, push_attribute, trimmed_note, write_escaped, write_text,
};
use crate::model::{InlineTag, Language, Pair, Unit, UnitText};

use super::metadata::{OUR_CATEGORY, PARTS, our_fields};
use super::roles::{Role, roles, whole_code};
use super::status::attributes_of_segment;

/// Values that `type` of an inline code may have.
const TYPES: [&str; 6] = ["fmt", "ui", "quote", "link", "image", "other"];

/// The root of a file in two languages.
pub fn root(languages: &Pair<Language>) -> BytesStart<'static> {
    element(
        "xliff",
        &[
            ("xmlns", "urn:oasis:names:tc:xliff:document:2.0"),
            ("xmlns:mda", "urn:oasis:names:tc:xliff:metadata:2.0"),
            ("version", "2.1"),
            ("srcLang", languages.source.as_str()),
            ("trgLang", languages.target.as_str()),
        ],
    )
}

/// The `file` of a document. White space in its texts counts.
pub fn file(document: &str, number: usize) -> BytesStart<'static> {
    let id = format!("f{number}");
    element("file", &[("id", &id), ("original", document), ("xml:space", "preserve")])
}

/// Writes a unit.
pub fn write_unit(
    xml: &mut XmlWriter<'_>,
    unit: &Unit,
    id: &str,
    name: Option<&str>,
) -> Result<()> {
    let mut start = element("unit", &[("id", id)]);
    if let Some(name) = name {
        push_attribute(&mut start, "name", name);
    }
    xml.write_event(Event::Start(start))?;
    write_metadata(xml, unit)?;
    if let Some(note) = trimmed_note(unit.note.as_deref()) {
        xml.write_event(Event::Start(BytesStart::new("notes")))?;
        write_text(xml, "note", &[], &note)?;
        xml.write_event(Event::End(BytesEnd::new("notes")))?;
    }
    let mut data = OriginalData::default();
    let source = content(&unit.texts.source, &mut data);
    let target = content(&unit.texts.target, &mut data);
    data.write(xml)?;
    xml.write_event(Event::Start(element("segment", attributes_of_segment(unit.status))))?;
    write_escaped(xml, BytesStart::new("source"), source)?;
    write_escaped(xml, BytesStart::new("target"), target)?;
    xml.write_event(Event::End(BytesEnd::new("segment")))?;
    xml.write_event(Event::End(BytesEnd::new("unit")))?;
    Ok(())
}

fn write_metadata(xml: &mut XmlWriter<'_>, unit: &Unit) -> Result<()> {
    xml.write_event(Event::Start(BytesStart::new("mda:metadata")))?;
    let fields: Vec<(String, String)> = our_fields(unit).collect();
    let values = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    write_group(xml, OUR_CATEGORY, values)?;
    for (part, category) in PARTS {
        let properties = unit.properties.iter().filter(|property| property.part == part);
        let values = properties.map(|property| (property.name.as_str(), property.value.as_str()));
        write_group(xml, category, values)?;
    }
    xml.write_event(Event::End(BytesEnd::new("mda:metadata")))?;
    Ok(())
}

fn write_group<'v>(
    xml: &mut XmlWriter<'_>,
    category: &str,
    values: impl Iterator<Item = (&'v str, &'v str)>,
) -> Result<()> {
    let mut values = values.peekable();
    if values.peek().is_none() {
        return Ok(());
    }
    xml.write_event(Event::Start(element("mda:metaGroup", &[("category", category)])))?;
    for (name, value) in values {
        write_text(xml, "mda:meta", &[("type", name)], value)?;
    }
    xml.write_event(Event::End(BytesEnd::new("mda:metaGroup")))?;
    Ok(())
}

/// The native codes of a unit, which are kept apart from its texts (`originalData`), each once.
#[derive(Default)]
struct OriginalData {
    codes: Vec<String>,
    indices: HashMap<String, usize>,
}

impl OriginalData {
    /// The id of a tag's code; none for a tag without code.
    fn id(&mut self, tag: &InlineTag) -> Option<String> {
        let code = whole_code(tag);
        if code.is_empty() {
            return None;
        }
        let next = self.codes.len();
        let index = *self.indices.entry(code.clone()).or_insert(next);
        if index == next {
            self.codes.push(code);
        }
        Some(format!("d{}", index + 1))
    }

    fn write(&self, xml: &mut XmlWriter<'_>) -> Result<()> {
        if self.codes.is_empty() {
            return Ok(());
        }
        xml.write_event(Event::Start(BytesStart::new("originalData")))?;
        for (index, code) in self.codes.iter().enumerate() {
            let id = format!("d{}", index + 1);
            write_text(xml, "data", &[("id", &id)], code)?;
        }
        xml.write_event(Event::End(BytesEnd::new("originalData")))?;
        Ok(())
    }
}

fn content(text: &UnitText, data: &mut OriginalData) -> String {
    let roles = roles(&text.tags);
    let mut content = String::new();
    for (before, index) in pieces(text) {
        content.push_str(&escaped(before));
        let Some(index) = index else { break };
        let tag = &text.tags[index];
        let (role, id) = &roles[index];
        let mut start = match role {
            Role::Close(_) => {
                content.push_str("</pc>");
                continue;
            }
            Role::Open(_) => element("pc", &[("id", id)]),
            Role::Begin => element("sc", &[("id", id)]),
            Role::End(_) => element("ec", &[("startRef", id)]),
            Role::BeginAlone => element("sc", &[("id", id), ("isolated", "yes")]),
            Role::EndAlone => element("ec", &[("id", id), ("isolated", "yes")]),
            Role::Placeholder => element("ph", &[("id", id)]),
        };
        let mut end = "/>";
        if let Role::Open(closing) = role {
            end = ">";
            // Codes are numbered in this order, so that a file that was read is written as it was.
            for (name, tag) in [("dataRefStart", tag), ("dataRefEnd", &text.tags[*closing])] {
                if let Some(code) = data.id(tag) {
                    push_attribute(&mut start, name, &code);
                }
            }
        } else if let Some(code) = data.id(tag) {
            push_attribute(&mut start, "dataRef", &code);
        }
        push_type(&mut start, tag);
        content.push('<');
        content.push_str(start.as_ref());
        content.push_str(end);
    }
    content
}

/// Adds the type of a code that has one of XLIFF's.
fn push_type(start: &mut BytesStart<'_>, tag: &InlineTag) {
    let Some(kind) = attribute(tag, "type").filter(|kind| TYPES.contains(kind)) else { return };
    push_attribute(start, "type", kind);
    let is_qualified = |sub: &&str| {
        sub.split_once(':').is_some_and(|(prefix, name)| {
            ![prefix, name].iter().any(|part| part.is_empty() || part.contains([' ', ':']))
        })
    };
    if let Some(sub) = attribute(tag, "subType").filter(is_qualified) {
        push_attribute(start, "subType", sub);
    }
}
