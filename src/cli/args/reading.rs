//! How a command reads articles.

use crate::document::Segmentation;
use crate::job::TextLanguages;
use crate::model::{Language, Pair};

/// How articles are read.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadingArgs {
    /// What a segment is
    #[arg(long, value_enum, default_value_t)]
    segmentation: SegmentationArg,
    /// Language of the original, as en-US or ar-SA; by default its script shows it
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// Language of the translation
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
}

impl ReadingArgs {
    /// What a segment is.
    pub fn segmentation(&self) -> Segmentation {
        self.segmentation.into()
    }

    /// Both languages, where they are named.
    pub fn languages(&self) -> TextLanguages {
        Pair::new(self.source_language.clone(), self.target_language.clone())
    }
}

/// What a segment is.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub enum SegmentationArg {
    /// A sentence
    #[default]
    Sentence,
    /// A paragraph
    Paragraph,
    /// A line of the file; blank lines count and stay unaligned
    Line,
}

impl From<SegmentationArg> for Segmentation {
    fn from(arg: SegmentationArg) -> Self {
        match arg {
            SegmentationArg::Sentence => Segmentation::Sentence,
            SegmentationArg::Paragraph => Segmentation::Paragraph,
            SegmentationArg::Line => Segmentation::Line,
        }
    }
}
