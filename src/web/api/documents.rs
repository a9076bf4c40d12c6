//! Documents: listed, aligned, named, deleted, downloaded.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::jobs::{self, Job, Order, Upload};
use super::{Asked, Desk, Failure, Given, Named, parsed};
use crate::document::Segmentation;
use crate::exchange::{Format, WriteOptions, unit_writer, write_documents};
use crate::memory::{DocumentProgress, Memory, UnitFilter};
use crate::model::{ExportSummary, Score};
use crate::web::guard::MOST_UPLOADED;

pub fn routes() -> Router<Desk> {
    let uploads = DefaultBodyLimit::max(MOST_UPLOADED as usize);
    Router::new()
        .route("/api/documents", get(documents))
        .route("/api/documents", post(align).layer(uploads))
        .route("/api/jobs/{job}", get(job))
        .route(
            "/api/memories/{memory}/documents/{document}",
            get(document).patch(rename).delete(delete),
        )
        .route("/api/memories/{memory}/documents/{document}/export", get(export))
}

/// A document and the memory it is in.
#[derive(Serialize)]
struct Entry {
    memory: usize,
    memory_name: String,
    #[serde(flatten)]
    progress: DocumentProgress,
}

async fn documents(State(desk): State<Desk>) -> Result<Json<Vec<Entry>>, Failure> {
    let mut entries = Vec::new();
    for (memory, shelved) in desk.shelf.all().iter().enumerate() {
        let found = shelved.read(|memory| memory.documents()).await?;
        let entry = |progress| Entry { memory, memory_name: shelved.name.clone(), progress };
        entries.extend(found.into_iter().map(entry));
    }
    Ok(Json(entries))
}

async fn document(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
) -> Result<Json<Entry>, Failure> {
    let read = move |memory: &mut Memory| memory.document_progress(document);
    entry(&desk, memory, desk.shelf.read(memory, read).await?)
}

fn entry(desk: &Desk, memory: usize, progress: DocumentProgress) -> Result<Json<Entry>, Failure> {
    let memory_name = desk.shelf.get(memory)?.name.clone();
    Ok(Json(Entry { memory, memory_name, progress }))
}

async fn align(
    State(desk): State<Desk>,
    mut form: Multipart,
) -> Result<(StatusCode, Json<Job>), Failure> {
    let mut order = Order::default();
    let (mut has_source, mut has_target) = (false, false);
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        if matches!(name.as_str(), "source" | "target") {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(unread)?.to_vec();
            let upload = Upload { name: file, bytes };
            match name.as_str() {
                "source" => (order.source, has_source) = (upload, true),
                _ => (order.target, has_target) = (upload, true),
            }
            continue;
        }
        let text = field.text().await.map_err(unread)?;
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        match name.as_str() {
            "memory" => order.memory = parsed(text)?,
            "name" => order.name = Some(text.to_owned()),
            "source_language" => order.source_language = Some(parsed(text)?),
            "target_language" => order.target_language = Some(parsed(text)?),
            "min_score" => order.min_score = Some(Score::new(parsed(text)?)),
            "segmentation" => {
                order.segmentation = Segmentation::of_name(text).ok_or_else(|| {
                    Failure::bad_request("segmentation is sentence, paragraph or line")
                })?;
            }
            other => return Err(Failure::bad_request(format!("there is no field “{other}”"))),
        }
    }
    if !has_source || !has_target {
        return Err(Failure::bad_request(
            "send an article as source and its translation as target",
        ));
    }
    Ok((StatusCode::ACCEPTED, Json(jobs::begin(desk, order)?)))
}

fn unread(error: axum::extract::multipart::MultipartError) -> Failure {
    Failure::new(error.status(), error.body_text())
}

async fn job(State(desk): State<Desk>, Named(job): Named<u64>) -> Result<Json<Job>, Failure> {
    let there = || Failure::not_found(format!("there is no job {job}; it may be forgotten"));
    desk.jobs.get(job).map(Json).ok_or_else(there)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewName {
    name: String,
}

async fn rename(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Given(new): Given<NewName>,
) -> Result<Json<Entry>, Failure> {
    let work = move |memory: &mut Memory| {
        memory.rename_document(document, &new.name)?;
        memory.document_progress(document)
    };
    entry(&desk, memory, desk.shelf.write(memory, work).await?)
}

#[derive(Deserialize)]
struct Deletion {
    #[serde(default)]
    keep_units: bool,
}

async fn delete(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Asked(deletion): Asked<Deletion>,
) -> Result<Json<Value>, Failure> {
    let keep = deletion.keep_units;
    desk.shelf.write(memory, move |memory| memory.delete_document(document, keep)).await?;
    Ok(Json(json!({ "deleted": document })))
}

#[derive(Deserialize)]
struct Export {
    format: String,
}

/// Formats a document can be downloaded in.
const DOWNLOADS: [Format; 7] = [
    Format::Tmx,
    Format::Xliff,
    Format::Tsv,
    Format::Csv,
    Format::Jsonl,
    Format::Html,
    Format::Text,
];

async fn export(
    State(desk): State<Desk>,
    Named((memory, document)): Named<(usize, i64)>,
    Asked(asked): Asked<Export>,
) -> Result<Response<Body>, Failure> {
    let format: Format = parsed(&asked.format)?;
    if !DOWNLOADS.contains(&format) {
        return Err(Failure::bad_request(format!("{format} is not for download here")));
    }
    let work = move |memory: &mut Memory| {
        let name = memory.document_progress(document)?.name;
        let filter = UnitFilter { document: Some(name.clone()), ..UnitFilter::default() };
        let mut file = tempfile::NamedTempFile::new()?;
        if format.holds_pairs() {
            let units = memory.units(&filter)?;
            let options = WriteOptions { name: name.clone(), ..WriteOptions::default() };
            let out = Box::new(file.reopen()?);
            let mut writer = unit_writer(format, out, &ExportSummary::of(&units), &options)?;
            units.iter().try_for_each(|unit| writer.write(unit))?;
            writer.finish()?;
        } else {
            write_documents(format, &memory.aligned_documents(&filter)?, &mut file)?;
        }
        Ok((name, std::fs::read(file.path())?))
    };
    let (name, bytes) = desk.shelf.read(memory, work).await?;
    let extension = if format == Format::Text { "txt" } else { format.name() };
    let file = format!("{name}.{extension}");
    let kind = HeaderValue::from_static(match format {
        Format::Html => "text/html; charset=utf-8",
        Format::Tmx | Format::Xliff => "application/xml",
        Format::Jsonl => "application/jsonl",
        _ => "text/plain; charset=utf-8",
    });
    let disposition = HeaderValue::from_str(&attachment(&file));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// What stands for itself in a file name of RFC 5987.
const IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// A download under a name that may have any letters.
fn attachment(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    format!("attachment; filename*=UTF-8''{}", utf8_percent_encode(&safe, IN_NAMES))
}
