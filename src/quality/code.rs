//! The reason codes of the checks, with their severity and meaning.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How serious a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; often correct as it is.
    #[default]
    Note,
    /// Probably wrong; needs a look.
    Warning,
    /// Almost always wrong: the pair should not be used as it is.
    Error,
}

impl Severity {
    /// All severities, the mildest first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The name as users type it and as files store it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.as_str() == name)
            .ok_or_else(|| format!("“{name}” is not a severity; use note, warning or error"))
    }
}

/// Declares the codes, so that the name, severity and explanation of each are in one place.
macro_rules! codes {
    ($($code:ident $name:literal $severity:ident $what:literal;)*) => {
        /// The reason for a finding. Its name is an interface: files and options contain it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $what] $code,)*
        }

        impl Code {
            /// All codes, in the order in which they are listed to users.
            pub const ALL: &[Code] = &[$(Code::$code,)*];

            /// The name as users type it and as files store it.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            /// The severity of its findings at worst; a doubtful one may be milder.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }

            /// What it means, in one line.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$code => $what,)* }
            }
        }
    };
}

codes! {
    Empty "empty" Error
        "One side is empty, or has only punctuation where the other has words.";
    Untranslated "untranslated" Error
        "The target repeats the source, or part of it, untranslated.";
    WrongLanguage "wrong-language" Error
        "A side is in the wrong language or script.";
    Mojibake "mojibake" Error
        "Letters were lost or garbled by a wrong encoding; a repair is offered where possible.";
    ControlCharacter "control-character" Error
        "Control characters that do not belong in text, or a bidirectional control that is never closed.";
    PresentationForm "presentation-form" Warning
        "Letters are encoded as presentation forms or ligatures; plain letters are offered.";
    ForeignLetters "foreign-letters" Warning
        "Arabic words contain Persian or Urdu letters; the Arabic letters are offered.";
    LoanLetters "loan-letters" Note
        "Letters for foreign sounds (پ چ ڤ گ), as used in borrowed names.";
    Numbers "numbers" Error
        "A number on one side is missing or different on the other, in digits or in words.";
    Dates "dates" Error
        "A day, month, year or weekday differs, whatever the month names or the calendar.";
    Placeholder "placeholder" Error
        "A placeholder such as {0}, %s or ${x} is missing, added or changed.";
    Tag "tag" Error
        "An HTML tag or an inline tag is missing, added or wrongly nested.";
    Address "address" Error
        "A URL or e-mail address is missing, added or changed.";
    LengthRatio "length-ratio" Error
        "One side is far too long or too short for the other.";
    LexicalEvidence "lexical-evidence" Error
        "Hardly any word of one side is a known translation of a word on the other.";
    Truncated "truncated" Warning
        "One side is cut off in the middle.";
    RepeatedWord "repeated-word" Warning
        "A word or phrase is written twice in a row.";
    TerminalPunctuation "terminal-punctuation" Warning
        "One side ends as a question, an exclamation or a sentence, but the other does not.";
    Brackets "brackets" Warning
        "Brackets are unbalanced, or used on one side only.";
    Quotes "quotes" Warning
        "Quotation marks are unbalanced, or used on one side only.";
    GlossaryTerm "glossary-term" Warning
        "A glossary term is not translated as the glossary says.";
    NearDuplicate "near-duplicate" Note
        "An earlier pair is the same, or differs only in spelling or punctuation.";
    SeveralTranslations "several-translations" Note
        "An earlier pair translates the same source differently.";
    SeveralSources "several-sources" Note
        "An earlier pair has the same target for a different source.";
}

impl Code {
    /// Whether it compares a pair with earlier ones, as [`SetChecks`](super::SetChecks) does.
    pub fn is_of_set(self) -> bool {
        matches!(self, Code::NearDuplicate | Code::SeveralTranslations | Code::SeveralSources)
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == name.trim())
            .ok_or_else(|| format!("“{name}” is not a code; `tarjuman check --codes` lists them"))
    }
}

/// A set of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes(u32);

impl Codes {
    /// All codes.
    pub fn all() -> Self {
        Codes::of(Code::ALL)
    }

    /// Only these codes.
    pub fn of(codes: &[Code]) -> Self {
        Codes(codes.iter().fold(0, |bits, code| bits | code.bit()))
    }

    /// This set without some codes.
    #[must_use]
    pub fn without(self, codes: &[Code]) -> Self {
        Codes(self.0 & !Codes::of(codes).0)
    }

    /// Whether the set has a code.
    pub fn has(self, code: Code) -> bool {
        self.0 & code.bit() != 0
    }

    /// Whether the set has any of some codes.
    pub fn has_any(self, codes: &[Code]) -> bool {
        self.0 & Codes::of(codes).0 != 0
    }
}

impl Default for Codes {
    fn default() -> Self {
        Codes::all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files store the names that users type.
    #[test]
    fn names_are_the_same_everywhere() {
        for &code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
        assert!("nonsense".parse::<Code>().is_err());
    }

    #[test]
    fn codes_are_chosen_and_left_out() {
        let two = Codes::of(&[Code::Numbers, Code::Dates]);
        assert!(two.has(Code::Dates) && !two.has(Code::Quotes));
        assert!(!two.without(&[Code::Dates]).has(Code::Dates));
        assert!(Code::ALL.iter().all(|&code| Codes::all().has(code)));
    }
}
