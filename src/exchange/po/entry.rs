//! An entry of a PO file while its lines are read.

use crate::error::{Fault, FaultKind};
use crate::exchange::fault::{Checked, shortened, syntax};
use crate::exchange::segment_builder::{LARGEST_UNIT, unit_too_large};

use super::string::unescape;

/// Plural forms beyond which an entry is broken; Arabic has six.
const MOST_FORMS: usize = 20;

/// The text of an entry that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryText {
    Context,
    Id,
    Plural,
    Translation(usize),
}

/// An entry while it is read.
#[derive(Debug, Default)]
pub struct PoEntry {
    /// The line where it begins, from 1; 0 before that.
    pub line: u64,
    /// Why it is to be skipped.
    pub fault: Option<Fault>,
    size: usize,
    pub notes: Vec<String>,
    pub is_fuzzy: bool,
    pub is_obsolete: bool,
    pub context: Option<String>,
    pub id: Option<String>,
    pub plural: Option<String>,
    pub translations: Vec<String>,
    /// The text that a line without keyword goes on with.
    current: Option<EntryText>,
}

impl PoEntry {
    /// Whether a line begins another entry, or is the blank line after this one.
    pub fn ends_before(&self, line: &str) -> bool {
        let bare = line.strip_prefix("#~").map_or(line, str::trim_start);
        let is_comment = bare.starts_with('#');
        let begins = is_comment || bare.starts_with("msgctxt") || is_keyword(bare, "msgid");
        let is_complete =
            !self.translations.is_empty() || (self.fault.is_some() && self.id.is_some());
        (begins && is_complete) || (line.is_empty() && (self.id.is_some() || self.fault.is_some()))
    }

    /// Whether there are only comments, such as a licence.
    pub fn is_comment(&self) -> bool {
        self.id.is_none() && self.fault.is_none() && self.translations.is_empty()
    }

    /// Whether it is the header of the file.
    pub fn is_header(&self) -> bool {
        self.id.as_deref() == Some("") && self.context.is_none() && self.fault.is_none()
    }

    /// The text that a translation is of: the plural, where there is one, of all forms but the first.
    pub fn source(&self, form: usize) -> Option<&str> {
        match &self.plural {
            Some(plural) if form > 0 => Some(plural),
            _ => self.id.as_deref(),
        }
    }

    /// Takes a line of the entry.
    ///
    /// # Errors
    /// When the line does not belong in a PO file, or the entry is too large.
    pub fn read(&mut self, line: &str) -> Checked<()> {
        self.size += line.len();
        if self.size > LARGEST_UNIT {
            return Err(unit_too_large());
        }
        let line = match line.strip_prefix("#~") {
            Some(rest) => {
                self.is_obsolete = true;
                rest.trim_start()
            }
            None => line,
        };
        // Earlier source texts (`#|`) are not texts of this entry.
        if line.is_empty() || line.starts_with('|') {
            return Ok(());
        }
        if let Some(comment) = line.strip_prefix('#') {
            self.read_comment(comment);
            return Ok(());
        }
        let (named, quoted) = match line.find('"') {
            Some(0) => (None, line),
            Some(at) => (Some(text_named(line[..at].trim())?), &line[at..]),
            // A keyword whose strings are all on the lines after it.
            None if text_named(line).is_ok() => (text_named(line).ok(), "\"\""),
            // The domain is the name of one of several catalogues in a file.
            None if line.starts_with("domain ") => return Ok(()),
            None => {
                let what = format!("“{}” is not a line of a PO file", shortened(line));
                return Err(syntax(what, "correct it"));
            }
        };
        let string = unescape(quoted)?;
        let text = match named.or(self.current) {
            Some(text) => text,
            // A header that lost its keywords.
            None if self.id.is_none() && string.contains(": ") && string.ends_with('\n') => {
                self.id = Some(String::new());
                self.translations.push(String::new());
                EntryText::Translation(0)
            }
            None => return Err(syntax("there is a string before any keyword", "")),
        };
        self.add(text, &string, named.is_some())?;
        self.current = Some(text);
        Ok(())
    }

    /// Adds a string to a text, which it begins where a keyword named it.
    fn add(&mut self, text: EntryText, string: &str, begins: bool) -> Checked<()> {
        let whole = match text {
            EntryText::Context => &mut self.context,
            EntryText::Id => &mut self.id,
            EntryText::Plural => &mut self.plural,
            EntryText::Translation(form) => {
                if begins {
                    if form != self.translations.len() {
                        return Err(syntax(format!("its msgstr[{form}] is out of order"), ""));
                    }
                    self.translations.push(String::new());
                }
                if let Some(translation) = self.translations.get_mut(form) {
                    translation.push_str(string);
                }
                return Ok(());
            }
        };
        if begins && whole.is_some() {
            return Err(syntax("it has the same keyword twice", ""));
        }
        whole.get_or_insert_default().push_str(string);
        Ok(())
    }

    /// Takes a comment: flags, or a note by the translator or the programmer.
    fn read_comment(&mut self, comment: &str) {
        match comment.chars().next() {
            Some(',') => {
                self.is_fuzzy |= comment[1..].split(',').any(|flag| flag.trim() == "fuzzy");
            }
            // References to source code, and earlier source texts.
            Some(':' | '|') => {}
            Some('.') => self.add_note(&comment[1..]),
            _ => self.add_note(comment),
        }
    }

    fn add_note(&mut self, note: &str) {
        if !note.trim().is_empty() {
            self.notes.push(note.trim().to_owned());
        }
    }
}

fn is_keyword(line: &str, keyword: &str) -> bool {
    line.strip_prefix(keyword).is_some_and(|rest| rest.starts_with([' ', '\t', '"']))
}

/// The text that a keyword begins.
fn text_named(keyword: &str) -> Checked<EntryText> {
    Ok(match keyword {
        "msgctxt" => EntryText::Context,
        "msgid" => EntryText::Id,
        "msgid_plural" => EntryText::Plural,
        "msgstr" => EntryText::Translation(0),
        _ => {
            let form = keyword
                .strip_prefix("msgstr[")
                .and_then(|rest| rest.strip_suffix(']'))
                .and_then(|form| form.trim().parse::<usize>().ok())
                .ok_or_else(|| {
                    let what = format!("“{}” is not a keyword of PO files", shortened(keyword));
                    syntax(what, "correct it")
                })?;
            if form >= MOST_FORMS {
                let what = format!("it has more than {MOST_FORMS} plural forms");
                return Err(Fault::new(FaultKind::Limit, what, ""));
            }
            EntryText::Translation(form)
        }
    })
}
