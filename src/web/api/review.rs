//! Reviewing a document: its rows, and changes to them.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Desk, Failure, JsonBody, PathParams, QueryParams};
use crate::job::{Order, OrderedWork};
use crate::memory::{BeadEdit, Memory, Reviewed, Stop, StoredBead, UndoState};
use crate::model::{BeadId, DocumentId, Layout, Localized, Pair, Revision, Side, Status};
use crate::quality::{Code, Finding, Severity, Text};
use crate::text::character_ranges;

pub fn routes() -> Router<Desk> {
    let at = |rest: &str| format!("/api/memories/{{memory}}/documents/{{document}}/{rest}");
    Router::new()
        .route(&at("beads"), get(beads).post(change))
        .route(&at("find"), get(find))
        .route(&at("findings"), get(findings))
        .route(&at("beads/{bead}/evidence"), get(evidence))
        .route(&at("realign"), post(realign))
        .route(&at("undo"), post(undo))
        .route(&at("redo"), post(redo))
}

/// A row in a response.
#[derive(Serialize)]
struct Row {
    bead: BeadId,
    source: Vec<String>,
    target: Vec<String>,
    /// Index of the first segment in its article, from 0.
    source_start: usize,
    target_start: usize,
    source_layout: Layout,
    target_layout: Layout,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_edited: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_edited: Option<String>,
    score: f64,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl From<StoredBead> for Row {
    fn from(bead: StoredBead) -> Self {
        let (source, target) = bead.segments.into_tuple();
        let (source_start, target_start) = bead.start.into_tuple();
        let (source_layout, target_layout) = bead.layout.into_tuple();
        let (source_edited, target_edited) = bead.edited.into_tuple();
        Row {
            bead: bead.id,
            source,
            target,
            source_start,
            target_start,
            source_layout,
            target_layout,
            source_edited,
            target_edited,
            score: bead.score.rounded(),
            status: bead.status,
            note: bead.note,
        }
    }
}

/// The rows that changed since the revision that the client has seen, including the change it requested.
#[derive(Serialize)]
struct Changes {
    revision: Revision,
    rows: Vec<Row>,
    order: Vec<BeadId>,
    #[serde(flatten)]
    undo_state: UndoState,
}

impl From<Reviewed> for Changes {
    fn from(reviewed: Reviewed) -> Self {
        Changes {
            revision: reviewed.revision,
            rows: reviewed.changed.into_iter().map(Row::from).collect(),
            order: reviewed.order,
            undo_state: reviewed.undo_state,
        }
    }
}

#[derive(Deserialize)]
struct SinceParams {
    since: Option<Revision>,
}

/// Returns all rows, or those that changed since a revision.
async fn beads(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    QueryParams(params): QueryParams<SinceParams>,
) -> Result<Json<Changes>, Failure> {
    let since = params.since.unwrap_or(Revision(-1));
    let read = move |memory: &mut Memory| memory.reviewed(document, since);
    Ok(Json(desk.memories.read(memory, read).await?.into()))
}

/// A change, and the revision of the document that the client has seen.
#[derive(Deserialize)]
struct Change {
    revision: Revision,
    #[serde(flatten)]
    edit: BeadEdit,
}

async fn change(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    JsonBody(change): JsonBody<Change>,
) -> Result<Json<Changes>, Failure> {
    let work = move |memory: &mut Memory| memory.review(document, change.revision, &change.edit);
    Ok(Json(desk.memories.write(memory, work).await?.into()))
}

#[derive(Deserialize)]
struct SeenRevision {
    revision: Revision,
}

async fn realign(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    JsonBody(seen): JsonBody<SeenRevision>,
) -> Result<Json<Changes>, Failure> {
    let order = Order {
        memory: desk.memories.get(memory)?.path.clone(),
        author: desk.author.clone(),
        work: OrderedWork::Realign { document, revision: seen.revision },
    };
    desk.workers.do_promptly(&order).await?;
    desk.memories.note_change();
    let read = move |memory: &mut Memory| memory.reviewed(document, seen.revision);
    Ok(Json(desk.memories.read(memory, read).await?.into()))
}

async fn undo(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    JsonBody(seen): JsonBody<SeenRevision>,
) -> Result<Json<Changes>, Failure> {
    let work = move |memory: &mut Memory| {
        memory.undo_in_document(document)?;
        memory.reviewed(document, seen.revision)
    };
    Ok(Json(desk.memories.write(memory, work).await?.into()))
}

async fn redo(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    JsonBody(seen): JsonBody<SeenRevision>,
) -> Result<Json<Changes>, Failure> {
    let work = move |memory: &mut Memory| {
        memory.redo_in_document(document)?;
        memory.reviewed(document, seen.revision)
    };
    Ok(Json(desk.memories.write(memory, work).await?.into()))
}

#[derive(Deserialize)]
struct Words {
    q: String,
}

/// Returns the beads that contain some words, whatever their spelling.
async fn find(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    QueryParams(params): QueryParams<Words>,
) -> Result<Json<Value>, Failure> {
    let read = move |memory: &mut Memory| memory.find_beads(document, &params.q);
    Ok(Json(json!({ "beads": desk.memories.read(memory, read).await? })))
}

/// A finding in a row; ranges are in characters: start and end.
#[derive(Serialize)]
struct RowFinding {
    bead: BeadId,
    code: Code,
    severity: Severity,
    message: String,
    source: Vec<(usize, usize)>,
    target: Vec<(usize, usize)>,
}

/// Checks the pairs of a document; omissions and rejected rows are left out.
async fn findings(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
) -> Result<Json<Value>, Failure> {
    let checks = desk.checks.clone();
    let read = move |memory: &mut Memory, stop: &Stop| {
        let Pair { source: from, target: to } = memory.document(document)?.languages;
        let beads = memory.beads(document)?;
        let pairs = beads
            .par_iter()
            .take_any_while(|_| !stop.is_set())
            .filter(|bead| !bead.is_omission() && bead.status != Status::Rejected);
        let found: Vec<RowFinding> = pairs
            .flat_map_iter(|bead| {
                let Pair { source, target } = bead.texts();
                let pair = Pair::new(Text::new(&source, &from), Text::new(&target, &to));
                let row = |found: Finding| RowFinding {
                    bead: bead.id,
                    code: found.code,
                    severity: found.severity,
                    source: character_ranges(&source, &found.source),
                    target: character_ranges(&target, &found.target),
                    message: found.message,
                };
                checks.check(&pair).into_iter().map(row).collect::<Vec<_>>()
            })
            .collect();
        Ok(found)
    };
    Ok(Json(json!({ "findings": desk.memories.read_long(memory, read).await? })))
}

/// Corresponding words of both sides; ranges are in characters: start and end.
#[derive(Serialize)]
struct WordPair {
    source: (usize, usize),
    target: (usize, usize),
}

/// Returns the corresponding words of a bead, which speak for the pair.
async fn evidence(
    State(desk): State<Desk>,
    PathParams((memory, document, bead)): PathParams<(usize, DocumentId, BeadId)>,
) -> Result<Json<Value>, Failure> {
    let aligner = desk.aligner.clone();
    let read = move |memory: &mut Memory| {
        let texts = memory.bead(document, bead)?.texts();
        let sides = memory.document(document)?.languages.zip(texts.as_deref());
        let found =
            aligner.counterparts(sides.map(|(language, text)| Localized::new(language, text)));
        let ranges = Pair::from_fn(|side: Side| {
            let ranges: Vec<_> = found.iter().map(|pair| pair.span[side].clone()).collect();
            character_ranges(&texts[side], &ranges)
        });
        let pairs = ranges.source.into_iter().zip(ranges.target);
        Ok(pairs.map(|(source, target)| WordPair { source, target }).collect::<Vec<_>>())
    };
    Ok(Json(json!({ "pairs": desk.memories.read(memory, read).await? })))
}
