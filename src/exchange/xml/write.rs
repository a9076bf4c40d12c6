//! Writing XML: text that XML can hold, and elements that are all text.

use std::borrow::Cow;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::error::Result;

use super::characters::is_allowed;

/// An XML document that is being written.
pub type XmlWriter<'a> = Writer<Box<dyn Write + 'a>>;

/// A new document, indented by two spaces.
pub fn xml_writer<'a>(out: Box<dyn Write + 'a>) -> XmlWriter<'a> {
    Writer::new_with_indent(out, b' ', 2)
}

/// A text without the characters that XML cannot hold.
fn without_forbidden(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| is_allowed(c)).collect())
    }
}

/// A note as it is written; none where nothing is left of it. Readers trim notes, so it is trimmed here
/// too: a note that was read is written as it was.
pub fn trimmed_note(note: Option<&str>) -> Option<String> {
    let note = without_forbidden(note?);
    let note = note.trim();
    (!note.is_empty()).then(|| note.to_owned())
}

/// A text as it is written between tags.
pub fn escaped(text: &str) -> String {
    partial_escape(without_forbidden(text)).into_owned()
}

/// Adds an attribute. Line ends and tabs in it become references, as XML would read them as spaces.
pub fn push_attribute(start: &mut BytesStart<'_>, name: &str, value: &str) {
    start.push_attribute((name, without_forbidden(value).as_ref()));
}

/// A start tag with its attributes in order.
pub fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        push_attribute(&mut start, key, value);
    }
    start
}

/// Writes an element around content that is escaped already, in one line: white space in it counts.
pub fn write_escaped(
    xml: &mut XmlWriter<'_>,
    start: BytesStart<'_>,
    content: String,
) -> Result<()> {
    let name = start.name().as_ref().to_owned();
    xml.write_event(Event::Start(start))?;
    xml.write_event(Event::Text(BytesText::from_escaped(content)))?;
    xml.write_event(Event::End(BytesEnd::new(name)))?;
    Ok(())
}

/// Writes an element that is all text.
pub fn write_text(
    xml: &mut XmlWriter<'_>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> Result<()> {
    write_escaped(xml, element(name, attributes), escaped(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(escaped("a\u{7}<b>\u{FFFE}\r&\tc"), "a&lt;b&gt;&#13;&amp;\tc");
    }

    #[test]
    fn attributes_keep_their_line_ends() {
        let start = element("tu", &[("tuid", "a\nb\tc\u{1}\"")]);
        assert_eq!(start.as_ref(), "tu tuid=\"a&#10;b&#9;c&quot;\"");
    }
}
