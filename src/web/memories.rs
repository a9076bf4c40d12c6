//! The open memories: several readers each, and one writer, so that reading never waits.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::sync::{Mutex as AsyncMutex, Semaphore, watch};

use super::failure::Failure;
use crate::error::Result;
use crate::memory::Memory;

/// Readers of a memory at once; each keeps pages of its own.
const MAX_READERS: usize = 4;

/// Alignments at once: each takes all cores.
const MAX_LONG_READS: usize = 2;

/// The memories that are served.
#[derive(Debug)]
pub struct Memories {
    memories: Vec<ServedMemory>,
    /// Permits for long work.
    long: Arc<Semaphore>,
    /// Counts the changes made here, for those who follow them.
    changes: watch::Sender<u64>,
}

/// One of them.
#[derive(Debug)]
pub struct ServedMemory {
    /// Its name on the page: that of its file without the extension.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What its matches lose.
    pub penalty: u8,
    writer: Arc<AsyncMutex<Memory>>,
    readers: Arc<Mutex<Vec<Memory>>>,
    permits: Arc<Semaphore>,
}

impl Memories {
    /// Opens memories. The first is made when it is not there.
    pub fn open(memories: &[(PathBuf, u8)], author: Option<&str>) -> Result<Memories> {
        let mut served = Vec::new();
        for (path, penalty) in memories {
            let mut memory = match served.is_empty() {
                true => Memory::open_or_create(path)?,
                false => Memory::open(path)?,
            };
            memory.set_author(author.map(str::to_owned));
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            served.push(ServedMemory {
                name: name.unwrap_or_else(|| "memory".to_owned()),
                path: path.clone(),
                penalty: *penalty,
                writer: Arc::new(AsyncMutex::new(memory)),
                readers: Arc::default(),
                permits: Arc::new(Semaphore::new(MAX_READERS)),
            });
        }
        let long = Arc::new(Semaphore::new(MAX_LONG_READS));
        Ok(Memories { memories: served, long, changes: watch::Sender::new(0) })
    }

    /// All memories, in the order they were named.
    pub fn all(&self) -> &[ServedMemory] {
        &self.memories
    }

    /// The memory of that number, from 0.
    pub fn get(&self, number: usize) -> std::result::Result<&ServedMemory, Failure> {
        let there = format!("memory {number} does not exist; /api/memories lists the memories");
        self.memories.get(number).ok_or_else(|| Failure::not_found(there))
    }

    /// Reads a memory, beside whatever else is going on.
    pub async fn read<T: Send + 'static>(
        &self,
        number: usize,
        read: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        self.get(number)?.read(read).await
    }

    /// Reads a memory at leisure, on a connection of its own: an alignment does not take a reader's permit.
    pub async fn read_long<T: Send + 'static>(
        &self,
        number: usize,
        read: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let path = self.get(number)?.path.clone();
        let permit = Arc::clone(&self.long).acquire_owned().await.map_err(|_| unfinished())?;
        let work = move || {
            let _permit = permit;
            read(&mut Memory::open(&path)?)
        };
        finished(tokio::task::spawn_blocking(work).await)
    }

    /// Changes a memory, one after the other. What has begun is finished, even when nobody waits for it any
    /// more.
    pub async fn write<T: Send + 'static>(
        &self,
        number: usize,
        write: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let writer = Arc::clone(&self.get(number)?.writer);
        let mut memory = writer.lock_owned().await;
        let changes = self.changes.clone();
        let work = move || {
            let done = write(&mut memory);
            changes.send_modify(|count| *count += 1);
            done
        };
        finished(tokio::task::spawn_blocking(work).await)
    }

    /// A count that grows with every change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

impl ServedMemory {
    /// Reads this memory.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| unfinished())?;
        let (readers, path) = (Arc::clone(&self.readers), self.path.clone());
        let work = move || {
            let idle = readers.lock().ok().and_then(|mut readers| readers.pop());
            let mut memory = match idle {
                Some(memory) => memory,
                None => Memory::open(&path)?,
            };
            let done = read(&mut memory);
            if let Ok(mut readers) = readers.lock() {
                readers.push(memory);
            }
            drop(permit);
            done
        };
        finished(tokio::task::spawn_blocking(work).await)
    }
}

fn finished<T>(
    result: std::result::Result<Result<T>, tokio::task::JoinError>,
) -> std::result::Result<T, Failure> {
    match result {
        Ok(done) => Ok(done?),
        Err(_) => Err(unfinished()),
    }
}

fn unfinished() -> Failure {
    Failure::new(
        axum::http::StatusCode::SERVICE_UNAVAILABLE,
        "the server could not finish this; check that it is running, and try again",
    )
}
