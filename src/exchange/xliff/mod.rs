//! XLIFF 2.1 (OASIS, 2018) and 1.2 (OASIS, 2008): one `file` a document.

mod codes;
mod one;
mod two;

use std::io::Write;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::writer::{UnitWriter, WriteOptions, XliffVersion};
use super::xml::{self, Xml};
use crate::error::{Error, Result};
use crate::model::{ExportSummary, Language, Pair, Timestamp, Unit};

/// Writes an XLIFF file.
pub struct XliffWriter<'a> {
    xml: Xml<'a>,
    version: XliffVersion,
    /// What units without a document are filed under.
    name: String,
    /// What the open `file` holds: a document and its languages.
    open: Option<(String, Language, Language)>,
    /// How many files were opened.
    files: usize,
    /// Units of the open file so far.
    units: usize,
}

impl<'a> XliffWriter<'a> {
    /// Writes everything before the first unit.
    ///
    /// # Errors
    /// When writing fails, when there are no units, or of 2.1, several language pairs: neither can be
    /// said in it.
    pub fn new(
        out: Box<dyn Write + 'a>,
        summary: &ExportSummary,
        options: &WriteOptions,
    ) -> Result<Self> {
        if summary.pairs.is_empty() {
            return Err(Error::Unwritable {
                format: "XLIFF",
                why: "cannot be empty, and there is no unit to write",
                hint: "ask for more, or export TMX",
            });
        }
        let mut xml = xml::document(out);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = match (options.xliff, summary.only_pair()) {
            (XliffVersion::One, _) => one::root(),
            (XliffVersion::Two, Some(Pair { source, target })) => two::root(source, target),
            (XliffVersion::Two, None) => {
                return Err(Error::Unwritable {
                    format: "XLIFF 2.1",
                    why: "holds one language pair, and there are several",
                    hint: "choose one with --source-language and --target-language, or write \
                           --xliff 1.2",
                });
            }
        };
        xml.write_event(Event::Start(root))?;
        Ok(XliffWriter {
            xml,
            version: options.xliff,
            name: options.name.clone(),
            open: None,
            files: 0,
            units: 0,
        })
    }

    fn open_file(&mut self, unit: &Unit) -> Result<()> {
        let document = unit.document.as_deref().unwrap_or(&self.name);
        let is_open = self.open.as_ref().is_some_and(|(name, source, target)| {
            name == document && *source == unit.languages.source && *target == unit.languages.target
        });
        if is_open {
            return Ok(());
        }
        let document = document.to_owned();
        self.close_file()?;
        self.files += 1;
        match self.version {
            XliffVersion::One => {
                self.xml.write_event(Event::Start(one::file(&document, unit)))?;
                self.xml.write_event(Event::Start(BytesStart::new("body")))?;
            }
            XliffVersion::Two => {
                self.xml.write_event(Event::Start(two::file(&document, self.files)))?;
            }
        }
        let languages = (unit.languages.source.clone(), unit.languages.target.clone());
        self.open = Some((document, languages.0, languages.1));
        Ok(())
    }

    fn close_file(&mut self) -> Result<()> {
        if self.open.take().is_some() {
            if self.version == XliffVersion::One {
                self.xml.write_event(Event::End(BytesEnd::new("body")))?;
            }
            self.xml.write_event(Event::End(BytesEnd::new("file")))?;
            self.units = 0;
        }
        Ok(())
    }
}

impl UnitWriter for XliffWriter<'_> {
    fn write(&mut self, unit: &Unit) -> Result<()> {
        self.open_file(unit)?;
        // Identifiers need not be unique nor such as an id may be: they stand in the name.
        self.units += 1;
        let (id, name) = (format!("u{}", self.units), unit.identifier.as_deref());
        match self.version {
            XliffVersion::One => one::write_unit(&mut self.xml, unit, &id, name),
            XliffVersion::Two => two::write_unit(&mut self.xml, unit, &id, name),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.close_file()?;
        self.xml.write_event(Event::End(BytesEnd::new("xliff")))?;
        let mut out = self.xml.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(())
    }
}

/// What XLIFF has no element for, with the names that our reader knows.
fn fields(unit: &Unit) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("score", unit.score.rounded().to_string()),
        ("status", unit.status.name().to_owned()),
    ];
    if let Some(position) = unit.position {
        fields.push(("position", position.to_string()));
    }
    if unit.usage_count > 0 {
        fields.push(("usage-count", unit.usage_count.to_string()));
    }
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
    let texts = [
        ("created-at", time(unit.created_at)),
        ("created-by", unit.created_by.clone()),
        ("changed-at", time(unit.changed_at)),
        ("changed-by", unit.changed_by.clone()),
        ("used-at", time(unit.used_at)),
        ("context-before", unit.context_before.clone()),
        ("context-after", unit.context_after.clone()),
    ];
    fields.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text?))));
    fields
}
