//! Where readers put what they find: the checks that every unit passes, and the pair that was asked
//! for.

use std::path::Path;

use crate::error::{Error, Fault, FaultKind, Result};
use crate::model::{Language, Status, Unit};

use super::language::{Languages, answers};
use super::{Entry, ReadOptions, Skip};

/// What the readers of all formats need.
pub struct Delivery<'a> {
    /// The file, for messages.
    pub path: &'a Path,
    /// What was asked for.
    pub options: &'a ReadOptions,
    /// The tags met so far.
    pub languages: Languages,
    sink: &'a mut dyn FnMut(Entry) -> Result<()>,
}

impl<'a> Delivery<'a> {
    /// A delivery to a sink.
    pub fn new(
        path: &'a Path,
        options: &'a ReadOptions,
        sink: &'a mut dyn FnMut(Entry) -> Result<()>,
    ) -> Self {
        Delivery { path, options, languages: Languages::default(), sink }
    }

    /// Hands a unit on, or the reason why it is none. `place` is its line and what it is called.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn unit(&mut self, place: &Place<'_>, unit: Unit) -> Result<()> {
        let reason = if is_blank(&unit.texts.source.plain) {
            Some(if is_blank(&unit.texts.target.plain) {
                "both sides are empty"
            } else {
                "the source is empty"
            })
        } else if is_blank(&unit.texts.target.plain) {
            Some("the target is empty")
        } else if unit.status == Status::Rejected {
            Some("a person rejected it")
        } else {
            None
        };
        match reason {
            Some(reason) => self.skip(place, reason),
            None => (self.sink)(Entry::Unit(Box::new(unit))),
        }
    }

    /// Reports a unit that was not read.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn skip(&mut self, place: &Place<'_>, reason: impl Into<String>) -> Result<()> {
        let unit = match place.name {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => place.number.to_string(),
        };
        (self.sink)(Entry::Skipped(Skip { line: Some(place.line), unit, reason: reason.into() }))
    }

    /// The error of a file that cannot be read on.
    pub fn broken(&self, line: Option<u64>, what: impl Into<String>) -> Error {
        let fault = Fault::new(FaultKind::Syntax, what.into(), "");
        Error::Unreadable { path: self.path.to_owned(), line, fault }
    }

    /// The languages of a unit: those the file names, or else those that were given.
    ///
    /// # Errors
    /// When neither names one, with what to give.
    pub fn pair(
        &self,
        line: u64,
        named: (Option<Language>, Option<Language>),
    ) -> Result<(Language, Language)> {
        let source = named.0.or_else(|| self.options.source_language.clone());
        let target = named.1.or_else(|| self.options.target_language.clone());
        match (source, target) {
            (Some(source), Some(target)) => Ok((source, target)),
            (source, target) => {
                let what = match (source.is_none(), target.is_none()) {
                    (true, true) => "its languages; give --source-language and --target-language",
                    (true, false) => "its source language; give --source-language",
                    _ => "its target language; give --target-language",
                };
                Err(self.broken(Some(line), format!("the file does not name {what}")))
            }
        }
    }

    /// Why a pair is not the one that was asked for.
    pub fn unwanted(&self, source: &Language, target: &Language) -> Option<String> {
        let fits = |language, asked: &Option<Language>| {
            asked.as_ref().is_none_or(|asked| answers(language, asked))
        };
        let wanted = fits(source, &self.options.source_language)
            && fits(target, &self.options.target_language);
        (!wanted).then(|| format!("it is {source}–{target}, not the languages asked for"))
    }
}

/// Where a unit stands in its file.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The line where it begins, from 1.
    pub line: u64,
    /// Which unit it is, from 1.
    pub number: u64,
    /// What the file calls it.
    pub name: Option<&'p str>,
}

/// Whether nothing of a text is seen: white space, and characters that only direct or join others.
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
