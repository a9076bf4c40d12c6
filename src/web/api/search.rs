//! Matches and concordance over all open memories.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::{Asked, Desk, Failure, list, parsed};
use crate::memory::{HitLine, LookupOptions, Match, Memory, SearchOptions, Spelling, UnitFilter};
use crate::model::{Language, Status};

pub fn routes() -> Router<Desk> {
    Router::new().route("/api/lookup", get(lookup)).route("/api/search", get(search))
}

/// A text that is looked up; the parameters are the options of `tarjuman lookup`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct LookupAsked {
    pub q: String,
    pub from: Option<String>,
    pub min: Option<u8>,
    pub max: Option<usize>,
    pub context_before: Option<String>,
    pub context_after: Option<String>,
}

/// Where a unit is on the desk.
#[derive(Serialize)]
struct Place {
    memory_number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bead: Option<i64>,
}

impl Place {
    fn of(memory: &Memory, number: usize, unit: i64) -> crate::Result<Place> {
        let (document_id, bead) = memory.place_of_unit(unit)?;
        Ok(Place { memory_number: number, document_id, bead })
    }
}

/// A match, and where it is on the desk.
#[derive(Serialize)]
struct Placed<T> {
    #[serde(flatten)]
    found: T,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Answer {
    query: String,
    matches: Vec<Placed<Match>>,
}

/// Texts a page shows at most.
const MOST: usize = 100;

async fn lookup(
    State(desk): State<Desk>,
    Asked(asked): Asked<LookupAsked>,
) -> Result<Json<Answer>, Failure> {
    let query = asked.q.clone();
    let mut matches = Vec::new();
    for (number, found) in find_matches(&desk, asked).await? {
        let unit = found.unit;
        let read = move |memory: &mut Memory| Place::of(memory, number, unit);
        matches.push(Placed { place: desk.shelf.read(number, read).await?, found });
    }
    Ok(Json(Answer { query, matches }))
}

/// The best matches of all memories, each with the number of its memory.
pub async fn find_matches(desk: &Desk, asked: LookupAsked) -> Result<Vec<(usize, Match)>, Failure> {
    let from = asked.from.as_deref().map(parsed::<Language>).transpose()?;
    let max = asked.max.unwrap_or(5).clamp(1, MOST);
    let mut all = Vec::new();
    for (number, shelved) in desk.shelf.all().iter().enumerate() {
        let (asked, from, penalty) = (asked.clone(), from.clone(), shelved.penalty);
        let found = shelved.read(move |memory: &mut Memory| {
            let languages = match from {
                Some(language) => vec![language],
                None => memory.languages_of(&asked.q)?,
            };
            let mut found = Vec::new();
            for language in languages {
                let options = LookupOptions {
                    min: asked.min.unwrap_or(70),
                    max,
                    context_before: asked.context_before.clone(),
                    context_after: asked.context_after.clone(),
                    penalty,
                    ..LookupOptions::new(language)
                };
                found.extend(memory.lookup(&asked.q, &options)?);
            }
            Ok(found)
        });
        all.extend(found.await?.into_iter().map(|found| (number, found)));
    }
    let of_memory: Vec<(usize, i64)> =
        all.iter().map(|(number, found)| (*number, found.unit)).collect();
    let paths: Vec<String> =
        desk.shelf.all().iter().map(|shelved| shelved.path.display().to_string()).collect();
    let best = Match::best(all.into_iter().map(|(_, found)| found).collect(), max);
    let number = |found: &Match| {
        let same =
            |&&(number, unit): &&(usize, i64)| unit == found.unit && paths[number] == found.memory;
        of_memory.iter().find(same).map_or(0, |(number, _)| *number)
    };
    Ok(best.into_iter().map(|found| (number(&found), found)).collect())
}

/// What is searched; the parameters are the options of `tarjuman search`.
#[derive(Debug, Deserialize)]
struct SearchAsked {
    q: Option<String>,
    source: Option<String>,
    target: Option<String>,
    #[serde(default)]
    anywhere: bool,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    forms: bool,
    regex: Option<String>,
    status: Option<String>,
    limit: Option<usize>,
    page: Option<usize>,
}

#[derive(Serialize)]
struct Hits {
    hits: Vec<serde_json::Value>,
    more: bool,
}

async fn search(
    State(desk): State<Desk>,
    Asked(asked): Asked<SearchAsked>,
) -> Result<Json<Hits>, Failure> {
    let statuses: Vec<Status> = list(asked.status.as_deref())?;
    let limit = asked.limit.unwrap_or(20).clamp(1, 1000);
    let skipped = (asked.page.unwrap_or(1).max(1) - 1).saturating_mul(limit);
    let options = SearchOptions {
        words: asked.q,
        source: asked.source,
        target: asked.target,
        anywhere: asked.anywhere,
        spelling: match (asked.exact, asked.forms) {
            (true, _) => Spelling::Exact,
            (_, true) => Spelling::Forms,
            _ => Spelling::Folded,
        },
        regex: asked.regex,
        filter: UnitFilter { statuses, ..UnitFilter::default() },
        offset: 0,
        // Pages run over the memories, one after the other.
        limit: skipped.saturating_add(limit),
    };
    let (mut hits, mut more) = (Vec::new(), false);
    for (number, shelved) in desk.shelf.all().iter().enumerate() {
        let options = SearchOptions { limit: options.limit - hits.len(), ..options.clone() };
        let name = shelved.path.display().to_string();
        let read = move |memory: &mut Memory| {
            let page = memory.search(&options)?;
            let mut lines = Vec::new();
            for hit in &page.hits {
                let place = Place::of(memory, number, hit.stored.id)?;
                let line = Placed { found: HitLine::of(hit, &name), place };
                lines.push(serde_json::to_value(line)?);
            }
            Ok((lines, page.more))
        };
        let (found, has_more) = shelved.read(read).await?;
        hits.extend(found);
        more |= has_more;
    }
    Ok(Json(Hits { hits: hits.split_off(skipped.min(hits.len())), more }))
}
