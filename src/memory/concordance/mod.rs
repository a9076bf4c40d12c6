//! Concordance: the occurrences of words in the texts of a memory.
//!
//! The postings of the rarest term give the units to check, the newest first; whether a unit is a hit is
//! decided by its texts. So a page is filled without counting all hits.

mod line;
mod pattern;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use rusqlite::{Connection, Row, Statement};

use super::checksum::UNIT;
use super::damage::{SkipLog, Table, read_row, refuse_unless_whole};
use super::index::{PostingReader, SegmentFilter, TermReader};
use super::sql::text_column;
use super::unit::{StoredUnit, find_unit_or_skip};
use super::{Memory, UnitFilter, begin_reading};
use crate::error::Result;
use crate::model::{Language, Pair, Side, UnitId};
use crate::text::{Words, may_have_word};
use pattern::{Pattern, Patterns, find_words, normalize_marks};

pub use line::HitLine;
pub use pattern::has_words;

/// The largest number of words that a prefix may stand for; beyond it, all texts are read instead of
/// postings.
const MAX_COMPLETIONS: usize = 2000;

/// The number of texts that are checked before the postings of another term are read to filter the rest.
/// Most phrases fill a page before that.
const CHECKS_PER_FILTER: usize = 100;

/// How words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// Ignoring tashkeel, hamza, digit systems and capitals.
    #[default]
    Folded,
    /// As typed.
    Exact,
    /// By stem, so that other forms of the word are found too.
    Forms,
}

/// Options of a search.
#[derive(Debug, Clone, Default)]
pub struct SearchOptions {
    /// Words to find on either side; a * at the end of a word stands for any ending.
    pub words: Option<String>,
    /// Words to find in the source.
    pub source: Option<String>,
    /// Words to find in the target.
    pub target: Option<String>,
    /// Whether the words may occur apart from each other.
    pub anywhere: bool,
    /// How words are compared.
    pub spelling: Spelling,
    /// A regular expression that the source or the target must match, too.
    pub regex: Option<String>,
    /// Only units that pass this filter.
    pub filter: UnitFilter,
    /// The number of hits to skip.
    pub offset: usize,
    /// The largest number of hits to return.
    pub limit: usize,
}

/// A unit in which the words were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The unit.
    pub stored: StoredUnit,
    /// Ranges of the found words and of matches of the regular expression, in bytes.
    pub marks: Pair<Vec<Range<usize>>>,
}

/// A page of hits, the newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Whether there are more hits after them.
    pub more: bool,
}

impl Memory {
    /// Searches the units, the newest first.
    ///
    /// # Errors
    /// When there is nothing to search for, the regular expression is invalid, or the memory cannot be
    /// read.
    pub fn search(&mut self, options: &SearchOptions) -> Result<Page> {
        let patterns = Patterns::new(options)?;
        self.lookup.reader.forget();
        let end = options.offset.saturating_add(options.limit);
        let found = begin_reading(&self.connection).and_then(|connection| {
            let search = Search {
                connection: &connection,
                reader: &mut self.lookup.reader,
                patterns: &patterns,
                filter: &options.filter,
                skipped: &self.skipped,
            };
            search.run(end.saturating_add(1))
        });
        let mut hits = found.map_err(|error| self.explain(error))?;
        let more = hits.len() > end;
        hits.truncate(end);
        Ok(Page { hits: hits.split_off(options.offset.min(hits.len())), more })
    }
}

struct Search<'a> {
    connection: &'a Connection,
    reader: &'a mut TermReader,
    patterns: &'a Patterns,
    filter: &'a UnitFilter,
    skipped: &'a SkipLog,
}

impl Search<'_> {
    fn run(mut self, limit: usize) -> rusqlite::Result<Vec<Hit>> {
        let mut hits: Vec<Hit> = Vec::new();
        if self.patterns.all.is_empty() {
            self.read_all(limit, &mut hits)?;
            return Ok(hits);
        }
        let languages = languages(self.connection)?;
        for language in &languages {
            let mut found = Vec::new();
            self.search_language(language, limit, &mut found)?;
            hits.append(&mut found);
        }
        if self.skipped.has_index() {
            // Every unit is read instead.
            hits.clear();
            self.read_all(limit, &mut hits)?;
        }
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.stored.id));
        hits.dedup_by(|other, hit| {
            let same = other.stored.id == hit.stored.id;
            if same {
                // Words that occur on both sides are found once in each language.
                for (marks, others) in hit.marks.as_mut().zip(other.marks.as_ref()) {
                    *marks = normalize_marks([&marks[..], others].concat());
                }
            }
            same
        });
        hits.truncate(limit);
        Ok(hits)
    }

    /// Checks the units with the rarest word of the pattern in this language.
    fn search_language(
        &mut self,
        language: &Language,
        limit: usize,
        hits: &mut Vec<Hit>,
    ) -> rusqlite::Result<()> {
        let postings = PostingReader::new(self.connection, self.skipped)?;
        let mut sets = Vec::new();
        // All words of a pattern are in one language, but another pattern may be in another language.
        let Some(pattern) = self.patterns.all.first() else { return Ok(()) };
        let terms: Vec<String> = {
            let ids = self.reader.read(&pattern.text, language).to_vec();
            ids.into_iter().map(|id| self.reader.name(id).to_owned()).collect()
        };
        for (word, term) in pattern.words.iter().zip(terms) {
            let set = if word.is_prefix {
                self.completions(language, &word.folded)?
            } else {
                Some(BTreeSet::from([term]))
            };
            if let Some(set) = set {
                let bytes: usize = set
                    .iter()
                    .map(|term| postings.bytes(term, usize::MAX))
                    .sum::<rusqlite::Result<_>>()?;
                if bytes == 0 {
                    postings.notice_if_lost(language.primary(), &word.folded)?;
                }
                sets.push((bytes, set));
            }
        }
        sets.sort();
        let mut sets = sets.into_iter().map(|(_, set)| set);
        let Some(rarest) = sets.next() else { return self.read_all(limit, hits) };
        let mut filters: Vec<SegmentFilter> = Vec::new();
        let mut checks = 0;
        let mut read =
            self.connection.prepare_cached(&format!("{} WHERE id = ?", *SELECT_SIDES))?;
        let mut check = |search: &mut Self, unit: UnitId| -> rusqlite::Result<bool> {
            for filter in &mut filters {
                if !filter.contains(&postings, unit)? {
                    return Ok(false);
                }
            }
            checks += 1;
            if checks % CHECKS_PER_FILTER == 0
                && let Some(set) = sets.next()
            {
                filters.push(SegmentFilter::new(set));
            }
            search.check_unit(&mut read, unit, language, hits)?;
            Ok(hits.len() >= limit)
        };
        if let [term] = rarest.iter().collect::<Vec<_>>().as_slice() {
            return postings.each_from_newest(term, |unit| check(self, unit));
        }
        for unit in units_of(&postings, &rarest)?.into_iter().rev() {
            if check(self, unit)? {
                break;
            }
        }
        Ok(())
    }

    /// Checks every unit.
    fn read_all(&mut self, limit: usize, hits: &mut Vec<Hit>) -> rusqlite::Result<()> {
        let mut read =
            self.connection.prepare_cached(&format!("{} ORDER BY id DESC", *SELECT_SIDES))?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(hit) = self.hit_or_skip(row, None)? {
                hits.push(hit);
                if hits.len() >= limit {
                    break;
                }
            }
        }
        Ok(())
    }

    fn check_unit(
        &mut self,
        read: &mut Statement<'_>,
        unit: UnitId,
        language: &Language,
        hits: &mut Vec<Hit>,
    ) -> rusqlite::Result<()> {
        let mut rows = read.query([unit])?;
        match rows.next()? {
            Some(row) => hits.extend(self.hit_or_skip(row, Some(language))?),
            None => self.skipped.look_into_missing(self.connection, unit.0)?,
        }
        Ok(())
    }

    /// The same as [`Search::hit`] unless the unit is damaged, which is noted.
    fn hit_or_skip(
        &mut self,
        row: &Row<'_>,
        language: Option<&Language>,
    ) -> rusqlite::Result<Option<Hit>> {
        let skipped = self.skipped;
        let read = read_row(Table::Unit, row, |row| {
            refuse_unless_whole(Table::Unit, row, 5)?;
            self.hit(row, language)
        });
        skipped.skip(read).map(Option::flatten)
    }

    /// The unit of a row of [`SELECT_SIDES`], if it is a hit. The first pattern must be found in `language`.
    fn hit(&mut self, row: &Row<'_>, language: Option<&Language>) -> rusqlite::Result<Option<Hit>> {
        let texts = Pair::new(text_column(row, 1)?, text_column(row, 2)?);
        let languages = Pair::new(text_column(row, 3)?, text_column(row, 4)?);
        let mut marks = Pair::<Vec<Range<usize>>>::default();
        for (index, pattern) in self.patterns.all.iter().enumerate() {
            let is_in_language = |tag: &str| {
                index > 0 || language.is_none_or(|language| tag.starts_with(language.primary()))
            };
            let mut is_found = false;
            for side in Side::BOTH {
                is_found |= pattern.side.is_none_or(|searched| searched == side)
                    && is_in_language(languages[side])
                    && self.find_words(pattern, texts[side], languages[side], &mut marks[side]);
            }
            if !is_found {
                return Ok(None);
            }
        }
        if let Some(regex) = &self.patterns.regex {
            let mut is_found = false;
            for side in Side::BOTH {
                for found in regex.find_iter(texts[side]) {
                    marks[side].push(found.range());
                    is_found = true;
                }
            }
            if !is_found {
                return Ok(None);
            }
        }
        let found = find_unit_or_skip(self.connection, row.get(0)?, self.skipped)?;
        let Some(stored) = found else { return Ok(None) };
        if !self.filter.admits(&stored.unit) {
            return Ok(None);
        }
        Ok(Some(Hit { stored, marks: marks.map(normalize_marks) }))
    }

    /// Whether a text contains the words of a pattern; adds their ranges to `marks`.
    fn find_words(
        &mut self,
        pattern: &Pattern,
        text: &str,
        language: &str,
        marks: &mut Vec<Range<usize>>,
    ) -> bool {
        let spelling = self.patterns.spelling;
        if spelling != Spelling::Forms
            && !pattern.words.iter().all(|word| may_have_word(text, &word.folded))
        {
            return false;
        }
        let mut terms = None;
        if spelling == Spelling::Forms {
            let Ok(language) = language.parse::<Language>() else { return false };
            let query_terms = self.reader.read(&pattern.text, &language).to_vec();
            terms = Some((query_terms, self.reader.read(text, &language).to_vec()));
        }
        let is_match = |words: &Words, at: usize, index: usize| {
            let word = &pattern.words[index];
            match (spelling, &terms) {
                (Spelling::Exact, _) => {
                    let typed = &text[words.as_slice()[at].range.clone()];
                    typed == word.typed || (word.is_prefix && typed.starts_with(&word.typed))
                }
                (_, Some((query_terms, stored))) if !word.is_prefix => {
                    stored[at] == query_terms[index]
                }
                _ => word.matches_folded(words.folded(at)),
            }
        };
        find_words(pattern, text, self.patterns.anywhere, is_match, marks)
    }

    /// The terms of the words that begin with a prefix; `None` if there are too many.
    fn completions(
        &mut self,
        language: &Language,
        prefix: &str,
    ) -> rusqlite::Result<Option<BTreeSet<String>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT word FROM vocabulary WHERE language = ?1 AND word >= ?2 AND word < ?2 || char(0x10FFFF) LIMIT ?3",
        )?;
        let words: Vec<String> = statement
            .query_map(rusqlite::params![language.primary(), prefix, MAX_COMPLETIONS + 1], |row| {
                row.get(0)
            })?
            .collect::<rusqlite::Result<_>>()?;
        if words.len() > MAX_COMPLETIONS {
            return Ok(None);
        }
        let mut terms = BTreeSet::new();
        for word in words {
            let ids = self.reader.read(&word, language).to_vec();
            terms.extend(ids.into_iter().map(|id| self.reader.name(id).to_owned()));
        }
        Ok(Some(terms))
    }
}

/// All units with one of the terms, in ascending order.
fn units_of(
    postings: &PostingReader<'_>,
    terms: &BTreeSet<String>,
) -> rusqlite::Result<Vec<UnitId>> {
    let mut units = Vec::new();
    for term in terms {
        postings.each(term, |posting| units.push(UnitId(posting.unit)))?;
    }
    units.sort_unstable();
    units.dedup();
    Ok(units)
}

/// Selects what a search checks, and whether it is whole: a damaged text may lack the words that the text
/// had.
static SELECT_SIDES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT id, source, target, source_language, target_language, {} FROM unit",
        UNIT.is_whole("unit")
    )
});

/// The primary languages of the texts of a memory.
pub fn languages(connection: &Connection) -> rusqlite::Result<Vec<Language>> {
    let mut next =
        connection.prepare_cached("SELECT min(language) FROM vocabulary WHERE language > ?")?;
    let mut found = Vec::new();
    let mut last = String::new();
    while let Some(language) = next.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
        found.extend(language.parse::<Language>().ok());
        last = language;
    }
    Ok(found)
}
