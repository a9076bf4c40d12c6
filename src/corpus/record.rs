//! Aligns a document pair that is given as a line of JSON.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::document::Article;
use crate::error::{Error, Place, Result};
use crate::job::{AlignSettings, Alignment, align_texts};
use crate::model::{AlignedBead, Language, Pair, ParagraphKind, Segment, SegmentedText, Side};
use crate::text::{Script, dominant_script, squeeze_space};

/// One side of a record: a whole text, or its segments.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Texts {
    Whole(String),
    Segments(Vec<String>),
}

/// A document pair. Other fields of the line are passed through.
#[derive(Debug, Deserialize)]
struct Record {
    source: Texts,
    target: Texts,
    #[serde(default)]
    source_language: Option<Language>,
    #[serde(default)]
    target_language: Option<Language>,
}

/// An aligned record.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedRecord {
    /// The id of the record; its line number if it has none.
    pub id: Value,
    /// Other fields of the record.
    pub rest: Map<String, Value>,
    /// The languages of both texts.
    pub languages: Pair<Language>,
    /// The beads, including omissions.
    pub beads: Vec<AlignedBead>,
}

/// The fields of output lines. Fields of a record with these names are not passed through.
const RESERVED_FIELDS: [&str; 8] =
    ["source_segments", "target_segments", "score", "status", "reasons", "key", "beads", "error"];

/// The fields of a record that have a meaning.
const RECORD_FIELDS: [&str; 5] = ["id", "source", "target", "source_language", "target_language"];

/// Aligns the record of a line, whose number is counted from 1.
///
/// # Errors
/// The id of the record and a message, if the line is not a valid record or cannot be aligned.
pub fn align_record(
    line: &[u8],
    number: u64,
    settings: &AlignSettings,
) -> std::result::Result<AlignedRecord, (Value, String)> {
    let mut id = Value::from(number);
    align_fields(line, &mut id, settings).map_err(|what| (id, what))
}

fn align_fields(
    line: &[u8],
    id: &mut Value,
    settings: &AlignSettings,
) -> std::result::Result<AlignedRecord, String> {
    let mut fields: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| format!("this is not a JSON object: {error}"))?;
    if let Some(given) = fields.remove("id") {
        *id = given;
    }
    let mut known = Map::new();
    for name in RECORD_FIELDS {
        known.extend(fields.remove(name).map(|value| (name.to_owned(), value)));
    }
    RESERVED_FIELDS.iter().for_each(|name| drop(fields.remove(*name)));
    let record: Record = serde_json::from_value(Value::Object(known))
        .map_err(|error| format!("source and target must be texts or lists of texts: {error}"))?;
    let texts = record.into_texts(settings).map_err(|error| error.to_string())?;
    let Alignment { languages, beads, .. } = align_texts(&texts, &[], &settings.aligner);
    Ok(AlignedRecord { id: std::mem::take(id), rest: fields, languages, beads })
}

impl Record {
    /// The segmented texts of the record, with their languages.
    fn into_texts(self, settings: &AlignSettings) -> Result<Pair<SegmentedText>> {
        let texts = Pair::new(self.source, self.target);
        let languages = Pair::new(self.source_language, self.target_language);
        let language = |side: Side| {
            let given = languages[side].clone().or_else(|| settings.languages[side].clone());
            let unknown = || Error::LanguageUnknown { of: Place::Record, side };
            given.or_else(|| by_script(&texts[side])).ok_or_else(unknown)
        };
        let languages = Pair::from_fn(language).try_map(|language| language)?;
        if languages.source == languages.target {
            return Err(Error::SameLanguage { files: None, language: languages.source });
        }
        texts.zip(languages).try_map(|(text, language)| segments(text, language, settings))
    }
}

fn segments(texts: Texts, language: Language, settings: &AlignSettings) -> Result<SegmentedText> {
    match texts {
        Texts::Whole(text) => {
            let article = Article::from_text(Path::new("text"), &text)?;
            settings.segmentation.segments(&article, &language)
        }
        Texts::Segments(texts) => {
            let segment = |(paragraph, text): (usize, String)| Segment {
                text: squeeze_space(&text),
                paragraph,
                kind: ParagraphKind::Text,
            };
            let segments = texts.into_iter().enumerate().map(segment).collect();
            Ok(SegmentedText { language, segments })
        }
    }
}

fn by_script(texts: &Texts) -> Option<Language> {
    let script = match texts {
        Texts::Whole(text) => dominant_script(text),
        Texts::Segments(texts) => dominant_script(&texts.join(" ")),
    };
    match script? {
        Script::Arabic => Some(Language::arabic()),
        Script::Latin => Some(Language::english()),
        Script::Other => None,
    }
}
