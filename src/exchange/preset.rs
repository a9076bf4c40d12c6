//! What the tools that read TMX need of a file. Each need is documented with its source.

use std::fmt;
use std::str::FromStr;

use crate::model::{Status, Unit};

use super::property::{
    MEMOQ_ALIGNED, MEMOQ_CORRECTED, TEXT_FIELD, TRADOS_CONFIRMATION, TRADOS_ORIGIN, XTM_AFTER,
    XTM_BEFORE,
};

/// How much of a segment a TMX file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// The text alone.
    One,
    /// The text with its inline tags.
    #[default]
    Two,
}

/// A tool that files are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// OmegaT.
    OmegaT,
    /// Trados Studio.
    Trados,
    /// memoQ.
    MemoQ,
    /// Poedit.
    Poedit,
    /// XTM Cloud.
    Xtm,
    /// Weblate.
    Weblate,
}

impl Tool {
    /// All of them, in the order they are listed to users.
    pub const ALL: [Tool; 6] =
        [Tool::OmegaT, Tool::Trados, Tool::MemoQ, Tool::Poedit, Tool::Xtm, Tool::Weblate];

    /// The name that users type.
    pub fn name(self) -> &'static str {
        match self {
            Tool::OmegaT => "omegat",
            Tool::Trados => "trados",
            Tool::MemoQ => "memoq",
            Tool::Poedit => "poedit",
            Tool::Xtm => "xtm",
            Tool::Weblate => "weblate",
        }
    }

    /// Whether languages must have a region.
    ///
    /// Studio's memories are of locales, and what is imported must match the memory's direction
    /// (developers.rws.com/studio-api-docs, “Importing a TMX File”); memoQ lists languages with their
    /// sublanguage and matches by it (docs.memoq.com, “Translation memory TMX import settings”);
    /// XTM's own files name locales (xtm-cloud.atlassian.net, “Best Practices for Importing a
    /// Translation Memory”). OmegaT falls back from region to language (`TMXReader2.getTuvByLang`),
    /// Poedit and Weblate take what their parsers know.
    pub fn needs_regions(self) -> bool {
        matches!(self, Tool::Trados | Tool::MemoQ | Tool::Xtm)
    }

    /// How much of a segment it uses.
    ///
    /// Poedit keeps the text between tags and loses what `hi` holds (`extract_seg` of
    /// src/tm/tmx_io.cpp); Weblate reads through translate-toolkit, where native codes become text
    /// (`getNodeText` of translate/storage/lisa.py).
    pub fn level(self) -> Level {
        match self {
            Tool::Poedit | Tool::Weblate => Level::One,
            Tool::OmegaT | Tool::Trados | Tool::MemoQ | Tool::Xtm => Level::Two,
        }
    }

    /// Whether a file must have one source language.
    ///
    /// Weblate takes it from the header alone and refuses the file when that is `*all*`
    /// (`import_tmx` of weblate/memory/models.py).
    pub fn wants_one_source(self) -> bool {
        self == Tool::Weblate
    }

    /// Whether a file must have one language pair.
    ///
    /// “Multilingual TMX files are not supported” (developers.rws.com/studio-api-docs, “Importing
    /// Content into a Translation Memory”).
    pub fn wants_one_pair(self) -> bool {
        self == Tool::Trados
    }

    /// Whether it may keep one translation of each source and drop the rest: memories of memoQ do
    /// unless made otherwise (memoq.helpmax.net, “Using context in translation memories”), imports of
    /// Studio can be told to (docs.rws.com, “TM import options”).
    pub fn may_keep_one_translation(self) -> bool {
        matches!(self, Tool::Trados | Tool::MemoQ)
    }

    /// Whether it drops isolated tags and tags of unknown kind: Studio imports only paired tags and
    /// placeholders.
    pub fn loses_isolated_tags(self) -> bool {
        self == Tool::Trados
    }

    /// `o-tmf`, `datatype` and `adminlang` of the header.
    ///
    /// Studio reads typed fields (`x-Name:SingleString`) where `o-tmf` is its own (cerebus.de,
    /// “TMX” of the Glossary Converter's help); the others ignore it. `creationtool` is always this program,
    /// as OmegaT reads a file that names OmegaT differently (`TMXReader2.parseHeader`).
    pub fn header(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Tool::Trados => ("SDL TM8 Format", "xml", "en-US"),
            Tool::MemoQ | Tool::Xtm => ("tarjuman", "xml", "en-US"),
            Tool::OmegaT | Tool::Poedit | Tool::Weblate => ("tarjuman", "plaintext", "en"),
        }
    }

    /// What comes after the names of our own properties.
    pub fn property_type(self) -> &'static str {
        match self {
            Tool::Trados => TEXT_FIELD,
            _ => "",
        }
    }

    /// The properties of a unit that the tool reads, with their values.
    pub fn properties(self, unit: &Unit) -> Vec<(&'static str, String)> {
        let is_auto = unit.status == Status::Auto;
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        match self {
            // developers.rws.com/studio-api-docs, “Setting the Import Options”.
            Tool::Trados => {
                let origin = if is_auto { "Alignment" } else { "TM" };
                let level = if is_auto { "Draft" } else { "ApprovedTranslation" };
                vec![(TRADOS_ORIGIN, origin.to_owned()), (TRADOS_CONFIRMATION, level.to_owned())]
            }
            // As in the example of xtm-cloud.atlassian.net, “Best Practices for Importing a
            // Translation Memory”, which is a file as memoQ writes it.
            Tool::MemoQ => vec![
                (MEMOQ_CORRECTED, yes_or_no(unit.status == Status::Edited)),
                (MEMOQ_ALIGNED, yes_or_no(is_auto)),
            ],
            // xtm-cloud.atlassian.net, “TMX attributes that are applicable during TM import & export”.
            Tool::Xtm => [(XTM_BEFORE, &unit.context_before), (XTM_AFTER, &unit.context_after)]
                .into_iter()
                .filter_map(|(name, text)| Some((name, text.clone()?)))
                .collect(),
            Tool::OmegaT | Tool::Poedit | Tool::Weblate => Vec::new(),
        }
    }

    /// Whether the name of a property is one of those that [`Tool::properties`] sets.
    pub fn sets(self, name: &str) -> bool {
        let names: &[&str] = match self {
            Tool::Trados => &[TRADOS_ORIGIN, TRADOS_CONFIRMATION],
            Tool::MemoQ => &[MEMOQ_CORRECTED, MEMOQ_ALIGNED],
            Tool::Xtm => &[XTM_BEFORE, XTM_AFTER],
            Tool::OmegaT | Tool::Poedit | Tool::Weblate => &[],
        };
        names.contains(&name)
    }

    /// Whether the text of a context is wrapped in a `seg` inside its property, and escaped once more: memoQ
    /// writes it so, and XTM reads it so (the page of XTM named above).
    pub fn wraps_contexts(self) -> bool {
        matches!(self, Tool::MemoQ | Tool::Xtm)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tool {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let wanted = name.to_ascii_lowercase();
        Tool::ALL.into_iter().find(|tool| tool.name() == wanted).ok_or_else(|| {
            let names: Vec<_> = Tool::ALL.into_iter().map(Tool::name).collect();
            format!(
                "“{name}” is not a tool that files are written for; use one of {}",
                names.join(", ")
            )
        })
    }
}
