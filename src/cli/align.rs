//! `tarjuman align`: an article and its translation, or a folder of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::args::{
    AlignerArgs, PairFilterArgs, ReadingArgs, ThreadsArg, USUAL_SCORE, author, probability,
};
use super::coverage;
use super::output::{Pending, Target, format_help, place};
use super::{Outcome, talk};
use crate::align::{Aligner, AlignerOptions, Coverage};
use crate::corpus::{StreamForm, StreamWanted, align_stream};
use crate::document::{ArticleFormat, FilePair, find_pairs};
use crate::exchange::Format;
use crate::job::{AlignSettings, ArticlePair, Change, StoreSettings, Update, document_key};
use crate::memory::{DocumentKey, Memory, Stored};
use crate::model::{AlignedDocument, Pair, Score, Unit};

/// Align an article with its translation
#[derive(Debug, clap::Args)]
#[command(long_about = long_about(), after_help = "\
Examples:
  tarjuman align article.en.md article.ar.md
  tarjuman align article.en.docx article.ar.docx --memory work.tarjuman --output article.tmx
  tarjuman align a.en.html a.ar.html --format jsonl | jq .score
  tarjuman align --pairs old-work/ --memory work.tarjuman

A folder pairs its files by name: a.en.docx with a.ar.docx, en/a with ar/a, a.docx with a.ar.docx. \
A list has a line for each pair: ORIGINAL<TAB>TRANSLATION[<TAB>NAME].

In a memory a document is known by the names of its two files. Aligning it again keeps what you \
accepted, edited or rejected where its text still stands. The same files are not aligned again, \
whatever the lexicon, but their units follow --min-score. --replace starts afresh.")]
pub struct Args {
    /// The original; - is standard input
    #[arg(required_unless_present_any = ["pairs", "jsonl"])]
    original: Option<PathBuf>,
    /// Its translation
    #[arg(required_unless_present_any = ["pairs", "jsonl"])]
    translation: Option<PathBuf>,
    /// Align a folder of matching names, or the pairs that a list names, into the memory
    #[arg(long, value_name = "DIR|LIST.tsv", conflicts_with_all = ["original", "translation", "output", "format", "document"], requires = "memory")]
    pairs: Option<PathBuf>,
    /// Align the document pairs of standard input, a line of JSON each: {"id", "source", "target"}, a
    /// text or a list of segments. Beads go to standard output, a line each
    #[arg(long, conflicts_with_all = ["original", "translation", "pairs", "memory", "output", "format", "replace"])]
    jsonl: bool,
    /// With --jsonl: check pairs as `corpus build` does; beads get the reasons to drop them, none where
    /// they would be kept, and a key that duplicates share
    #[arg(long, requires = "jsonl", conflicts_with_all = ["original", "pairs"])]
    checks: bool,
    /// Store the pairs in this translation memory; made if it is not there
    #[arg(long, value_name = "FILE")]
    memory: Option<PathBuf>,
    /// Write the result here; the extension names the format; - is standard output. May repeat
    #[arg(long, short, value_name = "FILE")]
    output: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_write, help = format_help())]
    format: Option<Format>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[arg(long, value_name = "P", value_parser = probability, help = min_score_help())]
    min_score: Option<Score>,
    /// The document's name in the memory; by default the names of its two files. With --jsonl, without
    /// a name: write a line for each document
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    document: Option<String>,
    /// Forget what was decided about this document before
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    aligner: AlignerArgs,
    #[command(flatten)]
    threads: ThreadsArg,
}

fn min_score_help() -> String {
    let formats = Format::writable().filter(|format| !format.writes_documents());
    format!(
        "Beads scored below this, 0 to 1, give no units and are left out of {}; 0.5 unless you say \
         otherwise",
        Format::names(formats)
    )
}

fn long_about() -> String {
    format!(
        "Align an article with its translation\n\n\
         Either article may be English or Arabic; the first is the original. Articles may be {}. \
         Without --output and --memory the pairs are shown in the terminal.",
        ArticleFormat::listed("or")
    )
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    args.threads.start()?;
    if args.jsonl {
        return align_records(&args);
    }
    let settings = Settings {
        align: align_settings(&args)?,
        store: StoreSettings {
            min_score: args.min_score.unwrap_or(USUAL_SCORE),
            replace: args.replace,
        },
    };
    match (&args.pairs, &args.original, &args.translation) {
        (Some(pairs), _, _) => align_many(pairs, &args, &settings),
        (None, Some(original), Some(translation)) => {
            align_one(original, translation, &args, &settings)
        }
        _ => bail!("name an article and its translation"),
    }
}

/// How articles are aligned and stored.
struct Settings {
    align: AlignSettings,
    store: StoreSettings,
}

fn align_settings(args: &Args) -> Result<AlignSettings> {
    Ok(AlignSettings {
        segmentation: args.reading.segmentation(),
        languages: args.reading.languages(),
        aligner: Aligner::new(AlignerOptions::try_from(&args.aligner)?),
    })
}

/// Standard input to standard output, a record a line.
fn align_records(args: &Args) -> Result<Outcome> {
    let settings = align_settings(args)?;
    let form = match args.document.as_deref() {
        None => StreamForm::Beads,
        Some("") => StreamForm::Documents,
        Some(_) => {
            bail!("with --jsonl documents are named by their id; write --document without a name")
        }
    };
    let (input, output) = (BufReader::with_capacity(1 << 20, std::io::stdin()), std::io::stdout());
    let output = BufWriter::with_capacity(1 << 20, output);
    let filter = args.checks.then(|| PairFilterArgs::usual(args.min_score.unwrap_or(USUAL_SCORE)));
    let wanted = StreamWanted { form, filter };
    let bar = records_progress();
    let summary =
        align_stream(input, output, &settings, &wanted, &|records| bar.set_position(records))?;
    bar.finish_and_clear();
    talk::note(&format!(
        "{} records, {} of them with an error; {} pairs",
        summary.records, summary.errors, summary.pairs
    ));
    Ok(Outcome::Done)
}

/// Counts records on a terminal.
fn records_progress() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{pos} records, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar
}

fn align_one(
    original: &Path,
    translation: &Path,
    args: &Args,
    settings: &Settings,
) -> Result<Outcome> {
    if args.document.as_deref() == Some("") {
        bail!("--document needs a name");
    }
    let inputs = [Some(original), Some(translation), args.memory.as_deref()];
    let inputs: Vec<&Path> = inputs.into_iter().flatten().collect();
    let mut targets = args
        .output
        .iter()
        .map(|path| Target::new(path.clone(), args.format, &inputs))
        .collect::<Result<Vec<_>>>()?;
    if targets.is_empty() && (args.memory.is_none() || args.format.is_some()) {
        targets.push(Target::stdout(args.format.unwrap_or(Format::Text))?);
    }
    let files = Pair::new(original, translation);
    let key = document_key(files, args.document.as_deref());
    let pair = ArticlePair::read(files, &settings.align.languages)?;
    for warning in &pair.warnings {
        talk::warning(warning);
    }
    let mut memory = match &args.memory {
        Some(path) if path.exists() => Some(Memory::open(path)?),
        _ => None,
    };
    let update = Update::prepare(memory.as_ref(), &pair, key, &settings.align, settings.store)?;
    // What can fail comes before the memory is made or written; what follows is a rename.
    let pending = prepare(&targets, update.document(), settings)?;
    pending.iter().try_for_each(Pending::send)?;
    if let (None, Some(path)) = (&memory, &args.memory) {
        memory = Some(Memory::open_or_create(path)?);
    }
    let stored = match &mut memory {
        Some(memory) => {
            memory.set_author(author());
            update.store(memory)?
        }
        None => None,
    };
    pending.into_iter().try_for_each(Pending::publish)?;
    if let Some(known) = coverage_of(&update) {
        coverage::warn(known, pair.paths());
    }
    report(&update, stored);
    Ok(Outcome::Done)
}

fn prepare(
    targets: &[Target],
    document: &AlignedDocument,
    settings: &Settings,
) -> Result<Vec<Pending>> {
    let units: Vec<Unit> = document.units(settings.store.min_score).collect();
    let documents = std::slice::from_ref(document);
    targets.iter().map(|target| target.prepare(documents, &units)).collect()
}

/// How much of the texts the lexicons know, where they were aligned.
fn coverage_of(update: &Update) -> Option<Coverage> {
    match update.change() {
        Change::Beads(beads) => beads.coverage,
        Change::Units { .. } | Change::Nothing => None,
    }
}

/// Says what came of a document.
fn report(update: &Update, stored: Option<Stored>) {
    let document = update.document();
    let name = &document.name;
    let lost = match (update.change(), stored) {
        (Change::Nothing, _) => {
            talk::note(&format!(
                "{name}: unchanged since it was stored; --replace aligns it again from scratch"
            ));
            return;
        }
        (Change::Units { .. }, Some(stored)) => {
            talk::note(&format!(
                "{name}: aligned as before, --replace aligns it again from scratch; {} units in the memory by the \
                 new --min-score",
                stored.units
            ));
            return;
        }
        (Change::Units { .. }, None) => &[],
        (Change::Beads(beads), _) => beads.lost.as_slice(),
    };
    let omissions = document.beads.iter().filter(|bead| bead.is_omission()).count();
    let pairs = document.beads.len() - omissions;
    let mut line = format!("{name}: {pairs} pairs, {omissions} omissions");
    if let Some(stored) = stored {
        line.push_str(&format!("; {} units in the memory", stored.units));
    }
    talk::note(&line);
    if !lost.is_empty() {
        talk::warning(&format!(
            "{name}: {} decided beads are not in the new texts; what was approved stays in the memory:",
            lost.len()
        ));
        for bead in lost {
            let texts = bead.texts();
            talk::note(&format!("  {}: {} | {}", bead.status, texts.source, texts.target));
        }
    }
}

/// Pairs that are read and aligned at a time; they are stored in order.
const BATCH: usize = 32;

fn align_many(pairs: &Path, args: &Args, settings: &Settings) -> Result<Outcome> {
    let Some(path) = &args.memory else { bail!("name the memory with --memory") };
    let memory_place = place(path);
    let mut found = find_pairs(pairs, settings.align.languages.source.as_ref(), |file| {
        !memory_place.as_ref().is_some_and(|memory| belongs_to_memory(file, memory))
    })?;
    for file in &found.unmatched {
        talk::warning(&format!(
            "{}: no counterpart was found; name both files alike, or pair them in a list",
            file.display()
        ));
    }
    if found.pairs.is_empty() {
        bail!("{}: no two files pair by name; see `tarjuman align --help`", pairs.display());
    }
    let mut memory = Memory::open_or_create(path)?;
    memory.set_author(author());
    let repeated = take_out_repeated(&mut found.pairs);
    for said in &repeated {
        talk::error(&format!("{}: {said}", pairs.display()));
    }
    let bar = progress(found.pairs.len());
    let (mut stored, mut unchanged, mut failed) = (0usize, 0usize, repeated.len());
    let mut known = coverage::Summary::default();
    for batch in found.pairs.chunks(BATCH) {
        let read: Vec<Result<ArticlePair>> =
            batch.par_iter().map(|files| read_pair(files, settings)).collect();
        // Reading the memory is quick; aligning is what takes the cores.
        for (files, pair) in batch.iter().zip(read) {
            let result = pair.and_then(|pair| {
                let key = key_of(files);
                let update =
                    Update::prepare(Some(&memory), &pair, key, &settings.align, settings.store)?;
                let stored = update.store(&mut memory)?;
                Ok((pair, update, stored))
            });
            match result {
                Ok((pair, update, made)) => bar.suspend(|| {
                    if let Some(coverage) = coverage_of(&update) {
                        known.add(coverage, pair.paths());
                    }
                    pair.warnings.iter().for_each(|warning| talk::warning(warning));
                    report(&update, made);
                    if made.is_some() { stored += 1 } else { unchanged += 1 }
                }),
                Err(error) => {
                    failed += 1;
                    bar.suspend(|| {
                        talk::error(&format!(
                            "{}: skipped: {error:#}",
                            files.files.source.display()
                        ))
                    });
                }
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    talk::note(&format!(
        "{stored} documents stored, {unchanged} unchanged, {failed} skipped, {} files without counterpart",
        found.unmatched.len()
    ));
    known.report();
    Ok(if failed > 0 { Outcome::Incomplete } else { Outcome::Done })
}

/// Whether a file is the memory of that place or a companion that SQLite keeps beside it.
fn belongs_to_memory(file: &Path, memory: &Path) -> bool {
    let Some(file) = place(file) else { return false };
    file.as_os_str()
        .as_encoded_bytes()
        .strip_prefix(memory.as_os_str().as_encoded_bytes())
        .is_some_and(|suffix| matches!(suffix, b"" | b"-wal" | b"-shm" | b"-journal"))
}

/// Takes out the pairs that would go over the document of one before them, and says so of each.
fn take_out_repeated(pairs: &mut Vec<FilePair>) -> Vec<String> {
    let mut first: HashMap<String, String> = HashMap::new();
    let mut repeated = Vec::new();
    pairs.retain(|files| {
        let place = match files.line {
            Some(line) => format!("line {line}"),
            None => files.files.source.display().to_string(),
        };
        match first.entry(key_of(files).name) {
            Entry::Vacant(entry) => {
                entry.insert(place);
                true
            }
            Entry::Occupied(entry) => {
                repeated.push(format!(
                    "{place}: skipped: {} has the document “{}” already; name this one otherwise",
                    entry.get(),
                    entry.key()
                ));
                false
            }
        }
    });
    repeated
}

fn key_of(files: &FilePair) -> DocumentKey {
    document_key(files.relative_paths(), files.name.as_deref())
}

fn read_pair(files: &FilePair, settings: &Settings) -> Result<ArticlePair> {
    Ok(ArticlePair::read(files.paths(), &settings.align.languages)?)
}

/// A bar on a terminal, nothing elsewhere.
fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
