//! `tarjuman lookup`: finds matches of a text in memories.

use std::io::BufRead;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::args::MemoriesArg;
use super::screen::{Marked, Screen};
use super::{Outcome, talk};
use crate::memory::{LookupQuery, Match, MemorySet, Neighbours, Reason};
use crate::model::{Language, Side, Status};

/// Find earlier translations of the same or similar texts
///
/// Matches are scored by words. 100 is exactly the same text, 101 and 102 mean that one or both of its
/// neighbours are the same too, and 99 that only numbers or spelling differ. Differences in tashkeel,
/// hamza, tatweel and digits cost one point in all, another form of a word costs a third of a word, and
/// another word a whole one.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman lookup 'The harbour reopened on Monday.' --memory work.tarjuman
  tarjuman lookup 'أعيد فتح الميناء' --memory work.tarjuman --memory old.tarjuman:penalty=5
  tarjuman lookup - --format json < sentences.txt

A text is compared with the side in its language, which is detected by script unless --from is given. \
--format json prints one line per text: {\"query\", \"matches\": [{\"score\", \"source\", \"target\", \
\"penalties\", \"original\", …}]}; source is the side in the language of the text. Exit code 1: no match.")]
pub struct Args {
    /// The text; - reads texts from standard input, one per line
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    #[command(flatten)]
    memories: MemoriesArg,
    /// Show only matches that score at least this
    #[arg(long, value_name = "PERCENT", default_value_t = 70, value_parser = clap::value_parser!(u8).range(0..=100))]
    min: u8,
    /// Show at most this many different texts, each with up to fifty translations
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = super::args::count())]
    max: usize,
    /// Language of the text, such as en or ar
    #[arg(long, value_name = "TAG")]
    from: Option<Language>,
    /// The text that precedes it in its document
    #[arg(long, value_name = "TEXT")]
    context_before: Option<String>,
    /// The text that follows it in its document
    #[arg(long, value_name = "TEXT")]
    context_after: Option<String>,
    /// How to print the matches
    #[arg(long, value_enum, default_value_t)]
    format: LookupFormat,
}

/// How matches are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum LookupFormat {
    /// For reading
    #[default]
    Text,
    /// One JSON object per line for each text
    Json,
    /// One line per match: query, score, source, target
    Tsv,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut memories = args.memories.open()?;
    let mut screen = Screen::new();
    let mut outcome = Outcome::Incomplete;
    let mut answer = |text: &str, screen: &mut Screen, is_batch: bool| -> Result<()> {
        let matches = find(&args, text, &mut memories)?;
        if !matches.is_empty() {
            outcome = Outcome::Done;
        }
        match args.format {
            LookupFormat::Json => write_json(text, &matches, screen)?,
            LookupFormat::Tsv => write_tsv(text, &matches, screen)?,
            LookupFormat::Text => {
                if is_batch {
                    screen.line(&format!("== {}", screen.safe(text)))?;
                }
                write_text(&matches, screen)?;
            }
        }
        Ok(())
    };
    if args.text != "-" {
        answer(&args.text, &mut screen, false)?;
        screen.flush()?;
        if outcome == Outcome::Incomplete && args.format == LookupFormat::Text {
            talk::note(&format!(
                "no match scores {} or more; set a lower limit with --min",
                args.min
            ));
        }
        return Ok(with_skipped(&mut memories, outcome));
    }
    for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = line.context("standard input")?;
        let Ok(text) = std::str::from_utf8(&line) else {
            bail!("standard input:{}: this line is not UTF-8; convert it first", number + 1);
        };
        let text = text.trim_start_matches('\u{FEFF}').trim();
        // JSON output has one line per line of input, so that the two can be joined.
        if !text.is_empty() || args.format == LookupFormat::Json {
            answer(text, &mut screen, true)?;
            // A program that sends texts one by one waits for the answer.
            screen.flush()?;
        }
    }
    Ok(with_skipped(&mut memories, outcome))
}

/// Warns of what the memories have left out because it is damaged.
fn with_skipped(memories: &mut MemorySet, outcome: Outcome) -> Outcome {
    memories.iter_mut().fold(outcome, |outcome, memory| talk::skipped(memory, outcome))
}

/// The best matches of all memories.
fn find(args: &Args, text: &str, memories: &mut MemorySet) -> Result<Vec<Match>> {
    let query = LookupQuery {
        text: text.to_owned(),
        language: args.from.clone(),
        min: args.min,
        max: args.max,
        context: Neighbours {
            before: args.context_before.clone(),
            after: args.context_after.clone(),
        },
    };
    Ok(memories.lookup(&query)?.into_iter().map(|found| found.value).collect())
}

fn write_json(text: &str, matches: &[Match], screen: &mut Screen) -> Result<()> {
    #[derive(Serialize)]
    struct Answer<'a> {
        query: &'a str,
        matches: &'a [Match],
    }
    screen.line(&serde_json::to_string(&Answer { query: text, matches })?)
}

fn write_tsv(text: &str, matches: &[Match], screen: &mut Screen) -> Result<()> {
    let field = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    for found in matches {
        let fields = [text, &found.score.to_string(), &found.source, &found.target];
        screen.line(&fields.map(field).join("\t"))?;
    }
    Ok(())
}

fn write_text(matches: &[Match], screen: &mut Screen) -> Result<()> {
    for found in matches {
        let mut about = vec![format!("{:>4} %", found.score)];
        about.extend(
            found
                .penalties
                .iter()
                .map(|penalty| format!("{} −{}", reason(penalty.name), penalty.points)),
        );
        if found.status != Status::Auto {
            about.push(found.status.to_string());
        }
        screen.line(&about.join("  "))?;
        let here = Marked::difference(found);
        let target = Marked::plain(&found.target);
        let mut sides = [(&found.source_language, here), (&found.target_language, target)];
        // The sort is stable, and Arabic comes last whichever side it is.
        sides.sort_by_key(|(language, _)| language.is_right_to_left());
        for (language, text) in sides {
            screen.marked(language, &text)?;
        }
        if let Some(stored) = &found.target_stored {
            screen.line(&format!("      numbers adapted from: {}", screen.safe(stored)))?;
        }
        screen.line(&format!("      {}", origin(found, screen)))?;
        screen.blank()?;
    }
    Ok(())
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Words => "words",
        Reason::Numbers => "numbers",
        Reason::Spelling => "spelling",
        Reason::Case => "case",
        Reason::Punctuation => "punctuation",
        Reason::Signs => "signs",
        Reason::Tags => "tags",
        Reason::Memory => "memory",
    }
}

/// The origin of a match.
fn origin(found: &Match, screen: &Screen) -> String {
    let mut parts = Vec::new();
    if let Some(document) = &found.document {
        let position = found.position.map(|at| format!(":{}", at + 1)).unwrap_or_default();
        parts.push(format!("{}{position}", screen.safe(document)));
    }
    parts.push(format!("unit {} of {}", found.unit, screen.safe(&found.memory)));
    if let Some(date) = found.date {
        parts.push(date.date());
    }
    parts.extend(found.author.as_ref().map(|author| screen.safe(author)));
    if found.original == Side::Target {
        parts.push(format!("translated from {}", found.target_language));
    }
    parts.join(", ")
}
