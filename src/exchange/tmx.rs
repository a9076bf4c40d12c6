//! Translation Memory eXchange 1.4b (LISA OSCAR, 2005).

use std::collections::{HashMap, HashSet};
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::error::Result;
use crate::model::{InlineTag, Language, TagKind, Unit, UnitText};

/// Writes units as a TMX of level 2: inline tags are kept. No DOCTYPE, as the tools that matter
/// either ignore it or refuse a file whose DTD they cannot find.
pub fn write_tmx(units: &[Unit], out: &mut dyn Write) -> Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Start(BytesStart::new("tmx").with_attributes([("version", "1.4")])))?;
    xml.write_event(Event::Empty(BytesStart::new("header").with_attributes([
        ("creationtool", "tarjuman"),
        ("creationtoolversion", env!("CARGO_PKG_VERSION")),
        ("segtype", "sentence"),
        ("o-tmf", "tarjuman"),
        ("adminlang", "en"),
        ("srclang", source_language(units)),
        ("datatype", "plaintext"),
    ])))?;
    xml.write_event(Event::Start(BytesStart::new("body")))?;
    for unit in units {
        write_unit(&mut xml, unit)?;
    }
    xml.write_event(Event::End(BytesEnd::new("body")))?;
    xml.write_event(Event::End(BytesEnd::new("tmx")))?;
    xml.get_mut().write_all(b"\n")?;
    Ok(())
}

/// The language all units are from, or `*all*`.
fn source_language(units: &[Unit]) -> &str {
    let first = units.first().map_or("*all*", |unit| unit.source_language.as_str());
    if units.iter().all(|unit| unit.source_language.as_str() == first) { first } else { "*all*" }
}

fn write_unit<W: Write>(xml: &mut Writer<W>, unit: &Unit) -> Result<()> {
    let mut tu = BytesStart::new("tu");
    let dates = [("creationdate", &unit.created_at), ("changedate", &unit.changed_at)];
    for (name, date) in dates {
        if let Some(date) = date {
            tu.push_attribute((name, date.replace(['-', ':'], "").as_str()));
        }
    }
    if let Some(author) = &unit.created_by {
        tu.push_attribute(("creationid", attribute_text(author).as_str()));
    }
    tu.push_attribute(("srclang", unit.source_language.as_str()));
    xml.write_event(Event::Start(tu))?;
    if let Some(document) = &unit.document {
        write_property(xml, "x-document", document)?;
    }
    write_property(xml, "x-score", &unit.score.rounded().to_string())?;
    write_property(xml, "x-status", unit.status.name())?;
    write_variant(xml, &unit.source_language, &unit.source)?;
    write_variant(xml, &unit.target_language, &unit.target)?;
    xml.write_event(Event::End(BytesEnd::new("tu")))?;
    Ok(())
}

fn write_property<W: Write>(xml: &mut Writer<W>, kind: &str, value: &str) -> Result<()> {
    xml.create_element("prop")
        .with_attribute(("type", kind))
        .write_text_content(BytesText::new(&xml_text(value)))?;
    Ok(())
}

fn write_variant<W: Write>(
    xml: &mut Writer<W>,
    language: &Language,
    text: &UnitText,
) -> Result<()> {
    xml.write_event(Event::Start(
        BytesStart::new("tuv").with_attributes([("xml:lang", language.as_str())]),
    ))?;
    // White space in a segment is text, so the segment is written in one piece.
    let mut segment = Writer::new(Vec::new());
    write_segment(&mut segment, text)?;
    let inner = String::from_utf8_lossy(&segment.into_inner()).into_owned();
    xml.create_element("seg").write_text_content(BytesText::from_escaped(inner))?;
    xml.write_event(Event::End(BytesEnd::new("tuv")))?;
    Ok(())
}

fn write_segment(xml: &mut Writer<Vec<u8>>, text: &UnitText) -> Result<()> {
    let numbers = pair_numbers(&text.tags);
    let mut at = 0;
    for (index, tag) in text.tags.iter().enumerate() {
        // A place inside a character or beyond the text is moved back to where text can be cut.
        let place = (at..=tag.at.min(text.plain.len()))
            .rev()
            .find(|&place| text.plain.is_char_boundary(place))
            .unwrap_or(at);
        xml.write_event(Event::Text(BytesText::new(&xml_text(&text.plain[at..place]))))?;
        at = place;
        write_tag(xml, tag, numbers.get(&index).map(String::as_str))?;
    }
    xml.write_event(Event::Text(BytesText::new(&xml_text(&text.plain[at..]))))?;
    Ok(())
}

fn write_tag(xml: &mut Writer<Vec<u8>>, tag: &InlineTag, number: Option<&str>) -> Result<()> {
    let paired = number.is_some();
    let name = match tag.kind {
        TagKind::BeginPair if paired => "bpt",
        TagKind::EndPair if paired => "ept",
        TagKind::Placeholder => "ph",
        TagKind::Isolated | TagKind::BeginPair | TagKind::EndPair => "it",
        // Until highlights are written as such, they stand as placeholders.
        TagKind::BeginHighlight | TagKind::EndHighlight | TagKind::Unknown => "ph",
    };
    let mut start = BytesStart::new(name);
    if let Some(number) = number {
        start.push_attribute(("i", number));
    }
    if name == "it" {
        let stored =
            tag.attributes.iter().find(|(key, _)| key == "pos").map(|(_, value)| value.as_str());
        let position = match (tag.kind, stored) {
            (TagKind::EndPair, _) | (_, Some("end")) => "end",
            _ => "begin",
        };
        start.push_attribute(("pos", position));
    }
    let allowed: &[&str] = match name {
        "bpt" | "it" => &["x", "type"],
        "ept" => &[],
        _ => &["x", "type", "assoc"],
    };
    for (key, value) in tag.attributes.iter().filter(|(key, _)| allowed.contains(&key.as_str())) {
        start.push_attribute((key.as_str(), attribute_text(value).as_str()));
    }
    if tag.code.is_empty() {
        xml.write_event(Event::Empty(start))?;
    } else {
        xml.write_event(Event::Start(start))?;
        xml.write_event(Event::Text(BytesText::new(&xml_text(&tag.code))))?;
        xml.write_event(Event::End(BytesEnd::new(name)))?;
    }
    Ok(())
}

/// The `i` of each tag that begins or ends a pair, by the tag's index; halves without the other half
/// get none, for they are isolated whatever they are called.
fn pair_numbers(tags: &[InlineTag]) -> HashMap<usize, String> {
    let number = |tag: &InlineTag| {
        tag.attributes.iter().find(|(key, _)| key == "i").map(|(_, value)| value.clone())
    };
    let mut open: Vec<(usize, Option<String>)> = Vec::new();
    let mut numbers = HashMap::new();
    let mut used = HashSet::new();
    for (index, tag) in tags.iter().enumerate() {
        match tag.kind {
            TagKind::BeginPair => open.push((index, number(tag))),
            TagKind::EndPair => {
                let wanted = number(tag);
                if let Some(at) = open.iter().rposition(|(_, i)| *i == wanted) {
                    let (begin, given) = open.remove(at);
                    let fresh = || (1..).map(|n: usize| n.to_string()).find(|n| !used.contains(n));
                    let i = given.filter(|i| !used.contains(i)).or_else(fresh).unwrap_or_default();
                    used.insert(i.clone());
                    numbers.insert(begin, i.clone());
                    numbers.insert(index, i);
                }
            }
            _ => {}
        }
    }
    numbers
}

/// Characters that XML 1.0 does not allow are left out.
fn xml_text(text: &str) -> String {
    text.chars()
        .filter(|&c| {
            matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        })
        .collect()
}

/// Attribute values lose their line ends to XML's normalisation anyway.
fn attribute_text(text: &str) -> String {
    xml_text(text).replace(['\t', '\n', '\r'], " ")
}
