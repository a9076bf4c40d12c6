//! Which units a command is about.

use anyhow::{Result, bail};

use crate::memory::{Memory, UnitFilter};
use crate::model::{Language, Score, Status};

/// A choice of units.
#[derive(Debug, Clone, Default, PartialEq, clap::Args)]
#[command(next_help_heading = "Which units")]
pub struct FilterArgs {
    /// Only those of the document of this name
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Only what this person made or changed
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only these statuses: auto, accepted, edited
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<Status>,
    /// Only units scored at least this, 0 to 1, or decided by a person
    #[arg(long, value_name = "P", value_parser = super::align::probability)]
    min_score: Option<Score>,
    /// Only units changed then or later: 2024, 2024-05 or 2024-05-31
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only units changed then or earlier; a year, month or day counts to its end
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Only from this language: en is any English, en-GB that one
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// Only into this language
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
    /// Only units that have all these words, in either text, however they are spelled
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
}

impl FilterArgs {
    /// Whether all units are meant.
    pub fn is_empty(&self) -> bool {
        *self == FilterArgs::default()
    }

    /// The filter; a document must be there.
    pub fn filter(self, memory: &Memory) -> Result<UnitFilter> {
        if let Some(name) = &self.document
            && memory.document(name)?.is_none()
        {
            bail!("there is no document “{name}” in the memory; `tarjuman info` lists them");
        }
        Ok(UnitFilter {
            document: self.document,
            author: self.author,
            min_score: self.min_score,
            statuses: self.status,
            since: self.since,
            until: self.until,
            source_language: self.source_language,
            target_language: self.target_language,
            search: self.search,
        })
    }
}
