//! `tarjuman replace`: searches and replaces in the texts of units.

use std::io::{IsTerminal, Write};
use std::ops::Range;

use anyhow::{Context, Result};

use super::args::UnitFilterArgs;
use super::args::{MemoryArg, author};
use super::history::{counted, units};
use super::units::write_heading;
use super::{Outcome, talk};
use crate::error::Error;
use crate::memory::{Replace, Replacement, SearchMode};
use crate::model::Language;
use crate::model::Side;
use crate::text::printable;

/// Search and replace in the texts of units
#[derive(Debug, clap::Args)]
#[command(after_help = "\
By default, only whole words with exactly this spelling are replaced: `cat` does not change `category`, \
and كتاب does not change كتابٌ or والكتاب. --folded finds a word in every spelling, with and without \
tashkeel, hamza and capitals; --inside-words also finds it inside other words; --regex searches for a \
regular expression, whose groups can be used in the replacement: $1, or ${1} before a letter, and $$ for \
a dollar sign.

Inline tags keep their positions; those inside replaced text move to its end. Changed units become \
`edited`, and keep their texts when their document is aligned again.

Without --apply, nothing is changed: the units are only shown, with [-deleted-] and {+inserted+} text. \
`tarjuman undo` reverses all replacements.

Examples:
  tarjuman replace harbor harbour --on source
  tarjuman replace 'إدارة الموارد' 'تدبير الموارد' --folded --document report
  tarjuman replace '(\\d+) kg' '${1} kilograms' --regex --on source --apply")]
pub struct Args {
    /// Text to search for
    #[arg(value_name = "SEARCH")]
    searched: String,
    /// Text to replace it with; may be empty
    replacement: String,
    #[command(flatten)]
    memory: MemoryArg,
    /// Side to search
    #[arg(long, value_enum, default_value_t)]
    on: SideArg,
    /// Search for a regular expression
    #[arg(long)]
    regex: bool,
    /// Search for whole words, ignoring tashkeel, hamza, digit systems and case
    #[arg(long, conflicts_with_all = ["regex", "ignore_case", "inside_words"])]
    folded: bool,
    /// Also search inside words
    #[arg(long, conflicts_with = "regex")]
    inside_words: bool,
    /// Ignore case
    #[arg(long)]
    ignore_case: bool,
    /// Show at most this many units; all are counted
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = super::args::count())]
    limit: usize,
    /// Apply the replacements
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    filter: UnitFilterArgs,
}

/// The side that is searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum SideArg {
    Source,
    Target,
    #[default]
    Both,
}

impl SideArg {
    fn side(self) -> Option<Side> {
        match self {
            SideArg::Source => Some(Side::Source),
            SideArg::Target => Some(Side::Target),
            SideArg::Both => None,
        }
    }
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut memory = args.memory.open()?;
    memory.set_author(author());
    let how = match (args.regex, args.folded, args.inside_words) {
        (true, _, _) => SearchMode::Regex,
        (_, true, _) => SearchMode::Folded,
        (_, _, true) => SearchMode::Anywhere,
        _ => SearchMode::Words,
    };
    let side = args.on.side();
    let Some(filter) = args.filter.filter(&memory)? else { return Ok(Outcome::Incomplete) };
    let replace =
        Replace::new(&args.searched, &args.replacement, (how, args.ignore_case), side, filter)?;
    let done = if args.apply {
        memory.replace(&replace)?
    } else {
        let mut preview = Preview::new();
        let mut shown = 0;
        let found = memory.find_replacements(&replace, &mut |replacement| {
            shown += 1;
            if shown <= args.limit {
                preview.write(&replacement).map_err(Error::Write)?;
            }
            Ok(())
        })?;
        preview.out.flush().map_err(Error::Write).context("standard output")?;
        found
    };
    if done.emptied > 0 {
        talk::warning(&format!(
            "left unchanged because a text would become empty: {}",
            units(done.emptied as u64)
        ));
    }
    let occurrences = counted(done.places as u64, "occurrence");
    let units = units(done.units as u64);
    match (done.units, args.apply) {
        (0, _) => talk::note("nothing was found to replace"),
        (_, true) => {
            talk::note(&format!("replaced {occurrences} in {units}; `tarjuman undo` reverses it"))
        }
        (_, false) => talk::note(&format!(
            "would replace {occurrences} in {units}; use --apply to replace them"
        )),
    }
    let outcome = if done.units == 0 { Outcome::Incomplete } else { Outcome::Done };
    Ok(talk::skipped(&memory, outcome))
}

/// Shows deletions and insertions, marked by brackets and also by colours if the terminal supports them:
/// not everybody can see colours.
struct Preview {
    out: Box<dyn Write>,
    coloured: bool,
}

const DELETED: &str = "\u{1b}[4;31m";
const INSERTED: &str = "\u{1b}[4;32m";
const PLAIN: &str = "\u{1b}[0m";

impl Preview {
    fn new() -> Preview {
        let stdout = std::io::stdout();
        let coloured = stdout.is_terminal()
            && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        Preview { out: Box::new(std::io::BufWriter::new(stdout)), coloured }
    }

    fn write(&mut self, replacement: &Replacement) -> std::io::Result<()> {
        let unit = &replacement.stored.unit;
        write_heading(&replacement.stored, &mut self.out)?;
        let mut sides = [
            (&unit.languages.source, &unit.texts.source.plain, &replacement.edits.source),
            (&unit.languages.target, &unit.texts.target.plain, &replacement.edits.target),
        ];
        sides.sort_by_key(|(language, _, _)| language.is_right_to_left());
        for (language, text, stretches) in sides {
            self.write_side(language, text, stretches)?;
        }
        writeln!(self.out)
    }

    fn write_side(
        &mut self,
        language: &Language,
        text: &str,
        stretches: &[(Range<usize>, String)],
    ) -> std::io::Result<()> {
        let (deleted, inserted, plain) =
            if self.coloured { (DELETED, INSERTED, PLAIN) } else { ("", "", "") };
        write!(self.out, "  {language}  ")?;
        let mut at = 0;
        for (range, new) in stretches {
            write!(self.out, "{}", printable(&text[at..range.start]))?;
            if !range.is_empty() {
                write!(self.out, "{deleted}[-{}-]{plain}", printable(&text[range.clone()]))?;
            }
            if !new.is_empty() {
                write!(self.out, "{inserted}{{+{}+}}{plain}", printable(new))?;
            }
            at = range.end;
        }
        writeln!(self.out, "{}", printable(&text[at..]))
    }
}
