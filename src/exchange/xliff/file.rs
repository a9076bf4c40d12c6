//! The languages and the document that the root and each `file` of XLIFF name.

use crate::exchange::fault::Checked;
use crate::exchange::language::LanguageTags;
use crate::exchange::xml::Element;
use crate::model::{Language, Pair, Side};

/// The languages and the document of the units in a `file`.
#[derive(Debug, Default)]
pub struct FileInfo {
    /// Its languages.
    pub languages: Pair<Option<Language>>,
    /// What it has for a language, where that is not a language tag.
    pub bad_tag: Option<String>,
    /// The name of the document.
    pub original: Option<String>,
    /// How many units of it have been handed on.
    pub position: u64,
}

impl FileInfo {
    /// Those that the root names (2.x).
    ///
    /// # Errors
    /// When an attribute is malformed.
    pub fn of_root(element: &Element<'_>, tags: &mut LanguageTags) -> Checked<FileInfo> {
        let mut root = FileInfo::default();
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "srcLang" => root.set_language(Side::Source, &value, tags),
                "trgLang" => root.set_language(Side::Target, &value, tags),
                _ => {}
            }
        }
        Ok(root)
    }

    /// Those that a `file` names, or else the root.
    ///
    /// # Errors
    /// When an attribute is malformed.
    pub fn of_file(
        root: &FileInfo,
        element: &Element<'_>,
        tags: &mut LanguageTags,
    ) -> Checked<FileInfo> {
        let mut file = FileInfo {
            languages: root.languages.clone(),
            bad_tag: root.bad_tag.clone(),
            ..FileInfo::default()
        };
        for attribute in element.attributes() {
            let (key, value) = attribute?;
            match key {
                "source-language" => file.set_language(Side::Source, &value, tags),
                "target-language" => file.set_language(Side::Target, &value, tags),
                "original" if !value.is_empty() => file.original = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(file)
    }

    fn set_language(&mut self, side: Side, tag: &str, tags: &mut LanguageTags) {
        self.languages[side] = tags.language(tag);
        if self.languages[side].is_none() && !tag.trim().is_empty() {
            self.bad_tag = Some(tag.to_owned());
        }
    }
}
