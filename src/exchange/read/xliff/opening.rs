//! What the beginning of an element of XLIFF says.

use super::super::delivery::Delivery;
use super::super::xml::{Element, local};
use super::content::ContentBuilder;
use super::unit::{Definition, File, Part, Pending, status_of_state, status_of_tool};
use super::{Kind, Shape, XliffReader, wrong_root};
use crate::model::Status;

impl XliffReader {
    /// Opens an element.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub(super) fn open(
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
}
