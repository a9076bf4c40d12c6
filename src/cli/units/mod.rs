//! `tarjuman units`: lists, shows and changes single units of a memory.

mod change;
mod show;

use anyhow::Result;
use clap::Subcommand;

pub use show::{write_heading, write_texts};

use super::Outcome;

/// List, show and change single units of a memory
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every change is one operation, which `tarjuman undo` undoes. Inline tags keep their positions when a text \
changes. A unit from an alignment remains connected to its bead, so that editing or deleting it still \
holds when the document is aligned again.

Examples:
  tarjuman units list --search ميناء
  tarjuman units show 12
  tarjuman units edit 12 --target 'أعيد فتح الميناء.'
  tarjuman units delete 12 13")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(show::ListArgs),
    Show(show::ShowArgs),
    Add(change::AddArgs),
    Edit(change::EditArgs),
    Delete(change::DeleteArgs),
    Merge(change::MergeArgs),
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    match args.command {
        Command::List(args) => show::list(args),
        Command::Show(args) => show::show(args),
        Command::Add(args) => change::add(args),
        Command::Edit(args) => change::edit(args),
        Command::Delete(args) => change::delete(args),
        Command::Merge(args) => change::merge(args),
    }
}
