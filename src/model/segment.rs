//! Segmented texts and their layout.

use std::fmt::{self, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Language;

/// What kind of paragraph it is in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphKind {
    /// Running text.
    Text,
    /// A heading of any level.
    Heading,
    /// An item of a list.
    Item,
    /// A table cell.
    Cell,
    /// A block quotation.
    Quote,
    /// A footnote or endnote.
    Note,
}

impl ParagraphKind {
    /// The letter that stands for this kind in a [`Layout`].
    fn letter(self) -> char {
        match self {
            ParagraphKind::Text => 't',
            ParagraphKind::Heading => 'h',
            ParagraphKind::Item => 'i',
            ParagraphKind::Cell => 'c',
            ParagraphKind::Quote => 'q',
            ParagraphKind::Note => 'n',
        }
    }

    /// The kind that a letter stands for, in either case; running text for any other letter.
    fn of_letter(letter: char) -> Self {
        match letter.to_ascii_lowercase() {
            'h' => ParagraphKind::Heading,
            'i' => ParagraphKind::Item,
            'c' => ParagraphKind::Cell,
            'q' => ParagraphKind::Quote,
            'n' => ParagraphKind::Note,
            _ => ParagraphKind::Text,
        }
    }
}

/// A segment of an article: a sentence, a paragraph or a line, depending on the segmentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The text as it was typed, with runs of white space collapsed.
    pub text: String,
    /// Index of its paragraph, from 0.
    pub paragraph: usize,
    /// The kind of that paragraph.
    pub kind: ParagraphKind,
}

/// The segments of an article: one side of an alignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentedText {
    /// The language of all segments.
    pub language: Language,
    /// The segments in order.
    pub segments: Vec<Segment>,
}

impl SegmentedText {
    /// Builds a text from segments and their layout. A layout that is too short is padded with running
    /// text.
    pub fn from_layout(language: Language, texts: Vec<String>, layout: &Layout) -> SegmentedText {
        let mut marks = layout.0.iter();
        let mut paragraph = 0;
        let mut segments: Vec<Segment> = Vec::with_capacity(texts.len());
        for text in texts {
            let mark = marks.next().copied().unwrap_or(LayoutMark::TEXT);
            if mark.begins_paragraph && !segments.is_empty() {
                paragraph += 1;
            }
            segments.push(Segment { text, paragraph, kind: mark.kind });
        }
        SegmentedText { language, segments }
    }

    /// The layout of the segments.
    pub fn layout(&self) -> Layout {
        let mut before = None;
        let marks = self.segments.iter().map(|segment| LayoutMark {
            kind: segment.kind,
            begins_paragraph: before.replace(segment.paragraph) != Some(segment.paragraph),
        });
        Layout(marks.collect())
    }

    /// The texts of a range of segments.
    pub fn texts(&self, range: Range<usize>) -> Vec<String> {
        self.segments[range].iter().map(|segment| segment.text.clone()).collect()
    }
}

/// The role of each segment of a sequence in its article. As a string, it has one letter per segment:
/// t(ext), h(eading), i(tem), c(ell), q(uote) or n(ote), in upper case where the segment begins a
/// paragraph. It is empty where the layout is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Layout(Vec<LayoutMark>);

/// The role of a segment in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayoutMark {
    /// The kind of its paragraph.
    pub kind: ParagraphKind,
    /// Whether it is the first segment of its paragraph.
    pub begins_paragraph: bool,
}

impl LayoutMark {
    /// Running text that does not begin a paragraph.
    pub const TEXT: LayoutMark = LayoutMark { kind: ParagraphKind::Text, begins_paragraph: false };
}

impl Layout {
    /// The layout of segments that are all running text of one paragraph.
    pub fn running_text(segments: usize) -> Layout {
        Layout(vec![LayoutMark::TEXT; segments])
    }

    /// Whether the layout is unknown.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of segments that it describes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The mark of a segment.
    pub fn get(&self, index: usize) -> Option<LayoutMark> {
        self.0.get(index).copied()
    }

    /// The layout of a range of segments; `None` if it does not describe all of them.
    pub fn slice(&self, range: Range<usize>) -> Option<Layout> {
        self.0.get(range).map(|marks| Layout(marks.to_vec()))
    }

    /// Appends the layout of the segments that follow.
    pub fn append(&mut self, mut other: Layout) {
        self.0.append(&mut other.0);
    }

    /// Removes and returns all marks after the first `count`.
    pub fn split_off(&mut self, count: usize) -> Layout {
        Layout(self.0.split_off(count))
    }

    /// Inserts a mark before all others.
    pub fn prepend(&mut self, mark: LayoutMark) {
        self.0.insert(0, mark);
    }
}

impl From<&str> for Layout {
    fn from(letters: &str) -> Self {
        let mark = |letter: char| LayoutMark {
            kind: ParagraphKind::of_letter(letter),
            begins_paragraph: letter.is_ascii_uppercase(),
        };
        Layout(letters.chars().map(mark).collect())
    }
}

impl From<String> for Layout {
    fn from(letters: String) -> Self {
        letters.as_str().into()
    }
}

impl From<Layout> for String {
    fn from(layout: Layout) -> String {
        layout.to_string()
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|mark| {
            let letter = mark.kind.letter();
            f.write_char(if mark.begins_paragraph { letter.to_ascii_uppercase() } else { letter })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_written_as_letters_and_read_again() {
        let texts = ["Title", "One.", "Two.", "Item"].map(str::to_owned).to_vec();
        let text = SegmentedText::from_layout(Language::english(), texts, &"HTtI".into());
        let paragraphs: Vec<usize> =
            text.segments.iter().map(|segment| segment.paragraph).collect();
        assert_eq!(paragraphs, [0, 1, 1, 2]);
        assert_eq!(text.layout().to_string(), "HTtI");
        assert_eq!(text.layout().slice(1..3).map(String::from), Some("Tt".to_owned()));
        assert_eq!(text.layout().slice(3..5), None);
    }
}
