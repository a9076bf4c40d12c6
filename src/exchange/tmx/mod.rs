//! Translation Memory eXchange 1.4b (LISA OSCAR, 2005).

mod segment;

use std::hash::BuildHasher;
use std::io::Write;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::preset::{Level, Tool};
use super::writer::{UnitWriter, WriteOptions};
use super::xml::{self, Xml};
use crate::error::Result;
use crate::model::{ExportSummary, Language, Timestamp, Unit, UnitPart, UnitText};

/// Properties of ours that a reader takes back into the unit. The specification wants `x-` before what
/// it does not define.
const OWN_PROPERTIES: [&str; 4] = ["x-document", "x-position", "x-score", "x-status"];

/// The source text before a unit, as memoQ calls it too; it stands in the source's `tuv`.
const CONTEXT_BEFORE: &str = "x-context-pre";
/// The source text after a unit.
const CONTEXT_AFTER: &str = "x-context-post";

/// Writes a TMX file. It has no DOCTYPE, as the tools that matter either ignore it or refuse a file
/// whose DTD they cannot find.
pub struct TmxWriter<'a> {
    xml: Xml<'a>,
    level: Level,
    tool: Option<Tool>,
    once: Once,
}

/// Units that differ in their tags alone are one when the tags are left out.
#[derive(Default)]
struct Once {
    texts: FxHashSet<u64>,
    places: FxHashSet<u64>,
}

impl Once {
    /// Whether the unit says what none before it said; one that names no place of its own says what
    /// any of equal texts says.
    fn admits(&mut self, unit: &Unit) -> bool {
        let texts = (
            &unit.languages.source,
            &unit.languages.target,
            &unit.texts.source.plain,
            &unit.texts.target.plain,
        );
        let place = (&unit.document, &unit.position, &unit.identifier);
        let are_new = self.texts.insert(FxBuildHasher.hash_one(texts));
        let is_placed = unit.document.is_some() || unit.identifier.is_some();
        let is_new = self.places.insert(FxBuildHasher.hash_one((texts, place)));
        if is_placed { is_new } else { are_new }
    }
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
        xml.write_event(Event::Empty(header(summary, options.tool)))?;
        xml.write_event(Event::Start(BytesStart::new("body")))?;
        Ok(TmxWriter { xml, level: options.level, tool: options.tool, once: Once::default() })
    }

    fn write_variant(&mut self, unit: &Unit, part: UnitPart) -> Result<()> {
        let (language, text): (&Language, &UnitText) = match part {
            UnitPart::Target => (&unit.languages.target, &unit.texts.target),
            _ => (&unit.languages.source, &unit.texts.source),
        };
        let start = xml::start("tuv", &[("xml:lang", language.as_str())]);
        self.xml.write_event(Event::Start(start))?;
        if part == UnitPart::Source {
            for (name, context) in
                [(CONTEXT_BEFORE, &unit.context_before), (CONTEXT_AFTER, &unit.context_after)]
            {
                if let Some(context) = context {
                    self.write_context(name, context)?;
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

    fn write_context(&mut self, name: &str, context: &str) -> Result<()> {
        if self.tool.is_some_and(Tool::wraps_contexts) {
            self.write_property(name, &format!("<seg>{}</seg>", xml::escaped(context)))
        } else {
            self.write_property(name, context)
        }
    }

    /// Writes what other tools wrote beside a part, but none that would be taken for one of ours.
    fn write_properties(&mut self, unit: &Unit, part: UnitPart) -> Result<()> {
        for property in unit.properties.iter().filter(|property| property.part == part) {
            let name = property.name.as_str();
            let is_context = [CONTEXT_BEFORE, CONTEXT_AFTER].contains(&name);
            let stands_already = match part {
                UnitPart::Unit => {
                    is_context
                        || OWN_PROPERTIES.contains(&name)
                        || self.tool.is_some_and(|tool| tool.sets(name))
                }
                UnitPart::Source => is_context,
                UnitPart::Target => false,
            };
            if !stands_already {
                self.write_property(name, &property.value)?;
            }
        }
        Ok(())
    }

    fn write_own(&mut self, name: &str, value: &str) -> Result<()> {
        let kind = self.tool.map_or("", Tool::property_type);
        self.write_property(&format!("{name}{kind}"), value)
    }

    fn write_property(&mut self, name: &str, value: &str) -> Result<()> {
        xml::write_text(&mut self.xml, "prop", &[("type", name)], value)
    }
}

impl UnitWriter for TmxWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        if self.level == Level::One && !self.once.admits(unit) {
            return Ok(());
        }
        self.xml.write_event(Event::Start(unit_start(unit)))?;
        if let Some(note) = xml::trimmed(unit.note.as_deref()) {
            xml::write_text(&mut self.xml, "note", &[], &note)?;
        }
        if let Some(document) = &unit.document {
            self.write_own("x-document", document)?;
        }
        if let Some(position) = unit.position {
            self.write_own("x-position", &position.to_string())?;
        }
        self.write_own("x-score", &unit.score.rounded().to_string())?;
        self.write_own("x-status", unit.status.name())?;
        for (name, value) in self.tool.map(|tool| tool.properties(unit)).unwrap_or_default() {
            self.write_property(name, &value)?;
        }
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
fn header(summary: &ExportSummary, tool: Option<Tool>) -> BytesStart<'static> {
    let (memory, datatype, language) = tool.map_or(("tarjuman", "plaintext", "en"), Tool::header);
    let source_language = summary.source_language().map_or("*all*", Language::as_str);
    let mut header = xml::start(
        "header",
        &[
            ("creationtool", "tarjuman"),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", "sentence"),
            ("o-tmf", memory),
            ("adminlang", language),
            ("srclang", source_language),
            ("datatype", datatype),
        ],
    );
    push_date(&mut header, "creationdate", summary.newest);
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
    push_date(&mut tu, "lastusagedate", unit.used_at);
    push_date(&mut tu, "creationdate", unit.created_at);
    if let Some(author) = &unit.created_by {
        xml::push(&mut tu, "creationid", author);
    }
    push_date(&mut tu, "changedate", unit.changed_at);
    if let Some(author) = &unit.changed_by {
        xml::push(&mut tu, "changeid", author);
    }
    xml::push(&mut tu, "srclang", unit.languages.source.as_str());
    tu
}

/// Adds a date as TMX writes it, `YYYYMMDDThhmmssZ`.
fn push_date(start: &mut BytesStart<'_>, name: &str, date: Option<Timestamp>) {
    if let Some(date) = date {
        xml::push(start, name, &date.basic());
    }
}
