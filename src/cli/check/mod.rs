//! `tarjuman check`: checks the pairs of files or of a memory.

mod batch;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, anyhow};

use self::batch::Inspection;
use self::report::Reporter;
use super::args::MemoryArg;
use super::args::ThreadsArg;
use super::import::find_files;
use super::lexicon::read_lexicon;
use super::progress::{counting_bar, file_bar};
use super::screen::Screen;
use super::{Outcome, talk};
use crate::align::lexicon::Glossary;
use crate::error::{Error, Fault, FaultKind};
use crate::exchange::{Columns, Entry, Format, ReadOptions, read_units};
use crate::memory::UnitFilter;
use crate::model::{Language, Pair};
use crate::quality::{Checks, Code, Codes, Severity};
use crate::text::decode;

/// Check pairs for mistakes: numbers, dates, terms, tags, punctuation, language, damage, length, repetition
///
/// Checks any file that `tarjuman import` reads, or a memory, and changes nothing. Each finding is printed
/// with its position, a reason code and its severity, and with a correction if one is certain.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman check old.tmx
  tarjuman check pairs.tsv --source-language en --target-language ar --min-severity warning
  tarjuman check --memory work.tarjuman --only numbers,dates,glossary-term --glossary terms.tsv
  tarjuman check corpus.jsonl --format json | jq -r '.findings[].code' | sort | uniq -c
  tarjuman check --codes

Errors are almost always mistakes, warnings probably are, and notes are often correct as they are. \
--format json prints one line per pair with findings: {\"file\", \"unit\", \"source\", \"target\", \
\"findings\": [{\"code\", \"severity\", \"message\", \"source\", \"target\", …}]}; ranges are in bytes.
Exit code 1: an error was found.")]
pub struct Args {
    /// Files, or folders of files
    #[arg(conflicts_with = "memory")]
    files: Vec<PathBuf>,
    /// The translation memory to check; without files, by default $TARJUMAN_MEMORY, or else the memory in
    /// your user data folder
    #[arg(long, value_name = "FILE")]
    memory: Option<PathBuf>,
    /// Run only the checks with these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    only: Vec<Code>,
    /// Skip the checks with these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    skip: Vec<Code>,
    /// Print only findings of this severity or worse: note, warning or error
    #[arg(long, value_name = "LEVEL", default_value_t)]
    min_severity: Severity,
    /// Glossary of required translations, one line per term: TERM<TAB>TERM, one English and one Arabic
    #[arg(long, value_name = "FILE")]
    glossary: Option<PathBuf>,
    /// Lexicon or glossary to use besides the built-in lexicon. Can be repeated
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
    /// The source language; if a file has several languages, the one to check
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// The target language, likewise
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
    /// Format of the files, if it cannot be detected from their names and contents
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_read)]
    input_format: Option<Format>,
    /// Columns of a table, by number (from 1) or by name
    #[arg(long, value_name = "source=COLUMN,target=COLUMN")]
    columns: Option<Columns>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    format: CheckFormat,
    /// Print only the number of findings for each code
    #[arg(long)]
    summary: bool,
    /// List the codes with their meanings
    #[arg(long, conflicts_with_all = ["files", "memory"])]
    codes: bool,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum CheckFormat {
    /// For reading
    #[default]
    Text,
    /// One JSON object per line for each pair with findings
    Json,
    /// One line per finding: file, unit, code, severity, message, source, target
    Tsv,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut screen = Screen::new();
    if args.codes {
        for code in Code::ALL {
            let name = code.as_str();
            screen.line(&format!("{name:<22} {:<8} {}", code.severity(), code.explanation()))?;
        }
        screen.flush()?;
        return Ok(Outcome::Done);
    }
    args.threads.start()?;
    let codes = match args.only.as_slice() {
        [] => Codes::all(),
        only => Codes::of(only),
    };
    let checks = checks(&args, codes.without(&args.skip))?;
    let reporter = Reporter::new(screen, args.format, args.min_severity, args.summary);
    let mut inspection = Inspection::new(&checks, codes.without(&args.skip), reporter);
    let mut outcome = Outcome::Done;
    if args.files.is_empty() {
        outcome = check_memory(&args, &mut inspection)?;
    } else {
        for file in find_files(&args.files)? {
            check_file(&args, &file, &mut inspection)?;
        }
    }
    let has_errors = inspection.finish()?;
    Ok(if has_errors { Outcome::Incomplete } else { outcome })
}

/// The checks with the given lexicons and glossary.
fn checks(args: &Args, codes: Codes) -> Result<Checks> {
    let mut lexicons = Vec::new();
    for path in &args.lexicon {
        lexicons.push(read_lexicon(path)?.lexicon);
    }
    let mut checks = Checks::new(codes);
    if !lexicons.is_empty() {
        checks = checks.with_lexicons(lexicons);
    }
    if let Some(path) = &args.glossary {
        checks = checks.with_glossary(&read_glossary(path)?);
    }
    Ok(checks)
}

fn read_glossary(path: &Path) -> Result<Glossary> {
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    let decoded = decode(&bytes).map_err(|fault| Error::unreadable(path, fault))?;
    let glossary = Glossary::parse(&decoded.text);
    for what in decoded.warning.iter().chain(&glossary.skipped) {
        talk::warning(&format!("{}: {what}", path.display()));
    }
    if glossary.is_empty() {
        let hint = "write each entry as a line TERM<TAB>TERM";
        let fault = Fault::new(FaultKind::Empty, "this glossary contains no entries", hint);
        return Err(Error::unreadable(path, fault).into());
    }
    Ok(glossary)
}

fn check_file(args: &Args, file: &Path, inspection: &mut Inspection<'_>) -> Result<()> {
    let progress = Arc::new(AtomicU64::new(0));
    let options = ReadOptions {
        format: args.input_format,
        languages: Pair::new(args.source_language.clone(), args.target_language.clone()),
        columns: args.columns.clone(),
        progress: Some(Arc::clone(&progress)),
        ..ReadOptions::default()
    };
    let bar = file_bar(file);
    inspection.begin(&file.display().to_string(), bar.clone());
    let mut number = 0;
    let mut failed = None;
    let read = read_units(file, &options, &mut |entry| {
        number += 1;
        let result = match entry {
            Entry::Unit(unit) => inspection.add(number, *unit),
            Entry::Skipped(skip) => inspection.skip(number, &skip),
        };
        bar.set_position(progress.load(Ordering::Relaxed));
        stopping(result, &mut failed)
    });
    finish(inspection, failed, read.map(|reading| reading.warning))?
        .into_iter()
        .for_each(|what| talk::warning(&format!("{}: {what}", file.display())));
    Ok(())
}

fn check_memory(args: &Args, inspection: &mut Inspection<'_>) -> Result<Outcome> {
    let memory = MemoryArg::of(args.memory.clone()).open()?;
    let filter = UnitFilter {
        languages: Pair::new(args.source_language.clone(), args.target_language.clone()),
        ..UnitFilter::default()
    };
    let bar = counting_bar("units checked");
    inspection.begin(&memory.path().display().to_string(), bar.clone());
    let mut failed = None;
    let read = memory.each_stored_unit(&filter, &mut |stored| {
        bar.inc(1);
        let number = u64::try_from(stored.id.0).unwrap_or_default();
        stopping(inspection.add(number, stored.unit), &mut failed)
    });
    finish(inspection, failed, read)?;
    Ok(talk::skipped(&memory, Outcome::Done))
}

/// Stores the error that stops reading, because the reader can only pass on errors of the library.
fn stopping(result: Result<()>, failed: &mut Option<anyhow::Error>) -> crate::Result<()> {
    result.map_err(|error| {
        *failed = Some(error);
        Error::Write(std::io::ErrorKind::WriteZero.into())
    })
}

/// Checks the remaining pairs of a file, even if reading it failed.
fn finish<T>(
    inspection: &mut Inspection<'_>,
    failed: Option<anyhow::Error>,
    read: crate::Result<T>,
) -> Result<T> {
    if let Some(error) = failed {
        return Err(error);
    }
    inspection.end()?;
    read.map_err(|error| anyhow!(error)).context("not everything could be checked")
}
