//! `tarjuman export`: a memory into files for other tools.

use std::path::PathBuf;

use anyhow::Result;

use super::memory::MemoryArg;
use super::output::{Pending, Target, UnitOutput};
use super::{Outcome, talk};
use crate::exchange::{Format, WriteOptions};
use crate::memory::{Memory, UnitFilter};
use crate::model::{ExportSummary, Score, Status};

/// Write what a memory holds to files for other tools
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman export --memory work.tarjuman --output work.tmx
  tarjuman export --memory work.tarjuman --output reviewed.tsv --status accepted,edited
  tarjuman export --memory work.tarjuman --format jsonl --output - --document report")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// Where to write; the extension names the format; - is standard output. May repeat
    #[arg(long, short, value_name = "FILE", required = true)]
    output: Vec<PathBuf>,
    /// The format where the extension names none: text, jsonl, beads, tsv, tmx, ladder, moses, html
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Only units scored at least this, 0 to 1, or decided by a person
    #[arg(long, value_name = "P", value_parser = super::align::probability)]
    min_score: Option<Score>,
    /// Only these statuses: auto, accepted, edited, rejected
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<Status>,
    /// Only the document of this name
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let memory = args.memory.open()?;
    let targets = args
        .output
        .iter()
        .map(|path| Target::new(path.clone(), args.format, &[memory.path()]))
        .collect::<Result<Vec<_>>>()?;
    if let Some(name) = &args.document
        && memory.document(name)?.is_none()
    {
        talk::error(&format!(
            "there is no document “{name}” in the memory; `tarjuman info` lists them"
        ));
        return Ok(Outcome::Incomplete);
    }
    let filter = UnitFilter {
        document: args.document,
        min_score: args.min_score,
        statuses: args.status,
        ..UnitFilter::default()
    };
    let (of_units, of_documents): (Vec<&Target>, Vec<&Target>) =
        targets.iter().partition(|target| target.holds_units());
    let mut nothing = true;
    let mut pending = Vec::new();
    if !of_documents.is_empty() {
        let documents = memory.aligned_documents(&filter)?;
        nothing &= documents.iter().all(|document| document.beads.is_empty());
        for target in of_documents {
            pending.push(target.prepare_documents(&documents)?);
        }
    }
    if !of_units.is_empty() {
        let summary = memory.summary(&filter)?;
        nothing &= summary.count == 0;
        pending.extend(write_units(&memory, &filter, &summary, &of_units)?);
    }
    pending.iter().try_for_each(Pending::send)?;
    pending.into_iter().try_for_each(Pending::publish)?;
    if nothing {
        talk::warning(
            "nothing in the memory is as asked, so what was written is empty; ask for more with \
             --status, --min-score and --document",
        );
        return Ok(Outcome::Incomplete);
    }
    Ok(Outcome::Done)
}

/// Feeds every target in one pass over the units.
fn write_units(
    memory: &Memory,
    filter: &UnitFilter,
    summary: &ExportSummary,
    targets: &[&Target],
) -> Result<Vec<Pending>> {
    let options = WriteOptions::default();
    let mut outputs = targets
        .iter()
        .map(|target| target.open(summary, &options))
        .collect::<Result<Vec<UnitOutput>>>()?;
    memory.each_unit(filter, &mut |unit| {
        outputs.iter_mut().try_for_each(|output| output.write(&unit))
    })?;
    outputs.into_iter().map(UnitOutput::finish).collect()
}
