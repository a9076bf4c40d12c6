//! Languages.

use std::fmt;
use std::str::FromStr;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

/// A language as a BCP 47 tag in canonical case: `en`, `ar-SA`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

impl Language {
    /// English, no region.
    pub fn english() -> Self {
        Language("en".to_owned())
    }

    /// Arabic, no region.
    pub fn arabic() -> Self {
        Language("ar".to_owned())
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary subtag, in lower case: `ar` of `ar-SA`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether the language is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        matches!(
            self.primary(),
            "ar" | "fa" | "ur" | "he" | "ps" | "ckb" | "ug" | "sd" | "yi" | "dv"
        )
    }

    /// Whether the language is written in the Arabic script.
    pub fn has_arabic_script(&self) -> bool {
        self.is_right_to_left() && !matches!(self.primary(), "he" | "yi" | "dv")
    }

    /// Whether this is English of any region.
    pub fn is_english(&self) -> bool {
        self.primary() == "en"
    }

    /// Whether this is Arabic of any region.
    pub fn is_arabic(&self) -> bool {
        self.primary() == "ar"
    }
}

/// A text is not a language tag of BCP 47.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{tag}” is not a language tag; write it as en, ar or ar-SA (BCP 47)")]
pub struct NotALanguageTag {
    /// The text.
    pub tag: String,
}

impl FromStr for Language {
    type Err = NotALanguageTag;

    fn from_str(tag: &str) -> Result<Self, NotALanguageTag> {
        let dashed = tag.trim().replace('_', "-");
        LanguageTag::parse_and_normalize(&dashed)
            .map(|parsed| Language(parsed.into_inner()))
            .map_err(|_| NotALanguageTag { tag: tag.to_owned() })
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguageTag;

    fn try_from(tag: String) -> Result<Self, NotALanguageTag> {
        tag.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_normalised() {
        for (given, tag) in [("AR_sa", "ar-SA"), ("en", "en"), ("EN-us", "en-US")] {
            assert_eq!(given.parse::<Language>().unwrap().as_str(), tag);
        }
        assert!("not a tag".parse::<Language>().is_err());
        assert!("".parse::<Language>().is_err());
    }
}
