//! A `tu` of a TMX file while it is read, and the pairs that it holds.

use crate::error::{Fault, FaultKind, Result};
use crate::exchange::fault::{Checked, not_a_language_tag, syntax};
use crate::exchange::language::{LanguageMatch, is_asked_for};
use crate::exchange::sink::{UnitPosition, UnitSink};
use crate::model::{Language, Pair, Property, Unit, UnitPart, UnitText};

use super::property::take_property;
use super::provenance::Provenance;

/// Pairs of one unit beyond which the rest is left out.
const MOST_PAIRS: usize = 10_000;

/// What the header specifies for all units.
#[derive(Debug, Default)]
pub struct Header {
    /// The source language; none for `*all*`.
    pub source_language: Option<Language>,
    /// Whether this program wrote the file, so that its own properties are to be read.
    pub is_ours: bool,
}

/// The text in one language (`tuv`).
#[derive(Debug, Default)]
pub struct Variant {
    pub language: Option<Language>,
    /// What it has for a language, where that is not a language tag.
    pub bad_tag: Option<String>,
    pub text: Option<UnitText>,
    pub provenance: Provenance,
    pub notes: Vec<String>,
    pub properties: Vec<(String, String)>,
}

/// A `tu` while it is read.
#[derive(Debug, Default)]
pub struct TranslationUnit {
    pub line: u64,
    /// Its number in the file, from 1.
    pub number: u64,
    /// Why it is to be skipped.
    pub fault: Option<Fault>,
    /// Bytes of everything in it.
    pub size: usize,
    pub identifier: Option<String>,
    pub source_language: Option<String>,
    pub provenance: Provenance,
    pub notes: Vec<String>,
    pub properties: Vec<(String, String)>,
    pub variants: Vec<Variant>,
}

impl TranslationUnit {
    /// Clears everything but the number of the last unit.
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

    /// Hands on each pair of the source with another language, or the reason why there is none.
    pub fn deliver(&mut self, header: &Header, sink: &mut UnitSink<'_>) -> Result<()> {
        let name = self.identifier.clone();
        let position = UnitPosition { line: self.line, number: self.number, name: name.as_deref() };
        if let Some(fault) = self.fault.take() {
            return sink.skip(&position, fault);
        }
        let own = match self.source_language.as_deref().map(str::trim) {
            Some("*all*" | "all") => Some(None),
            Some(tag) => sink.tags.language(tag).map(Some),
            None => None,
        };
        let source_language = own.unwrap_or_else(|| header.source_language.clone());
        let pairs = match self.pairs(source_language.as_ref(), &sink.options.languages) {
            Ok(pairs) => pairs,
            Err(fault) => return sink.skip(&position, fault),
        };
        for variant in self.variants.iter().filter(|variant| variant.language.is_none()) {
            let fault = variant.bad_tag.as_deref().map_or_else(no_language, not_a_language_tag);
            sink.skip(&position, fault)?;
        }
        let first_source = pairs.first().map(|pair| pair.source);
        let has_one_source = pairs.iter().all(|pair| Some(pair.source) == first_source);
        let last = pairs.len().saturating_sub(1);
        for (index, pair) in pairs.iter().enumerate() {
            // The common unit has one pair, whose texts need not be cloned.
            let is_free = Pair::new(has_one_source && index == last, has_one_source);
            let texts = pair.zip(is_free).map(|(index, is_free)| self.text(index, is_free));
            sink.add(&position, self.unit(*pair, texts, header))?;
        }
        Ok(())
    }

    /// The variants that are pairs, by index.
    fn pairs(
        &self,
        source_language: Option<&Language>,
        asked: &Pair<Option<Language>>,
    ) -> Checked<Vec<Pair<usize>>> {
        let usable: Vec<(usize, &Language)> = self
            .variants
            .iter()
            .enumerate()
            .filter_map(|(index, variant)| Some((index, variant.language.as_ref()?)))
            .collect();
        if let (true, Some(tag)) =
            (usable.len() < 2, self.variants.iter().find_map(|variant| variant.bad_tag.as_ref()))
        {
            return Err(not_a_language_tag(tag));
        }
        match self.variants.len() {
            0 => return Err(syntax("it has no segments", "")),
            1 => return Err(syntax("it has only one segment", "")),
            _ if usable.len() < 2 => return Err(no_language()),
            _ => {}
        }
        let source = match &asked.source {
            Some(asked) => closest(&usable, asked, LanguageMatch::AnyRegion)
                .ok_or_else(|| languages(format!("none of its segments is in {asked}")))?,
            None => source_language
                .and_then(|language| closest(&usable, language, LanguageMatch::OtherRegion))
                .or_else(|| first_not_in(&usable, asked.target.as_ref()))
                .unwrap_or(0),
        };
        let Some(source_language) = self.variants[source].language.as_ref() else {
            return Err(no_language());
        };
        let sources = usable.iter().filter(|(_, language)| *language == source_language);
        let mut pairs = Vec::new();
        for (source, _) in sources {
            let others = usable.iter().filter(|(_, language)| *language != source_language);
            for (target, language) in others {
                let is_wanted =
                    asked.target.as_ref().is_none_or(|asked| is_asked_for(language, asked));
                if is_wanted && pairs.len() < MOST_PAIRS {
                    pairs.push(Pair::new(*source, *target));
                }
            }
        }
        match (&asked.target, pairs.is_empty()) {
            (_, false) => Ok(pairs),
            (Some(asked), true) => {
                Err(languages(format!("none of its other segments is in {asked}")))
            }
            (None, true) => Err(languages(format!("all its segments are in {source_language}"))),
        }
    }

    /// The text of a variant, which is cloned unless no other pair needs it.
    fn text(&mut self, index: usize, is_free: bool) -> UnitText {
        let text = &mut self.variants[index].text;
        if is_free { text.take() } else { text.clone() }.unwrap_or_default()
    }

    /// The unit of two variants.
    fn unit(&self, pair: Pair<usize>, texts: Pair<UnitText>, header: &Header) -> Unit {
        let variants = pair.map(|index| &self.variants[index]);
        let languages =
            variants.map(|variant| variant.language.clone().unwrap_or_else(Language::english));
        let mut unit = Unit::new(texts, languages);
        let Pair { source, target } = variants;
        Provenance::apply_first(
            [&self.provenance, &target.provenance, &source.provenance],
            &mut unit,
        );
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
                if !take_property(&mut unit, part, name, value, header.is_ours) {
                    let (name, value) = (name.clone(), value.clone());
                    unit.properties.push(Property { part, name, value });
                }
            }
        }
        unit
    }
}

/// The first of the variants that are closest to a language.
fn closest(usable: &[(usize, &Language)], asked: &Language, least: LanguageMatch) -> Option<usize> {
    let mut found: Option<(LanguageMatch, usize)> = None;
    for &(index, language) in usable {
        let close = LanguageMatch::of(language, asked);
        if close >= least && found.is_none_or(|(closest, _)| close > closest) {
            found = Some((close, index));
        }
    }
    found.map(|(_, index)| index)
}

/// The first variant that is not in the language asked for as target, or else the first of all.
fn first_not_in(usable: &[(usize, &Language)], target: Option<&Language>) -> Option<usize> {
    let other = usable
        .iter()
        .find(|(_, language)| target.is_none_or(|target| !is_asked_for(language, target)));
    other.or(usable.first()).map(|(index, _)| *index)
}

fn no_language() -> Fault {
    languages("one of its segments has no language".to_owned())
}

fn languages(what: String) -> Fault {
    Fault::new(FaultKind::Languages, what, "")
}
