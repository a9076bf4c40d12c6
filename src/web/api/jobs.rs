//! Alignment jobs: reading two articles, aligning them and storing the document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::super::Desk;
use super::super::failure::Failure;
use crate::document::{Article, Segmentation};
use crate::job::{AlignSettings, ArticlePair, StoreSettings, TextLanguages, Update, document_key};
use crate::memory::{DocumentKey, Memory};
use crate::model::{DocumentId, Pair, Score};

/// The number of jobs that are kept; the oldest are discarded.
const MAX_JOBS: usize = 200;

/// The jobs, by number, and the number of the last one.
#[derive(Debug, Default)]
pub struct Jobs {
    jobs: Mutex<(u64, BTreeMap<u64, Job>)>,
}

/// The stage of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
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

/// An uploaded file.
#[derive(Debug, Default)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Jobs {
    /// The job with this number.
    pub fn get(&self, job: u64) -> Option<Job> {
        self.jobs.lock().ok()?.1.get(&job).cloned()
    }

    fn begin(&self, name: String, memory: usize) -> Result<Job, Failure> {
        let mut jobs = self
            .jobs
            .lock()
            .map_err(|_| Failure::not_found("no job can be started; restart the server"))?;
        jobs.0 += 1;
        let job = Job {
            job: jobs.0,
            stage: Stage::Reading,
            name,
            memory,
            document: None,
            segments: None,
            warnings: Vec::new(),
            error: None,
        };
        jobs.1.insert(job.job, job.clone());
        while jobs.1.len() > MAX_JOBS {
            jobs.1.pop_first();
        }
        Ok(job)
    }

    fn update(&self, job: u64, change: impl FnOnce(&mut Job)) {
        if let Ok(mut jobs) = self.jobs.lock()
            && let Some(job) = jobs.1.get_mut(&job)
        {
            change(job);
        }
    }
}

/// Starts an alignment job and returns it.
pub fn begin(desk: Desk, request: AlignRequest) -> Result<Job, Failure> {
    desk.memories.get(request.memory)?;
    let missing = || {
        Failure::bad_request(
            "a file is missing; send the article as source and its translation as target",
        )
    };
    let files = request.files.transpose().ok_or_else(missing)?;
    let names = files.as_ref().map(file_name);
    let key = document_key(names.as_deref(), request.name.as_deref());
    let job = desk.jobs.begin(key.name.clone(), request.memory)?;
    let align = AlignSettings {
        segmentation: request.segmentation,
        languages: request.languages,
        aligner: (*desk.aligner).clone(),
    };
    let store =
        StoreSettings { min_score: request.min_score.unwrap_or(Score::HALF), replace: false };
    let work = Work { job: job.job, memory: request.memory, files, key, align, store };
    tokio::spawn(async move {
        let (jobs, number) = (Arc::clone(&desk.jobs), work.job);
        match work.run(desk).await {
            Ok(document) => jobs.update(number, |job| {
                (job.stage, job.document) = (Stage::Done, Some(document));
            }),
            Err(failure) => jobs.update(number, |job| {
                (job.stage, job.error) = (Stage::Failed, Some(failure.message().to_owned()));
            }),
        }
    });
    Ok(job)
}

/// The input of a job.
struct Work {
    job: u64,
    memory: usize,
    files: Pair<Upload>,
    key: DocumentKey,
    align: AlignSettings,
    store: StoreSettings,
}

impl Work {
    async fn run(self, desk: Desk) -> Result<DocumentId, Failure> {
        let Work { job: number, memory: memory_number, files, key, align, store } = self;
        let name = key.name.clone();
        let jobs = Arc::clone(&desk.jobs);
        let read = move || {
            let articles =
                files.try_map(|file| Article::from_bytes(&file_name(&file), &file.bytes))?;
            let pair = ArticlePair::of(articles, &align.languages)?;
            let segments = pair.segments(align.segmentation);
            jobs.update(number, |job| {
                job.stage = Stage::Aligning;
                job.segments = Some(segments.map(|text| text.segments.len()).into_tuple());
                job.warnings.clone_from(&pair.warnings);
            });
            Ok((pair, align))
        };
        let (pair, align) = blocking(read).await?;
        let prepare =
            move |memory: &mut Memory| Update::prepare(Some(memory), &pair, key, &align, store);
        let update = desk.memories.read_long(memory_number, prepare).await?;
        desk.jobs.update(number, |job| job.stage = Stage::Storing);
        let stored = desk.memories.write(memory_number, move |memory| {
            update.store(memory)?;
            Ok(memory.find_document(&name)?.map(|document| document.id))
        });
        stored.await?.ok_or_else(|| {
            Failure::not_found("the document was deleted while it was being stored; align it again")
        })
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> crate::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let failed =
        |_| Failure::bad_request("the articles could not be read; check the files, and try again");
    Ok(tokio::task::spawn_blocking(work).await.map_err(failed)??)
}

/// The last part of a name sent by a browser, which must not be used as a path on this machine.
fn file_name(upload: &Upload) -> PathBuf {
    let last = upload.name.rsplit(['/', '\\']).find(|part| !matches!(*part, "" | "." | ".."));
    Path::new(last.unwrap_or("article.txt")).to_owned()
}
