//! `tarjuman units add`, `edit`, `delete` and `merge`: change units.

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
Prints the id of each unit. A pair that is already in the memory is not added again, but its id is printed.

Examples:
  tarjuman units add 'The harbour is open.' 'الميناء مفتوح.' --source-language en --target-language ar
  tarjuman units add - --source-language en --target-language ar < pairs.tsv
                                       one pair per line, source and target separated by a tab")]
pub struct AddArgs {
    /// The source text; - without a target reads pairs from standard input
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Its translation
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// Language of the source, from which the text was translated
    #[arg(long, value_name = "TAG")]
    source_language: Language,
    /// Language of the target
    #[arg(long, value_name = "TAG")]
    target_language: Language,
    /// A note on the units
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    memory: MemoryArg,
}

/// Change a unit
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Inline tags keep their positions: tags at unchanged words stay there, others move to the end of the text \
that replaced their words. A unit whose text is changed becomes `edited`, unless --status says otherwise.

Examples:
  tarjuman units edit 12 --target 'أعيد فتح الميناء.'
  tarjuman units edit 12 --status accepted --note 'checked with the client'
  tarjuman units edit 12 --source - < corrected.txt")]
pub struct EditArgs {
    /// Id of the unit, from `tarjuman units list`
    #[arg(value_name = "ID")]
    id: UnitId,
    /// The new source text; - reads it from standard input
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// The new target text; - reads it from standard input
    #[arg(long, value_name = "TEXT")]
    target: Option<String>,
    /// The new status: auto, accepted or edited
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
    /// The new note; an empty one removes the note
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    memory: MemoryArg,
}

/// Delete units
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Units are deleted without confirmation; `tarjuman undo` restores them. If a unit comes from an alignment, \
its bead is rejected, so that it does not give the unit again.

Examples:
  tarjuman units delete 12 13
  tarjuman units list --document report --status auto     see which units these are
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

/// Merge several units into the first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The texts of both sides are joined in the order in which the units are given. The first unit keeps its \
id, the others are deleted. All must have the same languages.

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
            bail!(
                "a unit needs both texts; give the source and its translation, or - to read pairs from \
                             standard input"
            )
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
    let existing = added.iter().filter(|(_, new)| !new).count();
    if existing > 0 {
        talk::note(&format!("already in the memory: {}", units(existing as u64)));
    }
    Ok(if existing == added.len() { Outcome::Incomplete } else { Outcome::Done })
}

/// Parses lines of tab-separated pairs.
fn pairs_of(text: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let sides = line.split_once('\t').filter(|(_, target)| !target.contains('\t'));
        let Some((source, target)) = sides else {
            bail!(
                "standard input:{}: write a pair as SOURCE<TAB>TARGET; nothing was added",
                index + 1
            );
        };
        let checked = |text: &str| {
            checked(text.to_owned())
                .with_context(|| format!("standard input:{}: nothing was added", index + 1))
        };
        pairs.push((checked(source)?, checked(target)?));
    }
    if pairs.is_empty() {
        bail!("standard input contains no pairs; write each as a line SOURCE<TAB>TARGET");
    }
    Ok(pairs)
}

/// Runs `units edit`.
pub fn edit(args: EditArgs) -> Result<Outcome> {
    let given = [&args.source, &args.target, &args.note].iter().any(|given| given.is_some());
    if !given && args.status.is_none() {
        bail!("there is nothing to change; use --source, --target, --status or --note");
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
        talk::note(&format!("unit {} is already like this", args.id));
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
            bail!("choose the units to delete: give ids, a filter such as --document, or --all")
        }
        (true, true, true) | (false, true, false) | (true, false, false) => {}
        _ => {
            bail!("ids, filters such as --document, and --all cannot be combined; give one of them")
        }
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
        talk::note("no unit matches, so nothing was deleted");
        return Ok(Outcome::Incomplete);
    }
    let beads = match deleted.beads {
        0 => String::new(),
        beads => format!("; the beads of {} from documents are now rejected", units(beads as u64)),
    };
    talk::note(&format!(
        "deleted {}{beads}; `tarjuman undo` restores them",
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

/// The given text, or standard input for `-`.
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

/// Checks that every exchange format can represent a text.
fn checked(text: String) -> Result<String> {
    if text.trim().is_empty() {
        bail!("a unit needs both texts, but one is empty");
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        bail!(
            "the text contains the control character {}, which no exchange format can represent; remove it",
            c.escape_unicode()
        );
    }
    Ok(text)
}
