//! Articles on their way into a memory: read, aligned, stored.

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

/// Jobs that are remembered; the oldest are forgotten.
const MAX_JOBS: usize = 200;

/// The jobs that were begun.
#[derive(Debug, Default)]
pub struct Jobs {
    jobs: Mutex<(u64, BTreeMap<u64, Job>)>,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Both articles are read.
    Reading,
    /// Their segments are paired.
    Aligning,
    /// The pairs are stored.
    Storing,
    /// The document is there.
    Done,
    /// It could not be done.
    Failed,
}

/// An alignment on its way.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    /// Its number.
    pub job: u64,
    /// How far it is.
    pub stage: Stage,
    /// The document's name.
    pub name: String,
    /// The memory it goes to.
    pub memory: usize,
    /// The document, when it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Segments of both sides, once they are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<(usize, usize)>,
    /// What the readers had to guess, and what looks wrong.
    pub warnings: Vec<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Two articles to align, and how.
#[derive(Debug, Default)]
pub struct AlignRequest {
    pub memory: usize,
    pub files: Pair<Option<Upload>>,
    pub name: Option<String>,
    pub languages: TextLanguages,
    pub segmentation: Segmentation,
    pub min_score: Option<Score>,
}

/// A file that was sent.
#[derive(Debug, Default)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Jobs {
    /// The job of that number.
    pub fn get(&self, job: u64) -> Option<Job> {
        self.jobs.lock().ok()?.1.get(&job).cloned()
    }

    fn begin(&self, name: String, memory: usize) -> Result<Job, Failure> {
        let mut jobs = self.jobs.lock().map_err(|_| Failure::not_found("no job can be started"))?;
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

/// Begins to align two articles; gives the job.
pub fn begin(desk: Desk, request: AlignRequest) -> Result<Job, Failure> {
    desk.memories.get(request.memory)?;
    let missing =
        || Failure::bad_request("send an article as source and its translation as target");
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

/// All that a job needs.
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
        stored.await?.ok_or_else(|| Failure::not_found("the document was deleted meanwhile"))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> crate::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let failed = |_| Failure::bad_request("the articles could not be read");
    Ok(tokio::task::spawn_blocking(work).await.map_err(failed)??)
}

/// The last part of the name a browser gives: it is a name, not a path on this machine.
fn file_name(upload: &Upload) -> PathBuf {
    let last = upload.name.rsplit(['/', '\\']).find(|part| !matches!(*part, "" | "." | ".."));
    Path::new(last.unwrap_or("article.txt")).to_owned()
}
