//! Reading, adding, editing and deleting units.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Desk, Failure, JsonBody, PathParams};
use crate::memory::{Deleted, Memory, StoredUnit, UnitEdit};
use crate::model::{Language, Pair, Status, Timestamp, Unit, UnitId, UnitText};

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/memories/{memory}/units", post(add))
        .route("/api/memories/{memory}/units/{unit}", get(show).patch(edit).delete(delete))
}

/// A unit, without its tags.
#[derive(Serialize)]
struct UnitJson {
    unit: UnitId,
    source: String,
    target: String,
    source_language: Language,
    target_language: Language,
    score: f64,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl From<StoredUnit> for UnitJson {
    fn from(StoredUnit { id, unit }: StoredUnit) -> Self {
        let (source, target) = unit.texts.map(|text| text.plain).into_tuple();
        let (source_language, target_language) = unit.languages.into_tuple();
        UnitJson {
            unit: id,
            source,
            target,
            source_language,
            target_language,
            score: unit.score.rounded(),
            status: unit.status,
            document: unit.document,
            position: unit.position,
            created_at: unit.created_at,
            created_by: unit.created_by,
            changed_at: unit.changed_at,
            changed_by: unit.changed_by,
            note: unit.note,
        }
    }
}

async fn show(
    State(desk): State<Desk>,
    PathParams((memory, unit)): PathParams<(usize, UnitId)>,
) -> Result<Json<UnitJson>, Failure> {
    Ok(Json(desk.memories.read(memory, move |memory| memory.unit(unit)).await?.into()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUnit {
    source: String,
    target: String,
    source_language: Language,
    target_language: Language,
    #[serde(default)]
    note: Option<String>,
}

async fn add(
    State(desk): State<Desk>,
    PathParams(memory): PathParams<usize>,
    JsonBody(new): JsonBody<NewUnit>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let mut unit = Unit::new(
        Pair::new(new.source, new.target).map(|text| UnitText::plain(text.trim())),
        Pair::new(new.source_language, new.target_language),
    );
    unit.note = new.note;
    let (id, is_new) = add_unit(&desk, memory, unit).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(json!({ "unit": id, "added": is_new }))))
}

/// Adds a unit; returns its id and whether it is new.
pub async fn add_unit(desk: &Desk, memory: usize, unit: Unit) -> Result<(UnitId, bool), Failure> {
    if unit.texts.any(|text| text.plain.is_empty()) {
        return Err(Failure::bad_request("a unit needs both a source and a target text"));
    }
    let added = desk.memories.write(memory, move |memory: &mut Memory| memory.add_units(&[unit]));
    added
        .await?
        .first()
        .copied()
        .ok_or_else(|| Failure::bad_request("the unit was not added; try again"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    target: Option<String>,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    note: Option<String>,
}

async fn edit(
    State(desk): State<Desk>,
    PathParams((memory, unit)): PathParams<(usize, UnitId)>,
    JsonBody(edit): JsonBody<Edit>,
) -> Result<Json<UnitJson>, Failure> {
    let edit = UnitEdit {
        texts: Pair::new(edit.source, edit.target),
        status: edit.status,
        note: edit.note,
    };
    let work = move |memory: &mut Memory| {
        memory.edit_unit(unit, &edit)?;
        memory.unit(unit)
    };
    Ok(Json(desk.memories.write(memory, work).await?.into()))
}

async fn delete(
    State(desk): State<Desk>,
    PathParams((memory, unit)): PathParams<(usize, UnitId)>,
) -> Result<Json<Deleted>, Failure> {
    Ok(Json(desk.memories.write(memory, move |memory| memory.delete_units(&[unit])).await?))
}
