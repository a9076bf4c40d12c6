//! The input of a build: JSON lines, a folder of files with matching names, or a list of pairs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::stream::{Line, read_line};
use crate::document::{FilePair, find_pairs};
use crate::error::{Error, Result};
use crate::exchange::{failure, open};
use crate::model::Language;

/// A document pair that has not been parsed yet.
pub enum Item {
    /// A line of JSON.
    Record(Line),
    /// A pair of files.
    Files(FilePair),
}

/// A sequence of document pairs.
pub struct Input {
    path: PathBuf,
    items: Items,
    /// How much has been read, out of `size`.
    read: Arc<AtomicU64>,
    size: u64,
    /// The number of files in a folder that have no counterpart.
    pub unmatched: usize,
}

enum Items {
    Lines { lines: Box<dyn BufRead + Send>, number: u64 },
    Files(std::vec::IntoIter<FilePair>),
}

impl Input {
    /// Opens JSON lines (optionally compressed with gzip or zstd), a folder, or a list of pairs, whose name
    /// ends in `.tsv`.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn open(path: &Path, source_language: Option<&Language>) -> Result<Input> {
        let read = Arc::new(AtomicU64::new(0));
        let is_list = path.extension().is_some_and(|extension| extension == "tsv");
        if path.is_dir() || is_list {
            let found = find_pairs(path, source_language, |_| true)?;
            let size = found.pairs.len() as u64;
            let items = Items::Files(found.pairs.into_iter());
            let unmatched = found.unmatched.len();
            return Ok(Input { path: path.to_owned(), items, read, size, unmatched });
        }
        let bytes = open(path, Some(Arc::clone(&read)))?;
        let size = path.metadata().map_err(|error| Error::io(path, error))?.len();
        let lines = Box::new(BufReader::with_capacity(CHUNK, bytes));
        let items = Items::Lines { lines, number: 0 };
        Ok(Input { path: path.to_owned(), items, read, size, unmatched: 0 })
    }

    /// How much has been read, and the size of the input: in bytes as they are stored, or in pairs of
    /// files.
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.size)
    }

    /// A hash that identifies the input without reading it: of the names in a folder or list, and of the
    /// sizes and modification times of the files.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |file: &Path| {
            let about = file.metadata().ok();
            let changed = about.as_ref().and_then(|about| about.modified().ok());
            hash.update(format!("{:?} {changed:?};", about.map(|about| about.len())));
        };
        match &self.items {
            Items::Lines { .. } => add(&self.path),
            Items::Files(pairs) => {
                pairs.as_slice().iter().for_each(|pair| {
                    pair.files.iter().for_each(|file| add(file));
                });
                for pair in pairs.as_slice() {
                    for name in &pair.relative {
                        hash.update(name.as_os_str().as_encoded_bytes());
                    }
                }
            }
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The next document pair; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_next(&mut self) -> Result<Option<Item>> {
        match &mut self.items {
            Items::Files(pairs) => {
                self.read.fetch_add(1, Ordering::Relaxed);
                Ok(pairs.next().map(Item::Files))
            }
            Items::Lines { lines, number } => loop {
                *number += 1;
                let line = read_line(lines).map_err(|error| failure(&self.path, *number, error))?;
                match line {
                    None => return Ok(None),
                    Some(Ok(text)) if text.trim_ascii().is_empty() => {}
                    Some(text) => return Ok(Some(Item::Record(Line { number: *number, text }))),
                }
            },
        }
    }
}

/// The size of read buffers, in bytes.
const CHUNK: usize = 1 << 20;
