//! The command line: one file per command.
//!
//! # Adding a command
//!
//! 1. Write `src/cli/NAME.rs` with a struct `Args` that derives `clap::Args`, and a function
//!    `run(args: Args) -> anyhow::Result<Outcome>`. `segment.rs` is the shortest example. The doc comment of
//!    `Args` is the help: a summary in the imperative on the first line, then details; `after_help` shows
//!    examples, and the doc comment of each field describes an argument and its default.
//! 2. Add two lines to this file: `mod NAME;` and a line in the table of `commands!`, in the place where
//!    `tarjuman --help` should list the command.
//! 3. Test it in `tests/`, and describe it in `README.md`.
//!
//! Arguments that several commands share are in `args`, such as the memory and the filters of units. Data goes
//! to standard output through `output` or `screen`, and messages to standard error through `talk`; both remove
//! what could control a terminal. A command returns `Outcome::Incomplete` if nothing was found, something was
//! skipped or a check failed (exit code 1), and an error for everything else that goes wrong (exit code 2).

mod align;
mod args;
mod backup;
mod check;
mod completions;
mod corpus;
mod coverage;
mod dedupe;
mod evaluate;
mod export;
mod history;
mod import;
mod info;
mod lexicon;
mod lookup;
mod output;
mod progress;
mod repair;
mod replace;
mod screen;
mod search;
mod segment;
#[cfg(feature = "serve")]
mod serve;
mod talk;
mod units;
#[cfg(feature = "serve")]
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Turn articles and their translations into translation memory, for English and Arabic.
#[derive(Debug, Parser)]
#[command(
    name = "tarjuman",
    version,
    propagate_version = true,
    after_help = "\
Start here:
  tarjuman align article.en.docx article.ar.docx                  print the pairs
  tarjuman align article.en.docx article.ar.docx --output out.tmx write them for a CAT tool
  tarjuman align --pairs old-work/ --memory work.tarjuman         align a folder of old work
  tarjuman import old.tmx --memory work.tarjuman                  import a memory of another tool
  tarjuman lookup 'A sentence.' --memory work.tarjuman            find similar texts
  tarjuman serve --memory work.tarjuman --open                    review and search in a browser
  tarjuman check old.tmx                                          check pairs for mistakes
  tarjuman export --memory work.tarjuman --output work.tmx        export a memory

Exit codes: 0 success, 1 nothing found, something skipped or a check failed, 2 error."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Defines the commands from a table of their names, arguments and functions.
macro_rules! commands {
    ($($(#[$attribute:meta])* $name:ident($args:ty) => $run:path,)*) => {
        #[derive(Debug, Subcommand)]
        enum Command {
            $($(#[$attribute])* $name($args),)*
        }

        impl Command {
            fn run(self) -> anyhow::Result<Outcome> {
                match self {
                    $($(#[$attribute])* Command::$name(args) => $run(args),)*
                }
            }
        }
    };
}

commands! {
    Align(align::Args) => align::run,
    Lookup(lookup::Args) => lookup::run,
    Search(search::Args) => search::run,
    Import(import::Args) => import::run,
    Export(export::Args) => export::run,
    Info(info::Args) => info::run,
    History(history::HistoryArgs) => history::run_history,
    Undo(history::UndoArgs) => history::run_undo,
    Redo(history::RedoArgs) => history::run_redo,
    Units(units::Args) => units::run,
    Check(check::Args) => check::run,
    Dedupe(dedupe::Args) => dedupe::run,
    Replace(replace::Args) => replace::run,
    Backup(backup::Args) => backup::run,
    Repair(repair::Args) => repair::run,
    #[cfg(feature = "serve")]
    Serve(serve::Args) => serve::run,
    #[cfg(feature = "serve")]
    Work(work::Args) => work::run,
    Corpus(corpus::Args) => corpus::run,
    Segment(segment::Args) => segment::run,
    Lexicon(lexicon::Args) => lexicon::run,
    Evaluate(evaluate::Args) => evaluate::run,
    Completions(completions::Args) => completions::run,
}

/// How a command ended, unless it failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was done.
    #[default]
    Done,
    /// Nothing was found, something was skipped, or a check failed.
    Incomplete,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error),
    };
    match cli.command.run() {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Incomplete) => ExitCode::from(1),
        // The reader of the output has closed it, such as `head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            talk::error(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Prints help and version as they are, and errors without control characters, because they quote the
/// arguments.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        for line in error.render().to_string().trim_end().lines() {
            talk::note(line);
        }
        return ExitCode::from(2);
    }
    // It does not matter if the help cannot be printed because the pipe is closed.
    let _ = error.print();
    ExitCode::SUCCESS
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<Error>().is_some_and(Error::is_broken_pipe)
            || cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
