//! `tarjuman dedupe`: finds and deletes duplicate units.

use std::io::Write;

use anyhow::Result;

use super::args::{MemoryArg, author};
use super::history::{counted, units};
use super::output::write_to_stdout;
use super::units::{write_heading, write_texts};
use super::{Outcome, talk};
use crate::memory::{Dedupe, Duplicates, KeepRule, StoredUnit};
use crate::model::UnitText;
use crate::text::Tier;

/// Find duplicate units and delete them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Two units are duplicates if both their texts and their inline tags are equal. --tier sets which \
differences in spelling are ignored:

  exact    none
  form     presentation forms, tatweel and invisible control characters
  marks    also tashkeel: كتابٌ equals كتاب
  letters  also hamza, final ى and ة, digits, Arabic punctuation and capitals

The usage counts and notes of deleted units are added to the unit that is kept. Units that come from \
an alignment are never deleted: they belong to their documents, and their neighbours are the context \
for 101 and 102 % matches.

Without --apply, nothing is changed: the duplicates are only listed. `tarjuman undo` restores deleted \
units.

Examples:
  tarjuman dedupe
  tarjuman dedupe --tier letters --keep most-used --limit 100
  tarjuman dedupe --tier letters --keep most-used --apply")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// Which differences in spelling to ignore
    #[arg(long, value_enum, default_value_t)]
    tier: TierArg,
    /// Which of the duplicates to keep
    #[arg(long, value_enum, default_value_t)]
    keep: KeepArg,
    /// Delete the other duplicates
    #[arg(long)]
    apply: bool,
    /// List at most this many groups of duplicates; all are counted
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = super::args::count())]
    limit: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum TierArg {
    #[default]
    Exact,
    Form,
    Marks,
    Letters,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum KeepArg {
    /// The one that was changed last
    #[default]
    Newest,
    /// The one that was used most often
    MostUsed,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut memory = args.memory.open()?;
    memory.set_author(author());
    let dedupe = Dedupe {
        tier: match args.tier {
            TierArg::Exact => None,
            TierArg::Form => Some(Tier::Form),
            TierArg::Marks => Some(Tier::Marks),
            TierArg::Letters => Some(Tier::Letters),
        },
        keep: match args.keep {
            KeepArg::Newest => KeepRule::Newest,
            KeepArg::MostUsed => KeepRule::MostUsed,
        },
    };
    let found = if args.apply {
        memory.dedupe(&dedupe)?
    } else {
        let mut out = Vec::new();
        let mut shown = 0;
        let found = memory.find_duplicates(&dedupe, &mut |keep, delete| {
            shown += 1;
            if shown <= args.limit {
                write_group(&keep, &delete, &mut out).map_err(crate::Error::Write)?;
            }
            Ok(())
        })?;
        write_to_stdout(&out)?;
        found
    };
    print_summary(&found, args.apply);
    let outcome = if found.units == 0 { Outcome::Incomplete } else { Outcome::Done };
    Ok(talk::skipped(&memory, outcome))
}

fn write_group(
    keep: &StoredUnit,
    delete: &[StoredUnit],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    for (verb, stored) in
        std::iter::once(("keep ", keep)).chain(delete.iter().map(|s| ("delete ", s)))
    {
        write!(out, "{verb}")?;
        write_heading(stored, out)?;
        write_texts(&stored.unit, UnitText::with_placeholders, out)?;
    }
    writeln!(out)
}

fn print_summary(found: &Duplicates, applied: bool) {
    let kept = match found.of_documents {
        0 => String::new(),
        count => format!(
            "; {} more {} kept because {} to documents",
            units(count as u64),
            if count == 1 { "is" } else { "are" },
            if count == 1 { "it belongs" } else { "they belong" },
        ),
    };
    if found.units == 0 {
        talk::note(&format!("no duplicates to delete{kept}"));
        return;
    }
    let what = format!(
        "{}, duplicates of {}",
        units(found.units as u64),
        counted(found.pairs as u64, "pair")
    );
    if applied {
        talk::note(&format!("deleted {what}{kept}; `tarjuman undo` restores them"));
    } else {
        talk::note(&format!("would delete {what}{kept}; use --apply to delete them"));
    }
}
