//! Alignments against gold beads: strict and lax precision, recall and F1 (Sennrich & Volk 2011),
//! bead types, and whether scores mean what they say.
//!
//! Omissions are left out of all figures: a bead counts when both its sides hold something. *Strict*:
//! the very same bead is in the other set. *Lax*: it shares a source and a target segment with the
//! beads of the other set that cover its source segments.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use serde::Serialize;

use super::{Calibration, Candidates, Pin};
use crate::model::{Bead, Side};

/// Source and target segment indices of a bead.
pub type Indices = (Vec<usize>, Vec<usize>);

/// A document with its gold beads.
#[derive(Debug, Clone)]
pub struct GoldDocument {
    /// Its name.
    pub name: String,
    /// Its original.
    pub source: Side,
    /// Its translation.
    pub target: Side,
    /// The beads it should have.
    pub gold: Vec<Indices>,
}

/// Reads gold beads: `source indices<TAB>target indices`, from 0, comma-separated.
///
/// # Errors
/// With the number of the line that is no bead.
pub fn parse_gold(text: &str) -> Result<Vec<Indices>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let mut fields = line.split('\t');
            let mut side = || -> Option<Vec<usize>> {
                let field = fields.next()?;
                field
                    .split(',')
                    .map(str::trim)
                    .filter(|i| !i.is_empty())
                    .map(|i| i.parse().ok())
                    .collect()
            };
            let (source, target) = (side(), side());
            source.zip(target).ok_or_else(|| {
                format!("line {}: a bead is SOURCE,…<TAB>TARGET,… with indices from 0", number + 1)
            })
        })
        .collect()
}

impl GoldDocument {
    /// The gold beads as ranges of segments, omitted segments one by one. A bead of segments that do
    /// not follow each other is left out: no search gives it.
    pub fn gold_steps(&self) -> Vec<Pin> {
        let range = |side: &[usize]| -> Option<Range<usize>> {
            let (first, last) = (*side.first()?, *side.last()?);
            let follow = side.is_sorted() && last + 1 - first == side.len();
            follow.then_some(first..last + 1)
        };
        let (mut i, mut j) = (0, 0);
        let mut steps = Vec::new();
        for (source, target) in &self.gold {
            match (range(source), range(target)) {
                (Some(s), Some(t)) => {
                    (i, j) = (s.end, t.end);
                    steps.push((s, t));
                }
                (Some(s), None) => {
                    i = s.end;
                    steps.extend(s.map(|index| (index..index + 1, j..j)));
                }
                (None, Some(t)) => {
                    j = t.end;
                    steps.extend(t.map(|index| (i..i, index..index + 1)));
                }
                (None, None) => {}
            }
        }
        steps
    }
}

/// Precision, recall and their harmonic mean, 0–1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Right of the beads found.
    pub precision: f64,
    /// Found of the gold beads.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

impl Figures {
    fn of(right: usize, answered: usize, found: usize, gold: usize) -> Self {
        let ratio = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let (precision, recall) = (ratio(right, answered), ratio(found, gold));
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Figures { precision, recall, f1 }
    }
}

/// Beads of one type m-n.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TypeCount {
    /// In gold.
    pub gold: usize,
    /// Answered.
    pub answered: usize,
    /// Of these, right.
    pub right: usize,
}

/// Beads whose scores fall into one tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Reliability {
    /// Number of beads.
    pub beads: usize,
    /// Their mean score.
    pub mean_score: f64,
    /// The share of them that is right.
    pub right: f64,
}

/// A bead that was answered, as a calibration sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Its posterior, 0–1.
    pub posterior: f64,
    /// Characters of both its sides.
    pub characters: f64,
    /// Whether it is in gold.
    pub right: bool,
}

/// The pairs that a search gave for a document, omissions left out.
pub fn samples(document: &GoldDocument, candidates: &Candidates) -> Vec<Sample> {
    let truth: HashSet<Pin> = document.gold_steps().into_iter().collect();
    let sample = |(bead, posterior, characters)| {
        let right = truth.contains(&bead);
        Sample { posterior, characters, right }
    };
    candidates.uncalibrated().into_iter().map(sample).collect()
}

/// How far scores can be trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Trust {
    /// Scores against the truth, by tenths.
    pub reliability: Vec<Reliability>,
    /// Mean distance of score and truth, weighted by beads.
    pub calibration_error: f64,
    /// Of the beads scored 0.9 or more, the share that is right.
    pub right_above_90: f64,
    /// Of the right beads, the share scored 0.9 or more.
    pub held_above_90: f64,
}

impl Trust {
    /// By a calibration.
    pub fn by(calibration: Calibration, samples: &[Sample]) -> Self {
        let score = |s: &Sample| (calibration.score(s.posterior, s.characters), s.right);
        Self::of(&samples.iter().map(score).collect::<Vec<_>>())
    }

    /// Of beads that were scored, and whether each was right.
    pub fn of(scored: &[(f64, bool)]) -> Self {
        let mut bins = vec![(0usize, 0.0f64, 0usize); 10];
        for (score, right) in scored {
            let bin = &mut bins[((score * 10.0) as usize).min(9)];
            bin.0 += 1;
            bin.1 += score;
            bin.2 += usize::from(*right);
        }
        let all = scored.len().max(1) as f64;
        let reliability: Vec<Reliability> = bins
            .iter()
            .map(|&(beads, sum, right)| {
                let count = beads.max(1) as f64;
                Reliability { beads, mean_score: sum / count, right: right as f64 / count }
            })
            .collect();
        let calibration_error = reliability
            .iter()
            .map(|bin| bin.beads as f64 / all * (bin.mean_score - bin.right).abs())
            .sum();
        let right = scored.iter().filter(|(_, right)| *right).count();
        let (_, _, sure_right) = bins[9];
        Trust {
            calibration_error,
            right_above_90: if bins[9].0 == 0 { 1.0 } else { reliability[9].right },
            held_above_90: sure_right as f64 / right.max(1) as f64,
            reliability,
        }
    }
}

/// A wrong bead, for reading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongBead {
    /// Its document.
    pub document: String,
    /// Its source segments.
    pub source: Vec<usize>,
    /// Its target segments.
    pub target: Vec<usize>,
    /// How sure the aligner was.
    pub score: f64,
}

/// What an evaluation gathers.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    documents: usize,
    strict: [usize; 4],
    lax: [usize; 4],
    types: BTreeMap<(usize, usize), TypeCount>,
    scored: Vec<(f64, bool)>,
    wrong: Vec<WrongBead>,
    surprises: Vec<f64>,
}

/// No gold bead surprises more than one of this probability.
const LEAST_PROBABLE: f64 = 1e-5;

/// An evaluation in figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Documents evaluated.
    pub documents: usize,
    /// Gold beads, omissions left out.
    pub gold: usize,
    /// Beads answered, omissions left out.
    pub answered: usize,
    /// Of these, wrong.
    pub wrong: usize,
    /// The very same beads.
    pub strict: Figures,
    /// Beads that touch.
    pub lax: Figures,
    /// By type, omissions included.
    pub types: BTreeMap<String, TypeCount>,
    /// Scores against the truth, by tenths.
    pub reliability: Vec<Reliability>,
    /// Mean distance of score and truth, weighted by beads.
    pub calibration_error: f64,
    /// Mean −ln of the probability given to a gold bead, omissions included; smaller is better.
    pub surprise: f64,
    /// Of the beads scored 0.9 or more, the share that is right.
    pub right_above_90: f64,
    /// Of the right beads, the share scored 0.9 or more.
    pub held_above_90: f64,
}

impl Tally {
    /// Adds a document, its answer and the probabilities that were given to its gold beads.
    pub fn add(&mut self, document: &GoldDocument, answer: &[Bead], probabilities: &[f64]) {
        self.documents += 1;
        self.surprises.extend(probabilities.iter().map(|p| -p.max(LEAST_PROBABLE).ln()));
        let indices = |bead: &Bead| {
            (bead.source.clone().collect::<Vec<_>>(), bead.target.clone().collect::<Vec<_>>())
        };
        let gold: Vec<&Indices> = document.gold.iter().filter(|bead| is_pair(bead)).collect();
        let answers: Vec<(Indices, f64)> = answer
            .iter()
            .map(|bead| (indices(bead), bead.score.value()))
            .filter(|(bead, _)| is_pair(bead))
            .collect();
        let answered: Vec<&Indices> = answers.iter().map(|(bead, _)| bead).collect();
        let (strict, lax) = matches(&gold, &answered);
        let (found, lax_found) = matches(&answered, &gold);
        for (sum, value) in self.strict.iter_mut().zip([strict, answered.len(), found, gold.len()])
        {
            *sum += value;
        }
        for (sum, value) in self.lax.iter_mut().zip([lax, answered.len(), lax_found, gold.len()]) {
            *sum += value;
        }
        let truth: HashSet<&Indices> = document.gold.iter().collect();
        for bead in &document.gold {
            self.types.entry((bead.0.len(), bead.1.len())).or_default().gold += 1;
        }
        for bead in answer.iter().map(indices) {
            let count = self.types.entry((bead.0.len(), bead.1.len())).or_default();
            count.answered += 1;
            count.right += usize::from(truth.contains(&bead));
        }
        for (bead, score) in answers {
            let right = truth.contains(&bead);
            self.scored.push((score, right));
            if !right {
                let (source, target) = bead;
                self.wrong.push(WrongBead {
                    document: document.name.clone(),
                    source,
                    target,
                    score,
                });
            }
        }
    }

    /// The wrong beads, the surest first.
    pub fn wrong_beads(&self) -> Vec<&WrongBead> {
        let mut wrong: Vec<&WrongBead> = self.wrong.iter().collect();
        wrong.sort_by(|a, b| b.score.total_cmp(&a.score));
        wrong
    }

    /// The figures.
    pub fn report(&self) -> Report {
        let figures =
            |[right, answered, found, gold]: [usize; 4]| Figures::of(right, answered, found, gold);
        let trust = Trust::of(&self.scored);
        Report {
            documents: self.documents,
            gold: self.strict[3],
            answered: self.strict[1],
            wrong: self.strict[1] - self.strict[0],
            strict: figures(self.strict),
            lax: figures(self.lax),
            types: self.types.iter().map(|((m, n), count)| (format!("{m}-{n}"), *count)).collect(),
            reliability: trust.reliability,
            calibration_error: trust.calibration_error,
            surprise: self.surprises.iter().sum::<f64>() / self.surprises.len().max(1) as f64,
            right_above_90: trust.right_above_90,
            held_above_90: trust.held_above_90,
        }
    }
}

fn is_pair(bead: &Indices) -> bool {
    !bead.0.is_empty() && !bead.1.is_empty()
}

/// How many of `tested` are strictly, and how many laxly, in `truth`.
fn matches(truth: &[&Indices], tested: &[&Indices]) -> (usize, usize) {
    let same: HashSet<&Indices> = truth.iter().copied().collect();
    let mut linked: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (source, target) in truth.iter().copied() {
        for index in source {
            linked.entry(*index).or_default().extend(target);
        }
    }
    let mut counts = (0, 0);
    for bead in tested.iter().copied() {
        let strict = same.contains(bead);
        let touches = bead
            .0
            .iter()
            .filter_map(|index| linked.get(index))
            .any(|targets| bead.1.iter().any(|index| targets.contains(index)));
        counts.0 += usize::from(strict);
        counts.1 += usize::from(strict || touches);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Score};

    #[test]
    fn strict_counts_the_same_bead_and_lax_one_that_touches() {
        let side = |language| Side { language, segments: Vec::new() };
        let document = GoldDocument {
            name: "d".into(),
            source: side(Language::english()),
            target: side(Language::arabic()),
            gold: parse_gold("0\t0\n1,2\t1\n3\t\n4\t2\n").unwrap(),
        };
        let bead = |source, target, score| Bead { source, target, score: Score::new(score) };
        let answer = [
            bead(0..1, 0..1, 0.9),
            bead(1..2, 1..2, 0.6),
            bead(2..4, 2..2, 0.5),
            bead(4..5, 2..3, 0.9),
        ];
        let mut tally = Tally::default();
        tally.add(&document, &answer, &[]);
        let report = tally.report();
        assert_eq!((report.gold, report.answered, report.wrong), (3, 3, 1));
        assert!((report.strict.f1 - 2.0 / 3.0).abs() < 1e-9);
        assert!((report.lax.f1 - 1.0).abs() < 1e-9);
        assert_eq!(report.right_above_90, 1.0);
    }
}
