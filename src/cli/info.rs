//! `tarjuman info`: shows the contents of a memory.

use std::io::Write;

use anyhow::Result;

use super::args::MemoryArg;
use super::history::{counted, units};
use super::output::write_to_stdout;
use super::{Outcome, talk};
use crate::memory::MemoryInfo;
use crate::text::printable;

/// Show the contents of a memory
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Shows units and words by language pair, units by status, the number of exact duplicates (texts and \
tags), of sources with several translations and of targets with several sources, and the imports and \
documents.

Examples:
  tarjuman info --memory work.tarjuman
  tarjuman info --format json | jq .conflicts")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// How to print the figures
    #[arg(long, value_enum, default_value_t)]
    format: InfoFormat,
}

/// How the numbers are printed.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum InfoFormat {
    /// For reading
    #[default]
    Text,
    /// For programs
    Json,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let memory = args.memory.open()?;
    let info = memory.info()?;
    let mut out = Vec::new();
    match args.format {
        InfoFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&info)?)?,
        InfoFormat::Text => write_text(&memory.path().display().to_string(), &info, &mut out)?,
    }
    write_to_stdout(&out)?;
    Ok(talk::skipped(&memory, Outcome::Done))
}

/// The most imports that are listed in text; JSON has all.
const IMPORTS: usize = 10;

fn write_text(path: &str, info: &MemoryInfo, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}  ({} KiB)", printable(path), info.bytes.div_ceil(1024))?;
    let total: u64 = info.units.iter().map(|pair| pair.units).sum();
    writeln!(
        out,
        "{}, {}, {}",
        units(total),
        counted(info.documents.len() as u64, "document"),
        counted(info.operations, "operation")
    )?;
    for pair in &info.units {
        writeln!(
            out,
            "  {} → {}: {}, {} and {}",
            pair.source_language,
            pair.target_language,
            units(pair.units),
            counted(pair.source_words, "word"),
            counted(pair.target_words, "word")
        )?;
    }
    for (status, count) in &info.statuses {
        writeln!(out, "  {status}: {count}")?;
    }
    if info.duplicates > 0 {
        writeln!(out, "  duplicates: {} (`tarjuman dedupe` shows them)", info.duplicates)?;
    }
    if info.conflicts.sources > 0 {
        let sources = counted(info.conflicts.sources, "source");
        writeln!(out, "  with several translations: {sources}")?;
    }
    if info.conflicts.targets > 0 {
        let targets = counted(info.conflicts.targets, "target");
        writeln!(out, "  with several sources: {targets}")?;
    }
    write_imports(info, out)?;
    for document in &info.documents {
        writeln!(
            out,
            "\n{}\n  {} → {}, aligned {}\n  {}, {}, {} reviewed, {}",
            printable(&document.name),
            document.source_language,
            document.target_language,
            document.aligned_at,
            counted(document.beads, "bead"),
            counted(document.omissions, "omission"),
            document.reviewed,
            units(document.units)
        )?;
    }
    Ok(())
}

fn write_imports(info: &MemoryInfo, out: &mut dyn Write) -> Result<()> {
    if info.imports.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", counted(info.imports.len() as u64, "import"))?;
    for import in info.imports.iter().take(IMPORTS) {
        writeln!(
            out,
            "  {}  {}  {}, {}{}",
            import.id,
            import.at,
            printable(import.document.as_deref().unwrap_or("-")),
            units(import.units().unwrap_or(0)),
            if import.undone { " (undone)" } else { "" }
        )?;
    }
    if info.imports.len() > IMPORTS {
        writeln!(out, "  … `tarjuman history` lists more")?;
    }
    Ok(())
}
