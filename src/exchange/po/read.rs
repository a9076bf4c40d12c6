//! Reading a PO file line by line.

use crate::error::Result;
use crate::exchange::fault::{located, shortened};
use crate::exchange::input::{TextInput, failure};
use crate::exchange::lines::Lines;
use crate::exchange::property::PO_CONTEXT;
use crate::exchange::sink::{UnitPosition, UnitSink, is_blank};
use crate::model::{Language, Pair, Property, Status, Unit, UnitPart, UnitText};

use super::entry::PoEntry;
use super::header::PoHeader;

/// Reads a PO file. Its source is in English unless the header or the options say otherwise.
///
/// # Errors
/// When reading fails, when neither the header nor the options name the language of the translations, or
/// those of the sink.
pub fn read_po(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let mut lines = Lines::of(input);
    let mut reader = PoReader::default();
    let mut entry = PoEntry::default();
    loop {
        let (path, last) = (sink.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line_number, line)) = line else { break };
        let text = line.as_ref().map_or("", |line| line.trim());
        if line.is_ok() && entry.ends_before(text) {
            reader.deliver(std::mem::take(&mut entry), sink)?;
        }
        if entry.line == 0 && (!text.is_empty() || line.is_err()) {
            entry.line = line_number;
        }
        let read = line
            .map_err(|fault| located(format_args!("line {line_number}"), &fault))
            .and_then(|_| entry.read(text));
        if let Err(fault) = read {
            entry.fault.get_or_insert(fault);
        }
    }
    reader.deliver(entry, sink)
}

/// What is known from the part of the file before an entry.
#[derive(Debug, Default)]
struct PoReader {
    header: PoHeader,
    /// How many entries there were.
    number: u64,
}

impl PoReader {
    /// Hands on the pairs of an entry, or takes the languages from the header.
    fn deliver(&mut self, entry: PoEntry, sink: &mut UnitSink<'_>) -> Result<()> {
        if entry.is_comment() {
            return Ok(());
        }
        if entry.is_header() {
            if let Some(text) = entry.translations.first() {
                self.header.read(text, &mut sink.tags);
            }
            return Ok(());
        }
        self.number += 1;
        let name = entry.context.as_deref().filter(|context| !context.is_empty()).map(shortened);
        let position =
            UnitPosition { line: entry.line, number: self.number, name: name.as_deref() };
        if let Some(fault) = entry.fault {
            return sink.skip(&position, fault);
        }
        if entry.id.is_none() {
            return sink.skip(&position, "it has no msgid");
        }
        if entry.translations.is_empty() {
            return sink.skip(&position, "it has no msgstr");
        }
        let mut done: Vec<(&str, &str)> = Vec::new();
        for (form, translation) in entry.translations.iter().enumerate() {
            let pair = (entry.source(form).unwrap_or_default(), translation.as_str());
            if done.contains(&pair) {
                continue;
            }
            done.push(pair);
            if is_blank(translation) {
                sink.skip(&position, "it has no translation")?;
                continue;
            }
            let languages = self.languages(entry.line, sink)?;
            if let Some(reason) = sink.unwanted(&languages) {
                sink.skip(&position, reason)?;
                continue;
            }
            let texts = Pair::from(pair).map(UnitText::plain);
            sink.add(&position, unit(&entry, texts, languages))?;
        }
        Ok(())
    }

    fn languages(&self, line: u64, sink: &UnitSink<'_>) -> Result<Pair<Language>> {
        let Pair { source, target } = self.header.languages.clone();
        let source = source
            .or_else(|| sink.options.languages.source.clone())
            .unwrap_or_else(Language::english);
        sink.languages(line, Pair::new(Some(source), target))
    }
}

fn unit(entry: &PoEntry, texts: Pair<UnitText>, languages: Pair<Language>) -> Unit {
    let mut unit = Unit::new(texts, languages);
    // Nobody confirmed a fuzzy translation, nor lately that of a text the program no longer has; both are
    // still worth finding.
    if entry.is_fuzzy || entry.is_obsolete {
        unit.status = Status::Auto;
    }
    unit.note = (!entry.notes.is_empty()).then(|| entry.notes.join("\n"));
    if let Some(context) = &entry.context {
        let (name, value) = (PO_CONTEXT.to_owned(), context.clone());
        unit.properties.push(Property { part: UnitPart::Unit, name, value });
    }
    unit
}
