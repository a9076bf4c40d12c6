//! The command line: one file a command, its arguments and its `run`.

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

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Turn an article and its translation into translation memory, for English and Arabic.
#[derive(Debug, Parser)]
#[command(
    name = "tarjuman",
    version,
    propagate_version = true,
    after_help = "\
Start here:
  tarjuman align article.en.docx article.ar.docx                  see the pairs in the terminal
  tarjuman align article.en.docx article.ar.docx --output out.tmx write them for a CAT tool
  tarjuman align --pairs old-work/ --memory work.tarjuman         take in a folder of old work
  tarjuman import old.tmx --memory work.tarjuman                  and what other tools hold
  tarjuman lookup 'A sentence.' --memory work.tarjuman            what is like it
  tarjuman serve --memory work.tarjuman --open                    review and search in a browser
  tarjuman check old.tmx                                          what is wrong with its pairs
  tarjuman export --memory work.tarjuman --output work.tmx        hand it on

Exit codes: 0 done, 1 nothing found, something was skipped or a check failed, 2 error."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Align(align::Args),
    Lookup(lookup::Args),
    Search(search::Args),
    Import(import::Args),
    Export(export::Args),
    Info(info::Args),
    History(history::HistoryArgs),
    Undo(history::UndoArgs),
    Redo(history::RedoArgs),
    Units(units::Args),
    Check(check::Args),
    Dedupe(dedupe::Args),
    Replace(replace::Args),
    Backup(backup::Args),
    Repair(repair::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    Corpus(corpus::Args),
    Segment(segment::Args),
    Lexicon(lexicon::Args),
    Evaluate(evaluate::Args),
    Completions(completions::Args),
}

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All done.
    Done,
    /// Nothing was found, or something was skipped and said so.
    Incomplete,
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error),
    };
    let result = match cli.command {
        Command::Align(args) => align::run(args),
        Command::Lookup(args) => lookup::run(args),
        Command::Search(args) => search::run(args),
        Command::Import(args) => import::run(args),
        Command::Export(args) => export::run(args),
        Command::Info(args) => info::run(args),
        Command::History(args) => history::run_history(args),
        Command::Undo(args) => history::run_undo(args),
        Command::Redo(args) => history::run_redo(args),
        Command::Units(args) => units::run(args),
        Command::Check(args) => check::run(args),
        Command::Dedupe(args) => dedupe::run(args),
        Command::Replace(args) => replace::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Repair(args) => repair::run(args),
        Command::Corpus(args) => corpus::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args),
        Command::Segment(args) => segment::run(args),
        Command::Lexicon(args) => lexicon::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Completions(args) => completions::run(args),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Incomplete) => ExitCode::from(1),
        // Whoever read our output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            talk::error(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Help and version as they are; a complaint without what could drive the terminal, for it quotes
/// what was typed.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        for line in error.render().to_string().trim_end().lines() {
            talk::note(line);
        }
        return ExitCode::from(2);
    }
    // Nobody is left to read the help of a closed pipe.
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
