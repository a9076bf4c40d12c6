//! Performance of a stream of document pairs: `cargo bench --bench corpus -- 200000`.
//!
//! This number of document pairs, each of twelve sentences and one line in a hundred malformed, goes
//! through `tarjuman align --jsonl` on one core and on two, and through `tarjuman corpus build`, which is
//! killed ten times and must produce the shards of a clean run.
#![allow(missing_docs)]

#[path = "support/documents.rs"]
mod documents;
#[path = "support/words.rs"]
mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::json;
use words::Maker;

/// Sentences in a document.
const SENTENCES: usize = 12;
/// The number of different documents; the others repeat these.
const DIFFERENT: usize = 5000;
/// One line in this many is malformed.
const MALFORMED: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().skip(1).find_map(|size| size.replace('_', "").parse().ok());
    let count: usize = count.unwrap_or(2000);
    let folder = tempfile::tempdir()?;
    let pairs = folder.path().join("pairs.jsonl");
    write_documents(&pairs, count)?;
    println!("{count} document pairs of {SENTENCES} sentences");
    let mut times = Vec::new();
    for (threads, part) in [("1", 4), ("1", 1), ("2", 1)] {
        let ran = stream(&pairs, count / part, threads)?;
        println!("  {threads} threads, {} records: {ran}", count / part);
        times.push(ran.time.as_secs_f64());
    }
    println!("  two threads are {:.2} times as fast as one", times[1] / times[2]);
    killed_builds(folder.path(), &pairs)
}

fn write_documents(path: &Path, count: usize) -> Result<(), Box<dyn Error>> {
    let maker = Maker::new();
    let texts = |side: &tarjuman::model::SegmentedText| -> Vec<String> {
        side.segments.iter().map(|segment| segment.text.clone()).collect()
    };
    let made: Vec<(Vec<String>, Vec<String>)> = (0..DIFFERENT.min(count))
        .map(|seed| {
            let document = maker.document(SENTENCES, seed as u64);
            document.texts.as_ref().map(texts).into_tuple()
        })
        .collect();
    let mut out = BufWriter::new(File::create(path)?);
    for number in 0..count {
        if number % MALFORMED == MALFORMED - 1 {
            writeln!(out, "{{\"id\": {number}, \"source\": [")?;
            continue;
        }
        let (source, target) = &made[number % made.len()];
        writeln!(out, "{}", json!({ "id": number, "source": source, "target": target }))?;
    }
    Ok(out.flush()?)
}

/// What streaming took.
struct Streamed {
    time: Duration,
    cpu: Duration,
    pairs: usize,
    errors: usize,
    peak: f64,
}

impl std::fmt::Display for Streamed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = self.pairs as f64 / self.cpu.as_secs_f64();
        write!(
            f,
            "{:.1} s, {:.1} s of CPU, {rate:.0} sentence pairs a CPU second, {} errors, peak {:.0} MB",
            self.time.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.errors,
            self.peak
        )
    }
}

/// Streams the first records through the program, and checks every answer.
fn stream(pairs: &Path, count: usize, threads: &str) -> Result<Streamed, Box<dyn Error>> {
    let before = children_cpu()?;
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tarjuman"))
        .args(["align", "--jsonl", "--document", "--threads", threads])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = BufWriter::new(child.stdin.take().ok_or("no input")?);
    let lines = BufReader::new(File::open(pairs)?);
    let feeder = std::thread::spawn(move || -> std::io::Result<()> {
        for line in lines.split(b'\n').take(count) {
            input.write_all(&line?)?;
            input.write_all(b"\n")?;
        }
        input.flush()
    });
    let (mut answers, mut errors, mut found) = (0, 0, 0);
    let mut peak = 0.0f64;
    for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
        let line = line?;
        answers += 1;
        errors += usize::from(line.contains("\"error\":"));
        found += line.matches("\"score\":").count();
        if answers % 1000 == 0 {
            peak = peak.max(resident(child.id()));
        }
    }
    let ended = child.wait()?;
    feeder.join().map_err(|_| "the input could not be written")??;
    let time = start.elapsed();
    if answers != count || errors != count / MALFORMED || !ended.success() {
        return Err(format!("{count} records gave {answers} answers with {errors} errors").into());
    }
    Ok(Streamed { time, cpu: children_cpu()?.saturating_sub(before), pairs: found, errors, peak })
}

/// The CPU time of all child processes that have ended.
fn children_cpu() -> Result<Duration, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(cpu.try_into()?))
}

/// The resident memory of a running process in MB; 0 if the system does not report it.
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    number.unwrap_or(0.0) / 1e3
}

/// Kills a build ten times and compares its shards with those of a clean build.
fn killed_builds(folder: &Path, pairs: &Path) -> Result<(), Box<dyn Error>> {
    let build = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tarjuman"));
        command.args(["corpus", "build"]).arg(pairs).arg("-o").arg(folder.join(name));
        command.args(["--shard", "1000"]).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let start = Instant::now();
    build("clean").status()?;
    let clean = start.elapsed();
    let complete = || shards(&folder.join("killed")).map_or(0, |files| files.len());
    let (mut kills, mut amid, mut before) = (0, 0, 0);
    while kills < 10 {
        let mut child = build("killed").spawn()?;
        std::thread::sleep(clean * (kills * 7 % 5 + 1) / 40);
        if child.try_wait()?.is_some() {
            break;
        }
        child.kill()?;
        child.wait()?;
        kills += 1;
        amid += usize::from(complete() > before);
        before = complete();
    }
    if !folder.join("killed/report.json").exists() {
        build("killed").status()?;
    }
    let same = shards(&folder.join("clean"))? == shards(&folder.join("killed"))?;
    println!(
        "  build: {:.1} s; killed {kills} times, {amid} of them amid its work: {}",
        clean.as_secs_f64(),
        if same { "the same shards" } else { "DIFFERENT SHARDS" }
    );
    if same { Ok(()) } else { Err("the shards differ from those of a clean build".into()) }
}

fn shards(folder: &Path) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".gz") {
            files.insert(name, std::fs::read(file.path())?);
        }
    }
    Ok(files)
}
