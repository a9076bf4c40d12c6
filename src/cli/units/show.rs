//! `tarjuman units list` and `show`: print units.

use std::io::Write;

use anyhow::Result;
use serde::Serialize;

use super::super::args::MemoryArg;
use super::super::args::UnitFilterArgs;
use super::super::history::summary;
use super::super::output::write_to_stdout;
use super::super::{Outcome, talk};
use crate::memory::{Operation, StoredUnit};
use crate::model::{InlineTag, Language, Property, Timestamp, Unit, UnitId, UnitPart, UnitText};
use crate::text::printable;

/// List units, in the order in which they were added
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Inline tags are shown as <1>…</1> and <2/>. With --format tsv, a line contains the id, both texts without \
tags, and the status; with --format json, all details.

Examples:
  tarjuman units list --document report --limit 20
  tarjuman units list --search 'open market' --status edited --since 2026-03
  tarjuman units list --format tsv --limit 1000000 > units.tsv")]
pub struct ListArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// List at most this many units
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = crate::cli::args::count())]
    limit: usize,
    /// Number of units to skip first
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = crate::cli::args::count())]
    offset: usize,
    /// How to print the units
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
    #[command(flatten)]
    filter: UnitFilterArgs,
}

/// How units are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// For reading
    #[default]
    Text,
    /// One JSON object per line for each unit
    Json,
    /// One line per unit: id, source, target, status
    Tsv,
}

/// Show all details of units
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tarjuman units show 12 --memory work.tarjuman")]
pub struct ShowArgs {
    /// Ids of units, from `tarjuman units list`, `lookup` or `search`
    #[arg(value_name = "ID", required = true)]
    ids: Vec<UnitId>,
    #[command(flatten)]
    memory: MemoryArg,
    /// How to print the units
    #[arg(long, value_enum, default_value_t)]
    format: ShowFormat,
}

/// How a unit is printed.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum ShowFormat {
    /// For reading
    #[default]
    Text,
    /// One JSON object per line for each unit
    Json,
}

/// A unit as it is printed in JSON.
#[derive(Serialize)]
struct JsonUnit<'a> {
    id: UnitId,
    source: &'a str,
    target: &'a str,
    source_language: &'a Language,
    target_language: &'a Language,
    status: &'static str,
    score: f64,
    document: &'a Option<String>,
    position: Option<u64>,
    identifier: &'a Option<String>,
    created_at: Option<Timestamp>,
    created_by: &'a Option<String>,
    changed_at: Option<Timestamp>,
    changed_by: &'a Option<String>,
    used_at: Option<Timestamp>,
    usage_count: u64,
    note: &'a Option<String>,
    context_before: &'a Option<String>,
    context_after: &'a Option<String>,
    source_tags: &'a [InlineTag],
    target_tags: &'a [InlineTag],
    properties: &'a [Property],
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<&'a [Operation]>,
}

impl<'a> JsonUnit<'a> {
    fn of(stored: &'a StoredUnit, history: Option<&'a [Operation]>) -> JsonUnit<'a> {
        let unit = &stored.unit;
        JsonUnit {
            id: stored.id,
            source: &unit.texts.source.plain,
            target: &unit.texts.target.plain,
            source_language: &unit.languages.source,
            target_language: &unit.languages.target,
            status: unit.status.name(),
            score: unit.score.rounded(),
            document: &unit.document,
            position: unit.position,
            identifier: &unit.identifier,
            created_at: unit.created_at,
            created_by: &unit.created_by,
            changed_at: unit.changed_at,
            changed_by: &unit.changed_by,
            used_at: unit.used_at,
            usage_count: unit.usage_count,
            note: &unit.note,
            context_before: &unit.context_before,
            context_after: &unit.context_after,
            source_tags: &unit.texts.source.tags,
            target_tags: &unit.texts.target.tags,
            properties: &unit.properties,
            history,
        }
    }
}

/// Runs `units list`.
pub fn list(args: ListArgs) -> Result<Outcome> {
    let memory = args.memory.open()?;
    let Some(filter) = args.filter.filter(&memory)? else { return Ok(Outcome::Incomplete) };
    let (units, more) = memory.page_of_units(&filter, args.offset, args.limit)?;
    let mut out = Vec::new();
    for stored in &units {
        match args.format {
            ListFormat::Text => write_unit(stored, &mut out)?,
            ListFormat::Json => {
                writeln!(out, "{}", serde_json::to_string(&JsonUnit::of(stored, None))?)?;
            }
            ListFormat::Tsv => {
                let field = |text: &str| text.replace(['\t', '\n', '\r'], " ");
                let (source, target) = (
                    field(&stored.unit.texts.source.plain),
                    field(&stored.unit.texts.target.plain),
                );
                writeln!(out, "{}\t{source}\t{target}\t{}", stored.id, stored.unit.status)?;
            }
        }
    }
    write_to_stdout(&out)?;
    if units.is_empty() {
        talk::note("no unit matches");
        return Ok(talk::skipped(&memory, Outcome::Incomplete));
    }
    if more {
        talk::note(&format!(
            "there are more units; continue with --offset {}",
            args.offset + units.len()
        ));
    }
    Ok(talk::skipped(&memory, Outcome::Done))
}

/// Runs `units show`.
pub fn show(args: ShowArgs) -> Result<Outcome> {
    let memory = args.memory.open()?;
    let mut out = Vec::new();
    for id in args.ids {
        let Some(stored) = memory.whole_unit(id)? else { continue };
        let history = memory.unit_history(id)?;
        match args.format {
            ShowFormat::Json => {
                let unit = JsonUnit::of(&stored, Some(&history));
                writeln!(out, "{}", serde_json::to_string(&unit)?)?;
            }
            ShowFormat::Text => write_all(&stored, &history, &mut out)?,
        }
    }
    write_to_stdout(&out)?;
    Ok(talk::skipped(&memory, Outcome::Done))
}

/// Writes a unit as a block of lines.
pub fn write_unit(stored: &StoredUnit, out: &mut dyn Write) -> Result<()> {
    write_heading(stored, out)?;
    write_texts(&stored.unit, UnitText::with_placeholders, out)?;
    writeln!(out)?;
    Ok(())
}

/// Writes the heading of a unit: its id, status and document.
pub fn write_heading(stored: &StoredUnit, out: &mut dyn Write) -> std::io::Result<()> {
    let unit = &stored.unit;
    write!(out, "{}  {}", stored.id, unit.status)?;
    if let Some(document) = &unit.document {
        write!(out, "  {}", printable(document))?;
        if let Some(position) = unit.position {
            write!(out, ", {}", position + 1)?;
        }
    }
    writeln!(out)
}

/// Writes both texts, each on a line, a right-to-left text last.
pub fn write_texts(
    unit: &Unit,
    shown: impl Fn(&UnitText) -> String,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut sides = [
        (&unit.languages.source, &unit.texts.source),
        (&unit.languages.target, &unit.texts.target),
    ];
    sides.sort_by_key(|(language, _)| language.is_right_to_left());
    for (language, text) in sides {
        writeln!(out, "  {language}  {}", printable(&shown(text)))?;
    }
    Ok(())
}

fn write_all(stored: &StoredUnit, history: &[Operation], out: &mut dyn Write) -> Result<()> {
    let unit = &stored.unit;
    write_heading(stored, out)?;
    write_texts(unit, UnitText::with_placeholders, out)?;
    let mut line = |name: &str, value: Option<&str>| -> Result<()> {
        if let Some(value) = value {
            writeln!(out, "  {name}: {}", printable(value))?;
        }
        Ok(())
    };
    line("original", Some(unit.languages.source.as_str()))?;
    line("score", Some(&unit.score.rounded().to_string()))?;
    line("identifier", unit.identifier.as_deref())?;
    line("created", stamp(unit.created_at, unit.created_by.as_deref()).as_deref())?;
    line("changed", stamp(unit.changed_at, unit.changed_by.as_deref()).as_deref())?;
    let uses = unit.used_at.as_ref().map(|at| format!("{} times, last {at}", unit.usage_count));
    line(
        "used",
        uses.or((unit.usage_count > 0).then(|| format!("{} times", unit.usage_count))).as_deref(),
    )?;
    line("context before", unit.context_before.as_deref())?;
    line("context after", unit.context_after.as_deref())?;
    line("note", unit.note.as_deref())?;
    for property in &unit.properties {
        let part = match property.part {
            UnitPart::Unit => "property",
            UnitPart::Source => "property of the source",
            UnitPart::Target => "property of the target",
        };
        line(part, Some(&format!("{} = {}", property.name, property.value)))?;
    }
    for (side, text) in [("source", &unit.texts.source), ("target", &unit.texts.target)] {
        for tag in text.tags.iter().filter(|tag| !tag.code.is_empty()) {
            line(&format!("tag of the {side}"), Some(&tag.code))?;
        }
    }
    for operation in history {
        let undone = if operation.undone { " (undone)" } else { "" };
        let by = operation.by.as_deref().unwrap_or("-");
        let line_text =
            format!("{}  {}  {by}  {}{undone}", operation.id, operation.at, summary(operation));
        line("operation", Some(&line_text))?;
    }
    writeln!(out)?;
    Ok(())
}

fn stamp(at: Option<Timestamp>, by: Option<&str>) -> Option<String> {
    let at = at?;
    Some(by.map_or_else(|| at.to_string(), |by| format!("{at} by {by}")))
}
