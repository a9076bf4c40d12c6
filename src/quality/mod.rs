//! Checks on a text and its translation, each with a reason code.
//!
//! [`Checks`] is created once, with the codes, lexicons and glossary to use, and then checks any number of
//! pairs from any number of threads; the same pair always has the same findings. [`SetChecks`] compares
//! pairs with earlier ones, in order. Nothing is changed: a [`Finding`] says what is wrong, where and how
//! serious it is, and offers a repair if one is certain.
//!
//! Most checks apply to any two languages; those of words, lengths and terms apply to English and Arabic.
//!
//! # Adding a check
//!
//! 1. Give its code a line in `code.rs`: name, severity and explanation. Options, help and messages follow
//!    from that.
//! 2. Write the check in a file of its own: a function that reads a pair and pushes a [`Finding`] for what is
//!    wrong.
//! 3. Declare the file here and call the function from one of the three stages of [`Checks::check`]: pairs
//!    that are unusable as a whole, characters, or parts and words.
//! 4. Add `corpus/checks/CODE.tsv` with labelled pairs. Tests fail until it exists and its pairs are found.
//!
//! A check that compares a pair with earlier ones belongs in `set.rs` instead.
//!
//! # Example
//!
//! ```
//! use tarjuman::model::{Language, Pair};
//! use tarjuman::quality::{Checks, Code, Severity, Text};
//!
//! let (english, arabic) = (Language::english(), Language::arabic());
//! let checks = Checks::default();
//! let source = Text::new("The mill employs 48 people.", &english);
//! let target = Text::new("يعمل في المطحنة ٨٤ شخصاً.", &arabic);
//! let pair = Pair::new(source, target);
//! let findings = checks.check(&pair);
//! assert_eq!((findings[0].code, findings[0].severity), (Code::Numbers, Severity::Error));
//! assert_eq!(&pair.source.plain[findings[0].source[0].clone()], "48");
//! ```

mod address;
mod brackets;
mod code;
mod damage;
mod dates;
mod empty;
mod evidence;
mod finding;
mod language;
mod length;
mod letters;
mod markup;
mod numbers;
mod placeholder;
mod punctuation;
mod quotes;
mod reading;
mod repetition;
mod set;
mod tag;
mod terms;
mod truncation;
mod untranslated;

pub use code::{Code, Codes, Severity};
pub use finding::{Finding, Repair};
pub use reading::Text;
pub use set::{PairKey, SetChecks, SetFinding};

use crate::align::lexicon::{Glossary, Lexicon};
use crate::model::Pair;
use crate::text::{dates_among, numbers_among};
use evidence::Knowledge;
use markup::Markup;
use reading::{ReadPair, read_pair};
use terms::Terms;

/// The checks of a single pair.
pub struct Checks {
    codes: Codes,
    knowledge: Knowledge,
    terms: Option<Terms>,
}

impl Default for Checks {
    /// Checks with all codes, the built-in lexicon and no glossary.
    fn default() -> Self {
        Checks::new(Codes::all())
    }
}

impl Checks {
    /// Checks with these codes, the built-in lexicon and no glossary.
    pub fn new(codes: Codes) -> Self {
        Checks { codes, knowledge: Knowledge::new(Vec::new()), terms: None }
    }

    /// These checks with lexicons in addition to the built-in one.
    #[must_use]
    pub fn with_lexicons(mut self, lexicons: Vec<Lexicon<'static>>) -> Self {
        self.knowledge = Knowledge::new(lexicons);
        self
    }

    /// These checks with the terms of a glossary.
    #[must_use]
    pub fn with_glossary(mut self, glossary: &Glossary) -> Self {
        self.terms = Some(Terms::of(glossary));
        self
    }

    /// What is wrong with a pair, in the order of [`Code::ALL`].
    ///
    /// A consequence of one finding is not a finding of its own: if a side is empty, copied, garbled or in
    /// another language, nothing else about it is reported, and if it is cut off or far too long, words
    /// without a translation are not.
    pub fn check(&self, pair: &Pair<Text<'_>>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let read = read_pair(pair);
        let is_unusable = self.check_whole(&read, &mut findings);
        self.check_characters(&read, &mut findings);
        if !is_unusable {
            self.check_parts(&read, &mut findings);
            self.check_words(&read, &mut findings);
        }
        findings.retain(|finding| self.codes.has(finding.code));
        findings.sort_by_key(|finding| finding.code);
        findings
    }

    /// Checks for what makes a pair unusable as a whole; returns whether anything does.
    fn check_whole(&self, pair: &ReadPair<'_>, findings: &mut Vec<Finding>) -> bool {
        damage::check_mojibake(pair, findings);
        if !findings.is_empty() {
            return true;
        }
        empty::check_empty(pair, findings);
        if !findings.is_empty() {
            return true;
        }
        if untranslated::check_untranslated(pair, &self.knowledge, findings) {
            return true;
        }
        let before = findings.len();
        language::check_language(pair, findings);
        findings.len() > before
    }

    /// Checks for characters that should not be there, whatever the words.
    fn check_characters(&self, pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
        if findings.iter().any(|finding| finding.code == Code::Mojibake) {
            return;
        }
        if self.codes.has(Code::ControlCharacter) {
            damage::check_controls(pair, findings);
        }
        if self.codes.has(Code::PresentationForm) {
            damage::check_presentation_forms(pair, findings);
        }
        let is_other_language = findings.iter().any(|finding| finding.code == Code::WrongLanguage);
        if self.codes.has_any(&[Code::ForeignLetters, Code::LoanLetters]) && !is_other_language {
            letters::check_letters(pair, self.codes, findings);
        }
    }

    /// Checks the parts that must be the same on both sides, and marks.
    fn check_parts(&self, pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
        let markup = [Markup::of(&pair.source), Markup::of(&pair.target)];
        if self.codes.has_any(&[Code::Numbers, Code::Dates]) {
            let texts = [pair.source.view(), pair.target.view()];
            let numbers = texts.map(numbers_among);
            let dates = [0, 1].map(|side| dates_among(texts[side], &numbers[side]));
            dates::check_dates(pair, &dates, findings);
            numbers::check_numbers(pair, &numbers, &dates, &markup, findings);
        }
        let [source, target] = &markup;
        placeholder::check_placeholders(
            pair,
            (&source.placeholders, &target.placeholders),
            findings,
        );
        tag::check_tags(pair, (&source.tags, &target.tags), findings);
        if self.codes.has(Code::Address) {
            address::check_addresses(pair, findings);
        }
        if self.codes.has(Code::RepeatedWord) {
            repetition::check_repetition(pair, findings);
        }
        if self.codes.has(Code::Brackets) {
            brackets::check_brackets(pair, &markup, findings);
        }
        if self.codes.has(Code::Quotes) {
            quotes::check_quotes(pair, &markup, findings);
        }
    }

    /// Checks lengths and endings, and words by the lexicon and the glossary.
    fn check_words(&self, pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
        let before = findings.len();
        if self.codes.has(Code::LengthRatio) {
            length::check_lengths(pair, findings);
        }
        let is_odd_length = findings.len() > before;
        let before = findings.len();
        if self.codes.has_any(&[Code::Truncated, Code::TerminalPunctuation]) {
            truncation::check_truncation(pair, &self.knowledge, findings);
        }
        let is_truncated = findings.len() > before;
        if !is_truncated {
            punctuation::check_endings(pair, findings);
        }
        if self.codes.has(Code::LexicalEvidence) && !is_odd_length && !is_truncated {
            evidence::check_evidence(pair, &self.knowledge, findings);
        }
        if let Some(terms) = self.terms.as_ref().filter(|_| self.codes.has(Code::GlossaryTerm)) {
            terms::check_terms(pair, terms, findings);
        }
    }
}
