//! Fuzzy matches and concordance in all open memories.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::{Desk, Failure, QueryParams, parse_list, parse_param};
use crate::memory::{
    HitLine, InMemory, LookupOptions, LookupQuery, Match, Memory, Neighbours, SearchOptions,
    Spelling, UnitFilter, best_matches,
};
use crate::model::{BeadId, DocumentId, Language, Status, UnitId};

pub fn routes() -> Router<Desk> {
    Router::new().route("/api/lookup", get(lookup)).route("/api/search", get(search))
}

/// A text to look up; the parameters are the options of `tarjuman lookup`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct LookupParams {
    pub q: String,
    pub from: Option<String>,
    pub min: Option<u8>,
    pub max: Option<usize>,
    pub context_before: Option<String>,
    pub context_after: Option<String>,
}

/// Where a unit is found on the desk.
#[derive(Serialize)]
struct Location {
    memory_number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<DocumentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bead: Option<BeadId>,
}

impl Location {
    fn of(memory: &Memory, number: usize, unit: UnitId) -> crate::Result<Location> {
        let (document_id, bead) = memory.location_of_unit(unit)?;
        Ok(Location { memory_number: number, document_id, bead })
    }
}

/// A match or hit with its location.
#[derive(Serialize)]
struct Located<T> {
    #[serde(flatten)]
    found: T,
    #[serde(flatten)]
    location: Location,
}

#[derive(Serialize)]
struct LookupResult {
    query: String,
    matches: Vec<Located<Match>>,
    /// What was left out because it is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// The largest number of texts in a response.
const MAX_MATCHES: usize = 100;

async fn lookup(
    State(desk): State<Desk>,
    QueryParams(params): QueryParams<LookupParams>,
) -> Result<Json<LookupResult>, Failure> {
    let query = params.q.clone();
    let mut matches = Vec::new();
    let Found { matches: all, warnings } = find_matches(&desk, params).await?;
    for InMemory { memory: number, value: found } in all {
        let unit = found.unit;
        let read = move |memory: &mut Memory| Location::of(memory, number, unit);
        matches.push(Located { location: desk.memories.read(number, read).await?, found });
    }
    Ok(Json(LookupResult { query, matches, warnings }))
}

/// What a lookup found.
pub struct Found {
    /// The best matches in all memories, each with the number of its memory.
    pub matches: Vec<InMemory<Match>>,
    /// What was left out because it is damaged.
    warnings: Vec<String>,
}

/// What a memory has left out because it is damaged.
fn left_out(memory: &Memory, name: &str) -> Vec<String> {
    let messages = memory.skipped().messages();
    messages.into_iter().map(|message| format!("{name}: {message}")).collect()
}

/// The best matches in all memories.
pub async fn find_matches(desk: &Desk, params: LookupParams) -> Result<Found, Failure> {
    let max = params.max.unwrap_or(5).clamp(1, MAX_MATCHES);
    let query = LookupQuery {
        text: params.q,
        language: params.from.as_deref().map(parse_param::<Language>).transpose()?,
        min: params.min.unwrap_or(LookupOptions::DEFAULT_MIN),
        max,
        context: Neighbours { before: params.context_before, after: params.context_after },
    };
    let (mut found, mut warnings) = (Vec::new(), Vec::new());
    for served in desk.memories.all() {
        let (query, penalty, name) = (query.clone(), served.penalty, served.name.clone());
        let read = move |memory: &mut Memory| {
            let matches = query.find_in(memory, penalty)?;
            Ok((matches, left_out(memory, &name)))
        };
        let (matches, left_out) = served.read(read).await?;
        found.push(matches);
        warnings.extend(left_out);
    }
    Ok(Found { matches: best_matches(found, max), warnings })
}

/// A search; the parameters are the options of `tarjuman search`.
#[derive(Debug, Deserialize)]
struct SearchParams {
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
    /// What was left out because it is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// The most characters of a text that are shown of a hit.
const MAX_CHARACTERS: usize = 2000;

async fn search(
    State(desk): State<Desk>,
    QueryParams(params): QueryParams<SearchParams>,
) -> Result<Json<Hits>, Failure> {
    let statuses: Vec<Status> = parse_list(params.status.as_deref())?;
    let limit = params.limit.unwrap_or(20).clamp(1, 1000);
    let skipped = (params.page.unwrap_or(1).max(1) - 1).saturating_mul(limit);
    let options = SearchOptions {
        words: params.q,
        source: params.source,
        target: params.target,
        anywhere: params.anywhere,
        spelling: match (params.exact, params.forms) {
            (true, _) => Spelling::Exact,
            (_, true) => Spelling::Forms,
            _ => Spelling::Folded,
        },
        regex: params.regex,
        filter: UnitFilter { statuses, ..UnitFilter::default() },
        offset: 0,
        // The hits of all memories are counted as one list, memory after memory.
        limit: skipped.saturating_add(limit),
    };
    // Without words, the index does not help.
    let is_scan =
        [&options.words, &options.source, &options.target].iter().all(|words| words.is_none());
    let (mut hits, mut more, mut warnings) = (Vec::new(), false, Vec::new());
    for (number, served) in desk.memories.all().iter().enumerate() {
        let options = SearchOptions { limit: options.limit - hits.len(), ..options.clone() };
        let (path, name) = (served.path.display().to_string(), served.name.clone());
        let read = move |memory: &mut Memory| {
            let page = memory.search(&options)?;
            let mut lines = Vec::new();
            for hit in &page.hits {
                let location = Location::of(memory, number, hit.stored.id)?;
                let line = Located { found: HitLine::of(hit, &path, MAX_CHARACTERS), location };
                lines.push(serde_json::to_value(line)?);
            }
            Ok((lines, page.more, left_out(memory, &name)))
        };
        let (found, has_more, left_out) = match is_scan {
            true => served.scan(read).await?,
            false => served.read(read).await?,
        };
        hits.extend(found);
        warnings.extend(left_out);
        more |= has_more;
    }
    Ok(Json(Hits { hits: hits.split_off(skipped.min(hits.len())), more, warnings }))
}
