//! The translation memory: one SQLite file of documents, their beads and the units they gave.
//!
//! Every change is one transaction, logged in `operation`. Original texts are kept as typed.

mod document;
mod export;
mod info;
mod open;
mod operation;
mod schema;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use document::{DocumentKey, NewDocument, Stored, StoredBead, StoredDocument};
pub use export::UnitFilter;
pub use info::{DocumentInfo, MemoryInfo, PairInfo};

use crate::error::Error;

/// An open translation memory.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    path: PathBuf,
    author: Option<String>,
}

impl Memory {
    /// Where the memory is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Names the person whose changes these are.
    pub fn set_author(&mut self, author: Option<String>) {
        self.author = author.filter(|author| !author.trim().is_empty());
    }

    /// Says what went wrong in the user's terms where SQLite's would not help.
    fn explain(&self, error: rusqlite::Error) -> Error {
        open::explain(&self.path, error)
    }
}
