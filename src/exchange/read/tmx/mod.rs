//! TMX of all versions, as tools write it: languages in `lang` or `xml:lang`, elements with prefixes
//! or in capitals, and whatever else breaks the DTD but leaves no doubt.

mod unit;

use std::borrow::Cow;

use crate::error::Result;
use crate::model::{Language, TagKind};

use super::delivery::Delivery;
use super::input::TextInput;
use super::segment::{Inline, LARGEST_UNIT, SegmentBuilder};
use super::xml::{Element, Step, Xml, local};
use unit::{Stamps, TranslationUnit, Variant};

/// Sides of one unit beyond which it is skipped: there are not so many languages, and each is paired
/// with the source.
const MOST_VARIANTS: usize = 1000;

/// Reads a TMX.
///
/// # Errors
/// When the file is not TMX or not well formed, or those of the sink.
pub fn read_tmx(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let mut xml = Xml::of(input, delivery.path);
    let mut reader = TmxReader::default();
    loop {
        match xml.step()? {
            Step::Open(element) => {
                if let Err(what) = reader.open(&element, delivery) {
                    return Err(xml.broken(what));
                }
                if reader.opened_unit() {
                    reader.unit.line = xml.line();
                }
            }
            Step::Close => {
                if reader.close() {
                    reader.unit.number += 1;
                    reader.unit.deliver(&reader.header, delivery)?;
                }
            }
            Step::Text(text) => reader.text(&text),
            Step::Fault(what) => {
                if !reader.fault(&what) {
                    return Err(xml.broken(what));
                }
            }
            Step::Other => {}
            Step::End => return Ok(()),
        }
    }
}

/// The elements of TMX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
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

/// What the header says of all units.
#[derive(Debug, Default)]
pub struct Header {
    /// The source language; none for `*all*`.
    pub source_language: Option<Language>,
    /// Whether this program wrote the file, so that its own properties are to be read back.
    pub is_ours: bool,
}

#[derive(Debug, Default)]
struct TmxReader {
    open: Vec<Kind>,
    header: Header,
    in_unit: bool,
    unit: TranslationUnit,
    segment: Option<SegmentBuilder>,
    /// The text of a note or property.
    value: String,
    /// Its `type`.
    property: String,
}

impl TmxReader {
    /// Opens an element.
    ///
    /// # Errors
    /// When the file cannot be read on.
    fn open(
        &mut self,
        element: &Element<'_>,
        delivery: &mut Delivery<'_>,
    ) -> std::result::Result<(), String> {
        let name = element.name();
        let around = self.open.last().copied();
        let kind = match (around, &*name) {
            (None, "tmx") => Kind::Root,
            (None, other) => return Err(wrong_root(other)),
            (Some(Kind::Segment | Kind::Inline), _) => Kind::Inline,
            (Some(Kind::Other), _) if self.in_unit => Kind::Other,
            (_, "header") if !self.in_unit => Kind::Header,
            (_, "tu") if !self.in_unit => Kind::Unit,
            (Some(Kind::Unit), "tuv") => Kind::Variant,
            (Some(Kind::Variant), "seg") => Kind::Segment,
            (Some(Kind::Unit | Kind::Variant), "note") => Kind::Note,
            (Some(Kind::Unit | Kind::Variant), "prop") => Kind::Property,
            _ => Kind::Other,
        };
        self.open.push(kind);
        if kind == Kind::Other && name == "tu" {
            self.fault("another unit begins inside it");
        }
        let read = match kind {
            Kind::Header => return self.open_header(element, delivery),
            Kind::Unit => {
                self.in_unit = true;
                self.unit.clear();
                self.open_unit(element)
            }
            Kind::Variant => self.open_variant(element, delivery),
            Kind::Segment => self.open_segment(),
            Kind::Inline => self.open_inline(&name, element),
            Kind::Note | Kind::Property => {
                self.value.clear();
                self.property.clear();
                self.open_value(element)
            }
            Kind::Root | Kind::Other => Ok(()),
        };
        self.check_size();
        match read {
            Err(what) if self.fault(&what) => Ok(()),
            read => read,
        }
    }

    /// Whether the element opened last is a unit.
    fn opened_unit(&self) -> bool {
        self.open.last() == Some(&Kind::Unit)
    }

    fn open_header(
        &mut self,
        element: &Element<'_>,
        delivery: &mut Delivery<'_>,
    ) -> std::result::Result<(), String> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match local(key).to_ascii_lowercase().as_str() {
                "srclang" => self.header.source_language = delivery.languages.of(&value),
                "creationtool" => self.header.is_ours = &*value == env!("CARGO_PKG_NAME"),
                _ => {}
            }
        }
        // What some write for `*all*` would pass for a language.
        self.header.source_language.take_if(|language| language.as_str() == "all");
        Ok(())
    }

    fn open_unit(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            self.unit.size += value.len();
            match local(key) {
                "tuid" => self.unit.identifier = Some(value.into_owned()),
                "srclang" => self.unit.source_language = Some(value.into_owned()),
                key => self.unit.stamps.read(key, value),
            }
        }
        Ok(())
    }

    fn open_variant(
        &mut self,
        element: &Element<'_>,
        delivery: &mut Delivery<'_>,
    ) -> std::result::Result<(), String> {
        let mut variant = Variant::default();
        let mut has_standard = false;
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            self.unit.size += value.len();
            match key {
                key if local(key).eq_ignore_ascii_case("lang") => {
                    // `xml:lang` is the one that counts where there are both.
                    if !has_standard {
                        variant.language = delivery.languages.of(&value);
                        variant.tag = if variant.language.is_some() {
                            None
                        } else {
                            Some(value.into_owned())
                        };
                    }
                    has_standard |= key.contains(':');
                }
                key => variant.stamps.read(local(key), value),
            }
        }
        if self.unit.variants.len() == MOST_VARIANTS {
            return Err(format!("it has more than {MOST_VARIANTS} sides"));
        }
        self.unit.variants.push(variant);
        Ok(())
    }

    fn open_segment(&mut self) -> std::result::Result<(), String> {
        let has_text = self.unit.variants.last().is_some_and(|variant| variant.text.is_some());
        self.segment = Some(SegmentBuilder::default());
        if has_text { Err("one of its sides has two segments".into()) } else { Ok(()) }
    }

    fn open_inline(
        &mut self,
        name: &str,
        element: &Element<'_>,
    ) -> std::result::Result<(), String> {
        let Some(segment) = &mut self.segment else { return Ok(()) };
        let is_kept = self.unit.fault.is_none();
        let inline = if is_kept { inline(name) } else { Inline::Transparent };
        let mut attributes = Vec::new();
        // The element is open whatever its attributes are, for it will close.
        let mut broken = None;
        if inline != Inline::Transparent {
            for attribute in element.attributes() {
                match attribute {
                    Ok((key, value)) => attributes.push((key.to_owned(), value.into_owned())),
                    Err(what) => broken = Some(what),
                }
            }
        }
        if let Err(what) = segment.open(inline, attributes) {
            broken = Some(what);
        }
        broken.map_or(Ok(()), Err)
    }

    fn open_value(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            if local(key) == "type" {
                self.property.push_str(&value);
            }
        }
        Ok(())
    }

    /// Closes the element opened last; true when that is a unit, which is complete then.
    fn close(&mut self) -> bool {
        let kind = self.open.pop();
        match kind {
            Some(Kind::Unit) => self.in_unit = false,
            Some(Kind::Inline) => {
                if let Some(segment) = &mut self.segment {
                    segment.close();
                }
            }
            Some(Kind::Segment) => {
                self.unit.size += self.segment.as_ref().map_or(0, SegmentBuilder::size);
                let text = self.segment.take().map(SegmentBuilder::finish);
                if let Some(variant) = self.unit.variants.last_mut() {
                    variant.text = text;
                }
            }
            Some(Kind::Note) => self.close_value(false),
            Some(Kind::Property) => self.close_value(true),
            _ => {}
        }
        kind == Some(Kind::Unit)
    }

    fn close_value(&mut self, is_property: bool) {
        let is_in_variant = self.open.last() == Some(&Kind::Variant);
        let variant = if is_in_variant { self.unit.variants.last_mut() } else { None };
        let (notes, properties) = match variant {
            Some(variant) => (&mut variant.notes, &mut variant.properties),
            None => (&mut self.unit.notes, &mut self.unit.properties),
        };
        let value = self.value.trim();
        self.unit.size += self.property.len() + 64;
        if self.unit.fault.is_some() {
            // It will be skipped, so nothing more of it is kept.
        } else if is_property {
            properties.push((self.property.clone(), self.value.clone()));
        } else if !value.is_empty() {
            notes.push(value.to_owned());
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.last() {
            Some(Kind::Segment | Kind::Inline) if self.unit.fault.is_none() => {
                let Some(segment) = &mut self.segment else { return };
                segment.text(text);
            }
            Some(Kind::Note | Kind::Property) if self.unit.fault.is_none() => {
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
        if size > LARGEST_UNIT {
            self.fault(&format!("it is larger than {} MB; cut it up", LARGEST_UNIT >> 20));
        }
    }

    /// Marks the unit that is being read as one to skip; false outside of units.
    fn fault(&mut self, what: &str) -> bool {
        if self.in_unit {
            self.unit.fault.get_or_insert_with(|| what.to_owned());
        }
        self.in_unit
    }
}

/// What an element of TMX inside a segment is.
fn inline(name: &str) -> Inline {
    match name {
        "bpt" => Inline::Tag(TagKind::BeginPair),
        "ept" => Inline::Tag(TagKind::EndPair),
        "it" => Inline::Tag(TagKind::Isolated),
        "ph" => Inline::Tag(TagKind::Placeholder),
        "ut" => Inline::Tag(TagKind::Unknown),
        "hi" => Inline::Around(TagKind::BeginHighlight, TagKind::EndHighlight),
        "sub" => Inline::Subflow,
        _ => Inline::Transparent,
    }
}

fn wrong_root(name: &str) -> String {
    let hint = match name {
        "xliff" => "it is XLIFF; name it .xlf",
        "html" => "it is a web page, perhaps of a site that asks to sign in; get the file itself",
        _ => "give a TMX file",
    };
    format!("this is not TMX: its root is <{name}>, so {hint}")
}

impl Stamps {
    /// Takes an attribute that says when, by whom or how often.
    fn read(&mut self, key: &str, value: Cow<'_, str>) {
        match key {
            "creationdate" => self.created_at = super::date::read_time(&value),
            "changedate" => self.changed_at = super::date::read_time(&value),
            "lastusagedate" => self.used_at = super::date::read_time(&value),
            "creationid" => self.created_by = Some(value.into_owned()),
            "changeid" => self.changed_by = Some(value.into_owned()),
            "usagecount" => self.usage_count = value.trim().parse().ok(),
            _ => {}
        }
    }
}
