//! The attributes of TMX with the dates of a unit, their authors, and how often it was used.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use crate::exchange::time::read_time;
use crate::exchange::xml::push_attribute;
use crate::model::{Timestamp, Unit};

const CREATED_AT: &str = "creationdate";
const CREATED_BY: &str = "creationid";
const CHANGED_AT: &str = "changedate";
const CHANGED_BY: &str = "changeid";
const USED_AT: &str = "lastusagedate";
const USAGE_COUNT: &str = "usagecount";

/// When and by whom a unit was made and changed, and how often it was used.
#[derive(Debug, Default)]
pub struct Provenance {
    created_at: Option<Timestamp>,
    created_by: Option<String>,
    changed_at: Option<Timestamp>,
    changed_by: Option<String>,
    used_at: Option<Timestamp>,
    usage_count: Option<u64>,
}

impl Provenance {
    /// Takes an attribute; others are ignored.
    pub fn read(&mut self, key: &str, value: Cow<'_, str>) {
        match key {
            CREATED_AT => self.created_at = read_time(&value),
            CREATED_BY => self.created_by = Some(value.into_owned()),
            CHANGED_AT => self.changed_at = read_time(&value),
            CHANGED_BY => self.changed_by = Some(value.into_owned()),
            USED_AT => self.used_at = read_time(&value),
            USAGE_COUNT => self.usage_count = value.trim().parse().ok(),
            _ => {}
        }
    }

    /// Sets the provenance of a unit, each value to the first there is among several.
    pub fn apply_first(all: [&Provenance; 3], unit: &mut Unit) {
        let first_time = |of: fn(&Provenance) -> Option<Timestamp>| all.into_iter().find_map(of);
        let first_name = |of: fn(&Provenance) -> &Option<String>| {
            all.into_iter().find_map(|one| of(one).clone())
        };
        unit.created_at = first_time(|one| one.created_at);
        unit.created_by = first_name(|one| &one.created_by);
        unit.changed_at = first_time(|one| one.changed_at);
        unit.changed_by = first_name(|one| &one.changed_by);
        unit.used_at = first_time(|one| one.used_at);
        unit.usage_count = all.into_iter().find_map(|one| one.usage_count).unwrap_or(0);
    }
}

/// Adds the provenance of a unit to its `tu`.
pub fn push_provenance(tu: &mut BytesStart<'_>, unit: &Unit) {
    if unit.usage_count > 0 {
        push_attribute(tu, USAGE_COUNT, &unit.usage_count.to_string());
    }
    push_time(tu, USED_AT, unit.used_at);
    push_creation_time(tu, unit.created_at);
    if let Some(author) = &unit.created_by {
        push_attribute(tu, CREATED_BY, author);
    }
    push_time(tu, CHANGED_AT, unit.changed_at);
    if let Some(author) = &unit.changed_by {
        push_attribute(tu, CHANGED_BY, author);
    }
}

/// Adds the time when a unit or a file was made.
pub fn push_creation_time(start: &mut BytesStart<'_>, time: Option<Timestamp>) {
    push_time(start, CREATED_AT, time);
}

/// Adds a time as TMX writes it, `YYYYMMDDThhmmssZ`.
fn push_time(start: &mut BytesStart<'_>, name: &str, time: Option<Timestamp>) {
    if let Some(time) = time {
        push_attribute(start, name, &time.basic());
    }
}
