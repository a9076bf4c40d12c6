//! `tarjuman serve`: the desk in a browser, and the memories for other tools.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use tracing_subscriber::filter::LevelFilter;

use super::args::{AlignerArgs, MemoriesArg, ThreadsArg, author};
use super::{Outcome, talk};
use crate::align::{Aligner, AlignerOptions};
use crate::web::{ServeOptions, serve};

/// Review alignments and search memories in a browser, and serve them to CAT tools
///
/// One program and one port, offline. Only this machine can ask, unless --listen says otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman serve --memory work.tarjuman --open
  tarjuman serve --memory work.tarjuman --memory old.tarjuman:penalty=5 --omegat ~/projects/report
  tarjuman serve --listen 0.0.0.0:8425 --token \"$TOKEN\" --allow-host desk.example

What other tools ask, at the address that is printed:
  /tmserver            amaGama and tmserver: Virtaal, Weblate, Okapi
  /get                 MyMemory: MateCat, scripts
  /translate           Apertium: OmegaT's custom server
  /api/openapi.json    describes the rest

With --token a browser opens /t/TOKEN/ once; tools that cannot send a header put /t/TOKEN before \
their path.")]
pub struct Args {
    #[command(flatten)]
    memories: MemoriesArg,
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8425")]
    listen: SocketAddr,
    /// Open a browser
    #[arg(long)]
    open: bool,
    /// The token that clients must send; required when other machines can connect
    #[arg(long, value_name = "TOKEN", env = "TARJUMAN_TOKEN", hide_env_values = true, value_parser = token)]
    token: Option<String>,
    /// Another name of this machine that clients may use; may repeat
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Keep a TMX of the memories in the tm folder of this OmegaT project; may repeat
    #[arg(long, value_name = "DIR")]
    omegat: Vec<PathBuf>,
    /// What is written to standard error about requests; never texts or tokens
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    log: LogLevel,
    #[command(flatten)]
    aligner: AlignerArgs,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum LogLevel {
    /// Nothing
    Off,
    /// What failed
    Error,
    /// Slow answers too
    #[default]
    Warn,
    /// Refused requests too, and when the server starts and stops
    Info,
    /// Every request
    Debug,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Off => LevelFilter::OFF,
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::Warn => LevelFilter::WARN,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Debug => LevelFilter::DEBUG,
        }
    }
}

/// Letters of a token at least: fewer can be guessed.
const SHORTEST: usize = 12;

/// Reads a token, which goes into addresses and cookies as it is.
fn token(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    if text.len() < SHORTEST || !text.chars().all(is_plain) {
        return Err(format!("a token is at least {SHORTEST} letters, digits or any of - _ . ~"));
    }
    Ok(text.to_owned())
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    args.threads.start()?;
    // Fails only when another log is kept in this process already.
    let _ = tracing_subscriber::fmt()
        .with_max_level(args.log)
        .with_writer(std::io::stderr)
        .with_target(false)
        .try_init();
    args.memories.make_place()?;
    let options = ServeOptions {
        listen: args.listen,
        memories: args.memories.paths()?,
        token: args.token,
        hosts: args.allow_host,
        omegat: args.omegat,
        author: author(),
        aligner: Aligner::new(AlignerOptions::try_from(&args.aligner)?),
    };
    let token = options.token.clone();
    serve(&options, |address| {
        let page = match &token {
            Some(token) => format!("http://{address}/t/{token}/"),
            None => format!("http://{address}/"),
        };
        // A token is never written where others may read it.
        let shown =
            if token.is_some() { format!("http://{address}/t/TOKEN/") } else { page.clone() };
        talk::note(&format!("the desk is open at {shown}; Ctrl-C closes it"));
        if args.open && open::that_detached(&page).is_err() {
            talk::warning("no browser could be opened; open the address by hand");
        }
    })?;
    Ok(Outcome::Done)
}
