//! How articles are read.

use crate::document::Segmentation;
use crate::job::TextLanguages;
use crate::model::{Language, Pair};

/// How articles are read.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadingArgs {
    /// How to split articles into segments
    #[arg(long, value_enum, default_value_t)]
    segmentation: SegmentationArg,
    /// Language of the original, such as en-US or ar-SA; by default detected by its script
    #[arg(long, value_name = "TAG")]
    source_language: Option<Language>,
    /// Language of the translation, likewise
    #[arg(long, value_name = "TAG")]
    target_language: Option<Language>,
}

impl ReadingArgs {
    /// How articles are split into segments.
    pub fn segmentation(&self) -> Segmentation {
        self.segmentation.into()
    }

    /// Both languages, if they are given.
    pub fn languages(&self) -> TextLanguages {
        Pair::new(self.source_language.clone(), self.target_language.clone())
    }
}

/// How articles are split into segments.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub enum SegmentationArg {
    /// Each sentence is a segment
    #[default]
    Sentence,
    /// Each paragraph is a segment
    Paragraph,
    /// Each line of the file is a segment; blank lines count and remain unaligned
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
