//! The fields of a unit other than its texts, with the names they have in tables and in XLIFF. JSON uses
//! the same names; a test of `jsonl` makes sure of it.

use crate::model::{Score, Side, Unit};

use super::fault::{Checked, syntax};
use super::time::read_time;

/// A field of a unit other than its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The language of one side.
    Language(Side),
    /// The probability that the pair is right.
    Score,
    /// What a reviewer decided about it.
    Status,
    /// The document that it is from.
    Document,
    /// Its index there.
    Position,
    /// Its identifier in another tool.
    Identifier,
    /// The source text before it.
    ContextBefore,
    /// The source text after it.
    ContextAfter,
    /// When it was made.
    CreatedAt,
    /// Who made it.
    CreatedBy,
    /// When it was last changed.
    ChangedAt,
    /// Who changed it last.
    ChangedBy,
    /// When it was last used.
    UsedAt,
    /// How often it was used.
    UsageCount,
    /// Notes on it.
    Note,
}

/// All fields with their names, as tables and JSON write them.
const NAMES: [(Field, &str); 16] = [
    (Field::Language(Side::Source), "source_language"),
    (Field::Language(Side::Target), "target_language"),
    (Field::Score, "score"),
    (Field::Status, "status"),
    (Field::Document, "document"),
    (Field::Position, "position"),
    (Field::Identifier, "identifier"),
    (Field::ContextBefore, "context_before"),
    (Field::ContextAfter, "context_after"),
    (Field::CreatedAt, "created_at"),
    (Field::CreatedBy, "created_by"),
    (Field::ChangedAt, "changed_at"),
    (Field::ChangedBy, "changed_by"),
    (Field::UsedAt, "used_at"),
    (Field::UsageCount, "usage_count"),
    (Field::Note, "note"),
];

impl Field {
    /// All fields, in the order that JSON writes them.
    #[cfg(test)]
    pub fn all() -> impl Iterator<Item = Field> {
        NAMES.iter().map(|(field, _)| *field)
    }

    /// Its name in tables and JSON: `created_at`.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, _)| *field == self).map_or("", |(_, name)| name)
    }

    /// Its name in XML: `created-at`.
    pub fn xml_name(self) -> String {
        self.name().replace('_', "-")
    }

    /// The field of a name, in whatever case, and with spaces or hyphens for the underscores.
    pub fn named(name: &str) -> Option<Field> {
        let wanted = name.trim().to_lowercase().replace([' ', '-'], "_");
        NAMES.iter().find(|(_, name)| *name == wanted).map(|(field, _)| *field)
    }

    /// Its value in a unit, as it is written; none where the unit has none.
    pub fn get(self, unit: &Unit) -> Option<String> {
        match self {
            Field::Language(side) => Some(unit.languages[side].to_string()),
            Field::Score => Some(unit.score.rounded().to_string()),
            Field::Status => Some(unit.status.name().to_owned()),
            Field::Document => unit.document.clone(),
            Field::Position => unit.position.map(|position| position.to_string()),
            Field::Identifier => unit.identifier.clone(),
            Field::ContextBefore => unit.context_before.clone(),
            Field::ContextAfter => unit.context_after.clone(),
            Field::CreatedAt => unit.created_at.map(|time| time.to_string()),
            Field::CreatedBy => unit.created_by.clone(),
            Field::ChangedAt => unit.changed_at.map(|time| time.to_string()),
            Field::ChangedBy => unit.changed_by.clone(),
            Field::UsedAt => unit.used_at.map(|time| time.to_string()),
            Field::UsageCount => (unit.usage_count > 0).then(|| unit.usage_count.to_string()),
            Field::Note => unit.note.clone(),
        }
    }

    /// Sets it in a unit. An empty text leaves the unit as it is; a time, position or count that cannot
    /// be read is left out. The languages of a unit are decided before it is made, so they are not set.
    ///
    /// # Errors
    /// When the text is not the score or status that it should be.
    pub fn set(self, unit: &mut Unit, text: &str) -> Checked<()> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(());
        }
        let whole = || Some(text.to_owned());
        match self {
            Field::Language(_) => {}
            Field::Score => match trimmed.parse() {
                Ok(score) => unit.score = Score::new(score),
                Err(_) => return Err(syntax(format!("its score “{trimmed}” is not a number"), "")),
            },
            Field::Status => {
                unit.status = trimmed.parse().map_err(|what: String| syntax(what, ""))?
            }
            Field::Document => unit.document = whole(),
            Field::Position => unit.position = trimmed.parse().ok(),
            Field::Identifier => unit.identifier = whole(),
            Field::ContextBefore => unit.context_before = whole(),
            Field::ContextAfter => unit.context_after = whole(),
            Field::CreatedAt => unit.created_at = read_time(trimmed),
            Field::CreatedBy => unit.created_by = whole(),
            Field::ChangedAt => unit.changed_at = read_time(trimmed),
            Field::ChangedBy => unit.changed_by = whole(),
            Field::UsedAt => unit.used_at = read_time(trimmed),
            Field::UsageCount => unit.usage_count = trimmed.parse().unwrap_or(0),
            Field::Note => unit.note = whole(),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_any_spelling_of_its_name() {
        for field in Field::all() {
            assert_eq!(Field::named(field.name()), Some(field));
            assert_eq!(Field::named(&field.xml_name()), Some(field));
        }
        assert_eq!(Field::named(" Created At "), Some(Field::CreatedAt));
        assert_eq!(Field::named("colour"), None);
    }
}
