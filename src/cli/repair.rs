//! `tarjuman repair`: checks and repairs a memory.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::args::MemoryArg;
use super::history::{counted, units};
use super::{Outcome, talk};
use crate::error::{Error, MemoryFault};
use crate::memory::{Findings, Memory, Salvaged, SalvagedTable, inspect, needs_salvage, salvage};

/// Check a memory and repair it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Checks that the file is intact, that every row can be read and is as it was written, that rows refer only \
to rows that exist, and that the index finds every unit by each of its words. Then rebuilds the index, \
which also makes it smaller.

A damaged file is not changed: every row that is whole is written to FILE.repaired, and losses are \
reported. Try your newest backup first.

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
    let damage = match inspect(&path) {
        Ok(damage) => damage,
        Err(error) => return salvage_unless_other(&path, error, args.check),
    };
    if needs_salvage(&damage) {
        print_damage(&path, &damage);
        return salvage_or_advise(&path, args.check);
    }
    let mut memory = Memory::open(&path)?;
    let found = memory.check(damage)?;
    print_findings(&found);
    if found.needs_salvage() {
        drop(memory);
        return salvage_or_advise(&path, args.check);
    }
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

/// Damaged rows, and ranges of lost ones, that are named one by one for each table.
const MAX_NAMED: usize = 20;

fn print_findings(found: &Findings) {
    for complaint in &found.damage {
        talk::warning(complaint);
    }
    for row in found.rows.iter().take(MAX_NAMED) {
        talk::warning(&row.to_string());
    }
    if found.rows.len() > MAX_NAMED {
        talk::warning(&format!("{} more rows are damaged", found.rows.len() - MAX_NAMED));
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
        found.dangling_rows.iter().for_each(|row| talk::note(&format!("  {row}")));
    }
    if found.unsealed > 0 {
        talk::warning(&format!(
            "written by another program, so that damage to it cannot be excluded: {}",
            counted(found.unsealed, "row")
        ));
    }
    if found.misnamed > 0 {
        talk::warning(&format!("an import does not recognise {}", units(found.misnamed)));
    }
    if found.blocks > 0 {
        talk::warning(&format!(
            "a part of the index is damaged: {}",
            counted(found.blocks, "block")
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

fn print_damage(path: &Path, complaints: &[String]) {
    talk::warning(&format!("{}: the memory is damaged:", path.display()));
    for complaint in complaints.iter().flat_map(|complaint| complaint.lines()).take(5) {
        talk::note(&format!("  {complaint}"));
    }
}

/// Salvages a file that SQLite cannot read, or whose header does not say what it is, if whole rows of a
/// memory are found in it. Otherwise it is another file, and the error stands.
fn salvage_unless_other(path: &Path, error: Error, only_check: bool) -> Result<Outcome> {
    let may_be_memory = matches!(
        &error,
        Error::Memory { fault: MemoryFault::NotADatabase | MemoryFault::OtherDatabase, .. }
    );
    if only_check || !may_be_memory {
        return Err(error.into());
    }
    match salvage(path, &repaired(path)) {
        Ok(salvaged) => {
            talk::warning(&error.to_string());
            print_salvaged(&salvaged);
            Ok(Outcome::Incomplete)
        }
        Err(Error::Memory { fault: MemoryFault::BeyondRepair, .. }) => Err(error.into()),
        Err(other) => Err(other.into()),
    }
}

/// The name of the file that what is whole is written to.
fn repaired(path: &Path) -> PathBuf {
    let mut to = path.as_os_str().to_owned();
    to.push(".repaired");
    PathBuf::from(to)
}

fn salvage_or_advise(path: &Path, only_check: bool) -> Result<Outcome> {
    if only_check {
        talk::note(
            "restore a backup, or let `tarjuman repair` write what can be read to a new file",
        );
        return Ok(Outcome::Incomplete);
    }
    print_salvaged(&salvage(path, &repaired(path))?);
    Ok(Outcome::Incomplete)
}

fn print_salvaged(salvaged: &Salvaged) {
    talk::note(&format!("{}: this file now contains what could be read:", salvaged.file.display()));
    salvaged.tables.iter().for_each(print_table);
    for name in &salvaged.replaced_documents {
        talk::warning(&format!(
            "a document is lost; what belonged to it is now in the document “{name}”"
        ));
    }
    if salvaged.may_be_deleted {
        talk::warning(
            "it is not known which pages of the file are free, so rows that were deleted before may be back",
        );
    }
    if salvaged.lost_changes {
        talk::warning("earlier operations cannot be undone in it");
    }
    talk::note("look through it, and then give it with --memory, or replace the memory with it");
}

fn print_table(table: &SalvagedTable) {
    let name = &table.table;
    let found = match table.found {
        0 => String::new(),
        found => format!(", of them {found} on pages that had come loose"),
    };
    talk::note(&format!("  {}{found}", counted(table.rows, name)));
    for (first, last) in table.gaps.iter().take(MAX_NAMED) {
        talk::warning(&match last {
            Some(last) if last == first => format!("{name} {first} is lost, if there was one"),
            Some(last) => format!("some or all of {name}s {first}–{last} are lost"),
            None => format!("{name}s from {first} on are lost, if there were any"),
        });
    }
    if table.gaps.len() > MAX_NAMED {
        let more = counted((table.gaps.len() - MAX_NAMED) as u64, "more range");
        talk::warning(&format!("{name}s are lost in {more}"));
    }
    for row in table.damaged.iter().take(MAX_NAMED) {
        talk::warning(&format!("{row}, and is left out"));
    }
    if table.damaged.len() > MAX_NAMED {
        let more = table.damaged.len() - MAX_NAMED;
        talk::warning(&format!("{more} more {name}s are damaged, and are left out"));
    }
}
