//! Builds the text of a segment, with its inline tags, from the elements and characters inside it.

use crate::error::{Fault, FaultKind};
use crate::model::{InlineTag, Subflow, TagKind, UnitText};

use super::fault::{Checked, too_long};

/// Depth of texts inside the codes of tags inside texts. No tool goes deeper than two, and what is stored
/// must be readable by parsers that recurse.
const DEEPEST_SUBFLOW: usize = 10;

/// Bytes of a unit, in its texts, codes and attributes, beyond which it is skipped.
pub const LARGEST_UNIT: usize = 4 << 20;

/// A unit that is larger than [`LARGEST_UNIT`].
pub fn unit_too_large() -> Fault {
    too_long("it", LARGEST_UNIT)
}

/// What an element inside a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlineElement {
    /// A tag; its content is native code.
    Tag(TagKind),
    /// An element around text: one tag where it opens and one where it closes.
    Around(TagKind, TagKind),
    /// A text inside the code of a tag.
    Subflow,
    /// Unknown: its content belongs to what is around it.
    Transparent,
}

/// An element that has not been closed.
#[derive(Debug)]
enum OpenElement {
    Tag(InlineTag),
    /// With the tag to add where it closes.
    Around(InlineTag),
    Subflow(Subflow),
    Transparent,
}

/// A segment while it is being read.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    text: UnitText,
    open: Vec<OpenElement>,
    subflows: usize,
    /// Bytes of everything in it.
    size: usize,
}

impl SegmentBuilder {
    /// Adds characters to the innermost text or code.
    pub fn text(&mut self, text: &str) {
        self.size += text.len();
        for open in self.open.iter_mut().rev() {
            match open {
                OpenElement::Tag(tag) => return tag.code.push_str(text),
                OpenElement::Subflow(subflow) => return subflow.text.plain.push_str(text),
                OpenElement::Around(_) | OpenElement::Transparent => {}
            }
        }
        self.text.plain.push_str(text);
    }

    /// Whether the next characters belong to the code of a tag.
    pub fn is_in_code(&self) -> bool {
        self.open
            .iter()
            .rev()
            .find_map(|open| match open {
                OpenElement::Tag(_) => Some(true),
                OpenElement::Subflow(_) => Some(false),
                OpenElement::Around(_) | OpenElement::Transparent => None,
            })
            .unwrap_or(false)
    }

    /// Opens an element. Inside a tag, all elements but subflows are transparent.
    ///
    /// # Errors
    /// When subflows are nested too deep.
    pub fn open(
        &mut self,
        inline: InlineElement,
        attributes: Vec<(String, String)>,
    ) -> Checked<()> {
        self.size +=
            attributes.iter().map(|(key, value)| key.len() + value.len() + 48).sum::<usize>();
        let tag = |at, kind, attributes| InlineTag {
            at,
            kind,
            attributes,
            code: String::new(),
            subflows: Vec::new(),
        };
        let in_code = self.is_in_code();
        let open = match inline {
            InlineElement::Tag(kind) if !in_code => {
                OpenElement::Tag(tag(self.position(), kind, attributes))
            }
            InlineElement::Around(begin, end) if !in_code => {
                let closing: Vec<_> =
                    attributes.iter().filter(|(key, _)| key == "i").cloned().collect();
                let position = self.position();
                self.add(tag(position, begin, attributes));
                OpenElement::Around(tag(0, end, closing))
            }
            InlineElement::Subflow if in_code => {
                self.subflows += 1;
                if self.subflows > DEEPEST_SUBFLOW {
                    let what =
                        format!("texts in its tags are nested more than {DEEPEST_SUBFLOW} deep");
                    return Err(Fault::new(FaultKind::Limit, what, ""));
                }
                let at = self.code_length();
                OpenElement::Subflow(Subflow { at, attributes, text: UnitText::default() })
            }
            _ => OpenElement::Transparent,
        };
        self.open.push(open);
        Ok(())
    }

    /// Adds a complete tag.
    pub fn add(&mut self, tag: InlineTag) {
        self.size += tag.code.len() + 64;
        self.current().tags.push(tag);
    }

    /// Where the next character of the innermost text goes, in bytes.
    pub fn position(&mut self) -> usize {
        self.current().plain.len()
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        match self.open.pop() {
            Some(OpenElement::Tag(tag)) => self.add(tag),
            Some(OpenElement::Around(mut tag)) => {
                tag.at = self.position();
                self.add(tag);
            }
            Some(OpenElement::Subflow(subflow)) => {
                self.subflows -= 1;
                let around = self.open.iter_mut().rev().find_map(|open| match open {
                    OpenElement::Tag(tag) => Some(tag),
                    _ => None,
                });
                if let Some(tag) = around {
                    tag.subflows.push(subflow);
                }
            }
            Some(OpenElement::Transparent) | None => {}
        }
    }

    /// Sets the code of the tag that is open or was added last.
    pub fn set_code(&mut self, code: &str) {
        self.size += code.len();
        if let Some(OpenElement::Tag(tag)) = self.open.last_mut() {
            tag.code.push_str(code);
        } else if let Some(tag) = self.current().tags.last_mut() {
            tag.code.push_str(code);
        }
    }

    /// Sets the code of the tag that the element opened last adds when it is closed.
    pub fn set_closing_code(&mut self, code: &str) {
        self.size += code.len();
        if let Some(OpenElement::Around(tag)) = self.open.last_mut() {
            tag.code.push_str(code);
        }
    }

    /// The approximate number of bytes in it.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The complete text.
    pub fn finish(self) -> UnitText {
        self.text
    }

    /// The innermost text.
    fn current(&mut self) -> &mut UnitText {
        let innermost = self.open.iter_mut().rev().find_map(|open| match open {
            OpenElement::Subflow(subflow) => Some(&mut subflow.text),
            _ => None,
        });
        innermost.unwrap_or(&mut self.text)
    }

    /// Bytes of the code of the innermost tag so far.
    fn code_length(&self) -> usize {
        let code = self.open.iter().rev().find_map(|open| match open {
            OpenElement::Tag(tag) => Some(tag.code.len()),
            _ => None,
        });
        code.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACEHOLDER: InlineElement = InlineElement::Tag(TagKind::Placeholder);

    #[test]
    fn a_text_inside_a_tag_is_a_subflow_with_tags_of_its_own() {
        let mut builder = SegmentBuilder::default();
        builder.text("See");
        builder.open(PLACEHOLDER, vec![("x".into(), "1".into())]).unwrap();
        builder.text("<fn>");
        builder.open(InlineElement::Subflow, Vec::new()).unwrap();
        builder.text("no");
        builder.open(PLACEHOLDER, Vec::new()).unwrap();
        builder.text("<i>");
        builder.close();
        builder.text("te");
        builder.close();
        builder.text("</fn>");
        builder.close();
        builder.text(".");
        let text = builder.finish();
        assert_eq!(text.plain, "See.");
        let [tag] = text.tags.as_slice() else { panic!("{:?}", text.tags) };
        assert_eq!((tag.at, tag.code.as_str()), (3, "<fn></fn>"));
        let [subflow] = tag.subflows.as_slice() else { panic!("{:?}", tag.subflows) };
        assert_eq!((subflow.at, subflow.text.plain.as_str()), (4, "note"));
        assert_eq!((subflow.text.tags[0].at, subflow.text.tags[0].code.as_str()), (2, "<i>"));
    }

    #[test]
    fn unknown_elements_keep_their_text() {
        let mut builder = SegmentBuilder::default();
        builder.open(InlineElement::Transparent, Vec::new()).unwrap();
        builder.text("a");
        builder.open(InlineElement::Subflow, Vec::new()).unwrap();
        builder.text("b");
        builder.close();
        builder.close();
        assert_eq!(builder.finish(), UnitText::plain("ab"));
    }
}
