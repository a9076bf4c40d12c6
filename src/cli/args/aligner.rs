//! What a command aligns by.

use std::path::PathBuf;

use anyhow::Result;

use crate::align::AlignerOptions;
use crate::align::lexicon::Lexicon;
use crate::cli::lexicon::read_lexicon;

/// What the aligner goes by.
#[derive(Debug, clap::Args)]
pub struct AlignerArgs {
    /// Also go by this lexicon, or by a glossary: ENGLISH<TAB>ARABIC or ARABIC<TAB>ENGLISH a line.
    /// May repeat
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
    /// Leave out the built-in lexicon
    #[arg(long)]
    no_lexicon: bool,
    /// Leave out anchors: numbers, names, marks
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
