//! The memories that a command works on.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result};
use etcetera::AppStrategy;

use crate::memory::{Memory, MemorySet};

/// The memory that a command reads or changes.
#[derive(Debug, clap::Args)]
pub struct MemoryArg {
    /// The translation memory; by default $TARJUMAN_MEMORY, or else the memory in your user data folder
    #[arg(long, value_name = "FILE", env = "TARJUMAN_MEMORY", hide_env_values = true)]
    memory: Option<PathBuf>,
}

impl MemoryArg {
    /// The memory at a path; `None` stands for the default memory.
    pub fn of(path: Option<PathBuf>) -> MemoryArg {
        let by_environment = || std::env::var_os("TARJUMAN_MEMORY").map(PathBuf::from);
        MemoryArg { memory: path.or_else(by_environment) }
    }

    /// Opens the given memory, or the default memory.
    pub fn open(&self) -> Result<Memory> {
        let mut memory = Memory::open(&self.path()?)?;
        memory.set_author(author());
        Ok(memory)
    }

    /// The same, but creates an empty memory if there is none.
    pub fn open_or_create(&self) -> Result<Memory> {
        let path = self.path()?;
        if self.memory.is_none()
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let mut memory = Memory::open_or_create(&path)?;
        memory.set_author(author());
        Ok(memory)
    }

    /// The path of the memory.
    pub fn path(&self) -> Result<PathBuf> {
        self.memory.clone().map_or_else(default_location, Ok)
    }
}

/// The memories that a command searches, each with a penalty on its matches.
#[derive(Debug, clap::Args)]
pub struct MemoriesArg {
    /// A translation memory, optionally with a penalty in points on its matches. Can be repeated. By
    /// default $TARJUMAN_MEMORY, or else the memory in your user data folder
    #[arg(
        long = "memory",
        value_name = "FILE[:penalty=N]",
        env = "TARJUMAN_MEMORY",
        hide_env_values = true
    )]
    memories: Vec<NamedMemory>,
}

impl MemoriesArg {
    /// Creates the folder of the default memory if no memory is given.
    #[cfg(feature = "serve")]
    pub fn create_default_folder(&self) -> Result<()> {
        if self.memories.is_empty()
            && let Some(folder) = default_location()?.parent()
        {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        Ok(())
    }

    /// The paths of the given memories, or of the default memory, each with its penalty.
    pub fn paths(&self) -> Result<Vec<(PathBuf, u8)>> {
        if self.memories.is_empty() {
            return Ok(vec![(default_location()?, 0)]);
        }
        Ok(self.memories.iter().map(|named| (named.path.clone(), named.penalty)).collect())
    }

    /// Opens the given memories, or the default memory, each with its penalty.
    pub fn open(&self) -> Result<MemorySet> {
        let open = |(path, penalty): (PathBuf, u8)| Ok((Memory::open(&path)?, penalty));
        Ok(MemorySet::new(self.paths()?.into_iter().map(open).collect::<Result<_>>()?))
    }
}

/// A memory as it is given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NamedMemory {
    path: PathBuf,
    penalty: u8,
}

impl FromStr for NamedMemory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A file with exactly this name takes precedence.
        let parts = text.rsplit_once(":penalty=").filter(|_| !Path::new(text).exists());
        let Some((path, penalty)) = parts else {
            return Ok(NamedMemory { path: PathBuf::from(text), penalty: 0 });
        };
        match penalty.parse() {
            Ok(penalty @ 0..=100) => Ok(NamedMemory { path: PathBuf::from(path), penalty }),
            _ => Err(format!("a penalty is a number from 0 to 100, not “{penalty}”")),
        }
    }
}

/// The default memory: `tarjuman/memory.tarjuman` in the data folder of the platform.
fn default_location() -> Result<PathBuf> {
    let strategy = etcetera::choose_app_strategy(etcetera::AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "tarjuman".to_owned(),
        app_name: "tarjuman".to_owned(),
    })
    .context("there is no home folder for the default memory; give a memory with --memory")?;
    Ok(strategy.in_data_dir("memory.tarjuman"))
}

/// The name of the user, to whom changes are attributed.
pub fn author() -> Option<String> {
    ["TARJUMAN_USER", "USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok())
}
