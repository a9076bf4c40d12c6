//! `tarjuman serve`: serves the desk to browsers, and memories to other tools.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use tracing_subscriber::filter::LevelFilter;

use super::args::{AlignerArgs, MemoriesArg, ThreadsArg, author};
use super::{Outcome, talk};
use crate::align::{Aligner, AlignerOptions};
use crate::web::{Budget, ServeOptions, WorkerProgram, serve};

/// Review alignments and search memories in a browser, and serve them to CAT tools
///
/// Works offline, on one port. Only this machine can connect, unless --listen allows others.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tarjuman serve --memory work.tarjuman --open
  tarjuman serve --memory work.tarjuman --memory old.tarjuman:penalty=5 --omegat ~/projects/report
  tarjuman serve --listen 0.0.0.0:8425 --token \"$TOKEN\" --allow-host desk.example

Interfaces for other tools, at the address that is printed:
  /tmserver            amaGama and tmserver: Virtaal, Weblate, Okapi
  /get                 MyMemory: MateCat, scripts
  /translate           Apertium: OmegaT's custom server
  /api/openapi.json    describes the JSON interface

With --token, open /t/TOKEN/ once in the browser; tools that cannot send a header put /t/TOKEN before \
the path.")]
pub struct Args {
    #[command(flatten)]
    memories: MemoriesArg,
    /// Address to listen on; port 0 is any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8425")]
    listen: SocketAddr,
    /// Open the desk in a browser
    #[arg(long)]
    open: bool,
    /// Token that clients must send; required if other machines can connect
    #[arg(long, value_name = "TOKEN", env = "TARJUMAN_TOKEN", hide_env_values = true, value_parser = token)]
    token: Option<String>,
    /// Another host name of this machine that clients may use. Can be repeated
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Keep a TMX of the memories in the tm folder of this OmegaT project. Can be repeated
    #[arg(long, value_name = "DIR")]
    omegat: Vec<PathBuf>,
    /// The most memory that aligning two uploaded articles may use, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(64..=1_048_576))]
    job_memory: u32,
    /// The longest that aligning two uploaded articles may take, in minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1440))]
    job_time: u16,
    /// What to log to standard error; texts and tokens are never logged
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
    /// Failed requests
    Error,
    /// Also slow requests
    #[default]
    Warn,
    /// Also refused requests, and the start and stop of the server
    Info,
    /// All requests
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

/// The shortest token, in characters; shorter ones can be guessed.
const MIN_TOKEN_LENGTH: usize = 12;

/// Validates a token, which is used in addresses and cookies without escaping.
fn token(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    if text.len() < MIN_TOKEN_LENGTH || !text.chars().all(is_plain) {
        return Err(format!(
            "a token must consist of at least {MIN_TOKEN_LENGTH} letters, digits or any of - _ . ~"
        ));
    }
    Ok(text.to_owned())
}

/// The file of this program, even if it is replaced while it runs.
fn this_program() -> Result<PathBuf> {
    match cfg!(target_os = "linux") {
        true => Ok(PathBuf::from("/proc/self/exe")),
        false => std::env::current_exe().context("the file of this program is not known"),
    }
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    args.threads.start()?;
    // Fails only if this process already has a logger.
    let _ = tracing_subscriber::fmt()
        .with_max_level(args.log)
        .with_writer(std::io::stderr)
        .with_target(false)
        .try_init();
    args.memories.create_default_folder()?;
    let options = ServeOptions {
        listen: args.listen,
        memories: args.memories.paths()?,
        token: args.token,
        hosts: args.allow_host,
        omegat: args.omegat,
        author: author(),
        worker: WorkerProgram {
            program: this_program()?,
            arguments: [
                &["work".into()][..],
                &args.threads.to_arguments(),
                &args.aligner.to_arguments(),
            ]
            .concat(),
        },
        budget: Budget {
            megabytes: args.job_memory,
            time: Duration::from_secs(60 * u64::from(args.job_time)),
        },
        aligner: Aligner::new(AlignerOptions::try_from(&args.aligner)?),
    };
    let token = options.token.clone();
    serve(&options, |address| {
        let page = match &token {
            Some(token) => format!("http://{address}/t/{token}/"),
            None => format!("http://{address}/"),
        };
        // The token itself is never printed, because others might read it.
        let shown =
            if token.is_some() { format!("http://{address}/t/TOKEN/") } else { page.clone() };
        talk::note(&format!("the desk is open at {shown}; press Ctrl-C to close it"));
        if args.open && open::that_detached(&page).is_err() {
            talk::warning("no browser could be opened; open the address yourself");
        }
    })?;
    Ok(Outcome::Done)
}
