//! What is known of a unit, by the names that tables, JSON and our own XLIFF have for it.

use crate::model::{Score, Unit};

use super::date::read_time;

/// Something that is known of a unit beside its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its source language; no field of a unit that exists.
    SourceLanguage,
    /// Its target language, likewise.
    TargetLanguage,
    /// The probability that it is right.
    Score,
    /// What a person said of it.
    Status,
    /// The document it comes from.
    Document,
    /// Where it stands there.
    Position,
    /// What another tool calls it.
    Identifier,
    /// The source text before it.
    ContextBefore,
    /// The source text after it.
    ContextAfter,
    /// When it was made.
    CreatedAt,
    /// By whom.
    CreatedBy,
    /// When it last changed.
    ChangedAt,
    /// By whom.
    ChangedBy,
    /// When it was last used.
    UsedAt,
    /// How often it was used.
    UsageCount,
    /// What people noted on it.
    Note,
}

impl Field {
    /// The field of a name; case, and what stands between its words, do not matter.
    pub fn named(name: &str) -> Option<Field> {
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        Some(match name.as_str() {
            "source_language" => Field::SourceLanguage,
            "target_language" => Field::TargetLanguage,
            "score" => Field::Score,
            "status" => Field::Status,
            "document" => Field::Document,
            "position" => Field::Position,
            "identifier" => Field::Identifier,
            "context_before" => Field::ContextBefore,
            "context_after" => Field::ContextAfter,
            "created_at" => Field::CreatedAt,
            "created_by" => Field::CreatedBy,
            "changed_at" => Field::ChangedAt,
            "changed_by" => Field::ChangedBy,
            "used_at" => Field::UsedAt,
            "usage_count" => Field::UsageCount,
            "note" => Field::Note,
            _ => return None,
        })
    }

    /// Sets it in a unit; an empty text says nothing, nor does a time or count that is none.
    ///
    /// # Errors
    /// When the text is no score or status.
    pub fn set(self, unit: &mut Unit, text: &str) -> std::result::Result<(), String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(());
        }
        let whole = || Some(text.to_owned());
        match self {
            Field::SourceLanguage | Field::TargetLanguage => {}
            Field::Score => match trimmed.parse() {
                Ok(score) => unit.score = Score::new(score),
                Err(_) => return Err(format!("its score “{trimmed}” is no number")),
            },
            Field::Status => unit.status = trimmed.parse()?,
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
