//! The amaGama and tmserver protocol, used by Virtaal, Weblate and Okapi.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use axum::{Json, Router};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Desk, Failure, matches_into};
use crate::memory::{LookupOptions, Memory};
use crate::model::{Language, Pair, Unit, UnitId, UnitText};
use crate::web::api::{PathParams, QueryParams, add_unit};

pub fn routes(base: &str) -> Router<Desk> {
    let unit = get(candidates).put(add).post(add).delete(delete);
    let at = |rest: &str| format!("{base}/{rest}");
    Router::new()
        .route(&at("languages"), get(languages))
        .route(&at("languages/"), get(languages))
        .route(&at("{source}/{target}/unit"), unit.clone())
        .route(&at("{source}/{target}/unit/"), unit.clone())
        .route(&at("{source}/{target}/unit/{*text}"), unit)
}

#[derive(Deserialize)]
struct UnitParams {
    source: Option<String>,
    min_similarity: Option<u8>,
    max_candidates: Option<usize>,
}

impl UnitParams {
    /// The requested text, from the path or the parameter `source`.
    fn text(&self, uri: &Uri) -> String {
        text_of(uri).or_else(|| self.source.clone()).unwrap_or_default()
    }
}

/// The languages in a path. The text is read from the URI itself, because only there an encoded slash or
/// plus sign differs from a plain one.
#[derive(Deserialize)]
struct Languages {
    source: String,
    target: String,
}

impl Languages {
    fn parse(&self) -> Result<(Language, Language), Failure> {
        let read = |tag: &str| tag.parse::<Language>();
        let pair = read(&self.source).and_then(|source| Ok((source, read(&self.target)?)));
        pair.map_err(|error| Failure::bad_request(error.to_string()))
    }
}

/// The text after `/unit/`, decoded; a plus sign is a space, as in forms.
fn text_of(uri: &Uri) -> Option<String> {
    let (_, text) = uri.path().split_once("/unit/")?;
    let text = text.strip_suffix('/').unwrap_or(text);
    if text.is_empty() {
        return None;
    }
    let spaced = text.replace('+', " ");
    Some(percent_decode_str(&spaced).decode_utf8().ok()?.into_owned())
}

#[derive(Serialize)]
struct TmMatch {
    source: String,
    target: String,
    /// The score, in per cent.
    quality: f64,
    rank: f64,
}

async fn candidates(
    State(desk): State<Desk>,
    PathParams(languages): PathParams<Languages>,
    QueryParams(params): QueryParams<UnitParams>,
    uri: Uri,
) -> Result<Json<Vec<TmMatch>>, Failure> {
    let (from, to) = languages.parse()?;
    let text = params.text(&uri);
    let (min, max) = (params.min_similarity.unwrap_or(70), params.max_candidates.unwrap_or(5));
    let found = matches_into(&desk, text, (&from, &to), min.min(100), max.clamp(1, 50)).await?;
    let candidate = |found: crate::memory::Match| {
        let quality = f64::from(found.score.min(100));
        TmMatch { source: found.source, target: found.target, quality, rank: quality }
    };
    Ok(Json(found.into_iter().map(candidate).collect()))
}

/// A unit sent by a tool.
#[derive(Deserialize)]
struct SentUnit {
    source: Option<String>,
    target: String,
}

async fn add(
    State(desk): State<Desk>,
    PathParams(languages): PathParams<Languages>,
    QueryParams(params): QueryParams<UnitParams>,
    uri: Uri,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let (from, to) = languages.parse()?;
    let sent: SentUnit = serde_json::from_slice(&body).map_err(|_| {
        Failure::bad_request("send the unit as JSON: {\"source\": …, \"target\": …}")
    })?;
    let source = sent.source.unwrap_or_else(|| params.text(&uri));
    let texts = Pair::new(source, sent.target).map(|text| UnitText::plain(text.trim()));
    let unit = Unit::new(texts, Pair::new(from, to));
    let (id, _) = add_unit(&desk, 0, unit).await?;
    Ok((StatusCode::OK, Json(json!({ "unit": id }))))
}

/// Deletes the units with exactly this text from the first memory, to which tools add units.
async fn delete(
    State(desk): State<Desk>,
    PathParams(languages): PathParams<Languages>,
    QueryParams(params): QueryParams<UnitParams>,
    uri: Uri,
) -> Result<Json<Value>, Failure> {
    let (from, to) = languages.parse()?;
    let text = params.text(&uri);
    let work = move |memory: &mut Memory| {
        let mut deleted = 0;
        loop {
            let options = LookupOptions { min: 100, max: 1, ..LookupOptions::new(from.clone()) };
            let found = memory.lookup(&text, &options)?;
            let equal = found.iter().filter(|found| {
                found.source == text && found.target_language.primary() == to.primary()
            });
            let ids: Vec<UnitId> = equal.map(|found| found.unit).collect();
            if ids.is_empty() {
                return Ok(deleted);
            }
            deleted += memory.delete_units(&ids)?.units;
        }
    };
    let deleted = desk.memories.write(0, work).await?;
    match deleted {
        0 => Err(Failure::not_found(
            "a unit with this text does not exist; send the text exactly as stored",
        )),
        _ => Ok(Json(json!({ "deleted": deleted }))),
    }
}

/// Lists the languages of all memories, each as a source and a target language.
async fn languages(State(desk): State<Desk>) -> Result<Json<Value>, Failure> {
    let mut codes = std::collections::BTreeSet::new();
    for served in desk.memories.all() {
        for language in served.read(|memory| memory.languages()).await? {
            codes.insert(language.primary().to_owned());
            codes.insert(language.as_str().replace('-', "_"));
        }
    }
    Ok(Json(json!({ "sourceLanguages": codes, "targetLanguages": codes })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_paths_are_decoded() {
        let text = |path: &str| text_of(&path.parse().unwrap());
        assert_eq!(text("/tmserver/en/ar/unit/a%2Fb%20c+d").as_deref(), Some("a/b c d"));
        assert_eq!(text("/tmserver/en/ar/unit/1%2B1/").as_deref(), Some("1+1"));
        assert_eq!(text("/tmserver/en/ar/unit/"), None);
        assert_eq!(text("/tmserver/en/ar/unit/%FF"), None);
    }
}
