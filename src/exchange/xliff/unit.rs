//! A unit of XLIFF while it is read, and the pairs that it holds: a `trans-unit` with its marked segments,
//! or a `unit` with its `segment`s.

use std::collections::HashMap;

use crate::error::{Fault, FaultKind, Result};
use crate::exchange::fault::{Checked, shortened};
use crate::exchange::sink::{UnitPosition, UnitSink, is_blank};
use crate::exchange::xml::{Element, local_name};
use crate::model::{Language, Pair, Property, Status, Unit, UnitText};

use super::content::{Content, OriginalData};
use super::file::FileInfo;
use super::metadata::Metadata;
use super::provenance::Provenance;
use super::status::{status_of_approved, status_of_state, status_of_tool};

/// The approximate number of bytes that an entry of a unit takes in addition to its texts.
pub const ENTRY_SIZE: usize = 64;

/// Studio's information about a segment (`sdl:seg`).
#[derive(Debug, Default)]
pub struct Definition {
    pub status: Option<Status>,
    pub provenance: Provenance,
}

/// A source and its translation, where there is one.
#[derive(Debug, Default)]
pub struct Part {
    id: String,
    pub source: UnitText,
    pub target: Option<UnitText>,
    status: Option<Status>,
}

/// A unit while it is read.
#[derive(Debug, Default)]
pub struct PendingUnit {
    pub line: u64,
    number: u64,
    /// Why it is to be skipped.
    pub fault: Option<Fault>,
    /// Bytes of everything in it.
    pub size: usize,
    id: String,
    name: Option<String>,
    pub notes: Vec<String>,
    pub data: OriginalData,
    target_language: Option<Language>,
    /// The status of the whole unit: the one that a tool gives it, else that of its target, else that of
    /// `approved`.
    tool_status: Option<Status>,
    state: Option<Status>,
    approved: Option<Status>,
    provenance: Provenance,
    pub metadata: Vec<Metadata>,
    pub definitions: HashMap<String, Definition>,
    /// Of a `trans-unit`.
    pub source: Option<Content>,
    pub segmented_source: Option<Content>,
    pub target: Option<Content>,
    /// Of a `unit`.
    pub segments: Vec<Part>,
}

impl PendingUnit {
    /// A unit that has just begun, by its number in the file.
    pub fn new(number: u64) -> Self {
        PendingUnit { number, ..PendingUnit::default() }
    }

    /// Takes the attributes of the unit.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn read_attributes(&mut self, element: &Element<'_>) -> Checked<()> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            self.size += value.len();
            match local_name(key) {
                "id" if key == "id" => self.id = value.into_owned(),
                "resname" | "name" if !value.is_empty() => self.name = Some(value.into_owned()),
                "approved" => self.approved = Some(status_of_approved(&value)),
                "status" | "confirmed" if key.contains(':') => {
                    self.tool_status = Some(status_of_tool(&value));
                }
                name => self.provenance.read(name, &value),
            }
        }
        Ok(())
    }

    /// Takes the attributes of its target.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn read_target(&mut self, element: &Element<'_>, sink: &mut UnitSink<'_>) -> Checked<()> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match local_name(key) {
                "state" => self.state = Some(status_of_state(&value)),
                "lang" => self.target_language = sink.tags.language(&value),
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds a segment (2.x).
    ///
    /// # Errors
    /// When an attribute is malformed.
    pub fn add_segment(&mut self, element: &Element<'_>) -> Checked<()> {
        let mut part = Part::default();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "id" => part.id = value.into_owned(),
                "state" => part.status = Some(status_of_state(&value)),
                _ => {}
            }
        }
        self.size += part.id.len() + ENTRY_SIZE;
        self.segments.push(part);
        Ok(())
    }

    /// Adds Studio's information about a segment, and gives its id.
    ///
    /// # Errors
    /// When an attribute is malformed.
    pub fn add_definition(&mut self, element: &Element<'_>) -> Checked<String> {
        let mut definition = Definition { status: Some(Status::Auto), ..Definition::default() };
        let mut id = String::new();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "id" => id.push_str(&value),
                "conf" => definition.status = Some(status_of_tool(&value)),
                _ => {}
            }
        }
        self.size += id.len() + ENTRY_SIZE;
        self.definitions.insert(id.clone(), definition);
        Ok(id)
    }

    /// Hands on every pair, or the reason why there is none.
    pub fn deliver(mut self, file: &mut FileInfo, sink: &mut UnitSink<'_>) -> Result<()> {
        let position = UnitPosition { line: self.line, number: self.number, name: Some(&self.id) };
        if let Some(fault) = self.fault.take() {
            return sink.skip(&position, fault);
        }
        let source = self.source.take();
        let mut parts = std::mem::take(&mut self.segments);
        if let Some(source) = self.segmented_source.take().or(source) {
            parts.extend(marked_parts(source, self.target.take()));
        }
        if parts.is_empty() {
            return sink.skip(&position, "it has no source");
        }
        let are_several = parts.len() > 1;
        for Part { id, source, target, status } in parts {
            let named = |base: &str| match id.as_str() {
                id if are_several && !id.is_empty() => format!("{base}/{id}"),
                _ => base.to_owned(),
            };
            let name = named(&self.id);
            let position = UnitPosition { name: Some(&name), ..position };
            let index = file.position;
            file.position += 1;
            let Some(target) = target.filter(|target| !is_blank(&target.plain)) else {
                sink.skip(&position, "it has no translation")?;
                continue;
            };
            let languages = self.languages(file, sink)?;
            if let Some(reason) = sink.unwanted(&languages) {
                sink.skip(&position, reason)?;
                continue;
            }
            let mut unit = Unit::new(Pair::new(source, target), languages);
            let definition = self.definitions.get(&id);
            // A unit without any status counts as not reviewed.
            unit.status = definition
                .and_then(|definition| definition.status)
                .or(status)
                .or(self.tool_status)
                .or(self.state)
                .or(self.approved)
                .unwrap_or(Status::Auto);
            definition
                .map_or(&self.provenance, |definition| &definition.provenance)
                .apply(&mut unit);
            unit.document = file.original.clone();
            unit.position = Some(index);
            let identifier = named(self.name.as_deref().unwrap_or(&self.id));
            unit.identifier = (!identifier.is_empty()).then_some(identifier);
            if let Err(fault) = self.apply_metadata(&mut unit) {
                sink.skip(&position, fault)?;
                continue;
            }
            unit.note = (!self.notes.is_empty()).then(|| self.notes.join("\n"));
            sink.add(&position, unit)?;
        }
        Ok(())
    }

    fn languages(&self, file: &FileInfo, sink: &UnitSink<'_>) -> Result<Pair<Language>> {
        let mut named = file.languages.clone();
        named.target = named.target.or_else(|| self.target_language.clone());
        sink.languages(self.line, named).map_err(|error| match &file.bad_tag {
            Some(tag) => {
                let what = format!("“{}” is not a language tag", shortened(tag));
                let hint = "correct it, or give --source-language and --target-language";
                sink.error(Some(self.line), Fault::new(FaultKind::Languages, what, hint))
            }
            None => error,
        })
    }

    fn apply_metadata(&self, unit: &mut Unit) -> Checked<()> {
        let is_field = |entry: &Metadata| matches!(entry, Metadata::Field(..));
        if self.metadata.iter().any(is_field) {
            // This program wrote the unit, so a field that is missing has no value.
            unit.position = None;
            unit.identifier = self.name.clone();
        }
        for entry in &self.metadata {
            match entry {
                Metadata::Property(property) => unit.properties.push(Property::clone(property)),
                Metadata::Field(field, value) => field.set(unit, value)?,
            }
        }
        Ok(())
    }
}

/// The pairs of marked segments, by their `mid`; the whole of texts that are not marked on both sides.
fn marked_parts(source: Content, target: Option<Content>) -> Vec<Part> {
    let has_text = |content: &Content| !is_blank(&content.whole.plain);
    let is_whole = match &target {
        Some(target) => target.segments.is_empty() && has_text(target),
        None => false,
    };
    if source.segments.is_empty() || is_whole {
        let target = target.map(|target| target.whole);
        return vec![Part { source: source.whole, target, ..Part::default() }];
    }
    let mut targets: HashMap<String, Vec<UnitText>> = HashMap::new();
    let mut order = Vec::new();
    // Those of one `mid` are taken in order, from the end of the list.
    for marked in target.map(|target| target.segments).unwrap_or_default().into_iter().rev() {
        order.push(marked.mid.clone());
        targets.entry(marked.mid).or_default().push(marked.text);
    }
    let mut parts: Vec<Part> = source
        .segments
        .into_iter()
        .map(|marked| {
            let target = targets.get_mut(&marked.mid).and_then(Vec::pop);
            Part { id: marked.mid, source: marked.text, target, status: None }
        })
        .collect();
    // Translations without a source are reported as such.
    for mid in order.into_iter().rev() {
        if let Some(target) = targets.get_mut(&mid).and_then(Vec::pop) {
            parts.push(Part { id: mid, target: Some(target), ..Part::default() });
        }
    }
    parts
}
