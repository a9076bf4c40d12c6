//! Translation units: texts with their inline tags, and what is known about a pair.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Language, Pair, Score, Status, Timestamp};

/// What an inline tag is (the content elements of TMX 1.4b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TagKind {
    /// `bpt`: begins a pair that `ept` ends.
    BeginPair,
    /// `ept`: ends the pair of the same `i`.
    EndPair,
    /// `<hi>`: begins a highlighted stretch.
    BeginHighlight,
    /// `</hi>`: ends the highlighted stretch begun last.
    EndHighlight,
    /// `it`: half of a pair whose other half is in another segment.
    Isolated,
    /// `ph`: stands alone.
    Placeholder,
    /// `ut`: a tag of which nothing is known.
    Unknown,
}

/// A tag inside a segment: formatting or a placeholder of the tool the text came from. It is kept as
/// data, shown as a placeholder and ignored when texts are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InlineTag {
    /// Where in the plain text it stands, in bytes.
    pub at: usize,
    /// What it is.
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
    /// Where in the tag's code it stands, in bytes.
    pub at: usize,
    /// The attributes of its element, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// The text, with tags of its own.
    pub text: UnitText,
}

/// The text of one side of a unit: plain text, and the tags in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct UnitText {
    /// The text without tags; what is searched and compared.
    pub plain: String,
    /// The tags in order of their place.
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

/// What another tool wrote beside a unit: kept, and handed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Property {
    /// What it belongs to.
    pub part: UnitPart,
    /// Its name (`type` of TMX).
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A translation unit: a pair of texts, with what is known about it. Times are
/// `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The original and its translation.
    pub texts: Pair<UnitText>,
    /// Their languages.
    pub languages: Pair<Language>,
    /// Probability that the pair is right; certainty unless an aligner made it.
    pub score: Score,
    /// What a person said of it.
    pub status: Status,
    /// The document it came from.
    pub document: Option<String>,
    /// Where in that document it stands, from 0.
    pub position: Option<u64>,
    /// What another tool calls it (`tuid` of TMX, the id of an XLIFF unit); need not be unique.
    pub identifier: Option<String>,
    /// The source text before it in its document.
    pub context_before: Option<String>,
    /// The source text after it.
    pub context_after: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// By whom.
    pub created_by: Option<String>,
    /// When it last changed.
    pub changed_at: Option<Timestamp>,
    /// By whom.
    pub changed_by: Option<String>,
    /// When it was last used in a translation.
    pub used_at: Option<Timestamp>,
    /// How often it was used.
    pub usage_count: u64,
    /// What people noted on it.
    pub note: Option<String>,
    /// What other tools wrote beside it, in order.
    pub properties: Vec<Property>,
}

impl Unit {
    /// A pair that a person made, of which nothing else is known.
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

/// What is known of many units before the first of them is written: files say it at their top.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportSummary {
    /// How many units there are.
    pub count: u64,
    /// The languages of source and target, each pair once.
    pub pairs: BTreeSet<Pair<Language>>,
    /// When the newest of them was made or changed.
    pub newest: Option<Timestamp>,
}

impl ExportSummary {
    /// The summary of some units.
    pub fn of<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Self {
        let mut summary = ExportSummary::default();
        units.into_iter().for_each(|unit| summary.add(unit));
        summary
    }

    /// Takes one more unit in.
    pub fn add(&mut self, unit: &Unit) {
        self.count += 1;
        if !self.pairs.contains(&unit.languages) {
            self.pairs.insert(unit.languages.clone());
        }
        self.newest = self.newest.max(unit.created_at).max(unit.changed_at);
    }

    /// The source language, if all units have the same.
    pub fn source_language(&self) -> Option<&Language> {
        let first = &self.pairs.first()?.source;
        self.pairs.iter().all(|pair| pair.source == *first).then_some(first)
    }

    /// The languages, if all units have the same.
    pub fn only_pair(&self) -> Option<&Pair<Language>> {
        self.pairs.first().filter(|_| self.pairs.len() == 1)
    }
}
