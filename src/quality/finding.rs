//! What a check found in a pair, and where.

use std::ops::Range;

use serde::Serialize;

use super::code::{Code, Severity};
use super::reading::{ReadPair, quoted};
use super::side::PairSide;

/// Something found in a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Why.
    pub code: Code,
    /// How bad it is; never worse than [`Code::severity`].
    pub severity: Severity,
    /// What it is, in a sentence that quotes the texts.
    pub message: String,
    /// Where in the source as typed, in bytes; nowhere when it is about the whole or the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Range<usize>>,
    /// Where in the target, likewise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Range<usize>>,
    /// What the text would be put right; nothing is changed by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// A text put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// Which text.
    pub side: PairSide,
    /// The whole text, repaired.
    pub text: String,
}

impl Finding {
    /// A finding of the code's own severity, nowhere yet.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Finding {
            code,
            severity: code.severity(),
            message: message.into(),
            source: Vec::new(),
            target: Vec::new(),
            repair: None,
        }
    }

    /// What one side has and the other lacks, or has otherwise.
    pub(super) fn differing(
        code: Code,
        pair: &ReadPair<'_>,
        missing: Vec<Range<usize>>,
        added: Vec<Range<usize>>,
    ) -> Self {
        let texts = |side: PairSide, ranges: &[Range<usize>]| {
            quoted(ranges.iter().map(|range| pair.side(side).at(range)))
        };
        let source = texts(PairSide::Source, &missing);
        let target = texts(PairSide::Target, &added);
        let message = match (missing.is_empty(), added.is_empty()) {
            (false, true) => format!("only the source has {source}"),
            (true, _) => format!("only the target has {target}"),
            (false, false) => format!("the source has {source}, the target has {target}"),
        };
        Finding::new(code, message).at(PairSide::Source, missing).at(PairSide::Target, added)
    }

    /// A milder one.
    pub(super) fn at_most(mut self, severity: Severity) -> Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// The same, with places on a side.
    pub(super) fn at(mut self, side: PairSide, ranges: Vec<Range<usize>>) -> Self {
        match side {
            PairSide::Source => self.source = ranges,
            PairSide::Target => self.target = ranges,
        }
        self
    }

    /// The same, with the text put right.
    pub(super) fn repaired(mut self, side: PairSide, text: Option<String>) -> Self {
        self.repair = text.map(|text| Repair { side, text });
        self
    }
}

/// What of `here` has no equal of its own in `there`.
pub(super) fn left_over<'a, T>(
    here: &'a [T],
    there: &[T],
    same: impl Fn(&T, &T) -> bool,
) -> Vec<&'a T> {
    let mut taken = vec![false; there.len()];
    here.iter()
        .filter(|item| {
            let found = (0..there.len()).find(|&at| !taken[at] && same(item, &there[at]));
            found.inspect(|&at| taken[at] = true).is_none()
        })
        .collect()
}
