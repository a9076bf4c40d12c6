//! Reading TMX of all versions, as tools write it: languages in `lang` or `xml:lang`, elements with prefixes
//! or in capitals, and whatever else breaks the DTD but leaves no doubt about what is meant.

use crate::error::{Fault, FaultKind, Result};
use crate::exchange::fault::{Checked, syntax, wrong_root};
use crate::exchange::input::TextInput;
use crate::exchange::segment_builder::{
    InlineElement, LARGEST_UNIT, SegmentBuilder, unit_too_large,
};
use crate::exchange::sink::UnitSink;
use crate::exchange::xml::{Element, XmlEvent, XmlReader, local_name};

use super::inline::inline_element;
use super::unit::{Header, TranslationUnit, Variant};

/// Variants of one unit beyond which it is skipped: there are fewer languages than that, and each is paired
/// with the source.
const MOST_VARIANTS: usize = 1000;

/// Reads a TMX file.
///
/// # Errors
/// When the file is not TMX or not well formed, or those of the sink.
pub fn read_tmx(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let mut xml = XmlReader::new(input, sink.path);
    let mut reader = TmxReader::default();
    loop {
        match xml.next_event()? {
            XmlEvent::Start(element) => {
                let started = reader.start(&element, sink);
                started.map_err(|fault| xml.error(fault))?;
                if reader.open.last() == Some(&ElementKind::Unit) {
                    reader.unit.line = xml.line();
                }
            }
            XmlEvent::End => {
                if reader.end() == Some(ElementKind::Unit) {
                    reader.unit.number += 1;
                    reader.unit.deliver(&reader.header, sink)?;
                }
            }
            XmlEvent::Text(text) => reader.text(&text),
            XmlEvent::Invalid(fault) => {
                reader.spoil_unit(fault).map_err(|fault| xml.error(fault))?;
            }
            XmlEvent::Other => {}
            XmlEvent::EndOfFile => return Ok(()),
        }
    }
}

/// What an element is, by its name and the element it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    Root,
    Header,
    Unit,
    Variant,
    Segment,
    Note,
    Property,
    /// One inside a segment.
    Inline,
    Other,
}

/// The state of reading: the elements that are open, and the unit they are in.
#[derive(Debug, Default)]
struct TmxReader {
    open: Vec<ElementKind>,
    header: Header,
    in_unit: bool,
    unit: TranslationUnit,
    segment: Option<SegmentBuilder>,
    /// The text of a note or property.
    value: String,
    /// The name of a property.
    property: String,
}

impl TmxReader {
    /// Starts an element.
    ///
    /// # Errors
    /// When the file cannot be read any further.
    fn start(&mut self, element: &Element<'_>, sink: &mut UnitSink<'_>) -> Checked<()> {
        let name = element.name();
        let kind = self.kind(&name)?;
        self.open.push(kind);
        if kind == ElementKind::Other && self.in_unit && name == "tu" {
            self.spoil_unit(syntax("another unit begins inside it", ""))?;
        }
        let started = match kind {
            ElementKind::Header => return self.start_header(element, sink),
            ElementKind::Unit => {
                self.in_unit = true;
                self.unit.clear();
                self.start_unit(element)
            }
            ElementKind::Variant => self.start_variant(element, sink),
            ElementKind::Segment => self.start_segment(),
            ElementKind::Inline => self.start_inline(&name, element),
            ElementKind::Note | ElementKind::Property => self.start_value(element),
            ElementKind::Root | ElementKind::Other => Ok(()),
        };
        self.check_size();
        started.or_else(|fault| self.spoil_unit(fault))
    }

    fn kind(&self, name: &str) -> Checked<ElementKind> {
        use ElementKind::{Header, Inline, Note, Other, Property, Root, Segment, Unit, Variant};
        Ok(match (self.open.last(), name) {
            (None, "tmx") => Root,
            (None, other) => return Err(wrong_root("TMX", other)),
            (Some(Segment | Inline), _) => Inline,
            (Some(Other), _) if self.in_unit => Other,
            (_, "header") if !self.in_unit => Header,
            (_, "tu") if !self.in_unit => Unit,
            (Some(Unit), "tuv") => Variant,
            (Some(Variant), "seg") => Segment,
            (Some(Unit | Variant), "note") => Note,
            (Some(Unit | Variant), "prop") => Property,
            _ => Other,
        })
    }

    fn start_header(&mut self, element: &Element<'_>, sink: &mut UnitSink<'_>) -> Checked<()> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match local_name(key).to_ascii_lowercase().as_str() {
                "srclang" => self.header.source_language = sink.tags.language(&value),
                "creationtool" => self.header.is_ours = &*value == env!("CARGO_PKG_NAME"),
                _ => {}
            }
        }
        // Some tools write `all` for `*all*`, which would pass for a language.
        self.header.source_language.take_if(|language| language.as_str() == "all");
        Ok(())
    }

    fn start_unit(&mut self, element: &Element<'_>) -> Checked<()> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            self.unit.size += value.len();
            match local_name(key) {
                "tuid" => self.unit.identifier = Some(value.into_owned()),
                "srclang" => self.unit.source_language = Some(value.into_owned()),
                key => self.unit.provenance.read(key, value),
            }
        }
        Ok(())
    }

    fn start_variant(&mut self, element: &Element<'_>, sink: &mut UnitSink<'_>) -> Checked<()> {
        let mut variant = Variant::default();
        let mut has_xml_lang = false;
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            self.unit.size += value.len();
            if !local_name(key).eq_ignore_ascii_case("lang") {
                variant.provenance.read(local_name(key), value);
                continue;
            }
            // `xml:lang` counts where there are both.
            if !has_xml_lang {
                variant.language = sink.tags.language(&value);
                variant.bad_tag = variant.language.is_none().then(|| value.into_owned());
            }
            has_xml_lang |= key.contains(':');
        }
        if self.unit.variants.len() == MOST_VARIANTS {
            let what = format!("it has more than {MOST_VARIANTS} segments");
            return Err(Fault::new(FaultKind::Limit, what, ""));
        }
        self.unit.variants.push(variant);
        Ok(())
    }

    fn start_segment(&mut self) -> Checked<()> {
        let has_text = self.unit.variants.last().is_some_and(|variant| variant.text.is_some());
        self.segment = Some(SegmentBuilder::default());
        if has_text { Err(syntax("one of its languages has two segments", "")) } else { Ok(()) }
    }

    fn start_inline(&mut self, name: &str, element: &Element<'_>) -> Checked<()> {
        let Some(segment) = &mut self.segment else { return Ok(()) };
        let is_kept = self.unit.fault.is_none();
        let inline = if is_kept { inline_element(name) } else { InlineElement::Transparent };
        let mut attributes = Vec::new();
        // The element is opened whatever its attributes are, as it will be closed.
        let mut result = Ok(());
        if inline != InlineElement::Transparent {
            for attribute in element.attributes() {
                match attribute {
                    Ok((key, value)) => attributes.push((key.to_owned(), value.into_owned())),
                    Err(fault) => result = Err(fault),
                }
            }
        }
        segment.open(inline, attributes).and(result)
    }

    /// Starts a note or property.
    fn start_value(&mut self, element: &Element<'_>) -> Checked<()> {
        self.value.clear();
        self.property.clear();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            if local_name(key) == "type" {
                self.property.push_str(&value);
            }
        }
        Ok(())
    }

    /// Ends the element that started last, and gives its kind. A unit is complete then.
    fn end(&mut self) -> Option<ElementKind> {
        let kind = self.open.pop();
        match kind? {
            ElementKind::Unit => self.in_unit = false,
            ElementKind::Inline => {
                if let Some(segment) = &mut self.segment {
                    segment.close();
                }
            }
            ElementKind::Segment => {
                self.unit.size += self.segment.as_ref().map_or(0, SegmentBuilder::size);
                let text = self.segment.take().map(SegmentBuilder::finish);
                if let Some(variant) = self.unit.variants.last_mut() {
                    variant.text = text;
                }
            }
            ElementKind::Note => self.end_value(false),
            ElementKind::Property => self.end_value(true),
            ElementKind::Root | ElementKind::Header | ElementKind::Variant | ElementKind::Other => {
            }
        }
        kind
    }

    fn end_value(&mut self, is_property: bool) {
        let is_in_variant = self.open.last() == Some(&ElementKind::Variant);
        let variant = if is_in_variant { self.unit.variants.last_mut() } else { None };
        let (notes, properties) = match variant {
            Some(variant) => (&mut variant.notes, &mut variant.properties),
            None => (&mut self.unit.notes, &mut self.unit.properties),
        };
        let value = self.value.trim();
        self.unit.size += self.property.len() + 64;
        if self.unit.fault.is_some() {
            // The unit will be skipped, so nothing more of it is kept.
        } else if is_property {
            properties.push((self.property.clone(), self.value.clone()));
        } else if !value.is_empty() {
            notes.push(value.to_owned());
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.last() {
            Some(ElementKind::Segment | ElementKind::Inline) if self.unit.fault.is_none() => {
                let Some(segment) = &mut self.segment else { return };
                segment.text(text);
            }
            Some(ElementKind::Note | ElementKind::Property) if self.unit.fault.is_none() => {
                self.value.push_str(text);
                self.unit.size += text.len();
            }
            _ => {}
        }
        self.check_size();
    }

    /// Marks a unit that grows beyond its bound.
    fn check_size(&mut self) {
        let size = self.unit.size + self.segment.as_ref().map_or(0, SegmentBuilder::size);
        if self.in_unit && size > LARGEST_UNIT {
            self.unit.fault.get_or_insert_with(unit_too_large);
        }
    }

    /// Marks the unit that is being read as one to skip.
    ///
    /// # Errors
    /// With the fault itself outside of units, as the file cannot be read any further then.
    fn spoil_unit(&mut self, fault: Fault) -> Checked<()> {
        if !self.in_unit {
            return Err(fault);
        }
        self.unit.fault.get_or_insert(fault);
        Ok(())
    }
}
