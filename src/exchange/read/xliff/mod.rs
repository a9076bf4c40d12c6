//! XLIFF 1.2 and 2.x, and what Studio (`.sdlxliff`), memoQ (`.mqxliff`) and Phrase (`.mxliff`) make
//! of 1.2.

mod content;
mod opening;
mod unit;

use crate::error::Result;
use crate::model::{Property, UnitPart};

use super::delivery::Delivery;
use super::fields::Field;
use super::input::TextInput;
use super::segment::LARGEST_UNIT;
use super::xml::{Step, Xml};
use content::{Content, ContentBuilder};
use unit::{File, Pending};

/// Reads an XLIFF.
///
/// # Errors
/// When the file is not XLIFF or not well formed, when neither it nor the options name its
/// languages, or those of the sink.
pub fn read_xliff(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let mut xml = Xml::of(input, delivery.path);
    let mut reader = XliffReader::default();
    loop {
        match xml.step()? {
            Step::Open(element) => {
                if let Err(what) = reader.open(&element, delivery) {
                    return Err(xml.broken(what));
                }
                if matches!(reader.open.last(), Some(Kind::Unit(_))) {
                    reader.unit.line = xml.line();
                }
            }
            Step::Close => {
                if let Some(unit) = reader.close() {
                    unit.deliver(&mut reader.file, delivery)?;
                }
            }
            Step::Text(text) => reader.text(&text),
            Step::Fault(what) => {
                if !reader.fault(&what) && !reader.is_ignored() {
                    return Err(xml.broken(what));
                }
            }
            Step::Other => {}
            Step::End => return Ok(()),
        }
    }
}

/// The two shapes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `trans-unit` of 1.2.
    TransUnit,
    /// `unit` of 2.x.
    Unit,
}

/// The elements of XLIFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The root, and what holds files and units.
    Container,
    File,
    Unit(Shape),
    Segment,
    Source,
    SegmentedSource,
    Target,
    /// One inside a text.
    Inline,
    /// Holds notes, codes or definitions.
    List,
    Note,
    /// A code that stands apart (`data`).
    Code,
    /// A character of such a code (`cp`).
    Character,
    /// A group of what is known beside the texts: `metaGroup` of 2.x, our `context-group` of 1.2.
    Group,
    /// One thing in it.
    Known,
    /// `sdl:seg`.
    Definition,
    /// `sdl:value`.
    Value,
    /// Nothing in it is a unit or belongs to one.
    Ignored,
}

#[derive(Debug, Default)]
struct XliffReader {
    open: Vec<Kind>,
    /// The languages of the root (2.x).
    root: File,
    file: File,
    in_unit: bool,
    units: u64,
    unit: Pending,
    content: Option<ContentBuilder>,
    /// The text of a note, code or value, and what it is called.
    value: String,
    key: String,
    /// Of the `sdl:seg` that is open.
    definition: String,
    /// What the group that is open is called.
    group: String,
}

impl XliffReader {
    /// Closes the element opened last; a unit that is complete.
    fn close(&mut self) -> Option<Pending> {
        let kind = self.open.pop()?;
        match kind {
            Kind::Unit(_) => {
                self.in_unit = false;
                return Some(std::mem::take(&mut self.unit));
            }
            Kind::Inline => {
                if let Some(content) = &mut self.content {
                    content.close();
                }
            }
            Kind::Source | Kind::SegmentedSource | Kind::Target => self.close_content(kind),
            Kind::Note => {
                let note = self.value.trim();
                if !note.is_empty() && self.unit.fault.is_none() {
                    self.unit.notes.push(note.to_owned());
                }
            }
            Kind::Code => {
                self.unit.size += self.key.len() + 64;
                self.unit.codes.insert(self.key.clone(), self.value.clone());
            }
            Kind::Known if self.unit.fault.is_none() => self.close_known(),
            Kind::Value => {
                if let Some(definition) = self.unit.definitions.get_mut(&self.definition) {
                    definition.stamps.read(&self.key, &self.value);
                }
            }
            Kind::Container
            | Kind::File
            | Kind::Segment
            | Kind::List
            | Kind::Group
            | Kind::Known
            | Kind::Character
            | Kind::Definition
            | Kind::Ignored => {}
        }
        None
    }

    /// Takes what is known beside the texts: fields of ours, and what other tools wrote.
    fn close_known(&mut self) {
        let (part, name, value) = match (self.group.as_str(), self.key.strip_prefix("x-")) {
            ("x-tarjuman", Some(key)) => {
                let part = match key {
                    "unit-property" => Some(UnitPart::Unit),
                    "source-property" => Some(UnitPart::Source),
                    "target-property" => Some(UnitPart::Target),
                    _ => None,
                };
                match (part, self.value.split_once('=')) {
                    (Some(part), Some((name, value))) => (Some(part), name, value),
                    _ => (None, key, self.value.as_str()),
                }
            }
            ("tarjuman", _) => (None, self.key.as_str(), self.value.as_str()),
            // The contexts that other tools write are places in their files.
            _ if self.open.contains(&Kind::Unit(Shape::TransUnit)) => return,
            ("source", _) => (Some(UnitPart::Source), self.key.as_str(), self.value.as_str()),
            ("target", _) => (Some(UnitPart::Target), self.key.as_str(), self.value.as_str()),
            _ => (Some(UnitPart::Unit), self.key.as_str(), self.value.as_str()),
        };
        self.unit.size += self.key.len() + 64;
        match (part, Field::named(name)) {
            (Some(part), _) => {
                let (name, value) = (name.to_owned(), value.to_owned());
                self.unit.properties.push(Property { part, name, value });
            }
            (None, Some(field)) => self.unit.own.push((field, value.to_owned())),
            (None, None) => {}
        }
    }

    fn close_content(&mut self, kind: Kind) {
        let Some(builder) = self.content.take() else { return };
        self.unit.size += builder.size();
        let content = builder.finish();
        let is_segment = self.open.last() == Some(&Kind::Segment);
        match (kind, self.unit.segments.last_mut().filter(|_| is_segment)) {
            (Kind::Target, Some(part)) => part.target = Some(content.whole),
            (_, Some(part)) => part.source = content.whole,
            (Kind::Target, None) => set(&mut self.unit.target, content),
            (Kind::SegmentedSource, None) => set(&mut self.unit.segmented_source, content),
            (_, None) => set(&mut self.unit.source, content),
        }
    }

    fn text(&mut self, text: &str) {
        if self.unit.fault.is_some() {
            return;
        }
        match self.open.last() {
            Some(Kind::Source | Kind::SegmentedSource | Kind::Target | Kind::Inline) => {
                if let Some(content) = &mut self.content {
                    content.text(text);
                }
            }
            Some(Kind::Note | Kind::Code | Kind::Value | Kind::Known) => {
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
        if size > LARGEST_UNIT && self.in_unit {
            self.fault(&format!("it is larger than {} MB; cut it up", LARGEST_UNIT >> 20));
        }
    }

    /// Marks the unit that is being read as one to skip; false outside of units.
    fn fault(&mut self, what: &str) -> bool {
        if self.in_unit {
            self.unit.fault.get_or_insert_with(|| what.to_owned());
            self.content = None;
        }
        self.in_unit
    }

    /// Whether nothing here is of a unit.
    fn is_ignored(&self) -> bool {
        self.open.last() == Some(&Kind::Ignored)
    }
}

/// The first of several counts.
fn set(place: &mut Option<Content>, content: Content) {
    place.get_or_insert(content);
}

fn wrong_root(name: &str) -> String {
    let hint = match name {
        "tmx" => "it is TMX; name it .tmx",
        "html" => "it is a web page, perhaps of a site that asks to sign in; get the file itself",
        _ => "give an XLIFF file",
    };
    format!("this is not XLIFF: its root is <{name}>, so {hint}")
}
