//! Which types of two sides may stand for each other: by the lexicon, by their letters, by value.

use rustc_hash::FxHashMap as HashMap;

use super::names::transliterations;
use super::read::{Mark, TermKind, TypeId};
use super::{TermOptions, Types, Voice};
use crate::align::lexicon::{Entry, Lexicon, TableKey, UnitKind, Units};
use crate::align::weights::Weights;
use crate::model::Language;

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
    pub source_voices: Vec<Voice>,
    pub target_voices: Vec<Voice>,
}

/// Pairs of types with their ratio.
type Pairs = Vec<(u32, u32, f32)>;

pub fn link(source: &Types, target: &Types, options: TermOptions<'_>) -> Linked {
    let mut source_voices = vec![Voice::Silent; source.ids.len()];
    let mut target_voices = vec![Voice::Silent; target.ids.len()];
    let mut pairs: Pairs = Vec::new();
    let crosses =
        (source.is_arabic && target.is_english) || (source.is_english && target.is_arabic);
    if crosses {
        let (english, arabic) = if source.is_arabic { (target, source) } else { (source, target) };
        let words = WordLinks::of(english, arabic, options);
        let (known_source, known_target) = if source.is_arabic {
            pairs.extend(words.pairs.iter().map(|&(e, a, ratio)| (a, e, ratio)));
            (words.known_arabic, words.known_english)
        } else {
            pairs.extend(words.pairs);
            (words.known_english, words.known_arabic)
        };
        for (voices, known) in
            [(&mut source_voices, known_source), (&mut target_voices, known_target)]
        {
            *voices = known;
        }
    }
    if options.anchors {
        for (types, voices) in [(source, &mut source_voices), (target, &mut target_voices)] {
            let numbers = types.ids.iter().zip(voices).filter(|(key, _)| is_exact(key));
            numbers.for_each(|(_, voice)| *voice = Voice::Number);
        }
        let mut anchors = same(source, target);
        anchors.extend(named(source, target));
        for &(x, y) in &anchors {
            for (types, voices, id) in
                [(source, &mut source_voices, x), (target, &mut target_voices, y)]
            {
                let voice = &mut voices[id as usize];
                if *voice == Voice::Silent {
                    *voice = anchor_voice(types.ids[id as usize].kind);
                }
            }
            let u =
                frequency(source, x, options.weights).max(frequency(target, y, options.weights));
            pairs.push((x, y, (KEPT / u) as f32));
        }
    }
    Linked { links: merge(pairs, source.ids.len()), source_voices, target_voices }
}

/// The pairs by source type, strongest first, the largest ratio where a pair is there twice.
fn merge(mut pairs: Pairs, count: usize) -> Vec<Vec<(u32, f32)>> {
    pairs.sort_by(|a, b| types_of(a).cmp(&types_of(b)).then(b.2.total_cmp(&a.2)));
    pairs.dedup_by_key(|pair| types_of(pair));
    let mut links = vec![Vec::new(); count];
    for (x, y, ratio) in pairs {
        links[x as usize].push((y, ratio));
    }
    for row in &mut links {
        row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.truncate(MOST_LINKS);
    }
    links
}

/// The types of a pair, as one number in their order.
fn types_of(pair: &(u32, u32, f32)) -> u64 {
    u64::from(pair.0) << 32 | u64::from(pair.1)
}

/// Whether a type is a number that translation does not word anew, as it may one, two and seven: if
/// the other text lacks it, what it stands in is likely to be lacking as well.
fn is_exact(key: &TypeId) -> bool {
    key.kind == TermKind::Number && key.text.len() > 1
}

/// How a word speaks that has this entry in a table of stems from so many words.
fn voice_of(entry: &Entry<'_>, total: f64) -> Voice {
    let best = entry.translations().next().map_or(0.0, |(_, probability)| probability);
    let is_settled = best >= SETTLED_SHARE
        && entry.count >= SETTLED_COUNT
        && entry.count <= SETTLED_FREQUENCY * total;
    if is_settled { Voice::Settled } else { Voice::Word }
}

fn anchor_voice(kind: TermKind) -> Voice {
    match kind {
        TermKind::Word | TermKind::Address => Voice::Name,
        TermKind::Number | TermKind::Month => Voice::Number,
        TermKind::Mark(_) | TermKind::Layout(_) => Voice::Mark,
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

/// What the lexicons say of the words of both sides.
struct WordLinks {
    pairs: Pairs,
    known_english: Vec<Voice>,
    known_arabic: Vec<Voice>,
}

impl WordLinks {
    fn of(english: &Types, arabic: &Types, options: TermOptions<'_>) -> Self {
        let mut known_english = vec![Voice::Silent; english.ids.len()];
        let mut known_arabic = vec![Voice::Silent; arabic.ids.len()];
        let mut pairs: Pairs = Vec::new();
        for lexicon in options.lexicons {
            let (stems, roots) = rayon::join(
                || UnitLinks::of(english, arabic, lexicon, UnitKind::Stem, options.weights),
                || UnitLinks::of(english, arabic, lexicon, UnitKind::Root, options.weights),
            );
            for links in [&stems, &roots] {
                for (known, more) in [
                    (&mut known_english, &links.known_english),
                    (&mut known_arabic, &links.known_arabic),
                ] {
                    known
                        .iter_mut()
                        .zip(more)
                        .for_each(|(known, more)| *known = (*known).max(*more));
                }
            }
            let share = options.weights.stem as f32;
            let mut sums: Pairs = stems.pairs;
            sums.iter_mut().for_each(|pair| pair.2 *= share);
            sums.extend(roots.pairs.into_iter().map(|(e, a, ratio)| (e, a, ratio * (1.0 - share))));
            pairs.extend(summed(sums).into_iter().filter(|pair| f64::from(pair.2) >= WEAKEST_LINK));
        }
        WordLinks { pairs, known_english, known_arabic }
    }
}

/// Pairs of one kind of unit.
struct UnitLinks {
    pairs: Pairs,
    known_english: Vec<Voice>,
    known_arabic: Vec<Voice>,
}

impl UnitLinks {
    /// The mean of both directions' ratios: t(e|a) / u(e) and t(a|e) / u(a) estimate the same.
    fn of(
        english: &Types,
        arabic: &Types,
        lexicon: &Lexicon<'_>,
        kind: UnitKind,
        weights: &Weights,
    ) -> Self {
        let (e, a) = rayon::join(
            || UnitSide::of(english, &Language::english(), lexicon, kind, weights),
            || UnitSide::of(arabic, &Language::arabic(), lexicon, kind, weights),
        );
        let (forward, backward) = rayon::join(|| e.ratios(&a), || a.ratios(&e));
        let mut pairs: Pairs = forward;
        pairs.extend(backward.into_iter().map(|(a, e, ratio)| (e, a, ratio)));
        UnitLinks { pairs: summed(pairs), known_english: e.known, known_arabic: a.known }
    }
}

/// The words of a side as units of one kind that the lexicon knows.
struct UnitSide<'a> {
    units: HashMap<&'a str, KnownUnit<'a>>,
    known: Vec<Voice>,
}

struct KnownUnit<'a> {
    /// Types that are this unit.
    types: Vec<u32>,
    /// How frequent it is, a word.
    frequency: f64,
    entry: Entry<'a>,
}

impl<'a> UnitSide<'a> {
    fn of(
        side: &Types,
        language: &Language,
        lexicon: &'a Lexicon<'_>,
        kind: UnitKind,
        weights: &Weights,
    ) -> Self {
        let reader = Units::of(language);
        let table = lexicon.table(TableKey { kind, from_arabic: language.is_arabic() });
        let mut known = vec![Voice::Silent; side.ids.len()];
        let mut units: HashMap<&str, KnownUnit<'_>> = HashMap::default();
        for (id, key) in (0u32..).zip(&side.ids).filter(|(_, key)| key.kind == TermKind::Word) {
            let entry = match kind {
                UnitKind::Stem => table.get(&key.text),
                UnitKind::Root => table.get(&reader.root(&key.text)),
            };
            if let Some(entry) = entry {
                known[id as usize] = match kind {
                    UnitKind::Stem => voice_of(&entry, table.total()),
                    UnitKind::Root => Voice::Word,
                };
                let new = || KnownUnit { types: Vec::new(), frequency: 0.0, entry };
                units.entry(entry.word).or_insert_with(new).types.push(id);
            }
        }
        let total = table.total().max(1.0);
        let terms = side.terms.len() as f64;
        for unit in units.values_mut() {
            let seen: f64 = unit.types.iter().map(|&id| side.counts[id as usize]).sum();
            let usual = (unit.entry.count / total).max(RAREST);
            unit.frequency = (seen + weights.background * usual) / (terms + weights.background);
        }
        UnitSide { units, known }
    }

    /// Half the ratio t(other|own) / u(other) of every pair of types.
    fn ratios(&self, other: &UnitSide<'_>) -> Pairs {
        let mut pairs = Vec::new();
        for KnownUnit { types, entry, .. } in self.units.values() {
            for (translation, probability) in entry.translations() {
                let Some(to) = other.units.get(translation) else { continue };
                let ratio = (probability / to.frequency / 2.0) as f32;
                for &id in &to.types {
                    pairs.extend(types.iter().map(|&own| (own, id, ratio)));
                }
            }
        }
        pairs
    }
}

/// The ratios of equal pairs added up.
fn summed(mut pairs: Pairs) -> Pairs {
    // Two sums that are put together are sorted each, which a stable sort makes use of.
    pairs.sort_by(|a, b| types_of(a).cmp(&types_of(b)).then(a.2.total_cmp(&b.2)));
    pairs.dedup_by(|next, first| {
        let same = types_of(next) == types_of(first);
        if same {
            first.2 += next.2;
        }
        same
    });
    pairs
}
