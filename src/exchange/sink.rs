//! Where the readers of all formats put the units they find. Every unit passes the same checks here, and
//! gets the languages that the file or the options name.

use std::path::Path;

use crate::error::{Error, Fault, FaultKind, Result};
use crate::model::{Language, Pair, Side, Status, Unit};

use super::language::{LanguageTags, is_asked_for};
use super::options::ReadOptions;

/// One thing found in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A unit.
    Unit(Box<Unit>),
    /// Something that is not a unit, or not one that can be used.
    Skipped(Skip),
}

/// A unit that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The line where it begins, from 1, in the decoded text.
    pub line: Option<u64>,
    /// The name that the file gives it, or its number in the file, from 1.
    pub unit: String,
    /// Why it was not read.
    pub reason: String,
}

impl Skip {
    /// The reason to skip a unit that a reviewer rejected.
    pub const REJECTED: &str = "a person rejected it";
}

/// Takes the units of a file from its reader, checks them, and hands them on.
pub struct UnitSink<'a> {
    /// The file, for messages.
    pub path: &'a Path,
    /// The options, such as the languages asked for.
    pub options: &'a ReadOptions,
    /// The language tags of the file.
    pub tags: LanguageTags,
    sink: &'a mut dyn FnMut(Entry) -> Result<()>,
}

impl<'a> UnitSink<'a> {
    /// A sink that hands on to `sink`.
    pub fn new(
        path: &'a Path,
        options: &'a ReadOptions,
        sink: &'a mut dyn FnMut(Entry) -> Result<()>,
    ) -> Self {
        UnitSink { path, options, tags: LanguageTags::default(), sink }
    }

    /// Hands on a unit, or the reason to skip it.
    ///
    /// # Errors
    /// Those of the receiver.
    pub fn add(&mut self, position: &UnitPosition<'_>, unit: Unit) -> Result<()> {
        let blank = unit.texts.as_ref().map(|text| is_blank(&text.plain));
        let reason = match (blank.source, blank.target) {
            (true, true) => Some("both sides are empty"),
            (true, false) => Some("the source is empty"),
            (false, true) => Some("the target is empty"),
            (false, false) => (unit.status == Status::Rejected).then_some(Skip::REJECTED),
        };
        match reason {
            Some(reason) => self.skip(position, reason),
            None => (self.sink)(Entry::Unit(Box::new(unit))),
        }
    }

    /// Reports a unit that is not read.
    ///
    /// # Errors
    /// Those of the receiver.
    pub fn skip(
        &mut self,
        position: &UnitPosition<'_>,
        reason: impl Into<SkipReason>,
    ) -> Result<()> {
        let unit = match position.name {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => position.number.to_string(),
        };
        let SkipReason(reason) = reason.into();
        (self.sink)(Entry::Skipped(Skip { line: Some(position.line), unit, reason }))
    }

    /// Reports one side of a bead that has nothing on the other.
    ///
    /// # Errors
    /// Those of the receiver.
    pub fn skip_omission(&mut self, position: &UnitPosition<'_>, empty: Side) -> Result<()> {
        self.skip(position, format!("an omission: its {empty} is empty"))
    }

    /// The error of a file that cannot be read any further.
    pub fn error(&self, line: Option<u64>, fault: Fault) -> Error {
        Error::Unreadable { path: self.path.to_owned(), line, fault }
    }

    /// The languages of a unit: those the file names, or else those that were given.
    ///
    /// # Errors
    /// When a language is neither named nor given.
    pub fn languages(&self, line: u64, named: Pair<Option<Language>>) -> Result<Pair<Language>> {
        let given = self.options.languages.as_ref();
        let found = named.zip(given).map(|(named, given)| named.or_else(|| given.clone()));
        let missing = found.as_ref().map(Option::is_none);
        found.transpose().ok_or_else(|| {
            let (what, hint) = match (missing.source, missing.target) {
                (true, true) => ("its languages", "give --source-language and --target-language"),
                (true, false) => ("its source language", "give --source-language"),
                _ => ("its target language", "give --target-language"),
            };
            let what = format!("the file does not name {what}");
            self.error(Some(line), Fault::new(FaultKind::Languages, what, hint))
        })
    }

    /// Why a unit is not in the languages that were asked for; none where it is.
    pub fn unwanted(&self, languages: &Pair<Language>) -> Option<String> {
        let asked = self.options.languages.as_ref();
        let fits = languages.as_ref().zip(asked).all(|(language, asked)| {
            asked.as_ref().is_none_or(|asked| is_asked_for(language, asked))
        });
        let Pair { source, target } = languages;
        (!fits).then(|| format!("it is {source}–{target}, not in the languages asked for"))
    }
}

/// Why a unit is skipped: a fact, and what can be done about it.
pub struct SkipReason(String);

impl From<&str> for SkipReason {
    fn from(reason: &str) -> Self {
        SkipReason(reason.to_owned())
    }
}

impl From<String> for SkipReason {
    fn from(reason: String) -> Self {
        SkipReason(reason)
    }
}

impl From<Fault> for SkipReason {
    fn from(fault: Fault) -> Self {
        SkipReason(match fault.hint() {
            Some(hint) => format!("{fault}; {hint}"),
            None => fault.to_string(),
        })
    }
}

/// Where a unit is in its file.
#[derive(Debug, Clone, Copy)]
pub struct UnitPosition<'p> {
    /// The line where it begins, from 1.
    pub line: u64,
    /// Its number, from 1.
    pub number: u64,
    /// The name that the file gives it.
    pub name: Option<&'p str>,
}

/// Whether nothing of a text can be seen: white space, and characters that only direct or join others.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{AD}'
                    | '\u{61C}'
                    | '\u{200B}'..='\u{200F}'
                    | '\u{202A}'..='\u{202E}'
                    | '\u{2060}'..='\u{206F}'
                    | '\u{FEFF}'
            )
    })
}
