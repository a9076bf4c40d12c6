//! The filter of the pairs of a corpus.

use super::probability;
use crate::corpus::Filter;
use crate::model::Score;
use crate::quality::{Checks, Code, Codes, Severity};

/// The filter of the pairs of a corpus.
#[derive(Debug, clap::Args)]
pub struct PairFilterArgs {
    /// Drop pairs that score less than this, from 0 to 1
    #[arg(long, value_name = "P", default_value = "0.5", value_parser = probability)]
    min_score: Score,
    /// Drop pairs with findings of this severity or worse: note, warning or error
    #[arg(long, value_name = "LEVEL", default_value_t = Severity::Error)]
    drop: Severity,
    /// Skip these checks
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    skip: Vec<Code>,
}

impl PairFilterArgs {
    /// The default filter with another minimum score.
    pub fn with_min_score(min_score: Score) -> Filter {
        PairFilterArgs { min_score, drop: Severity::Error, skip: Vec::new() }.filter()
    }

    /// The filter.
    pub fn filter(&self) -> Filter {
        let checks = Checks::new(Codes::all().without(&self.skip));
        Filter { min_score: self.min_score, checks, severity: self.drop }
    }

    /// The options as text: a build can only be resumed with the same options.
    pub fn identity(&self) -> String {
        let skipped: Vec<&str> = self.skip.iter().map(|code| code.as_str()).collect();
        format!("{} {} {}", self.min_score.value(), self.drop, skipped.join(","))
    }
}
