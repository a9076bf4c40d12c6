//! `tarjuman work`: carries out an order of the desk in a process of its own.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};

use super::Outcome;
use super::args::{AlignerArgs, ThreadsArg};
use crate::align::{Aligner, AlignerOptions};
use crate::job::Order;

/// Carry out an order of the desk: JSON on standard input, reports on standard output
///
/// The desk starts this program to read and align articles, so that it can stop it.
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct Args {
    /// The most memory it may use, in megabytes
    #[arg(long, value_name = "MB")]
    memory_limit: Option<u32>,
    #[command(flatten)]
    aligner: AlignerArgs,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    limit(args.memory_limit);
    args.threads.start()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the order could not be read")?;
    let order: Order = serde_json::from_str(&line).context("the order is not valid")?;
    // The desk keeps standard input open for as long as it runs.
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(2);
    });
    let aligner = Aligner::new(AlignerOptions::try_from(&args.aligner)?);
    let mut out = std::io::stdout().lock();
    order.carry_out(aligner, |report| {
        // Without a desk to read them, reports do not matter.
        if let Ok(line) = serde_json::to_string(&report) {
            let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        }
    });
    Ok(Outcome::Done)
}

/// Limits the memory of this process, and lets others go first. Where the system cannot do that, the process
/// runs without a limit.
#[cfg(unix)]
fn limit(megabytes: Option<u32>) {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};
    let _ = nice(10);
    if let Some(megabytes) = megabytes {
        let bytes = Some(u64::from(megabytes) << 20);
        let _ = setrlimit(Resource::Data, Rlimit { current: bytes, maximum: bytes });
    }
}

#[cfg(not(unix))]
fn limit(_megabytes: Option<u32>) {}
