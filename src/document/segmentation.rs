//! Splits an article into segments.

use super::Article;
use crate::error::{Error, Fault, FaultKind, Result};
use crate::model::{Language, ParagraphKind, Segment, SegmentedText};
use crate::text::{split_sentences, squeeze_space};

/// The most segments of an article. Aligning two articles with as many takes up to 4 GB of memory.
pub const MAX_SEGMENTS: usize = 1_000_000;

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
    ///
    /// # Errors
    /// When it has more than [`MAX_SEGMENTS`] segments.
    pub fn segments(self, article: &Article, language: &Language) -> Result<SegmentedText> {
        let all = MAX_SEGMENTS + 1;
        let segments: Vec<Segment> = match self {
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
                .take(all)
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
                .take(all)
                .collect(),
            Segmentation::Line => article
                .lines()
                .enumerate()
                .map(|(index, line)| Segment {
                    text: squeeze_space(line),
                    paragraph: index,
                    kind: ParagraphKind::Text,
                })
                .take(all)
                .collect(),
        };
        if segments.len() > MAX_SEGMENTS {
            let what = format!("the file has more than {MAX_SEGMENTS} segments");
            let fault = Fault::new(FaultKind::Limit, what, "split it into several documents");
            return Err(Error::unreadable(&article.path, fault));
        }
        Ok(SegmentedText { language: language.clone(), segments })
    }
}
