//! `tarjuman repair`: checks and repairs a memory.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::args::MemoryArg;
use super::history::{counted, units};
use super::{Outcome, talk};
use crate::memory::{Findings, Memory, Salvaged, inspect, needs_salvage, salvage};

/// Check a memory and repair it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Checks that the file is intact, that rows refer only to rows that exist, and that the index finds \
every unit by each of its words. Then rebuilds the index, which also makes it smaller.

A damaged file is not changed: every row that can still be read is written to FILE.repaired, and losses \
are reported. Try your newest backup first.

Exit codes: 0 intact or repaired, 1 something is wrong or lost, 2 error.

Examples:
  tarjuman repair --check --memory work.tarjuman
  tarjuman repair --memory work.tarjuman")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// Only check, and change nothing
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
    print_findings(&found);
    if args.check {
        return Ok(if found.is_sound() { Outcome::Done } else { Outcome::Incomplete });
    }
    let left = memory.repair()?;
    if !left.is_sound() {
        talk::warning("some problems remain; restore a backup:");
        print_findings(&left);
        return Ok(Outcome::Incomplete);
    }
    talk::note("the index was rebuilt");
    Ok(Outcome::Done)
}

fn print_findings(found: &Findings) {
    for complaint in &found.damage {
        talk::warning(complaint);
    }
    if found.dangling > 0 {
        talk::warning(&format!(
            "{} to something that does not exist",
            if found.dangling == 1 {
                "1 row refers".to_owned()
            } else {
                format!("{} rows refer", found.dangling)
            }
        ));
    }
    if found.not_indexed > 0 {
        talk::warning(&format!(
            "the index does not find {} by all words",
            units(found.not_indexed)
        ));
    }
    if found.words_not_indexed > 0 {
        talk::warning(&format!(
            "searches for the beginnings of words miss {}",
            counted(found.words_not_indexed, "word")
        ));
    }
    if found.is_sound() {
        talk::note(&format!("{}: no problems found", units(found.units)));
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
    print_salvaged(&salvage(path, &PathBuf::from(to))?);
    Ok(Outcome::Incomplete)
}

fn print_salvaged(salvaged: &Salvaged) {
    talk::note(&format!("{}: this file now contains what could be read:", salvaged.file.display()));
    for table in &salvaged.tables {
        talk::note(&format!("  {}", counted(table.rows, &table.table)));
        for (first, last) in &table.gaps {
            let lost = match last {
                Some(last) if last == first => format!("{} {first} is lost", table.table),
                Some(last) => format!("some or all of {}s {first}–{last} are lost", table.table),
                None => format!("{}s from {first} on are lost, if there were any", table.table),
            };
            talk::warning(&lost);
        }
        if table.unusable > 0 {
            talk::warning(&format!(
                "left out because it was not usable: {}",
                counted(table.unusable, "row")
            ));
        }
    }
    if salvaged.lost_changes {
        talk::warning("earlier operations cannot be undone in it");
    }
    talk::note("look through it, and then give it with --memory, or replace the memory with it");
}
