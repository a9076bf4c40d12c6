//! Translation Memory eXchange 1.4b (LISA OSCAR, 2005).

mod segment;

use std::io::Write;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::writer::{UnitWriter, WriteOptions};
use super::xml::{self, Xml};
use crate::error::Result;
use crate::model::{ExportSummary, Language, Unit, UnitPart, UnitText};

/// How much of a segment a TMX file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// The text alone.
    One,
    /// The text with its inline tags.
    #[default]
    Two,
}

/// Properties of ours that a reader takes back into the unit. The specification wants `x-` before what
/// it does not define.
const OWN_PROPERTIES: [&str; 4] = ["x-document", "x-position", "x-score", "x-status"];

/// The source text before a unit, as memoQ calls it too; it stands in the source's `tuv`.
const CONTEXT_BEFORE: &str = "x-context-pre";
/// The source text after a unit.
const CONTEXT_AFTER: &str = "x-context-post";

/// A property of a `tuv` of this name is written as `note`: units have one note of their own, and what
/// others noted on one side is kept as a property.
const NOTE: &str = "note";

/// Writes a TMX file. It has no DOCTYPE, as the tools that matter either ignore it or refuse a file
/// whose DTD they cannot find.
pub struct TmxWriter<'a> {
    xml: Xml<'a>,
    level: Level,
}

impl<'a> TmxWriter<'a> {
    /// Writes everything before the first unit.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(
        out: Box<dyn Write + 'a>,
        summary: &ExportSummary,
        options: &WriteOptions,
    ) -> Result<Self> {
        let mut xml = xml::document(out);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.write_event(Event::Start(xml::start("tmx", &[("version", "1.4")])))?;
        xml.write_event(Event::Empty(header(summary)))?;
        xml.write_event(Event::Start(BytesStart::new("body")))?;
        Ok(TmxWriter { xml, level: options.level })
    }

    fn write_variant(&mut self, unit: &Unit, part: UnitPart) -> Result<()> {
        let (language, text): (&Language, &UnitText) = match part {
            UnitPart::Target => (&unit.target_language, &unit.target),
            _ => (&unit.source_language, &unit.source),
        };
        let start = xml::start("tuv", &[("xml:lang", language.as_str())]);
        self.xml.write_event(Event::Start(start))?;
        if part == UnitPart::Source {
            for (name, context) in
                [(CONTEXT_BEFORE, &unit.context_before), (CONTEXT_AFTER, &unit.context_after)]
            {
                if let Some(context) = context {
                    self.write_property(name, context)?;
                }
            }
        }
        self.write_properties(unit, part)?;
        // White space in a segment is text, so the segment is written in one piece.
        let content = segment::content(text, self.level);
        xml::write_escaped(&mut self.xml, BytesStart::new("seg"), content)?;
        self.xml.write_event(Event::End(BytesEnd::new("tuv")))?;
        Ok(())
    }

    fn write_properties(&mut self, unit: &Unit, part: UnitPart) -> Result<()> {
        for property in unit.properties.iter().filter(|property| property.part == part) {
            let name = property.name.as_str();
            let is_own = match part {
                UnitPart::Unit => OWN_PROPERTIES.contains(&name),
                UnitPart::Source => [CONTEXT_BEFORE, CONTEXT_AFTER].contains(&name),
                UnitPart::Target => false,
            };
            if is_own {
                continue;
            }
            if part != UnitPart::Unit && name == NOTE {
                xml::write_text(&mut self.xml, NOTE, &[], &property.value)?;
            } else {
                self.write_property(name, &property.value)?;
            }
        }
        Ok(())
    }

    fn write_property(&mut self, name: &str, value: &str) -> Result<()> {
        xml::write_text(&mut self.xml, "prop", &[("type", name)], value)
    }
}

impl UnitWriter for TmxWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        self.xml.write_event(Event::Start(unit_start(unit)))?;
        if let Some(note) = &unit.note {
            xml::write_text(&mut self.xml, NOTE, &[], note)?;
        }
        if let Some(document) = &unit.document {
            self.write_property("x-document", document)?;
        }
        if let Some(position) = unit.position {
            self.write_property("x-position", &position.to_string())?;
        }
        self.write_property("x-score", &unit.score.rounded().to_string())?;
        self.write_property("x-status", unit.status.name())?;
        self.write_properties(unit, UnitPart::Unit)?;
        self.write_variant(unit, UnitPart::Source)?;
        self.write_variant(unit, UnitPart::Target)?;
        self.xml.write_event(Event::End(BytesEnd::new("tu")))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.xml.write_event(Event::End(BytesEnd::new("body")))?;
        self.xml.write_event(Event::End(BytesEnd::new("tmx")))?;
        let mut out = self.xml.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(())
    }
}

/// The header's date is that of the newest unit, so that the same units give the same bytes.
fn header(summary: &ExportSummary) -> BytesStart<'static> {
    let source_language = summary.source_language().map_or("*all*", Language::as_str);
    let mut header = xml::start(
        "header",
        &[
            ("creationtool", "tarjuman"),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", "sentence"),
            ("o-tmf", "tarjuman"),
            ("adminlang", "en"),
            ("srclang", source_language),
            ("datatype", "plaintext"),
        ],
    );
    push_date(&mut header, "creationdate", summary.newest.as_deref());
    header
}

fn unit_start(unit: &Unit) -> BytesStart<'static> {
    let mut tu = BytesStart::new("tu");
    if let Some(identifier) = &unit.identifier {
        xml::push(&mut tu, "tuid", identifier);
    }
    if unit.usage_count > 0 {
        xml::push(&mut tu, "usagecount", &unit.usage_count.to_string());
    }
    push_date(&mut tu, "lastusagedate", unit.used_at.as_deref());
    push_date(&mut tu, "creationdate", unit.created_at.as_deref());
    if let Some(author) = &unit.created_by {
        xml::push(&mut tu, "creationid", author);
    }
    push_date(&mut tu, "changedate", unit.changed_at.as_deref());
    if let Some(author) = &unit.changed_by {
        xml::push(&mut tu, "changeid", author);
    }
    xml::push(&mut tu, "srclang", unit.source_language.as_str());
    tu
}

/// Adds a date as TMX writes it, `YYYYMMDDThhmmssZ`. What is no date in time of the world is left out:
/// strict readers refuse the file for it.
fn push_date(start: &mut BytesStart<'_>, name: &str, date: Option<&str>) {
    let Some(date) = date else { return };
    let compact = date.replace(['-', ':'], "");
    let shape = compact.bytes().map(|b| if b.is_ascii_digit() { b'9' } else { b });
    if shape.eq(*b"99999999T999999Z") {
        xml::push(start, name, &compact);
    }
}
