//! A document pair as a line of JSON: read, aligned, and what came of it.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::align::Aligner;
use crate::document::{Article, Segmentation};
use crate::error::{Error, Result};
use crate::model::{AlignedBead, Language, ParagraphKind, Segment, Side};
use crate::text::{Script, dominant_script, squeeze_space};

/// Texts of one side: a whole text, or its segments.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Texts {
    Whole(String),
    Segments(Vec<String>),
}

/// A document pair. What else a line holds is passed through.
#[derive(Debug, Deserialize)]
struct Record {
    source: Texts,
    target: Texts,
    #[serde(default)]
    source_language: Option<Language>,
    #[serde(default)]
    target_language: Option<Language>,
}

/// How records are aligned.
#[derive(Debug, Clone)]
pub struct RecordSettings {
    /// What finds the beads.
    pub aligner: Aligner,
    /// What a segment of a whole text is.
    pub segmentation: Segmentation,
    /// Languages of records that name none; without these the script tells them.
    pub languages: (Option<Language>, Option<Language>),
}

/// What came of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// What the record is called; its line where it has no name.
    pub id: Value,
    /// What else the record held.
    pub rest: Map<String, Value>,
    /// Both languages.
    pub languages: (Language, Language),
    /// The beads, omissions included.
    pub beads: Vec<AlignedBead>,
}

/// Names that an answer gives a meaning to: what a record holds under them is not passed through.
const TAKEN: [&str; 8] =
    ["source_segments", "target_segments", "score", "status", "reasons", "key", "beads", "error"];

/// Names that a record gives a meaning to.
const KNOWN: [&str; 5] = ["id", "source", "target", "source_language", "target_language"];

impl RecordSettings {
    /// Aligns the record of a line, counted from 1; says what it is called, and what is wrong with it.
    ///
    /// # Errors
    /// With the record's name, when the line is no record or cannot be aligned.
    pub fn align(&self, line: &[u8], number: u64) -> std::result::Result<Pairing, (Value, String)> {
        let mut id = Value::from(number);
        self.align_named(line, &mut id).map_err(|what| (id, what))
    }

    fn align_named(&self, line: &[u8], id: &mut Value) -> std::result::Result<Pairing, String> {
        let mut fields: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|error| format!("this is no JSON object: {error}"))?;
        if let Some(named) = fields.remove("id") {
            *id = named;
        }
        let mut known = Map::new();
        for name in KNOWN {
            known.extend(fields.remove(name).map(|value| (name.to_owned(), value)));
        }
        TAKEN.iter().for_each(|name| drop(fields.remove(*name)));
        let record: Record = serde_json::from_value(Value::Object(known))
            .map_err(|error| format!("source and target are texts or lists of texts: {error}"))?;
        let (source, target) = self.sides(record).map_err(|error| error.to_string())?;
        let beads = self.aligner.align(&source, &target, &[]);
        let beads = beads.into_iter().map(|bead| AlignedBead::of(bead, &source, &target)).collect();
        let languages = (source.language, target.language);
        Ok(Pairing { id: std::mem::take(id), rest: fields, languages, beads })
    }

    fn sides(&self, record: Record) -> Result<(Side, Side)> {
        let language = |given: Option<Language>, texts: &Texts, usual: &Option<Language>, side| {
            given.or_else(|| usual.clone()).or_else(|| by_script(texts)).ok_or_else(|| {
                Error::Pair(format!("its script tells no language; give {side}_language"))
            })
        };
        let from = language(record.source_language, &record.source, &self.languages.0, "source")?;
        let to = language(record.target_language, &record.target, &self.languages.1, "target")?;
        if from == to {
            return Err(Error::Pair(format!("both sides are {from}")));
        }
        Ok((self.side(record.source, from)?, self.side(record.target, to)?))
    }

    fn side(&self, texts: Texts, language: Language) -> Result<Side> {
        match texts {
            Texts::Whole(text) => {
                let article = Article::from_text(Path::new("text"), &text)?;
                Ok(self.segmentation.segments(&article, &language))
            }
            Texts::Segments(texts) => {
                let segment = |(paragraph, text): (usize, String)| Segment {
                    text: squeeze_space(&text),
                    paragraph,
                    kind: ParagraphKind::Text,
                };
                Ok(Side {
                    language,
                    segments: texts.into_iter().enumerate().map(segment).collect(),
                })
            }
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
