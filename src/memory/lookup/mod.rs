//! Fuzzy matches: the stored units that are similar to a text.

mod difference;
mod ranking;

use std::collections::HashSet;
use std::sync::LazyLock;

use rusqlite::{Connection, Row};
use rustc_hash::FxHashSet;
use serde::Serialize;

pub use difference::Difference;

use super::candidates::{Candidates, Counts};
use super::checksum::UNIT;
use super::damage::{SkipLog, Table, read_row, refuse_unless_whole};
use super::index::TermReader;
use super::matching::{Assessment, EXACT, Penalty, Query, Reason, Stored, Text};
use super::sql::text_column;
use super::unit::{StoredUnit, find_unit_or_skip};
use super::{Memory, begin_reading};
use crate::error::Result;
use crate::model::{Language, Side, Status, Timestamp, UnitId};
use crate::text::{Script, dominant_script, squeeze_space};
use difference::differences;
use ranking::{ComparedUnit, Ranking, StoredSide, assess_with_numbers};

/// Options of a lookup.
#[derive(Debug, Clone)]
pub struct LookupOptions {
    /// The language of the text; it is compared with the side of each unit in this language.
    pub language: Language,
    /// The minimum score of a match, 0–100.
    pub min: u8,
    /// The largest number of different texts. A text counts once, whatever the number of its translations (of
    /// which fifty are returned at most).
    pub max: usize,
    /// The texts before and after the text in its document.
    pub context: Neighbours,
    /// Points that every match loses.
    pub penalty: u8,
}

impl LookupOptions {
    /// The minimum score before neighbours and penalty are counted.
    fn min_score(&self) -> u8 {
        let neighbours = [&self.context.before, &self.context.after];
        let context = neighbours.iter().filter(|text| text.is_some()).count() as u8;
        self.min.saturating_add(self.penalty).saturating_sub(context)
    }

    /// The default minimum score.
    pub const DEFAULT_MIN: u8 = 70;

    /// The defaults: five texts that score 70 or more.
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

/// The texts before and after a text in its document, as far as they are known.
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

/// A stored unit that is similar to the query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// Per cent; 101 or 102 if one or both neighbours are equal too.
    pub score: u8,
    /// The stored text in the query's language.
    pub source: String,
    /// The other side; if only numbers differ, with the numbers of the query.
    pub target: String,
    /// The other side as stored, if numbers were substituted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_stored: Option<String>,
    /// Why it scores less than 100.
    pub penalties: Vec<Penalty>,
    /// Which of `source` and `target` is the original; the other is the translation.
    pub original: Side,
    /// Language of `source`.
    pub source_language: Language,
    /// Language of `target`.
    pub target_language: Language,
    /// What a person decided.
    pub status: Status,
    /// The path of the memory file.
    pub memory: String,
    /// The id of the unit in the memory.
    pub unit: UnitId,
    /// The document it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The position in the document, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// When it was last changed.
    pub date: Option<Timestamp>,
    /// Who last changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The differences, word by word.
    pub difference: Vec<Difference>,
}

impl Match {
    /// Sorts items by their match and keeps those of the `max` best texts, with all translations of each; the
    /// newest first among equal scores.
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

/// State that is reused between lookups.
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
    /// The stored units that are similar to `text`, the best first, and the newest first among equal scores.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn lookup(&mut self, text: &str, options: &LookupOptions) -> Result<Vec<Match>> {
        let found = find(&self.connection, &mut self.lookup, &self.skipped, text, options);
        let mut matches = found.map_err(|error| self.explain(error))?;
        let memory = self.path.display().to_string();
        matches.iter_mut().for_each(|found| found.memory.clone_from(&memory));
        Ok(matches)
    }
}

impl Memory {
    /// The languages of the memory that are written in the script of a text.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn languages_of(&self, text: &str) -> Result<Vec<Language>> {
        let is_arabic = dominant_script(text) == Some(Script::Arabic);
        let mut languages = self.languages()?;
        languages.retain(|language| language.has_arabic_script() == is_arabic);
        Ok(languages)
    }

    /// What [`Memory::lookup`] would find if it compared every unit; for measuring the recall of the index.
    ///
    /// # Errors
    /// When the memory cannot be read.
    #[doc(hidden)]
    pub fn lookup_exhaustively(
        &mut self,
        texts: &[&str],
        options: &LookupOptions,
    ) -> Result<Vec<Vec<Match>>> {
        let found =
            find_exhaustively(&self.connection, &mut self.lookup, &self.skipped, texts, options);
        found.map_err(|error| self.explain(error))
    }
}

fn find_exhaustively(
    connection: &Connection,
    state: &mut LookupState,
    skipped: &SkipLog,
    texts: &[&str],
    options: &LookupOptions,
) -> rusqlite::Result<Vec<Vec<Match>>> {
    let reader = &mut state.reader;
    let queries: Vec<Query> =
        texts.iter().map(|text| Query::new(text, &options.language, reader)).collect();
    let mut found: Vec<Ranking> = texts.iter().map(|_| Ranking::new(options)).collect();
    let mut statement = connection.prepare(&SELECT_SIDES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each_whole_side(row, &options.language, reader, skipped, |side| {
            for (query, ranking) in queries.iter().zip(&mut found) {
                ranking.compare(query, side);
            }
        })?;
    }
    queries
        .iter()
        .zip(found)
        .map(|(query, ranking)| {
            finish(connection, query, ranking.into_best(), options, reader, skipped)
        })
        .collect()
}

/// Selects what is compared of a unit, and whether it is whole: a damaged text may be less similar than the
/// text was.
static SELECT_SIDES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT id, source, target, source_language, target_language, source_tags IS NOT NULL,
            target_tags IS NOT NULL, {} FROM unit",
        UNIT.is_whole("unit")
    )
});

fn find(
    connection: &Connection,
    state: &mut LookupState,
    skipped: &SkipLog,
    text: &str,
    options: &LookupOptions,
) -> rusqlite::Result<Vec<Match>> {
    let connection = &begin_reading(connection)?;
    state.reader.forget();
    let query = Query::new(text, &options.language, &mut state.reader);
    let min_score = options.min_score();
    let candidates =
        Candidates::find(connection, &query, &state.reader, min_score, &mut state.counts, skipped)?;
    let mut ranking = Ranking::new(options);
    let mut statement = connection.prepare_cached(&format!("{} WHERE id = ?", *SELECT_SIDES))?;
    let mut equal = FxHashSet::default();
    for unit in candidates.equal() {
        let mut rows = statement.query([unit])?;
        if let Some(row) = rows.next()? {
            each_whole_side(row, &options.language, &mut state.reader, skipped, |side| {
                if query.has_words_of(side.stored.text) {
                    ranking.compare(&query, side);
                    equal.insert(unit);
                }
            })?;
        } else {
            skipped.look_into_missing(connection, unit.0)?;
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
            each_whole_side(row, &options.language, &mut state.reader, skipped, |side| {
                ranking.compare(&query, side);
            })?;
        } else {
            skipped.look_into_missing(connection, unit.0)?;
        }
    }
    finish(connection, &query, ranking.into_best(), options, &mut state.reader, skipped)
}

/// The same as [`each_side`] unless the unit is damaged, which is noted.
fn each_whole_side(
    row: &Row<'_>,
    language: &Language,
    reader: &mut TermReader,
    skipped: &SkipLog,
    each: impl FnMut(StoredSide<'_>),
) -> rusqlite::Result<()> {
    let read = read_row(Table::Unit, row, |row| {
        refuse_unless_whole(Table::Unit, row, 7)?;
        each_side(row, language, reader, each)
    });
    skipped.skip(read).map(drop)
}

/// Calls `each` with the sides of a unit, a row of [`SELECT_SIDES`], that are in a language.
fn each_side(
    row: &Row<'_>,
    language: &Language,
    reader: &mut TermReader,
    mut each: impl FnMut(StoredSide<'_>),
) -> rusqlite::Result<()> {
    for (column, side) in Side::BOTH.into_iter().enumerate() {
        if primary(text_column(row, column + 3)?) == language.primary() {
            let plain = text_column(row, column + 1)?;
            let stored = read_stored(plain, row.get(column + 5)?, language, reader);
            let other = text_column(row, 2 - column)?;
            each(StoredSide { stored, other, unit: row.get(0)?, side });
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

/// Reads the best units in full, substitutes numbers and compares neighbours.
fn finish(
    connection: &Connection,
    query: &Query,
    best: Vec<ComparedUnit>,
    options: &LookupOptions,
    reader: &mut TermReader,
    skipped: &SkipLog,
) -> rusqlite::Result<Vec<Match>> {
    let mut matches: Vec<Match> = Vec::new();
    let mut pairs = HashSet::new();
    for compared in best {
        let Some(stored) = find_unit_or_skip(connection, compared.unit, skipped)? else { continue };
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
    let (matched, other) = (&unit.texts[side], &unit.texts[side.other()]);
    let has_tags = !matched.tags.is_empty();
    let min_score = options.min_score();
    let read = read_stored(&matched.plain, has_tags, &query.language, reader);
    let (assessed, substituted) = assess_with_numbers(query, read, &other.plain, min_score)?;
    let difference = differences(query, read, &assessed.steps);
    let Assessment { mut score, mut penalties, .. } = assessed;
    if score == EXACT && side == Side::Source {
        let equal = |query: &Option<String>, stored: &Option<String>| {
            query
                .as_ref()
                .zip(stored.as_ref())
                .is_some_and(|(query, stored)| squeeze_space(query) == squeeze_space(stored))
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
        source: matched.plain.clone(),
        target_stored: substituted.is_some().then(|| other.plain.clone()),
        target: substituted.unwrap_or_else(|| other.plain.clone()),
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
