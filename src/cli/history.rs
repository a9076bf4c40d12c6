//! `tarjuman history`, `undo` and `redo`: list, undo and redo operations on a memory.

use std::io::Write;

use anyhow::Result;

use super::args::{MemoryArg, author};
use super::output::write_to_stdout;
use super::{Outcome, talk};
use crate::memory::{Operation, Undone};
use crate::model::OperationId;
use crate::text::printable;

/// List the operations on a memory, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each line shows the number of an operation, its time, who did it, what it was and how many units it \
changed:

  7  2026-03-02T09:14:05Z  noor  edit, 1 unit
  6  2026-03-02T09:10:41Z  noor  import old.tmx, 1204 units (undone)

Examples:
  tarjuman history --memory work.tarjuman
  tarjuman history --limit 100 --format json
  tarjuman undo 6                      undo the import with the number 6")]
pub struct HistoryArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// List at most this many operations
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = super::args::count())]
    limit: usize,
    /// How to print the operations
    #[arg(long, value_enum, default_value_t)]
    format: HistoryFormat,
}

/// How the operations are printed.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum HistoryFormat {
    /// For reading
    #[default]
    Text,
    /// For programs: one JSON object per line
    Json,
}

/// Undo an operation on a memory
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without a number, this undoes the latest operation that has not been undone yet; repeat it to go back \
step by step. An import is one operation: undoing it removes everything that it added. If a \
later operation has changed the same units, that operation must be undone first. `tarjuman redo` \
redoes what was undone.

Examples:
  tarjuman undo --memory work.tarjuman
  tarjuman history                     find the number of an older operation
  tarjuman undo 6                      undo only this operation")]
pub struct UndoArgs {
    /// Number of the operation, from `tarjuman history`; by default the last
    #[arg(value_name = "ID")]
    id: Option<OperationId>,
    #[command(flatten)]
    memory: MemoryArg,
}

/// Redo the operation that was undone last
#[derive(Debug, clap::Args)]
#[command(after_help = "\
This is possible until the memory is changed again.

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
        talk::note("there are no operations on this memory yet");
        return Ok(talk::skipped(&memory, Outcome::Incomplete));
    }
    Ok(talk::skipped(&memory, Outcome::Done))
}

/// Runs `undo`.
pub fn run_undo(args: UndoArgs) -> Result<Outcome> {
    let mut memory = args.memory.open()?;
    memory.set_author(author());
    print_result("undone", &memory.undo(args.id)?);
    Ok(Outcome::Done)
}

/// Runs `redo`.
pub fn run_redo(args: RedoArgs) -> Result<Outcome> {
    let mut memory = args.memory.open()?;
    memory.set_author(author());
    print_result("redone", &memory.redo()?);
    Ok(Outcome::Done)
}

fn print_result(verb: &str, result: &Undone) {
    let operation = &result.operation;
    talk::note(&format!(
        "{verb}: operation {} ({}), {} in all",
        operation.id,
        summary(operation),
        units(result.units as u64)
    ));
}

/// The kind of an operation, what it was applied to, and how many units it changed.
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

/// A number of units: “1 unit”, “2 units”.
pub fn units(count: u64) -> String {
    counted(count, "unit")
}

/// A number of things: “1 document”, “2 documents”.
pub fn counted(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
