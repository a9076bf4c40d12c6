//! The open memories, their history, undo and redo.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::{Desk, Failure, PathParams, QueryParams};
use crate::memory::{Operation, Undone};
use crate::model::Language;

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/memories", get(memories))
        .route("/api/memories/{memory}/history", get(history))
        .route("/api/memories/{memory}/undo", post(undo))
        .route("/api/memories/{memory}/redo", post(redo))
}

/// A memory in a response.
#[derive(Serialize)]
struct MemoryEntry {
    memory: usize,
    name: String,
    path: String,
    penalty: u8,
    languages: Vec<Language>,
    units: u64,
}

async fn memories(State(desk): State<Desk>) -> Result<Json<Vec<MemoryEntry>>, Failure> {
    let mut entries = Vec::new();
    for (number, served) in desk.memories.all().iter().enumerate() {
        let (languages, units) =
            served.read(|memory| Ok((memory.languages()?, memory.count_units()?))).await?;
        entries.push(MemoryEntry {
            memory: number,
            name: served.name.clone(),
            path: served.path.display().to_string(),
            penalty: served.penalty,
            languages,
            units,
        });
    }
    Ok(Json(entries))
}

#[derive(Deserialize)]
struct HistoryParams {
    limit: Option<usize>,
}

async fn history(
    State(desk): State<Desk>,
    PathParams(memory): PathParams<usize>,
    QueryParams(params): QueryParams<HistoryParams>,
) -> Result<Json<Vec<Operation>>, Failure> {
    let limit = params.limit.unwrap_or(50).min(1000);
    Ok(Json(desk.memories.read(memory, move |memory| memory.history(limit)).await?))
}

async fn undo(
    State(desk): State<Desk>,
    PathParams(memory): PathParams<usize>,
) -> Result<Json<Undone>, Failure> {
    Ok(Json(desk.memories.write(memory, |memory| memory.undo(None)).await?))
}

async fn redo(
    State(desk): State<Desk>,
    PathParams(memory): PathParams<usize>,
) -> Result<Json<Undone>, Failure> {
    Ok(Json(desk.memories.write(memory, |memory| memory.redo()).await?))
}
