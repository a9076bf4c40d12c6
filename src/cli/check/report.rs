//! Prints and counts findings.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Result;
use serde::Serialize;

use super::CheckFormat;
use crate::cli::history::counted;
use crate::cli::screen::{Marked, Screen};
use crate::cli::talk;
use crate::exchange::Skip;
use crate::model::Unit;
use crate::quality::{Code, Finding, Severity};

/// Skipped units that are reported one by one.
const MAX_SKIPS_SHOWN: u64 = 10;

/// A finding, with the earlier pair that it refers to.
#[derive(Debug, Serialize)]
pub struct ReportedFinding {
    #[serde(flatten)]
    pub finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
}

impl ReportedFinding {
    fn message(&self) -> String {
        match &self.earlier {
            Some(earlier) => format!("{} {earlier}", self.finding.message),
            None => self.finding.message.clone(),
        }
    }
}

/// A pair with findings, as JSON.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    unit: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    source_language: &'a str,
    target_language: &'a str,
    source: &'a str,
    target: &'a str,
    findings: &'a [ReportedFinding],
}

/// Prints findings and counts them.
pub struct Reporter {
    screen: Screen,
    format: CheckFormat,
    min_severity: Severity,
    only_summary: bool,
    pairs: u64,
    with_findings: u64,
    skipped: u64,
    counts: BTreeMap<(std::cmp::Reverse<Severity>, Code), u64>,
}

impl Reporter {
    pub fn new(
        screen: Screen,
        format: CheckFormat,
        min_severity: Severity,
        only_summary: bool,
    ) -> Self {
        Reporter {
            screen,
            format,
            min_severity,
            only_summary,
            pairs: 0,
            with_findings: 0,
            skipped: 0,
            counts: BTreeMap::new(),
        }
    }

    /// Prints the findings of a pair that are severe enough.
    pub fn report(
        &mut self,
        origin: &str,
        number: u64,
        unit: &Unit,
        mut found: Vec<ReportedFinding>,
    ) -> Result<()> {
        self.pairs += 1;
        found.retain(|found| found.finding.severity >= self.min_severity);
        if found.is_empty() {
            return Ok(());
        }
        self.with_findings += 1;
        for ReportedFinding { finding, .. } in &found {
            let key = (std::cmp::Reverse(finding.severity), finding.code);
            *self.counts.entry(key).or_default() += 1;
        }
        if self.only_summary {
            return Ok(());
        }
        match self.format {
            CheckFormat::Json => self.write_json(origin, number, unit, &found),
            CheckFormat::Tsv => self.write_tsv(origin, number, unit, &found),
            CheckFormat::Text => self.write_text(origin, number, unit, &found),
        }
    }

    /// Reports a unit that could not be read.
    pub fn skip(&mut self, origin: &str, number: u64, skip: &Skip) {
        self.skipped += 1;
        if self.skipped <= MAX_SKIPS_SHOWN {
            let line = skip.line.map(|line| format!(":{line}")).unwrap_or_default();
            talk::warning(&format!("{origin}{line}: unit {number} skipped: {}", skip.reason));
        }
    }

    /// Prints the numbers of findings; returns whether there were errors.
    pub fn finish(mut self) -> Result<bool> {
        self.screen.flush()?;
        let skipped = match self.skipped {
            0 => String::new(),
            skipped => format!(", {skipped} skipped"),
        };
        let pairs = counted(self.pairs, "pair");
        talk::note(&format!("{pairs}, {} with findings{skipped}", self.with_findings));
        for ((severity, code), count) in &self.counts {
            talk::note(&format!("  {:<8} {:<21} {count}", severity.0.as_str(), code.as_str()));
        }
        Ok(self.counts.keys().any(|(severity, _)| severity.0 == Severity::Error))
    }

    fn write_json(
        &mut self,
        origin: &str,
        number: u64,
        unit: &Unit,
        findings: &[ReportedFinding],
    ) -> Result<()> {
        let line = Line {
            file: origin,
            unit: number,
            identifier: unit.identifier.as_deref(),
            document: unit.document.as_deref(),
            source_language: unit.languages.source.as_str(),
            target_language: unit.languages.target.as_str(),
            source: &unit.texts.source.plain,
            target: &unit.texts.target.plain,
            findings,
        };
        self.screen.line(&serde_json::to_string(&line)?)
    }

    fn write_tsv(
        &mut self,
        origin: &str,
        number: u64,
        unit: &Unit,
        findings: &[ReportedFinding],
    ) -> Result<()> {
        let field = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        for found in findings {
            let fields = [
                origin,
                &number.to_string(),
                found.finding.code.as_str(),
                found.finding.severity.as_str(),
                &found.message(),
                &unit.texts.source.plain,
                &unit.texts.target.plain,
            ];
            self.screen.line(&fields.map(field).join("\t"))?;
        }
        Ok(())
    }

    fn write_text(
        &mut self,
        origin: &str,
        number: u64,
        unit: &Unit,
        findings: &[ReportedFinding],
    ) -> Result<()> {
        let name = match &unit.identifier {
            Some(identifier) => format!(" ({})", self.screen.safe(identifier)),
            None => String::new(),
        };
        self.screen.line(&format!("{}: unit {number}{name}", self.screen.safe(origin)))?;
        for found in findings {
            let (code, severity) = (found.finding.code.as_str(), found.finding.severity.as_str());
            let message = self.screen.safe(&found.message());
            self.screen.line(&format!("  {severity:<8} {code}: {message}"))?;
        }
        let marks = |side: fn(&Finding) -> &[Range<usize>]| {
            let ranges = findings.iter().flat_map(|found| side(&found.finding).iter().cloned());
            ranges.collect::<Vec<_>>()
        };
        let source = marked(&unit.texts.source.plain, marks(|finding| &finding.source));
        let target = marked(&unit.texts.target.plain, marks(|finding| &finding.target));
        let mut sides = [(&unit.languages.source, source), (&unit.languages.target, target)];
        // The sort is stable, and Arabic comes last whichever side it is.
        sides.sort_by_key(|(language, _)| language.is_right_to_left());
        for (language, text) in sides {
            self.screen.marked(language, &text)?;
        }
        for repair in findings.iter().filter_map(|found| found.finding.repair.as_ref()) {
            let text = self.screen.safe(&repair.text);
            self.screen.line(&format!("      {} corrected: {text}", repair.side.name()))?;
        }
        self.screen.blank()
    }
}

/// A text with highlighted findings. A finding about the whole text highlights nothing.
fn marked(text: &str, mut ranges: Vec<Range<usize>>) -> Marked {
    ranges.retain(|range| *range != (0..text.len()));
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    Marked::highlighted(text, &merged)
}
