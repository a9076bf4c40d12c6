//! How many cores a command takes.

use anyhow::{Context, Result};

/// The threads of a command that aligns.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct ThreadsArg {
    /// Work on this many cores at a time; 0 takes all
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=1024))]
    threads: u16,
}

impl ThreadsArg {
    /// Makes the threads. Comes before any work that would make them by itself.
    pub fn start(self) -> Result<()> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(self.threads))
            .build_global()
            .context("the threads could not be started; ask for fewer with --threads")
    }
}
