//! A page of a tree and its cells.

use super::file::{HEADER, RawPage};
use super::record::take_varint;

/// The kind of a page of a tree. Tables without row ids are stored as indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// Leads to pages of an index.
    IndexInterior,
    /// Leads to pages of a table.
    TableInterior,
    /// Holds entries of an index.
    IndexLeaf,
    /// Holds rows of a table.
    TableLeaf,
}

impl PageKind {
    /// Whether it leads to no other page.
    pub fn is_leaf(self) -> bool {
        matches!(self, PageKind::IndexLeaf | PageKind::TableLeaf)
    }
}

/// A page of a tree.
#[derive(Debug)]
pub struct Page {
    /// Its kind.
    pub kind: PageKind,
    bytes: Vec<u8>,
    /// Where the header of the page begins: the first page begins with the header of the file.
    start: usize,
    cells: usize,
}

/// A cell of a page.
#[derive(Debug)]
pub struct Cell {
    /// The row id; 0 in an index.
    pub id: i64,
    /// The part of the record that is on the page.
    pub local: Vec<u8>,
    /// The length of the record.
    pub total: usize,
    /// The page on which the record goes on.
    pub overflow: u32,
    /// The bytes of the cell on its page.
    pub length: usize,
}

impl Page {
    /// The page of a tree; `None` if it is none.
    pub fn parse(raw: RawPage) -> Option<Page> {
        let start = if raw.number == 1 { HEADER } else { 0 };
        let bytes = raw.bytes;
        let kind = match bytes.get(start)? {
            2 => PageKind::IndexInterior,
            5 => PageKind::TableInterior,
            10 => PageKind::IndexLeaf,
            13 => PageKind::TableLeaf,
            _ => return None,
        };
        let cells = usize::from(be_u16(&bytes, start + 3)?);
        // A cell takes two bytes in the list of cells, and four more at least.
        (cells <= bytes.len() / 6).then_some(Page { kind, bytes, start, cells })
    }

    /// The number of cells.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Whether cells are missing: the part of a leaf that holds cells is larger than all its cells and what
    /// is free between them. `length` is the number of bytes of all its cells.
    pub fn is_short(&self, length: usize, usable: usize) -> bool {
        let number = |at: usize| be_u16(&self.bytes, self.start + at).map(usize::from);
        let (Some(mut block), Some(content)) = (number(1), number(5)) else { return true };
        let content = if content == 0 { 65_536 } else { content };
        let mut free = usize::from(self.bytes.get(self.start + 7).copied().unwrap_or_default());
        while block != 0 {
            let (Some(next), Some(size)) =
                (be_u16(&self.bytes, block), be_u16(&self.bytes, block + 2))
            else {
                return true;
            };
            free += usize::from(size);
            // Free blocks are in ascending order, so the list ends.
            if next != 0 && usize::from(next) <= block {
                return true;
            }
            block = usize::from(next);
        }
        usable.saturating_sub(content) > length + free
    }

    fn header_length(&self) -> usize {
        if self.kind.is_leaf() { 8 } else { 12 }
    }

    /// Where a cell begins.
    fn offset(&self, index: usize) -> Option<usize> {
        let list = self.start + self.header_length();
        let at = usize::from(be_u16(&self.bytes, list + 2 * index)?);
        (at >= list + 2 * self.cells).then_some(at)
    }

    /// The page that a cell of an interior page leads to.
    pub fn child(&self, index: usize) -> Option<u32> {
        be_u32(&self.bytes, self.offset(index)?)
    }

    /// The page behind the last cell of an interior page.
    pub fn right_child(&self) -> Option<u32> {
        be_u32(&self.bytes, self.start + 8)
    }

    /// A cell with a record. `usable` is the number of bytes of a page that hold data.
    pub fn cell(&self, index: usize, usable: usize) -> Option<Cell> {
        let skipped = if self.kind == PageKind::IndexInterior { 4 } else { 0 };
        let start = self.offset(index)? + skipped;
        let mut rest = self.bytes.get(start..usable)?;
        let total = usize::try_from(take_varint(&mut rest)?).ok()?;
        let id = match self.kind {
            PageKind::TableLeaf => take_varint(&mut rest)?,
            _ => 0,
        };
        // The numbers are those of the format: how much of a long record stays on its page.
        let least = (usable - 12) * 32 / 255 - 23;
        let most = match self.kind {
            PageKind::TableLeaf => usable - 35,
            _ => (usable - 12) * 64 / 255 - 23,
        };
        let on_page = match total.checked_sub(least) {
            _ if total <= most => total,
            Some(more) if least + more % (usable - 4) <= most => least + more % (usable - 4),
            _ => least,
        };
        let local = rest.get(..on_page)?.to_vec();
        let head = usable - start - rest.len();
        let (overflow, tail) = if on_page < total { (be_u32(rest, on_page)?, 4) } else { (0, 0) };
        // A cell takes four bytes at least.
        let length = (head + on_page + tail).max(4);
        Some(Cell { id, local, total, overflow, length })
    }
}

/// The two bytes at a place as a number.
fn be_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|&bytes| u16::from_be_bytes(bytes))
}

/// The four bytes at a place as a number.
pub fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|&bytes| u32::from_be_bytes(bytes))
}
