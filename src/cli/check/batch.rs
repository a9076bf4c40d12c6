//! Pairs on their way through the checks: in batches, on all cores, reported in order.

use anyhow::Result;
use indicatif::ProgressBar;
use rayon::prelude::*;

use super::report::{Found, Reporter};
use crate::exchange::Skip;
use crate::model::Unit;
use crate::quality::{Checks, Codes, Finding, Pair, PairKey, SetChecks};

/// Pairs that are checked at a time: enough for many cores, little to hold.
const BATCH: usize = 2048;

/// Pairs that come from files or a memory, one after the other.
pub struct Inspection<'a> {
    checks: &'a Checks,
    set: SetChecks,
    reporter: Reporter,
    batch: Vec<(u64, Unit)>,
    /// Where each pair stands, by its number among all: what findings about several pairs name.
    places: Vec<u64>,
    /// The first pair of every file or memory, with its name.
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
            places: Vec::new(),
            origins: Vec::new(),
            bar: ProgressBar::hidden(),
        }
    }

    /// Begins a file or memory.
    pub fn begin(&mut self, origin: &str, bar: ProgressBar) {
        self.origins.push((self.places.len(), origin.to_owned()));
        self.bar = bar;
    }

    /// Takes a pair, by its number in the file or its id in the memory.
    pub fn add(&mut self, number: u64, unit: Unit) -> Result<()> {
        self.batch.push((number, unit));
        if self.batch.len() == BATCH { self.check() } else { Ok(()) }
    }

    /// Says that something is no pair.
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

    /// Says how much was found; gives whether errors were.
    pub fn finish(self) -> Result<bool> {
        self.reporter.finish()
    }

    fn check(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let needs_keys = self.set.is_needed();
        let checked: Vec<(Vec<Finding>, Option<PairKey>)> = batch
            .par_iter()
            .map(|(_, unit)| {
                let pair = Pair::of(unit);
                (self.checks.check(&pair), needs_keys.then(|| PairKey::of(&pair)))
            })
            .collect();
        let mut found = Vec::new();
        for ((number, unit), (findings, key)) in batch.iter().zip(checked) {
            let mut all: Vec<Found> =
                findings.into_iter().map(|finding| Found { finding, earlier: None }).collect();
            if let Some(key) = key {
                self.places.push(*number);
                let set = self.set.add(&key);
                all.extend(set.into_iter().map(|found| Found {
                    finding: found.finding,
                    earlier: Some(self.place(found.earlier)),
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

    /// How an earlier pair is called: by its unit, and its file when that is another.
    fn place(&self, pair: u64) -> String {
        let index = usize::try_from(pair).unwrap_or(usize::MAX);
        let number = self.places.get(index).copied().unwrap_or_default();
        let file = self.origins.iter().rposition(|(first, _)| *first <= index).unwrap_or_default();
        if file + 1 == self.origins.len() {
            format!("unit {number}")
        } else {
            format!("unit {number} of {}", self.origins[file].1)
        }
    }
}
