//! Stopping work on a memory from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Memory;
use crate::error::Result;

/// After so many steps of SQLite's machine it is looked whether to stop: some hundred microseconds.
const STEPS: i32 = 1000;

/// Tells reading to stop, from another thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Tells it to stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Memory {
    /// Does work that ends with an error soon after `stop` is set.
    ///
    /// # Errors
    /// Those of the work, and [`MemoryFault::Stopped`](crate::error::MemoryFault::Stopped).
    pub fn until<T>(
        &mut self,
        stop: &Stop,
        work: impl FnOnce(&mut Memory) -> Result<T>,
    ) -> Result<T> {
        let flag = stop.clone();
        let watched = self.connection.progress_handler(STEPS, Some(move || flag.is_set()));
        watched.map_err(|error| self.explain(error))?;
        let done = work(self);
        // Without a handler, this cannot fail.
        let _ = self.connection.progress_handler(0, None::<fn() -> bool>);
        done
    }
}
