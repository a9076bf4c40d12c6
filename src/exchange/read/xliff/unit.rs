//! One unit of an XLIFF into its pairs: a `trans-unit` with its marked segments, or a `unit` with
//! its `segment`s.

use std::collections::HashMap;

use crate::error::Result;
use crate::model::{Language, Pair, Property, Status, Timestamp, Unit, UnitText};

use super::super::date::{read_milliseconds, read_time};
use super::super::delivery::{Delivery, Place, is_blank};
use super::super::fields::Field;
use super::content::{Codes, Content};

/// What a `file` says of its units.
#[derive(Debug, Default)]
pub struct File {
    pub source_language: Option<Language>,
    pub target_language: Option<Language>,
    /// What stands for one of them and is no language tag.
    pub no_tag: Option<String>,
    pub original: Option<String>,
    /// Units of it that have been handed on.
    pub position: u64,
}

impl File {
    /// The language of an attribute; what is none is kept for the message.
    pub fn language(&mut self, tag: &str, delivery: &mut Delivery<'_>) -> Option<Language> {
        let language = delivery.languages.of(tag);
        if language.is_none() && !tag.trim().is_empty() {
            self.no_tag = Some(tag.chars().take(40).collect());
        }
        language
    }
}

/// When and by whom.
#[derive(Debug, Default, Clone)]
pub struct Stamps {
    pub created_at: Option<Timestamp>,
    pub created_by: Option<String>,
    pub changed_at: Option<Timestamp>,
    pub changed_by: Option<String>,
}

impl Stamps {
    /// Takes an attribute of memoQ's or Phrase's, or a value of Studio's.
    pub fn read(&mut self, key: &str, value: &str) {
        let time =
            || read_time(value).or_else(|| read_milliseconds(value)).or_else(|| american(value));
        match key {
            "created-at" | "created_on" => self.created_at = time(),
            "modified-at" | "modified_on" | "lastchangedtimestamp" => self.changed_at = time(),
            "created-by" | "created_by" => self.created_by = text(value),
            "modified-by" | "last_modified_by" | "lastchanginguser" => {
                self.changed_by = text(value);
            }
            _ => {}
        }
    }
}

fn text(value: &str) -> Option<String> {
    (!value.trim().is_empty()).then(|| value.to_owned())
}

/// `MM/DD/YYYY HH:MM:SS` of Studio.
fn american(value: &str) -> Option<Timestamp> {
    let (date, time) = value.trim().split_once(' ')?;
    let mut parts = date.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    read_time(&format!("{year}-{month:0>2}-{day:0>2}T{time:0>8}Z"))
}

/// What Studio says of a segment (`sdl:seg`).
#[derive(Debug, Default)]
pub struct Definition {
    pub status: Option<Status>,
    pub stamps: Stamps,
}

/// A source with its translation, as far as there is one.
#[derive(Debug, Default)]
pub struct Part {
    pub id: String,
    pub source: UnitText,
    pub target: Option<UnitText>,
    pub status: Option<Status>,
}

/// A unit as far as it has been read.
#[derive(Debug, Default)]
pub struct Pending {
    pub line: u64,
    pub number: u64,
    pub fault: Option<String>,
    /// Bytes of what it holds.
    pub size: usize,
    pub id: String,
    pub name: Option<String>,
    pub notes: Vec<String>,
    pub codes: Codes,
    pub target_language: Option<Language>,
    /// Of the whole unit: what a tool says of it, else the state of its target, else whether it is
    /// approved.
    pub tool_status: Option<Status>,
    pub state: Option<Status>,
    pub approved: Option<Status>,
    pub stamps: Stamps,
    /// What our own writer says of it, where XLIFF has no element for that.
    pub own: Vec<(Field, String)>,
    pub properties: Vec<Property>,
    pub definitions: HashMap<String, Definition>,
    /// Of a `trans-unit`.
    pub source: Option<Content>,
    pub segmented_source: Option<Content>,
    pub target: Option<Content>,
    /// Of a `unit`.
    pub segments: Vec<Part>,
}

impl Pending {
    /// Hands on every pair, or why there is none.
    pub fn deliver(mut self, file: &mut File, delivery: &mut Delivery<'_>) -> Result<()> {
        let place = Place { line: self.line, number: self.number, name: Some(&self.id) };
        if let Some(fault) = self.fault.take() {
            return delivery.skip(&place, fault);
        }
        let source = self.source.take();
        let mut parts = std::mem::take(&mut self.segments);
        if let Some(source) = self.segmented_source.take().or(source) {
            parts.extend(marked_parts(source, self.target.take()));
        }
        if parts.is_empty() {
            return delivery.skip(&place, "it has no source");
        }
        let are_several = parts.len() > 1;
        for part in parts {
            let called = |base: &str| match (are_several, part.id.as_str()) {
                (false, _) | (true, "") => base.to_owned(),
                (true, id) => format!("{base}/{id}"),
            };
            let name = called(&self.id);
            let place = Place { name: Some(&name), ..place };
            let position = file.position;
            file.position += 1;
            let Some(target) = part.target.filter(|target| !is_blank(&target.plain)) else {
                delivery.skip(&place, "it has no translation")?;
                continue;
            };
            let named_target =
                file.target_language.clone().or_else(|| self.target_language.clone());
            let named = (file.source_language.clone(), named_target);
            let (source_language, target_language) =
                delivery.pair(self.line, named).map_err(|error| match &file.no_tag {
                    Some(tag) => {
                        let what = "is not a language tag; give --source-language and \
                                    --target-language, or mend it";
                        delivery.broken(Some(self.line), format!("“{tag}” {what}"))
                    }
                    None => error,
                })?;
            if let Some(reason) = delivery.unwanted(&source_language, &target_language) {
                delivery.skip(&place, reason)?;
                continue;
            }
            let mut unit = Unit::new(
                Pair::new(part.source, target),
                Pair::new(source_language, target_language),
            );
            let definition = self.definitions.get(&part.id);
            // What no one says has been confirmed counts as not looked at.
            unit.status = definition
                .and_then(|definition| definition.status)
                .or(part.status)
                .or(self.tool_status)
                .or(self.state)
                .or(self.approved)
                .unwrap_or(Status::Auto);
            let stamps = definition.map_or(&self.stamps, |definition| &definition.stamps).clone();
            unit.created_at = stamps.created_at;
            unit.created_by = stamps.created_by;
            unit.changed_at = stamps.changed_at;
            unit.changed_by = stamps.changed_by;
            unit.document = file.original.clone();
            unit.position = Some(position);
            let identifier = called(self.name.as_deref().unwrap_or(&self.id));
            unit.identifier = (!identifier.is_empty()).then_some(identifier);
            unit.properties = self.properties.clone();
            if !self.own.is_empty() {
                // Then what it does not say is not known, whatever could be made up.
                unit.position = None;
                unit.identifier = self.name.clone();
            }
            let mut own = self.own.iter();
            if let Err(what) = own.try_for_each(|(field, text)| field.set(&mut unit, text)) {
                delivery.skip(&place, what)?;
                continue;
            }
            unit.note = (!self.notes.is_empty()).then(|| self.notes.join("\n"));
            delivery.unit(&place, unit)?;
        }
        Ok(())
    }
}

/// The pairs of marked segments, by their `mid`; of texts that are not marked on both sides, the
/// whole.
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
    // Translations of nothing are reported as such.
    for mid in order.into_iter().rev() {
        if let Some(target) = targets.get_mut(&mid).and_then(Vec::pop) {
            parts.push(Part { id: mid, target: Some(target), ..Part::default() });
        }
    }
    parts
}

/// What the `state` of a target (1.2) or segment (2.x) says.
pub fn status_of_state(state: &str) -> Status {
    match state {
        "translated" | "reviewed" | "final" | "signed-off" => Status::Accepted,
        _ => Status::Auto,
    }
}

/// What Studio's `conf`, memoQ's `status` or Phrase's `confirmed` says.
pub fn status_of_tool(value: &str) -> Status {
    match value {
        "Translated" | "ApprovedTranslation" | "ApprovedSignOff" => Status::Accepted,
        "Confirmed" | "ManuallyConfirmed" | "Proofread" | "Reviewer1Confirmed"
        | "Reviewer2Confirmed" => Status::Accepted,
        "1" | "2" | "3" | "true" => Status::Accepted,
        _ => Status::Auto,
    }
}
