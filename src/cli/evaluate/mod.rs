//! `tarjuman evaluate`: evaluates the aligner on gold beads.

mod checks;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::Serialize;

use super::Outcome;
use super::args::ThreadsArg;
use super::output::write_to_stdout;
use crate::align::evaluate::{
    EvaluationReport, GoldDocument, Indices, Sample, Tally, Trust, WrongBead, parse_gold, samples,
};
use crate::align::{Aligner, AlignerOptions, Calibration, Coverage};
use crate::document::{Article, Segmentation};
use crate::error::Error;
use crate::model::{Language, Pair};
use crate::text::printable;

/// Evaluate the aligner on documents with gold beads
///
/// Prints precision, recall and F1 of the beads, and how far their scores can be trusted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each folder contains documents that are already split into segments, one per line, in DOC.en and \
DOC.ar, with their beads in DOC.gold (`0,1<TAB>0`, indices from 0). A gold file without its texts is an \
error.

Example:
  tarjuman evaluate eval/news eval/law --worst 10")]
pub struct Args {
    /// Folders of DOC.en, DOC.ar and DOC.gold
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// How to print the figures
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    /// Also print this many wrong beads of each folder, highest score first
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = crate::cli::args::count())]
    worst: usize,
    /// Also print how scores compare with the share of right beads, and counts by bead shape
    #[arg(long)]
    calibration: bool,
    /// Also print precision and recall of filters by score
    #[arg(long, conflicts_with = "format")]
    curve: bool,
    /// Also run the checks of `tarjuman check` on the gold pairs, and on the same with targets shifted by
    /// one
    #[arg(long, conflicts_with = "format")]
    checks: bool,
    /// Also fit the calibration of scores to these folders, and evaluate each folder with the fit of the
    /// others
    #[arg(long, conflicts_with = "format")]
    fit_calibration: bool,
    /// Align the translation with the original instead
    #[arg(long)]
    swap: bool,
    /// JSON file of weights that replace the built-in ones; weights that are missing keep their values
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    #[command(flatten)]
    aligner: super::args::AlignerArgs,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum ReportFormat {
    /// A table for reading
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct FolderReport {
    folder: String,
    #[serde(flatten)]
    report: EvaluationReport,
    /// The share of the words of both sides that the lexicons know; null if no lexicon was used.
    lexicon_coverage: Option<f64>,
    worst: Vec<WrongBead>,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    args.threads.start()?;
    let mut options = AlignerOptions::try_from(&args.aligner)?;
    if let Some(path) = &args.weights {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        options.weights =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    }
    let aligner = Aligner::new(options);
    let mut reports = Vec::new();
    let mut texts = Vec::new();
    let mut pairs: Vec<Vec<Sample>> = Vec::new();
    for folder in &args.folders {
        let documents = read_folder(folder, args.swap)?;
        let answers: Vec<_> = documents
            .par_iter()
            .map(|document| {
                let candidates = aligner.search(document.texts.as_ref(), &[]);
                let probabilities = candidates.probabilities(&document.gold_spans());
                let samples = samples(document, &candidates);
                (candidates.beads(), probabilities, candidates.coverage(), samples)
            })
            .collect();
        let mut tally = Tally::default();
        let mut known: Option<Coverage> = None;
        for (document, (answer, probabilities, coverage, _)) in documents.iter().zip(&answers) {
            tally.add(document, answer, probabilities);
            if let Some(coverage) = coverage {
                *known.get_or_insert_default() += *coverage;
            }
        }
        let worst = tally.wrong_beads().into_iter().take(args.worst).cloned().collect();
        let name = folder
            .file_name()
            .map_or_else(|| folder.display().to_string(), |n| n.to_string_lossy().into_owned());
        let lexicon_coverage = known.map(|coverage| coverage.total().share());
        reports.push(FolderReport {
            folder: name,
            report: tally.report(),
            lexicon_coverage,
            worst,
        });
        texts.push(documents);
        pairs.push(answers.into_iter().flat_map(|(.., samples)| samples).collect());
    }
    let mut out = Vec::new();
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&reports)?)?,
        ReportFormat::Text => write_table(&reports, &texts, args.calibration, &mut out)?,
    }
    if args.curve {
        write_curve(&reports, &pairs, &mut out)?;
    }
    if args.checks {
        checks::write_checks(&reports, &texts, &mut out)?;
    }
    if args.fit_calibration {
        write_fit(&reports, &pairs, &mut out)?;
    }
    write_to_stdout(&out)?;
    Ok(Outcome::Done)
}

fn read_folder(folder: &Path, swap: bool) -> Result<Vec<GoldDocument>> {
    let mut golds: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|error| Error::io(folder, error))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "gold"))
        .collect();
    golds.sort();
    if golds.is_empty() {
        bail!(
            "{}: this folder contains no gold; a document consists of DOC.en, DOC.ar and DOC.gold",
            folder.display()
        );
    }
    golds.par_iter().map(|path| read_document(path, swap)).collect()
}

fn read_document(path: &Path, swap: bool) -> Result<GoldDocument> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    let mut gold = parse_gold(&text)
        .map_err(anyhow::Error::msg)
        .with_context(|| path.display().to_string())?;
    let side = |extension: &str, language: Language| -> Result<_> {
        let article = Article::read(&path.with_extension(extension))?;
        Ok(Segmentation::Line.segments(&article, &language)?)
    };
    let (mut source, mut target) =
        (side("en", Language::english())?, side("ar", Language::arabic())?);
    let counts = Pair::new(source.segments.len(), target.segments.len());
    let is_outside = |bead: &Indices| {
        bead.as_ref().zip(counts).any(|(indices, count)| indices.iter().any(|index| index >= count))
    };
    if let Some(number) = gold.iter().position(is_outside) {
        bail!(
            "{}: bead {} names a segment that does not exist: the texts have {} and {}, counted from 0",
            path.display(),
            number + 1,
            counts.source,
            counts.target
        );
    }
    if swap {
        std::mem::swap(&mut source, &mut target);
        gold = gold.into_iter().map(Pair::swap).collect();
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(GoldDocument { name, texts: Pair::new(source, target), gold })
}

fn write_table(
    reports: &[FolderReport],
    texts: &[Vec<GoldDocument>],
    calibration: bool,
    out: &mut dyn Write,
) -> Result<()> {
    writeln!(
        out,
        "{:<14} {:>5} {:>6} {:>6}  {:>6} {:>6} {:>6}  {:>6}  {:>6} {:>7} {:>6} {:>8}  {:>5}",
        "set",
        "docs",
        "beads",
        "wrong",
        "P",
        "R",
        "F1",
        "lax F1",
        "ECE",
        "right.9",
        "held.9",
        "surprise",
        "known"
    )?;
    for FolderReport { folder, report, lexicon_coverage, .. } in reports {
        let known = lexicon_coverage.map_or("–".to_owned(), |share| format!("{share:.3}"));
        writeln!(
            out,
            "{:<14} {:>5} {:>6} {:>6}  {:.4} {:.4} {:.4}  {:.4}  {:.4}  {:.4} {:.4}   {:.4}  {known:>5}",
            printable(folder),
            report.documents,
            report.gold,
            report.wrong,
            report.strict.precision,
            report.strict.recall,
            report.strict.f1,
            report.lax.f1,
            report.calibration_error,
            report.right_above_90,
            report.held_above_90,
            report.surprise
        )?;
    }
    for (FolderReport { folder, report, worst, .. }, documents) in reports.iter().zip(texts) {
        if calibration {
            writeln!(
                out,
                "\n{}: scores and shares of right beads, bead shapes",
                printable(folder)
            )?;
            for bin in report.reliability.iter().filter(|bin| bin.beads > 0) {
                writeln!(
                    out,
                    "  {:>5} beads  score {:.3}  right {:.3}",
                    bin.beads, bin.mean_score, bin.right
                )?;
            }
            for (shape, count) in &report.types {
                writeln!(
                    out,
                    "  {shape:>5}  gold {:>5}  answered {:>5}  right {:>5}",
                    count.gold, count.answered, count.right
                )?;
            }
        }
        for wrong in worst {
            write_wrong(wrong, documents, out)?;
        }
    }
    Ok(())
}

/// The lowest scores that the printed filters keep.
const FILTERS: [f64; 10] = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995];

/// Prints precision and recall of filters by score for each folder.
fn write_curve(reports: &[FolderReport], pairs: &[Vec<Sample>], out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "\n{:<14} {:>6} {:>6} {:>10} {:>7}",
        "set", "score", "kept", "precision", "recall"
    )?;
    let calibration = Calibration::default();
    for (FolderReport { folder, report, .. }, samples) in reports.iter().zip(pairs) {
        for least in FILTERS {
            let score = |s: &&Sample| calibration.score(s.posterior, s.characters) >= least;
            let kept: Vec<&Sample> = samples.iter().filter(score).collect();
            let right = kept.iter().filter(|sample| sample.right).count() as f64;
            writeln!(
                out,
                "{:<14} {least:>6} {:>6} {:>10.4} {:>7.4}",
                printable(folder),
                kept.len(),
                right / kept.len().max(1) as f64,
                right / report.gold.max(1) as f64
            )?;
        }
    }
    Ok(())
}

/// Prints the calibration fitted to all folders, and the figures of each folder with the calibration fitted
/// to the others.
fn write_fit(reports: &[FolderReport], pairs: &[Vec<Sample>], out: &mut dyn Write) -> Result<()> {
    let Calibration { slope, decay } = Calibration::fit(pairs.iter().flatten());
    writeln!(
        out,
        "\nfitted to all sets: slope {slope:.3}, decay {decay:.3}; fitted to the other sets:"
    )?;
    writeln!(
        out,
        "{:<14} {:>6} {:>6}  {:>6} {:>7} {:>6}",
        "set", "slope", "decay", "ECE", "right.9", "held.9"
    )?;
    let mut scored = Vec::new();
    for (at, (FolderReport { folder, .. }, own)) in reports.iter().zip(pairs).enumerate() {
        let others = pairs.iter().enumerate().filter(|(other, _)| *other != at);
        let calibration = Calibration::fit(others.flat_map(|(_, samples)| samples));
        let Calibration { slope, decay } = calibration;
        let trust = Trust::by(calibration, own);
        writeln!(
            out,
            "{:<14} {slope:>6.3} {decay:>6.3}  {:.4}  {:.4} {:.4}",
            printable(folder),
            trust.calibration_error,
            trust.right_above_90,
            trust.held_above_90
        )?;
        scored.extend(own.iter().map(|s| (calibration.score(s.posterior, s.characters), s.right)));
    }
    let trust = Trust::of(&scored);
    writeln!(
        out,
        "{:<28}  {:.4}  {:.4} {:.4}",
        "together", trust.calibration_error, trust.right_above_90, trust.held_above_90
    )?;
    Ok(())
}

/// Prints a wrong bead with its texts and the gold beads that it overlaps with.
fn write_wrong(wrong: &WrongBead, documents: &[GoldDocument], out: &mut dyn Write) -> Result<()> {
    let Some(document) = documents.iter().find(|document| document.name == wrong.document) else {
        return Ok(());
    };
    writeln!(
        out,
        "\n{} {:?} : {:?}  score {:.2}",
        printable(&wrong.document),
        wrong.source,
        wrong.target,
        wrong.score
    )?;
    let touched = document.gold.iter().filter(|Pair { source, target }| {
        source.iter().any(|i| wrong.source.contains(i))
            || target.iter().any(|j| wrong.target.contains(j))
    });
    let gold: Vec<String> =
        touched.map(|Pair { source, target }| format!("{source:?} : {target:?}")).collect();
    writeln!(out, "  gold {}", gold.join(", "))?;
    for &index in &wrong.source {
        writeln!(out, "  {index:>4}  {}", printable(&document.texts.source.segments[index].text))?;
    }
    for &index in &wrong.target {
        writeln!(out, "  {index:>4}  {}", printable(&document.texts.target.segments[index].text))?;
    }
    Ok(())
}
