//! `tarjuman lexicon`: trains lexicons and shows their contents.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::Subcommand;
use clap::builder::RangedU64ValueParser;

use super::args::{count, probability, quantity};
use super::output::{refuse_inputs, write_file, write_to_stdout};
use super::progress::while_waiting;
use super::{Outcome, talk};
use crate::align::lexicon::{
    Lexicon, LexiconFile, Sentences, SourceTable, TableKey, TrainingOptions, UnitKind, Units, train,
};
use crate::error::{Error, Fault, FaultKind};
use crate::exchange::{failure, open};
use crate::memory::{Memory, UnitFilter};
use crate::model::{Language, Score, Status, Unit};
use crate::text::{Script, dominant_script, printable};

/// Train a lexicon, or look up words in one
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman lexicon lookup harbour")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(TrainArgs),
    Info(InfoArgs),
    Lookup(LookupArgs),
}

/// Train a lexicon on sentence pairs
///
/// Trains IBM Model 1 in both directions.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
PAIRS are TSV files, optionally compressed with gzip or zstd, with lines ENGLISH<TAB>ARABIC or SOURCE<TAB>ENGLISH<TAB>ARABIC, where \
SOURCE is the origin of the pair, by default the name of the file. Lines that begin with # are comments.

Units of a memory count as one pair if a reviewer accepted or edited them, and otherwise by their score.

Examples:
  tarjuman lexicon train --memory work.tarjuman -o mine.txt
  tarjuman lexicon train pairs.tsv.gz names.tsv --leave-out web --weight bible=0.5 -o lexicon.txt")]
struct TrainArgs {
    /// Files of sentence pairs
    pairs: Vec<PathBuf>,
    /// Translation memory to learn from. Can be repeated
    #[arg(long, value_name = "FILE")]
    memory: Vec<PathBuf>,
    /// File for the lexicon
    #[arg(long, short)]
    output: PathBuf,
    /// Name the sources in the lexicon as this table does, a TSV of NAME, AUTHORS, LICENCE and ADDRESS.
    /// Its lines that begin with # are written too, for the licence of the lexicon
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// Leave out pairs from these sources
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    leave_out: Vec<String>,
    /// Weight of each pair from a source, such as bible=0.5; by default 1
    #[arg(long, value_name = "SOURCE=W", value_parser = weight)]
    weight: Vec<(String, f32)>,
    /// Number of iterations of expectation–maximisation
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::default().rounds, value_parser = RangedU64ValueParser::<usize>::new().range(1..=1000))]
    rounds: usize,
    /// Leave out words that occur less often than this; by default 2, or 1.5 with --memory
    #[arg(long, value_name = "N", value_parser = quantity)]
    min_count: Option<f64>,
    /// Leave out translations less probable than this
    #[arg(long, value_name = "P", default_value_t = TrainingOptions::default().min_probability, value_parser = share)]
    min_probability: f64,
    /// Keep at most this many translations per word
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::default().most_translations, value_parser = count())]
    most: usize,
    /// Added to the count of each word, so that a translation that occurs once is not certain
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::default().smoothing, value_parser = quantity)]
    smoothing: f64,
}

/// Show the origin and the size of a lexicon
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman lexicon info")]
struct InfoArgs {
    /// Lexicon or glossary; by default the built-in lexicon. Can be repeated
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
}

/// Show the translations of a word
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman lexicon lookup وزير")]
struct LookupArgs {
    /// The word, English or Arabic
    word: String,
    /// Lexicon or glossary; by default the built-in lexicon. Can be repeated
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
}

fn weight(text: &str) -> Result<(String, f32), String> {
    let (source, weight) = text.split_once('=').ok_or("write a weight as SOURCE=0.5")?;
    match weight.parse::<f32>() {
        Ok(weight) if weight > 0.0 && weight.is_finite() => Ok((source.to_owned(), weight)),
        _ => Err("a weight must be a number greater than 0".to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    probability(text).map(Score::value)
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    match args.command {
        Command::Train(args) => run_train(&args),
        Command::Info(args) => run_info(&args),
        Command::Lookup(args) => run_lookup(&args),
    }
}

/// Lower than the usual minimum, because two undecided units of a memory count a little less than two.
const MIN_COUNT_WITH_MEMORY: f64 = 1.5;

impl TrainArgs {
    fn min_count(&self) -> f64 {
        let usual = TrainingOptions::default().min_count;
        let default = if self.memory.is_empty() { usual } else { MIN_COUNT_WITH_MEMORY };
        self.min_count.unwrap_or(default)
    }
}

fn run_train(args: &TrainArgs) -> Result<Outcome> {
    if args.pairs.is_empty() && args.memory.is_empty() {
        bail!(
            "there is nothing to learn from; give files of sentence pairs, or a memory with --memory"
        );
    }
    let inputs: Vec<&PathBuf> =
        args.pairs.iter().chain(&args.memory).chain(&args.sources).collect();
    refuse_inputs(&args.output, &inputs)?;
    let mut pairs = Pairs::default();
    let sentences = while_waiting("reading", || -> Result<Sentences> {
        for path in &args.pairs {
            pairs.read_file(path, args)?;
        }
        args.memory.iter().try_for_each(|path| pairs.read_memory(path, args))?;
        Ok(Sentences::new(&pairs.pairs))
    })?;
    if sentences.is_empty() {
        bail!(
            "no pair of English and Arabic was found; write each pair as a line ENGLISH<TAB>ARABIC"
        );
    }
    let options = TrainingOptions {
        rounds: args.rounds,
        min_count: args.min_count(),
        min_probability: args.min_probability,
        most_translations: args.most,
        smoothing: args.smoothing,
    };
    let sources: Vec<String> =
        pairs.counts.iter().map(|(source, count)| format!("{source} {count}")).collect();
    let mut header = vec![
        format!("sources (pairs): {}", sources.join(", ")),
        format!("command: {}", command_line(args)),
    ];
    if let Some(path) = &args.sources {
        header.extend(source_lines(path, pairs.counts.keys().map(String::as_str))?);
    }
    talk::note(&format!("training on {} pairs", sentences.len()));
    let text = while_waiting("training", || train(&sentences, &options, &header));
    write_file(&args.output, text.as_bytes())?;
    Ok(pairs.outcome)
}

/// The lines of the header that name the sources.
fn source_lines<'a>(path: &Path, names: impl Iterator<Item = &'a str>) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    let lines = SourceTable::parse(&text).and_then(|table| table.header(names));
    lines.map_err(|bad| anyhow!("{}: {bad}", path.display()))
}

/// The file name of a path.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The command that trains the same lexicon, with file names instead of paths.
fn command_line(args: &TrainArgs) -> String {
    let mut words = vec!["tarjuman lexicon train".to_owned()];
    words.extend(args.pairs.iter().map(|path| file_name(path)));
    words.extend(args.memory.iter().map(|path| format!("--memory {}", file_name(path))));
    words.extend(args.sources.iter().map(|path| format!("--sources {}", file_name(path))));
    if !args.leave_out.is_empty() {
        words.push(format!("--leave-out {}", args.leave_out.join(",")));
    }
    words.extend(args.weight.iter().map(|(source, weight)| format!("--weight {source}={weight}")));
    words.push(format!(
        "--rounds {} --min-count {} --min-probability {} --most {} --smoothing {}",
        args.rounds,
        args.min_count(),
        args.min_probability,
        args.most,
        args.smoothing
    ));
    words.push(format!("-o {}", file_name(&args.output)));
    words.join(" ")
}

/// The training data of a lexicon.
#[derive(Default)]
struct Pairs {
    /// English text, Arabic text and weight of each pair.
    pairs: Vec<(String, String, f32)>,
    /// The number of pairs from each source.
    counts: BTreeMap<String, usize>,
    /// Whether units of a memory were left out because they are damaged.
    outcome: Outcome,
}

impl Pairs {
    /// Adds a pair unless its source is left out. `weight` is multiplied by the weight of its source.
    fn add(&mut self, source: &str, english: &str, arabic: &str, weight: f32, args: &TrainArgs) {
        if args.leave_out.iter().any(|out| out == source) {
            return;
        }
        let of_source =
            args.weight.iter().find(|(name, _)| name == source).map_or(1.0, |(_, weight)| *weight);
        *self.counts.entry(source.to_owned()).or_default() += 1;
        self.pairs.push((english.to_owned(), arabic.to_owned(), weight * of_source));
    }

    fn read_file(&mut self, path: &Path, args: &TrainArgs) -> Result<()> {
        let name = file_name(path);
        for (number, line) in BufReader::new(open(path, None)?).lines().enumerate() {
            let line = line.map_err(|error| {
                let at = number as u64 + 1;
                // Only bytes that are not UTF-8 have no error of their own.
                if error.kind() != std::io::ErrorKind::InvalidData
                    || error.get_ref().is_some_and(|inner| inner.is::<Fault>())
                {
                    return failure(path, at, error);
                }
                let what = error.to_string();
                let fault = Fault::new(FaultKind::Encoding, what, "save the file as UTF-8");
                Error::Unreadable { path: path.to_owned(), line: Some(at), fault }
            })?;
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let (source, english, arabic) = match fields.as_slice() {
                [english, arabic] => (name.as_str(), *english, *arabic),
                [source, english, arabic, ..] => (*source, *english, *arabic),
                _ => bail!(
                    "{}: line {}: there is only one column; write a pair as ENGLISH<TAB>ARABIC or \
                     SOURCE<TAB>ENGLISH<TAB>ARABIC",
                    path.display(),
                    number + 1
                ),
            };
            self.add(source, english, arabic, 1.0, args);
        }
        Ok(())
    }

    /// Adds the units of a memory between English and Arabic, in either direction.
    fn read_memory(&mut self, path: &Path, args: &TrainArgs) -> Result<()> {
        let memory = Memory::open(path)?;
        let units = memory.units(&UnitFilter::default())?;
        self.outcome = talk::skipped(&memory, self.outcome);
        let name = file_name(path);
        let mut found = false;
        for unit in &units {
            let (source, target) = (&unit.languages.source, &unit.languages.target);
            let (english, arabic) = if source.is_english() && target.is_arabic() {
                (&unit.texts.source, &unit.texts.target)
            } else if source.is_arabic() && target.is_english() {
                (&unit.texts.target, &unit.texts.source)
            } else {
                continue;
            };
            let weight = unit_weight(unit);
            if weight > 0.0 {
                found = true;
                self.add(&name, &english.plain, &arabic.plain, weight, args);
            }
        }
        if !found {
            bail!(
                "{}: this memory has no units of English and Arabic to learn from; `tarjuman info \
                                 --memory` shows its contents",
                path.display()
            );
        }
        Ok(())
    }
}

/// The weight of a unit: the probability that it is right.
fn unit_weight(unit: &Unit) -> f32 {
    match unit.status {
        Status::Accepted | Status::Edited => 1.0,
        Status::Auto => unit.score.value() as f32,
        Status::Rejected => 0.0,
    }
}

/// Skipped lines of a glossary that are reported one by one; further ones are counted.
const MAX_WARNINGS: usize = 20;

/// Reads a lexicon or glossary, and warns about skipped lines.
pub fn read_lexicon(path: &Path) -> Result<LexiconFile> {
    let file = Lexicon::read(path)?;
    for warning in file.warnings.iter().take(MAX_WARNINGS) {
        talk::warning(&format!("{}: {warning}", path.display()));
    }
    let more = file.warnings.len().saturating_sub(MAX_WARNINGS);
    if more > 0 {
        talk::warning(&format!("{}: {more} more lines were skipped", path.display()));
    }
    Ok(file)
}

/// The given lexicons with their names, or the built-in lexicon.
fn read_lexicons(paths: &[PathBuf]) -> Result<Vec<(String, LexiconFile)>> {
    if paths.is_empty() {
        let lexicon = Lexicon::built_in();
        let file = LexiconFile { lexicon, is_glossary: false, warnings: Vec::new() };
        return Ok(vec![("the built-in lexicon".to_owned(), file)]);
    }
    paths.iter().map(|path| Ok((path.display().to_string(), read_lexicon(path)?))).collect()
}

fn run_info(args: &InfoArgs) -> Result<Outcome> {
    let lexicons = read_lexicons(&args.lexicon)?;
    let mut out = Vec::new();
    for (name, file) in &lexicons {
        write_heading(&mut out, lexicons.len(), name)?;
        for line in file.lexicon.header() {
            writeln!(out, "{line}")?;
        }
        for key in TableKey::ALL {
            let table = file.lexicon.table(key);
            let (words, pairs) = table.words().fold((0, 0), |(words, pairs), (_, entry)| {
                (words + 1, pairs + entry.translations().count())
            });
            let direction = if key.from_arabic { "Arabic to English" } else { "English to Arabic" };
            let kind = kind_name(key.kind);
            write!(out, "{kind}s, {direction}: {words} words, {pairs} translations")?;
            if !file.is_glossary {
                write!(out, ", from {:.0} words", table.total())?;
            }
            writeln!(out)?;
        }
    }
    write_to_stdout(&out)?;
    Ok(Outcome::Done)
}

/// Writes the name of a lexicon if there are several.
fn write_heading(out: &mut Vec<u8>, lexicons: usize, name: &str) -> std::io::Result<()> {
    if !out.is_empty() {
        writeln!(out)?;
    }
    if lexicons > 1 {
        writeln!(out, "{}", printable(name))?;
    }
    Ok(())
}

fn kind_name(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Stem => "stem",
        UnitKind::Root => "root",
    }
}

fn run_lookup(args: &LookupArgs) -> Result<Outcome> {
    let from_arabic = dominant_script(&args.word) == Some(Script::Arabic);
    let language = if from_arabic { Language::arabic() } else { Language::english() };
    let units = Units::of(&language);
    let stems = units.stems(&args.word);
    if stems.is_empty() {
        bail!("“{}” is not a word; a lexicon contains words in Latin or Arabic script", args.word);
    }
    let lexicons = read_lexicons(&args.lexicon)?;
    let mut out = Vec::new();
    for (name, file) in &lexicons {
        let mut section = Vec::new();
        for stem in &stems {
            if !write_entries(file, &units, stem, from_arabic, &mut section)? {
                talk::note(&format!(
                    "{name} does not know “{}”: it has neither the stem “{stem}” nor the root “{}”",
                    args.word,
                    units.root(stem)
                ));
            }
        }
        if !section.is_empty() {
            write_heading(&mut out, lexicons.len(), name)?;
            out.append(&mut section);
        }
    }
    write_to_stdout(&out)?;
    Ok(if out.is_empty() { Outcome::Incomplete } else { Outcome::Done })
}

/// Writes the entries of a stem and its root in a lexicon; returns whether there are any.
fn write_entries(
    file: &LexiconFile,
    units: &Units,
    stem: &str,
    from_arabic: bool,
    out: &mut Vec<u8>,
) -> std::io::Result<bool> {
    let root = units.root(stem);
    let mut is_known = false;
    for (kind, unit) in [(UnitKind::Stem, stem), (UnitKind::Root, &root)] {
        let Some(entry) = file.lexicon.table(TableKey { kind, from_arabic }).get(unit) else {
            continue;
        };
        is_known = true;
        write!(out, "{} {unit}", kind_name(kind))?;
        if !file.is_glossary {
            write!(out, ", seen {} times", entry.count)?;
        }
        writeln!(out)?;
        for (word, probability) in entry.translations() {
            writeln!(out, "  {:>5.1} %  {word}", probability * 100.0)?;
        }
    }
    Ok(is_known)
}
