//! Search and replace over the texts of units.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use rusqlite::{Connection, Row};
use serde::Serialize;

use super::super::checksum::UNIT;
use super::super::damage::{SkipLog, Table, read_row, refuse_unless_whole};
use super::super::sql::text_column;
use super::super::unit::{find_unit, find_unit_or_skip};
use super::{Memory, StoredUnit, bump_revisions, write_unit};
use crate::error::{Error, Result};
use crate::memory::UnitFilter;
use crate::model::{OperationKind, Pair, Side, Status, UnitText};
use crate::text::Words;

/// How the searched text is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchMode {
    /// As whole words, as spelled.
    #[default]
    Words,
    /// Also inside words.
    Anywhere,
    /// As whole words, ignoring tashkeel, hamza, digit systems and capitals.
    Folded,
    /// As a regular expression; the replacement may refer to its groups.
    Regex,
}

/// A search and replace over the units of a memory.
#[derive(Debug, Clone)]
pub struct Replace {
    finder: Finder,
    replacement: String,
    /// The side to change; `None` for both.
    side: Option<Side>,
    filter: UnitFilter,
}

#[derive(Debug, Clone)]
enum Finder {
    Pattern { regex: Regex, expands: bool },
    Folded(Vec<String>),
}

/// Ranges of a text in order, in bytes, each with its replacement.
pub type TextEdits = Vec<(Range<usize>, String)>;

/// A unit that would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The unit as stored.
    pub stored: StoredUnit,
    /// The changes in its texts.
    pub edits: Pair<TextEdits>,
}

/// The result of a search and replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Replaced {
    /// Units changed.
    pub units: usize,
    /// Places changed in these units.
    pub places: usize,
    /// Units left unchanged because one of their texts would have become empty.
    pub emptied: usize,
}

impl Replace {
    /// A replacement of `search` by `replacement` in the units that pass the filter, on one side or both.
    ///
    /// # Errors
    /// When `search` is empty or has no word, or the regular expression is invalid or lacks a group that
    /// `replacement` refers to.
    pub fn new(
        search: &str,
        replacement: &str,
        (how, ignore_case): (SearchMode, bool),
        side: Option<Side>,
        filter: UnitFilter,
    ) -> Result<Replace> {
        let finder = match how {
            _ if search.is_empty() => {
                return Err(Error::invalid(
                    "search",
                    "the text to search for is empty",
                    "enter some text",
                ));
            }
            SearchMode::Folded => Finder::folded(search)?,
            SearchMode::Regex => {
                let finder = Finder::pattern(search, ignore_case, true)?;
                finder.check_references(replacement)?;
                finder
            }
            SearchMode::Anywhere => Finder::pattern(&regex::escape(search), ignore_case, false)?,
            SearchMode::Words => Finder::pattern(&whole_words(search), ignore_case, false)?,
        };
        Ok(Replace { finder, replacement: replacement.to_owned(), side, filter })
    }

    /// The changes in the texts of a row of [`SELECT_TEXTS`].
    fn edits(&self, row: &Row<'_>) -> rusqlite::Result<Pair<TextEdits>> {
        let texts = Pair::new(text_column(row, 1)?, text_column(row, 2)?);
        Ok(Pair::from_fn(|side| self.find(side, texts[side])))
    }

    /// The changes in the text of one side.
    fn find(&self, side: Side, text: &str) -> TextEdits {
        match self.side.is_none_or(|only| only == side) {
            true => self.finder.find(text, &self.replacement),
            false => Vec::new(),
        }
    }

    fn each(
        &self,
        connection: &Connection,
        skipped: &SkipLog,
        each: &mut dyn FnMut(Replacement) -> Result<()>,
    ) -> Result<Replaced> {
        let mut replaced = Replaced::default();
        let mut statement = connection.prepare(&SELECT_TEXTS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let edits = read_row(Table::Unit, row, |row| {
                refuse_unless_whole(Table::Unit, row, 3)?;
                self.edits(row)
            });
            let Some(edits) = skipped.skip(edits)? else { continue };
            if edits.all(Vec::is_empty) {
                continue;
            }
            let stored = find_unit_or_skip(connection, row.get(0)?, skipped)?;
            let Some(stored) = stored else { continue };
            let document = &self.filter.document;
            if !self.filter.admits(&stored.unit)
                || (document.is_some() && *document != stored.unit.document)
            {
                continue;
            }
            let replacement = Replacement { stored, edits };
            if replacement.empties() {
                replaced.emptied += 1;
                continue;
            }
            replaced.units += 1;
            replaced.places += replacement.edits.iter().map(Vec::len).sum::<usize>();
            each(replacement)?;
        }
        Ok(replaced)
    }
}

/// Selects what is searched, and whether it is whole.
static SELECT_TEXTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT id, source, target, {} FROM unit ORDER BY id", UNIT.is_whole("unit"))
});

impl Replacement {
    /// Both texts after the replacement, with their tags in place.
    pub fn texts(&self) -> Pair<UnitText> {
        let texts = self.stored.unit.texts.as_ref();
        texts.zip(self.edits.as_ref()).map(|(text, edits)| text.with_replaced(edits))
    }

    fn empties(&self) -> bool {
        self.texts().any(|text| text.plain.trim().is_empty())
    }
}

impl Finder {
    fn pattern(pattern: &str, ignore_case: bool, expands: bool) -> Result<Finder> {
        let built = RegexBuilder::new(pattern).case_insensitive(ignore_case).build();
        let regex = built.map_err(|error| {
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let why = format!("“{pattern}” is not a regular expression: {reason}");
            Error::invalid("search", why, "")
        })?;
        Ok(Finder::Pattern { regex, expands })
    }

    /// Refuses a replacement that refers to a group that the regular expression does not have: nothing
    /// would take its place.
    fn check_references(&self, replacement: &str) -> Result<()> {
        let Finder::Pattern { regex, .. } = self else { return Ok(()) };
        let has_group = |name: &str| match name.parse::<usize>() {
            Ok(number) => number < regex.captures_len(),
            Err(_) => regex.capture_names().flatten().any(|known| known == name),
        };
        match group_references(replacement).find(|reference| !has_group(reference)) {
            None => Ok(()),
            Some(name) => Err(Error::invalid(
                "replacement",
                format!(
                    "the regular expression has no group “{name}”, which the replacement names"
                ),
                "write ${1} for the first group before a letter or digit, and $$ for a dollar sign",
            )),
        }
    }

    fn folded(search: &str) -> Result<Finder> {
        let words: Vec<String> = Words::of(search).iter().map(str::to_owned).collect();
        if words.is_empty() {
            let why = format!("“{search}” does not contain a word");
            return Err(Error::invalid(
                "search",
                why,
                "leave out --folded to search for punctuation",
            ));
        }
        Ok(Finder::Folded(words))
    }

    /// The places where the text matches, with their replacements, except where nothing would change.
    fn find(&self, text: &str, replacement: &str) -> TextEdits {
        let mut found = match self {
            Finder::Folded(words) => folded_ranges(text, words)
                .into_iter()
                .map(|range| (range, replacement.to_owned()))
                .collect::<TextEdits>(),
            Finder::Pattern { regex, expands: false } => {
                regex.find_iter(text).map(|found| (found.range(), replacement.to_owned())).collect()
            }
            Finder::Pattern { regex, expands: true } => regex
                .captures_iter(text)
                .filter_map(|groups| {
                    let mut expanded = String::new();
                    groups.expand(replacement, &mut expanded);
                    Some((groups.get(0)?.range(), expanded))
                })
                .collect(),
        };
        found.retain(|(range, new)| text[range.clone()] != **new);
        found
    }
}

/// The groups that a replacement refers to, read as [`regex::Captures::expand`] does: `$name`, as long as
/// it goes on, or `${name}`.
fn group_references(replacement: &str) -> impl Iterator<Item = &str> {
    let mut rest = replacement;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('$')? + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                rest = after;
            } else if let Some((name, after)) =
                rest.strip_prefix('{').and_then(|braced| braced.split_once('}'))
            {
                rest = after;
                return Some(name);
            } else {
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                rest = after;
                if !name.is_empty() {
                    return Some(name);
                }
            }
        }
    })
}

/// The ranges where the searched words occur in sequence.
fn folded_ranges(text: &str, searched: &[String]) -> Vec<Range<usize>> {
    let words = Words::of(text);
    let mut ranges = Vec::new();
    let mut at = 0;
    while at + searched.len() <= words.len() {
        if searched.iter().enumerate().all(|(index, word)| words.folded(at + index) == word) {
            let range = |index: usize| words.as_slice()[index].range.clone();
            ranges.push(range(at).start..range(at + searched.len() - 1).end);
            at += searched.len();
        } else {
            at += 1;
        }
    }
    ranges
}

/// A regular expression that matches a text at word boundaries only; a vowel sign belongs to its word.
fn whole_words(search: &str) -> String {
    let is_word = |c: Option<char>| {
        c.is_some_and(|c| {
            Regex::new(r"\w").is_ok_and(|word| word.is_match(c.encode_utf8(&mut [0; 4])))
        })
    };
    let begin = if is_word(search.chars().next()) { r"\b{start-half}" } else { "" };
    let end = if is_word(search.chars().next_back()) { r"\b{end-half}" } else { "" };
    format!("{begin}{}{end}", regex::escape(search))
}

impl Memory {
    /// Calls `each` with every unit that would change.
    ///
    /// # Errors
    /// When the memory cannot be read, or when `each` fails.
    pub fn find_replacements(
        &self,
        replace: &Replace,
        each: &mut dyn FnMut(Replacement) -> Result<()>,
    ) -> Result<Replaced> {
        self.notice_lost_rows().map_err(|error| self.explain(error))?;
        replace.each(&self.connection, &self.skipped, each).map_err(|error| self.explain(error))
    }

    /// Replaces in all units; their status and that of their beads becomes *edited*.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn replace(&mut self, replace: &Replace) -> Result<Replaced> {
        let found = self.find_replacements(replace, &mut |_| Ok(()))?;
        if found.units == 0 {
            return Ok(found);
        }
        let skipped = SkipLog::default();
        self.run_operation(OperationKind::Replace, None, |transaction, context| {
            // A row that is changed during a query may be returned twice, so the ids are collected first.
            let mut ids = Vec::new();
            let done = replace.each(transaction, &skipped, &mut |replacement| {
                ids.push(replacement.stored.id);
                Ok(())
            })?;
            let mut documents = BTreeSet::new();
            for id in ids {
                let Some(mut stored) = find_unit(transaction, id)? else { continue };
                let unit = &mut stored.unit;
                for side in Side::BOTH {
                    let text = &mut unit.texts[side];
                    *text = text.with_replaced(&replace.find(side, &text.plain));
                }
                unit.status = Status::Edited;
                write_unit(transaction, &stored, context, &mut documents)?;
            }
            bump_revisions(transaction, context.id, &documents)?;
            Ok((done, done))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str, search: &str, new: &str, how: SearchMode, ignore_case: bool) -> String {
        let filter = UnitFilter::default();
        let replace = Replace::new(search, new, (how, ignore_case), None, filter).unwrap();
        let text = UnitText::plain(text);
        text.with_replaced(&replace.finder.find(&text.plain, new)).plain
    }

    #[test]
    fn whole_words_are_replaced_by_default() {
        use SearchMode::{Anywhere, Folded, Regex, Words};
        for (text, search, new, how, ignore_case, expected) in [
            ("A cat, a category. Cat!", "cat", "dog", Words, false, "A dog, a category. Cat!"),
            ("A cat, a category. Cat!", "cat", "dog", Words, true, "A dog, a category. dog!"),
            ("A cat, a category.", "cat", "dog", Anywhere, false, "A dog, a dogegory."),
            ("Costs 5$ (net).", "5$ (net)", "$1", Words, false, "Costs $1."),
            ("كتابٌ في الكتاب كتاب", "كتاب", "دفتر", Words, false, "كتابٌ في الكتاب دفتر"),
            ("كتابٌ في الكتاب كتاب", "كتاب", "دفتر", Folded, false, "دفتر في الكتاب دفتر"),
            ("إلى المدرسة، الى المدرسه", "الى المدرسة", "هنا", Folded, false, "هنا، هنا"),
            (
                "10 kg, 7 kg",
                r"(\d+) kg",
                "${1} kilograms",
                Regex,
                false,
                "10 kilograms, 7 kilograms",
            ),
            ("no, no no", "no no", "yes", Words, false, "no, yes"),
        ] {
            assert_eq!(replaced(text, search, new, how, ignore_case), expected, "{search} {how:?}");
        }
    }

    /// Whoever names a group that is not there would lose text.
    #[test]
    fn a_replacement_names_groups_that_there_are() {
        let refused = |search, new| {
            let made =
                Replace::new(search, new, (SearchMode::Regex, false), None, UnitFilter::default());
            made.err().map(|error| error.to_string())
        };
        for new in ["$0", "$1", "${1}a", "$unit", "${unit}s", "$$9", "5 $", "$-", "${1", "$1$2 "] {
            assert_eq!(refused(r"(\d+) (?<unit>kg)", new), None, "{new}");
        }
        for (new, name) in [
            ("$3", "3"),
            ("$1a", "1a"),
            ("${name}", "name"),
            ("$1 $9", "9"),
            ("${}", ""),
            ("$$$name", "name"),
            ("$99999999999999999999999", "99999999999999999999999"),
        ] {
            let said = refused(r"(\d+) (?<unit>kg)", new).unwrap_or_default();
            assert!(said.contains(&format!("no group “{name}”")), "{new}: {said}");
        }
        // Only a regular expression has groups.
        for how in [SearchMode::Words, SearchMode::Anywhere, SearchMode::Folded] {
            assert!(Replace::new("kg", "$9", (how, false), None, UnitFilter::default()).is_ok());
        }
    }

    #[test]
    fn equal_replacements_are_not_changes() {
        let replace = |search, new, how| {
            Replace::new(search, new, (how, false), None, UnitFilter::default())
                .map(|replace| replace.finder.find("a cat and a cat", new).len())
        };
        assert_eq!(replace("cat", "cat", SearchMode::Words).unwrap(), 0);
        assert_eq!(replace("CAT", "cat", SearchMode::Folded).unwrap(), 0);
        assert!(replace("", "x", SearchMode::Words).is_err());
        assert!(
            replace("...", "x", SearchMode::Folded).unwrap_err().to_string().contains("--folded")
        );
        let error = replace("(", "x", SearchMode::Regex).unwrap_err().to_string();
        assert!(error.contains("unclosed group") && error.lines().count() == 1, "{error}");
    }
}
