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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, MemoryFault};
    use crate::memory::{SearchOptions, UnitFilter};
    use crate::model::{Language, Pair, Unit, UnitText};

    #[test]
    fn work_ends_when_it_is_told_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::open_or_create(&folder.path().join("m.tarjuman")).unwrap();
        let units: Vec<Unit> = (0..1000)
            .map(|number| {
                let texts = Pair::new(format!("Unit {number}"), format!("وحدة {number}"));
                let languages = Pair::new(Language::english(), Language::arabic());
                Unit::new(texts.map(|text| UnitText::plain(&text)), languages)
            })
            .collect();
        memory.add_units(&units).unwrap();
        let search =
            SearchOptions { regex: Some("x$".to_owned()), limit: 1, ..SearchOptions::default() };
        let stop = Stop::default();
        assert!(memory.until(&stop, |memory| memory.search(&search)).unwrap().hits.is_empty());
        stop.set();
        let stopped = memory.until(&stop, |memory| memory.search(&search)).unwrap_err();
        assert!(matches!(stopped, Error::Memory { fault: MemoryFault::Stopped, .. }), "{stopped}");
        // The next work is not concerned.
        assert_eq!(memory.units(&UnitFilter::default()).unwrap().len(), 1000);
    }
}
