//! The options of the aligner.

#[cfg(feature = "serve")]
use std::ffi::OsString;
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

impl AlignerArgs {
    /// The arguments, for another process of this program.
    #[cfg(feature = "serve")]
    pub fn to_arguments(&self) -> Vec<OsString> {
        let flags = [(self.no_lexicon, "--no-lexicon"), (self.no_anchors, "--no-anchors")];
        let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag.into());
        let lexicons = self.lexicon.iter().flat_map(|path| ["--lexicon".into(), path.into()]);
        flags.chain(lexicons).collect()
    }
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
