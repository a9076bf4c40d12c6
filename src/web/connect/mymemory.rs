//! MyMemory's `get` protocol, used by a self-hosted MateCat and many scripts.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Failure, language_pair, matches_into};
use crate::memory::Match;
use crate::web::api::QueryParams;

pub fn routes() -> Router<Desk> {
    Router::new().route("/get", get(answer))
}

#[derive(Deserialize)]
struct Query {
    q: String,
    langpair: String,
}

/// The largest number of matches.
const MAX_MATCHES: usize = 10;

/// The minimum score of a match, in per cent.
const MIN_SCORE: u8 = 50;

async fn answer(
    State(desk): State<Desk>,
    QueryParams(query): QueryParams<Query>,
) -> Result<Json<Value>, Failure> {
    let (from, to) = language_pair(&query.langpair)?;
    let found = matches_into(&desk, query.q, (&from, &to), MIN_SCORE, MAX_MATCHES).await?;
    let share = |found: &Match| f64::from(found.score.min(100)) / 100.0;
    let best = found.first();
    Ok(Json(json!({
        "responseData": {
            "translatedText": best.map(|found| found.target.as_str()).unwrap_or_default(),
            "match": best.map(share).unwrap_or_default(),
        },
        "quotaFinished": false,
        "mtLangSupported": null,
        "responseDetails": "",
        "responseStatus": 200,
        "responderId": null,
        "exception_code": null,
        "matches": found.iter().map(|found| json!({
            "id": found.unit.to_string(),
            "segment": found.source,
            "translation": found.target,
            "source": found.source_language,
            "target": found.target_language,
            // Pairs that a person decided count as better than automatic ones.
            "quality": if found.status.is_by_person() { "100" } else { "70" },
            "reference": found.document,
            "usage-count": 1,
            "subject": "All",
            "created-by": found.author,
            "last-updated-by": found.author,
            "create-date": found.date,
            "last-update-date": found.date,
            "match": share(found),
        })).collect::<Vec<_>>(),
    })))
}
