//! Writing XLIFF: one `file` for each document.

use std::io::Write;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use crate::error::{Error, Result};
use crate::exchange::options::{WriteOptions, XliffVersion};
use crate::exchange::unit_writer::UnitWriter;
use crate::exchange::xml::{XmlWriter, xml_writer};
use crate::model::{ExportSummary, Language, Pair, Unit};

use super::{version_1, version_2};

/// Writes an XLIFF file.
pub struct XliffWriter<'a> {
    xml: XmlWriter<'a>,
    version: XliffVersion,
    /// The document of units that have none.
    name: String,
    /// The document and the languages of the `file` that is open.
    open: Option<(String, Pair<Language>)>,
    /// How many files have been opened.
    files: usize,
    /// How many units the open file has so far.
    units: usize,
}

impl<'a> XliffWriter<'a> {
    /// Writes everything before the first unit.
    ///
    /// # Errors
    /// When writing fails, when there are no units, or for 2.1 when there are several language pairs: a
    /// file cannot be without units or languages.
    pub fn new(
        out: Box<dyn Write + 'a>,
        summary: &ExportSummary,
        options: &WriteOptions,
    ) -> Result<Self> {
        if summary.pairs.is_empty() {
            return Err(Error::Unwritable {
                format: "XLIFF",
                why: "cannot be empty, and there are no units to write",
                hint: "ask for more, or export TMX",
            });
        }
        let mut xml = xml_writer(out);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = match (options.xliff, summary.only_pair()) {
            (XliffVersion::One, _) => version_1::root(),
            (XliffVersion::Two, Some(languages)) => version_2::root(languages),
            (XliffVersion::Two, None) => {
                return Err(Error::Unwritable {
                    format: "XLIFF 2.1",
                    why: "holds one language pair, but there are several",
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
        let is_open = self
            .open
            .as_ref()
            .is_some_and(|(name, languages)| name == document && *languages == unit.languages);
        if is_open {
            return Ok(());
        }
        let document = document.to_owned();
        self.close_file()?;
        self.files += 1;
        match self.version {
            XliffVersion::One => {
                self.xml.write_event(Event::Start(version_1::file(&document, &unit.languages)))?;
                self.xml.write_event(Event::Start(BytesStart::new("body")))?;
            }
            XliffVersion::Two => {
                self.xml.write_event(Event::Start(version_2::file(&document, self.files)))?;
            }
        }
        self.open = Some((document, unit.languages.clone()));
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
        // An identifier need not be unique nor valid as an id, so it becomes the name.
        self.units += 1;
        let (id, name) = (format!("u{}", self.units), unit.identifier.as_deref());
        match self.version {
            XliffVersion::One => version_1::write_unit(&mut self.xml, unit, &id, name),
            XliffVersion::Two => version_2::write_unit(&mut self.xml, unit, &id, name),
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
