//! The words of two sides and how much more often than by chance one translates the other.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::lexicon::{Lexicon, TableKey, UnitKind, Units};
use crate::model::Side;

/// The words of both sides, linked by the lexicon.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Of the source, with links to the target.
    pub source: WordSide,
    /// Of the target, with links to the source.
    pub target: WordSide,
}

/// The words of one side.
#[derive(Debug, Clone, Default)]
pub struct WordSide {
    /// The word types of every segment, repetitions included.
    pub segments: Vec<Vec<u32>>,
    /// For every type the types of the other side that may be its original, with t / u: how much
    /// more probable this word is in their translation than anywhere. Empty where the lexicon does
    /// not know the word, which then says nothing.
    pub links: Arc<Vec<Vec<(u32, f32)>>>,
    /// Types that the lexicon knows.
    pub known: Arc<Vec<bool>>,
}

/// Links weaker than this are hardly evidence and cost time: function words have nothing else.
const WEAKEST_LINK: f64 = 1.5;
/// A word of the lexicon is taken to be at least this frequent: the rarest ratios are noise.
const RAREST: f64 = 3e-6;

impl Words {
    /// The words of two sides as the lexicons link them.
    pub fn of(source: &Side, target: &Side, lexicons: &[Lexicon<'_>]) -> Self {
        let (source_types, target_types) = rayon::join(|| Types::of(source), || Types::of(target));
        let arabic_source = source.language.is_arabic();
        if lexicons.is_empty() || arabic_source == target.language.is_arabic() {
            return Words { source: source_types.unlinked(), target: target_types.unlinked() };
        }
        let (forward, backward) = rayon::join(
            || links(&source_types, &target_types, lexicons, arabic_source),
            || links(&target_types, &source_types, lexicons, !arabic_source),
        );
        Words { source: source_types.linked(forward), target: target_types.linked(backward) }
    }

    /// The same words over blocks of segments.
    pub fn blocked(&self, factor: usize) -> Self {
        Words { source: self.source.blocked(factor), target: self.target.blocked(factor) }
    }
}

impl WordSide {
    fn blocked(&self, factor: usize) -> Self {
        WordSide {
            segments: self.segments.chunks(factor).map(<[Vec<u32>]>::concat).collect(),
            links: self.links.clone(),
            known: self.known.clone(),
        }
    }
}

/// The word types of one side: stems, and the root of each.
struct Types {
    segments: Vec<Vec<u32>>,
    stems: Vec<String>,
    roots: Vec<String>,
}

impl Types {
    fn of(side: &Side) -> Self {
        let stems: Vec<Vec<String>> = side
            .segments
            .par_iter()
            .map_init(|| Units::of(&side.language), |units, segment| units.stems(&segment.text))
            .collect();
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut types = Types {
            segments: Vec::with_capacity(stems.len()),
            stems: Vec::new(),
            roots: Vec::new(),
        };
        let units = Units::of(&side.language);
        for segment in stems {
            let numbered = segment
                .into_iter()
                .map(|stem| {
                    *ids.entry(stem).or_insert_with_key(|stem| {
                        types.stems.push(stem.clone());
                        types.roots.push(units.root(stem));
                        u32::try_from(types.stems.len() - 1).unwrap_or(u32::MAX)
                    })
                })
                .collect();
            types.segments.push(numbered);
        }
        types
    }

    fn units(&self, kind: UnitKind) -> &[String] {
        match kind {
            UnitKind::Stem => &self.stems,
            UnitKind::Root => &self.roots,
        }
    }

    fn unlinked(self) -> WordSide {
        let count = self.stems.len();
        WordSide {
            segments: self.segments,
            links: vec![Vec::new(); count].into(),
            known: vec![false; count].into(),
        }
    }

    fn linked(self, (links, known): (Vec<Vec<(u32, f32)>>, Vec<bool>)) -> WordSide {
        WordSide { segments: self.segments, links: links.into(), known: known.into() }
    }
}

/// For every type of `side` its links to types of `other`: half the ratio of the stems and half that
/// of the roots, the larger of the lexicons' where several know a pair.
fn links(
    side: &Types,
    other: &Types,
    lexicons: &[Lexicon<'_>],
    arabic: bool,
) -> (Vec<Vec<(u32, f32)>>, Vec<bool>) {
    let count = side.stems.len();
    let mut known = vec![false; count];
    let mut sums: Vec<HashMap<u32, f32>> = vec![HashMap::new(); count];
    for kind in [UnitKind::Stem, UnitKind::Root] {
        let mut by_unit: HashMap<&str, Vec<u32>> = HashMap::new();
        for (id, unit) in (0u32..).zip(side.units(kind)) {
            by_unit.entry(unit).or_default().push(id);
        }
        for lexicon in lexicons {
            // u comes from the side's own table, t from the table that produces it from the other.
            let own = lexicon.table(TableKey { kind, from_arabic: arabic });
            let from_other = lexicon.table(TableKey { kind, from_arabic: !arabic });
            let total = own.total().max(1.0);
            let mut frequency: HashMap<&str, f64> = HashMap::new();
            for (unit, ids) in &by_unit {
                if let Some(entry) = own.get(unit) {
                    frequency.insert(unit, (entry.count / total).max(RAREST));
                    for &id in ids {
                        known[id as usize] = true;
                    }
                }
            }
            for (other_id, unit) in (0u32..).zip(other.units(kind)) {
                let Some(entry) = from_other.get(unit) else { continue };
                for (translation, probability) in entry.translations() {
                    let Some(u) = frequency.get(translation) else { continue };
                    let ratio = probability / u;
                    if ratio < WEAKEST_LINK {
                        continue;
                    }
                    for &id in by_unit.get(translation).into_iter().flatten() {
                        *sums[id as usize].entry(other_id).or_default() += (ratio / 2.0) as f32;
                    }
                }
            }
        }
    }
    let links = sums
        .into_iter()
        .map(|row| {
            let mut row: Vec<(u32, f32)> = row.into_iter().collect();
            row.sort_unstable_by_key(|(id, _)| *id);
            row
        })
        .collect();
    (links, known)
}
