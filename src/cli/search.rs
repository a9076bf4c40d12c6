//! `tarjuman search`: finds words in memories.

use anyhow::Result;

use super::args::MemoriesArg;
use super::screen::{Marked, Screen};
use super::{Outcome, talk};
use crate::memory::{Hit, HitLine, SearchOptions, Spelling, UnitFilter};
use crate::model::{Score, Status};

/// Find words in the texts of memories, on either side
///
/// Words must be consecutive unless --anywhere is given. Differences in tashkeel, hamza, tatweel, digit
/// systems and case are ignored, and * stands for any ending. The newest units come first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman search 'harbour master' --memory work.tarjuman
  tarjuman search 'مدرس*' --page 2
  tarjuman search مدرسة --forms                       also المدرسة، بمدرسة، مدرستان
  tarjuman search --source bank --target مصرف         bank translated as مصرف
  tarjuman search --regex '[0-9]{4}-[0-9]{2}' --format tsv

`tarjuman export --search WORDS` writes the units to a file. Exit code 1: nothing was found.")]
pub struct Args {
    /// Words on either side
    #[arg(required_unless_present_any = ["source", "target", "regex"])]
    words: Option<String>,
    /// Words in the original
    #[arg(long, value_name = "WORDS")]
    source: Option<String>,
    /// Words in the translation
    #[arg(long, value_name = "WORDS")]
    target: Option<String>,
    /// Find the words in any order and distance
    #[arg(long)]
    anywhere: bool,
    /// Find only this exact spelling: tashkeel, hamza and case count
    #[arg(long, conflicts_with = "forms")]
    exact: bool,
    /// Also find other forms of the words, with clitics and endings
    #[arg(long)]
    forms: bool,
    /// Only units in which either text matches this regular expression
    #[arg(long, value_name = "REGEX")]
    regex: Option<String>,
    /// Only units of the document with this name
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Only units with these statuses: auto, accepted, edited
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<Status>,
    /// Only units that score at least this, from 0 to 1, or that a reviewer decided
    #[arg(long, value_name = "P", value_parser = super::args::probability)]
    min_score: Option<Score>,
    #[command(flatten)]
    memories: MemoriesArg,
    /// Number of hits per page
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Page to print, from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    page: u32,
    /// How to print the hits
    #[arg(long, value_enum, default_value_t)]
    format: SearchFormat,
}

/// How hits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum SearchFormat {
    /// For reading, with highlighted words
    #[default]
    Text,
    /// One JSON object per line for each unit
    Json,
    /// One line per unit: source, target
    Tsv,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut memories = args.memories.open()?;
    if let Some(name) = &args.document
        && !memories.has_document(name)?
    {
        talk::error(&format!(
            "the memory has no document “{name}”; `tarjuman info` lists its documents"
        ));
        return Ok(Outcome::Incomplete);
    }
    let limit = args.limit as usize;
    let skipped = (args.page as usize - 1).saturating_mul(limit);
    let options = SearchOptions {
        words: args.words,
        source: args.source,
        target: args.target,
        anywhere: args.anywhere,
        spelling: match (args.exact, args.forms) {
            (true, _) => Spelling::Exact,
            (_, true) => Spelling::Forms,
            _ => Spelling::Folded,
        },
        regex: args.regex,
        filter: UnitFilter {
            document: args.document,
            min_score: args.min_score,
            statuses: args.status,
            ..UnitFilter::default()
        },
        offset: 0,
        // Pages run through all memories, one after the other.
        limit: skipped.saturating_add(limit),
    };
    let mut screen = Screen::new();
    let (mut passed, mut shown, mut more) = (0, 0, false);
    for memory in memories.iter_mut() {
        let left = options.limit - passed;
        let page = memory.search(&SearchOptions { limit: left, ..options.clone() })?;
        more |= page.more;
        let name = memory.path().display().to_string();
        for hit in &page.hits {
            if passed >= skipped {
                match args.format {
                    SearchFormat::Text => write_text(hit, &name, &mut screen)?,
                    SearchFormat::Json => write_json(hit, &name, &mut screen)?,
                    SearchFormat::Tsv => write_tsv(hit, &mut screen)?,
                }
                shown += 1;
            }
            passed += 1;
        }
    }
    screen.flush()?;
    if more && shown > 0 && args.format == SearchFormat::Text {
        talk::note(&format!("there are more hits; use --page {} to see them", args.page + 1));
    }
    if shown == 0 && args.format == SearchFormat::Text {
        talk::note("nothing was found");
    }
    let outcome = if shown == 0 { Outcome::Incomplete } else { Outcome::Done };
    Ok(memories.iter_mut().fold(outcome, |outcome, memory| talk::skipped(memory, outcome)))
}

fn write_text(hit: &Hit, memory: &str, screen: &mut Screen) -> Result<()> {
    let unit = &hit.stored.unit;
    let mut sides = [
        (&unit.languages.source, Marked::highlighted(&unit.texts.source.plain, &hit.marks.source)),
        (&unit.languages.target, Marked::highlighted(&unit.texts.target.plain, &hit.marks.target)),
    ];
    sides.sort_by_key(|(language, _)| language.is_right_to_left());
    for (language, text) in sides {
        screen.marked(language, &text)?;
    }
    let mut about = Vec::new();
    if let Some(document) = &unit.document {
        let position = unit.position.map(|at| format!(":{}", at + 1)).unwrap_or_default();
        about.push(format!("{}{position}", screen.safe(document)));
    }
    about.push(format!("unit {} of {}", hit.stored.id, screen.safe(memory)));
    if unit.status != Status::Auto {
        about.push(unit.status.to_string());
    }
    screen.line(&format!("      {}", about.join(", ")))?;
    screen.blank()
}

fn write_json(hit: &Hit, memory: &str, screen: &mut Screen) -> Result<()> {
    screen.line(&serde_json::to_string(&HitLine::of(hit, memory, usize::MAX))?)
}

fn write_tsv(hit: &Hit, screen: &mut Screen) -> Result<()> {
    let field = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let unit = &hit.stored.unit;
    screen.line(
        &[&unit.texts.source.plain, &unit.texts.target.plain].map(|text| field(text)).join("\t"),
    )
}
