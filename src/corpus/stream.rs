//! Aligns a stream of records in parallel, and writes the results in order.
//!
//! One thread reads lines into batches, all cores align a batch, and one thread writes the results. Reading
//! and writing continue while a batch is aligned, and only a few batches are in memory.

use std::io::{BufRead, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::filter::Filter;
use super::record::{AlignedRecord, align_record};
use crate::error::{Error, Result};
use crate::exchange::BeadLine;
use crate::job::AlignSettings;

/// The size of a batch in bytes, unless a single line is longer, …
const BATCH: usize = 1 << 20;

/// … and in lines.
const BATCH_LINES: usize = 512;

/// The most batches that wait to be aligned, and to be written.
const QUEUE: usize = 2;

/// The longest line that is read, in bytes; a longer line is an error and is skipped.
const MAX_LINE: usize = 256 << 20;

/// What to write for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StreamForm {
    /// One line per bead.
    #[default]
    Beads,
    /// One line per document.
    Documents,
}

/// The options of a stream.
#[derive(Default)]
pub struct StreamOptions {
    /// What to write for a record.
    pub form: StreamForm,
    /// The filter by which pairs are checked, if any. Their beads then get the reasons for dropping them
    /// and the key that duplicates share.
    pub filter: Option<Filter>,
}

/// The figures of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StreamSummary {
    /// The number of records.
    pub records: u64,
    /// The number of records that could not be aligned.
    pub errors: u64,
    /// The number of beads with both sides.
    pub pairs: u64,
}

/// A line of the input.
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// The line without its line end, or why it could not be read.
    pub text: std::result::Result<Vec<u8>, &'static str>,
}

/// Aligns records, one JSON object per line, and writes the results in the order of the input. A bad
/// record gives a line with its id and an error; blank lines are skipped.
///
/// # Errors
/// When the input cannot be read or the output cannot be written.
pub fn align_stream(
    input: impl BufRead + Send,
    output: impl Write + Send,
    settings: &AlignSettings,
    options: &StreamOptions,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<StreamSummary> {
    let (to_align, batches) = sync_channel::<Vec<Line>>(QUEUE);
    let (to_write, done) = sync_channel::<Vec<Vec<u8>>>(QUEUE);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read_batches(input, &to_align));
        let writer = scope.spawn(move || write_batches(output, &done));
        let mut summary = StreamSummary::default();
        for batch in batches {
            let results: Vec<(Vec<u8>, StreamSummary)> = batch
                .par_iter()
                // Documents differ in length, so each is a task of its own.
                .with_max_len(1)
                .map(|line| align_line(line, settings, options))
                .collect();
            let mut lines = Vec::with_capacity(results.len());
            for (text, of_record) in results {
                summary.records += of_record.records;
                summary.errors += of_record.errors;
                summary.pairs += of_record.pairs;
                lines.push(text);
            }
            progress(summary.records);
            // If the writer has stopped, its error is returned below.
            if to_write.send(lines).is_err() {
                break;
            }
        }
        drop(to_write);
        joined(writer.join())?;
        joined(reader.join())?;
        Ok(summary)
    })
}

fn joined(result: std::thread::Result<Result<()>>) -> Result<()> {
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn read_batches(mut input: impl BufRead, to_align: &SyncSender<Vec<Line>>) -> Result<()> {
    let (mut batch, mut bytes, mut number) = (Vec::new(), 0, 0);
    loop {
        number += 1;
        let Some(text) = read_line(&mut input).map_err(Error::Write)? else { break };
        if matches!(&text, Ok(line) if line.trim_ascii().is_empty()) {
            continue;
        }
        bytes += text.as_ref().map_or(0, Vec::len);
        batch.push(Line { number, text });
        if bytes >= BATCH || batch.len() >= BATCH_LINES {
            bytes = 0;
            // If the aligner has stopped, it returns the error.
            if to_align.send(std::mem::take(&mut batch)).is_err() {
                return Ok(());
            }
        }
    }
    // As above.
    let _ = to_align.send(batch);
    Ok(())
}

/// The next line without its line end; `None` at the end of the input.
pub(super) fn read_line(
    input: &mut impl BufRead,
) -> std::io::Result<Option<std::result::Result<Vec<u8>, &'static str>>> {
    let mut line = Vec::new();
    let mut is_too_long = false;
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            let is_end = line.is_empty() && !is_too_long;
            return Ok((!is_end).then(|| finish_line(line, is_too_long)));
        }
        let end = memchr::memchr(b'\n', available);
        let used = end.map_or(available.len(), |end| end + 1);
        if line.len() + used > MAX_LINE {
            is_too_long = true;
            line = Vec::new();
        }
        if !is_too_long {
            line.extend_from_slice(&available[..end.unwrap_or(available.len())]);
        }
        input.consume(used);
        if end.is_some() {
            return Ok(Some(finish_line(line, is_too_long)));
        }
    }
}

fn finish_line(line: Vec<u8>, is_too_long: bool) -> std::result::Result<Vec<u8>, &'static str> {
    if is_too_long { Err("this line is longer than 256 MB; split the document") } else { Ok(line) }
}

fn write_batches(mut output: impl Write, done: &Receiver<Vec<Vec<u8>>>) -> Result<()> {
    for lines in done {
        for line in lines {
            output.write_all(&line)?;
        }
        // The reader of the stream may be waiting for these lines.
        output.flush()?;
    }
    Ok(())
}

/// The output for a line of input.
fn align_line(
    line: &Line,
    settings: &AlignSettings,
    options: &StreamOptions,
) -> (Vec<u8>, StreamSummary) {
    let aligned = match &line.text {
        Ok(text) => align_record(text, line.number, settings),
        Err(what) => Err((Value::from(line.number), (*what).to_owned())),
    };
    let mut summary = StreamSummary { records: 1, ..StreamSummary::default() };
    let mut out = Vec::new();
    match aligned {
        Ok(record) => {
            summary.pairs = record.beads.iter().filter(|bead| !bead.is_omission()).count() as u64;
            write_record(&record, options, &mut out);
        }
        Err((id, error)) => {
            summary.errors = 1;
            write_line(&json!({ "id": id, "error": error }), &mut out);
        }
    }
    (out, summary)
}

fn write_record(record: &AlignedRecord, options: &StreamOptions, out: &mut Vec<u8>) {
    let bead = |bead| CheckedBead { bead: BeadLine::of(bead), reasons: None, key: None };
    let mut beads: Vec<CheckedBead<'_>> = record.beads.iter().map(bead).collect();
    if let Some(filter) = &options.filter {
        for pair in filter.apply(record) {
            let bead = &mut beads[pair.position];
            bead.reasons = Some(pair.reasons);
            bead.key = Some(format!("{:016x}", pair.key));
        }
    }
    match options.form {
        StreamForm::Beads => {
            beads.into_iter().for_each(|bead| write_line(&RecordLine::new(record, bead), out));
        }
        StreamForm::Documents => write_line(&RecordLine::new(record, Beads { beads }), out),
    }
}

impl<'a, T> RecordLine<'a, T> {
    fn new(record: &'a AlignedRecord, found: T) -> Self {
        let AlignedRecord { id, rest, languages, .. } = record;
        let [source_language, target_language] = [&languages.source, &languages.target];
        let (source_language, target_language) =
            (source_language.as_str(), target_language.as_str());
        RecordLine { id, source_language, target_language, found, rest }
    }
}

fn write_line(line: &impl Serialize, out: &mut Vec<u8>) {
    // Writing texts and numbers to memory cannot fail.
    if serde_json::to_writer(&mut *out, line).is_ok() {
        out.push(b'\n');
    }
}

/// A bead with the results of the checks.
#[derive(Serialize)]
struct CheckedBead<'a> {
    #[serde(flatten)]
    bead: BeadLine<'a>,
    /// The reasons why a corpus would drop it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<Vec<&'static str>>,
    /// The key that duplicates share.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// A line of output: the id and languages of a record, its beads, and its other fields.
#[derive(Serialize)]
struct RecordLine<'a, T> {
    id: &'a Value,
    source_language: &'a str,
    target_language: &'a str,
    #[serde(flatten)]
    found: T,
    #[serde(flatten)]
    rest: &'a Map<String, Value>,
}

#[derive(Serialize)]
struct Beads<'a> {
    beads: Vec<CheckedBead<'a>>,
}
