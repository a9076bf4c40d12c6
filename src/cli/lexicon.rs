//! `tarjuman lexicon`: train a lexicon, and look into one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Subcommand;

use super::output::{refuse_inputs, write_file, write_to_stdout};
use super::progress::while_waiting;
use super::{Outcome, talk};
use crate::align::lexicon::{
    Lexicon, LexiconFile, Sentences, TableKey, TrainingOptions, UnitKind, Units, train,
};
use crate::error::{Error, Fault, FaultKind};
use crate::memory::{Memory, UnitFilter};
use crate::model::{Language, Status, Unit};
use crate::text::{Script, dominant_script, printable};

/// Train a lexicon from sentence pairs, or look into one
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

/// Train a lexicon by IBM Model 1 in both directions
#[derive(Debug, clap::Args)]
#[command(after_help = "\
PAIRS are TSV files, .gz or not: ENGLISH<TAB>ARABIC, or SOURCE<TAB>ENGLISH<TAB>ARABIC where SOURCE names \
where a pair is from. Lines that begin with # are comments.

Units of a memory that somebody accepted or edited count as one pair, the others by their score. Where \
no SOURCE is given it is the name of the file.

Examples:
  tarjuman lexicon train --memory work.tarjuman -o mine.txt
  tarjuman lexicon train pairs.tsv.gz names.tsv --leave-out web --weight bible=0.5 -o lexicon.txt")]
struct TrainArgs {
    /// Sentence pairs to learn from
    pairs: Vec<PathBuf>,
    /// Learn from the units of this translation memory. May repeat
    #[arg(long, value_name = "FILE")]
    memory: Vec<PathBuf>,
    /// Where to write the lexicon
    #[arg(long, short)]
    output: PathBuf,
    /// Leave out the pairs of these sources
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    leave_out: Vec<String>,
    /// Count the pairs of a source as more or less than one
    #[arg(long, value_name = "SOURCE=W", value_parser = weight)]
    weight: Vec<(String, f32)>,
    /// Rounds of expectation–maximisation
    #[arg(long, default_value_t = TrainingOptions::default().rounds)]
    rounds: usize,
    /// Leave out words seen less often than this; 2, or 1.5 with --memory
    #[arg(long, value_name = "N")]
    min_count: Option<f64>,
    /// Leave out translations less probable than this
    #[arg(long, value_name = "P", default_value_t = TrainingOptions::default().min_probability)]
    min_probability: f64,
    /// Keep at most this many translations of a word
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::default().most_translations)]
    most: usize,
    /// Added to a word's count, so that what was seen once is not sure
    #[arg(long, value_name = "N", default_value_t = TrainingOptions::default().smoothing)]
    smoothing: f64,
}

/// Show where a lexicon comes from and how large it is
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman lexicon info")]
struct InfoArgs {
    /// A lexicon or glossary; by default the built-in lexicon. May repeat
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
}

/// Show the translations of a word
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman lexicon lookup وزير")]
struct LookupArgs {
    /// The word, English or Arabic
    word: String,
    /// A lexicon or glossary; by default the built-in lexicon. May repeat
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
}

fn weight(text: &str) -> Result<(String, f32), String> {
    let (source, weight) = text.split_once('=').ok_or("write it as SOURCE=0.5")?;
    match weight.parse::<f32>() {
        Ok(weight) if weight > 0.0 => Ok((source.to_owned(), weight)),
        _ => Err("a weight is a number above 0".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    match args.command {
        Command::Train(args) => run_train(&args),
        Command::Info(args) => run_info(&args),
        Command::Lookup(args) => run_lookup(&args),
    }
}

/// Two units of a memory that nobody has looked at count for a little less than two.
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
            "there is nothing to learn from; name files of sentence pairs, or a memory with --memory"
        );
    }
    let inputs: Vec<&PathBuf> = args.pairs.iter().chain(&args.memory).collect();
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
        bail!("no pair of English and Arabic was found; a line is ENGLISH<TAB>ARABIC");
    }
    let options = TrainingOptions {
        rounds: args.rounds,
        min_count: args.min_count(),
        min_probability: args.min_probability,
        most_translations: args.most,
        smoothing: args.smoothing,
    };
    talk::note(&format!("training on {} pairs", sentences.len()));
    let sources: Vec<String> =
        pairs.counts.iter().map(|(source, count)| format!("{source} {count}")).collect();
    let header = [
        format!("sources (pairs): {}", sources.join(", ")),
        format!("command: {}", command_line(args)),
    ];
    let text = while_waiting("training", || train(&sentences, &options, &header));
    write_file(&args.output, text.as_bytes())?;
    Ok(Outcome::Done)
}

/// The last name of a path.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The command that makes the same lexicon again, files by their last names.
fn command_line(args: &TrainArgs) -> String {
    let mut words = vec!["tarjuman lexicon train".to_owned()];
    words.extend(args.pairs.iter().map(|path| file_name(path)));
    words.extend(args.memory.iter().map(|path| format!("--memory {}", file_name(path))));
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

/// What a lexicon is trained from.
#[derive(Default)]
struct Pairs {
    /// English, Arabic, and what the pair weighs.
    pairs: Vec<(String, String, f32)>,
    /// Pairs of each source.
    counts: BTreeMap<String, usize>,
}

impl Pairs {
    /// Adds a pair unless its source is left out; `weight` is beside that of its source.
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
        let file = std::fs::File::open(path).map_err(|error| Error::io(path, error))?;
        let reader: Box<dyn Read> = if path.extension().is_some_and(|e| e == "gz") {
            Box::new(flate2::read::MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        let name = file_name(path);
        for (number, line) in BufReader::new(reader).lines().enumerate() {
            let line = line.map_err(|error| {
                let fault = Fault::new(
                    FaultKind::Encoding,
                    error.to_string(),
                    "save the file as UTF-8, and name it .gz only when it is compressed",
                );
                let line = Some(number as u64 + 1);
                Error::Unreadable { path: path.to_owned(), line, fault }
            })?;
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let (source, english, arabic) = match fields.as_slice() {
                [english, arabic] => (name.as_str(), *english, *arabic),
                [source, english, arabic, ..] => (*source, *english, *arabic),
                _ => bail!(
                    "{}: line {}: there is one field; write a pair as ENGLISH<TAB>ARABIC or \
                     SOURCE<TAB>ENGLISH<TAB>ARABIC",
                    path.display(),
                    number + 1
                ),
            };
            self.add(source, english, arabic, 1.0, args);
        }
        Ok(())
    }

    /// Adds the units of a memory that are English and Arabic, either one the original.
    fn read_memory(&mut self, path: &Path, args: &TrainArgs) -> Result<()> {
        let units = Memory::open(path)?.units(&UnitFilter::default())?;
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
                "{}: no unit of English and Arabic is here to learn from; `tarjuman info --memory` \
                 shows what it holds",
                path.display()
            );
        }
        Ok(())
    }
}

/// What a unit counts for: the probability that it is right.
fn unit_weight(unit: &Unit) -> f32 {
    match unit.status {
        Status::Accepted | Status::Edited => 1.0,
        Status::Auto => unit.score.value() as f32,
        Status::Rejected => 0.0,
    }
}

/// Lines of a glossary that are named when they are skipped; the rest are counted.
const MOST_NAMED: usize = 20;

/// Reads a lexicon or glossary, and says which of its lines were skipped.
pub fn read_lexicon(path: &Path) -> Result<LexiconFile> {
    let file = Lexicon::read(path)?;
    for warning in file.warnings.iter().take(MOST_NAMED) {
        talk::warning(&format!("{}: {warning}", path.display()));
    }
    let more = file.warnings.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        talk::warning(&format!("{}: {more} more lines were skipped", path.display()));
    }
    Ok(file)
}

/// The lexicons to look into with the names they are shown by; the built-in one when none is given.
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

/// Names a lexicon where there are several.
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
        bail!("“{}” is no word; a lexicon holds words in Latin or Arabic letters", args.word);
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

/// Writes what a lexicon says of a stem and its root; false when it says nothing.
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
