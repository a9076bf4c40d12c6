//! Reading XLIFF of all versions.

use crate::error::{Fault, Result};
use crate::exchange::fault::Checked;
use crate::exchange::input::TextInput;
use crate::exchange::segment_builder::{LARGEST_UNIT, unit_too_large};
use crate::exchange::sink::UnitSink;
use crate::exchange::xml::{Element, XmlEvent, XmlReader};

use super::content::{Content, ContentBuilder};
use super::element::{ElementKind, UnitForm, element_kind};
use super::file::FileInfo;
use super::metadata::Metadata;
use super::unit::{ENTRY_SIZE, PendingUnit};

/// Reads an XLIFF file.
///
/// # Errors
/// When the file is not XLIFF or not well formed, when neither it nor the options name its languages, or
/// those of the sink.
pub fn read_xliff(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let mut xml = XmlReader::new(input, sink.path);
    let mut reader = XliffReader::default();
    loop {
        match xml.next_event()? {
            XmlEvent::Start(element) => {
                let started = reader.start(&element, sink);
                started.map_err(|fault| xml.error(fault))?;
                if matches!(reader.open.last(), Some(ElementKind::Unit(_))) {
                    reader.unit.line = xml.line();
                }
            }
            XmlEvent::End => {
                if let Some(unit) = reader.end() {
                    unit.deliver(&mut reader.file, sink)?;
                }
            }
            XmlEvent::Text(text) => reader.text(&text),
            XmlEvent::Invalid(fault) => {
                if reader.open.last() != Some(&ElementKind::Ignored) || reader.in_unit {
                    reader.spoil_unit(fault).map_err(|fault| xml.error(fault))?;
                }
            }
            XmlEvent::Other => {}
            XmlEvent::EndOfFile => return Ok(()),
        }
    }
}

/// The state of reading: the elements that are open, and the unit they are in.
#[derive(Debug, Default)]
struct XliffReader {
    open: Vec<ElementKind>,
    /// What the root names for all files (2.x).
    root: FileInfo,
    file: FileInfo,
    in_unit: bool,
    units: u64,
    unit: PendingUnit,
    content: Option<ContentBuilder>,
    /// The text of a note, code or value.
    value: String,
    /// The id or type of that.
    key: String,
    /// The id of the `sdl:seg` that is open.
    definition: String,
    /// The category or purpose of the group that is open.
    group: String,
}

impl XliffReader {
    /// Starts an element.
    ///
    /// # Errors
    /// When the file cannot be read any further.
    fn start(&mut self, element: &Element<'_>, sink: &mut UnitSink<'_>) -> Checked<()> {
        let name = element.name();
        let kind = element_kind(self.open.last().copied(), &name)?;
        self.open.push(kind);
        let started = match kind {
            ElementKind::Container if self.open.len() == 1 => {
                self.root = FileInfo::of_root(element, &mut sink.tags)?;
                return Ok(());
            }
            ElementKind::File => {
                self.file = FileInfo::of_file(&self.root, element, &mut sink.tags)?;
                return Ok(());
            }
            ElementKind::Unit(_) => {
                self.in_unit = true;
                self.units += 1;
                self.unit = PendingUnit::new(self.units);
                self.unit.read_attributes(element)
            }
            ElementKind::Segment => self.unit.add_segment(element),
            ElementKind::Source | ElementKind::SegmentedSource => {
                self.start_content();
                Ok(())
            }
            ElementKind::Target => {
                self.start_content();
                self.unit.read_target(element, sink)
            }
            ElementKind::Inline => match &mut self.content {
                Some(content) => content.open(&name, element, &self.unit.data),
                None => Ok(()),
            },
            ElementKind::MetadataGroup => self.start_group(element),
            ElementKind::Note
            | ElementKind::Code
            | ElementKind::DefinitionValue
            | ElementKind::Metadata => self.start_value(element),
            ElementKind::Definition => {
                self.unit.add_definition(element).map(|id| self.definition = id)
            }
            ElementKind::Container
            | ElementKind::List
            | ElementKind::Character
            | ElementKind::Ignored => Ok(()),
        };
        self.check_size();
        started.or_else(|fault| self.spoil_unit(fault))
    }

    fn start_content(&mut self) {
        self.content = self.unit.fault.is_none().then(ContentBuilder::default);
    }

    fn start_value(&mut self, element: &Element<'_>) -> Checked<()> {
        self.value.clear();
        self.key.clear();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            if matches!(key, "id" | "key" | "type" | "context-type") {
                self.key.push_str(&value);
            }
        }
        Ok(())
    }

    fn start_group(&mut self, element: &Element<'_>) -> Checked<()> {
        self.group.clear();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            if matches!(key, "category" | "purpose") {
                self.group.push_str(&value);
            }
        }
        Ok(())
    }

    /// Ends the element that started last; gives the unit that is complete then.
    fn end(&mut self) -> Option<PendingUnit> {
        let kind = self.open.pop()?;
        match kind {
            ElementKind::Unit(_) => {
                self.in_unit = false;
                return Some(std::mem::take(&mut self.unit));
            }
            ElementKind::Inline => {
                if let Some(content) = &mut self.content {
                    content.close();
                }
            }
            ElementKind::Source | ElementKind::SegmentedSource | ElementKind::Target => {
                self.end_content(kind);
            }
            ElementKind::Note => {
                let note = self.value.trim();
                if !note.is_empty() && self.unit.fault.is_none() {
                    self.unit.notes.push(note.to_owned());
                }
            }
            ElementKind::Code => {
                self.unit.size += self.key.len() + ENTRY_SIZE;
                self.unit.data.insert(self.key.clone(), self.value.clone());
            }
            ElementKind::Metadata if self.unit.fault.is_none() => self.end_metadata(),
            ElementKind::DefinitionValue => {
                if let Some(definition) = self.unit.definitions.get_mut(&self.definition) {
                    definition.provenance.read(&self.key, &self.value);
                }
            }
            ElementKind::Container
            | ElementKind::File
            | ElementKind::Segment
            | ElementKind::List
            | ElementKind::MetadataGroup
            | ElementKind::Metadata
            | ElementKind::Character
            | ElementKind::Definition
            | ElementKind::Ignored => {}
        }
        None
    }

    fn end_metadata(&mut self) {
        let is_context = self.open.contains(&ElementKind::Unit(UnitForm::TransUnit));
        if let Some(entry) = Metadata::read(&self.group, &self.key, &self.value, is_context) {
            self.unit.size += self.key.len() + ENTRY_SIZE;
            self.unit.metadata.push(entry);
        }
    }

    fn end_content(&mut self, kind: ElementKind) {
        let Some(builder) = self.content.take() else { return };
        self.unit.size += builder.size();
        let content = builder.finish();
        let is_segment = self.open.last() == Some(&ElementKind::Segment);
        match (kind, self.unit.segments.last_mut().filter(|_| is_segment)) {
            (ElementKind::Target, Some(part)) => part.target = Some(content.whole),
            (_, Some(part)) => part.source = content.whole,
            (ElementKind::Target, None) => keep_first(&mut self.unit.target, content),
            (ElementKind::SegmentedSource, None) => {
                keep_first(&mut self.unit.segmented_source, content);
            }
            (_, None) => keep_first(&mut self.unit.source, content),
        }
    }

    fn text(&mut self, text: &str) {
        if self.unit.fault.is_some() {
            return;
        }
        match self.open.last() {
            Some(
                ElementKind::Source
                | ElementKind::SegmentedSource
                | ElementKind::Target
                | ElementKind::Inline,
            ) => {
                if let Some(content) = &mut self.content {
                    content.text(text);
                }
            }
            Some(
                ElementKind::Note
                | ElementKind::Code
                | ElementKind::DefinitionValue
                | ElementKind::Metadata,
            ) => {
                self.value.push_str(text);
                self.unit.size += text.len();
            }
            _ => return,
        }
        self.check_size();
    }

    /// Marks a unit that grows beyond its bound.
    fn check_size(&mut self) {
        let size = self.unit.size + self.content.as_ref().map_or(0, ContentBuilder::size);
        if self.in_unit && size > LARGEST_UNIT {
            self.unit.fault.get_or_insert_with(unit_too_large);
            self.content = None;
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
        self.content = None;
        Ok(())
    }
}

/// Keeps the first of several texts.
fn keep_first(place: &mut Option<Content>, content: Content) {
    place.get_or_insert(content);
}
