//! What a strict reader would refuse or lose of an export, found before the file is handed on.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::model::{ExportSummary, InlineTag, Pair, TagKind, Unit, UnitText};

use super::inline_tags::partners;
use super::options::WriteOptions;
use super::preset::{Level, Tool};
use super::xml::is_allowed;

/// Characters of a segment beyond which tools cut it or refuse the unit. No sentence is that long, so
/// something went wrong where it was made.
const LONGEST_SEGMENT: usize = 10_000;

/// Examples that are shown of each problem.
const EXAMPLES: usize = 3;

/// Characters of a text that are shown as an example.
const EXAMPLE_LENGTH: usize = 60;

/// A problem that was found, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether a reader would refuse the file or the unit because of it, rather than lose something.
    pub is_refused: bool,
    /// How many units, or languages, have it.
    pub count: u64,
    /// What the problem is.
    pub what: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// Up to three examples.
    pub examples: Vec<String>,
}

/// What can be wrong, in the order it is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Problem {
    BareLanguages,
    SeveralSources,
    SeveralPairs,
    EmptySides,
    Forbidden,
    Unpaired,
    Isolated,
    TagsLost,
    Overlong,
    DuplicateIdentifiers,
    Conflicts,
}

/// For each problem: whether a reader would refuse the file or the unit, what the problem is, and what to
/// do about it.
const PROBLEMS: [(Problem, bool, &str, &str); 11] = [
    (
        Problem::BareLanguages,
        true,
        "languages without a region, where the tool wants one",
        "choose one with --locale, as in --locale fr=fr-FR",
    ),
    (
        Problem::SeveralSources,
        true,
        "source languages, where the tool takes one a file",
        "write a file for each with --source-language",
    ),
    (
        Problem::SeveralPairs,
        true,
        "language pairs, where the tool takes one a file",
        "write a file for each with --source-language and --target-language",
    ),
    (
        Problem::EmptySides,
        true,
        "units with an empty side",
        "readers skip or refuse them; translate or delete them first",
    ),
    (
        Problem::Forbidden,
        false,
        "units with characters that XML cannot hold",
        "the characters are left out",
    ),
    (
        Problem::Unpaired,
        false,
        "units with half a pair of tags",
        "the half is written as an isolated tag",
    ),
    (
        Problem::Isolated,
        false,
        "units with isolated or unknown tags, which the tool drops",
        "check the tags of these units where they are used",
    ),
    (
        Problem::TagsLost,
        false,
        "units with tags, which level 1 leaves out",
        "write --level 2 if they are to be kept",
    ),
    (
        Problem::Overlong,
        false,
        "units with a text of more than 10,000 characters",
        "split them, or expect the tool to skip them",
    ),
    (
        Problem::DuplicateIdentifiers,
        false,
        "units with an identifier that another has too",
        "a tool that goes by identifiers keeps only one of them",
    ),
    (
        Problem::Conflicts,
        false,
        "units whose source is translated differently in another unit",
        "a tool that keeps one translation of each source drops the others",
    ),
];

/// Checks units on their way into a file.
#[derive(Debug)]
pub struct Preflight {
    tool: Option<Tool>,
    level: Level,
    found: HashMap<Problem, (u64, Vec<String>)>,
    identifiers: HashSet<u64>,
    /// Hashes of targets by hashes of sources, as there are too many texts to keep.
    targets: HashMap<u64, u64>,
}

impl Preflight {
    /// A check for the tool that the options name, or else for any strict reader.
    pub fn new(options: &WriteOptions) -> Self {
        Preflight {
            tool: options.tool,
            level: options.level,
            found: HashMap::new(),
            identifiers: HashSet::new(),
            targets: HashMap::new(),
        }
    }

    /// Checks the summary of all units, with the languages as they will be written.
    pub fn check_summary(&mut self, summary: &ExportSummary) {
        let Some(tool) = self.tool else { return };
        let mut sources: Vec<&str> =
            summary.pairs.iter().map(|pair| pair.source.as_str()).collect();
        sources.dedup();
        if tool.needs_regions() {
            let languages = summary.pairs.iter().flat_map(Pair::iter);
            let mut bare: Vec<&str> = languages
                .filter(|language| language.as_str() == language.primary())
                .map(|language| language.as_str())
                .collect();
            bare.sort_unstable();
            bare.dedup();
            bare.into_iter().for_each(|language| self.add(Problem::BareLanguages, language));
        }
        if tool.wants_one_pair() && summary.pairs.len() > 1 {
            for Pair { source, target } in &summary.pairs {
                self.add(Problem::SeveralPairs, &format!("{source} → {target}"));
            }
        } else if tool.wants_one_source() && sources.len() > 1 {
            sources.into_iter().for_each(|source| self.add(Problem::SeveralSources, source));
        }
    }

    /// Checks a unit.
    pub fn check(&mut self, unit: &Unit) {
        let sides = &unit.texts;
        let is_empty = |side: &UnitText| side.plain.trim().is_empty();
        let shown = if is_empty(&sides.source) { &sides.target } else { &sides.source };
        let shown = &shown.plain;
        if sides.any(is_empty) {
            self.add(Problem::EmptySides, shown);
        }
        if holds_forbidden(unit) {
            self.add(Problem::Forbidden, shown);
        }
        if self.level == Level::One {
            if sides.any(|side| !side.tags.is_empty()) {
                self.add(Problem::TagsLost, shown);
            }
        } else if sides.any(|side| has_half_pair(&side.tags)) {
            self.add(Problem::Unpaired, shown);
        } else if self.tool.is_some_and(Tool::loses_isolated_tags)
            && sides.any(|side| has_isolated(&side.tags))
        {
            self.add(Problem::Isolated, shown);
        }
        if sides.any(|side| side.plain.chars().nth(LONGEST_SEGMENT).is_some()) {
            self.add(Problem::Overlong, shown);
        }
        if let Some(identifier) = &unit.identifier
            && !self.identifiers.insert(hash(identifier))
        {
            self.add(Problem::DuplicateIdentifiers, identifier);
        }
        self.check_conflict(unit);
    }

    /// Checks whether the source of a unit has another translation: in the same context, where the tool is
    /// given contexts and tells units apart by them.
    fn check_conflict(&mut self, unit: &Unit) {
        if self.tool.is_some_and(|tool| !tool.may_keep_one_translation()) {
            return;
        }
        let contexts = (&unit.context_before, &unit.context_after);
        let source = hash(&(
            &unit.texts.source.plain,
            &unit.languages.source,
            &unit.languages.target,
            self.tool.is_some_and(Tool::wraps_contexts).then_some(contexts),
        ));
        let target = hash(&unit.texts.target.plain);
        if *self.targets.entry(source).or_insert(target) != target {
            self.add(Problem::Conflicts, &unit.texts.source.plain);
        }
    }

    fn add(&mut self, problem: Problem, example: &str) {
        let (count, examples) = self.found.entry(problem).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            let mut short: String = example.chars().take(EXAMPLE_LENGTH).collect();
            if short.len() < example.len() {
                short.push('…');
            }
            examples.push(short);
        }
    }

    /// What was found, first what would be refused.
    pub fn finish(mut self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = PROBLEMS
            .into_iter()
            .filter_map(|(problem, is_refused, what, advice)| {
                let (count, examples) = self.found.remove(&problem)?;
                Some(Finding { is_refused, count, what, advice, examples })
            })
            .collect();
        findings.sort_by_key(|finding| !finding.is_refused);
        findings
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn holds_forbidden(unit: &Unit) -> bool {
    let is_forbidden = |text: &str| !text.chars().all(is_allowed);
    let in_side = |side: &UnitText| {
        is_forbidden(&side.plain) || side.tags.iter().any(|tag| is_forbidden(&tag.code))
    };
    let texts = [&unit.document, &unit.identifier, &unit.note, &unit.created_by, &unit.changed_by];
    unit.texts.any(in_side)
        || texts.into_iter().flatten().any(|text| is_forbidden(text))
        || unit.properties.iter().any(|property| is_forbidden(&property.value))
}

fn has_half_pair(tags: &[InlineTag]) -> bool {
    let alone = |(tag, partner): (&InlineTag, Option<usize>)| {
        partner.is_none()
            && matches!(
                tag.kind,
                TagKind::BeginPair
                    | TagKind::EndPair
                    | TagKind::BeginHighlight
                    | TagKind::EndHighlight
            )
    };
    !tags.is_empty() && tags.iter().zip(partners(tags)).any(alone)
}

fn has_isolated(tags: &[InlineTag]) -> bool {
    tags.iter().any(|tag| {
        matches!(tag.kind, TagKind::Isolated | TagKind::Unknown) || !tag.subflows.is_empty()
    })
}
