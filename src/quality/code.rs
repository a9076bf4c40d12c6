//! What a check can find: a reason code, how bad it is, and what it means.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; often right as it is.
    #[default]
    Note,
    /// Likely wrong; somebody should look.
    Warning,
    /// Wrong nearly always: the pair should not be used as it is.
    Error,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The name that users type and files hold.
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

/// Declares the codes, so that name, severity and explanation of one stand together.
macro_rules! codes {
    ($($code:ident $name:literal $severity:ident $what:literal;)*) => {
        /// The reason for a finding. Names are an interface: files and options hold them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $what] $code,)*
        }

        impl Code {
            /// All of them, in the order they are listed to users.
            pub const ALL: &[Code] = &[$(Code::$code,)*];

            /// The name that users type and files hold.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            /// How bad its findings are at worst; one may be milder where there is doubt.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }

            /// What it means, in a line.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$code => $what,)* }
            }
        }
    };
}

codes! {
    Empty "empty" Error
        "One side is empty, or has nothing but punctuation where the other has words.";
    Untranslated "untranslated" Error
        "The source, or a stretch of it, stands untranslated in the target.";
    WrongLanguage "wrong-language" Error
        "A side is in another language or script than it should be.";
    Mojibake "mojibake" Error
        "Letters were lost or garbled by a wrong encoding; a repair is offered where there is one.";
    ControlCharacter "control-character" Error
        "Characters that no text should hold, or a bidirectional control that is never closed.";
    PresentationForm "presentation-form" Warning
        "Letters are written as presentation forms or ligatures; the plain letters are offered.";
    ForeignLetters "foreign-letters" Warning
        "Persian or Urdu letters stand in Arabic words; the Arabic letters are offered.";
    LoanLetters "loan-letters" Note
        "Letters for foreign sounds (پ چ ڤ گ), as loan names have them.";
    Numbers "numbers" Error
        "A number of one side has no equal on the other, whatever the digits or words.";
    Dates "dates" Error
        "A day, month, year or weekday differs, in any set of month names or calendar.";
    Placeholder "placeholder" Error
        "A placeholder such as {0}, %s or ${x} is missing, added or changed.";
    Tag "tag" Error
        "An HTML tag or an inline tag is missing, added or wrongly nested.";
    Address "address" Error
        "A URL or e-mail address is missing, added or changed.";
    LengthRatio "length-ratio" Error
        "One side is far too long or too short for the other.";
    LexicalEvidence "lexical-evidence" Error
        "Hardly a word of one side is known to translate a word of the other.";
    Truncated "truncated" Warning
        "One side breaks off in the middle.";
    RepeatedWord "repeated-word" Warning
        "A word or phrase is written twice in a row.";
    TerminalPunctuation "terminal-punctuation" Warning
        "One side ends as a question, an exclamation or a sentence, and the other does not.";
    Brackets "brackets" Warning
        "Brackets are unbalanced, or stand on one side only.";
    Quotes "quotes" Warning
        "Quotation marks are unbalanced, or stand on one side only.";
    GlossaryTerm "glossary-term" Warning
        "A term of the glossary is translated otherwise.";
    NearDuplicate "near-duplicate" Note
        "An earlier pair is the same but for spelling or punctuation.";
    SeveralTranslations "several-translations" Note
        "An earlier pair translates the same source otherwise.";
    SeveralSources "several-sources" Note
        "An earlier pair has the same target for another source.";
}

impl Code {
    /// Whether it is about a pair among others, which [`SetChecks`](super::SetChecks) finds.
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

/// A choice of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes(u32);

impl Codes {
    /// All of them.
    pub fn all() -> Self {
        Codes::of(Code::ALL)
    }

    /// These alone.
    pub fn of(codes: &[Code]) -> Self {
        Codes(codes.iter().fold(0, |bits, code| bits | code.bit()))
    }

    /// All of these but those.
    #[must_use]
    pub fn without(self, codes: &[Code]) -> Self {
        Codes(self.0 & !Codes::of(codes).0)
    }

    /// Whether a code is among them.
    pub fn has(self, code: Code) -> bool {
        self.0 & code.bit() != 0
    }

    /// Whether any of some codes is.
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

    /// What is written to files is what users type.
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
