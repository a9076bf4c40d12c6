//! Warnings about texts whose words the lexicons hardly know.

use std::path::Path;

use super::talk;
use crate::align::{Coverage, KnownWords};
use crate::model::Pair;

/// If the lexicons know less than this share of its words, a text is mostly aligned by lengths and anchors.
const LOW_COVERAGE: f64 = 1.0 / 3.0;
/// The share is not meaningful for texts with fewer words.
const MIN_WORDS: usize = 10;
/// What to do about it.
const ADVICE: &str = "add a glossary of its terms with --lexicon, or train a lexicon on finished work with \
                      `tarjuman lexicon train`";

fn is_low(side: KnownWords) -> bool {
    side.words >= MIN_WORDS && side.share() < LOW_COVERAGE
}

fn percent(side: KnownWords) -> String {
    format!("{:.0} %", side.share() * 100.0)
}

/// Warns about files whose words the lexicons hardly know.
pub fn warn(coverage: Coverage, paths: Pair<&Path>) {
    for (side, path) in coverage.zip(paths) {
        if is_low(side) {
            talk::warning(&format!(
                "{}: the lexicon knows only {} of its {} words; {ADVICE}",
                path.display(),
                percent(side),
                side.words
            ));
        }
    }
}

/// The coverage of many documents, and the file with the lowest coverage.
#[derive(Debug, Default)]
pub struct Summary {
    all: Coverage,
    /// The number of files with low coverage.
    low: usize,
    lowest: Option<(KnownWords, String)>,
}

impl Summary {
    /// Adds a document.
    pub fn add(&mut self, coverage: Coverage, paths: Pair<&Path>) {
        self.all += coverage;
        for (side, path) in coverage.zip(paths) {
            if !is_low(side) {
                continue;
            }
            self.low += 1;
            if self.lowest.as_ref().is_none_or(|(lowest, _)| side.share() < lowest.share()) {
                self.lowest = Some((side, path.display().to_string()));
            }
        }
    }

    /// Prints the coverage of all documents, and warns if some have low coverage.
    pub fn report(&self) {
        if self.all == Coverage::default() {
            return;
        }
        talk::note(&format!(
            "the lexicon knows {} of the words of the originals and {} of the translations",
            percent(self.all.source),
            percent(self.all.target)
        ));
        if let Some((side, path)) = &self.lowest {
            talk::warning(&format!(
                "the lexicon knows less than a third of the words of {} files, with the lowest share in \
                                 {path}: {}; {ADVICE}",
                self.low,
                percent(*side)
            ));
        }
    }
}
