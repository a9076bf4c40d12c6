//! Gettext catalogues (PO), a line at a time.

use encoding_rs::Encoding;

use crate::error::Result;
use crate::model::{Language, Pair, Property, Status, Unit, UnitPart, UnitText};
use crate::text::plain_text_encoding;

use super::delivery::{Delivery, Place, is_blank};
use super::input::{TextInput, failure};
use super::language::title_language;
use super::lines::Lines;
use super::segment::LARGEST_UNIT;

/// Plural forms beyond which an entry is broken; Arabic has six.
const MOST_FORMS: usize = 20;

/// The encoding that the header of a catalogue names, or that its beginning shows.
///
/// # Errors
/// When the header names an encoding that there is not.
pub fn po_encoding(head: &[u8]) -> std::result::Result<&'static Encoding, String> {
    let shown = plain_text_encoding(head).0;
    if Encoding::for_bom(head).is_some() || !shown.is_ascii_compatible() {
        return Ok(shown);
    }
    let Some(at) = memchr::memmem::find(head, b"charset=") else { return Ok(shown) };
    let label: Vec<u8> = head[at + 8..]
        .iter()
        .copied()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        .collect();
    if label == b"CHARSET" || label.is_empty() {
        // What templates hold.
        return Ok(shown);
    }
    Encoding::for_label(&label).ok_or_else(|| {
        format!(
            "its header names the encoding “{}”, which is not known here; save it as UTF-8",
            String::from_utf8_lossy(&label)
        )
    })
}

/// Which text of an entry a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    Plural,
    Translation(usize),
}

/// An entry as far as it has been read.
#[derive(Debug, Default)]
struct PoEntry {
    line: u64,
    fault: Option<String>,
    size: usize,
    notes: Vec<String>,
    is_fuzzy: bool,
    is_obsolete: bool,
    context: Option<String>,
    id: Option<String>,
    plural: Option<String>,
    translations: Vec<String>,
    /// The text that continued lines belong to.
    current: Option<Field>,
}

/// What the header says.
#[derive(Debug, Default)]
struct Header {
    source: Option<Language>,
    target: Option<Language>,
}

/// Reads a catalogue. Its source is in English unless it or the options say otherwise.
///
/// # Errors
/// When reading fails, when neither the header nor the options name the language of the
/// translations, or those of the sink.
pub fn read_po(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let mut lines = Lines::of(input);
    let mut header = Header::default();
    let mut number = 0;
    let mut entry = PoEntry::default();
    loop {
        let (path, last) = (delivery.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line_number, line)) = line else { break };
        let text = line.as_ref().map_or("", |line| line.trim());
        if line.is_ok() && entry.ends_before(text) {
            deliver(std::mem::take(&mut entry), &mut header, &mut number, delivery)?;
        }
        if entry.line == 0 && (!text.is_empty() || line.is_err()) {
            entry.line = line_number;
        }
        if let Err(reason) = line
            .map_err(|reason| format!("line {line_number}: {reason}"))
            .and_then(|_| entry.read(text))
        {
            entry.fault.get_or_insert(reason);
        }
    }
    deliver(entry, &mut header, &mut number, delivery)
}

impl PoEntry {
    /// Whether a line begins another entry.
    fn ends_before(&self, line: &str) -> bool {
        let bare = line.strip_prefix("#~").map_or(line, str::trim_start);
        let is_comment = bare.starts_with('#');
        let begins = is_comment || bare.starts_with("msgctxt") || is_keyword(bare, "msgid");
        let is_complete =
            !self.translations.is_empty() || (self.fault.is_some() && self.id.is_some());
        (begins && is_complete) || (line.is_empty() && (self.id.is_some() || self.fault.is_some()))
    }

    /// Takes a line of the entry.
    fn read(&mut self, line: &str) -> std::result::Result<(), String> {
        self.size += line.len();
        if self.size > LARGEST_UNIT {
            return Err(format!("it is larger than {} MB; cut it up", LARGEST_UNIT >> 20));
        }
        let line = match line.strip_prefix("#~") {
            Some(rest) => {
                self.is_obsolete = true;
                rest.trim_start()
            }
            None => line,
        };
        // What the source was before (`#|`) is no text of this entry.
        if line.is_empty() || line.starts_with('|') {
            return Ok(());
        }
        if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment);
            return Ok(());
        }
        let (field, quoted) = match line.find('"') {
            Some(0) => (self.current, line),
            Some(at) => (Some(field(line[..at].trim())?), &line[at..]),
            // A keyword whose texts all stand on the lines below it.
            None if field(line).is_ok() => (field(line).ok(), "\"\""),
            // Which catalogue of several in one file this is.
            None if line.starts_with("domain ") => return Ok(()),
            None => return Err(format!("“{}” is no line of a catalogue", shortened(line))),
        };
        let text = unescape(quoted)?;
        let field = match field {
            Some(field) => field,
            // A header that lost its keywords.
            None if self.id.is_none() && text.contains(": ") && text.ends_with('\n') => {
                self.id = Some(String::new());
                self.translations.push(String::new());
                Field::Translation(0)
            }
            None => return Err("a text stands before any keyword".into()),
        };
        let is_new = !line.starts_with('"');
        let place = match field {
            Field::Context => &mut self.context,
            Field::Id => &mut self.id,
            Field::Plural => &mut self.plural,
            Field::Translation(form) => {
                if is_new && form != self.translations.len() {
                    return Err(format!("its msgstr[{form}] is not in order"));
                }
                if is_new {
                    self.translations.push(String::new());
                }
                if let Some(translation) = self.translations.get_mut(form) {
                    translation.push_str(&text);
                }
                self.current = Some(field);
                return Ok(());
            }
        };
        if is_new && place.is_some() {
            return Err("it has one keyword twice".into());
        }
        place.get_or_insert_default().push_str(&text);
        self.current = Some(field);
        Ok(())
    }

    /// Takes a comment: flags, or a note of the translator or the programmer.
    fn comment(&mut self, comment: &str) {
        match comment.chars().next() {
            Some(',') => {
                self.is_fuzzy |= comment[1..].split(',').any(|flag| flag.trim() == "fuzzy")
            }
            // References to source code, and what the source was before.
            Some(':' | '|') => {}
            Some('.') => self.note(&comment[1..]),
            _ => self.note(comment),
        }
    }

    fn note(&mut self, note: &str) {
        if !note.trim().is_empty() {
            self.notes.push(note.trim().to_owned());
        }
    }
}

/// Hands on the pairs of an entry, or takes what the header says.
fn deliver(
    entry: PoEntry,
    header: &mut Header,
    number: &mut u64,
    delivery: &mut Delivery<'_>,
) -> Result<()> {
    let name = match &entry.context {
        Some(context) if !context.is_empty() => Some(shortened(context)),
        _ => None,
    };
    if entry.id.is_none() && entry.fault.is_none() && entry.translations.is_empty() {
        // Comments alone, such as a licence.
        return Ok(());
    }
    let is_header = entry.id.as_deref() == Some("") && entry.context.is_none();
    if is_header && entry.fault.is_none() {
        if let Some(text) = entry.translations.first() {
            header.read(text, delivery);
        }
        return Ok(());
    }
    *number += 1;
    let place = Place { line: entry.line, number: *number, name: name.as_deref() };
    if let Some(fault) = entry.fault {
        return delivery.skip(&place, fault);
    }
    let Some(id) = entry.id else { return delivery.skip(&place, "it has no msgid") };
    let note = (!entry.notes.is_empty()).then(|| entry.notes.join("\n"));
    let mut done: Vec<(&str, &str)> = Vec::new();
    for (form, translation) in entry.translations.iter().enumerate() {
        let source = match &entry.plural {
            Some(plural) if form > 0 => plural,
            _ => &id,
        };
        let pair = (source.as_str(), translation.as_str());
        if done.contains(&pair) {
            continue;
        }
        done.push(pair);
        if is_blank(translation) {
            delivery.skip(&place, "it has no translation")?;
            continue;
        }
        let named = (
            header
                .source
                .clone()
                .or_else(|| delivery.options.source_language.clone())
                .or_else(|| Some(Language::english())),
            header.target.clone(),
        );
        let (source_language, target_language) = delivery.pair(entry.line, named)?;
        if let Some(reason) = delivery.unwanted(&source_language, &target_language) {
            delivery.skip(&place, reason)?;
            continue;
        }
        let mut unit = Unit::new(
            Pair::new(source.as_str(), translation.as_str()).map(UnitText::plain),
            Pair::new(source_language, target_language),
        );
        // Of a text that the program no longer has, no one has said lately that it is right; the
        // translation is still worth finding.
        if entry.is_fuzzy || entry.is_obsolete {
            unit.status = Status::Auto;
        }
        unit.note = note.clone();
        if let Some(context) = &entry.context {
            unit.properties.push(Property {
                part: UnitPart::Unit,
                name: "x-msgctxt".to_owned(),
                value: context.clone(),
            });
        }
        delivery.unit(&place, unit)?;
    }
    if entry.translations.is_empty() {
        delivery.skip(&place, "it has no msgstr")?;
    }
    Ok(())
}

impl Header {
    fn read(&mut self, text: &str, delivery: &mut Delivery<'_>) {
        for line in text.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            let mut language = || {
                let named = (!value.is_empty()).then(|| delivery.languages.of(value)).flatten();
                named.filter(|named| named.primary().len() <= 3).or_else(|| title_language(value))
            };
            match key.trim().to_ascii_lowercase().as_str() {
                "language" => self.target = language().or(self.target.take()),
                "x-poedit-language" if self.target.is_none() => self.target = language(),
                "x-source-language" | "x-poedit-sourcelanguage" => {
                    self.source = language().or(self.source.take());
                }
                _ => {}
            }
        }
    }
}

fn is_keyword(line: &str, keyword: &str) -> bool {
    line.strip_prefix(keyword).is_some_and(|rest| rest.starts_with([' ', '\t', '"']))
}

fn field(keyword: &str) -> std::result::Result<Field, String> {
    let unknown = || format!("“{}” is no keyword of a catalogue", shortened(keyword));
    Ok(match keyword {
        "msgctxt" => Field::Context,
        "msgid" => Field::Id,
        "msgid_plural" => Field::Plural,
        "msgstr" => Field::Translation(0),
        _ => {
            let form = keyword
                .strip_prefix("msgstr[")
                .and_then(|rest| rest.strip_suffix(']'))
                .and_then(|form| form.trim().parse::<usize>().ok())
                .ok_or_else(unknown)?;
            if form >= MOST_FORMS {
                return Err(format!("it has more than {MOST_FORMS} plural forms"));
            }
            Field::Translation(form)
        }
    })
}

/// The text of a string in quotes, as C writes it.
fn unescape(quoted: &str) -> std::result::Result<String, String> {
    let inner = quoted.strip_prefix('"').unwrap_or(quoted);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    loop {
        let Some(c) = chars.next() else { return Err("a quote opens and does not close".into()) };
        match c {
            '"' if chars.peek().is_none() => return Ok(text),
            '"' => return Err("a quote stands inside a text; write it as \\\"".into()),
            '\\' => {}
            _ => {
                text.push(c);
                continue;
            }
        }
        let Some(escaped) = chars.next() else {
            return Err("a quote opens and does not close".into());
        };
        let unescaped = match escaped {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{C}',
            'v' => '\u{B}',
            '\\' | '"' | '\'' | '?' => escaped,
            'x' => {
                let mut code = 0;
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(16)) {
                    code = (code << 4 | digit) & 0xFF;
                    chars.next();
                }
                character(code)?
            }
            '0'..='7' => {
                let mut code = escaped.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = chars.peek().and_then(|c| c.to_digit(8)) else { break };
                    code = code << 3 | digit;
                    chars.next();
                }
                character(code)?
            }
            // What is no escape stands for itself, as gettext has it.
            other => {
                text.push('\\');
                other
            }
        };
        text.push(unescaped);
    }
}

/// The character of a numeric escape; those above ASCII are bytes of an unknown encoding.
fn character(code: u32) -> std::result::Result<char, String> {
    match char::from_u32(code) {
        Some(c) if c.is_ascii() && c != '\0' => Ok(c),
        _ => Err(format!("the escape \\{code:o} is no character; write the character itself")),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
