//! The rows of a document, and what a person does to them.

use std::ops::Range;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Asked, Desk, Failure, Given, Named};
use crate::job;
use crate::memory::{BeadEdit, CanTakeBack, Memory, Reviewed, StoredBead};
use crate::model::Status;
use crate::quality::{Code, Finding, Pair, Severity};

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

/// A row.
#[derive(Serialize)]
struct Row {
    bead: i64,
    source: Vec<String>,
    target: Vec<String>,
    /// Index of the first segment in its article, from 0.
    source_start: usize,
    target_start: usize,
    source_layout: String,
    target_layout: String,
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
        Row {
            bead: bead.id,
            source: bead.source,
            target: bead.target,
            source_start: bead.source_start,
            target_start: bead.target_start,
            source_layout: bead.source_layout,
            target_layout: bead.target_layout,
            source_edited: bead.source_edited,
            target_edited: bead.target_edited,
            score: bead.score.rounded(),
            status: bead.status,
            note: bead.note,
        }
    }
}

/// What a change came to, and all that changed since the asker last looked.
#[derive(Serialize)]
struct Changes {
    revision: i64,
    rows: Vec<Row>,
    order: Vec<i64>,
    #[serde(flatten)]
    can: CanTakeBack,
}

impl From<Reviewed> for Changes {
    fn from(reviewed: Reviewed) -> Self {
        Changes {
            revision: reviewed.revision,
            rows: reviewed.changed.into_iter().map(Row::from).collect(),
            order: reviewed.order,
            can: reviewed.can,
        }
    }
}

#[derive(Deserialize)]
struct Since {
    since: Option<i64>,
}

/// All rows, or those that changed since a revision.
async fn beads(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Asked(asked): Asked<Since>,
) -> Result<Json<Changes>, Failure> {
    let since = asked.since.unwrap_or(-1);
    let read = move |memory: &mut Memory| memory.reviewed(document, since);
    Ok(Json(desk.shelf.read(memory, read).await?.into()))
}

/// A change, and what the asker had seen of the document.
#[derive(Deserialize)]
struct Change {
    revision: i64,
    #[serde(flatten)]
    edit: BeadEdit,
}

async fn change(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Given(change): Given<Change>,
) -> Result<Json<Changes>, Failure> {
    let work = move |memory: &mut Memory| memory.review(document, change.revision, &change.edit);
    Ok(Json(desk.shelf.write(memory, work).await?.into()))
}

#[derive(Deserialize)]
struct Seen {
    revision: i64,
}

async fn realign(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Given(seen): Given<Seen>,
) -> Result<Json<Changes>, Failure> {
    let aligner = desk.aligner.clone();
    let read = move |memory: &mut Memory| {
        let name = memory.document_progress(document)?.name;
        let stored = memory.document(&name)?.ok_or(crate::Error::Changed)?;
        job::realign(memory, &stored, &aligner)
    };
    let rows = desk.shelf.read_long(memory, read).await?;
    let work = move |memory: &mut Memory| memory.replace_undecided(document, seen.revision, rows);
    Ok(Json(desk.shelf.write(memory, work).await?.into()))
}

async fn undo(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Given(seen): Given<Seen>,
) -> Result<Json<Changes>, Failure> {
    let work = move |memory: &mut Memory| {
        memory.undo_in_document(document)?;
        memory.reviewed(document, seen.revision)
    };
    Ok(Json(desk.shelf.write(memory, work).await?.into()))
}

async fn redo(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Given(seen): Given<Seen>,
) -> Result<Json<Changes>, Failure> {
    let work = move |memory: &mut Memory| {
        memory.redo_in_document(document)?;
        memory.reviewed(document, seen.revision)
    };
    Ok(Json(desk.shelf.write(memory, work).await?.into()))
}

#[derive(Deserialize)]
struct Words {
    q: String,
}

/// The beads in which words stand, however spelt.
async fn find(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Asked(asked): Asked<Words>,
) -> Result<Json<Value>, Failure> {
    let read = move |memory: &mut Memory| memory.find_beads(document, &asked.q);
    Ok(Json(json!({ "beads": desk.shelf.read(memory, read).await? })))
}

/// What a check found in a row; ranges are in characters, start and end.
#[derive(Serialize)]
struct RowFinding {
    bead: i64,
    code: Code,
    severity: Severity,
    message: String,
    source: Vec<(usize, usize)>,
    target: Vec<(usize, usize)>,
}

/// What is wrong with the pairs of a document, by reason code; omissions and rejected rows are no pairs.
async fn findings(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
) -> Result<Json<Value>, Failure> {
    let checks = desk.checks.clone();
    let read = move |memory: &mut Memory| {
        let document = memory.document_progress(document)?;
        let beads = memory.beads(document.document)?;
        let pairs =
            beads.par_iter().filter(|bead| !bead.is_omission() && bead.status != Status::Rejected);
        let found: Vec<RowFinding> = pairs
            .flat_map_iter(|bead| {
                let (source, target) = (bead.source_text(), bead.target_text());
                let pair = Pair::new(
                    (&source, &document.source_language),
                    (&target, &document.target_language),
                );
                let row = |found: Finding| RowFinding {
                    bead: bead.id,
                    code: found.code,
                    severity: found.severity,
                    source: found
                        .source
                        .iter()
                        .map(|range| in_characters(&source, range))
                        .collect(),
                    target: found
                        .target
                        .iter()
                        .map(|range| in_characters(&target, range))
                        .collect(),
                    message: found.message,
                };
                checks.check(&pair).into_iter().map(row).collect::<Vec<_>>()
            })
            .collect();
        Ok(found)
    };
    Ok(Json(json!({ "findings": desk.shelf.read_long(memory, read).await? })))
}

fn in_characters(text: &str, range: &Range<usize>) -> (usize, usize) {
    (text[..range.start].chars().count(), text[..range.end].chars().count())
}

/// Words of both sides that are each other's, in characters: start and end.
#[derive(Serialize)]
struct WordPair {
    source: (usize, usize),
    target: (usize, usize),
}

async fn evidence(
    State(desk): State<Desk>,
    Named((memory, document, bead)): Named<(usize, i64, i64)>,
) -> Result<Json<Value>, Failure> {
    let aligner = desk.aligner.clone();
    let read = move |memory: &mut Memory| {
        let document = memory.document_progress(document)?;
        let beads = memory.beads(document.document)?;
        let gone = || crate::Error::Pair(format!("there is no bead {bead}"));
        let bead = beads.into_iter().find(|row| row.id == bead).ok_or_else(gone)?;
        let (source, target) = (bead.source_text(), bead.target_text());
        let found = aligner.counterparts(
            (&source, &document.source_language),
            (&target, &document.target_language),
        );
        Ok(found
            .iter()
            .map(|pair| WordPair {
                source: in_characters(&source, &pair.source),
                target: in_characters(&target, &pair.target),
            })
            .collect::<Vec<_>>())
    };
    Ok(Json(json!({ "pairs": desk.shelf.read(memory, read).await? })))
}
