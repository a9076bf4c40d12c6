//! XLIFF 1.2 and 2.x, and what Studio (`.sdlxliff`), memoQ (`.mqxliff`) and Phrase (`.mxliff`) make
//! of 1.2.

mod content;
mod unit;

use crate::error::Result;
use crate::model::{Property, Status, UnitPart};

use super::delivery::Delivery;
use super::fields::Field;
use super::input::TextInput;
use super::segment::LARGEST_UNIT;
use super::xml::{Element, Step, Xml, local};
use content::{Content, ContentBuilder};
use unit::{Definition, File, Part, Pending, status_of_state, status_of_tool};

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
        let kind = self.kind(&name)?;
        self.open.push(kind);
        let read = match kind {
            Kind::Container if self.open.len() == 1 => return self.open_root(element, delivery),
            Kind::File => return self.open_file(element, delivery),
            Kind::Unit(_) => {
                self.in_unit = true;
                self.units += 1;
                self.unit = Pending { number: self.units, ..Pending::default() };
                self.open_unit(element)
            }
            Kind::Segment => self.open_segment(element),
            Kind::Source | Kind::SegmentedSource | Kind::Target => {
                self.content = self.unit.fault.is_none().then(ContentBuilder::default);
                if kind == Kind::Target { self.open_target(element, delivery) } else { Ok(()) }
            }
            Kind::Inline => match &mut self.content {
                Some(content) => content.open(&name, element, &self.unit.codes),
                None => Ok(()),
            },
            Kind::Group => self.open_group(element),
            Kind::Note | Kind::Code | Kind::Value | Kind::Known => {
                self.value.clear();
                self.open_value(element)
            }
            Kind::Definition => self.open_definition(element),
            Kind::Container | Kind::List | Kind::Character | Kind::Ignored => Ok(()),
        };
        self.check_size();
        match read {
            Err(what) if self.fault(&what) => Ok(()),
            read => read,
        }
    }

    /// What an element is, by its name and what it stands in.
    fn kind(&self, name: &str) -> std::result::Result<Kind, String> {
        Ok(match (self.open.last(), name) {
            (None, "xliff") => Kind::Container,
            (None, other) => return Err(wrong_root(other)),
            (Some(Kind::Ignored), _) => Kind::Ignored,
            (Some(Kind::Container), "file") => Kind::File,
            (Some(Kind::File | Kind::Container), "header" | "skeleton") => Kind::Ignored,
            (Some(Kind::File | Kind::Container), "trans-unit") => Kind::Unit(Shape::TransUnit),
            (Some(Kind::File | Kind::Container), "unit") => Kind::Unit(Shape::Unit),
            (Some(Kind::File | Kind::Container), "body" | "group" | "bin-unit" | "file") => {
                Kind::Container
            }
            (Some(Kind::Unit(Shape::TransUnit) | Kind::Segment), "source") => Kind::Source,
            (Some(Kind::Unit(Shape::TransUnit) | Kind::Segment), "target") => Kind::Target,
            (Some(Kind::Unit(Shape::TransUnit)), "seg-source") => Kind::SegmentedSource,
            (Some(Kind::Unit(Shape::TransUnit)), "note") => Kind::Note,
            (Some(Kind::Unit(Shape::TransUnit)), "seg-defs") => Kind::List,
            (Some(Kind::Unit(Shape::TransUnit)), "context-group") => Kind::Group,
            (Some(Kind::Unit(Shape::Unit)), "metadata") => Kind::List,
            (Some(Kind::List | Kind::Group), "metagroup") => Kind::Group,
            (Some(Kind::Group), "meta" | "context") => Kind::Known,
            (Some(Kind::Unit(Shape::Unit)), "segment") => Kind::Segment,
            (Some(Kind::Unit(Shape::Unit)), "notes" | "originaldata") => Kind::List,
            (Some(Kind::List), "note") => Kind::Note,
            (Some(Kind::List), "data") => Kind::Code,
            (Some(Kind::List), "seg") => Kind::Definition,
            (Some(Kind::Code), "cp") => Kind::Character,
            (Some(Kind::Definition), "value") => Kind::Value,
            (Some(Kind::Source | Kind::SegmentedSource | Kind::Target | Kind::Inline), _) => {
                Kind::Inline
            }
            _ => Kind::Ignored,
        })
    }

    fn open_root(
        &mut self,
        element: &Element<'_>,
        delivery: &mut Delivery<'_>,
    ) -> std::result::Result<(), String> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "srcLang" => self.root.source_language = self.root.language(&value, delivery),
                "trgLang" => self.root.target_language = self.root.language(&value, delivery),
                _ => {}
            }
        }
        Ok(())
    }

    fn open_file(
        &mut self,
        element: &Element<'_>,
        delivery: &mut Delivery<'_>,
    ) -> std::result::Result<(), String> {
        self.file = File {
            source_language: self.root.source_language.clone(),
            target_language: self.root.target_language.clone(),
            no_tag: self.root.no_tag.clone(),
            ..File::default()
        };
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "source-language" => {
                    self.file.source_language = self.file.language(&value, delivery);
                }
                "target-language" => {
                    self.file.target_language = self.file.language(&value, delivery);
                }
                "original" if !value.is_empty() => self.file.original = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(())
    }

    fn open_unit(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            self.unit.size += value.len();
            match local(key) {
                "id" if key == "id" => self.unit.id = value.into_owned(),
                "resname" | "name" if !value.is_empty() => {
                    self.unit.name = Some(value.into_owned());
                }
                "approved" => {
                    let is_approved = &*value == "yes";
                    self.unit.approved =
                        Some(if is_approved { Status::Accepted } else { Status::Auto });
                }
                "status" | "confirmed" if key.contains(':') => {
                    self.unit.tool_status = Some(status_of_tool(&value));
                }
                name => self.unit.stamps.read(name, &value),
            }
        }
        Ok(())
    }

    fn open_segment(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        let mut part = Part::default();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "id" => part.id = value.into_owned(),
                "state" => part.status = Some(status_of_state(&value)),
                _ => {}
            }
        }
        self.unit.size += part.id.len() + 64;
        self.unit.segments.push(part);
        Ok(())
    }

    fn open_target(
        &mut self,
        element: &Element<'_>,
        delivery: &mut Delivery<'_>,
    ) -> std::result::Result<(), String> {
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match local(key) {
                "state" => self.unit.state = Some(status_of_state(&value)),
                "lang" => self.unit.target_language = delivery.languages.of(&value),
                _ => {}
            }
        }
        Ok(())
    }

    fn open_value(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        self.key.clear();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            if matches!(key, "id" | "key" | "type" | "context-type") {
                self.key.push_str(&value);
            }
        }
        Ok(())
    }

    fn open_group(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        self.group.clear();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            if matches!(key, "category" | "purpose") {
                self.group.push_str(&value);
            }
        }
        Ok(())
    }

    fn open_definition(&mut self, element: &Element<'_>) -> std::result::Result<(), String> {
        let mut definition = Definition { status: Some(Status::Auto), ..Definition::default() };
        self.definition.clear();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "id" => self.definition.push_str(&value),
                "conf" => definition.status = Some(status_of_tool(&value)),
                _ => {}
            }
        }
        self.unit.size += self.definition.len() + 64;
        self.unit.definitions.insert(self.definition.clone(), definition);
        Ok(())
    }

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
