//! Reading a damaged SQLite file page by page, without SQLite: trees as far as they can be followed, and the
//! pages that no tree leads to any more.
//!
//! The format is that of <https://www.sqlite.org/fileformat2.html>. Nothing is believed: every number is
//! checked against the file, every page is read at most once as part of a tree, and the pages of long rows
//! that are read in all are limited, so that the work grows with the file and not with what it says.

mod file;
mod log;
mod page;
mod record;

use rusqlite::types::Value;

pub use file::{PageFile, PageUse};
use page::{Cell, Page, PageKind};

/// What is met on the way through a tree, in the order of its keys.
#[derive(Debug)]
pub enum Item {
    /// A row; the key of a table without row ids is 0.
    Row {
        /// Its row id.
        id: i64,
        /// Its columns as stored. Later ones may be missing; a row id that is a column is NULL here.
        values: Vec<Value>,
    },
    /// A row that cannot be decoded.
    Broken {
        /// Its row id.
        id: i64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Rows may be missing here.
    Gap,
}

/// The greatest depth of a tree; a tree of four billion pages has fewer levels.
const MAX_DEPTH: usize = 24;

/// Calls `each` with the items of the tree with this root.
pub fn walk(file: &mut PageFile, root: u32, each: &mut dyn FnMut(Item)) {
    walk_page(file, root, MAX_DEPTH, each);
}

fn walk_page(file: &mut PageFile, number: u32, depth: usize, each: &mut dyn FnMut(Item)) {
    let raw = file.take(number);
    file.set_use(number, PageUse::Tree);
    let Some(page) = raw.and_then(Page::parse).filter(|_| depth > 0) else {
        return each(Item::Gap);
    };
    if page.kind.is_leaf() {
        return read_leaf(file, &page, each);
    }
    for index in 0..page.cells() {
        match page.child(index) {
            Some(child) => walk_page(file, child, depth - 1, each),
            None => each(Item::Gap),
        }
        // In a table without row ids, the pages above the leaves hold rows too.
        if page.kind == PageKind::IndexInterior {
            read_cell(file, page.cell(index, file.usable()), each);
        }
    }
    match page.right_child() {
        Some(child) => walk_page(file, child, depth - 1, each),
        None => each(Item::Gap),
    }
}

/// Calls `each` with the rows of a leaf.
fn read_leaf(file: &mut PageFile, page: &Page, each: &mut dyn FnMut(Item)) {
    let cells: Vec<Option<Cell>> =
        (0..page.cells()).map(|index| page.cell(index, file.usable())).collect();
    let ids: Vec<Option<i64>> =
        cells.iter().map(|cell| cell.as_ref().map(|cell| cell.id)).collect();
    let length: usize = cells.iter().flatten().map(|cell| cell.length).sum();
    for (index, cell) in cells.into_iter().enumerate() {
        match page.kind == PageKind::TableLeaf && is_out_of_order(&ids, index) {
            true => each(Item::Gap),
            false => read_cell(file, cell, each),
        }
    }
    if page.is_short(length, file.usable()) {
        each(Item::Gap);
    }
}

/// Whether the row id at an index is the one that breaks the ascending order of a leaf: without it, its
/// neighbours are in order.
fn is_out_of_order(ids: &[Option<i64>], index: usize) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| ids.get(index).copied().flatten());
    let (before, after) = (at(index.checked_sub(1)), at(index.checked_add(1)));
    let Some(this) = at(Some(index)) else { return false };
    let rises = |left: Option<i64>, right: Option<i64>| left.zip(right).is_none_or(|(a, b)| a < b);
    match (rises(before, Some(this)), rises(Some(this), after)) {
        (true, true) => false,
        (false, false) => true,
        (true, false) => rises(before, after),
        // Unless it is the one before that breaks the order.
        (false, true) => !rises(at(index.checked_sub(2)), Some(this)),
    }
}

fn read_cell(file: &mut PageFile, cell: Option<Cell>, each: &mut dyn FnMut(Item)) {
    let Some(cell) = cell else { return each(Item::Gap) };
    let id = cell.id;
    let decoded = match file.payload(cell) {
        Some(payload) => record::decode(&payload),
        None => Err("its end is missing"),
    };
    each(match decoded {
        Ok(values) => Item::Row { id, values },
        Err(why) => Item::Broken { id, why },
    });
}

/// Calls `each` with the rows of all leaves of tables that no tree has led to, page by page.
pub fn scan_unowned(file: &mut PageFile, each: &mut dyn FnMut(Item)) {
    for number in 1..=file.count() {
        if file.page_use(number) != PageUse::Unknown {
            continue;
        }
        let page = file.take(number).and_then(Page::parse);
        if let Some(page) = page.filter(|page| page.kind == PageKind::TableLeaf) {
            read_leaf(file, &page, each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_that_breaks_the_order_is_told_from_its_neighbours() {
        for (ids, out) in [
            (&[1, 2, 3][..], None),
            (&[10, 29, 12, 13], Some(1)),
            (&[10, 11, 3, 13], Some(2)),
            (&[99, 11, 12], Some(0)),
            (&[10, 11, 5], Some(2)),
            (&[7], None),
        ] {
            let ids: Vec<Option<i64>> = ids.iter().copied().map(Some).collect();
            let found = (0..ids.len()).find(|&index| is_out_of_order(&ids, index));
            assert_eq!(found, out, "{ids:?}");
        }
    }
}
