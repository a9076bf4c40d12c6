//! `units add`, `edit`, `delete` and `merge`.

use std::io::Read;

use anyhow::{Context, Result, bail};

use super::super::args::UnitFilterArgs;
use super::super::args::{MemoryArg, author};
use super::super::history::units;
use super::super::output::write_to_stdout;
use super::super::{Outcome, talk};
use super::show::write_unit;
use crate::memory::{Memory, UnitEdit};
use crate::model::{Language, Pair, Status, Unit, UnitId, UnitText};

/// Add units
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Prints the id of each unit. A pair that is there already is not added again; its id is printed.

Examples:
  tarjuman units add 'The harbour is open.' 'الميناء مفتوح.' --source-language en --target-language ar
  tarjuman units add - --source-language en --target-language ar < pairs.tsv
                                       a pair a line, source and target separated by a tab")]
pub struct AddArgs {
    /// The source text; - alone reads pairs from standard input
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Its translation
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// Language of the source: the one that was translated from
    #[arg(long, value_name = "TAG")]
    source_language: Language,
    /// Language of the target
    #[arg(long, value_name = "TAG")]
    target_language: Language,
    /// A note on them
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    memory: MemoryArg,
}

/// Change a unit
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Inline tags keep their places: those at words that are still there stay at them, others \
move to the end of what came in place of their words. A unit whose text changed is `edited`, \
unless --status says otherwise.

Examples:
  tarjuman units edit 12 --target 'أعيد فتح الميناء.'
  tarjuman units edit 12 --status accepted --note 'checked with the client'
  tarjuman units edit 12 --source - < corrected.txt")]
pub struct EditArgs {
    /// The unit's id, from `tarjuman units list`
    #[arg(value_name = "ID")]
    id: UnitId,
    /// Another source text; - reads it from standard input
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Another target text; - reads it from standard input
    #[arg(long, value_name = "TEXT")]
    target: Option<String>,
    /// What you say of it: auto, accepted or edited
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
    /// A note on it; an empty one takes the note away
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    memory: MemoryArg,
}

/// Delete units
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Asks nothing: `tarjuman undo` brings them back. The bead of a unit that an alignment gave is \
rejected, so that it gives no unit again.

Examples:
  tarjuman units delete 12 13
  tarjuman units list --document report --status auto     see what it would be
  tarjuman units delete --document report --status auto
  tarjuman units delete --all")]
pub struct DeleteArgs {
    /// Ids of units
    #[arg(value_name = "ID")]
    ids: Vec<UnitId>,
    /// Delete all units of the memory
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    memory: MemoryArg,
    #[command(flatten)]
    filter: UnitFilterArgs,
}

/// Join several units into the first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The texts of both sides are joined in the order the units are named; the first keeps its id, \
the others are deleted. Their languages must be the same.

Example: tarjuman units merge 12 13 14")]
pub struct MergeArgs {
    /// Ids of units, in the order of their texts
    #[arg(value_name = "ID", required = true)]
    ids: Vec<UnitId>,
    #[command(flatten)]
    memory: MemoryArg,
}

fn open(memory: &MemoryArg) -> Result<Memory> {
    let mut memory = memory.open()?;
    memory.set_author(author());
    Ok(memory)
}

/// Runs `units add`.
pub fn add(args: AddArgs) -> Result<Outcome> {
    let pairs = match &args.target {
        Some(target) => vec![(text_of(&args.source)?, text_of(target)?)],
        None if args.source == "-" => pairs_of(&standard_input()?)?,
        None => {
            bail!("a unit needs both texts; give the source and its translation, or - for pairs")
        }
    };
    let new: Vec<Unit> = pairs
        .into_iter()
        .map(|(source, target)| Unit {
            note: args.note.clone(),
            ..Unit::new(
                Pair::new(source, target).map(UnitText::plain),
                Pair::new(args.source_language.clone(), args.target_language.clone()),
            )
        })
        .collect();
    let added = open(&args.memory)?.add_units(&new)?;
    let ids: String = added.iter().map(|(id, _)| format!("{id}\n")).collect();
    write_to_stdout(ids.as_bytes())?;
    let there = added.iter().filter(|(_, new)| !new).count();
    if there > 0 {
        talk::note(&format!("there already: {}", units(there as u64)));
    }
    Ok(if there == added.len() { Outcome::Incomplete } else { Outcome::Done })
}

/// The pairs of tab-separated lines.
fn pairs_of(text: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let sides = line.split_once('\t').filter(|(_, target)| !target.contains('\t'));
        let Some((source, target)) = sides else {
            bail!(
                "standard input:{}: a line is a source, a tab and a target; none was added",
                index + 1
            );
        };
        let checked = |text: &str| {
            checked(text.to_owned())
                .with_context(|| format!("standard input:{}: none was added", index + 1))
        };
        pairs.push((checked(source)?, checked(target)?));
    }
    if pairs.is_empty() {
        bail!(
            "standard input holds no pair; write one a line, source and target separated by a tab"
        );
    }
    Ok(pairs)
}

/// Runs `units edit`.
pub fn edit(args: EditArgs) -> Result<Outcome> {
    let given = [&args.source, &args.target, &args.note].iter().any(|given| given.is_some());
    if !given && args.status.is_none() {
        bail!("nothing is to be changed; say what with --source, --target, --status or --note");
    }
    if args.source.as_deref() == Some("-") && args.target.as_deref() == Some("-") {
        bail!("only one of the two texts can come from standard input");
    }
    let text = |given: &Option<String>| given.as_deref().map(text_of).transpose();
    let edit = UnitEdit {
        texts: Pair::new(&args.source, &args.target).try_map(text)?,
        status: args.status,
        note: args.note,
    };
    let mut memory = open(&args.memory)?;
    if !memory.edit_unit(args.id, &edit)? {
        talk::note(&format!("unit {} is so already", args.id));
        return Ok(Outcome::Done);
    }
    let mut out = Vec::new();
    write_unit(&memory.unit(args.id)?, &mut out)?;
    write_to_stdout(&out)?;
    Ok(Outcome::Done)
}

/// Runs `units delete`.
pub fn delete(args: DeleteArgs) -> Result<Outcome> {
    match (args.ids.is_empty(), args.filter.is_empty(), args.all) {
        (true, true, false) => {
            bail!(
                "say which units to delete: ids, a choice such as --document, or --all for all of them"
            )
        }
        (true, true, true) | (false, true, false) | (true, false, false) => {}
        _ => bail!(
            "ids, a choice such as --document, and --all exclude one another; give one of them"
        ),
    }
    let mut memory = open(&args.memory)?;
    let ids = if args.ids.is_empty() {
        let Some(filter) = args.filter.filter(&memory)? else { return Ok(Outcome::Incomplete) };
        memory.unit_ids(&filter)?
    } else {
        args.ids
    };
    let deleted = memory.delete_units(&ids)?;
    if deleted.units == 0 {
        talk::note("no unit is as asked, so none was deleted");
        return Ok(Outcome::Incomplete);
    }
    let beads = match deleted.beads {
        0 => String::new(),
        beads => format!("; {} of documents, whose beads are rejected now", units(beads as u64)),
    };
    talk::note(&format!(
        "deleted {}{beads}; `tarjuman undo` brings them back",
        units(deleted.units as u64)
    ));
    Ok(Outcome::Done)
}

/// Runs `units merge`.
pub fn merge(args: MergeArgs) -> Result<Outcome> {
    let merged = open(&args.memory)?.merge_units(&args.ids)?;
    let mut out = Vec::new();
    write_unit(&merged, &mut out)?;
    write_to_stdout(&out)?;
    Ok(Outcome::Done)
}

/// A text as given, or standard input for -.
fn text_of(given: &str) -> Result<String> {
    if given == "-" {
        let text = standard_input()?;
        return checked(text.trim_end_matches(['\n', '\r']).to_owned()).context("standard input");
    }
    checked(given.to_owned())
}

fn standard_input() -> Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("standard input")?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{FEFF}').to_owned()),
        Err(_) => bail!("standard input is not UTF-8; convert it first"),
    }
}

/// What every exchange format can hold.
fn checked(text: String) -> Result<String> {
    if text.trim().is_empty() {
        bail!("a unit needs both texts, and one is empty");
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        bail!(
            "the text has the control character {}, which no exchange file can hold; leave it out",
            c.escape_unicode()
        );
    }
    Ok(text)
}
