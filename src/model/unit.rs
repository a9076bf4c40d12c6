//! Translation units: a pair of texts with their inline tags and metadata.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Language, Pair, Score, Status, Timestamp};

/// The kind of an inline tag, after the content elements of TMX 1.4b.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TagKind {
    /// `bpt`: opens a pair that `ept` closes.
    BeginPair,
    /// `ept`: closes the pair with the same `i`.
    EndPair,
    /// `<hi>`: opens a highlighted passage.
    BeginHighlight,
    /// `</hi>`: closes the last highlighted passage that was opened.
    EndHighlight,
    /// `it`: half of a pair whose other half is in another segment.
    Isolated,
    /// `ph`: a standalone tag.
    Placeholder,
    /// `ut`: a tag of unknown kind.
    Unknown,
}

/// A tag inside a segment: formatting, or a placeholder of the tool that the text came from. Tags are
/// kept as data, shown as placeholders, and ignored when texts are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InlineTag {
    /// Its position in the plain text, in bytes.
    pub at: usize,
    /// Its kind.
    pub kind: TagKind,
    /// The attributes of its element, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// The native code inside the element.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Texts inside the native code, such as a footnote or the alternative text of an image (`sub`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subflows: Vec<Subflow>,
}

/// A text inside the native code of a tag (`sub` of TMX).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subflow {
    /// Its position in the code of the tag, in bytes.
    pub at: usize,
    /// The attributes of its element, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// The text, which may have tags itself.
    pub text: UnitText,
}

/// The text of one side of a unit: plain text and the tags in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct UnitText {
    /// The text without tags, which is what searches and comparisons use.
    pub plain: String,
    /// The tags in order of position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<InlineTag>,
}

impl UnitText {
    /// A text without tags.
    pub fn plain(text: impl Into<String>) -> Self {
        UnitText { plain: text.into(), tags: Vec::new() }
    }
}

/// Which part of a unit a property belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitPart {
    /// The pair as a whole (`tu` of TMX).
    Unit,
    /// Its source side (the `tuv` of the source language).
    Source,
    /// Its target side.
    Target,
}

/// Metadata that another tool attached to a unit. It is kept and exported unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Property {
    /// The part of the unit that it belongs to.
    pub part: UnitPart,
    /// Its name (`type` of TMX).
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A translation unit: a pair of texts with its metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The original and its translation.
    pub texts: Pair<UnitText>,
    /// Their languages.
    pub languages: Pair<Language>,
    /// Probability that the pair is right; 1 unless an aligner made it.
    pub score: Score,
    /// What a reviewer decided about it.
    pub status: Status,
    /// The document it came from.
    pub document: Option<String>,
    /// Its position in that document, from 0.
    pub position: Option<u64>,
    /// Its identifier in another tool (`tuid` of TMX, the id of an XLIFF unit); it need not be unique.
    pub identifier: Option<String>,
    /// The source text that precedes it in its document.
    pub context_before: Option<String>,
    /// The source text that follows it.
    pub context_after: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// By whom.
    pub created_by: Option<String>,
    /// When it last changed.
    pub changed_at: Option<Timestamp>,
    /// By whom.
    pub changed_by: Option<String>,
    /// When it was last used in a translation.
    pub used_at: Option<Timestamp>,
    /// How often it has been used.
    pub usage_count: u64,
    /// A note by a translator or reviewer.
    pub note: Option<String>,
    /// Metadata of other tools, in order.
    pub properties: Vec<Property>,
}

impl Unit {
    /// A pair made by a person, without further metadata.
    pub fn new(texts: Pair<UnitText>, languages: Pair<Language>) -> Self {
        Unit {
            texts,
            languages,
            score: Score::ONE,
            status: Status::Accepted,
            document: None,
            position: None,
            identifier: None,
            context_before: None,
            context_after: None,
            created_at: None,
            created_by: None,
            changed_at: None,
            changed_by: None,
            used_at: None,
            usage_count: 0,
            note: None,
            properties: Vec::new(),
        }
    }
}

/// A summary of the units to be exported, which some formats need in their header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportSummary {
    /// The number of units.
    pub count: u64,
    /// The language pairs, each once.
    pub pairs: BTreeSet<Pair<Language>>,
    /// When the most recent of them was created or changed.
    pub newest: Option<Timestamp>,
}

impl ExportSummary {
    /// Summarizes some units.
    pub fn of<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Self {
        let mut summary = ExportSummary::default();
        units.into_iter().for_each(|unit| summary.add(unit));
        summary
    }

    /// Adds a unit to the summary.
    pub fn add(&mut self, unit: &Unit) {
        self.count += 1;
        if !self.pairs.contains(&unit.languages) {
            self.pairs.insert(unit.languages.clone());
        }
        self.newest = self.newest.max(unit.created_at).max(unit.changed_at);
    }

    /// The source language, if all units share it.
    pub fn source_language(&self) -> Option<&Language> {
        let first = &self.pairs.first()?.source;
        self.pairs.iter().all(|pair| pair.source == *first).then_some(first)
    }

    /// The language pair, if all units share it.
    pub fn only_pair(&self) -> Option<&Pair<Language>> {
        self.pairs.first().filter(|_| self.pairs.len() == 1)
    }
}
