//! The options of the aligner.

use std::path::PathBuf;

use anyhow::Result;

use crate::align::AlignerOptions;
use crate::align::lexicon::Lexicon;
use crate::cli::lexicon::read_lexicon;

/// The options of the aligner.
#[derive(Debug, clap::Args)]
pub struct AlignerArgs {
    /// Also use this lexicon or glossary. A glossary has one line per term, ENGLISH<TAB>ARABIC or
    /// ARABIC<TAB>ENGLISH. Can be repeated
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
    /// Do not use the built-in lexicon
    #[arg(long)]
    no_lexicon: bool,
    /// Do not use anchors: numbers, names, punctuation marks
    #[arg(long)]
    no_anchors: bool,
}

impl TryFrom<&AlignerArgs> for AlignerOptions {
    type Error = anyhow::Error;

    fn try_from(args: &AlignerArgs) -> Result<Self> {
        let mut lexicons = if args.no_lexicon { Vec::new() } else { vec![Lexicon::built_in()] };
        for path in &args.lexicon {
            lexicons.push(read_lexicon(path)?.lexicon);
        }
        Ok(AlignerOptions { lexicons, anchors: !args.no_anchors, ..AlignerOptions::default() })
    }
}
