//! Which pairs a corpus keeps.

use super::probability;
use crate::corpus::Filter;
use crate::model::Score;
use crate::quality::{Checks, Code, Codes, Severity};

/// Which pairs are kept.
#[derive(Debug, clap::Args)]
pub struct PairFilterArgs {
    /// Drop pairs that score below this, 0 to 1
    #[arg(long, value_name = "P", default_value = "0.5", value_parser = probability)]
    min_score: Score,
    /// Drop pairs with findings of this severity or worse: note, warning or error
    #[arg(long, value_name = "LEVEL", default_value_t = Severity::Error)]
    drop: Severity,
    /// Leave out these checks
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    skip: Vec<Code>,
}

impl PairFilterArgs {
    /// The filter of a build with only a minimum score given.
    pub fn usual(min_score: Score) -> Filter {
        PairFilterArgs { min_score, drop: Severity::Error, skip: Vec::new() }.filter()
    }

    /// The filter.
    pub fn filter(&self) -> Filter {
        let checks = Checks::new(Codes::all().without(&self.skip));
        Filter { min_score: self.min_score, checks, severity: self.drop }
    }

    /// All that is asked for, as text: a build is only resumed with the same.
    pub fn identity(&self) -> String {
        let skipped: Vec<&str> = self.skip.iter().map(|code| code.as_str()).collect();
        format!("{} {} {}", self.min_score.value(), self.drop, skipped.join(","))
    }
}
