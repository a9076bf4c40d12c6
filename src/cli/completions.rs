//! `tarjuman completions`: prints shell completions.

use anyhow::Result;
use clap::CommandFactory;

use super::output::write_to_stdout;
use super::{Cli, Outcome};

/// Print shell completions
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: tarjuman completions bash > ~/.local/share/bash-completion/completions/tarjuman"
)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tarjuman", &mut script);
    write_to_stdout(&script)?;
    Ok(Outcome::Done)
}
