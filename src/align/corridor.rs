//! The part of the search space that a path may run through: for every cut of the source, the cuts
//! of the target that are tried.

use std::ops::RangeInclusive;

use super::path::Step;

/// For each source cut 0..=n the first and last target cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corridor {
    rows: Vec<(usize, usize)>,
}

impl Corridor {
    /// Every cut of `n` source and `m` target segments.
    pub fn full(n: usize, m: usize) -> Self {
        Corridor { rows: vec![(0, m); n + 1] }
    }

    /// The cuts within `radius` of a path through n source and m target segments, whose steps are
    /// of blocks of `factor` segments.
    pub fn around(path: &[Step], factor: usize, radius: usize, n: usize, m: usize) -> Self {
        let mut rows = vec![(usize::MAX, 0); n + 1];
        for step in path {
            let from = (step.source.start * factor).saturating_sub(radius);
            let to = (step.source.end * factor + radius).min(n);
            let low = (step.target.start * factor).saturating_sub(radius);
            let high = (step.target.end * factor + radius).min(m);
            for row in &mut rows[from.min(n)..=to] {
                row.0 = row.0.min(low);
                row.1 = row.1.max(high);
            }
        }
        let mut corridor = Corridor { rows };
        corridor.connect(m);
        corridor
    }

    /// Adds the cuts around one bead.
    pub fn include(
        &mut self,
        source: std::ops::Range<usize>,
        target: std::ops::Range<usize>,
        m: usize,
    ) {
        for row in &mut self.rows[source.start..=source.end] {
            row.0 = row.0.min(target.start);
            row.1 = row.1.max(target.end);
        }
        self.connect(m);
    }

    /// Makes both edges rise and every row reach into the next, from the first cut to the last.
    fn connect(&mut self, m: usize) {
        if let Some(first) = self.rows.first_mut() {
            first.0 = 0;
        }
        if let Some(last) = self.rows.last_mut() {
            last.1 = m;
        }
        let mut high = 0;
        for row in &mut self.rows {
            high = high.max(row.1).min(m);
            row.1 = high;
        }
        let mut low = m;
        for row in self.rows.iter_mut().rev() {
            low = low.min(row.0);
            row.0 = low;
        }
        for at in 1..self.rows.len() {
            let reach = self.rows[at - 1].1;
            let row = &mut self.rows[at];
            row.0 = row.0.min(reach);
        }
    }

    /// The target cuts tried at a source cut.
    pub fn row(&self, source_cut: usize) -> RangeInclusive<usize> {
        let (low, high) = self.rows[source_cut];
        low..=high
    }

    /// Number of source cuts, n + 1.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// Whether a path comes to the corridor's edge where the search space goes on beyond it.
    pub fn is_touched_by(&self, path: &[Step], m: usize) -> bool {
        const MARGIN: usize = 2;
        path.iter().any(|step| {
            let (low, high) = self.rows[step.source.start];
            let at = step.target.start;
            (low > 0 && at < low + MARGIN) || (high < m && at + MARGIN > high)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corridor_is_connected_from_first_to_last_cut() {
        let path = [
            Step { source: 0..1, target: 0..1 },
            Step { source: 1..2, target: 1..1 },
            Step { source: 2..3, target: 1..6 },
        ];
        let corridor = Corridor::around(&path, 2, 1, 6, 12);
        assert_eq!(*corridor.row(0).start(), 0);
        assert_eq!(*corridor.row(6).end(), 12);
        for cut in 1..corridor.height() {
            let (before, row) = (corridor.row(cut - 1), corridor.row(cut));
            assert!(
                row.start() <= before.end()
                    && row.start() >= before.start()
                    && row.end() >= before.end()
            );
        }
    }
}
