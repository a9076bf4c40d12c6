//! `tarjuman repair`: what is wrong with a memory, and mending it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::args::MemoryArg;
use super::history::{counted, units};
use super::{Outcome, talk};
use crate::memory::{Findings, Memory, Salvaged, inspect, needs_salvage, salvage};

/// Check a memory, and mend it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Checks that the file is whole, that rows name only rows which are there, and that the index \
leads to every unit by each of its words. Then the index is made anew, which also makes it \
smaller.

Of a file that is damaged nothing is changed: every row that can still be read is written to \
FILE.repaired, and what is lost is said. Try the newest backup first.

Exit codes: 0 all is well or mended, 1 something is wrong or lost, 2 error.

Examples:
  tarjuman repair --check --memory work.tarjuman
  tarjuman repair --memory work.tarjuman")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// Only look, and change nothing
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let path = args.memory.path()?;
    let damage = inspect(&path)?;
    if needs_salvage(&damage) {
        return damaged(&path, &damage, args.check);
    }
    let mut memory = Memory::open(&path)?;
    let found = memory.check(damage)?;
    say(&found);
    if args.check {
        return Ok(if found.is_sound() { Outcome::Done } else { Outcome::Incomplete });
    }
    let left = memory.repair()?;
    if !left.is_sound() {
        talk::warning("this is wrong still; restore a backup:");
        say(&left);
        return Ok(Outcome::Incomplete);
    }
    talk::note("the index was made anew");
    Ok(Outcome::Done)
}

fn say(found: &Findings) {
    for complaint in &found.damage {
        talk::warning(complaint);
    }
    if found.dangling > 0 {
        talk::warning(&format!(
            "{} something that is not there",
            if found.dangling == 1 {
                "1 row names".to_owned()
            } else {
                format!("{} rows name", found.dangling)
            }
        ));
    }
    if found.not_indexed > 0 {
        talk::warning(&format!(
            "the index does not lead to {} by all words",
            units(found.not_indexed)
        ));
    }
    if found.words_not_indexed > 0 {
        talk::warning(&format!(
            "searches for beginnings miss {}",
            counted(found.words_not_indexed, "word")
        ));
    }
    if found.is_sound() {
        talk::note(&format!("{}: all is well", units(found.units)));
    }
}

fn damaged(path: &Path, complaints: &[String], only_check: bool) -> Result<Outcome> {
    talk::warning(&format!("{}: the memory is damaged:", path.display()));
    for complaint in complaints.iter().flat_map(|complaint| complaint.lines()).take(5) {
        talk::note(&format!("  {complaint}"));
    }
    if only_check {
        talk::note(
            "restore a backup, or let `tarjuman repair` write what can be read to a new file",
        );
        return Ok(Outcome::Incomplete);
    }
    let mut to = path.as_os_str().to_owned();
    to.push(".repaired");
    say_salvaged(&salvage(path, &PathBuf::from(to))?);
    Ok(Outcome::Incomplete)
}

fn say_salvaged(salvaged: &Salvaged) {
    talk::note(&format!("{}: what can be read is there now:", salvaged.file.display()));
    for table in &salvaged.tables {
        talk::note(&format!("  {}", counted(table.rows, &table.table)));
        for (first, last) in &table.gaps {
            let lost = match last {
                Some(last) if last == first => format!("{} {first} is lost", table.table),
                Some(last) => format!("of {}s {first}–{last} some or all are lost", table.table),
                None => format!("{}s from {first} on are lost, if there were any", table.table),
            };
            talk::warning(&lost);
        }
        if table.unusable > 0 {
            talk::warning(&format!(
                "{} made no sense and was left out",
                counted(table.unusable, "row")
            ));
        }
    }
    if salvaged.lost_changes {
        talk::warning("older operations cannot be taken back in it");
    }
    talk::note("look it through, and then name it with --memory, or put it in the memory's place");
}
