//! `tarjuman import`: files of other tools into a memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, bail};
use serde::Serialize;

use super::args::MemoryArg;
use super::progress::file_bar;
use super::screen::Screen;
use super::{Outcome, talk};
use crate::error::Error;
use crate::exchange::{Columns, Entry, Format, ReadOptions, Skip, read_units};
use crate::memory::{Imported, Memory};
use crate::model::{Language, Pair};
use crate::text::printable;

/// Skipped units that are told one by one; the rest are counted, unless --verbose is given.
const TOLD: usize = 10;

/// Reasons that are said in the line of a file; --report json has all.
const SAID: usize = 3;

/// Different reasons that are reported of a file; they may quote it.
const REASONS: usize = 100;

/// Take translation units of other tools into a memory
#[derive(Debug, clap::Args)]
#[command(long_about = long_about(), after_help = "\
Examples:
  tarjuman import old.tmx --memory work.tarjuman
  tarjuman import project/ more.sdlxliff.gz --memory work.tarjuman
  tarjuman import glossary.csv --columns source=en,target=ar
  tarjuman import pairs.tsv --source-language en --target-language ar
  tarjuman import corpus.en --memory corpus.tarjuman             with corpus.ar beside it
  tarjuman import out.ladder --source-text a.en --target-text a.ar

Every file is an operation of its own: `tarjuman history` lists it, `tarjuman undo` takes it back. A unit \
that cannot be used is skipped and said, with its line and why; --strict makes that exit code 1.")]
pub struct Args {
    /// Files, or folders of them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    memory: MemoryArg,
    /// The format where the name and the beginning of a file do not tell it
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_read)]
    format: Option<Format>,
    /// The source language; of a file with several, the one wanted
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// The target language, likewise
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
    /// Columns of a table, by number from 1 or by name
    #[arg(long, value_name = "source=COLUMN,target=COLUMN")]
    columns: Option<Columns>,
    /// The text that the left numbers of a ladder point into, a segment a line
    #[arg(long, value_name = "FILE")]
    source_text: Option<PathBuf>,
    /// The text that the right numbers point into
    #[arg(long, value_name = "FILE")]
    target_text: Option<PathBuf>,
    /// Exit with 1 when a unit was skipped
    #[arg(long)]
    strict: bool,
    /// Say every unit that is skipped
    #[arg(long, short)]
    verbose: bool,
    /// How to print what was imported
    #[arg(long, value_enum, default_value_t)]
    report: ReportFormat,
}

fn long_about() -> String {
    format!(
        "Take translation units of other tools into a memory\n\n\
         These formats are read, each plain or in gzip:\n{}\n\n\
         What is there already is not added again, so a file can be imported twice, or an import that \
         was interrupted be run again.",
        Format::help_to_read()
    )
}

/// How the table of files is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum ReportFormat {
    /// A line for each file
    #[default]
    Text,
    /// A line of JSON for each file
    Json,
}

/// What became of a file.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    /// Units there, whether or not they could be used.
    there: u64,
    /// Units stored.
    added: u64,
    /// Units that were in the memory already.
    same: u64,
    /// Units that could not be used.
    skipped: u64,
    /// Why, each reason once with how often.
    reasons: Vec<(String, u64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let files = find_files(&args.files)?;
    let mut memory = args.memory.open_or_create()?;
    let mut screen = Screen::new();
    let (mut skipped, mut failed, mut any) = (0, 0, false);
    for file in &files {
        let report = import_file(&args, file, &mut memory)?;
        skipped += report.skipped;
        any |= report.added + report.same > 0;
        match args.report {
            ReportFormat::Json => screen.line(&serde_json::to_string(&report)?)?,
            ReportFormat::Text => screen.line(&sentence(&report))?,
        }
        screen.flush()?;
        if let Some(error) = &report.error {
            let kept = match report.added + report.same {
                0 => String::new(),
                1 => "; the unit before that is in the memory".to_owned(),
                units => format!("; the {units} units before that are in the memory"),
            };
            if files.len() == 1 {
                bail!("{error}{kept}");
            }
            talk::error(&format!("{error}{kept}"));
            failed += 1;
        }
    }
    if failed > 0 {
        bail!("{failed} of {} files could not be read to their end", files.len());
    }
    Ok(if !any || (args.strict && skipped > 0) { Outcome::Incomplete } else { Outcome::Done })
}

/// The files named, and those of a known format in folders named.
pub(super) fn find_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            // A name that is wrong should not leave an empty memory behind; Moses names two files by one.
            if Format::of_input(path) != Some(Format::Moses) {
                std::fs::metadata(path).map_err(|error| Error::io(path, error))?;
            }
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        let mut folders = vec![path.clone()];
        while let Some(folder) = folders.pop() {
            let mut entries: Vec<PathBuf> = std::fs::read_dir(&folder)
                .map_err(|error| Error::io(&folder, error))?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<std::io::Result<_>>()
                .map_err(|error| Error::io(&folder, error))?;
            entries.sort();
            for entry in entries {
                if entry.is_dir() {
                    // A link to a folder may lead back here.
                    if !entry.is_symlink() {
                        folders.push(entry);
                    }
                } else if Format::of_input(&entry).is_some() {
                    // A pipe would be waited for; a link that leads nowhere is told of when it is read.
                    if entry.exists() && !entry.is_file() {
                        talk::warning(&format!("{}: no regular file, left out", entry.display()));
                    } else {
                        files.push(entry);
                    }
                }
            }
        }
        if files.len() == before {
            let names = Format::names(Format::readable());
            bail!("{}: no file in it has a name as {names} files do", path.display());
        }
    }
    Ok(files)
}

fn import_file(args: &Args, file: &Path, memory: &mut Memory) -> Result<Report> {
    let progress = Arc::new(AtomicU64::new(0));
    let options = ReadOptions {
        format: args.format,
        languages: Pair::new(args.source_language.clone(), args.target_language.clone()),
        columns: args.columns.clone(),
        texts: Pair::new(args.source_text.clone(), args.target_text.clone()),
        progress: Some(Arc::clone(&progress)),
    };
    let bar = file_bar(file);
    let mut skips =
        Skips { told: if args.verbose { usize::MAX } else { TOLD }, ..Skips::default() };
    let mut import = memory.import(&file.display().to_string())?;
    let read = read_units(file, &options, &mut |entry| {
        bar.set_position(progress.load(Ordering::Relaxed));
        match entry {
            Entry::Unit(unit) => import.add(*unit)?,
            Entry::Skipped(skip) => bar.suspend(|| skips.add(file, skip)),
        }
        Ok(())
    });
    let before = import.imported().added;
    let finished = match &read {
        Ok(_) => import.finish(true).map_err(|error| error.to_string()),
        Err(error @ (Error::Memory { .. } | Error::Sqlite(_))) => Err(error.to_string()),
        Err(_) => import.finish(false).map_err(|error| error.to_string()),
    };
    let imported = match finished {
        Ok(imported) => imported,
        Err(error) if before > 0 => {
            bail!(
                "{error}; {before} units of {} are stored, run it again for the rest",
                file.display()
            )
        }
        Err(error) => bail!("{error}"),
    };
    bar.finish_and_clear();
    skips.say_rest(file);
    if let Ok(reading) = &read
        && let Some(warning) = &reading.warning
    {
        talk::warning(&format!("{}: {warning}", file.display()));
    }
    let Imported { read: units, added, same, rejected, .. } = imported;
    skips.count(Skip::REJECTED, rejected);
    Ok(Report {
        file: file.display().to_string(),
        there: units + skips.total - rejected,
        added,
        same,
        skipped: skips.total,
        reasons: skips.reasons,
        error: read.err().map(|error| error.to_string()),
    })
}

/// What was skipped of a file.
#[derive(Debug, Default)]
struct Skips {
    total: u64,
    reasons: Vec<(String, u64)>,
    /// How many more are told.
    told: usize,
    untold: u64,
}

impl Skips {
    fn add(&mut self, file: &Path, skip: Skip) {
        self.count(&skip.reason, 1);
        if self.told == 0 {
            self.untold += 1;
            return;
        }
        self.told -= 1;
        let line = skip.line.map(|line| format!(":{line}")).unwrap_or_default();
        talk::warning(&format!(
            "{}{line}: unit {} skipped: {}",
            file.display(),
            skip.unit,
            skip.reason
        ));
    }

    fn count(&mut self, reason: &str, times: u64) {
        if times == 0 {
            return;
        }
        self.total += times;
        if let Some((_, count)) = self.reasons.iter_mut().find(|(known, _)| known == reason) {
            *count += times;
        } else if self.reasons.len() < REASONS {
            self.reasons.push((reason.to_owned(), times));
        }
    }

    fn say_rest(&self, file: &Path) {
        if self.untold > 0 {
            talk::warning(&format!(
                "{}: {} more units were skipped; --verbose says them",
                file.display(),
                self.untold
            ));
        }
    }
}

fn sentence(report: &Report) -> String {
    let mut parts = vec![format!("{} added", report.added)];
    if report.same > 0 {
        parts.push(format!("{} already there", report.same));
    }
    if report.skipped > 0 {
        let mut reasons: Vec<&(String, u64)> = report.reasons.iter().collect();
        reasons.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let more = if reasons.len() > SAID { "; …" } else { "" };
        let said: Vec<String> = reasons
            .into_iter()
            .take(SAID)
            .map(|(reason, times)| format!("{times} × {}", printable(reason)))
            .collect();
        parts.push(format!("{} skipped ({}{more})", report.skipped, said.join("; ")));
    }
    let units = if report.there == 1 { "unit" } else { "units" };
    format!("{}: {} {units}, {}", printable(&report.file), report.there, parts.join(", "))
}
