//! `tarjuman history`, `undo` and `redo`: what was done to a memory, and taking it back.

use std::io::Write;

use anyhow::Result;

use super::args::{MemoryArg, author};
use super::output::write_to_stdout;
use super::{Outcome, talk};
use crate::memory::{Operation, Undone};
use crate::model::OperationId;
use crate::text::printable;

/// List what was done to a memory, the newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each line says the operation's number, when, by whom, what, and to how many units:

  7  2026-03-02T09:14:05Z  noor  edit, 1 unit
  6  2026-03-02T09:10:41Z  noor  import old.tmx, 1204 units (undone)

Examples:
  tarjuman history --memory work.tarjuman
  tarjuman history --limit 100 --format json
  tarjuman undo 6                      take back the import that line 6 shows")]
pub struct HistoryArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// At most this many operations
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: HistoryFormat,
}

/// How the operations are printed.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum HistoryFormat {
    /// For people
    #[default]
    Text,
    /// For programs: one operation a line
    Json,
}

/// Take back what was done to a memory
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without a number it is the last operation that is not yet taken back, so that undo after undo \
goes back step by step. An import is one operation: all that it brought goes. What a later \
operation changed since is not touched: then that one has to be taken back first. \
`tarjuman redo` does it again.

Examples:
  tarjuman undo --memory work.tarjuman
  tarjuman history                     find the number of an older operation
  tarjuman undo 6                      take back that one only")]
pub struct UndoArgs {
    /// The operation's number, from `tarjuman history`; without it, the last
    #[arg(value_name = "ID")]
    id: Option<OperationId>,
    #[command(flatten)]
    memory: MemoryArg,
}

/// Do again what was undone last
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Possible until something else is done to the memory.

Example: tarjuman redo --memory work.tarjuman")]
pub struct RedoArgs {
    #[command(flatten)]
    memory: MemoryArg,
}

/// Runs `history`.
pub fn run_history(args: HistoryArgs) -> Result<Outcome> {
    let memory = args.memory.open()?;
    let operations = memory.history(args.limit)?;
    let mut out = Vec::new();
    for operation in &operations {
        match args.format {
            HistoryFormat::Json => writeln!(out, "{}", serde_json::to_string(operation)?)?,
            HistoryFormat::Text => writeln!(
                out,
                "{:>4}  {}  {}  {}{}",
                operation.id,
                operation.at,
                printable(operation.by.as_deref().unwrap_or("-")),
                summary(operation),
                if operation.undone { " (undone)" } else { "" }
            )?,
        }
    }
    write_to_stdout(&out)?;
    if operations.is_empty() {
        talk::note("nothing was done to this memory yet");
        return Ok(Outcome::Incomplete);
    }
    Ok(Outcome::Done)
}

/// Runs `undo`.
pub fn run_undo(args: UndoArgs) -> Result<Outcome> {
    let mut memory = args.memory.open()?;
    memory.set_author(author());
    say("taken back", &memory.undo(args.id)?);
    Ok(Outcome::Done)
}

/// Runs `redo`.
pub fn run_redo(args: RedoArgs) -> Result<Outcome> {
    let mut memory = args.memory.open()?;
    memory.set_author(author());
    say("done again", &memory.redo()?);
    Ok(Outcome::Done)
}

fn say(what: &str, taken: &Undone) {
    let operation = &taken.operation;
    talk::note(&format!(
        "{what}: operation {} ({}), {} in all",
        operation.id,
        summary(operation),
        units(taken.units as u64)
    ));
}

/// What was done, to what, and to how many units.
pub fn summary(operation: &Operation) -> String {
    let mut summary = operation.kind.to_string();
    if let Some(of) = operation.undoes {
        let of = operation.detail["operation"].as_i64().map_or(of, OperationId);
        summary.push_str(&format!(" of operation {of}"));
    }
    if let Some(document) = &operation.document {
        summary.push_str(&format!(" {}", printable(document)));
    }
    if let Some(count) = operation.units() {
        summary.push_str(&format!(", {}", units(count)));
    }
    summary
}

/// A number of units as people write it.
pub fn units(count: u64) -> String {
    counted(count, "unit")
}

/// A number of things: “1 document”, “2 documents”.
pub fn counted(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
