//! `tarjuman export`: exports a memory to files for other tools.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::args::MemoryArg;
use super::args::UnitFilterArgs;
use super::output::{Pending, Target, UnitOutput, format_help, write_to_stdout};
use super::{Outcome, talk};
use crate::exchange::{
    Finding, Format, Level, Locales, Preflight, Tool, WriteOptions, XliffVersion,
};
use crate::memory::{Memory, UnitFilter};
use crate::model::Language;
use crate::text::printable;

/// Export a memory to files for other tools
#[derive(Debug, clap::Args)]
#[command(long_about = long_about(), after_help = "\
Examples:
  tarjuman export --memory work.tarjuman --output work.tmx
  tarjuman export --output work.tmx --for trados --locale ar=ar-EG
  tarjuman export --check --for memoq
  tarjuman export --output reviewed.csv --status accepted,edited --since 2026-01-01
  tarjuman export --output report.xlf --document report --xliff 1.2
  tarjuman export --format jsonl --output - --author noor | jq .source

What --for sets:
  trados, memoq, xtm  languages with regions: en-US and ar-SA if there is none, or as --locale says
  trados              typed fields, confirmation level, origin; one language pair per file
  memoq, xtm          the neighbours of each unit, for context matches
  poedit, weblate     text without tags; for weblate one source language per file
  omegat              tags and notes as OmegaT reads them

An export for a tool warns you about everything that the tool would refuse or lose. --check shows this \
with examples and writes nothing.")]
pub struct Args {
    #[command(flatten)]
    memory: MemoryArg,
    /// Write to this file, in the format of its extension; - is standard output. Can be repeated
    #[arg(long, short, value_name = "FILE", required_unless_present = "check")]
    output: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_parser = Format::named_to_write, help = format_help())]
    format: Option<Format>,
    /// Print what the tool, or else a strict reader, would refuse or lose, and write nothing
    #[arg(long, conflicts_with = "output")]
    check: bool,
    #[command(flatten)]
    shape: ShapeArgs,
    #[command(flatten)]
    filter: UnitFilterArgs,
}

/// The details of the output.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Files")]
struct ShapeArgs {
    /// Write TMX for this tool: omegat, trados, memoq, poedit, xtm, weblate
    #[arg(long = "for", value_name = "TOOL")]
    tool: Option<Tool>,
    /// Replace a language in the output, such as en=en-GB. Can be repeated
    #[arg(long, value_name = "TAG=TAG", value_parser = locale)]
    locale: Vec<(Language, Language)>,
    /// Level of TMX: 1 for text only, 2 for text with tags; by default 2, unless the tool does not use
    /// tags
    #[arg(long, value_name = "1|2", value_parser = level)]
    level: Option<Level>,
    /// Version of XLIFF: 2.1 or 1.2
    #[arg(long, value_name = "VERSION", default_value = "2.1", value_parser = xliff_version)]
    xliff: XliffVersion,
    /// Write TSV with a header and the columns of CSV
    #[arg(long)]
    header: bool,
    /// Write CSV for spreadsheets: with a byte order mark, and a ' before texts that would be run as
    /// formulas
    #[arg(long)]
    spreadsheet: bool,
}

fn long_about() -> String {
    format!(
        "Export a memory to files for other tools\n\n\
         These formats contain translation units:\n{}\n\n\
         and these whole documents, including omissions:\n{}\n\n\
         The same units always give exactly the same file.",
        Format::help_to_write(Format::writes_units),
        Format::help_to_write(|format| !format.writes_units())
    )
}

/// Parses `en=en-GB`.
fn locale(text: &str) -> Result<(Language, Language), String> {
    let Some((from, to)) = text.split_once('=') else {
        return Err("write a language and its replacement, such as en=en-GB".to_owned());
    };
    let language = |tag: &str| tag.parse::<Language>().map_err(|error| error.to_string());
    Ok((language(from)?, language(to)?))
}

fn level(text: &str) -> Result<Level, String> {
    match text {
        "1" => Ok(Level::One),
        "2" => Ok(Level::Two),
        _ => Err("the level must be 1 (text) or 2 (text and tags)".to_owned()),
    }
}

fn xliff_version(text: &str) -> Result<XliffVersion, String> {
    match text {
        "1.2" => Ok(XliffVersion::One),
        "2" | "2.1" => Ok(XliffVersion::Two),
        _ => Err("the version must be 2.1 or 1.2".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let memory = args.memory.open()?;
    // A file for a tool is TMX unless its extension says otherwise.
    let format = args.format.or(args.shape.tool.map(|_| Format::Tmx));
    let targets = args
        .output
        .iter()
        .map(|path| Target::new(path.clone(), format, &[memory.path()]).map(Target::prefer_units))
        .collect::<Result<Vec<_>>>()?;
    let (of_units, of_documents): (Vec<&Target>, Vec<&Target>) =
        targets.iter().partition(|target| target.writes_units());
    if let (Some(target), Some(filter)) = (of_documents.first(), args.filter.of_units_only()) {
        bail!(
            "{filter} selects units, but {} contains whole documents; leave {filter} out",
            target.format()
        );
    }
    let Some(filter) = args.filter.filter(&memory)? else { return Ok(Outcome::Incomplete) };
    let name = memory.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut export = Export {
        memory: &memory,
        locales: Locales::new(args.shape.locale, args.shape.tool),
        options: WriteOptions {
            level: args.shape.level.or(args.shape.tool.map(Tool::level)).unwrap_or_default(),
            tool: args.shape.tool,
            xliff: args.shape.xliff,
            name: name.unwrap_or_else(|| "memory".to_owned()),
            header: args.shape.header,
            spreadsheet: args.shape.spreadsheet,
        },
        filter,
        found_units: false,
    };
    if args.check {
        let outcome = export.check()?;
        return Ok(talk::skipped(&memory, outcome));
    }
    let mut pending = Vec::new();
    let mut nothing = true;
    if !of_documents.is_empty() {
        let documents = memory.aligned_documents(&export.filter)?;
        nothing &= documents.iter().all(|document| document.beads.is_empty());
        for target in of_documents {
            pending.push(target.prepare_documents(&documents)?);
        }
    }
    if !of_units.is_empty() {
        pending.extend(export.write(&of_units)?);
        nothing &= !export.found_units;
    }
    pending.iter().try_for_each(Pending::send)?;
    pending.into_iter().try_for_each(Pending::publish)?;
    if nothing {
        talk::warning(
            "nothing in the memory matches, so the output is empty; check --status, --min-score and \
                         --document",
        );
        return Ok(talk::skipped(&memory, Outcome::Incomplete));
    }
    Ok(talk::skipped(&memory, Outcome::Done))
}

/// The export of units.
struct Export<'m> {
    memory: &'m Memory,
    locales: Locales,
    options: WriteOptions,
    filter: UnitFilter,
    found_units: bool,
}

impl Export<'_> {
    /// Writes the units to all targets in one pass, and warns about what the tool would refuse or lose.
    fn write(&mut self, targets: &[&Target]) -> Result<Vec<Pending>> {
        let summary = self.locales.apply_to_summary(&self.memory.summary(&self.filter)?);
        self.found_units = summary.count > 0;
        let mut outputs = targets
            .iter()
            .map(|target| target.open(&summary, &self.options))
            .collect::<Result<Vec<UnitOutput>>>()?;
        let mut preflight = self.options.tool.map(|_| Preflight::new(&self.options));
        if let Some(preflight) = &mut preflight {
            preflight.check_summary(&summary);
        }
        self.memory.each_unit(&self.filter, &mut |unit| {
            let unit = self.locales.apply(unit);
            if let Some(preflight) = &mut preflight {
                preflight.check(&unit);
            }
            outputs.iter_mut().try_for_each(|output| output.write(&unit))
        })?;
        let findings = preflight.map(Preflight::finish).unwrap_or_default();
        for finding in &findings {
            talk::warning(&format!("{}: {}; {}", finding.what, finding.count, finding.advice));
        }
        if !findings.is_empty() {
            talk::note("use `tarjuman export --check` with the same options to see examples");
        }
        outputs.into_iter().map(UnitOutput::finish).collect()
    }

    /// Prints what would be refused or lost.
    fn check(&self) -> Result<Outcome> {
        let summary = self.locales.apply_to_summary(&self.memory.summary(&self.filter)?);
        let mut preflight = Preflight::new(&self.options);
        preflight.check_summary(&summary);
        self.memory.each_unit(&self.filter, &mut |unit| {
            preflight.check(&self.locales.apply(unit));
            Ok(())
        })?;
        let findings = preflight.finish();
        write_to_stdout(report(summary.count, &findings)?.as_bytes())?;
        let is_refused = findings.iter().any(|finding| finding.is_refused);
        Ok(if is_refused || summary.count == 0 { Outcome::Incomplete } else { Outcome::Done })
    }
}

fn report(count: u64, findings: &[Finding]) -> Result<String> {
    let mut text = format!("{count} units would be written\n");
    for finding in findings {
        let verb = if finding.is_refused { "refused" } else { "lost" };
        writeln!(text, "\n{verb}: {}: {}", finding.what, finding.count)?;
        for example in &finding.examples {
            writeln!(text, "  {}", printable(example))?;
        }
        writeln!(text, "  → {}", finding.advice)?;
    }
    if findings.is_empty() {
        text.push_str("nothing would be refused or lost\n");
    }
    Ok(text)
}
