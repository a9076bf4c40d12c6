//! What a strict reader would refuse of an export, or lose, found before it does.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use super::preset::Level;
use super::preset::Tool;
use super::tags::partners;
use super::writer::WriteOptions;
use super::xml;
use crate::model::{ExportSummary, InlineTag, Pair, TagKind, Unit, UnitText};

/// Characters of a segment beyond which tools cut it or refuse the unit; no sentence is that long, so
/// something went wrong where it was made.
const LONGEST_SEGMENT: usize = 10_000;

/// Examples that are shown of each finding.
const EXAMPLES: usize = 3;

/// Characters of a text that are shown as an example.
const EXAMPLE_LENGTH: usize = 60;

/// One kind of fault, with how often it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether a reader would refuse the file or the unit for it, rather than lose something.
    pub is_refused: bool,
    /// How many units, or languages, it concerns.
    pub count: u64,
    /// What is wrong.
    pub what: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// Up to three of them.
    pub examples: Vec<String>,
}

/// The kinds of fault, in the order they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
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

impl Kind {
    const ALL: [Kind; 11] = [
        Kind::BareLanguages,
        Kind::SeveralSources,
        Kind::SeveralPairs,
        Kind::EmptySides,
        Kind::Forbidden,
        Kind::Unpaired,
        Kind::Isolated,
        Kind::TagsLost,
        Kind::Overlong,
        Kind::DuplicateIdentifiers,
        Kind::Conflicts,
    ];

    fn is_refused(self) -> bool {
        matches!(
            self,
            Kind::BareLanguages | Kind::SeveralSources | Kind::SeveralPairs | Kind::EmptySides
        )
    }

    fn what(self) -> &'static str {
        match self {
            Kind::BareLanguages => "languages without a region, where the tool wants one",
            Kind::SeveralSources => "source languages, where the tool takes one a file",
            Kind::SeveralPairs => "language pairs, where the tool takes one a file",
            Kind::EmptySides => "units with an empty side",
            Kind::Forbidden => "units with characters that XML cannot hold",
            Kind::Unpaired => "units with half a pair of tags",
            Kind::Isolated => "units with isolated or unknown tags, which the tool drops",
            Kind::TagsLost => "units with tags, which level 1 leaves out",
            Kind::Overlong => "units with a text of more than 10,000 characters",
            Kind::DuplicateIdentifiers => "units with an identifier that another has too",
            Kind::Conflicts => "units whose source another unit translates otherwise",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Kind::BareLanguages => "choose one with --locale, as in --locale fr=fr-FR",
            Kind::SeveralSources => "write a file for each with --source-language",
            Kind::SeveralPairs => {
                "write a file for each with --source-language and --target-language"
            }
            Kind::EmptySides => "readers skip or refuse them; translate or delete them first",
            Kind::Forbidden => "the characters are left out",
            Kind::Unpaired => "the half is written as an isolated tag",
            Kind::Isolated => "check the tags of these units where they are used",
            Kind::TagsLost => "write --level 2 if they are to be kept",
            Kind::Overlong => "cut them up, or expect the tool to skip them",
            Kind::DuplicateIdentifiers => "a tool that goes by identifiers keeps one of them",
            Kind::Conflicts => "a tool that keeps one translation of a source drops the others",
        }
    }
}

/// Looks at units on their way out.
#[derive(Debug)]
pub struct Preflight {
    tool: Option<Tool>,
    level: Level,
    found: HashMap<Kind, (u64, Vec<String>)>,
    identifiers: HashSet<u64>,
    /// Hashes of targets by hashes of sources: texts are too many to keep.
    targets: HashMap<u64, u64>,
}

impl Preflight {
    /// Looks for what matters to a tool, or without one to any strict reader.
    pub fn new(options: &WriteOptions) -> Self {
        Preflight {
            tool: options.tool,
            level: options.level,
            found: HashMap::new(),
            identifiers: HashSet::new(),
            targets: HashMap::new(),
        }
    }

    /// Looks at what is known of all units; languages are those that will be written.
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
            bare.into_iter().for_each(|language| self.add(Kind::BareLanguages, language));
        }
        if tool.wants_one_pair() && summary.pairs.len() > 1 {
            for Pair { source, target } in &summary.pairs {
                self.add(Kind::SeveralPairs, &format!("{source} → {target}"));
            }
        } else if tool.wants_one_source() && sources.len() > 1 {
            sources.into_iter().for_each(|source| self.add(Kind::SeveralSources, source));
        }
    }

    /// Looks at a unit.
    pub fn check(&mut self, unit: &Unit) {
        let sides = [&unit.texts.source, &unit.texts.target];
        let shown = if unit.texts.source.plain.trim().is_empty() {
            &unit.texts.target
        } else {
            &unit.texts.source
        };
        let shown = &shown.plain;
        if sides.iter().any(|side| side.plain.trim().is_empty()) {
            self.add(Kind::EmptySides, shown);
        }
        if holds_forbidden(unit) {
            self.add(Kind::Forbidden, shown);
        }
        if self.level == Level::One {
            if sides.iter().any(|side| !side.tags.is_empty()) {
                self.add(Kind::TagsLost, shown);
            }
        } else if sides.iter().any(|side| has_half_pair(&side.tags)) {
            self.add(Kind::Unpaired, shown);
        } else if self.tool.is_some_and(Tool::loses_isolated_tags)
            && sides.iter().any(|side| has_isolated(&side.tags))
        {
            self.add(Kind::Isolated, shown);
        }
        if sides.iter().any(|side| side.plain.chars().nth(LONGEST_SEGMENT).is_some()) {
            self.add(Kind::Overlong, shown);
        }
        if let Some(identifier) = &unit.identifier
            && !self.identifiers.insert(hash(identifier))
        {
            self.add(Kind::DuplicateIdentifiers, identifier);
        }
        self.check_conflict(unit);
    }

    /// Units of one source text that differ in their target; of one context too, where the tool is told
    /// it and tells such units apart.
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
            self.add(Kind::Conflicts, &unit.texts.source.plain);
        }
    }

    fn add(&mut self, kind: Kind, example: &str) {
        let (count, examples) = self.found.entry(kind).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            let mut short: String = example.chars().take(EXAMPLE_LENGTH).collect();
            if short.len() < example.len() {
                short.push('…');
            }
            examples.push(short);
        }
    }

    /// What was found, what would be refused first.
    pub fn finish(mut self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Kind::ALL
            .into_iter()
            .filter_map(|kind| {
                let (count, examples) = self.found.remove(&kind)?;
                let (is_refused, what, advice) = (kind.is_refused(), kind.what(), kind.advice());
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
    let is_forbidden = |text: &str| !text.chars().all(xml::holds);
    let in_side = |side: &UnitText| {
        is_forbidden(&side.plain) || side.tags.iter().any(|tag| is_forbidden(&tag.code))
    };
    let texts = [&unit.document, &unit.identifier, &unit.note, &unit.created_by, &unit.changed_by];
    in_side(&unit.texts.source)
        || in_side(&unit.texts.target)
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
