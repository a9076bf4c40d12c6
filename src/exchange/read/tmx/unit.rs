//! One `tu` of a TMX into the pairs that it holds.

use crate::error::Result;
use crate::model::{Language, Pair, Property, Score, Status, Timestamp, Unit, UnitPart, UnitText};

use super::super::delivery::{Delivery, Place};
use super::super::language::{Fit, answers, fit};
use super::Header;

/// Pairs of one unit beyond which the rest is skipped.
const MOST_PAIRS: usize = 10_000;

/// When, by whom and how often.
#[derive(Debug, Default)]
pub struct Stamps {
    pub created_at: Option<Timestamp>,
    pub created_by: Option<String>,
    pub changed_at: Option<Timestamp>,
    pub changed_by: Option<String>,
    pub used_at: Option<Timestamp>,
    pub usage_count: Option<u64>,
}

/// One side (`tuv`).
#[derive(Debug, Default)]
pub struct Variant {
    pub language: Option<Language>,
    /// What stands for a language and is none.
    pub tag: Option<String>,
    pub text: Option<UnitText>,
    pub stamps: Stamps,
    pub notes: Vec<String>,
    pub properties: Vec<(String, String)>,
}

/// A `tu` as far as it has been read.
#[derive(Debug, Default)]
pub struct TranslationUnit {
    pub line: u64,
    /// Which it is in the file, from 1.
    pub number: u64,
    /// Why it is to be skipped.
    pub fault: Option<String>,
    /// Bytes of what it holds.
    pub size: usize,
    pub identifier: Option<String>,
    pub source_language: Option<String>,
    pub stamps: Stamps,
    pub notes: Vec<String>,
    pub properties: Vec<(String, String)>,
    pub variants: Vec<Variant>,
}

impl TranslationUnit {
    /// Forgets all but how many there were.
    pub fn clear(&mut self) {
        *self = TranslationUnit {
            number: self.number,
            variants: std::mem::take(&mut self.variants),
            notes: std::mem::take(&mut self.notes),
            properties: std::mem::take(&mut self.properties),
            ..TranslationUnit::default()
        };
        self.variants.clear();
        self.notes.clear();
        self.properties.clear();
    }

    /// Hands on every pair of the source with another side, or why there is none.
    pub fn deliver(&mut self, header: &Header, delivery: &mut Delivery<'_>) -> Result<()> {
        let name = self.identifier.clone();
        let place = Place { line: self.line, number: self.number, name: name.as_deref() };
        if let Some(fault) = self.fault.take() {
            return delivery.skip(&place, fault);
        }
        let own = match self.source_language.as_deref().map(str::trim) {
            Some("*all*" | "all") => Some(None),
            Some(tag) => delivery.languages.of(tag).map(Some),
            None => None,
        };
        let named = own.unwrap_or_else(|| header.source_language.clone());
        let pairs = match self.pairs(named.as_ref(), delivery) {
            Ok(pairs) => pairs,
            Err(reason) => return delivery.skip(&place, reason),
        };
        for variant in self.variants.iter().filter(|variant| variant.language.is_none()) {
            let reason = match variant.tag.as_deref() {
                None => "one of its sides names no language".to_owned(),
                Some(tag) => format!("“{}” is not a language tag", shortened(tag)),
            };
            delivery.skip(&place, reason)?;
        }
        let (first_source, last) =
            (pairs.first().map(|pair| pair.0), pairs.len().saturating_sub(1));
        let is_plain = pairs.iter().all(|pair| Some(pair.0) == first_source);
        for (index, &(source, target)) in pairs.iter().enumerate() {
            // The common unit has one pair, and gives its texts away.
            let unit = self.unit(source, target, header, (is_plain, index == last));
            delivery.unit(&place, unit)?;
        }
        Ok(())
    }

    /// The sides that are pairs, by index.
    fn pairs(
        &self,
        named: Option<&Language>,
        delivery: &Delivery<'_>,
    ) -> std::result::Result<Vec<(usize, usize)>, String> {
        let options = delivery.options;
        let usable: Vec<(usize, &Language)> = self
            .variants
            .iter()
            .enumerate()
            .filter_map(|(index, variant)| Some((index, variant.language.as_ref()?)))
            .collect();
        if let (true, Some(tag)) =
            (usable.len() < 2, self.variants.iter().find_map(|variant| variant.tag.as_ref()))
        {
            return Err(format!("“{}” is not a language tag", shortened(tag)));
        }
        match self.variants.len() {
            0 => return Err("it has no sides".into()),
            1 => return Err("it has one side only".into()),
            _ if usable.len() < 2 => return Err("one of its sides names no language".into()),
            _ => {}
        }
        let source = match &options.source_language {
            Some(asked) => best(&usable, asked, Fit::Loose)
                .ok_or_else(|| format!("none of its sides is in {asked}"))?,
            None => named
                .and_then(|named| best(&usable, named, Fit::Region))
                .or_else(|| first_not(&usable, options.target_language.as_ref()))
                .unwrap_or(0),
        };
        let Some(source_language) = self.variants[source].language.as_ref() else {
            return Err("its source names no language".into());
        };
        let sources = usable.iter().filter(|(_, language)| *language == source_language);
        let mut pairs = Vec::new();
        for (source, _) in sources {
            let others = usable.iter().filter(|(_, language)| *language != source_language);
            for (target, language) in others {
                let asked = options.target_language.as_ref();
                if asked.is_none_or(|asked| answers(language, asked)) && pairs.len() < MOST_PAIRS {
                    pairs.push((*source, *target));
                }
            }
        }
        match (&options.target_language, pairs.is_empty()) {
            (_, false) => Ok(pairs),
            (Some(asked), true) => Err(format!("none of its other sides is in {asked}")),
            (None, true) => Err(format!("all its sides are in {source_language}")),
        }
    }

    /// The unit of two sides. Texts are given away where no other pair needs them: the target where
    /// there is `one` source, the source with the `last` pair of it.
    fn unit(
        &mut self,
        source: usize,
        target: usize,
        header: &Header,
        (one, last): (bool, bool),
    ) -> Unit {
        let mut side = |index: usize, is_free: bool| {
            let variant = &mut self.variants[index];
            let text = if is_free { variant.text.take() } else { variant.text.clone() };
            let language = variant.language.clone().unwrap_or_else(Language::english);
            (text.unwrap_or_default(), language)
        };
        let (source_text, source_language) = side(source, one && last);
        let (target_text, target_language) = side(target, one);
        let mut unit = Unit::new(
            Pair::new(source_text, target_text),
            Pair::new(source_language, target_language),
        );
        let (source, target) = (&self.variants[source], &self.variants[target]);
        self.stamp(&mut unit, source, target);
        unit.identifier = self.identifier.clone();
        let notes: Vec<&str> = [&self.notes, &source.notes, &target.notes]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if !notes.is_empty() {
            unit.note = Some(notes.join("\n"));
        }
        let parts = [
            (UnitPart::Unit, &self.properties),
            (UnitPart::Source, &source.properties),
            (UnitPart::Target, &target.properties),
        ];
        for (part, properties) in parts {
            for (name, value) in properties {
                if !take_property(&mut unit, part, name, value, header) {
                    let (name, value) = (name.clone(), value.clone());
                    unit.properties.push(Property { part, name, value });
                }
            }
        }
        unit
    }

    /// When, by whom, how often: what the unit says, else its target, else its source.
    fn stamp(&self, unit: &mut Unit, source: &Variant, target: &Variant) {
        let all = [&self.stamps, &target.stamps, &source.stamps];
        let first = |field: fn(&Stamps) -> &Option<String>| {
            all.into_iter().find_map(|stamps| field(stamps).clone())
        };
        let first_time = |field: fn(&Stamps) -> Option<Timestamp>| all.into_iter().find_map(field);
        unit.created_at = first_time(|stamps| stamps.created_at);
        unit.created_by = first(|stamps| &stamps.created_by);
        unit.changed_at = first_time(|stamps| stamps.changed_at);
        unit.changed_by = first(|stamps| &stamps.changed_by);
        unit.used_at = first_time(|stamps| stamps.used_at);
        unit.usage_count = all.into_iter().find_map(|stamps| stamps.usage_count).unwrap_or(0);
    }
}

/// Reads a property into the field it stands for; false where it stands for none.
fn take_property(
    unit: &mut Unit,
    part: UnitPart,
    name: &str,
    value: &str,
    header: &Header,
) -> bool {
    let text = || Some(value.to_owned());
    // Studio writes the type of a field behind its name.
    let name = name.strip_suffix(":SingleString").filter(|_| header.is_ours).unwrap_or(name);
    match (name, part) {
        ("x-context-pre", UnitPart::Unit | UnitPart::Source) => {
            unit.context_before = Some(context(value));
        }
        ("x-context-post", UnitPart::Unit | UnitPart::Source) => {
            unit.context_after = Some(context(value));
        }
        _ if !header.is_ours || part != UnitPart::Unit => return false,
        ("x-document", _) => unit.document = text(),
        ("x-position", _) => match value.trim().parse() {
            Ok(position) => unit.position = Some(position),
            Err(_) => return false,
        },
        ("x-score", _) => match value.trim().parse() {
            Ok(score) => unit.score = Score::new(score),
            Err(_) => return false,
        },
        ("x-status", _) => match value.parse::<Status>() {
            Ok(status) => unit.status = status,
            Err(_) => return false,
        },
        _ => return false,
    }
    true
}

/// The text of a context, out of the `seg` in which memoQ puts it, escaped once more.
fn context(value: &str) -> String {
    let inner = value.strip_prefix("<seg>").and_then(|rest| rest.strip_suffix("</seg>"));
    match inner.map(quick_xml::escape::unescape) {
        Some(Ok(text)) => text.into_owned(),
        _ => value.to_owned(),
    }
}

/// The first of the sides that answer best to a language.
fn best(usable: &[(usize, &Language)], asked: &Language, least: Fit) -> Option<usize> {
    let mut found: Option<(Fit, usize)> = None;
    for &(index, language) in usable {
        let fit = fit(language, asked);
        if fit >= least && found.is_none_or(|(best, _)| fit > best) {
            found = Some((fit, index));
        }
    }
    found.map(|(_, index)| index)
}

/// The first of the sides that is not in the language asked for as target.
fn first_not(usable: &[(usize, &Language)], target: Option<&Language>) -> Option<usize> {
    let other =
        usable.iter().find(|(_, language)| target.is_none_or(|target| !answers(language, target)));
    other.or(usable.first()).map(|(index, _)| *index)
}

fn shortened(tag: &str) -> String {
    tag.chars().take(40).collect()
}
