//! Which column of a table is what.

use std::str::FromStr;

use crate::error::Result;
use crate::model::{Language, Pair, Status, Unit, UnitText};

use super::delivery::{Delivery, Place};
use super::fields::Field;
use super::language::{answers, read_language, title_language};

/// The columns of source and target, as the user names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// That of the source.
    pub source: Column,
    /// That of the target.
    pub target: Column,
}

/// A column, as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Which it is, from 1.
    Number(usize),
    /// Its title in the first row.
    Title(String),
}

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match (text.trim(), text.trim().parse::<usize>()) {
            ("", _) | (_, Ok(0)) => Err("a column is a number from 1, or a title".into()),
            (_, Ok(number)) => Ok(Column::Number(number)),
            (title, Err(_)) => Ok(Column::Title(title.to_owned())),
        }
    }
}

impl FromStr for Columns {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (source, target) = text.split_once(',').ok_or_else(|| {
            format!("“{text}” are not two columns; write 1,2 or their titles, source first")
        })?;
        // The sides may be named, as the help shows them.
        let column = |text: &str, side: &str| {
            let text = text.trim();
            text.strip_prefix(side).and_then(|rest| rest.strip_prefix('=')).unwrap_or(text).parse()
        };
        Ok(Columns { source: column(source, "source")?, target: column(target, "target")? })
    }
}

/// How the rows of a table are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    source: usize,
    source_language: Option<Language>,
    targets: Vec<(usize, Option<Language>)>,
    fields: Vec<(usize, Field)>,
    /// Whether its texts are hunalign's, who joins sentences by `~~~`.
    joins: bool,
    /// Columns that the first row names; none where it is a row like the others.
    titles: Option<usize>,
}

impl Layout {
    /// The layout that the first row and the options give.
    ///
    /// # Errors
    /// When a column that was asked for is not there, with the titles that are.
    pub fn of(first: &[&str], delivery: &Delivery<'_>) -> std::result::Result<Layout, String> {
        let titles: Vec<String> = first.iter().map(|title| title.trim().to_lowercase()).collect();
        let languages: Vec<Option<Language>> =
            titles.iter().map(|title| title_language(title)).collect();
        let Some(columns) = &delivery.options.columns else {
            return Ok(found(&titles, &languages, delivery));
        };
        let place = |column: &Column| match column {
            Column::Number(number) => Ok(number - 1),
            Column::Title(title) => {
                let title = title.to_lowercase();
                titles.iter().position(|known| *known == title).ok_or_else(|| {
                    format!("there is no column “{title}”; its first row is: {}", first.join(" | "))
                })
            }
        };
        let (source, target) = (place(&columns.source)?, place(&columns.target)?);
        let is_titled = matches!(columns.source, Column::Title(_))
            || matches!(columns.target, Column::Title(_))
            || is_header(&titles, &languages);
        let language = |index: usize| languages.get(index).cloned().flatten().filter(|_| is_titled);
        Ok(Layout {
            source,
            source_language: language(source),
            targets: vec![(target, language(target))],
            fields: if is_titled { fields(&titles) } else { Vec::new() },
            joins: false,
            titles: is_titled.then_some(first.len()),
        })
    }

    /// Whether the first row is titles.
    pub fn has_titles(&self) -> bool {
        self.titles.is_some()
    }

    /// Hands on the units of a row.
    ///
    /// # Errors
    /// When neither the table nor the options name its languages, or those of the sink.
    pub fn deliver(
        &self,
        row: &[&str],
        place: &Place<'_>,
        delivery: &mut Delivery<'_>,
    ) -> Result<()> {
        let used = row.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        if let Some(titles) = self.titles.filter(|titles| used > *titles) {
            let what = format!(
                "it has {used} columns, but the first row has {titles}; quote texts that hold what \
                 separates columns"
            );
            return delivery.skip(place, what);
        }
        for (target, language) in &self.targets {
            let Some((source_text, target_text)) = row.get(self.source).zip(row.get(*target))
            else {
                let missing = self.source.max(*target) + 1;
                let what =
                    format!("a text should stand in column {missing}, but it has {}", row.len());
                delivery.skip(place, what)?;
                continue;
            };
            if row.iter().any(|field| field.contains('\0')) {
                delivery.skip(place, "it holds a NUL character; remove it")?;
                continue;
            }
            self.deliver_pair(row, (source_text, target_text), language.as_ref(), place, delivery)?;
        }
        Ok(())
    }

    fn deliver_pair(
        &self,
        row: &[&str],
        (source, target): (&str, &str),
        target_language: Option<&Language>,
        place: &Place<'_>,
        delivery: &mut Delivery<'_>,
    ) -> Result<()> {
        let mut named = (self.source_language.clone(), target_language.cloned());
        for (index, field) in &self.fields {
            let text = row.get(*index).copied().unwrap_or_default();
            match field {
                Field::SourceLanguage => named.0 = read_language(text).or(named.0),
                Field::TargetLanguage => named.1 = read_language(text).or(named.1),
                _ => {}
            }
        }
        let (source_language, target_language) = delivery.pair(place.line, named)?;
        if let Some(reason) = delivery.unwanted(&source_language, &target_language) {
            return delivery.skip(place, reason);
        }
        let text = |text: &str| {
            UnitText::plain(if self.joins { text.replace(" ~~~ ", " ") } else { text.to_owned() })
        };
        let mut unit = Unit::new(
            Pair::new(source, target).map(text),
            Pair::new(source_language, target_language),
        );
        let mut has_status = false;
        for (index, field) in &self.fields {
            let text = row.get(*index).copied().unwrap_or_default();
            has_status |= *field == Field::Status && !text.trim().is_empty();
            if let Err(what) = field.set(&mut unit, text) {
                return delivery.skip(place, what);
            }
        }
        // A score says that an aligner made the pair.
        if !has_status && self.fields.iter().any(|(_, field)| *field == Field::Score) {
            unit.status = Status::Auto;
        }
        delivery.unit(place, unit)
    }

    /// The layout with the third column as scores, which the table's form shows.
    pub fn with_scores(mut self) -> Self {
        if self.titles.is_none() && !self.targets.iter().any(|(target, _)| *target == 2) {
            self.fields.push((2, Field::Score));
            self.joins = true;
        }
        self
    }
}

/// The layout that titles show, or else the first two columns.
fn found(titles: &[String], languages: &[Option<Language>], delivery: &Delivery<'_>) -> Layout {
    let named = |names: &[&str]| titles.iter().position(|title| names.contains(&title.as_str()));
    let all = || languages.iter().enumerate().filter_map(|(at, tag)| Some((at, tag.as_ref()?)));
    let layout = |source, source_language, targets| Layout {
        source,
        source_language,
        targets,
        fields: fields(titles),
        joins: false,
        titles: Some(titles.len()),
    };
    if let Some((source, target)) = named(SOURCE).zip(named(TARGET)) {
        return layout(source, None, vec![(target, None)]);
    }
    if is_header(titles, languages) {
        let asked = &delivery.options.source_language;
        let wanted = |asked: &Option<Language>, language: &Language| {
            asked.as_ref().is_some_and(|asked| answers(language, asked))
        };
        let source = all()
            .find(|(_, language)| wanted(asked, language))
            .or_else(|| {
                all().find(|(_, language)| !wanted(&delivery.options.target_language, language))
            })
            .or_else(|| all().next());
        if let Some((source, language)) = source {
            let asked = &delivery.options.target_language;
            let mut targets: Vec<_> = all()
                .filter(|(at, _)| *at != source)
                .filter(|(_, language)| asked.is_none() || wanted(asked, language))
                .map(|(at, language)| (at, Some(language.clone())))
                .collect();
            if targets.is_empty() {
                // Nothing is lost in silence: its rows are reported as of other languages.
                targets.extend(
                    all().filter(|(at, _)| *at != source).map(|(at, tag)| (at, Some(tag.clone()))),
                );
            }
            return layout(source, Some(language.clone()), targets);
        }
    }
    Layout {
        source: 0,
        source_language: None,
        targets: vec![(1, None)],
        fields: Vec::new(),
        joins: false,
        titles: None,
    }
}

/// Titles of the source column.
const SOURCE: &[&str] = &[
    "source",
    "src",
    "source text",
    "source_text",
    "source segment",
    "original",
    "المصدر",
    "الأصل",
];

/// Titles of the target column.
const TARGET: &[&str] = &[
    "target",
    "tgt",
    "trg",
    "target text",
    "target_text",
    "target segment",
    "translation",
    "الهدف",
    "الترجمة",
];

/// Whether a row is titles: it names source and target, or two languages.
fn is_header(titles: &[String], languages: &[Option<Language>]) -> bool {
    let has = |names: &[&str]| titles.iter().any(|title| names.contains(&title.as_str()));
    (has(SOURCE) && has(TARGET)) || languages.iter().flatten().count() >= 2
}

/// The columns whose titles name what is known of a unit.
fn fields(titles: &[String]) -> Vec<(usize, Field)> {
    let named = titles.iter().enumerate();
    named.filter_map(|(at, title)| Some((at, Field::named(title)?))).collect()
}
