//! The plain data that everything else is about: language, segment, bead, unit. No input or output.

mod tags;
mod unit;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

pub use unit::{ExportSummary, InlineTag, Property, Subflow, TagKind, Unit, UnitPart, UnitText};

use crate::error::{Error, Result};

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

    /// Whether the text runs from right to left.
    pub fn is_right_to_left(&self) -> bool {
        matches!(
            self.primary(),
            "ar" | "fa" | "ur" | "he" | "ps" | "ckb" | "ug" | "sd" | "yi" | "dv"
        )
    }

    /// Whether it is written in Arabic letters.
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

impl FromStr for Language {
    type Err = Error;

    fn from_str(tag: &str) -> Result<Self> {
        let dashed = tag.trim().replace('_', "-");
        LanguageTag::parse_and_normalize(&dashed)
            .map(|parsed| Language(parsed.into_inner()))
            .map_err(|_| Error::Language { tag: tag.to_owned() })
    }
}

impl TryFrom<String> for Language {
    type Error = Error;

    fn try_from(tag: String) -> Result<Self> {
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

/// A probability, 0–1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f64);

impl Score {
    /// Certainty.
    pub const ONE: Score = Score(1.0);

    /// As likely right as wrong.
    pub const HALF: Score = Score(0.5);

    /// A score, moved into 0–1; not-a-number becomes 0.
    pub fn new(value: f64) -> Self {
        Score(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The probability, 0–1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The score to four decimals, as it is written out.
    pub fn rounded(self) -> f64 {
        (self.0 * 1e4).round() / 1e4
    }

    /// The score in whole per cent, as it is shown.
    pub fn percent(self) -> u32 {
        (self.0 * 100.0).round() as u32
    }
}

/// What a paragraph is in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphKind {
    /// Running text.
    Text,
    /// A heading of any level.
    Heading,
    /// An item of a list.
    Item,
    /// A table cell.
    Cell,
    /// A block quotation.
    Quote,
    /// A footnote or endnote.
    Note,
}

impl ParagraphKind {
    /// The letter of a layout ([`Side::layout`]).
    fn letter(self) -> char {
        match self {
            ParagraphKind::Text => 't',
            ParagraphKind::Heading => 'h',
            ParagraphKind::Item => 'i',
            ParagraphKind::Cell => 'c',
            ParagraphKind::Quote => 'q',
            ParagraphKind::Note => 'n',
        }
    }

    /// The kind of a letter of either case; running text for one that is none.
    fn of_letter(letter: char) -> Self {
        match letter.to_ascii_lowercase() {
            'h' => ParagraphKind::Heading,
            'i' => ParagraphKind::Item,
            'c' => ParagraphKind::Cell,
            'q' => ParagraphKind::Quote,
            'n' => ParagraphKind::Note,
            _ => ParagraphKind::Text,
        }
    }
}

/// One segment of an article: the unit that alignment pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The text as typed, white space squeezed.
    pub text: String,
    /// Index of the paragraph it stands in, from 0.
    pub paragraph: usize,
    /// What that paragraph is.
    pub kind: ParagraphKind,
}

/// One side of an alignment: an article as segments of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The language of all segments.
    pub language: Language,
    /// The segments in order.
    pub segments: Vec<Segment>,
}

impl Side {
    /// Segments with their layout, as [`Side::layout`] writes it.
    pub fn from_layout(language: Language, texts: Vec<String>, layout: &str) -> Side {
        let mut letters = layout.chars();
        let mut paragraph = 0;
        let mut segments: Vec<Segment> = Vec::with_capacity(texts.len());
        for text in texts {
            let letter = letters.next().unwrap_or('t');
            if letter.is_ascii_uppercase() && !segments.is_empty() {
                paragraph += 1;
            }
            segments.push(Segment { text, paragraph, kind: ParagraphKind::of_letter(letter) });
        }
        Side { language, segments }
    }

    /// What each segment is in its article, a letter a segment: t(ext), h(eading), i(tem), c(ell),
    /// q(uote) or n(ote), a capital where it begins a paragraph.
    pub fn layout(&self) -> String {
        let mut before = None;
        self.segments
            .iter()
            .map(|segment| {
                let letter = segment.kind.letter();
                match before.replace(segment.paragraph) == Some(segment.paragraph) {
                    true => letter,
                    false => letter.to_ascii_uppercase(),
                }
            })
            .collect()
    }

    /// The texts of a range of segments.
    pub fn texts(&self, range: Range<usize>) -> Vec<String> {
        self.segments[range].iter().map(|segment| segment.text.clone()).collect()
    }
}

/// Segments of both sides that translate each other; one side empty is an omission.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// Source segments, by index from 0.
    pub source: Range<usize>,
    /// Target segments, by index from 0.
    pub target: Range<usize>,
    /// Posterior probability that the bead is right.
    pub score: Score,
}

impl Bead {
    /// Whether one side is empty.
    pub fn is_omission(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// A bead with its text: what files hold and reviewers see.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedBead {
    /// Source texts in order; none for an omission.
    pub source: Vec<String>,
    /// Target texts in order.
    pub target: Vec<String>,
    /// Indices of the source segments in their document, from 0.
    pub source_segments: Range<usize>,
    /// Indices of the target segments.
    pub target_segments: Range<usize>,
    /// Posterior probability that the bead is right.
    pub score: Score,
    /// What a person said of it.
    pub status: Status,
}

impl AlignedBead {
    /// A bead with the texts of its sides, which nobody has looked at yet.
    pub fn of(bead: Bead, source: &Side, target: &Side) -> Self {
        AlignedBead {
            source: source.texts(bead.source.clone()),
            target: target.texts(bead.target.clone()),
            source_segments: bead.source,
            target_segments: bead.target,
            score: bead.score,
            status: Status::Auto,
        }
    }

    /// Whether one side is empty.
    pub fn is_omission(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// An article aligned with its translation.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedDocument {
    /// Its name in the memory.
    pub name: String,
    /// Language of the source.
    pub source_language: Language,
    /// Language of the target.
    pub target_language: Language,
    /// All beads in document order, omissions included.
    pub beads: Vec<AlignedBead>,
}

impl AlignedDocument {
    /// The beads that hold as translation units: both sides there, not rejected, and by a person or
    /// scored at least `least`.
    pub fn units(&self, least: Score) -> impl Iterator<Item = Unit> + '_ {
        self.beads
            .iter()
            .enumerate()
            .filter(move |(_, bead)| is_unit(bead.is_omission(), bead.status, bead.score, least))
            .map(|(position, bead)| Unit {
                score: bead.score,
                status: bead.status,
                document: Some(self.name.clone()),
                position: u64::try_from(position).ok(),
                ..Unit::new(
                    (UnitText::plain(bead.source.join(" ")), self.source_language.clone()),
                    (UnitText::plain(bead.target.join(" ")), self.target_language.clone()),
                )
            })
    }
}

/// Whether a bead becomes a translation unit.
pub fn is_unit(is_omission: bool, status: Status, score: Score, least: Score) -> bool {
    !is_omission
        && match status {
            Status::Rejected => false,
            Status::Accepted | Status::Edited => true,
            Status::Auto => score >= least,
        }
}

/// What a person has said of a bead or unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has looked at it yet.
    Auto,
    /// A person said it is right.
    Accepted,
    /// A person changed its text.
    Edited,
    /// A person said it is wrong.
    Rejected,
}

impl Status {
    /// All of them, in the order they are listed to users.
    pub const ALL: [Status; 4] = [Status::Auto, Status::Accepted, Status::Edited, Status::Rejected];

    /// The name that is stored and written out.
    pub fn name(self) -> &'static str {
        match self {
            Status::Auto => "auto",
            Status::Accepted => "accepted",
            Status::Edited => "edited",
            Status::Rejected => "rejected",
        }
    }

    /// Whether a person decided it, so that aligning again must keep it.
    pub fn is_by_person(self) -> bool {
        self != Status::Auto
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        Status::ALL.into_iter().find(|status| status.name() == name.trim()).ok_or_else(|| {
            format!("“{name}” is not a status; use auto, accepted, edited or rejected")
        })
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
