//! Apertium's `translate` protocol, used by OmegaT for a custom server.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Failure, language_pair, matches_into};
use crate::web::api::QueryParams;

pub fn routes() -> Router<Desk> {
    Router::new().route("/translate", get(translate)).route("/listPairs", get(pairs))
}

#[derive(Deserialize)]
struct Query {
    q: String,
    langpair: String,
    /// The minimum score, in per cent.
    min: Option<u8>,
}

/// Returns the best match, or an empty text: OmegaT treats a missing or null text as a failure.
async fn translate(
    State(desk): State<Desk>,
    QueryParams(query): QueryParams<Query>,
) -> Result<Json<Value>, Failure> {
    let (from, to) = language_pair(&query.langpair)?;
    let found = matches_into(&desk, query.q, (&from, &to), query.min.unwrap_or(70), 1).await?;
    let text = found.first().map(|found| found.target.as_str()).unwrap_or_default();
    Ok(Json(
        json!({ "responseData": { "translatedText": text }, "responseDetails": null, "responseStatus": 200 }),
    ))
}

async fn pairs(State(desk): State<Desk>) -> Result<Json<Value>, Failure> {
    let mut codes = std::collections::BTreeSet::new();
    for served in desk.memories.all() {
        let languages = served.read(|memory| memory.languages()).await?;
        codes.extend(languages.iter().map(|language| language.primary().to_owned()));
    }
    let mut pairs = Vec::new();
    for from in &codes {
        for to in codes.iter().filter(|to| *to != from) {
            pairs.push(json!({ "sourceLanguage": from, "targetLanguage": to }));
        }
    }
    Ok(Json(json!({ "responseData": pairs, "responseDetails": null, "responseStatus": 200 })))
}
