//! XLIFF 2.1. What it has no element for stands in its metadata module.

use std::collections::HashMap;

use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::super::tags::{attribute, pieces};
use super::super::xml::{self, Xml};
use super::codes::{Role, roles, whole_code};
use super::fields;
use crate::error::Result;
use crate::model::{InlineTag, Language, Status, Unit, UnitPart, UnitText};

/// Values that `type` of an inline code may have.
const TYPES: [&str; 6] = ["fmt", "ui", "quote", "link", "image", "other"];

pub fn root(source: &Language, target: &Language) -> BytesStart<'static> {
    xml::start(
        "xliff",
        &[
            ("xmlns", "urn:oasis:names:tc:xliff:document:2.0"),
            ("xmlns:mda", "urn:oasis:names:tc:xliff:metadata:2.0"),
            ("version", "2.1"),
            ("srcLang", source.as_str()),
            ("trgLang", target.as_str()),
        ],
    )
}

/// A document; white space in its texts counts.
pub fn file(document: &str, number: usize) -> BytesStart<'static> {
    let id = format!("f{number}");
    xml::start("file", &[("id", &id), ("original", document), ("xml:space", "preserve")])
}

pub fn write_unit(xml: &mut Xml<'_>, unit: &Unit, id: &str, name: Option<&str>) -> Result<()> {
    let mut start = xml::start("unit", &[("id", id)]);
    if let Some(name) = name {
        xml::push(&mut start, "name", name);
    }
    xml.write_event(Event::Start(start))?;
    write_metadata(xml, unit)?;
    if let Some(note) = xml::trimmed(unit.note.as_deref()) {
        xml.write_event(Event::Start(BytesStart::new("notes")))?;
        xml::write_text(xml, "note", &[], &note)?;
        xml.write_event(Event::End(BytesEnd::new("notes")))?;
    }
    let mut data = Data::default();
    let source = content(&unit.texts.source, &mut data);
    let target = content(&unit.texts.target, &mut data);
    data.write(xml)?;
    xml.write_event(Event::Start(segment(unit.status)))?;
    xml::write_escaped(xml, BytesStart::new("source"), source)?;
    xml::write_escaped(xml, BytesStart::new("target"), target)?;
    xml.write_event(Event::End(BytesEnd::new("segment")))?;
    xml.write_event(Event::End(BytesEnd::new("unit")))?;
    Ok(())
}

/// What a person said of a unit is a state, as far as XLIFF has one for it.
fn segment(status: Status) -> BytesStart<'static> {
    let attributes: &[(&str, &str)] = match status {
        Status::Auto => &[("state", "initial"), ("subState", "tarjuman:auto")],
        Status::Rejected => &[("state", "initial"), ("subState", "tarjuman:rejected")],
        Status::Accepted => &[("state", "reviewed")],
        Status::Edited => &[("state", "reviewed"), ("subState", "tarjuman:edited")],
    };
    xml::start("segment", attributes)
}

fn write_metadata(xml: &mut Xml<'_>, unit: &Unit) -> Result<()> {
    xml.write_event(Event::Start(BytesStart::new("mda:metadata")))?;
    let own = fields(unit);
    write_group(xml, "tarjuman", own.iter().map(|(name, value)| (*name, value.as_str())))?;
    let parts =
        [(UnitPart::Unit, "unit"), (UnitPart::Source, "source"), (UnitPart::Target, "target")];
    for (part, category) in parts {
        let properties = unit.properties.iter().filter(|property| property.part == part);
        let values = properties.map(|property| (property.name.as_str(), property.value.as_str()));
        write_group(xml, category, values)?;
    }
    xml.write_event(Event::End(BytesEnd::new("mda:metadata")))?;
    Ok(())
}

fn write_group<'v>(
    xml: &mut Xml<'_>,
    category: &str,
    values: impl Iterator<Item = (&'v str, &'v str)>,
) -> Result<()> {
    let mut values = values.peekable();
    if values.peek().is_none() {
        return Ok(());
    }
    xml.write_event(Event::Start(xml::start("mda:metaGroup", &[("category", category)])))?;
    for (name, value) in values {
        xml::write_text(xml, "mda:meta", &[("type", name)], value)?;
    }
    xml.write_event(Event::End(BytesEnd::new("mda:metaGroup")))?;
    Ok(())
}

/// Native codes, which stand apart from the text; each once.
#[derive(Default)]
struct Data {
    codes: Vec<String>,
    places: HashMap<String, usize>,
}

impl Data {
    /// The id of a tag's code; `None` for a tag without.
    fn id(&mut self, tag: &InlineTag) -> Option<String> {
        let code = whole_code(tag);
        if code.is_empty() {
            return None;
        }
        let next = self.codes.len();
        let place = *self.places.entry(code.clone()).or_insert(next);
        if place == next {
            self.codes.push(code);
        }
        Some(format!("d{}", place + 1))
    }

    fn write(&self, xml: &mut Xml<'_>) -> Result<()> {
        if self.codes.is_empty() {
            return Ok(());
        }
        xml.write_event(Event::Start(BytesStart::new("originalData")))?;
        for (index, code) in self.codes.iter().enumerate() {
            let id = format!("d{}", index + 1);
            xml::write_text(xml, "data", &[("id", &id)], code)?;
        }
        xml.write_event(Event::End(BytesEnd::new("originalData")))?;
        Ok(())
    }
}

fn content(text: &UnitText, data: &mut Data) -> String {
    let roles = roles(&text.tags);
    let mut content = String::new();
    for (before, index) in pieces(text) {
        content.push_str(&xml::escaped(before));
        let Some(index) = index else { break };
        let tag = &text.tags[index];
        let (role, id) = &roles[index];
        let mut start = match role {
            Role::Close(_) => {
                content.push_str("</pc>");
                continue;
            }
            Role::Open(_) => xml::start("pc", &[("id", id)]),
            Role::Begin => xml::start("sc", &[("id", id)]),
            Role::End(_) => xml::start("ec", &[("startRef", id)]),
            Role::BeginAlone => xml::start("sc", &[("id", id), ("isolated", "yes")]),
            Role::EndAlone => xml::start("ec", &[("id", id), ("isolated", "yes")]),
            Role::Placeholder => xml::start("ph", &[("id", id)]),
        };
        let mut end = "/>";
        if let Role::Open(closing) = role {
            end = ">";
            // In this order the codes are numbered the same however often they come back.
            for (name, tag) in [("dataRefStart", tag), ("dataRefEnd", &text.tags[*closing])] {
                if let Some(code) = data.id(tag) {
                    xml::push(&mut start, name, &code);
                }
            }
        } else if let Some(code) = data.id(tag) {
            xml::push(&mut start, "dataRef", &code);
        }
        push_type(&mut start, tag);
        content.push('<');
        content.push_str(start.as_ref());
        content.push_str(end);
    }
    content
}

/// Keeps the type of a code that has one of XLIFF's.
fn push_type(start: &mut BytesStart<'_>, tag: &InlineTag) {
    let Some(kind) = attribute(tag, "type").filter(|kind| TYPES.contains(kind)) else { return };
    xml::push(start, "type", kind);
    let is_qualified = |sub: &&str| {
        sub.split_once(':').is_some_and(|(prefix, name)| {
            ![prefix, name].iter().any(|part| part.is_empty() || part.contains([' ', ':']))
        })
    };
    if let Some(sub) = attribute(tag, "subType").filter(is_qualified) {
        xml::push(start, "subType", sub);
    }
}
