//! Copying rows as they are met, whatever page they are on.

use std::collections::HashSet;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::super::super::damage::NOT_AS_WRITTEN;
use super::super::pages::Item;
use super::shape::TableShape;
use super::{SalvagedTable, TABLES};
use crate::memory::{DamagedRow, Table};

/// The most ranges of lost rows that are told apart.
const MAX_RANGES: usize = 100;

/// Copies rows to a new memory.
pub struct RowCopy<'c> {
    into: &'c Connection,
    tables: Vec<TableCopy>,
}

/// The rows of one table.
struct TableCopy {
    shape: TableShape,
    copied: HashSet<i64>,
    found: u64,
    damaged: Vec<DamagedRow>,
    /// Ranges of row ids in which the tree could not be read, without their ends.
    gaps: Vec<(i64, i64)>,
}

impl<'c> RowCopy<'c> {
    /// A copy of nothing yet.
    pub fn new(into: &'c Connection) -> rusqlite::Result<RowCopy<'c>> {
        let tables = TABLES.into_iter().map(|table| {
            Ok(TableCopy {
                shape: TableShape::read(into, table)?,
                copied: HashSet::new(),
                found: 0,
                damaged: Vec::new(),
                gaps: Vec::new(),
            })
        });
        Ok(RowCopy { into, tables: tables.collect::<rusqlite::Result<_>>()? })
    }

    /// Notes that the tree of a table was not found.
    pub fn miss(&mut self, table: Table) {
        let index = index_of(table);
        self.tables[index].gaps.push((i64::MIN, i64::MAX));
    }

    /// Copies the rows of a table's tree, which `walk` goes through.
    pub fn copy_tree(
        &mut self,
        table: Table,
        walk: impl FnOnce(&mut dyn FnMut(Item)),
    ) -> rusqlite::Result<()> {
        let own = index_of(table);
        let (mut last, mut is_gap) = (i64::MIN, false);
        let mut result = Ok(());
        walk(&mut |item| match item {
            _ if result.is_err() => {}
            Item::Gap => is_gap = true,
            Item::Broken { id, why } => {
                self.tables[own].note_damaged(id, why);
            }
            Item::Row { id, values } => match self.table_of(&values, Some(own)) {
                Some(index) => {
                    if index == own {
                        if is_gap {
                            self.tables[own].gaps.push((last, id));
                        }
                        (last, is_gap) = (id, false);
                    } else {
                        is_gap = true;
                    }
                    result = self.insert(index, id, values).map(drop);
                }
                None => {
                    self.tables[own].note_damaged(id, "its values are not those of such a row");
                }
            },
        });
        if is_gap {
            self.tables[own].gaps.push((last, i64::MAX));
        }
        result
    }

    /// Copies rows that `scan` finds on pages without an owner. If it is not known which pages are free, only
    /// those of tables that are incomplete.
    pub fn copy_found(
        &mut self,
        knows_free: bool,
        scan: impl FnOnce(&mut dyn FnMut(Item)),
    ) -> rusqlite::Result<()> {
        let mut result = Ok(());
        scan(&mut |item| {
            if let Item::Row { id, values } = item
                && result.is_ok()
                && let Some(index) = self.table_of(&values, None)
                && (knows_free || !self.tables[index].gaps.is_empty())
            {
                match self.insert(index, id, values) {
                    Ok(inserted) => self.tables[index].found += u64::from(inserted),
                    Err(error) => result = Err(error),
                }
            }
        });
        result
    }

    /// The table that values can be a row of, preferably this one.
    fn table_of(&self, values: &[Value], preferred: Option<usize>) -> Option<usize> {
        let fits = |index: &usize| self.tables[*index].shape.fits(values);
        preferred.filter(fits).or_else(|| (0..self.tables.len()).find(fits))
    }

    /// Copies a row unless it is damaged or there already; returns whether it did.
    fn insert(&mut self, index: usize, id: i64, mut values: Vec<Value>) -> rusqlite::Result<bool> {
        let table = &mut self.tables[index];
        if table.copied.contains(&id) {
            return Ok(false);
        }
        table.shape.complete(id, &mut values);
        if !table.shape.is_whole(&values) {
            table.note_damaged(id, NOT_AS_WRITTEN);
            return Ok(false);
        }
        let names = table.shape.names[..values.len()].join(", ");
        let marks = vec!["?"; values.len()].join(", ");
        let insert = format!("INSERT INTO {} ({names}) VALUES ({marks})", table.shape.table.name());
        match self.into.prepare_cached(&insert)?.execute(params_from_iter(values)) {
            Ok(_) => Ok(table.copied.insert(id)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                table.note_damaged(id, "it contradicts another row");
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// The results, and whether deleted rows may be among those that were found.
    pub fn finish(self, knows_free: bool) -> (Vec<SalvagedTable>, bool) {
        let may_be_deleted = !knows_free && self.tables.iter().any(|table| table.found > 0);
        (self.tables.into_iter().map(TableCopy::finish).collect(), may_be_deleted)
    }
}

fn index_of(table: Table) -> usize {
    TABLES.iter().position(|&other| other == table).unwrap_or_default()
}

impl TableCopy {
    fn note_damaged(&mut self, id: i64, why: &str) {
        self.damaged.push(DamagedRow::new(self.shape.table, id, why));
    }

    fn finish(mut self) -> SalvagedTable {
        let mut ids: Vec<i64> = self.copied.iter().copied().collect();
        ids.sort_unstable();
        self.damaged.retain(|row| !self.copied.contains(&row.id));
        self.damaged.sort_by_key(|row| row.id);
        self.damaged.dedup_by_key(|row| row.id);
        let mut gaps = Vec::new();
        for &(after, before) in &self.gaps {
            add_missing(&ids, after.max(0), before, &mut gaps);
        }
        gaps.truncate(MAX_RANGES);
        SalvagedTable {
            table: self.shape.table.name().to_owned(),
            rows: self.copied.len() as u64,
            found: self.found,
            gaps,
            damaged: self.damaged,
        }
    }
}

/// Adds the ranges between `after` and `before` in which no row was copied. `ids` are in ascending order.
fn add_missing(ids: &[i64], mut after: i64, before: i64, gaps: &mut Vec<(i64, Option<i64>)>) {
    let start = ids.partition_point(|&id| id <= after);
    let between = ids[start..].iter().copied().take_while(|&id| id < before);
    for id in between.chain([before]) {
        let first = after.saturating_add(1);
        if first < id {
            gaps.push((first, (id != i64::MAX).then_some(id - 1)));
        }
        after = id;
    }
}
