//! Copying what operations changed. It is of use only as a whole: an operation can be undone if all its
//! changes are there, and those of all later operations.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::super::super::checksum::{CHANGE, checksum_of};
use super::super::pages::{Item, PageFile, walk};

/// The number of columns of `change`, the checksum last.
const COLUMNS: usize = 6;

/// Copies the changes of the operations after the last damage; returns whether all were copied.
pub fn copy_changes(
    from: &mut PageFile,
    root: Option<u32>,
    into: &Connection,
) -> rusqlite::Result<bool> {
    let Some(root) = root else { return Ok(false) };
    let width = into.prepare("SELECT * FROM change")?.column_count();
    let mut insert = into.prepare(&format!(
        "INSERT OR IGNORE INTO change VALUES ({})",
        vec!["?"; width].join(", ")
    ))?;
    let mut copied = Copied::default();
    let mut result = Ok(());
    walk(from, root, &mut |item| {
        if result.is_err() {
            return;
        }
        let Item::Row { mut values, .. } = item else { return copied.is_gap = true };
        values.resize(width, Value::Null);
        if copied.takes(&values) {
            result = insert.execute(params_from_iter(values)).map(drop);
        }
    });
    result?;
    if copied.is_gap {
        copied.cut = i64::MAX;
    }
    into.execute("DELETE FROM change WHERE operation_id <= ?", [copied.cut])?;
    Ok(copied.cut == i64::MIN)
}

/// How far the changes are whole.
struct Copied {
    last: (i64, i64),
    is_gap: bool,
    /// The last operation whose changes are not whole.
    cut: i64,
}

impl Default for Copied {
    fn default() -> Self {
        Copied { last: (i64::MIN, i64::MIN), is_gap: false, cut: i64::MIN }
    }
}

impl Copied {
    /// Whether these are the values of a change, which is then the last.
    fn takes(&mut self, values: &[Value]) -> bool {
        let [
            Value::Integer(operation),
            Value::Integer(sequence),
            Value::Text(_),
            Value::Integer(_),
            before,
            rest @ ..,
        ] = values
        else {
            self.is_gap = true;
            return false;
        };
        let is_whole = match rest.first() {
            Some(Value::Integer(stored)) => {
                let covered = values.iter().take(CHANGE.columns.len()).map(ValueRef::from);
                checksum_of(covered) == *stored
            }
            _ => true,
        };
        let key = (*operation, *sequence);
        let is_text = matches!(before, Value::Text(_) | Value::Null);
        if !is_whole || !is_text || key <= self.last || values.len() > COLUMNS {
            self.is_gap = true;
            return false;
        }
        if self.is_gap {
            // The changes of an operation are counted from 1.
            let lost = if *sequence > 1 { *operation } else { operation.saturating_sub(1) };
            self.cut = self.cut.max(lost);
            self.is_gap = false;
        }
        self.last = key;
        true
    }
}
