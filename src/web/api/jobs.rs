//! Alignment jobs: two uploaded articles, which a worker reads, aligns and stores.
//!
//! What waits is on disk, and how much may wait is bounded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::multipart::Field;
use axum::http::StatusCode;
use serde::Serialize;
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

use super::super::Desk;
use super::super::failure::Failure;
use super::unread;
use crate::document::Segmentation;
use crate::job::{Order, OrderedWork, Report, TextLanguages, document_key};
use crate::model::{DocumentId, Pair, Score};

/// The number of finished jobs that are kept; the oldest are discarded.
const MAX_FINISHED: usize = 200;

/// The number of jobs that may wait or be under way.
const MAX_UNFINISHED: usize = 32;

/// The size in bytes of all files of these jobs together.
const MAX_UNFINISHED_BYTES: u64 = 1 << 30;

/// When to try again if there are too many jobs.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// The longest name of a document or file, in characters.
pub const MAX_NAME: usize = 1000;

/// The jobs.
#[derive(Debug, Default)]
pub struct Jobs {
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    /// The number of the last job.
    last: u64,
    jobs: BTreeMap<u64, Job>,
    /// The jobs that wait or are under way, uploads included, and the size of their files.
    unfinished: usize,
    bytes: u64,
}

/// The stage of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Waiting until the jobs before it are done.
    Waiting,
    /// Reading both articles.
    Reading,
    /// Aligning their segments.
    Aligning,
    /// Storing the beads.
    Storing,
    /// The document is stored.
    Done,
    /// The job failed.
    Failed,
}

/// An alignment job.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    /// Its number.
    pub job: u64,
    /// Its stage.
    pub stage: Stage,
    /// The name of the document.
    pub name: String,
    /// The number of the memory that stores it.
    pub memory: usize,
    /// The document, when the job is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// The number of segments on both sides, once they are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<(usize, usize)>,
    /// Warnings: what the readers had to guess, and what looks wrong.
    pub warnings: Vec<String>,
    /// The error, if the job failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A request to align two articles.
#[derive(Debug, Default)]
pub struct AlignRequest {
    pub memory: usize,
    pub files: Pair<Option<Upload>>,
    pub name: Option<String>,
    pub languages: TextLanguages,
    pub segmentation: Segmentation,
    pub min_score: Option<Score>,
}

/// An uploaded file, which is deleted with this.
#[derive(Debug)]
pub struct Upload {
    name: PathBuf,
    file: TempPath,
}

impl Upload {
    /// Takes in a file, and reserves space for it.
    pub async fn of(mut field: Field<'_>, place: &mut Place) -> Result<Upload, Failure> {
        let name = file_name(field.file_name().unwrap_or_default())?;
        let file = tempfile::NamedTempFile::new().map_err(|error| not_kept(&error))?;
        let (file, path) = file.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        while let Some(chunk) = field.chunk().await.map_err(unread)? {
            place.reserve(chunk.len() as u64)?;
            file.write_all(&chunk).await.map_err(|error| not_kept(&error))?;
        }
        file.flush().await.map_err(|error| not_kept(&error))?;
        Ok(Upload { name, file: path })
    }
}

fn not_kept(error: &std::io::Error) -> Failure {
    let what = format!("the file could not be kept: {error}; free some space for temporary files");
    Failure::new(StatusCode::INSUFFICIENT_STORAGE, what)
}

/// The last part of a name sent by a browser, which must not be used as a path on this machine.
fn file_name(name: &str) -> Result<PathBuf, Failure> {
    if name.chars().count() > MAX_NAME {
        return Err(too_long("file"));
    }
    let last = name.rsplit(['/', '\\']).find(|part| !matches!(*part, "" | "." | ".."));
    Ok(Path::new(last.unwrap_or("article.txt")).to_owned())
}

/// The refusal of a name that is too long.
pub fn too_long(of: &str) -> Failure {
    let what =
        format!("the name of the {of} has more than {MAX_NAME} characters; use a shorter one");
    Failure::bad_request(what)
}

/// A place among the unfinished jobs; given up when it is dropped.
pub struct Place {
    jobs: Arc<Jobs>,
    bytes: u64,
}

impl Place {
    /// Takes a place, before anything is uploaded.
    pub fn take(jobs: &Arc<Jobs>) -> Result<Place, Failure> {
        jobs.with(|table| {
            if table.unfinished >= MAX_UNFINISHED {
                let what = format!(
                    "{MAX_UNFINISHED} alignments are under way or waiting; try again later"
                );
                return Err(Failure::busy(what, RETRY_AFTER));
            }
            table.unfinished += 1;
            Ok(())
        })?;
        Ok(Place { jobs: Arc::clone(jobs), bytes: 0 })
    }

    fn reserve(&mut self, bytes: u64) -> Result<(), Failure> {
        self.jobs.with(|table| {
            if table.bytes + bytes > MAX_UNFINISHED_BYTES {
                let what = "the files of the waiting alignments are too large; try again later";
                return Err(Failure::busy(what, RETRY_AFTER));
            }
            table.bytes += bytes;
            Ok(())
        })?;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.jobs.with(|table| {
            table.unfinished -= 1;
            table.bytes -= self.bytes;
        });
    }
}

impl Jobs {
    /// The job with this number.
    pub fn get(&self, job: u64) -> Option<Job> {
        self.with(|table| table.jobs.get(&job).cloned())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Table) -> T) -> T {
        // A thread that panicked has left the table as it should be: each change is a single step.
        work(&mut self.table.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn begin(&self, name: String, memory: usize) -> Job {
        self.with(|table| {
            table.last += 1;
            let is_finished = |job: &&Job| matches!(job.stage, Stage::Done | Stage::Failed);
            let stage = match table.jobs.values().all(|job| is_finished(&job)) {
                true => Stage::Reading,
                false => Stage::Waiting,
            };
            let job = Job {
                job: table.last,
                stage,
                name,
                memory,
                document: None,
                segments: None,
                warnings: Vec::new(),
                error: None,
            };
            table.jobs.insert(job.job, job.clone());
            let finished: Vec<u64> =
                table.jobs.values().filter(is_finished).map(|job| job.job).collect();
            for old in &finished[..finished.len().saturating_sub(MAX_FINISHED)] {
                table.jobs.remove(old);
            }
            job
        })
    }

    fn update(&self, job: u64, change: impl FnOnce(&mut Job)) {
        self.with(|table| table.jobs.get_mut(&job).map(change));
    }
}

/// Starts an alignment job and returns it.
pub fn begin(desk: Desk, request: AlignRequest, place: Place) -> Result<Job, Failure> {
    let memory = desk.memories.get(request.memory)?.path.clone();
    let missing = || {
        Failure::bad_request(
            "a file is missing; send the article as source and its translation as target",
        )
    };
    let files = request.files.transpose().ok_or_else(missing)?;
    let names = files.as_ref().map(|file| file.name.clone());
    let key = document_key(names.as_deref(), request.name.as_deref());
    let job = desk.jobs.begin(key.name, request.memory);
    let order = Order {
        memory,
        author: desk.author.clone(),
        work: OrderedWork::Align {
            files: files.as_ref().map(|file| file.file.to_path_buf()),
            names,
            name: request.name,
            languages: request.languages,
            segmentation: request.segmentation,
            min_score: request.min_score.unwrap_or(Score::HALF),
        },
    };
    let number = job.job;
    tokio::spawn(async move {
        let jobs = &desk.jobs;
        let begun = || jobs.update(number, |job| job.stage = Stage::Reading);
        let report = |report| {
            jobs.update(number, |job| match report {
                Report::Read { segments, warnings } => {
                    job.stage = Stage::Aligning;
                    job.segments = Some(segments.into_tuple());
                    job.warnings = warnings;
                }
                _ => job.stage = Stage::Storing,
            });
        };
        let ended = desk.workers.do_job(&order, begun, report).await;
        desk.memories.note_change();
        drop((files, place));
        jobs.update(number, |job| match ended {
            Ok(Some(document)) => (job.stage, job.document) = (Stage::Done, Some(document)),
            Ok(None) => {
                let what = "the document was deleted while it was being stored; align it again";
                (job.stage, job.error) = (Stage::Failed, Some(what.to_owned()));
            }
            Err(failure) => {
                (job.stage, job.error) = (Stage::Failed, Some(failure.message().to_owned()));
            }
        });
    });
    Ok(job)
}
