//! Listing, aligning, renaming, deleting and downloading documents.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::jobs::{self, AlignRequest, Job, MAX_NAME, Place, Upload, too_long};
use super::{Desk, Failure, JsonBody, PathParams, QueryParams, parse_param, unread};
use crate::document::Segmentation;
use crate::exchange::{Format, WriteOptions, unit_writer, write_documents};
use crate::memory::{DocumentProgress, Memory, UnitFilter};
use crate::model::{DocumentId, ExportSummary, Score, Side};
use crate::text::is_unprintable;
use crate::web::guard::MAX_UPLOAD_BYTES;

pub fn routes() -> Router<Desk> {
    let uploads = DefaultBodyLimit::max(MAX_UPLOAD_BYTES as usize);
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

/// A document in a response, with its memory.
#[derive(Serialize)]
struct Entry {
    memory: usize,
    memory_name: String,
    #[serde(flatten)]
    progress: DocumentProgress,
}

async fn documents(State(desk): State<Desk>) -> Result<Json<Vec<Entry>>, Failure> {
    let mut entries = Vec::new();
    for (memory, served) in desk.memories.all().iter().enumerate() {
        let found = served.read(|memory| memory.documents()).await?;
        let entry = |progress| Entry { memory, memory_name: served.name.clone(), progress };
        entries.extend(found.into_iter().map(entry));
    }
    Ok(Json(entries))
}

async fn document(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
) -> Result<Json<Entry>, Failure> {
    let read = move |memory: &mut Memory| memory.document_progress(document);
    entry(&desk, memory, desk.memories.read(memory, read).await?)
}

fn entry(desk: &Desk, memory: usize, progress: DocumentProgress) -> Result<Json<Entry>, Failure> {
    let memory_name = desk.memories.get(memory)?.name.clone();
    Ok(Json(Entry { memory, memory_name, progress }))
}

async fn align(
    State(desk): State<Desk>,
    mut form: Multipart,
) -> Result<(StatusCode, Json<Job>), Failure> {
    let mut place = Place::take(&desk.jobs)?;
    let mut request = AlignRequest::default();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        if matches!(name.as_str(), "source" | "target") {
            let side = if name == "source" { Side::Source } else { Side::Target };
            request.files[side] = Some(Upload::of(field, &mut place).await?);
            continue;
        }
        let text = field.text().await.map_err(unread)?;
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        match name.as_str() {
            "memory" => request.memory = parse_param(text)?,
            "name" if text.chars().count() > MAX_NAME => return Err(too_long("document")),
            "name" => request.name = Some(text.to_owned()),
            "source_language" => request.languages.source = Some(parse_param(text)?),
            "target_language" => request.languages.target = Some(parse_param(text)?),
            "min_score" => request.min_score = Some(Score::new(parse_param(text)?)),
            "segmentation" => {
                request.segmentation = Segmentation::of_name(text).ok_or_else(|| {
                    Failure::bad_request(format!(
                        "“{text}” is not a segmentation; use sentence, paragraph or line"
                    ))
                })?;
            }
            other => {
                return Err(Failure::bad_request(format!(
                    "“{other}” is not a field of this form; see /api/openapi.json"
                )));
            }
        }
    }
    Ok((StatusCode::ACCEPTED, Json(jobs::begin(desk, request, place)?)))
}

async fn job(
    State(desk): State<Desk>,
    PathParams(job): PathParams<u64>,
) -> Result<Json<Job>, Failure> {
    let missing =
        || Failure::not_found(format!("job {job} does not exist, or is too old to be kept"));
    desk.jobs.get(job).map(Json).ok_or_else(missing)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewName {
    name: String,
}

async fn rename(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    JsonBody(new): JsonBody<NewName>,
) -> Result<Json<Entry>, Failure> {
    if new.name.chars().count() > MAX_NAME {
        return Err(too_long("document"));
    }
    let work = move |memory: &mut Memory| {
        memory.rename_document(document, &new.name)?;
        memory.document_progress(document)
    };
    entry(&desk, memory, desk.memories.write(memory, work).await?)
}

#[derive(Deserialize)]
struct Deletion {
    #[serde(default)]
    keep_units: bool,
}

async fn delete(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    QueryParams(deletion): QueryParams<Deletion>,
) -> Result<Json<Value>, Failure> {
    let keep = deletion.keep_units;
    desk.memories.write(memory, move |memory| memory.delete_document(document, keep)).await?;
    Ok(Json(json!({ "deleted": document })))
}

#[derive(Deserialize)]
struct Export {
    format: String,
}

async fn export(
    State(desk): State<Desk>,
    PathParams((memory, document)): PathParams<(usize, DocumentId)>,
    QueryParams(params): QueryParams<Export>,
) -> Result<Response<Body>, Failure> {
    let format = Format::named_to_write(params.format.trim()).map_err(Failure::bad_request)?;
    let Some(media_type) = format.media_type() else {
        return Err(Failure::bad_request(format!("documents cannot be downloaded as {format}")));
    };
    let work = move |memory: &mut Memory| {
        let name = memory.document(document)?.name;
        let filter = UnitFilter { document: Some(name.clone()), ..UnitFilter::default() };
        let mut file = tempfile::NamedTempFile::new()?;
        if !format.writes_documents() {
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
    let (name, bytes) = desk.memories.read(memory, work).await?;
    let media_type = HeaderValue::from_static(media_type);
    let disposition = HeaderValue::from_str(&attachment(&name, format.extension()));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// The characters to encode in a file name (RFC 5987); letters, digits and these three stay.
const ENCODED_IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// The longest name of a download, in characters. File systems allow 255 bytes.
const MAX_DOWNLOAD_NAME: usize = 60;

/// The Content-Disposition of a download of a document, whose name may contain any characters. Without the
/// marks of direction, no name shows another extension than it has.
fn attachment(name: &str, extension: &str) -> String {
    let safe = |c: char| if "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let visible = name.chars().filter(|c| !is_unprintable(*c));
    let name: String = visible.map(safe).take(MAX_DOWNLOAD_NAME).collect();
    let safe = format!("{name}.{extension}");
    format!("attachment; filename*=UTF-8''{}", utf8_percent_encode(&safe, ENCODED_IN_NAMES))
}
