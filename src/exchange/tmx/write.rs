//! Writing TMX 1.4b. The file has no DOCTYPE: the tools that matter ignore it, or refuse a file whose DTD
//! they cannot find.

use std::hash::BuildHasher;
use std::io::Write;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::error::Result;
use crate::exchange::options::WriteOptions;
use crate::exchange::preset::{Level, Tool};
use crate::exchange::property::{CONTEXT_AFTER, CONTEXT_BEFORE};
use crate::exchange::unit_writer::UnitWriter;
use crate::exchange::xml::{
    XmlWriter, element, push_attribute, trimmed_note, write_escaped, write_text, xml_writer,
};
use crate::model::{ExportSummary, Language, Side, Unit, UnitPart};

use super::inline::segment_content;
use super::property::{context, is_writable, own_properties};
use super::provenance::{push_creation_time, push_provenance};

/// Writes a TMX file.
pub struct TmxWriter<'a> {
    xml: XmlWriter<'a>,
    level: Level,
    tool: Option<Tool>,
    written: WrittenUnits,
}

/// The units written so far, by their texts without tags: at level 1, units that differ only in their tags
/// are the same.
#[derive(Default)]
struct WrittenUnits {
    texts: FxHashSet<u64>,
    positions: FxHashSet<u64>,
}

impl WrittenUnits {
    /// Whether a unit differs from all before it, and adds it. A unit that names neither document nor
    /// identifier is the same as any with equal texts.
    fn insert(&mut self, unit: &Unit) -> bool {
        let texts = (
            &unit.languages.source,
            &unit.languages.target,
            &unit.texts.source.plain,
            &unit.texts.target.plain,
        );
        let position = (&unit.document, &unit.position, &unit.identifier);
        let is_new_text = self.texts.insert(FxBuildHasher.hash_one(texts));
        let is_new_position = self.positions.insert(FxBuildHasher.hash_one((texts, position)));
        let has_position = unit.document.is_some() || unit.identifier.is_some();
        if has_position { is_new_position } else { is_new_text }
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
        let mut xml = xml_writer(out);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.write_event(Event::Start(element("tmx", &[("version", "1.4")])))?;
        xml.write_event(Event::Empty(header(summary, options.tool)))?;
        xml.write_event(Event::Start(BytesStart::new("body")))?;
        let (level, tool) = (options.level, options.tool);
        Ok(TmxWriter { xml, level, tool, written: WrittenUnits::default() })
    }

    fn write_variant(&mut self, unit: &Unit, side: Side) -> Result<()> {
        let start = element("tuv", &[("xml:lang", unit.languages[side].as_str())]);
        self.xml.write_event(Event::Start(start))?;
        let part = match side {
            Side::Source => UnitPart::Source,
            Side::Target => UnitPart::Target,
        };
        if side == Side::Source {
            let contexts =
                [(CONTEXT_BEFORE, &unit.context_before), (CONTEXT_AFTER, &unit.context_after)];
            for (name, text) in contexts {
                if let Some(text) = text {
                    self.write_property(name, &context(text, self.tool))?;
                }
            }
        }
        self.write_properties(unit, part)?;
        // White space in a segment is text, so the segment is written in one piece.
        let content = segment_content(&unit.texts[side], self.level);
        write_escaped(&mut self.xml, BytesStart::new("seg"), content)?;
        self.xml.write_event(Event::End(BytesEnd::new("tuv")))?;
        Ok(())
    }

    /// Writes the properties of other tools.
    fn write_properties(&mut self, unit: &Unit, part: UnitPart) -> Result<()> {
        for property in unit.properties.iter().filter(|property| property.part == part) {
            if is_writable(property, self.tool) {
                self.write_property(&property.name, &property.value)?;
            }
        }
        Ok(())
    }

    fn write_property(&mut self, name: &str, value: &str) -> Result<()> {
        write_text(&mut self.xml, "prop", &[("type", name)], value)
    }
}

impl UnitWriter for TmxWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        if self.level == Level::One && !self.written.insert(unit) {
            return Ok(());
        }
        self.xml.write_event(Event::Start(unit_start(unit)))?;
        if let Some(note) = trimmed_note(unit.note.as_deref()) {
            write_text(&mut self.xml, "note", &[], &note)?;
        }
        let field_type = self.tool.map_or("", Tool::property_type);
        for (name, value) in own_properties(unit) {
            self.write_property(&format!("{name}{field_type}"), &value)?;
        }
        for (name, value) in self.tool.map(|tool| tool.properties(unit)).unwrap_or_default() {
            self.write_property(name, &value)?;
        }
        self.write_properties(unit, UnitPart::Unit)?;
        for side in Side::BOTH {
            self.write_variant(unit, side)?;
        }
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

/// The header. Its date is that of the newest unit, so that the same units give the same bytes.
fn header(summary: &ExportSummary, tool: Option<Tool>) -> BytesStart<'static> {
    let (memory, datatype, language) = tool.map_or(("tarjuman", "plaintext", "en"), Tool::header);
    let source_language = summary.source_language().map_or("*all*", Language::as_str);
    let mut header = element(
        "header",
        &[
            ("creationtool", env!("CARGO_PKG_NAME")),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", "sentence"),
            ("o-tmf", memory),
            ("adminlang", language),
            ("srclang", source_language),
            ("datatype", datatype),
        ],
    );
    push_creation_time(&mut header, summary.newest);
    header
}

fn unit_start(unit: &Unit) -> BytesStart<'static> {
    let mut tu = BytesStart::new("tu");
    if let Some(identifier) = &unit.identifier {
        push_attribute(&mut tu, "tuid", identifier);
    }
    push_provenance(&mut tu, unit);
    push_attribute(&mut tu, "srclang", unit.languages.source.as_str());
    tu
}
