//! The open memories: each has several readers and one writer, so that readers never wait for a writer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, Semaphore, watch};

use super::failure::Failure;
use crate::error::Result;
use crate::memory::{Memory, Stop};

/// The number of concurrent readers of a memory; each has its own page cache.
const MAX_READERS: usize = 4;

/// The number of concurrent checks of documents; each uses all cores.
const MAX_LONG_READS: usize = 2;

/// How long reading may take.
const READ_TIME: Duration = Duration::from_secs(30);

/// The memories that are served.
#[derive(Debug)]
pub struct Memories {
    memories: Vec<ServedMemory>,
    /// Permits for long work.
    long: Arc<Semaphore>,
    /// Counts the changes made through this server and notifies subscribers.
    changes: watch::Sender<u64>,
}

/// One of the memories that are served.
#[derive(Debug)]
pub struct ServedMemory {
    /// Its name for display: the file name without extension.
    pub name: String,
    /// The path of its file.
    pub path: PathBuf,
    /// Points that its matches lose.
    pub penalty: u8,
    writer: Arc<AsyncMutex<Memory>>,
    readers: Arc<Mutex<Vec<Memory>>>,
    permits: Arc<Semaphore>,
    /// The permit to read all texts.
    scan: Arc<Semaphore>,
}

impl Memories {
    /// Opens the memories. The first is created if it does not exist.
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
                scan: Arc::new(Semaphore::new(1)),
            });
        }
        let long = Arc::new(Semaphore::new(MAX_LONG_READS));
        Ok(Memories { memories: served, long, changes: watch::Sender::new(0) })
    }

    /// All memories, in the order they were given.
    pub fn all(&self) -> &[ServedMemory] {
        &self.memories
    }

    /// The memory with this number, from 0.
    pub fn get(&self, number: usize) -> std::result::Result<&ServedMemory, Failure> {
        let missing = format!("memory {number} does not exist; /api/memories lists the memories");
        self.memories.get(number).ok_or_else(|| Failure::not_found(missing))
    }

    /// Reads a memory, concurrently with other readers and the writer.
    pub async fn read<T: Send + 'static>(
        &self,
        number: usize,
        read: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        self.get(number)?.read(read).await
    }

    /// Reads a memory for long work such as the checks of a document, on a connection of its own, so that it
    /// does not occupy a reader.
    pub async fn read_long<T: Send + 'static>(
        &self,
        number: usize,
        read: impl FnOnce(&mut Memory, &Stop) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let path = self.get(number)?.path.clone();
        let permit = Arc::clone(&self.long).acquire_owned().await.map_err(|_| unfinished())?;
        stoppable(move |stop| {
            let _permit = permit;
            Memory::open(&path)?.until(stop, |memory| read(memory, stop))
        })
        .await
    }

    /// Changes a memory, one change at a time. A change that has begun is completed even if the client has
    /// gone.
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

    /// Counts a change that a worker made.
    pub fn note_change(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Subscribes to the number of changes made through this server.
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
        stoppable(move |stop| {
            let idle = readers.lock().ok().and_then(|mut readers| readers.pop());
            let mut memory = match idle {
                Some(memory) => memory,
                None => Memory::open(&path)?,
            };
            let done = memory.until(stop, read);
            if let Ok(mut readers) = readers.lock() {
                readers.push(memory);
            }
            drop(permit);
            done
        })
        .await
    }

    /// Reads all texts of this memory. There is one such reader at a time, so that the others stay free.
    pub async fn scan<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let _turn = self.scan.acquire().await.map_err(|_| unfinished())?;
        self.read(read).await
    }
}

/// Reads off the server's threads, and tells that to stop when it has taken too long or the client has gone.
async fn stoppable<T: Send + 'static>(
    read: impl FnOnce(&Stop) -> Result<T> + Send + 'static,
) -> std::result::Result<T, Failure> {
    /// Stops when it is dropped.
    struct StopOnDrop(Stop);

    impl Drop for StopOnDrop {
        fn drop(&mut self) {
            self.0.set();
        }
    }

    let stop = Stop::default();
    let guard = StopOnDrop(stop.clone());
    let mut reading = tokio::task::spawn_blocking(move || read(&stop));
    let done = match tokio::time::timeout(READ_TIME, &mut reading).await {
        Ok(done) => done,
        Err(_) => {
            guard.0.set();
            reading.await
        }
    };
    finished(done)
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
        "the server is stopping or could not finish this request; check that it is running, and try again",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// When nobody waits for the answer any more, reading is told to stop.
    #[tokio::test]
    async fn reading_stops_when_the_client_has_gone() {
        let (begun, has_begun) = channel();
        let (ended, has_ended) = channel();
        let reading = tokio::spawn(stoppable(move |stop| {
            begun.send(()).unwrap();
            while !stop.is_set() {
                std::thread::sleep(Duration::from_millis(1));
            }
            ended.send(()).unwrap();
            Ok(())
        }));
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        reading.abort();
        let wait = move || has_ended.recv_timeout(Duration::from_secs(10));
        tokio::task::spawn_blocking(wait).await.unwrap().unwrap();
    }
}
