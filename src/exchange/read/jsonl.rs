//! JSONL: the beads that `align` writes, and units with all that is known of them.

use serde::Deserialize;

use crate::error::Result;
use crate::model::{InlineTag, Pair, Property, Score, Status, Unit, UnitText};

use super::date::read_time;
use super::delivery::{Delivery, Place, is_blank};
use super::input::{TextInput, failure};
use super::lines::Lines;

/// A text, or the segments that it is made of.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Segments(Vec<String>),
}

impl Text {
    fn joined(self) -> String {
        match self {
            Text::Whole(text) => text,
            Text::Segments(segments) => segments.join(" "),
        }
    }
}

/// A line. Fields that are not here are no concern of a memory.
#[derive(Debug, Deserialize)]
struct Line {
    source: Text,
    target: Text,
    source_language: Option<String>,
    target_language: Option<String>,
    score: Option<f64>,
    status: Option<Status>,
    document: Option<String>,
    position: Option<u64>,
    identifier: Option<String>,
    context_before: Option<String>,
    context_after: Option<String>,
    created_at: Option<String>,
    created_by: Option<String>,
    changed_at: Option<String>,
    changed_by: Option<String>,
    used_at: Option<String>,
    usage_count: Option<u64>,
    note: Option<String>,
    #[serde(default)]
    properties: Vec<Property>,
    #[serde(default)]
    source_tags: Vec<InlineTag>,
    #[serde(default)]
    target_tags: Vec<InlineTag>,
}

/// Reads JSONL.
///
/// # Errors
/// When reading fails, when neither a line nor the options name its languages, or those of the sink.
pub fn read_jsonl(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let mut lines = Lines::of(input);
    let mut number = 0;
    loop {
        let (path, last) = (delivery.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line_number, line)) = line else { return Ok(()) };
        if line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
            continue;
        }
        number += 1;
        let place = Place { line: line_number, number, name: None };
        let parsed = line.and_then(|line| {
            serde_json::from_str::<Line>(line).map_err(|error| reason(line, &error))
        });
        match parsed {
            Ok(line) => deliver(line, &place, delivery)?,
            Err(reason) => delivery.skip(&place, reason)?,
        }
    }
}

fn deliver(line: Line, place: &Place<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let name = line.identifier.clone();
    let place = Place { name: name.as_deref(), ..*place };
    let (source, target) = (line.source.joined(), line.target.joined());
    if source.contains('\0') || target.contains('\0') {
        return delivery.skip(&place, "it holds a NUL character; remove it");
    }
    if is_blank(&source) || is_blank(&target) {
        let side = if is_blank(&source) { "source" } else { "target" };
        return delivery.skip(&place, format!("an omission: its {side} is empty"));
    }
    let mut named = (None, None);
    for (language, tag) in
        [(&mut named.0, &line.source_language), (&mut named.1, &line.target_language)]
    {
        let Some(tag) = tag else { continue };
        *language = delivery.languages.of(tag);
        if language.is_none() {
            return delivery.skip(&place, format!("“{tag}” is not a language tag"));
        }
    }
    let (source_language, target_language) = delivery.pair(place.line, named)?;
    if let Some(reason) = delivery.unwanted(&source_language, &target_language) {
        return delivery.skip(&place, reason);
    }
    let (source, target) =
        match (tagged(source, line.source_tags), tagged(target, line.target_tags)) {
            (Some(source), Some(target)) => (source, target),
            _ => return delivery.skip(&place, "a tag of it stands outside its text"),
        };
    let time = |text: Option<String>| text.and_then(|text| read_time(&text));
    // A score says that an aligner made the pair.
    let status = match (line.status, line.score) {
        (Some(status), _) => status,
        (None, Some(_)) => Status::Auto,
        (None, None) => Status::Accepted,
    };
    let unit = Unit {
        score: line.score.map_or(Score::ONE, Score::new),
        status,
        document: line.document,
        position: line.position,
        identifier: line.identifier,
        context_before: line.context_before,
        context_after: line.context_after,
        created_at: time(line.created_at),
        created_by: line.created_by,
        changed_at: time(line.changed_at),
        changed_by: line.changed_by,
        used_at: time(line.used_at),
        usage_count: line.usage_count.unwrap_or(0),
        note: line.note,
        properties: line.properties,
        ..Unit::new(Pair::new(source, target), Pair::new(source_language, target_language))
    };
    delivery.unit(&place, unit)
}

/// A text with its tags; none when a tag stands where no character begins.
fn tagged(plain: String, tags: Vec<InlineTag>) -> Option<UnitText> {
    let text = UnitText { plain, tags };
    is_sound(&text).then_some(text)
}

/// Whether all tags of a text stand in it, those of its subflows in theirs.
fn is_sound(text: &UnitText) -> bool {
    text.tags.iter().all(|tag| {
        text.plain.is_char_boundary(tag.at)
            && tag
                .subflows
                .iter()
                .all(|subflow| tag.code.is_char_boundary(subflow.at) && is_sound(&subflow.text))
    })
}

/// Why a line could not be read, without the place, which is told apart.
fn reason(line: &str, error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Eof => format!("the JSON ends early, at column {}", error.column()),
        Category::Data if !line.trim_start().starts_with('{') => {
            "it is no JSON object with source and target".into()
        }
        Category::Data => words.to_owned(),
        _ => format!("it is not JSON: {words}, at column {}", error.column()),
    }
}
