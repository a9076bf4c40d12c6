//! Links the types of two sides that may translate each other: by lexicons, by spelling, by value.

use rustc_hash::FxHashMap as HashMap;

use super::names::transliterations;
use super::read::{Mark, TermKind, TypeId};
use super::vocabulary::NO_LINE;
use super::{TermClass, TermOptions, Types, index};
use crate::align::lexicon::{Lexicon, Row, TableKey, UnitKind};
use crate::align::weights::Weights;
use crate::model::Pair;

/// Weaker links are dropped: they are hardly evidence and cost time. Function words have no others.
const MIN_LINK: f64 = 1.5;
/// The most links of a type; the weakest ones are dropped.
const MAX_LINKS: usize = 64;
/// The lowest frequency of a word of the lexicon: ratios of even rarer words would be noise.
const MIN_FREQUENCY: f64 = 3e-6;
/// A word with a settled translation has one that is at least this probable, …
const SETTLED_SHARE: f64 = 0.2;
/// … has been seen this often, so that this is not a coincidence, …
const SETTLED_COUNT: f64 = 5.0;
/// … and is less frequent than this, and thus not a function word, which the grammar may add or remove.
const SETTLED_FREQUENCY: f64 = 3e-3;
/// The probability that translation keeps an anchor.
const KEPT_ANCHORS: f64 = 0.8;

/// The links between the types of both sides, and the classes of the types.
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
    if is_english_arabic(types) {
        for lexicon in options.lexicons.iter().enumerate() {
            linked.add_words(source, target, lexicon, options.weights);
        }
    }
    if options.anchors {
        linked.add_anchors(source, target, options.weights);
    }
    for row in &mut linked.links {
        row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.truncate(MAX_LINKS);
    }
    linked
}

/// Whether one side is English and the other Arabic, so that lexicons apply.
pub fn is_english_arabic(Pair { source, target }: Pair<&Types>) -> bool {
    (source.is_arabic && target.is_english) || (source.is_english && target.is_arabic)
}

impl Linked {
    /// Adds a link; if the two types are already linked, the stronger link is kept.
    fn add(&mut self, x: u32, y: u32, ratio: f32) {
        let row = &mut self.links[x as usize];
        match row.iter_mut().find(|link| link.0 == y) {
            Some(link) => link.1 = link.1.max(ratio),
            None => row.push((y, ratio)),
        }
    }

    /// Links words by a lexicon, which is given with its index.
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
                if f64::from(ratio) >= MIN_LINK {
                    self.add(x, y, ratio);
                }
            }
        }
    }

    /// Links numbers, names and punctuation marks.
    fn add_anchors(&mut self, source: &Types, target: &Types, weights: &Weights) {
        for (types, classes) in
            [(source, &mut self.classes.source), (target, &mut self.classes.target)]
        {
            let numbers = types.ids.iter().zip(classes).filter(|(key, _)| is_exact(key));
            numbers.for_each(|(_, class)| *class = TermClass::Number);
        }
        let mut anchors = identical_types(source, target);
        anchors.extend(transliterated_names(source, target));
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
            self.add(x, y, (KEPT_ANCHORS / u) as f32);
        }
    }
}

/// Whether a type is a number of two or more digits. Translators rarely reword those, unlike one, two and
/// seven, so if the other text lacks the number, its sentence is probably missing too.
fn is_exact(key: &TypeId) -> bool {
    key.kind == TermKind::Number && key.text.len() > 1
}

/// The class of a word, given its row in a table of stems and the number of words in the training text.
fn class_of_word(row: &Row, total: f64) -> TermClass {
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

/// Types that are identical on both sides: numbers, months, addresses, punctuation marks, Latin words.
fn identical_types(source: &Types, target: &Types) -> Vec<(u32, u32)> {
    let ids: HashMap<_, u32> = (0u32..).zip(&source.ids).map(|(id, key)| (key, id)).collect();
    (0u32..).zip(&target.ids).filter_map(|(y, key)| ids.get(key).map(|&x| (x, y))).collect()
}

/// Names that transliterate each other.
fn transliterated_names(source: &Types, target: &Types) -> Vec<(u32, u32)> {
    match (source.is_arabic, target.is_arabic) {
        (false, true) => transliterations(&source.names, &target.names),
        (true, false) => transliterations(&target.names, &source.names)
            .into_iter()
            .map(|(latin, arabic)| (arabic, latin))
            .collect(),
        _ => Vec::new(),
    }
}

/// The frequency of an anchor per term: its count in the document, smoothed with the typical frequency of
/// its kind.
fn frequency(side: &Types, id: u32, weights: &Weights) -> f64 {
    let total = side.terms.len() as f64;
    let typical = typical_frequency(side, id);
    (side.counts[id as usize] + weights.background * typical) / (total + weights.background)
}

/// The typical frequency of anchors of a kind per term of running text, estimated by eye from news and
/// technical text.
fn typical_frequency(side: &Types, id: u32) -> f64 {
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

/// The links of a lexicon between units of one kind.
struct UnitLinks<'a> {
    source: UnitSide<'a>,
    target: UnitSide<'a>,
    /// The target units that each source unit may translate to, with their ratios, in order of the source
    /// unit. A target unit may occur twice; both ratios count.
    links: Vec<(u32, f32)>,
    /// The index of the first link of each source unit, and of the end.
    starts: Vec<u32>,
}

impl<'a> UnitLinks<'a> {
    /// Averages the ratios of both directions: t(x|y) / u(x) and t(y|x) / u(y) estimate the same quantity.
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

    /// The target units of a source type, with their ratios.
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

/// Stands for no unit or no type.
const NONE: u32 = u32::MAX;

/// The words of a side as units of one kind, as far as the lexicon knows them.
struct UnitSide<'a> {
    units: Vec<KnownUnit<'a>>,
    /// The unit of each type.
    unit_of_type: Vec<u32>,
    /// For each type, the previous type of the same unit.
    type_before: Vec<u32>,
    /// The unit of each line of the lexicon's table.
    unit_of_line: Vec<u32>,
    /// The class of each type.
    known: Vec<TermClass>,
}

struct KnownUnit<'a> {
    /// The last type of this unit.
    last_type: u32,
    /// Its frequency per word.
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
                UnitKind::Stem => class_of_word(unit.row, table.total()),
                UnitKind::Root => TermClass::Word,
            };
        }
        let terms = side.terms.len() as f64;
        for unit in &mut units {
            let seen = unit.frequency;
            let typical = (unit.row.count / total).max(MIN_FREQUENCY);
            unit.frequency = (seen + weights.background * typical) / (terms + weights.background);
        }
        UnitSide { units, unit_of_type, type_before, unit_of_line, known }
    }

    /// The types of a unit.
    fn types_of(&self, unit: u32) -> impl Iterator<Item = u32> {
        let type_or_none = |id: u32| (id != NONE).then_some(id);
        let last = type_or_none(self.units[unit as usize].last_type);
        std::iter::successors(last, move |&id| type_or_none(self.type_before[id as usize]))
    }

    /// Passes on half the ratio t(other|own) / u(other) of each pair of linked units.
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
