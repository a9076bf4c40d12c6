//! Articles on their way into a memory: read, aligned, stored.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::super::Desk;
use super::super::failure::Failure;
use crate::document::{Article, Segmentation};
use crate::job::{Change, Pair, Settings, key};
use crate::memory::{Memory, StoredDocument};
use crate::model::{Language, Score};

/// Jobs that are remembered; the oldest are forgotten.
const REMEMBERED: usize = 200;

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
    pub document: Option<i64>,
    /// Segments of both sides, once they are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<(usize, usize)>,
    /// What the readers had to guess, and what looks wrong.
    pub warnings: Vec<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What is to be aligned.
#[derive(Debug, Default)]
pub struct Order {
    pub memory: usize,
    pub source: Upload,
    pub target: Upload,
    pub name: Option<String>,
    pub source_language: Option<Language>,
    pub target_language: Option<Language>,
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
        let mut jobs = self.jobs.lock().map_err(|_| Failure::not_found("no job can be begun"))?;
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
        while jobs.1.len() > REMEMBERED {
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
pub fn begin(desk: Desk, order: Order) -> Result<Job, Failure> {
    desk.shelf.get(order.memory)?;
    let key = key(&file_name(&order.source), &file_name(&order.target), order.name.as_deref());
    let job = desk.jobs.begin(key.name.clone(), order.memory)?;
    let number = job.job;
    tokio::spawn(async move {
        let jobs = Arc::clone(&desk.jobs);
        match run(desk, order, number).await {
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

async fn run(desk: Desk, order: Order, number: u64) -> Result<i64, Failure> {
    let settings = Settings {
        segmentation: order.segmentation,
        source_language: order.source_language,
        target_language: order.target_language,
        min_score: order.min_score.unwrap_or(Score::new(0.5)),
        replace: false,
        aligner: (*desk.aligner).clone(),
    };
    let (source, target, name) = (order.source, order.target, order.name);
    let jobs = Arc::clone(&desk.jobs);
    let read = move || {
        let (from, to) = (file_name(&source), file_name(&target));
        let key = key(&from, &to, name.as_deref());
        let source = Article::from_bytes(&from, &source.bytes)?;
        let target = Article::from_bytes(&to, &target.bytes)?;
        let pair = Pair::of(source, target, key, &settings)?;
        jobs.update(number, |job| {
            job.stage = Stage::Aligning;
            job.segments = Some(pair.count_segments(settings.segmentation));
            job.warnings.clone_from(&pair.warnings);
        });
        Ok((pair, settings))
    };
    let (pair, settings) = blocking(read).await?;
    let align = move |memory: &mut Memory| {
        let update = pair.align_for(memory, &settings)?;
        Ok((pair, settings, update))
    };
    let (pair, settings, update) = desk.shelf.read_long(order.memory, align).await?;
    desk.jobs.update(number, |job| job.stage = Stage::Storing);
    let stored = desk.shelf.write(order.memory, move |memory| {
        if update.change() != Change::Nothing {
            update.store(&pair, memory, &settings)?;
        }
        Ok(memory.document(&pair.key.name)?.map(|document: StoredDocument| document.id))
    });
    stored.await?.ok_or_else(|| Failure::not_found("the document was just taken away"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> crate::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let failed = |_| Failure::bad_request("the articles could not be read");
    Ok(tokio::task::spawn_blocking(work).await.map_err(failed)??)
}

/// The last part of the name a browser gives: it is a name, and no place on this machine.
fn file_name(upload: &Upload) -> PathBuf {
    let last = upload.name.rsplit(['/', '\\']).find(|part| !matches!(*part, "" | "." | ".."));
    Path::new(last.unwrap_or("article.txt")).to_owned()
}
