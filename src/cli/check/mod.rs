//! `tarjuman check`: what is wrong with pairs, from any file or memory.

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

/// Check pairs: numbers, dates, terms, tags, marks, language, damage, lengths, repetitions
///
/// Every file that `tarjuman import` reads can be checked, or a memory. Nothing is changed: what is
/// found is said, with its place, a reason code and how bad it is, and how it would be put right where
/// that is sure.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman check old.tmx
  tarjuman check pairs.tsv --source-language en --target-language ar --min-severity warning
  tarjuman check --memory work.tarjuman --only numbers,dates,glossary-term --glossary terms.tsv
  tarjuman check corpus.jsonl --format json | jq -r '.findings[].code' | sort | uniq -c
  tarjuman check --codes

Errors are wrong nearly always, warnings likely, notes are often right as they are. --format json gives \
a line for each pair with findings: {\"file\", \"unit\", \"source\", \"target\", \"findings\": [{\"code\", \
\"severity\", \"message\", \"source\", \"target\", …}]}; ranges are bytes of the texts.
Exit code 1: a finding of level error.")]
pub struct Args {
    /// Files, or folders of them
    #[arg(conflicts_with = "memory")]
    files: Vec<PathBuf>,
    /// The translation memory to check; without files the same as for other commands
    #[arg(long, value_name = "FILE")]
    memory: Option<PathBuf>,
    /// Only these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    only: Vec<Code>,
    /// All codes but these
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    skip: Vec<Code>,
    /// Leave out what is milder: note, warning or error
    #[arg(long, value_name = "LEVEL", default_value_t)]
    min_severity: Severity,
    /// Terms that must be translated as here: TERM<TAB>TERM, one English and one Arabic
    #[arg(long, value_name = "FILE")]
    glossary: Option<PathBuf>,
    /// A lexicon or glossary beside the built-in lexicon; may repeat
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
    /// The source language; of a file with several, the one wanted
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// The target language, likewise
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
    /// The format of the files where their names and beginnings do not tell it
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_read)]
    input_format: Option<Format>,
    /// Columns of a table, by number from 1 or by name
    #[arg(long, value_name = "source=COLUMN,target=COLUMN")]
    columns: Option<Columns>,
    /// How to print what is found
    #[arg(long, value_enum, default_value_t)]
    format: CheckFormat,
    /// Print only how often each code was found
    #[arg(long)]
    summary: bool,
    /// List the codes
    #[arg(long, conflicts_with_all = ["files", "memory"])]
    codes: bool,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum CheckFormat {
    /// For people
    #[default]
    Text,
    /// A line of JSON for each pair with findings
    Json,
    /// Place, unit, code, severity, message, source, target, a line for each finding
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
    if args.files.is_empty() {
        check_memory(&args, &mut inspection)?;
    } else {
        for file in find_files(&args.files)? {
            check_file(&args, &file, &mut inspection)?;
        }
    }
    let has_errors = inspection.finish()?;
    Ok(if has_errors { Outcome::Incomplete } else { Outcome::Done })
}

/// The checks with the lexicons and the glossary that were named.
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
        let hint = "write a line of a glossary as TERM<TAB>TERM";
        let fault = Fault::new(FaultKind::Empty, "this glossary has no entries", hint);
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

fn check_memory(args: &Args, inspection: &mut Inspection<'_>) -> Result<()> {
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
    Ok(())
}

/// Keeps why reading must stop, for errors of the sink are the library's.
fn stopping(result: Result<()>, failed: &mut Option<anyhow::Error>) -> crate::Result<()> {
    result.map_err(|error| {
        *failed = Some(error);
        Error::Write(std::io::ErrorKind::WriteZero.into())
    })
}

/// Checks what is left of a file, also of one that broke off.
fn finish<T>(
    inspection: &mut Inspection<'_>,
    failed: Option<anyhow::Error>,
    read: crate::Result<T>,
) -> Result<T> {
    if let Some(error) = failed {
        return Err(error);
    }
    inspection.end()?;
    read.map_err(|error| anyhow!(error)).context("not all could be checked")
}
