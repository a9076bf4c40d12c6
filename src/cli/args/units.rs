//! Filters of units.

use anyhow::{Result, bail};

use crate::cli::talk;
use crate::memory::{Memory, UnitFilter};
use crate::model::{Language, Pair, Score, Status};
use crate::text::Words;

/// A filter of units.
#[derive(Debug, Clone, Default, PartialEq, clap::Args)]
#[command(next_help_heading = "Unit filters")]
pub struct UnitFilterArgs {
    /// Only units of the document with this name
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Only units created or changed by this person
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only units with these statuses: auto, accepted, edited; whole documents also have rejected beads
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<Status>,
    /// Only units that score at least this, from 0 to 1, or that a reviewer decided
    #[arg(long, value_name = "P", value_parser = super::probability)]
    min_score: Option<Score>,
    /// Only units changed at this time or later (UTC): 2024, 2024-05 or 2024-05-31
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<String>,
    /// Only units changed at this time or earlier; a year, month or day counts to its end
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<String>,
    /// Only units from this language: en is any English, en-GB only British English
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// Only units into this language, likewise
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
    /// Only units with these words in sequence in either text, as `tarjuman search` finds them
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
}

impl UnitFilterArgs {
    /// Whether no filter is given, so that all units are meant.
    pub fn is_empty(&self) -> bool {
        *self == UnitFilterArgs::default()
    }

    /// The first given filter that cannot be applied to whole documents.
    pub fn of_units_only(&self) -> Option<&'static str> {
        let given = [
            (self.author.is_some(), "--author"),
            (self.since.is_some(), "--since"),
            (self.until.is_some(), "--until"),
            (self.source_language.is_some(), "--source-language"),
            (self.target_language.is_some(), "--target-language"),
            (self.search.is_some(), "--search"),
        ];
        given.into_iter().find_map(|(is_given, name)| is_given.then_some(name))
    }

    /// The filter; prints an error and returns `None` if the document does not exist.
    pub fn filter(self, memory: &Memory) -> Result<Option<UnitFilter>> {
        if let Some(name) = &self.document
            && memory.find_document(name)?.is_none()
        {
            talk::error(&format!(
                "the memory has no document “{name}”; `tarjuman info` lists its documents"
            ));
            return Ok(None);
        }
        if let Some(words) = &self.search
            && Words::of(words).is_empty()
        {
            bail!(
                "--search “{words}” contains no word; `tarjuman search --regex` finds punctuation"
            );
        }
        Ok(Some(UnitFilter {
            document: self.document,
            author: self.author,
            min_score: self.min_score,
            statuses: self.status,
            since: self.since,
            until: self.until,
            languages: Pair::new(self.source_language, self.target_language),
            search: self.search,
        }))
    }
}

/// Validates a year, month, day or time; times are compared as texts.
fn date(text: &str) -> Result<String, String> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    if ["9999", "9999-99", "9999-99-99", "9999-99-99T99:99:99Z"].contains(&shape.as_str()) {
        Ok(text.to_owned())
    } else {
        Err("write a date as 2026, 2026-05 or 2026-05-31".to_owned())
    }
}
