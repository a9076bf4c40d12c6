//! What the columns of a table hold, as its first row and the options show.

use crate::error::{Fault, FaultKind, Result};
use crate::exchange::columns::{Column, Columns};
use crate::exchange::fault::{Checked, nul_character, syntax};
use crate::exchange::field::Field;
use crate::exchange::language::{is_asked_for, language_of_tag, language_of_title};
use crate::exchange::options::ReadOptions;
use crate::exchange::sink::{UnitPosition, UnitSink};
use crate::model::{Language, Pair, Side, Status, Unit, UnitText};

/// Titles of the source column.
const SOURCE_TITLES: &[&str] = &[
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
const TARGET_TITLES: &[&str] = &[
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

/// What hunalign puts between the sentences of a text.
const SENTENCE_JOINT: &str = " ~~~ ";

/// A column of texts, and their language where the title names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TextColumn {
    index: usize,
    language: Option<Language>,
}

/// What the columns of a table hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumns {
    source: TextColumn,
    targets: Vec<TextColumn>,
    fields: Vec<(usize, Field)>,
    /// Whether the texts are hunalign's, which joins sentences by `~~~`.
    has_joints: bool,
    /// How many columns have titles; none where the first row is a row like the others.
    titles: Option<usize>,
}

impl TableColumns {
    /// The columns that the first row and the options show.
    ///
    /// # Errors
    /// When a column that was asked for is missing, with the titles that there are.
    pub fn of(first: &[&str], options: &ReadOptions) -> Checked<TableColumns> {
        let titles = Titles::of(first);
        match &options.columns {
            Some(columns) => titles.chosen(columns, first),
            None => Ok(titles.found(&options.languages)),
        }
    }

    /// Whether the first row is titles.
    pub fn has_titles(&self) -> bool {
        self.titles.is_some()
    }

    /// The same columns with scores in the third, unless it has a title or is a text.
    pub fn with_scores(mut self) -> Self {
        if self.titles.is_none() && !self.targets.iter().any(|target| target.index == 2) {
            self.fields.push((2, Field::Score));
            self.has_joints = true;
        }
        self
    }

    /// Hands on the units of a row.
    ///
    /// # Errors
    /// When neither the table nor the options name its languages, or those of the sink.
    pub fn deliver(
        &self,
        row: &[&str],
        position: &UnitPosition<'_>,
        sink: &mut UnitSink<'_>,
    ) -> Result<()> {
        let used = row.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        if let Some(titles) = self.titles.filter(|titles| used > *titles) {
            let what = format!("it has {used} columns, but the first row has {titles}");
            let hint = "quote texts that contain the separator";
            return sink.skip(position, syntax(what, hint));
        }
        for target in &self.targets {
            let texts = row.get(self.source.index).zip(row.get(target.index));
            let Some((source_text, target_text)) = texts else {
                let missing = self.source.index.max(target.index) + 1;
                let what = format!("column {missing}, which should hold a text, is missing");
                sink.skip(position, what)?;
                continue;
            };
            if row.iter().any(|field| field.contains('\0')) {
                sink.skip(position, nul_character())?;
                continue;
            }
            let texts = Pair::new(*source_text, *target_text);
            self.deliver_pair(row, texts, target.language.as_ref(), position, sink)?;
        }
        Ok(())
    }

    fn deliver_pair(
        &self,
        row: &[&str],
        texts: Pair<&str>,
        target_language: Option<&Language>,
        position: &UnitPosition<'_>,
        sink: &mut UnitSink<'_>,
    ) -> Result<()> {
        let mut named = Pair::new(self.source.language.clone(), target_language.cloned());
        for (index, field) in &self.fields {
            if let Field::Language(side) = *field {
                let tag = row.get(*index).copied().unwrap_or_default();
                named[side] = language_of_tag(tag).or(named[side].take());
            }
        }
        let languages = sink.languages(position.line, named)?;
        if let Some(reason) = sink.unwanted(&languages) {
            return sink.skip(position, reason);
        }
        let texts = texts.map(|text| {
            UnitText::plain(if self.has_joints {
                text.replace(SENTENCE_JOINT, " ")
            } else {
                text.to_owned()
            })
        });
        let mut unit = Unit::new(texts, languages);
        let mut has_status = false;
        for (index, field) in &self.fields {
            let text = row.get(*index).copied().unwrap_or_default();
            has_status |= *field == Field::Status && !text.trim().is_empty();
            if let Err(fault) = field.set(&mut unit, text) {
                return sink.skip(position, fault);
            }
        }
        // A score shows that an aligner made the pair.
        if !has_status && self.fields.iter().any(|(_, field)| *field == Field::Score) {
            unit.status = Status::Auto;
        }
        sink.add(position, unit)
    }
}

/// The first row of a table, as titles.
struct Titles {
    titles: Vec<String>,
    /// The language that each title names.
    languages: Vec<Option<Language>>,
}

impl Titles {
    fn of(first: &[&str]) -> Titles {
        let titles: Vec<String> = first.iter().map(|title| title.trim().to_lowercase()).collect();
        let languages = titles.iter().map(|title| language_of_title(title)).collect();
        Titles { titles, languages }
    }

    /// The columns that the user chose.
    fn chosen(self, columns: &Columns, first: &[&str]) -> Checked<TableColumns> {
        let indices = columns.0.as_ref().try_map(|column| self.index(column, first))?;
        let has_titles =
            columns.0.any(|column| matches!(column, Column::Title(_))) || self.are_titles();
        let Pair { source, target } = indices.map(|index| {
            let language = self.languages.get(index).cloned().flatten();
            TextColumn { index, language: language.filter(|_| has_titles) }
        });
        Ok(TableColumns {
            source,
            targets: vec![target],
            fields: if has_titles { self.fields() } else { Vec::new() },
            has_joints: false,
            titles: has_titles.then_some(first.len()),
        })
    }

    /// The columns that the titles show, or else the first two.
    fn found(self, asked: &Pair<Option<Language>>) -> TableColumns {
        let columns = |source, targets, fields, titles| TableColumns {
            source,
            targets,
            fields,
            has_joints: false,
            titles,
        };
        let untitled = |index| TextColumn { index, language: None };
        let titles = Some(self.titles.len());
        let texts = Pair::from_fn(|side| self.position_of(side)).transpose();
        if let Some(Pair { source, target }) = texts {
            return columns(untitled(source), vec![untitled(target)], self.fields(), titles);
        }
        match self.by_language(asked).filter(|_| self.are_titles()) {
            Some((source, targets)) => columns(source, targets, self.fields(), titles),
            None => columns(untitled(0), vec![untitled(1)], Vec::new(), None),
        }
    }

    /// The source and the targets among the columns that name a language.
    fn by_language(&self, asked: &Pair<Option<Language>>) -> Option<(TextColumn, Vec<TextColumn>)> {
        let is_asked = |side: Side, column: &TextColumn| {
            asked[side]
                .as_ref()
                .zip(column.language.as_ref())
                .is_some_and(|(asked, language)| is_asked_for(language, asked))
        };
        let mut columns: Vec<TextColumn> = self
            .languages
            .iter()
            .enumerate()
            .filter(|(_, language)| language.is_some())
            .map(|(index, language)| TextColumn { index, language: language.clone() })
            .collect();
        let source = columns
            .iter()
            .position(|column| is_asked(Side::Source, column))
            .or_else(|| columns.iter().position(|column| !is_asked(Side::Target, column)))
            .unwrap_or(0);
        if columns.is_empty() {
            return None;
        }
        let source = columns.remove(source);
        let is_wanted =
            |column: &TextColumn| asked.target.is_none() || is_asked(Side::Target, column);
        // Where none is wanted all are kept, so that every row is reported as of other languages.
        if columns.iter().any(is_wanted) {
            columns.retain(is_wanted);
        }
        Some((source, columns))
    }

    /// The index of a column, as the user named it.
    fn index(&self, column: &Column, first: &[&str]) -> Checked<usize> {
        match column {
            Column::Number(number) => Ok(number.saturating_sub(1)),
            Column::Title(title) => {
                let wanted = title.to_lowercase();
                self.titles.iter().position(|known| *known == wanted).ok_or_else(|| {
                    let what = format!("there is no column “{title}”");
                    let hint = format!("choose from its first row: {}", first.join(" | "));
                    Fault::new(FaultKind::Incomplete, what, hint)
                })
            }
        }
    }

    /// Whether the row is titles: it names source and target, or two languages.
    fn are_titles(&self) -> bool {
        Side::BOTH.into_iter().all(|side| self.position_of(side).is_some())
            || self.languages.iter().flatten().count() >= 2
    }

    /// The column whose title names a side.
    fn position_of(&self, side: Side) -> Option<usize> {
        let names = match side {
            Side::Source => SOURCE_TITLES,
            Side::Target => TARGET_TITLES,
        };
        self.titles.iter().position(|title| names.contains(&title.as_str()))
    }

    /// The columns whose titles name a field of a unit.
    fn fields(&self) -> Vec<(usize, Field)> {
        let titles = self.titles.iter().enumerate();
        titles.filter_map(|(index, title)| Some((index, Field::named(title)?))).collect()
    }
}
