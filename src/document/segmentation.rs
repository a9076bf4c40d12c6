//! Splits an article into segments.

use super::Article;
use crate::model::{Language, ParagraphKind, Segment, SegmentedText};
use crate::text::{split_sentences, squeeze_space};

/// How an article is split into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Segmentation {
    /// Each sentence is a segment.
    #[default]
    Sentence,
    /// Each paragraph is a segment.
    Paragraph,
    /// Each line of the file is a segment, including blank lines.
    Line,
}

impl Segmentation {
    /// The name that users type and memories store.
    pub fn name(self) -> &'static str {
        match self {
            Segmentation::Sentence => "sentence",
            Segmentation::Paragraph => "paragraph",
            Segmentation::Line => "line",
        }
    }

    /// The segmentation with a name.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = [Segmentation::Sentence, Segmentation::Paragraph, Segmentation::Line];
        all.into_iter().find(|segmentation| segmentation.name() == name)
    }

    /// Splits an article into segments.
    pub fn segments(self, article: &Article, language: &Language) -> SegmentedText {
        let segments = match self {
            Segmentation::Sentence => article
                .paragraphs
                .iter()
                .enumerate()
                .flat_map(|(index, paragraph)| {
                    split_sentences(&paragraph.text, language).into_iter().map(move |range| {
                        Segment {
                            text: paragraph.text[range].to_owned(),
                            paragraph: index,
                            kind: paragraph.kind,
                        }
                    })
                })
                .collect(),
            Segmentation::Paragraph => article
                .paragraphs
                .iter()
                .enumerate()
                .map(|(index, paragraph)| Segment {
                    text: paragraph.text.clone(),
                    paragraph: index,
                    kind: paragraph.kind,
                })
                .collect(),
            Segmentation::Line => article
                .lines
                .iter()
                .enumerate()
                .map(|(index, line)| Segment {
                    text: squeeze_space(line),
                    paragraph: index,
                    kind: ParagraphKind::Text,
                })
                .collect(),
        };
        SegmentedText { language: language.clone(), segments }
    }
}
