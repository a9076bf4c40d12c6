//! `tarjuman backup`: a copy of a memory that is in use.

use std::path::PathBuf;

use anyhow::Result;

use super::args::MemoryArg;
use super::output::refuse_inputs;
use super::{Outcome, talk};

/// Copy a memory, also while other programs write it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The copy is the memory as it was at one moment, and complete: it is written beside and takes its \
name at the end. To go back to it, name it with --memory, or close other programs that use the \
memory and copy it over.

Examples:
  tarjuman backup work-monday.tarjuman --memory work.tarjuman
  tarjuman backup /mnt/backup/work.tarjuman --force")]
pub struct Args {
    /// Where to write the copy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    memory: MemoryArg,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let memory = args.memory.open()?;
    refuse_inputs(&args.file, &[memory.path()])?;
    let bytes = memory.backup(&args.file, args.force)?;
    talk::note(&format!("{}: {} KiB", args.file.display(), bytes.div_ceil(1024)));
    Ok(Outcome::Done)
}
