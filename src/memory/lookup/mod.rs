//! Fuzzy matches: which stored units are like a text, and how much.

mod difference;
mod ranking;

use std::collections::HashSet;

use rusqlite::{Connection, Row};
use rustc_hash::FxHashSet;
use serde::Serialize;

pub use difference::Difference;

use super::candidates::{Candidates, Counts};
use super::index::TermReader;
use super::matching::{Assessment, EXACT, Penalty, Query, Reason, Stored, Text};
use super::unit::{StoredUnit, find_unit};
use super::{Memory, begin_reading};
use crate::error::Result;
use crate::model::{Language, Side, Status, Timestamp, UnitId};
use crate::text::{Script, dominant_script, squeeze_space};
use difference::differences;
use ranking::{ComparedUnit, Ranking, StoredSide, assess_with_numbers};

/// What is asked of a lookup.
#[derive(Debug, Clone)]
pub struct LookupOptions {
    /// The language of the text; units are compared by their side of that language.
    pub language: Language,
    /// Matches score at least this, 0–100.
    pub min: u8,
    /// At most this many different texts; all translations of one (fifty at most) count once.
    pub max: usize,
    /// The texts before and after it in its document.
    pub context: Neighbours,
    /// Points that all matches of this memory lose.
    pub penalty: u8,
}

impl LookupOptions {
    /// What a text must score before neighbours and penalty are counted.
    fn least(&self) -> u8 {
        let neighbours = [&self.context.before, &self.context.after];
        let context = neighbours.iter().filter(|text| text.is_some()).count() as u8;
        self.min.saturating_add(self.penalty).saturating_sub(context)
    }

    /// What matches must score unless another minimum is given.
    pub const DEFAULT_MIN: u8 = 70;

    /// The usual: five matches of 70 and more.
    pub fn new(language: Language) -> Self {
        LookupOptions {
            language,
            min: Self::DEFAULT_MIN,
            max: 5,
            context: Neighbours::default(),
            penalty: 0,
        }
    }
}

/// The texts before and after one in its document, where they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The text before it.
    pub before: Option<String>,
    /// The text after it.
    pub after: Option<String>,
}

impl Neighbours {
    /// Whether neither is known.
    pub fn is_empty(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

/// A stored unit that is like the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// Per cent; 101 and 102 when one or both neighbours are the same too.
    pub score: u8,
    /// The stored text in the query's language.
    pub source: String,
    /// The other side, with the numbers put right where only numbers differ.
    pub target: String,
    /// The other side as stored, where numbers were put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_stored: Option<String>,
    /// Why it scores less than 100.
    pub penalties: Vec<Penalty>,
    /// Which of the two was the author's.
    pub original: Side,
    /// Language of `source`.
    pub source_language: Language,
    /// Language of `target`.
    pub target_language: Language,
    /// What a person said of it.
    pub status: Status,
    /// The memory file.
    pub memory: String,
    /// The unit's id in it.
    pub unit: UnitId,
    /// The document it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Where in the document, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// When it was last changed.
    pub date: Option<Timestamp>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What differs, word by word.
    pub difference: Vec<Difference>,
}

impl Match {
    /// Of things that hold matches, those of the `max` best texts, of each text all translations; of
    /// equal ones the newest first.
    pub(super) fn best_by<T>(mut all: Vec<T>, max: usize, of: fn(&T) -> &Match) -> Vec<T> {
        all.sort_by_key(|found| {
            let found = of(found);
            std::cmp::Reverse((found.score, found.date, found.unit))
        });
        let mut sources = HashSet::new();
        all.retain(|found| {
            let source = &of(found).source;
            sources.contains(source) || (sources.len() < max && sources.insert(source.clone()))
        });
        all
    }
}

/// What lookups remember between queries.
#[derive(Default)]
pub struct LookupState {
    pub(super) reader: TermReader,
    counts: Counts,
}

impl std::fmt::Debug for LookupState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookupState")
    }
}

impl Memory {
    /// The stored units that are like `text`, the best first and of equals the newest.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn lookup(&mut self, text: &str, options: &LookupOptions) -> Result<Vec<Match>> {
        let found = find(&self.connection, &mut self.lookup, text, options);
        let mut matches = found.map_err(|error| self.explain(error))?;
        let memory = self.path.display().to_string();
        matches.iter_mut().for_each(|found| found.memory.clone_from(&memory));
        Ok(matches)
    }
}

impl Memory {
    /// The languages of the memory that a text may be in, by its script.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn languages_of(&self, text: &str) -> Result<Vec<Language>> {
        let is_arabic = dominant_script(text) == Some(Script::Arabic);
        let mut languages = self.languages()?;
        languages.retain(|language| language.has_arabic_script() == is_arabic);
        Ok(languages)
    }

    /// What [`Memory::lookup`] would find if it compared every unit: the measure of what its index
    /// misses.
    ///
    /// # Errors
    /// When the memory cannot be read.
    #[doc(hidden)]
    pub fn lookup_exhaustively(
        &mut self,
        texts: &[&str],
        options: &LookupOptions,
    ) -> Result<Vec<Vec<Match>>> {
        let found = find_exhaustively(&self.connection, &mut self.lookup, texts, options);
        found.map_err(|error| self.explain(error))
    }
}

fn find_exhaustively(
    connection: &Connection,
    state: &mut LookupState,
    texts: &[&str],
    options: &LookupOptions,
) -> rusqlite::Result<Vec<Vec<Match>>> {
    let reader = &mut state.reader;
    let queries: Vec<Query> =
        texts.iter().map(|text| Query::new(text, &options.language, reader)).collect();
    let mut found: Vec<Ranking> = texts.iter().map(|_| Ranking::new(options)).collect();
    let mut statement = connection.prepare(SELECT_SIDES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each_side(row, &options.language, reader, |side| {
            for (query, ranking) in queries.iter().zip(&mut found) {
                ranking.compare(query, side);
            }
        })?;
    }
    queries
        .iter()
        .zip(found)
        .map(|(query, ranking)| finish(connection, query, ranking.into_best(), options, reader))
        .collect()
}

/// What is compared of a unit.
const SELECT_SIDES: &str =
    "SELECT source, target, source_language, target_language, source_tags IS NOT NULL,
    target_tags IS NOT NULL, id FROM unit";

fn find(
    connection: &Connection,
    state: &mut LookupState,
    text: &str,
    options: &LookupOptions,
) -> rusqlite::Result<Vec<Match>> {
    let connection = &begin_reading(connection)?;
    state.reader.forget();
    let query = Query::new(text, &options.language, &mut state.reader);
    let least = options.least();
    let candidates = Candidates::find(connection, &query, &state.reader, least, &mut state.counts)?;
    let mut ranking = Ranking::new(options);
    let mut statement = connection.prepare_cached(&format!("{SELECT_SIDES} WHERE id = ?"))?;
    let mut equal = FxHashSet::default();
    for unit in candidates.equal() {
        let mut rows = statement.query([unit])?;
        if let Some(row) = rows.next()? {
            each_side(row, &options.language, &mut state.reader, |side| {
                if query.has_words_of(side.stored.text) {
                    ranking.compare(&query, side);
                    equal.insert(unit);
                }
            })?;
        }
    }
    for (unit, bound) in candidates.in_order() {
        if ranking.is_full() {
            break;
        }
        if equal.contains(&unit) || candidates.is_out_of_reach(bound, ranking.cutoff()) {
            continue;
        }
        let mut rows = statement.query([unit])?;
        if let Some(row) = rows.next()? {
            each_side(row, &options.language, &mut state.reader, |side| {
                ranking.compare(&query, side);
            })?;
        }
    }
    finish(connection, &query, ranking.into_best(), options, &mut state.reader)
}

/// Hands on the sides of a unit, a row of [`SELECT_SIDES`], that are in a language.
fn each_side(
    row: &Row<'_>,
    language: &Language,
    reader: &mut TermReader,
    mut each: impl FnMut(StoredSide<'_>),
) -> rusqlite::Result<()> {
    for (column, side) in Side::BOTH.into_iter().enumerate() {
        if primary(row.get_ref(column + 2)?.as_str()?) == language.primary() {
            let plain = row.get_ref(column)?.as_str()?;
            let stored = read_stored(plain, row.get(column + 4)?, language, reader);
            let other = row.get_ref(1 - column)?.as_str()?;
            each(StoredSide { stored, other, unit: row.get(6)?, side });
        }
    }
    Ok(())
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

fn read_stored<'a>(
    plain: &'a str,
    has_tags: bool,
    language: &Language,
    reader: &'a mut TermReader,
) -> Stored<'a> {
    let plain = plain.trim();
    let (words, terms) = reader.read_both(plain, language);
    Stored { plain, text: Text { words, terms }, has_tags }
}

/// Reads the best units whole, puts numbers right, and looks at the neighbours.
fn finish(
    connection: &Connection,
    query: &Query,
    best: Vec<ComparedUnit>,
    options: &LookupOptions,
    reader: &mut TermReader,
) -> rusqlite::Result<Vec<Match>> {
    let mut matches: Vec<Match> = Vec::new();
    let mut pairs = HashSet::new();
    for compared in best {
        let Some(stored) = find_unit(connection, compared.unit)? else { continue };
        let Some(found) = make_match(query, stored, compared.side, options, reader) else {
            continue;
        };
        if pairs.insert((found.source.clone(), found.target.clone())) {
            matches.push(found);
        }
    }
    matches.retain(|found| found.score >= options.min);
    Ok(Match::best_by(matches, options.max, |found| found))
}

fn make_match(
    query: &Query,
    stored: StoredUnit,
    side: Side,
    options: &LookupOptions,
    reader: &mut TermReader,
) -> Option<Match> {
    let StoredUnit { id, unit } = stored;
    let (here, there) = (&unit.texts[side], &unit.texts[side.other()]);
    let has_tags = !here.tags.is_empty();
    let least = options.least();
    let read = read_stored(&here.plain, has_tags, &query.language, reader);
    let (assessed, substituted) = assess_with_numbers(query, read, &there.plain, least)?;
    let difference = differences(query, read, &assessed.steps);
    let Assessment { mut score, mut penalties, .. } = assessed;
    if score == EXACT && side == Side::Source {
        let equal = |asked: &Option<String>, stored: &Option<String>| {
            asked
                .as_ref()
                .zip(stored.as_ref())
                .is_some_and(|(asked, stored)| squeeze_space(asked) == squeeze_space(stored))
        };
        score += u8::from(equal(&options.context.before, &unit.context_before))
            + u8::from(equal(&options.context.after, &unit.context_after));
    }
    if options.penalty > 0 {
        score = score.saturating_sub(options.penalty);
        penalties.push(Penalty { name: Reason::Memory, points: options.penalty });
    }
    let languages = match side {
        Side::Source => unit.languages,
        Side::Target => unit.languages.swap(),
    };
    Some(Match {
        score,
        source: here.plain.clone(),
        target_stored: substituted.is_some().then(|| there.plain.clone()),
        target: substituted.unwrap_or_else(|| there.plain.clone()),
        penalties,
        original: side,
        source_language: languages.source,
        target_language: languages.target,
        status: unit.status,
        memory: String::new(),
        unit: id,
        document: unit.document,
        position: unit.position,
        date: unit.changed_at,
        author: unit.changed_by.or(unit.created_by),
        difference,
    })
}
