//! Single units: shown, added, edited, deleted.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Desk, Failure, Given, Named};
use crate::memory::{Deleted, Memory, StoredUnit, UnitEdit};
use crate::model::{Language, Status, Unit, UnitText};

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/memories/{memory}/units", post(add))
        .route("/api/memories/{memory}/units/{unit}", get(show).patch(edit).delete(delete))
}

/// A unit, without its tags.
#[derive(Serialize)]
struct Shown {
    unit: i64,
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
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl From<StoredUnit> for Shown {
    fn from(StoredUnit { id, unit }: StoredUnit) -> Self {
        Shown {
            unit: id,
            source: unit.source.plain,
            target: unit.target.plain,
            source_language: unit.source_language,
            target_language: unit.target_language,
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
    Named((memory, unit)): Named<(usize, i64)>,
) -> Result<Json<Shown>, Failure> {
    Ok(Json(desk.shelf.read(memory, move |memory| memory.unit(unit)).await?.into()))
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
    Named(memory): Named<usize>,
    Given(new): Given<NewUnit>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let mut unit = Unit::new(
        (UnitText::plain(new.source.trim()), new.source_language),
        (UnitText::plain(new.target.trim()), new.target_language),
    );
    unit.note = new.note;
    let (id, is_new) = add_unit(&desk, memory, unit).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(json!({ "unit": id, "added": is_new }))))
}

/// Adds a unit; says its id and whether it is new.
pub async fn add_unit(desk: &Desk, memory: usize, unit: Unit) -> Result<(i64, bool), Failure> {
    if unit.source.plain.is_empty() || unit.target.plain.is_empty() {
        return Err(Failure::bad_request("a unit needs both texts"));
    }
    let added = desk.shelf.write(memory, move |memory: &mut Memory| memory.add_units(&[unit]));
    added.await?.first().copied().ok_or_else(|| Failure::bad_request("nothing was added"))
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
    Named((memory, unit)): Named<(usize, i64)>,
    Given(edit): Given<Edit>,
) -> Result<Json<Shown>, Failure> {
    let edit =
        UnitEdit { source: edit.source, target: edit.target, status: edit.status, note: edit.note };
    let work = move |memory: &mut Memory| {
        memory.edit_unit(unit, &edit)?;
        memory.unit(unit)
    };
    Ok(Json(desk.shelf.write(memory, work).await?.into()))
}

async fn delete(
    State(desk): State<Desk>,
    Named((memory, unit)): Named<(usize, i64)>,
) -> Result<Json<Deleted>, Failure> {
    Ok(Json(desk.shelf.write(memory, move |memory| memory.delete_units(&[unit])).await?))
}
