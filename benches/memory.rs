//! Performance of a memory of many units: `cargo bench --bench memory -- 10000 100000 1000000`.
//!
//! For each size, a memory is filled with units whose words are as frequent as in running text, and 300
//! texts are looked up: stored ones with one to five words changed, and new ones. Times are CPU times, of
//! this thread or of a child process. Recall is measured against a comparison with every unit, by the same
//! score and by two other similarities; `--quick` skips that.
#![allow(missing_docs)]

#[path = "support/units.rs"]
mod units;
#[path = "support/words.rs"]
mod words;

use std::error::Error;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use cpu_time::ThreadTime;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use rapidfuzz::distance::levenshtein;
use tarjuman::memory::{LookupOptions, Memory, SearchOptions};
use tarjuman::model::{Language, Pair, Unit, UnitText};
use words::{Maker, Random};

/// The number of texts to look up.
const QUERIES: usize = 300;
/// Of these, the number of new texts.
const UNSEEN: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((MEASURE, arguments)) =
        arguments.split_first().map(|(first, rest)| (first.as_str(), rest))
    {
        return measure_program(arguments);
    }
    let sizes: Vec<usize> =
        arguments.iter().filter_map(|size| size.replace('_', "").parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000] } else { sizes };
    let quick = arguments.iter().any(|argument| argument == "--quick");
    for size in sizes {
        measure(size, quick)?;
    }
    Ok(())
}

fn measure(size: usize, quick: bool) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let maker = Maker::new();
    let mut random = Random(7);
    let mut units: Vec<(String, String)> = Vec::with_capacity(size);
    for _ in 0..size {
        units.push(maker.unit(&units, &mut random));
    }
    let queries = queries(&maker, &units, &mut random);
    println!("{size} units");

    let (tmx, path) = (folder.path().join("bench.tmx"), folder.path().join("bench.tarjuman"));
    write_tmx(&tmx, &units)?;
    let ran = Run::of(&["import", text(&tmx)?, "--memory", text(&path)?], Stdio::null())?;
    let rate = size as f64 / ran.cpu.as_secs_f64();
    row("import from TMX", &format!("{rate:.0} units a CPU second, peak {:.0} MB", ran.peak));
    row("file", &format!("{:.0} MB", megabytes(&path)?));
    for query in &queries[UNSEEN..UNSEEN + 3] {
        let ran = Run::of(&["lookup", query, "--memory", text(&path)?], Stdio::null())?;
        let cpu = ran.cpu.as_secs_f64() * 1e3;
        row("cold lookup", &format!("{cpu:.0} ms of CPU, peak {:.0} MB", ran.peak));
    }
    let texts = folder.path().join("queries.txt");
    std::fs::write(&texts, queries.join("\n"))?;
    let input = Stdio::from(File::open(&texts)?);
    let ran = Run::of(&["lookup", "-", "--memory", text(&path)?], input)?;
    let each = ran.cpu.as_secs_f64() * 1e3 / queries.len() as f64;
    row("all in one process", &format!("{each:.2} ms of CPU each, peak {:.0} MB", ran.peak));

    let mut memory = Memory::open(&path)?;
    let options = LookupOptions::new(Language::english());
    for query in &queries {
        memory.lookup(query, &options)?;
    }
    let mut times = Vec::new();
    let mut found = Vec::new();
    for query in &queries {
        let start = ThreadTime::now();
        found.push(memory.lookup(query, &options)?);
        times.push(start.elapsed());
    }
    row("lookup", &percentiles(times));
    row("concordance", &percentiles(search(&mut memory, &units, &mut random)?));
    row("add and look up", &percentiles(add(&mut memory, &maker, &mut random)?));
    if quick {
        return Ok(());
    }

    let texts: Vec<&str> = queries.iter().map(String::as_str).collect();
    let all = memory.lookup_exhaustively(&texts, &options)?;
    let (mut hit, mut expected) = (0u32, 0u32);
    for (found, all) in found.iter().zip(&all) {
        let last = found.last().filter(|_| found.len() >= options.max).map(|found| found.score);
        for truth in all {
            expected += 1;
            let tied = last.is_some_and(|last| last >= truth.score);
            hit += u32::from(tied || found.iter().any(|found| found.unit == truth.unit));
        }
    }
    let share = f64::from(hit) / f64::from(expected);
    row("recall@5, same score", &format!("{share:.4} of {expected}"));

    let wide = LookupOptions { min: 50, ..options };
    let wide_found: Vec<Vec<String>> = queries
        .iter()
        .map(|query| {
            Ok(memory.lookup(query, &wide)?.into_iter().map(|found| found.source).take(5).collect())
        })
        .collect::<Result<_, tarjuman::Error>>()?;
    other_recall("recall@5, words", &queries, &units, &wide_found, Words::new);
    other_recall("recall@5, characters", &queries, &units, &wide_found, Characters::new);
    Ok(())
}

fn text(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| format!("{} is not UTF-8", path.display()))
}

/// The argument with which this program measures one child process: the system reports the peak memory
/// only as the maximum over all children of a process.
const MEASURE: &str = "--measure";

/// What a run of the program took.
struct Run {
    cpu: Duration,
    /// The peak memory, in MB.
    peak: f64,
}

impl Run {
    fn of(arguments: &[&str], input: Stdio) -> Result<Run, Box<dyn Error>> {
        let output = Command::new(std::env::current_exe()?)
            .arg(MEASURE)
            .args(arguments)
            .stdin(input)
            .stderr(Stdio::inherit())
            .output()?;
        let printed = String::from_utf8(output.stdout)?;
        let (cpu, peak) = printed.trim().split_once(' ').ok_or("the program failed")?;
        Ok(Run { cpu: Duration::from_micros(cpu.parse()?), peak: peak.parse::<f64>()? / 1e3 })
    }
}

/// Runs the program and prints its CPU time in microseconds and its peak memory in KB.
fn measure_program(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let status = Command::new(env!("CARGO_BIN_EXE_tarjuman"))
        .args(arguments)
        .stdout(Stdio::null())
        .status()?;
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(format!("tarjuman {arguments:?} ended with {status}").into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    println!("{cpu} {}", usage.max_rss());
    Ok(())
}

fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    format!("CPU p50 {:.2} ms, p95 {:.2} ms", at(50), at(95))
}

fn write_tmx(path: &Path, units: &[(String, String)]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let header = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="bench" creationtoolversion="1" segtype="sentence" o-tmf="bench"
 adminlang="en" srclang="en" datatype="plaintext"/><body>"#;
    writeln!(out, "{header}")?;
    for (number, (english, arabic)) in units.iter().enumerate() {
        writeln!(
            out,
            "<tu creationdate=\"20240102T{:02}{:02}{:02}Z\" creationid=\"noor\">\n\
             <tuv xml:lang=\"en\"><seg>{english}</seg></tuv>\n\
             <tuv xml:lang=\"ar\"><seg>{arabic}</seg></tuv></tu>",
            number / 3600 % 24,
            number / 60 % 60,
            number % 60
        )?;
    }
    writeln!(out, "</body></tmx>")
}

/// Times to find the first page of hits for phrases that occur in the memory, on either side.
fn search(
    memory: &mut Memory,
    units: &[(String, String)],
    random: &mut Random,
) -> Result<Vec<Duration>, tarjuman::Error> {
    (0..QUERIES)
        .map(|number| {
            let (english, arabic) = &units[random.below(units.len() as u64) as usize];
            let text = if number % 2 == 0 { english } else { arabic };
            let words: Vec<&str> = text.split(' ').collect();
            let from = random.below(words.len().saturating_sub(1).max(1) as u64) as usize;
            let phrase = words[from..(from + 2).min(words.len())].join(" ");
            let options =
                SearchOptions { words: Some(phrase), limit: 20, ..SearchOptions::default() };
            let start = ThreadTime::now();
            memory.search(&options)?;
            Ok(start.elapsed())
        })
        .collect()
}

/// Times to add a unit; the next lookup must find it.
fn add(
    memory: &mut Memory,
    maker: &Maker,
    random: &mut Random,
) -> Result<Vec<Duration>, Box<dyn Error>> {
    let options = LookupOptions::new(Language::english());
    (0..QUERIES)
        .map(|_| {
            let (english, arabic) = maker.unit(&[], random);
            let unit = Unit::new(
                Pair::new(english.clone(), arabic.to_string()).map(UnitText::plain),
                Pair::new(Language::english(), Language::arabic()),
            );
            let start = ThreadTime::now();
            memory.add_units(std::slice::from_ref(&unit))?;
            let spent = start.elapsed();
            match memory.lookup(&english, &options)?.first() {
                Some(found) if found.score == 100 => Ok(spent),
                _ => Err(format!("“{english}” was added but not found").into()),
            }
        })
        .collect()
}

fn row(name: &str, value: &str) {
    println!("  {name:<24} {value}");
}

fn megabytes(path: &Path) -> std::io::Result<f64> {
    Ok(std::fs::metadata(path)?.len() as f64 / 1e6)
}

fn queries(maker: &Maker, units: &[(String, String)], random: &mut Random) -> Vec<String> {
    (0..QUERIES)
        .map(|number| {
            if number < UNSEEN {
                maker.unit(&[], random).0
            } else {
                let (text, _) = &units[random.below(units.len() as u64) as usize];
                maker.changed(text, 1 + number as u64 % 5, random)
            }
        })
        .collect()
}

/// A similarity of texts other than the match score, 0–1.
trait Similarity {
    fn similarity(&self, text: &str, cutoff: f64) -> Option<f64>;
}

struct Words(Vec<u64>);

impl Words {
    fn new(text: &str) -> Words {
        let number = |word: &str| {
            let mut hasher = DefaultHasher::new();
            word.hash(&mut hasher);
            hasher.finish()
        };
        Words(text.split_whitespace().map(number).collect())
    }
}

impl Similarity for Words {
    fn similarity(&self, text: &str, cutoff: f64) -> Option<f64> {
        let max_distance = |longer: usize| ((1.0 - cutoff) * longer as f64 + 1e-9) as usize;
        let length = text.split_whitespace().count();
        let longer = self.0.len().max(length).max(1);
        if self.0.len().abs_diff(length) > max_distance(longer) {
            return None;
        }
        let words = Words::new(text).0;
        let shared = words.iter().filter(|word| self.0.contains(word)).count();
        if longer - shared > max_distance(longer) {
            return None;
        }
        let distance = levenshtein::distance(self.0.iter().copied(), words.iter().copied());
        Some(1.0 - distance as f64 / longer as f64)
    }
}

struct Characters(levenshtein::BatchComparator<char>);

impl Characters {
    fn new(text: &str) -> Characters {
        Characters(levenshtein::BatchComparator::new(text.chars()))
    }
}

impl Similarity for Characters {
    fn similarity(&self, text: &str, cutoff: f64) -> Option<f64> {
        let args = levenshtein::Args::default().score_cutoff(cutoff);
        self.0.normalized_similarity_with_args(text.chars(), &args)
    }
}

/// Recall of the five best units by another similarity, among those of at least .7. A unit counts as
/// recalled if it was found, or if all found texts are at least as similar.
fn other_recall<S: Similarity>(
    name: &str,
    queries: &[String],
    units: &[(String, String)],
    found: &[Vec<String>],
    new: impl Fn(&str) -> S,
) {
    let (mut hit, mut expected, mut without) = (0u32, 0u32, 0);
    for (query, found) in queries.iter().zip(found) {
        let measure = new(query);
        let mut best: Vec<(f64, &str)> = Vec::new();
        let mut cutoff = 0.7;
        for (text, _) in units {
            if let Some(similarity) = measure.similarity(text, cutoff)
                && similarity >= cutoff
                && !best.iter().any(|(_, other)| other == text)
            {
                best.push((similarity, text));
                best.sort_by(|a, b| b.0.total_cmp(&a.0));
                best.truncate(5);
                if let Some((last, _)) = best.get(4) {
                    cutoff = *last;
                }
            }
        }
        without += usize::from(best.is_empty());
        let lowest = found
            .iter()
            .map(|text| measure.similarity(text, 0.0).unwrap_or_default())
            .fold(f64::INFINITY, f64::min);
        for (similarity, text) in best {
            expected += 1;
            let better = !found.is_empty() && lowest >= similarity;
            hit += u32::from(better || found.iter().any(|found| found == text));
        }
    }
    let share = f64::from(hit) / f64::from(expected);
    row(name, &format!("{share:.4} of {expected}; {without} texts without similar units"));
}
