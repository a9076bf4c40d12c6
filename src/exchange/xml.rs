//! What the XML formats share: text that XML can hold, and elements that are all text.

use std::borrow::Cow;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesStart, BytesText};

use crate::error::Result;

/// An XML document that is being written.
pub type Xml<'a> = Writer<Box<dyn Write + 'a>>;

/// A new document, two spaces an indentation.
pub fn document<'a>(out: Box<dyn Write + 'a>) -> Xml<'a> {
    Writer::new_with_indent(out, b' ', 2)
}

/// Whether XML 1.0 can hold a character at all, even as a reference.
pub fn holds(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// A text without the characters that XML cannot hold.
fn kept(text: &str) -> Cow<'_, str> {
    if text.chars().all(holds) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| holds(c)).collect())
    }
}

/// A text as it stands between tags.
pub fn escaped(text: &str) -> String {
    partial_escape(kept(text)).into_owned()
}

/// Adds an attribute; line ends and tabs in it become references, for XML makes spaces of them
/// otherwise.
pub fn push(start: &mut BytesStart<'_>, name: &str, value: &str) {
    start.push_attribute((name, kept(value).as_ref()));
}

/// A start tag with attributes in order.
pub fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        push(&mut start, key, value);
    }
    start
}

/// Writes an element whose content is text that is escaped already, in one line: white space in it
/// counts.
pub fn write_escaped(xml: &mut Xml<'_>, start: BytesStart<'_>, content: String) -> Result<()> {
    let name = start.name().as_ref().to_owned();
    xml.write_event(quick_xml::events::Event::Start(start))?;
    xml.write_event(quick_xml::events::Event::Text(BytesText::from_escaped(content)))?;
    xml.write_event(quick_xml::events::Event::End(quick_xml::events::BytesEnd::new(name)))?;
    Ok(())
}

/// Writes an element that is all text.
pub fn write_text(
    xml: &mut Xml<'_>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> Result<()> {
    write_escaped(xml, start(name, attributes), escaped(text))
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
        let start = start("tu", &[("tuid", "a\nb\tc\u{1}\"")]);
        assert_eq!(start.as_ref(), "tu tuid=\"a&#10;b&#9;c&quot;\"");
    }
}
