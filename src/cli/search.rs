//! `tarjuman search`: where words stand in a memory.

use anyhow::Result;

use super::args::MemoriesArg;
use super::screen::{Marked, Screen};
use super::{Outcome, talk};
use crate::memory::{Hit, HitLine, SearchOptions, Spelling, UnitFilter};
use crate::model::{Score, Status};

/// Find words in the texts of a memory, on either side
///
/// Words follow one another unless --anywhere is given. They are found whatever their tashkeel, hamza,
/// tatweel, digits and capitals; a * stands for any ending. The newest units come first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman search 'harbour master' --memory work.tarjuman
  tarjuman search 'مدرس*' --page 2
  tarjuman search مدرسة --forms                       also المدرسة، بمدرسة، مدرستان
  tarjuman search --source bank --target مصرف         how bank became مصرف
  tarjuman search --regex '[0-9]{4}-[0-9]{2}' --format tsv

`tarjuman export --search WORDS` writes what is found to a file. Exit code 1: nothing is found.")]
pub struct Args {
    /// The words, on either side
    #[arg(required_unless_present_any = ["source", "target", "regex"])]
    words: Option<String>,
    /// Words of the original
    #[arg(long, value_name = "WORDS")]
    source: Option<String>,
    /// Words of the translation
    #[arg(long, value_name = "WORDS")]
    target: Option<String>,
    /// The words need not follow one another
    #[arg(long)]
    anywhere: bool,
    /// The words as they are typed: tashkeel, hamza and capitals count
    #[arg(long, conflicts_with = "forms")]
    exact: bool,
    /// Other forms of the words too: with clitics, endings
    #[arg(long)]
    forms: bool,
    /// Only where either text matches this regular expression
    #[arg(long, value_name = "REGEX")]
    regex: Option<String>,
    /// Only the document of this name
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Only these statuses: auto, accepted, edited
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<Status>,
    /// Only units scored at least this, 0 to 1, or decided by a person
    #[arg(long, value_name = "P", value_parser = super::args::probability)]
    min_score: Option<Score>,
    #[command(flatten)]
    memories: MemoriesArg,
    /// Hits on a page
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// The page, from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    page: u32,
    /// How to print the hits
    #[arg(long, value_enum, default_value_t)]
    format: SearchFormat,
}

/// How hits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum SearchFormat {
    /// For people, with the words marked
    #[default]
    Text,
    /// A line of JSON for each unit
    Json,
    /// Source and target, a line for each unit
    Tsv,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut memories = args.memories.open()?;
    if let Some(name) = &args.document
        && !memories.has_document(name)?
    {
        talk::error(&format!(
            "the memory does not hold a document “{name}”; `tarjuman info` lists its documents"
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
        // Pages run over the memories, one after the other.
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
        talk::note(&format!("there is more; --page {} shows it", args.page + 1));
    }
    if shown == 0 && args.format == SearchFormat::Text {
        talk::note("nothing is found");
    }
    Ok(if shown == 0 { Outcome::Incomplete } else { Outcome::Done })
}

fn write_text(hit: &Hit, memory: &str, screen: &mut Screen) -> Result<()> {
    let unit = &hit.stored.unit;
    let mut sides = [
        (&unit.languages.source, Marked::found(&unit.texts.source.plain, &hit.marks.source)),
        (&unit.languages.target, Marked::found(&unit.texts.target.plain, &hit.marks.target)),
    ];
    sides.sort_by_key(|(language, _)| language.is_right_to_left());
    for (language, text) in sides {
        screen.marked(language, &text)?;
    }
    let mut about = Vec::new();
    if let Some(document) = &unit.document {
        let place = unit.position.map(|at| format!(":{}", at + 1)).unwrap_or_default();
        about.push(format!("{}{place}", screen.safe(document)));
    }
    about.push(format!("unit {} of {}", hit.stored.id, screen.safe(memory)));
    if unit.status != Status::Auto {
        about.push(unit.status.to_string());
    }
    screen.line(&format!("      {}", about.join(", ")))?;
    screen.blank()
}

fn write_json(hit: &Hit, memory: &str, screen: &mut Screen) -> Result<()> {
    screen.line(&serde_json::to_string(&HitLine::of(hit, memory))?)
}

fn write_tsv(hit: &Hit, screen: &mut Screen) -> Result<()> {
    let field = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let unit = &hit.stored.unit;
    screen.line(
        &[&unit.texts.source.plain, &unit.texts.target.plain].map(|text| field(text)).join("\t"),
    )
}
