//! `tarjuman import`: imports files of other tools into a memory.

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

/// Skipped units that are reported one by one unless --verbose is given; further ones are counted.
const MAX_SKIPS_SHOWN: usize = 10;

/// Reasons that are printed in the line of a file; --report json has all.
const MAX_REASONS_SHOWN: usize = 3;

/// The most different reasons that are counted for a file, since reasons may quote its texts.
const MAX_REASONS: usize = 100;

/// Import translation units of other tools into a memory
#[derive(Debug, clap::Args)]
#[command(long_about = long_about(), after_help = "\
Examples:
  tarjuman import old.tmx --memory work.tarjuman
  tarjuman import project/ more.sdlxliff.gz --memory work.tarjuman
  tarjuman import glossary.csv --columns source=en,target=ar
  tarjuman import pairs.tsv --source-language en --target-language ar
  tarjuman import corpus.en --memory corpus.tarjuman             together with corpus.ar
  tarjuman import out.ladder --source-text a.en --target-text a.ar

Each file is a separate operation, which `tarjuman history` lists and `tarjuman undo` undoes. Units that \
cannot be used are skipped with a message that gives the line and the reason; with --strict, the exit code \
is then 1.")]
pub struct Args {
    /// Files, or folders of files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    memory: MemoryArg,
    /// Format of the files, if it cannot be detected from their names and contents
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_read)]
    format: Option<Format>,
    /// The source language; if a file has several languages, the one to import
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// The target language, likewise
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
    /// Columns of a table, by number (from 1) or by name
    #[arg(long, value_name = "source=COLUMN,target=COLUMN")]
    columns: Option<Columns>,
    /// Source text of a ladder, one segment per line
    #[arg(long, value_name = "FILE")]
    source_text: Option<PathBuf>,
    /// Target text of a ladder, one segment per line
    #[arg(long, value_name = "FILE")]
    target_text: Option<PathBuf>,
    /// Exit with code 1 if a unit was skipped
    #[arg(long)]
    strict: bool,
    /// Report every skipped unit
    #[arg(long, short)]
    verbose: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    report: ReportFormat,
}

fn long_about() -> String {
    format!(
        "Import translation units of other tools into a memory\n\n\
         These formats are read, each optionally compressed with gzip or zstd:\n{}\n\n\
         Units that are already in the memory are not added again, so an interrupted import can \
         simply be repeated.",
        Format::help_to_read()
    )
}

/// How the results of files are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum ReportFormat {
    /// One line per file
    #[default]
    Text,
    /// One JSON object per line for each file
    Json,
}

/// The result of the import of a file.
#[derive(Debug, Serialize)]
struct FileReport {
    file: String,
    /// The number of units in the file, including those that could not be used.
    there: u64,
    /// The number of units added.
    added: u64,
    /// The number of units that were already in the memory.
    same: u64,
    /// The number of units that could not be used.
    skipped: u64,
    /// The reasons, each with the number of units.
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
            ReportFormat::Text => screen.line(&summary_line(&report))?,
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
        bail!("{failed} of {} files could not be read completely", files.len());
    }
    Ok(if !any || (args.strict && skipped > 0) { Outcome::Incomplete } else { Outcome::Done })
}

/// The given files, and the files of supported formats in the given folders.
pub(super) fn find_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            // A wrong name must not leave an empty memory behind. The name of a Moses corpus stands for
            // two files.
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
                    // Reading a pipe would block. A broken link is reported when it is read.
                    if entry.exists() && !entry.is_file() {
                        talk::warning(&format!(
                            "{}: ignored, because it is not a regular file",
                            entry.display()
                        ));
                    } else {
                        files.push(entry);
                    }
                }
            }
        }
        if files.len() == before {
            let names = Format::names(Format::readable());
            bail!(
                "{}: no file in this folder has the extension of a supported format ({names})",
                path.display()
            );
        }
    }
    Ok(files)
}

fn import_file(args: &Args, file: &Path, memory: &mut Memory) -> Result<FileReport> {
    let progress = Arc::new(AtomicU64::new(0));
    let options = ReadOptions {
        format: args.format,
        languages: Pair::new(args.source_language.clone(), args.target_language.clone()),
        columns: args.columns.clone(),
        texts: Pair::new(args.source_text.clone(), args.target_text.clone()),
        progress: Some(Arc::clone(&progress)),
    };
    let bar = file_bar(file);
    let mut skips = Skips {
        remaining: if args.verbose { usize::MAX } else { MAX_SKIPS_SHOWN },
        ..Skips::default()
    };
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
                "{error}; {before} units of {} are stored; repeat the import to add the rest",
                file.display()
            )
        }
        Err(error) => bail!("{error}"),
    };
    bar.finish_and_clear();
    skips.report_hidden(file);
    if let Ok(reading) = &read
        && let Some(warning) = &reading.warning
    {
        talk::warning(&format!("{}: {warning}", file.display()));
    }
    let Imported { read: units, added, same, rejected, .. } = imported;
    skips.count(Skip::REJECTED, rejected);
    Ok(FileReport {
        file: file.display().to_string(),
        there: units + skips.total - rejected,
        added,
        same,
        skipped: skips.total,
        reasons: skips.reasons,
        error: read.err().map(|error| error.to_string()),
    })
}

/// The skipped units of a file.
#[derive(Debug, Default)]
struct Skips {
    total: u64,
    reasons: Vec<(String, u64)>,
    /// How many more are reported one by one.
    remaining: usize,
    hidden: u64,
}

impl Skips {
    fn add(&mut self, file: &Path, skip: Skip) {
        self.count(&skip.reason, 1);
        if self.remaining == 0 {
            self.hidden += 1;
            return;
        }
        self.remaining -= 1;
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
        } else if self.reasons.len() < MAX_REASONS {
            self.reasons.push((reason.to_owned(), times));
        }
    }

    fn report_hidden(&self, file: &Path) {
        if self.hidden > 0 {
            talk::warning(&format!(
                "{}: {} more units were skipped; --verbose lists them",
                file.display(),
                self.hidden
            ));
        }
    }
}

fn summary_line(report: &FileReport) -> String {
    let mut parts = vec![format!("{} added", report.added)];
    if report.same > 0 {
        parts.push(format!("{} already in the memory", report.same));
    }
    if report.skipped > 0 {
        let mut reasons: Vec<&(String, u64)> = report.reasons.iter().collect();
        reasons.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let more = if reasons.len() > MAX_REASONS_SHOWN { "; …" } else { "" };
        let shown: Vec<String> = reasons
            .into_iter()
            .take(MAX_REASONS_SHOWN)
            .map(|(reason, times)| format!("{times} × {}", printable(reason)))
            .collect();
        parts.push(format!("{} skipped ({}{more})", report.skipped, shown.join("; ")));
    }
    let units = if report.there == 1 { "unit" } else { "units" };
    format!("{}: {} {units}, {}", printable(&report.file), report.there, parts.join(", "))
}
