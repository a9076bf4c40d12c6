//! Evaluates alignments against gold beads: strict and lax precision, recall and F1 (Sennrich and Volk,
//! 2011), counts of bead shapes, and the calibration of scores.
//!
//! Only beads with both sides count; omissions are ignored. A bead is *strictly* right if the other set
//! contains exactly the same bead. It is *laxly* right if, among the beads of the other set that contain
//! one of its source segments, one also contains one of its target segments.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use serde::Serialize;

use super::{Calibration, Candidates};
use crate::model::{Bead, Pair, SegmentedText, Span};

/// The segments of a gold bead, by index from 0. They need not be consecutive.
pub type Indices = Pair<Vec<usize>>;

/// A document with its gold beads.
#[derive(Debug, Clone)]
pub struct GoldDocument {
    /// Its name.
    pub name: String,
    /// Its original and its translation.
    pub texts: Pair<SegmentedText>,
    /// Its gold beads.
    pub gold: Vec<Indices>,
}

/// Parses gold beads, one per line: `SOURCE,…<TAB>TARGET,…`, with indices from 0.
///
/// # Errors
/// A message with the number of the first line that is not a bead.
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
            Pair::new(source, target).transpose().ok_or_else(|| {
                format!(
                    "line {}: write a bead as SOURCE,…<TAB>TARGET,… with indices from 0",
                    number + 1
                )
            })
        })
        .collect()
}

impl GoldDocument {
    /// The gold beads as ranges of segments, with one omission per omitted segment. Beads of segments that
    /// are not consecutive are left out, because no search finds them.
    pub fn gold_spans(&self) -> Vec<Span> {
        let range = |side: &[usize]| -> Option<Range<usize>> {
            let (first, last) = (*side.first()?, *side.last()?);
            let follow = side.is_sorted() && last + 1 - first == side.len();
            follow.then_some(first..last + 1)
        };
        let (mut i, mut j) = (0, 0);
        let mut spans = Vec::new();
        for Pair { source, target } in &self.gold {
            match (range(source), range(target)) {
                (Some(s), Some(t)) => {
                    (i, j) = (s.end, t.end);
                    spans.push(Span::new(s, t));
                }
                (Some(s), None) => {
                    i = s.end;
                    spans.extend(s.map(|index| Span::new(index..index + 1, j..j)));
                }
                (None, Some(t)) => {
                    j = t.end;
                    spans.extend(t.map(|index| Span::new(i..i, index..index + 1)));
                }
                (None, None) => {}
            }
        }
        spans
    }
}

/// Precision, recall and their harmonic mean, 0–1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The share of the aligner's beads that are right.
    pub precision: f64,
    /// The share of the gold beads that were found.
    pub recall: f64,
    /// The harmonic mean of both.
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

/// Counts of the beads of a shape m-n.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ShapeCount {
    /// Gold beads.
    pub gold: usize,
    /// Beads of the aligner.
    pub answered: usize,
    /// Right beads of the aligner.
    pub right: usize,
}

/// The beads whose scores are in an interval of one tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Reliability {
    /// The number of beads.
    pub beads: usize,
    /// Their mean score.
    pub mean_score: f64,
    /// The share of them that are right.
    pub right: f64,
}

/// A bead of the aligner, as input of a calibration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Its posterior, 0–1.
    pub posterior: f64,
    /// Its length in characters of both sides.
    pub characters: f64,
    /// Whether it is a gold bead.
    pub right: bool,
}

/// The beads that a search found for a document, without omissions.
pub fn samples(document: &GoldDocument, candidates: &Candidates) -> Vec<Sample> {
    let truth: HashSet<Span> = document.gold_spans().into_iter().collect();
    let sample = |(bead, posterior, characters)| {
        let right = truth.contains(&bead);
        Sample { posterior, characters, right }
    };
    candidates.uncalibrated().into_iter().map(sample).collect()
}

/// Measures of how far scores can be trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Trust {
    /// Mean scores and shares of right beads, by tenths of the score.
    pub reliability: Vec<Reliability>,
    /// Expected calibration error: the mean difference between score and share of right beads over the
    /// tenths, weighted by beads.
    pub calibration_error: f64,
    /// The share of right beads among those that score 0.9 or more.
    pub right_above_90: f64,
    /// The share of beads that score 0.9 or more among the right ones.
    pub held_above_90: f64,
}

impl Trust {
    /// Measures of samples whose posteriors are calibrated.
    pub fn by(calibration: Calibration, samples: &[Sample]) -> Self {
        let score = |s: &Sample| (calibration.score(s.posterior, s.characters), s.right);
        Self::of(&samples.iter().map(score).collect::<Vec<_>>())
    }

    /// Measures of scores, each with whether the bead is right.
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

/// A wrong bead, to be read by a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongBead {
    /// Its document.
    pub document: String,
    /// Its source segments.
    pub source: Vec<usize>,
    /// Its target segments.
    pub target: Vec<usize>,
    /// Its score.
    pub score: f64,
}

/// Collects the results of an evaluation.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    documents: usize,
    strict: [usize; 4],
    lax: [usize; 4],
    types: BTreeMap<(usize, usize), ShapeCount>,
    scored: Vec<(f64, bool)>,
    wrong: Vec<WrongBead>,
    surprises: Vec<f64>,
}

/// Lower probabilities of gold beads count as this one.
const MIN_PROBABILITY: f64 = 1e-5;

/// The figures of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvaluationReport {
    /// The number of documents.
    pub documents: usize,
    /// The number of gold beads, without omissions.
    pub gold: usize,
    /// The number of beads of the aligner, without omissions.
    pub answered: usize,
    /// The number of wrong beads of the aligner.
    pub wrong: usize,
    /// Figures of exactly matching beads.
    pub strict: Figures,
    /// Figures of overlapping beads.
    pub lax: Figures,
    /// Counts by bead shape, including omissions.
    pub types: BTreeMap<String, ShapeCount>,
    /// Mean scores and shares of right beads, by tenths of the score.
    pub reliability: Vec<Reliability>,
    /// Expected calibration error.
    pub calibration_error: f64,
    /// Mean of −ln of the probability of a gold bead, including omissions; smaller is better.
    pub surprise: f64,
    /// The share of right beads among those that score 0.9 or more.
    pub right_above_90: f64,
    /// The share of beads that score 0.9 or more among the right ones.
    pub held_above_90: f64,
}

impl Tally {
    /// Adds a document with the aligner's beads and the probabilities of its gold beads.
    pub fn add(&mut self, document: &GoldDocument, answer: &[Bead], probabilities: &[f64]) {
        self.documents += 1;
        self.surprises.extend(probabilities.iter().map(|p| -p.max(MIN_PROBABILITY).ln()));
        let indices =
            |bead: &Bead| bead.span.as_ref().map(|range| range.clone().collect::<Vec<_>>());
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
            self.types.entry(bead.as_ref().map(Vec::len).into_tuple()).or_default().gold += 1;
        }
        for bead in answer.iter().map(indices) {
            let count = self.types.entry(bead.as_ref().map(Vec::len).into_tuple()).or_default();
            count.answered += 1;
            count.right += usize::from(truth.contains(&bead));
        }
        for (bead, score) in answers {
            let right = truth.contains(&bead);
            self.scored.push((score, right));
            if !right {
                let Pair { source, target } = bead;
                self.wrong.push(WrongBead {
                    document: document.name.clone(),
                    source,
                    target,
                    score,
                });
            }
        }
    }

    /// The wrong beads, highest score first.
    pub fn wrong_beads(&self) -> Vec<&WrongBead> {
        let mut wrong: Vec<&WrongBead> = self.wrong.iter().collect();
        wrong.sort_by(|a, b| b.score.total_cmp(&a.score));
        wrong
    }

    /// The figures of all documents added so far.
    pub fn report(&self) -> EvaluationReport {
        let figures =
            |[right, answered, found, gold]: [usize; 4]| Figures::of(right, answered, found, gold);
        let trust = Trust::of(&self.scored);
        EvaluationReport {
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
    !bead.any(Vec::is_empty)
}

/// The numbers of beads of `tested` that are strictly and laxly in `truth`.
fn matches(truth: &[&Indices], tested: &[&Indices]) -> (usize, usize) {
    let same: HashSet<&Indices> = truth.iter().copied().collect();
    let mut linked: HashMap<usize, HashSet<usize>> = HashMap::new();
    for Pair { source, target } in truth.iter().copied() {
        for index in source {
            linked.entry(*index).or_default().extend(target);
        }
    }
    let mut counts = (0, 0);
    for bead in tested.iter().copied() {
        let strict = same.contains(bead);
        let touches = bead
            .source
            .iter()
            .filter_map(|index| linked.get(index))
            .any(|targets| bead.target.iter().any(|index| targets.contains(index)));
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
    fn strict_counts_identical_beads_and_lax_counts_overlapping_ones() {
        let side = |language| SegmentedText { language, segments: Vec::new() };
        let document = GoldDocument {
            name: "d".into(),
            texts: Pair::new(Language::english(), Language::arabic()).map(side),
            gold: parse_gold("0\t0\n1,2\t1\n3\t\n4\t2\n").unwrap(),
        };
        let bead = |source, target, score| Bead {
            span: Span::new(source, target),
            score: Score::new(score),
        };
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
