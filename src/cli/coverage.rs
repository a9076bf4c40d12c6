//! What the user should know of how little the lexicons know.

use std::path::Path;

use super::talk;
use crate::align::{Coverage, KnownWords};
use crate::model::Pair;

/// The share of its words below which a text is aligned by little else than lengths and anchors.
const LITTLE: f64 = 1.0 / 3.0;
/// Of fewer words a share says nothing.
const LEAST_WORDS: usize = 10;
/// What can be done about it.
const ADVICE: &str = "give a glossary of its terms with --lexicon, or learn from finished work with \
                      `tarjuman lexicon train`";

fn is_little(side: KnownWords) -> bool {
    side.words >= LEAST_WORDS && side.share() < LITTLE
}

fn percent(side: KnownWords) -> String {
    format!("{:.0} %", side.share() * 100.0)
}

/// Warns of a file of which the lexicons know little.
pub fn warn(coverage: Coverage, paths: Pair<&Path>) {
    for (side, path) in coverage.zip(paths) {
        if is_little(side) {
            talk::warning(&format!(
                "{}: the lexicon knows only {} of its {} words; {ADVICE}",
                path.display(),
                percent(side),
                side.words
            ));
        }
    }
}

/// The coverage of many documents, with the file of which least is known.
#[derive(Debug, Default)]
pub struct Summary {
    all: Coverage,
    /// Files of which little is known.
    little: usize,
    least: Option<(KnownWords, String)>,
}

impl Summary {
    /// Adds a document.
    pub fn add(&mut self, coverage: Coverage, paths: Pair<&Path>) {
        self.all += coverage;
        for (side, path) in coverage.zip(paths) {
            if !is_little(side) {
                continue;
            }
            self.little += 1;
            if self.least.as_ref().is_none_or(|(least, _)| side.share() < least.share()) {
                self.least = Some((side, path.display().to_string()));
            }
        }
    }

    /// Says how much is known of all documents, and warns of those of which little is.
    pub fn report(&self) {
        if self.all == Coverage::default() {
            return;
        }
        talk::note(&format!(
            "the lexicon knows {} of the words of the originals and {} of the translations",
            percent(self.all.source),
            percent(self.all.target)
        ));
        if let Some((side, path)) = &self.least {
            talk::warning(&format!(
                "the lexicon knows less than a third of the words of {} files, least of {path}: {}; {ADVICE}",
                self.little,
                percent(*side)
            ));
        }
    }
}
