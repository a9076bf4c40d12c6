//! Builds a corpus: aligns documents, checks and deduplicates the pairs, and writes them in shards.
//!
//! Documents are aligned and checked in parallel, batch by batch. Finding duplicates depends on earlier
//! documents, so it is done in order afterwards. Thus the result depends neither on the number of threads
//! nor on how often the build was interrupted.

use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::filter::{DUPLICATE, Filter, FilteredPair, Keys};
use super::input::{Input, Item};
use super::record::{AlignedRecord, align_record};
use super::report::CorpusReport;
use super::shard::{FailedDocument, Identity, Shards, Summary};
use crate::document::FilePair;
use crate::error::Result;
use crate::exchange::Format;
use crate::job::{AlignSettings, Alignment, ArticlePair, document_key};
use crate::model::{Language, Pair, Status, Unit, UnitText};

/// The documents of a batch, which are processed in parallel.
const BATCH: usize = 256;

/// The options of a build.
pub struct BuildOptions {
    /// How to align documents.
    pub align: AlignSettings,
    /// Which pairs are kept.
    pub filter: Filter,
    /// Whether to drop pairs that duplicate an earlier one.
    pub deduplicate: bool,
    /// The format of the shards.
    pub format: Format,
    /// The number of documents per shard.
    pub shard: usize,
    /// All other options that affect the result, as text. A build can only be resumed with the same
    /// options.
    pub identity: String,
}

/// The result of a build.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BuildSummary {
    /// The figures of the whole corpus.
    #[serde(flatten)]
    pub report: CorpusReport,
    /// The number of shards.
    pub shards: usize,
    /// The number of documents that an interrupted build had already processed.
    pub resumed: u64,
    /// The duration of this run, in seconds.
    pub seconds: f64,
}

/// The progress of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How much of the input has been read, and its size; see [`Input::progress`].
    pub input: (u64, u64),
    /// The number of processed documents.
    pub documents: u64,
    /// The number of kept pairs.
    pub kept: u64,
    /// The time since the start of this run.
    pub time: Duration,
}

/// Builds a corpus in a folder, or resumes an interrupted build.
///
/// # Errors
/// When the input cannot be read, or the folder cannot be written or contains something else.
pub fn build(
    input: &mut Input,
    folder: &Path,
    options: &BuildOptions,
    progress: &dyn Fn(Progress),
) -> Result<BuildSummary> {
    let start = Instant::now();
    let identity = Identity {
        input: input.fingerprint(),
        options: format!(
            "{} {} {} {}",
            env!("CARGO_PKG_VERSION"),
            options.identity,
            options.format,
            options.shard
        ),
    };
    let (shards, complete, mut keys) = Shards::open(folder, options.format, &identity)?;
    let (mut report, mut failed) = (CorpusReport::default(), Vec::new());
    for summary in &complete {
        report.add(&summary.report);
        failed.extend(summary.failed.iter().cloned());
    }
    let resumed = report.documents;
    for _ in 0..resumed {
        input.read_next()?;
    }
    let mut number = complete.len();
    loop {
        let mut shard = Shard::default();
        while (shard.summary.report.documents as usize) < options.shard {
            let left = options.shard - shard.summary.report.documents as usize;
            let batch = next_batch(input, left.min(BATCH))?;
            if batch.is_empty() {
                break;
            }
            let results: Vec<DocumentResult> =
                batch.into_par_iter().with_max_len(1).map(|item| process(item, options)).collect();
            results.into_iter().for_each(|outcome| shard.add(outcome, &mut keys, options));
            progress(Progress {
                input: input.progress(),
                documents: report.documents + shard.summary.report.documents,
                kept: report.kept + shard.summary.report.kept,
                time: start.elapsed(),
            });
        }
        if shard.summary.report.documents == 0 {
            break;
        }
        shards.write(number, &shard.units, &shard.keys, &shard.summary)?;
        report.add(&shard.summary.report);
        failed.extend(shard.summary.failed);
        number += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    let summary = BuildSummary { report, shards: number, resumed, seconds };
    shards.finish(&summary, &failed)?;
    Ok(summary)
}

fn next_batch(input: &mut Input, count: usize) -> Result<Vec<Item>> {
    let mut batch = Vec::with_capacity(count);
    while batch.len() < count {
        match input.read_next()? {
            Some(item) => batch.push(item),
            None => break,
        }
    }
    Ok(batch)
}

/// The result of processing a document.
type DocumentResult = std::result::Result<Document, FailedDocument>;

/// An aligned document with its filtered pairs.
struct Document {
    id: Value,
    languages: Pair<Language>,
    beads: usize,
    pairs: Vec<FilteredPair>,
}

fn process(item: Item, options: &BuildOptions) -> DocumentResult {
    let record = match item {
        Item::Record(line) => {
            let aligned = match &line.text {
                Ok(text) => align_record(text, line.number, &options.align),
                Err(what) => Err((Value::from(line.number), (*what).to_owned())),
            };
            aligned.map_err(|(id, error)| FailedDocument { id, error })?
        }
        Item::Files(files) => {
            let name = document_key(files.relative_paths(), files.name.as_deref()).name;
            align_files(&files, &name, options).map_err(|error| FailedDocument {
                id: Value::from(name),
                error: error.to_string(),
            })?
        }
    };
    let pairs = options.filter.apply(&record);
    let AlignedRecord { id, languages, beads, .. } = record;
    Ok(Document { id, languages, beads: beads.len(), pairs })
}

fn align_files(files: &FilePair, name: &str, options: &BuildOptions) -> Result<AlignedRecord> {
    let pair = ArticlePair::read(files.paths(), &options.align.languages)?;
    let Alignment { languages, beads, .. } = pair.align(&options.align)?;
    Ok(AlignedRecord { id: Value::from(name), rest: serde_json::Map::new(), languages, beads })
}

/// A shard that is being filled.
#[derive(Default)]
struct Shard {
    units: Vec<Unit>,
    keys: Vec<u64>,
    summary: Summary,
}

impl Shard {
    fn add(&mut self, outcome: DocumentResult, keys: &mut Keys, options: &BuildOptions) {
        let report = &mut self.summary.report;
        report.documents += 1;
        let document = match outcome {
            Ok(document) => document,
            Err(failed) => {
                report.failed += 1;
                self.summary.failed.push(failed);
                return;
            }
        };
        report.beads += document.beads as u64;
        report.omissions += (document.beads - document.pairs.len()) as u64;
        let name = match &document.id {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        };
        for mut pair in document.pairs {
            let is_new = !pair.reasons.is_empty() || !options.deduplicate || keys.insert(pair.key);
            if !is_new {
                pair.reasons.push(DUPLICATE);
            }
            report.count(&pair);
            if pair.reasons.is_empty() {
                self.keys.push(pair.key);
                self.units.push(unit(pair, &name, &document.languages));
            }
        }
    }
}

fn unit(pair: FilteredPair, document: &str, languages: &Pair<Language>) -> Unit {
    Unit {
        score: pair.score,
        status: Status::Auto,
        document: Some(document.to_owned()),
        position: u64::try_from(pair.position).ok(),
        ..Unit::new(pair.texts.map(UnitText::plain), languages.clone())
    }
}
