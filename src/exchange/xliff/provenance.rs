//! When and by whom a unit was made and changed, as memoQ, Phrase and Studio write it.

use crate::exchange::time::{read_milliseconds, read_time};
use crate::model::{Timestamp, Unit};

/// When a unit was made and changed, and by whom.
#[derive(Debug, Default)]
pub struct Provenance {
    created_at: Option<Timestamp>,
    created_by: Option<String>,
    changed_at: Option<Timestamp>,
    changed_by: Option<String>,
}

impl Provenance {
    /// Takes an attribute of memoQ or Phrase, or a value of Studio; others are ignored.
    pub fn read(&mut self, key: &str, value: &str) {
        let time = || {
            read_time(value).or_else(|| read_milliseconds(value)).or_else(|| read_american(value))
        };
        let name = || (!value.trim().is_empty()).then(|| value.to_owned());
        match key {
            "created-at" | "created_on" => self.created_at = time(),
            "modified-at" | "modified_on" | "lastchangedtimestamp" => self.changed_at = time(),
            "created-by" | "created_by" => self.created_by = name(),
            "modified-by" | "last_modified_by" | "lastchanginguser" => self.changed_by = name(),
            _ => {}
        }
    }

    /// Sets the provenance of a unit.
    pub fn apply(&self, unit: &mut Unit) {
        unit.created_at = self.created_at;
        unit.created_by = self.created_by.clone();
        unit.changed_at = self.changed_at;
        unit.changed_by = self.changed_by.clone();
    }
}

/// `MM/DD/YYYY HH:MM:SS`, as Studio writes times.
fn read_american(value: &str) -> Option<Timestamp> {
    let (date, time) = value.trim().split_once(' ')?;
    let mut parts = date.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    read_time(&format!("{year}-{month:0>2}-{day:0>2}T{time:0>8}Z"))
}
