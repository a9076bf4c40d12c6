//! `tarjuman align`: aligns an article with its translation, or many articles.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::args::{
    AlignerArgs, DEFAULT_MIN_SCORE, PairFilterArgs, ReadingArgs, ThreadsArg, author, probability,
};
use super::coverage;
use super::output::{Pending, Target, format_help};
use super::{Outcome, talk};
use crate::align::{Aligner, AlignerOptions, Coverage};
use crate::corpus::{StreamForm, StreamOptions, align_stream};
use crate::document::{ArticleFormat, FilePair, find_pairs};
use crate::exchange::Format;
use crate::files::{companions, is_same_file};
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

Files in a folder are paired by name: a.en.docx with a.ar.docx, en/a with ar/a, a.docx with a.ar.docx. \
A list has one line per pair: ORIGINAL<TAB>TRANSLATION[<TAB>NAME].

A document in a memory is identified by the names of its two files. When you align it again, what you \
accepted, edited or rejected is kept wherever its text has not changed. Unchanged files are not aligned \
again, even with another lexicon, but their units are selected again by --min-score. --replace starts \
from scratch.")]
pub struct Args {
    /// The original; - reads standard input
    #[arg(required_unless_present_any = ["pairs", "jsonl"])]
    original: Option<PathBuf>,
    /// Its translation
    #[arg(required_unless_present_any = ["pairs", "jsonl"])]
    translation: Option<PathBuf>,
    /// Align all pairs of a folder, matched by name, or of a list, and store them in the memory
    #[arg(long, value_name = "DIR|LIST.tsv", conflicts_with_all = ["original", "translation", "output", "format", "document"], requires = "memory")]
    pairs: Option<PathBuf>,
    /// Align document pairs from standard input, one JSON object per line: {"id", "source", "target"},
    /// each side a text or a list of segments. Prints one line per bead
    #[arg(long, conflicts_with_all = ["original", "translation", "pairs", "memory", "output", "format", "replace"])]
    jsonl: bool,
    /// With --jsonl: check pairs as `corpus build` does. Each pair gets the reasons for dropping it, empty
    /// if it would be kept, and a key that its duplicates share
    #[arg(long, requires = "jsonl", conflicts_with_all = ["original", "pairs"])]
    checks: bool,
    /// Store the pairs in this translation memory, which is created if it does not exist
    #[arg(long, value_name = "FILE")]
    memory: Option<PathBuf>,
    /// Write the result to this file, in the format of its extension; - is standard output. Can be repeated
    #[arg(long, short, value_name = "FILE")]
    output: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_write, help = format_help())]
    format: Option<Format>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[arg(long, value_name = "P", value_parser = probability, help = min_score_help())]
    min_score: Option<Score>,
    /// Name of the document in the memory; by default the names of its two files. With --jsonl, give no
    /// name: prints one line per document
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    document: Option<String>,
    /// Discard earlier decisions about the document and align it from scratch
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
            min_score: args.min_score.unwrap_or(DEFAULT_MIN_SCORE),
            replace: args.replace,
        },
    };
    match (&args.pairs, &args.original, &args.translation) {
        (Some(pairs), _, _) => align_many(pairs, &args, &settings),
        (None, Some(original), Some(translation)) => {
            align_one(original, translation, &args, &settings)
        }
        _ => bail!("give an article and its translation"),
    }
}

/// How to align and store articles.
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

/// Aligns records from standard input to standard output, one per line.
fn align_records(args: &Args) -> Result<Outcome> {
    let settings = align_settings(args)?;
    let form = match args.document.as_deref() {
        None => StreamForm::Beads,
        Some("") => StreamForm::Documents,
        Some(_) => {
            bail!("with --jsonl, documents are named by their id; give --document without a name")
        }
    };
    let (input, output) = (BufReader::with_capacity(1 << 20, std::io::stdin()), std::io::stdout());
    let output = BufWriter::with_capacity(1 << 20, output);
    let filter = args
        .checks
        .then(|| PairFilterArgs::with_min_score(args.min_score.unwrap_or(DEFAULT_MIN_SCORE)));
    let options = StreamOptions { form, filter };
    let bar = records_progress();
    let summary =
        align_stream(input, output, &settings, &options, &|records| bar.set_position(records))?;
    bar.finish_and_clear();
    talk::note(&format!(
        "{} records, {} of them with errors; {} pairs",
        summary.records, summary.errors, summary.pairs
    ));
    Ok(Outcome::Done)
}

/// A progress bar that counts records.
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
    // Everything that is likely to fail comes before the memory is created or changed; afterwards, files
    // are only renamed.
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

/// How much of the texts the lexicons know, if they were aligned.
fn coverage_of(update: &Update) -> Option<Coverage> {
    match update.change() {
        Change::Beads(beads) => beads.coverage,
        Change::Units { .. } | Change::Nothing => None,
    }
}

/// Reports the result for a document.
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
                "{name}: the files are unchanged, so they were not aligned again (--replace does so from \
                                 scratch); {} units in the memory with the new --min-score",
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
            "{name}: {} beads that were decided are not in the new texts; approved ones remain in the \
                         memory as units:",
            lost.len()
        ));
        for bead in lost {
            let texts = bead.texts();
            talk::note(&format!("  {}: {} | {}", bead.status, texts.source, texts.target));
        }
    }
}

/// Pairs that are read in parallel, before they are aligned and stored in order.
const BATCH: usize = 32;

fn align_many(pairs: &Path, args: &Args, settings: &Settings) -> Result<Outcome> {
    let Some(path) = &args.memory else { bail!("give the memory with --memory") };
    let own: Vec<PathBuf> = [path.clone()].into_iter().chain(companions(path)).collect();
    let mut found = find_pairs(pairs, settings.align.languages.source.as_ref(), |file| {
        !own.iter().any(|own| is_same_file(file, own))
    })?;
    for file in &found.unmatched {
        talk::warning(&format!(
            "{}: no counterpart was found; give both files matching names, or pair them in a list",
            file.display()
        ));
    }
    if found.pairs.is_empty() {
        bail!(
            "{}: no two file names match; `tarjuman align --help` explains how files are paired",
            pairs.display()
        );
    }
    let mut memory = Memory::open_or_create(path)?;
    memory.set_author(author());
    let repeated = remove_repeated(&mut found.pairs);
    for message in &repeated {
        talk::error(&format!("{}: {message}", pairs.display()));
    }
    let bar = progress(found.pairs.len());
    let (mut stored, mut unchanged, mut failed) = (0usize, 0usize, repeated.len());
    let mut known = coverage::Summary::default();
    for batch in found.pairs.chunks(BATCH) {
        let read: Vec<Result<ArticlePair>> =
            batch.par_iter().map(|files| read_pair(files, settings)).collect();
        // The aligner uses all cores for each document, so the loop need not be parallel.
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
        "{stored} documents stored, {unchanged} unchanged, {failed} skipped, {} files without a counterpart",
        found.unmatched.len()
    ));
    known.report();
    Ok(if failed > 0 { Outcome::Incomplete } else { Outcome::Done })
}

/// Removes pairs that would overwrite the document of an earlier pair, and returns a message for each.
fn remove_repeated(pairs: &mut Vec<FilePair>) -> Vec<String> {
    let mut first: HashMap<String, String> = HashMap::new();
    let mut repeated = Vec::new();
    pairs.retain(|files| {
        let origin = match files.line {
            Some(line) => format!("line {line}"),
            None => files.files.source.display().to_string(),
        };
        match first.entry(key_of(files).name) {
            Entry::Vacant(entry) => {
                entry.insert(origin);
                true
            }
            Entry::Occupied(entry) => {
                repeated.push(format!(
                    "{origin}: skipped: {} already has the document name “{}”; choose another name",
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

/// A progress bar that counts documents.
fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
