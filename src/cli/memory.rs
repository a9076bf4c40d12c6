//! Which memory a command works on.

use std::path::PathBuf;

use anyhow::{Context, Result};
use etcetera::AppStrategy;

use crate::memory::Memory;

/// The memory a command reads.
#[derive(Debug, clap::Args)]
pub struct MemoryArg {
    /// The translation memory; by default $TARJUMAN_MEMORY, else one in your user data folder
    #[arg(long, value_name = "FILE", env = "TARJUMAN_MEMORY", hide_env_values = true)]
    memory: Option<PathBuf>,
}

impl MemoryArg {
    /// Opens the memory that was named, or the user's own.
    pub fn open(&self) -> Result<Memory> {
        Ok(Memory::open(&self.path()?)?)
    }

    /// Where it is.
    pub fn path(&self) -> Result<PathBuf> {
        self.memory.clone().map_or_else(default_location, Ok)
    }
}

/// The user's own memory: `tarjuman/memory.tarjuman` in the data folder of the platform.
fn default_location() -> Result<PathBuf> {
    let strategy = etcetera::choose_app_strategy(etcetera::AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "tarjuman".to_owned(),
        app_name: "tarjuman".to_owned(),
    })
    .context("there is no home folder to keep a memory in; name one with --memory")?;
    Ok(strategy.in_data_dir("memory.tarjuman"))
}

/// The person whose changes these are, as the system names them.
pub fn author() -> Option<String> {
    ["TARJUMAN_USER", "USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok())
}
