//! The number of threads of a command.

use anyhow::{Context, Result};

/// The number of threads of a command.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct ThreadsArg {
    /// Number of threads; 0 uses all cores
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=1024))]
    threads: u16,
}

impl ThreadsArg {
    /// Starts the threads. Must be called before any parallel work, which would start them with default
    /// settings.
    pub fn start(self) -> Result<()> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(self.threads))
            .build_global()
            .context("the threads could not be started; use fewer with --threads")
    }
}
