//! The findings of a check: what is wrong with a pair, and where.

use std::ops::Range;

use serde::Serialize;

use super::code::{Code, Severity};
use super::reading::{ReadPair, quoted};
use crate::model::Side;

/// Something that a check found in a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The reason.
    pub code: Code,
    /// How serious it is; never worse than [`Code::severity`].
    pub severity: Severity,
    /// What is wrong, in a sentence that quotes the texts.
    pub message: String,
    /// Byte ranges in the source as typed; none if the finding is about the pair as a whole or the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Range<usize>>,
    /// Byte ranges in the target; none if the finding is about the pair as a whole or the source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Range<usize>>,
    /// The repaired text that is offered; nothing is changed automatically.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// A repaired text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// The side it belongs to.
    pub side: Side,
    /// The whole text after the repair.
    pub text: String,
}

impl Finding {
    /// A finding with the severity of its code, without places.
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

    /// A finding about what is on one side only, or differs.
    pub(super) fn differing(
        code: Code,
        pair: &ReadPair<'_>,
        missing: Vec<Range<usize>>,
        added: Vec<Range<usize>>,
    ) -> Self {
        let texts = |side: Side, ranges: &[Range<usize>]| {
            quoted(ranges.iter().map(|range| pair[side].at(range)))
        };
        let source = texts(Side::Source, &missing);
        let target = texts(Side::Target, &added);
        let message = match (missing.is_empty(), added.is_empty()) {
            (false, true) => format!("missing from the target: {source}"),
            (true, _) => format!("only in the target: {target}"),
            (false, false) => format!("the source has {source}, the target has {target}"),
        };
        Finding::new(code, message).at(Side::Source, missing).at(Side::Target, added)
    }

    /// This finding with at most the given severity.
    pub(super) fn at_most(mut self, severity: Severity) -> Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// This finding with places on a side.
    pub(super) fn at(mut self, side: Side, ranges: Vec<Range<usize>>) -> Self {
        match side {
            Side::Source => self.source = ranges,
            Side::Target => self.target = ranges,
        }
        self
    }

    /// This finding with a repaired text.
    pub(super) fn repaired(mut self, side: Side, text: Option<String>) -> Self {
        self.repair = text.map(|text| Repair { side, text });
        self
    }
}

/// The items of `here` that have no equal of their own in `there`.
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
