//! The number of threads of a command.

#[cfg(feature = "serve")]
use std::ffi::OsString;

use anyhow::{Context, Result};

/// The number of threads of a command.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct ThreadsArg {
    /// Number of threads; 0 uses all cores
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=1024))]
    threads: u16,
}

impl ThreadsArg {
    /// The arguments, for another process of this program.
    #[cfg(feature = "serve")]
    pub fn to_arguments(self) -> Vec<OsString> {
        vec!["--threads".into(), self.threads.to_string().into()]
    }

    /// Starts the threads. Must be called before any parallel work, which would start them with default
    /// settings.
    pub fn start(self) -> Result<()> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(self.threads))
            .build_global()
            .context("the threads could not be started; use fewer with --threads")
    }
}
