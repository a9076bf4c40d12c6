//! `tarjuman info`: what a memory holds.

use std::io::Write;

use anyhow::Result;

use super::Outcome;
use super::memory::MemoryArg;
use super::output::write_to_stdout;
use crate::exchange::printable;
use crate::memory::MemoryInfo;

/// Show what a memory holds
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman info --memory work.tarjuman")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: InfoFormat,
}

/// How the numbers are printed.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum InfoFormat {
    /// For people
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
    Ok(Outcome::Done)
}

fn write_text(path: &str, info: &MemoryInfo, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}  ({} KiB)", printable(path), info.bytes.div_ceil(1024))?;
    let total: u64 = info.units.iter().map(|pair| pair.units).sum();
    writeln!(
        out,
        "{} units, {} documents, {} operations",
        total,
        info.documents.len(),
        info.operations
    )?;
    for pair in &info.units {
        writeln!(
            out,
            "  {} → {}: {} units",
            pair.source_language, pair.target_language, pair.units
        )?;
    }
    for (status, count) in &info.statuses {
        writeln!(out, "  {status}: {count}")?;
    }
    for document in &info.documents {
        writeln!(
            out,
            "\n{}\n  {} → {}, aligned {}\n  {} beads, {} omissions, {} reviewed, {} units",
            printable(&document.name),
            document.source_language,
            document.target_language,
            document.aligned_at,
            document.beads,
            document.omissions,
            document.reviewed,
            document.units
        )?;
    }
    Ok(())
}
