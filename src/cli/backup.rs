//! `tarjuman backup`: copies a memory, even while it is in use.

use std::path::PathBuf;

use anyhow::Result;

use super::args::MemoryArg;
use super::{Outcome, talk};

/// Copy a memory, even while other programs use it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The copy is a complete snapshot of the memory at one moment: it is written to a temporary file and \
renamed at the end. To go back to it, give it with --memory, or close all programs that use the \
memory and copy it over the original.

Examples:
  tarjuman backup work-monday.tarjuman --memory work.tarjuman
  tarjuman backup /mnt/backup/work.tarjuman --force")]
pub struct Args {
    /// File for the copy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    memory: MemoryArg,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let memory = args.memory.open()?;
    let bytes = memory.backup(&args.file, args.force)?;
    talk::note(&format!("{}: {} KiB", args.file.display(), bytes.div_ceil(1024)));
    Ok(Outcome::Done)
}
