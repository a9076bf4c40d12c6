//! Which types of two sides may stand for each other: by the lexicon, by their letters, by value.

use rustc_hash::FxHashMap as HashMap;

use super::names::transliterations;
use super::read::{Mark, TermKind, TypeId};
use super::vocabulary::NO_LINE;
use super::{TermClass, TermOptions, Types, index};
use crate::align::lexicon::{Lexicon, Row, TableKey, UnitKind};
use crate::align::weights::Weights;
use crate::model::Pair;

/// Links weaker than this are hardly evidence and cost time: function words have nothing else.
const WEAKEST_LINK: f64 = 1.5;
/// Links of a type beyond which the weaker ones are left out.
const MOST_LINKS: usize = 64;
/// A word of the lexicon is taken to be at least this frequent: the rarest ratios are noise.
const RAREST: f64 = 3e-6;
/// A word whose translation is settled has one that is at least this probable …
const SETTLED_SHARE: f64 = 0.2;
/// … was seen this often, so that this is no accident …
const SETTLED_COUNT: f64 = 5.0;
/// … and is no function word: those come and go as grammar wants.
const SETTLED_FREQUENCY: f64 = 3e-3;
/// How often translation keeps an anchor.
const KEPT: f64 = 0.8;

/// The types of both sides, linked.
pub struct Linked {
    pub links: Vec<Vec<(u32, f32)>>,
    pub classes: Pair<Vec<TermClass>>,
}

pub fn link(types: Pair<&Types>, options: TermOptions<'_>) -> Linked {
    let Pair { source, target } = types;
    let mut linked = Linked {
        links: vec![Vec::new(); source.ids.len()],
        classes: types.map(|types| vec![TermClass::Unknown; types.ids.len()]),
    };
    if crosses(types) {
        for lexicon in options.lexicons.iter().enumerate() {
            linked.add_words(source, target, lexicon, options.weights);
        }
    }
    if options.anchors {
        linked.add_anchors(source, target, options.weights);
    }
    for row in &mut linked.links {
        row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.truncate(MOST_LINKS);
    }
    linked
}

/// Whether one side is English and the other Arabic, so that the lexicons know both.
pub fn crosses(Pair { source, target }: Pair<&Types>) -> bool {
    (source.is_arabic && target.is_english) || (source.is_english && target.is_arabic)
}

impl Linked {
    /// Adds a link; of two between the same types the stronger is kept.
    fn add(&mut self, x: u32, y: u32, ratio: f32) {
        let row = &mut self.links[x as usize];
        match row.iter_mut().find(|link| link.0 == y) {
            Some(link) => link.1 = link.1.max(ratio),
            None => row.push((y, ratio)),
        }
    }

    /// Links words by a lexicon, given with its number.
    fn add_words(
        &mut self,
        source: &Types,
        target: &Types,
        lexicon: (usize, &Lexicon<'_>),
        weights: &Weights,
    ) {
        let of = |kind| UnitLinks::of(source, target, lexicon, kind, weights);
        let (stems, roots) = rayon::join(|| of(UnitKind::Stem), || of(UnitKind::Root));
        for links in [&stems, &roots] {
            let known = [
                (&mut self.classes.source, &links.source.known),
                (&mut self.classes.target, &links.target.known),
            ];
            for (classes, known) in known {
                classes
                    .iter_mut()
                    .zip(known)
                    .for_each(|(class, more)| *class = (*class).max(*more));
            }
        }
        let share = weights.stem as f32;
        let mut sums = vec![0.0f32; target.ids.len()];
        let mut linked: Vec<u32> = Vec::new();
        for x in (0u32..).take(source.ids.len()) {
            for (links, share) in [(&stems, share), (&roots, 1.0 - share)] {
                for &(unit, ratio) in links.of_type(x) {
                    for y in links.target.types_of(unit) {
                        let sum = &mut sums[y as usize];
                        if *sum == 0.0 {
                            linked.push(y);
                        }
                        *sum += ratio * share;
                    }
                }
            }
            for y in linked.drain(..) {
                let ratio = std::mem::take(&mut sums[y as usize]);
                if f64::from(ratio) >= WEAKEST_LINK {
                    self.add(x, y, ratio);
                }
            }
        }
    }

    /// Links numbers, names and marks.
    fn add_anchors(&mut self, source: &Types, target: &Types, weights: &Weights) {
        for (types, classes) in
            [(source, &mut self.classes.source), (target, &mut self.classes.target)]
        {
            let numbers = types.ids.iter().zip(classes).filter(|(key, _)| is_exact(key));
            numbers.for_each(|(_, class)| *class = TermClass::Number);
        }
        let mut anchors = same(source, target);
        anchors.extend(named(source, target));
        for &(x, y) in &anchors {
            for (types, classes, id) in
                [(source, &mut self.classes.source, x), (target, &mut self.classes.target, y)]
            {
                let class = &mut classes[id as usize];
                if *class == TermClass::Unknown {
                    *class = anchor_class(types.ids[id as usize].kind);
                }
            }
            let u = frequency(source, x, weights).max(frequency(target, y, weights));
            self.add(x, y, (KEPT / u) as f32);
        }
    }
}

/// Whether a type is a number that translation does not word anew, as it may one, two and seven: if
/// the other text lacks it, what it stands in is likely to be lacking as well.
fn is_exact(key: &TypeId) -> bool {
    key.kind == TermKind::Number && key.text.len() > 1
}

/// How a word speaks that has this row in a table of stems from so many words.
fn voice_of(row: &Row, total: f64) -> TermClass {
    let is_settled = row.best >= SETTLED_SHARE
        && row.count >= SETTLED_COUNT
        && row.count <= SETTLED_FREQUENCY * total;
    if is_settled { TermClass::Settled } else { TermClass::Word }
}

fn anchor_class(kind: TermKind) -> TermClass {
    match kind {
        TermKind::Word | TermKind::Address => TermClass::Name,
        TermKind::Number | TermKind::Month => TermClass::Number,
        TermKind::Mark(_) | TermKind::Layout(_) => TermClass::Mark,
    }
}

/// Types that are the same on both sides: numbers, months, addresses, marks, Latin words.
fn same(source: &Types, target: &Types) -> Vec<(u32, u32)> {
    let ids: HashMap<_, u32> = (0u32..).zip(&source.ids).map(|(id, key)| (key, id)).collect();
    (0u32..).zip(&target.ids).filter_map(|(y, key)| ids.get(key).map(|&x| (x, y))).collect()
}

/// Names that are spelled alike across scripts.
fn named(source: &Types, target: &Types) -> Vec<(u32, u32)> {
    match (source.is_arabic, target.is_arabic) {
        (false, true) => transliterations(&source.names, &target.names),
        (true, false) => transliterations(&target.names, &source.names)
            .into_iter()
            .map(|(latin, arabic)| (arabic, latin))
            .collect(),
        _ => Vec::new(),
    }
}

/// How frequent an anchor is, a term: the document's count, and what is usual for its kind.
fn frequency(side: &Types, id: u32, weights: &Weights) -> f64 {
    let total = side.terms.len() as f64;
    let usual = usual_frequency(side, id);
    (side.counts[id as usize] + weights.background * usual) / (total + weights.background)
}

/// How frequent anchors of a kind are in general, a term of running text; estimates by eye from news
/// and technical text.
fn usual_frequency(side: &Types, id: u32) -> f64 {
    let key = &side.ids[id as usize];
    match key.kind {
        TermKind::Word => 1e-4,
        TermKind::Address => 1e-5,
        TermKind::Month => 5e-4,
        TermKind::Number => match key.text.len() {
            1 => 2e-3,
            2 => 5e-4,
            3 => 2e-4,
            _ => 1e-4,
        },
        TermKind::Mark(Mark::Quote) => 1e-2,
        TermKind::Mark(_) => 5e-3,
        TermKind::Layout(_) => 1e-2,
    }
}

/// What a lexicon says of one kind of unit.
struct UnitLinks<'a> {
    source: UnitSide<'a>,
    target: UnitSide<'a>,
    /// For each source unit, one after the other, the target units that it may be, with their ratio.
    /// One may be there twice: both count.
    links: Vec<(u32, f32)>,
    /// Index of the first link of each source unit, one more at the end.
    starts: Vec<u32>,
}

impl<'a> UnitLinks<'a> {
    /// The mean of both directions' ratios: t(x|y) / u(x) and t(y|x) / u(y) estimate the same.
    fn of(
        source: &Types,
        target: &Types,
        lexicon: (usize, &'a Lexicon<'_>),
        kind: UnitKind,
        weights: &Weights,
    ) -> Self {
        let (source, target) = rayon::join(
            || UnitSide::of(source, lexicon, kind, weights),
            || UnitSide::of(target, lexicon, kind, weights),
        );
        let mut pairs: Vec<(u32, u32, f32)> = Vec::new();
        source.push_ratios(&target, |from, to, ratio| pairs.push((from, to, ratio)));
        target.push_ratios(&source, |from, to, ratio| pairs.push((to, from, ratio)));
        let mut starts = vec![0u32; source.units.len() + 2];
        for (unit, ..) in &pairs {
            starts[*unit as usize + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut links = vec![(0, 0.0); pairs.len()];
        for (unit, other, ratio) in pairs {
            let at = &mut starts[unit as usize + 1];
            links[*at as usize] = (other, ratio);
            *at += 1;
        }
        UnitLinks { source, target, links, starts }
    }

    /// The target units of a source type.
    fn of_type(&self, x: u32) -> &[(u32, f32)] {
        match self.source.unit_of_type[x as usize] {
            NONE => &[],
            unit => {
                let at = unit as usize;
                &self.links[self.starts[at] as usize..self.starts[at + 1] as usize]
            }
        }
    }
}

/// No unit, or no type.
const NONE: u32 = u32::MAX;

/// The words of a side as units of one kind that the lexicon knows.
struct UnitSide<'a> {
    units: Vec<KnownUnit<'a>>,
    /// The unit of each type.
    unit_of_type: Vec<u32>,
    /// The type before each that is the same unit.
    type_before: Vec<u32>,
    /// The unit of each line of the lexicon's table.
    unit_of_line: Vec<u32>,
    /// How each type speaks.
    known: Vec<TermClass>,
}

struct KnownUnit<'a> {
    /// The last type that is this unit.
    last_type: u32,
    /// How frequent it is, a word.
    frequency: f64,
    row: &'a Row,
}

impl<'a> UnitSide<'a> {
    fn of(
        side: &Types,
        (number, lexicon): (usize, &'a Lexicon<'_>),
        kind: UnitKind,
        weights: &Weights,
    ) -> Self {
        let key = TableKey { kind, from_arabic: side.is_arabic };
        let (table, other) = (lexicon.table(key), lexicon.table(key.reversed()));
        let total = table.total().max(1.0);
        let mut units: Vec<KnownUnit<'_>> = Vec::new();
        let mut unit_of_type = vec![NONE; side.ids.len()];
        let mut type_before = vec![NONE; side.ids.len()];
        let mut unit_of_line = vec![NONE; table.len()];
        let mut known = vec![TermClass::Unknown; side.ids.len()];
        for (id, lines) in (0u32..).zip(&side.lines) {
            let line = lines.get(number).map_or(NO_LINE, |[stem, root]| match kind {
                UnitKind::Stem => *stem,
                UnitKind::Root => *root,
            });
            if line == NO_LINE {
                continue;
            }
            let unit = &mut unit_of_line[line as usize];
            if *unit == NONE {
                *unit = index(units.len());
                let row = table.row(line, &other);
                units.push(KnownUnit { last_type: NONE, frequency: 0.0, row });
            }
            unit_of_type[id as usize] = *unit;
            let unit = &mut units[*unit as usize];
            type_before[id as usize] = std::mem::replace(&mut unit.last_type, id);
            unit.frequency += side.counts[id as usize];
            known[id as usize] = match kind {
                UnitKind::Stem => voice_of(unit.row, table.total()),
                UnitKind::Root => TermClass::Word,
            };
        }
        let terms = side.terms.len() as f64;
        for unit in &mut units {
            let seen = unit.frequency;
            let usual = (unit.row.count / total).max(RAREST);
            unit.frequency = (seen + weights.background * usual) / (terms + weights.background);
        }
        UnitSide { units, unit_of_type, type_before, unit_of_line, known }
    }

    /// The types that are a unit.
    fn types_of(&self, unit: u32) -> impl Iterator<Item = u32> {
        let type_or_none = |id: u32| (id != NONE).then_some(id);
        let last = type_or_none(self.units[unit as usize].last_type);
        std::iter::successors(last, move |&id| type_or_none(self.type_before[id as usize]))
    }

    /// Gives half the ratio t(other|own) / u(other) of every two units.
    fn push_ratios(&self, other: &UnitSide<'_>, mut push: impl FnMut(u32, u32, f32)) {
        for (own, unit) in (0u32..).zip(&self.units) {
            for &(line, probability) in &unit.row.translations {
                let to = other.unit_of_line[line as usize];
                if to != NONE {
                    let frequency = other.units[to as usize].frequency;
                    push(own, to, (probability / frequency / 2.0) as f32);
                }
            }
        }
    }
}
