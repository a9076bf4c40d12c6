//! `tarjuman corpus`: builds corpora of sentence pairs from many documents.

use std::path::PathBuf;

use anyhow::{Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use super::args::{AlignerArgs, PairFilterArgs, ReadingArgs, ThreadsArg};
use super::screen::Screen;
use super::{Outcome, talk};
use crate::align::{Aligner, AlignerOptions};
use crate::corpus::{BuildOptions, BuildSummary, Input, Progress, Shards, build};
use crate::exchange::Format;
use crate::job::AlignSettings;

/// Build corpora of sentence pairs
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Build(BuildArgs),
}

/// Align, check, filter and deduplicate document pairs into shards
///
/// The input is a file of JSON lines {"id", "source", "target"} (optionally compressed with gzip or zstd), a folder of files
/// with matching names, or a list ORIGINAL<TAB>TRANSLATION[<TAB>NAME] (.tsv). To resume an interrupted
/// build, run the same command again; the shards are the same as without the interruption.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman corpus build pairs.jsonl.gz -o corpus/
  tarjuman corpus build crawl/ -o corpus/ --format moses --min-score 0.8
  tarjuman corpus build pairs.tsv -o corpus/ --drop warning --skip quotes,brackets

report.json counts what was read, kept and dropped, by reason; errors.jsonl lists the documents that could \
not be aligned. `tarjuman check --codes` explains the reasons; in addition there are low-score and duplicate.")]
struct BuildArgs {
    /// JSON lines, a folder, or a list of pairs
    input: PathBuf,
    /// Folder for the corpus, which is created if it does not exist
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    #[arg(
        long,
        value_name = "FORMAT",
        default_value_t = Format::Jsonl,
        value_parser = Format::named_to_write,
        help = format!("Format of the shards: {}", shard_formats())
    )]
    format: Format,
    #[command(flatten)]
    filter: PairFilterArgs,
    /// Keep pairs that duplicate an earlier one
    #[arg(long)]
    keep_duplicates: bool,
    /// Number of documents per shard
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    shard: u32,
    /// Delete an earlier build in the folder and start from scratch
    #[arg(long)]
    restart: bool,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    aligner: AlignerArgs,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    match args.command {
        Command::Build(args) => run_build(&args),
    }
}

fn shard_formats() -> String {
    Format::names(Format::writable().filter(|format| format.writes_units()))
}

fn run_build(args: &BuildArgs) -> Result<Outcome> {
    args.threads.start()?;
    if !args.format.writes_units() {
        bail!("a corpus cannot be written as {}; use one of {}", args.format, shard_formats());
    }
    if args.restart {
        Shards::clear(&args.output)?;
    }
    let options = BuildOptions {
        align: AlignSettings {
            aligner: Aligner::new(AlignerOptions::try_from(&args.aligner)?),
            segmentation: args.reading.segmentation(),
            languages: args.reading.languages(),
        },
        filter: args.filter.filter(),
        deduplicate: !args.keep_duplicates,
        format: args.format,
        shard: args.shard as usize,
        identity: format!(
            "{} {} {:?} {:?}",
            args.filter.identity(),
            args.keep_duplicates,
            args.reading,
            args.aligner
        ),
    };
    let mut input = Input::open(&args.input, args.reading.languages().source.as_ref())?;
    if input.unmatched > 0 {
        talk::warning(&format!("{} files have no counterpart and are left out", input.unmatched));
    }
    std::fs::create_dir_all(&args.output).map_err(|error| crate::Error::io(&args.output, error))?;
    let bar = build_bar();
    let summary = build(&mut input, &args.output, &options, &|progress| show(&bar, progress))?;
    bar.finish_and_clear();
    print_summary(&summary)?;
    Ok(if summary.report.failed > 0 { Outcome::Incomplete } else { Outcome::Done })
}

fn build_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} %, {msg}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.input.1);
    bar.set_position(progress.input.0.min(progress.input.1));
    let rate = progress.documents as f64 / progress.time.as_secs_f64().max(1e-3);
    bar.set_message(format!(
        "{} documents, {} pairs, {rate:.0} documents/s",
        progress.documents, progress.kept
    ));
}

/// Prints the figures of a build, which are also in `report.json`.
fn print_summary(summary: &BuildSummary) -> Result<()> {
    let report = &summary.report;
    let mut screen = Screen::new();
    let share = |count: u64| 100.0 * count as f64 / report.pairs.max(1) as f64;
    screen
        .line(&format!("{:>10}  documents, {} of them failed", report.documents, report.failed))?;
    screen.line(&format!("{:>10}  pairs, and {} omissions", report.pairs, report.omissions))?;
    screen.line(&format!("{:>10}  kept, {:.1} %", report.kept, share(report.kept)))?;
    let mut dropped: Vec<(&String, &u64)> = report.dropped.iter().collect();
    dropped.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), *name));
    for (reason, &count) in dropped {
        screen.line(&format!("{count:>10}  dropped, {:.1} %: {reason}", share(count)))?;
    }
    screen.flush()?;
    let resumed = match summary.resumed {
        0 => String::new(),
        documents => format!(", {documents} documents from an earlier run"),
    };
    let time = HumanDuration(std::time::Duration::from_secs_f64(summary.seconds));
    talk::note(&format!("{} shards in {time}{resumed}", summary.shards));
    Ok(())
}
