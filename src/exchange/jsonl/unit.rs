//! A unit as JSON, for reading and for writing.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::exchange::fault::{Checked, not_a_language_tag, syntax};
use crate::exchange::language::LanguageTags;
use crate::exchange::time::read_time;
use crate::model::{InlineTag, Language, Pair, Property, Score, Side, Status, Unit, UnitText};

/// A unit as JSON, without the fields that have no value. A bead can be read as one too. Unknown fields are
/// ignored.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct UnitLine<'a> {
    source: Text<'a>,
    target: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_before: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_after: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    properties: Cow<'a, [Property]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    source_tags: Cow<'a, [InlineTag]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    target_tags: Cow<'a, [InlineTag]>,
}

/// A text, or the segments that it is made of.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "a source or target must be a text or a list of texts")]
enum Text<'a> {
    Whole(Cow<'a, str>),
    Segments(Vec<String>),
}

impl Default for Text<'_> {
    fn default() -> Self {
        Text::Whole(Cow::Borrowed(""))
    }
}

impl Text<'_> {
    fn joined(self) -> String {
        match self {
            Text::Whole(text) => text.into_owned(),
            Text::Segments(segments) => segments.join(" "),
        }
    }
}

impl<'a> UnitLine<'a> {
    /// The line of a unit.
    pub fn of(unit: &'a Unit) -> Self {
        let text = |side: Side| Text::Whole(Cow::Borrowed(&unit.texts[side].plain));
        let language = |side: Side| Some(Cow::Borrowed(unit.languages[side].as_str()));
        let borrowed = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        let time = |time: Option<crate::model::Timestamp>| time.map(|time| time.to_string().into());
        UnitLine {
            source: text(Side::Source),
            target: text(Side::Target),
            source_language: language(Side::Source),
            target_language: language(Side::Target),
            score: Some(unit.score.rounded()),
            status: Some(unit.status),
            document: borrowed(&unit.document),
            position: unit.position,
            identifier: borrowed(&unit.identifier),
            context_before: borrowed(&unit.context_before),
            context_after: borrowed(&unit.context_after),
            created_at: time(unit.created_at),
            created_by: borrowed(&unit.created_by),
            changed_at: time(unit.changed_at),
            changed_by: borrowed(&unit.changed_by),
            used_at: time(unit.used_at),
            usage_count: (unit.usage_count > 0).then_some(unit.usage_count),
            note: borrowed(&unit.note),
            properties: Cow::Borrowed(&unit.properties),
            source_tags: Cow::Borrowed(&unit.texts.source.tags),
            target_tags: Cow::Borrowed(&unit.texts.target.tags),
        }
    }

    /// Its identifier.
    pub fn identifier(&self) -> Option<&str> {
        self.identifier.as_deref()
    }

    /// Takes out the texts.
    pub fn take_texts(&mut self) -> Pair<String> {
        Pair::new(&mut self.source, &mut self.target).map(|text| std::mem::take(text).joined())
    }

    /// The languages that it names.
    ///
    /// # Errors
    /// When one is not a language tag.
    pub fn languages(&self, tags: &mut LanguageTags) -> Checked<Pair<Option<Language>>> {
        let named = Pair::new(&self.source_language, &self.target_language);
        named.try_map(|tag| {
            let language = |tag| tags.language(tag).ok_or_else(|| not_a_language_tag(tag));
            tag.as_deref().map(language).transpose()
        })
    }

    /// The unit, with the texts that were taken out and the languages that were found.
    ///
    /// # Errors
    /// When a tag lies outside its text.
    pub fn into_unit(self, texts: Pair<String>, languages: Pair<Language>) -> Checked<Unit> {
        let tags = Pair::new(self.source_tags, self.target_tags).map(Cow::into_owned);
        let texts = texts.zip(tags).map(|(plain, tags)| UnitText { plain, tags });
        if !texts.all(has_tags_inside) {
            return Err(syntax("one of its tags is outside its text", ""));
        }
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let time = |text: Option<Cow<'_, str>>| text.and_then(|text| read_time(&text));
        // A score shows that an aligner made the pair.
        let status = match (self.status, self.score) {
            (Some(status), _) => status,
            (None, Some(_)) => Status::Auto,
            (None, None) => Status::Accepted,
        };
        Ok(Unit {
            score: self.score.map_or(Score::ONE, Score::new),
            status,
            document: owned(self.document),
            position: self.position,
            identifier: owned(self.identifier),
            context_before: owned(self.context_before),
            context_after: owned(self.context_after),
            created_at: time(self.created_at),
            created_by: owned(self.created_by),
            changed_at: time(self.changed_at),
            changed_by: owned(self.changed_by),
            used_at: time(self.used_at),
            usage_count: self.usage_count.unwrap_or(0),
            note: owned(self.note),
            properties: self.properties.into_owned(),
            ..Unit::new(texts, languages)
        })
    }
}

/// Whether all tags of a text are inside it, where a character begins, and so are those of its subflows.
fn has_tags_inside(text: &UnitText) -> bool {
    text.tags.iter().all(|tag| {
        text.plain.is_char_boundary(tag.at)
            && tag.subflows.iter().all(|subflow| {
                tag.code.is_char_boundary(subflow.at) && has_tags_inside(&subflow.text)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::field::Field;

    /// Tables and JSON give the same names to the same things.
    #[test]
    fn fields_have_the_names_of_tables() {
        let text = || Some(Cow::Borrowed("x"));
        let line = UnitLine {
            source_language: text(),
            target_language: text(),
            score: Some(1.0),
            status: Some(Status::Auto),
            document: text(),
            position: Some(0),
            identifier: text(),
            context_before: text(),
            context_after: text(),
            created_at: text(),
            created_by: text(),
            changed_at: text(),
            changed_by: text(),
            used_at: text(),
            usage_count: Some(1),
            note: text(),
            ..UnitLine::default()
        };
        let json = serde_json::to_string(&line).unwrap();
        let mut rest = json.as_str();
        for name in ["source", "target"].into_iter().chain(Field::all().map(Field::name)) {
            let at = rest.find(&format!("\"{name}\":")).expect(name);
            rest = &rest[at..];
        }
        assert_eq!(json.matches("\":").count(), 18, "{json}");
    }
}
