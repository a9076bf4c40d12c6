//! The metadata of a unit, for which XLIFF has no element: our own fields, and the properties of other
//! tools. In 2.x they are in groups of the metadata module, which have categories. In 1.2 they are in one
//! context group, which has a purpose, as the names of groups must differ within a file.

use crate::exchange::field::Field;
use crate::model::{Property, Unit, UnitPart};

/// The category of the group of our fields in 2.x.
pub const OUR_CATEGORY: &str = "tarjuman";

/// The purpose of our context group in 1.2.
pub const OUR_PURPOSE: &str = "x-tarjuman";

/// What comes before the type of a context of our own in 1.2.
pub const CONTEXT_PREFIX: &str = "x-";

/// What comes after the name of the part whose property a context of 1.2 is: `unit-property`.
const PROPERTY_SUFFIX: &str = "-property";

/// The parts of a unit that have properties, with their names.
pub const PARTS: [(UnitPart, &str); 3] =
    [(UnitPart::Unit, "unit"), (UnitPart::Source, "source"), (UnitPart::Target, "target")];

/// The fields that XLIFF has no element for, in the order they are written.
const FIELDS: [Field; 11] = [
    Field::Score,
    Field::Status,
    Field::Position,
    Field::UsageCount,
    Field::CreatedAt,
    Field::CreatedBy,
    Field::ChangedAt,
    Field::ChangedBy,
    Field::UsedAt,
    Field::ContextBefore,
    Field::ContextAfter,
];

/// The names and values of the fields of a unit that XLIFF has no element for.
pub fn our_fields(unit: &Unit) -> impl Iterator<Item = (String, String)> + '_ {
    FIELDS.iter().filter_map(|field| Some((field.xml_name(), field.get(unit)?)))
}

/// The type of the context in which 1.2 holds a property, and its value there.
pub fn context_of_property(property: &Property) -> (String, String) {
    let part = PARTS.iter().find(|(part, _)| *part == property.part).map_or("unit", |part| part.1);
    (
        format!("{CONTEXT_PREFIX}{part}{PROPERTY_SUFFIX}"),
        format!("{}={}", property.name, property.value),
    )
}

/// An entry of a group of metadata.
#[derive(Debug, PartialEq, Eq)]
pub enum Metadata {
    /// A field of ours.
    Field(Field, String),
    /// A property of another tool.
    Property(Property),
}

impl Metadata {
    /// The entry of a group, by the category or purpose of the group and the key of the entry. None where
    /// it is a field that we do not know, or a context (1.2) of another tool: those are places in its files.
    pub fn read(group: &str, key: &str, value: &str, is_context: bool) -> Option<Metadata> {
        let part_named = |name: &str| PARTS.iter().find(|(_, part)| *part == name);
        if group == OUR_PURPOSE
            && let Some(name) = key.strip_prefix(CONTEXT_PREFIX)
        {
            let part = name.strip_suffix(PROPERTY_SUFFIX).and_then(part_named);
            return match (part, value.split_once('=')) {
                (Some((part, _)), Some((name, value))) => {
                    Some(Metadata::property(*part, name, value))
                }
                _ => Metadata::field(name, value),
            };
        }
        if group == OUR_CATEGORY {
            return Metadata::field(key, value);
        }
        let part = part_named(group).map_or(UnitPart::Unit, |(part, _)| *part);
        (!is_context).then(|| Metadata::property(part, key, value))
    }

    fn field(name: &str, value: &str) -> Option<Metadata> {
        Some(Metadata::Field(Field::named(name)?, value.to_owned()))
    }

    fn property(part: UnitPart, name: &str, value: &str) -> Metadata {
        Metadata::Property(Property { part, name: name.to_owned(), value: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_come_back_from_both_versions() {
        for (part, category) in PARTS {
            let property = Property { part, name: "p".to_owned(), value: "a=b".to_owned() };
            let (context_type, value) = context_of_property(&property);
            let of_context = Metadata::read(OUR_PURPOSE, &context_type, &value, true);
            assert_eq!(of_context, Metadata::read(category, "p", "a=b", false));
            assert_eq!(of_context, Some(Metadata::Property(property)));
        }
    }

    #[test]
    fn contexts_of_other_tools_are_ignored() {
        assert_eq!(Metadata::read("location", "x-score", "1", true), None);
        assert_eq!(Metadata::read(OUR_PURPOSE, "sourcefile", "a.c", true), None);
    }
}
