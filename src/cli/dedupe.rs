//! `tarjuman dedupe`: units that say the same as others, shown and deleted.

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

/// Find units that say the same as others, and delete them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Two units are duplicates when both their texts and their inline tags are equal, spelling \
forgotten as far as --tier says:

  exact    as typed
  form     whatever the presentation forms, tatweel and invisible controls
  marks    whatever the tashkeel too: كتابٌ is كتاب
  letters  whatever the hamza, final ى and ة, digits, Arabic punctuation and capitals too

Uses of the deleted are added to those of the unit that stays, and their notes kept. Units that \
an alignment gave are never deleted: they belong to their documents, and their neighbours make \
101 and 102 % matches.

Without --apply nothing is changed: it shows what would be. `tarjuman undo` brings all back.

Examples:
  tarjuman dedupe
  tarjuman dedupe --tier letters --keep most-used --limit 100
  tarjuman dedupe --tier letters --keep most-used --apply")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// How far the spelling is forgotten
    #[arg(long, value_enum, default_value_t)]
    tier: TierArg,
    /// Which of equal units stays
    #[arg(long, value_enum, default_value_t)]
    keep: KeepArg,
    /// Delete the others
    #[arg(long)]
    apply: bool,
    /// Show at most this many pairs; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
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
    /// The one that changed last
    #[default]
    Newest,
    /// The one that was used most
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
    say(&found, args.apply);
    Ok(if found.units == 0 { Outcome::Incomplete } else { Outcome::Done })
}

fn write_group(
    keep: &StoredUnit,
    delete: &[StoredUnit],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    for (sign, stored) in
        std::iter::once(("keep ", keep)).chain(delete.iter().map(|s| ("delete ", s)))
    {
        write!(out, "{sign}")?;
        write_heading(stored, out)?;
        write_texts(&stored.unit, UnitText::with_placeholders, out)?;
    }
    writeln!(out)
}

fn say(found: &Duplicates, applied: bool) {
    let stay = match found.of_documents {
        0 => String::new(),
        count => format!(
            "; {} more {}, for {} to documents",
            units(count as u64),
            if count == 1 { "stays" } else { "stay" },
            if count == 1 { "it belongs" } else { "they belong" },
        ),
    };
    if found.units == 0 {
        talk::note(&format!("no duplicates to delete{stay}"));
        return;
    }
    let what = format!(
        "{}, duplicates of {}",
        units(found.units as u64),
        counted(found.pairs as u64, "pair")
    );
    if applied {
        talk::note(&format!("deleted {what}{stay}; `tarjuman undo` brings them back"));
    } else {
        talk::note(&format!("would delete {what}{stay}; --apply does it"));
    }
}
