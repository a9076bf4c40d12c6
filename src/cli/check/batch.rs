//! Runs the checks on batches of pairs, in parallel, and reports the findings in order.

use anyhow::Result;
use indicatif::ProgressBar;
use rayon::prelude::*;

use super::report::{ReportedFinding, Reporter};
use crate::exchange::Skip;
use crate::model::Unit;
use crate::quality::{Checks, Codes, Finding, PairKey, SetChecks, Text};

/// The pairs of a batch: enough for many cores, but few enough to hold in memory.
const BATCH: usize = 2048;

/// The checks of the pairs of files or of a memory.
pub struct Inspection<'a> {
    checks: &'a Checks,
    set: SetChecks,
    reporter: Reporter,
    batch: Vec<(u64, Unit)>,
    /// The number of each pair in its file or memory, by which findings about several pairs refer to it.
    numbers: Vec<u64>,
    /// The index of the first pair of each file or memory, with its name.
    origins: Vec<(usize, String)>,
    bar: ProgressBar,
}

impl<'a> Inspection<'a> {
    pub fn new(checks: &'a Checks, codes: Codes, reporter: Reporter) -> Self {
        Inspection {
            checks,
            set: SetChecks::new(codes),
            reporter,
            batch: Vec::with_capacity(BATCH),
            numbers: Vec::new(),
            origins: Vec::new(),
            bar: ProgressBar::hidden(),
        }
    }

    /// Starts a file or memory.
    pub fn begin(&mut self, origin: &str, bar: ProgressBar) {
        self.origins.push((self.numbers.len(), origin.to_owned()));
        self.bar = bar;
    }

    /// Adds a pair, given its number in the file or its id in the memory.
    pub fn add(&mut self, number: u64, unit: Unit) -> Result<()> {
        self.batch.push((number, unit));
        if self.batch.len() == BATCH { self.check() } else { Ok(()) }
    }

    /// Reports a unit that could not be read.
    pub fn skip(&mut self, number: u64, skip: &Skip) -> Result<()> {
        self.check()?;
        let origin = self.origins.last().map_or("", |(_, name)| name);
        self.bar.suspend(|| self.reporter.skip(origin, number, skip));
        Ok(())
    }

    /// Ends a file or memory.
    pub fn end(&mut self) -> Result<()> {
        self.check()?;
        self.bar.finish_and_clear();
        Ok(())
    }

    /// Prints the numbers of findings; returns whether there were errors.
    pub fn finish(self) -> Result<bool> {
        self.reporter.finish()
    }

    fn check(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let needs_keys = self.set.is_needed();
        let checked: Vec<(Vec<Finding>, Option<PairKey>)> = batch
            .par_iter()
            .map(|(_, unit)| {
                let pair = Text::pair_of(unit);
                (self.checks.check(&pair), needs_keys.then(|| PairKey::of(&pair)))
            })
            .collect();
        let mut found = Vec::new();
        for ((number, unit), (findings, key)) in batch.iter().zip(checked) {
            let mut all: Vec<ReportedFinding> = findings
                .into_iter()
                .map(|finding| ReportedFinding { finding, earlier: None })
                .collect();
            if let Some(key) = key {
                self.numbers.push(*number);
                let set = self.set.add(&key);
                all.extend(set.into_iter().map(|found| ReportedFinding {
                    finding: found.finding,
                    earlier: Some(self.reference(found.earlier)),
                }));
            }
            found.push((*number, unit, all));
        }
        let origin = self.origins.last().map_or("", |(_, name)| name);
        let reporter = &mut self.reporter;
        self.bar.suspend(|| {
            found
                .into_iter()
                .try_for_each(|(number, unit, all)| reporter.report(origin, number, unit, all))
        })
    }

    /// How an earlier pair is referred to: by its unit, and by its file if that is another one.
    fn reference(&self, pair: u64) -> String {
        let index = usize::try_from(pair).unwrap_or(usize::MAX);
        let number = self.numbers.get(index).copied().unwrap_or_default();
        let file = self.origins.iter().rposition(|(first, _)| *first <= index).unwrap_or_default();
        if file + 1 == self.origins.len() {
            format!("unit {number}")
        } else {
            format!("unit {number} of {}", self.origins[file].1)
        }
    }
}
