//! The text of a segment, put together from the elements inside it.

use crate::model::{InlineTag, Subflow, TagKind, UnitText};

/// Texts inside the codes of tags inside such texts…: no tool writes more than two, and what is
/// stored of them must be readable by parsers that recurse.
const DEEPEST_SUBFLOW: usize = 10;

/// Bytes of a unit, texts and codes and attributes, beyond which it is skipped.
pub const LARGEST_UNIT: usize = 4 << 20;

/// What an element inside a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline {
    /// A tag; what is in it is native code.
    Tag(TagKind),
    /// Stands around text: a tag where it opens and one where it closes.
    Around(TagKind, TagKind),
    /// A text inside the code of a tag.
    Subflow,
    /// Nothing known: what is in it belongs to what it stands in.
    Transparent,
}

/// An element that is open.
#[derive(Debug)]
enum Open {
    Tag(InlineTag),
    /// With the tag to add where it closes.
    Around(InlineTag),
    Subflow(Subflow),
    Transparent,
}

/// A segment as far as it has been read.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    text: UnitText,
    open: Vec<Open>,
    subflows: usize,
    /// Bytes of all that it holds.
    size: usize,
}

impl SegmentBuilder {
    /// Adds characters where they belong.
    pub fn text(&mut self, text: &str) {
        self.size += text.len();
        for open in self.open.iter_mut().rev() {
            match open {
                Open::Tag(tag) => return tag.code.push_str(text),
                Open::Subflow(subflow) => return subflow.text.plain.push_str(text),
                Open::Around(_) | Open::Transparent => {}
            }
        }
        self.text.plain.push_str(text);
    }

    /// Whether characters now belong to the code of a tag.
    pub fn is_in_code(&self) -> bool {
        self.open
            .iter()
            .rev()
            .find_map(|open| match open {
                Open::Tag(_) => Some(true),
                Open::Subflow(_) => Some(false),
                Open::Around(_) | Open::Transparent => None,
            })
            .unwrap_or(false)
    }

    /// Opens an element. Inside a tag only a subflow is more than its text.
    ///
    /// # Errors
    /// When subflows nest too deep.
    pub fn open(
        &mut self,
        inline: Inline,
        attributes: Vec<(String, String)>,
    ) -> Result<(), String> {
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
            Inline::Tag(kind) if !in_code => Open::Tag(tag(self.place(), kind, attributes)),
            Inline::Around(begin, end) if !in_code => {
                let closing: Vec<_> =
                    attributes.iter().filter(|(key, _)| key == "i").cloned().collect();
                let place = self.place();
                self.add(tag(place, begin, attributes));
                Open::Around(tag(0, end, closing))
            }
            Inline::Subflow if in_code => {
                self.subflows += 1;
                if self.subflows > DEEPEST_SUBFLOW {
                    return Err(format!("its tags hold texts more than {DEEPEST_SUBFLOW} deep"));
                }
                let at = self.code_length();
                Open::Subflow(Subflow { at, attributes, text: UnitText::default() })
            }
            _ => Open::Transparent,
        };
        self.open.push(open);
        Ok(())
    }

    /// Adds a tag that is complete.
    pub fn add(&mut self, tag: InlineTag) {
        self.size += tag.code.len() + 64;
        self.current().tags.push(tag);
    }

    /// Where the next character of the innermost text will stand.
    pub fn place(&mut self) -> usize {
        self.current().plain.len()
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Tag(tag)) => self.add(tag),
            Some(Open::Around(mut tag)) => {
                tag.at = self.place();
                self.add(tag);
            }
            Some(Open::Subflow(subflow)) => {
                self.subflows -= 1;
                let around = self.open.iter_mut().rev().find_map(|open| match open {
                    Open::Tag(tag) => Some(tag),
                    _ => None,
                });
                if let Some(tag) = around {
                    tag.subflows.push(subflow);
                }
            }
            Some(Open::Transparent) | None => {}
        }
    }

    /// Sets the code of the tag added last, or open.
    pub fn set_code(&mut self, code: &str) {
        self.size += code.len();
        if let Some(Open::Tag(tag)) = self.open.last_mut() {
            tag.code.push_str(code);
        } else if let Some(tag) = self.current().tags.last_mut() {
            tag.code.push_str(code);
        }
    }

    /// Sets the code of the tag that the element opened last adds where it closes.
    pub fn set_closing_code(&mut self, code: &str) {
        self.size += code.len();
        if let Some(Open::Around(tag)) = self.open.last_mut() {
            tag.code.push_str(code);
        }
    }

    /// Bytes of all that it holds, about.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The whole.
    pub fn finish(self) -> UnitText {
        self.text
    }

    /// The text that characters and tags go to.
    fn current(&mut self) -> &mut UnitText {
        let innermost = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Subflow(subflow) => Some(&mut subflow.text),
            _ => None,
        });
        innermost.unwrap_or(&mut self.text)
    }

    /// Bytes of the innermost tag's code so far.
    fn code_length(&self) -> usize {
        let code = self.open.iter().rev().find_map(|open| match open {
            Open::Tag(tag) => Some(tag.code.len()),
            _ => None,
        });
        code.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACEHOLDER: Inline = Inline::Tag(TagKind::Placeholder);

    #[test]
    fn a_text_inside_a_tag_is_a_subflow_with_tags_of_its_own() {
        let mut builder = SegmentBuilder::default();
        builder.text("See");
        builder.open(PLACEHOLDER, vec![("x".into(), "1".into())]).unwrap();
        builder.text("<fn>");
        builder.open(Inline::Subflow, Vec::new()).unwrap();
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
        builder.open(Inline::Transparent, Vec::new()).unwrap();
        builder.text("a");
        builder.open(Inline::Subflow, Vec::new()).unwrap();
        builder.text("b");
        builder.close();
        builder.close();
        assert_eq!(builder.finish(), UnitText::plain("ab"));
    }
}
