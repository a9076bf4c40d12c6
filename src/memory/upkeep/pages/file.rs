//! The pages of a file, with those that its write-ahead log replaces.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::log::read_log;
use super::page::{Cell, be_u32};

/// The size of the pages of a memory, if the header does not say.
const PAGE_SIZE: usize = 4096;

/// Bytes of the header of a file.
pub const HEADER: usize = 100;

/// What a page is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageUse {
    /// Nothing that was found.
    Unknown,
    /// It is part of a tree.
    Tree,
    /// It is free: what it holds was deleted.
    Free,
}

/// A damaged file, of which single pages are read.
#[derive(Debug)]
pub struct PageFile {
    file: File,
    page_size: usize,
    /// Bytes of a page that hold data.
    usable: usize,
    /// The pages that committed transactions of the log wrote, with their place in the log.
    log: Option<(File, HashMap<u32, u64>)>,
    uses: Vec<PageUse>,
    header: Vec<u8>,
    /// Whether all free pages are known.
    knows_free: bool,
    /// Pages of long rows that may still be read.
    budget: u64,
}

/// A page as it was read.
#[derive(Debug)]
pub struct RawPage {
    /// Its number, from 1.
    pub number: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl PageFile {
    /// Opens a file to read its pages; nothing in it or beside it is changed.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> std::io::Result<PageFile> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut header = vec![0; HEADER];
        let read = read_at(&mut file, 0, &mut header);
        if !read {
            header.fill(0);
        }
        let stated = match header.get(16..18) {
            Some(&[0, 1]) => 65_536,
            Some(&[high, low]) => usize::from(high) << 8 | usize::from(low),
            _ => 0,
        };
        let is_size = |size: usize| size.is_power_of_two() && (512..=65_536).contains(&size);
        let page_size = if is_size(stated) { stated } else { PAGE_SIZE };
        // No memory reserves a part of its pages for anything else.
        let usable = page_size;
        let mut log_path = path.as_os_str().to_owned();
        log_path.push("-wal");
        let log = File::open(log_path).ok().map(|mut log| {
            let frames = read_log(&mut log, page_size);
            (log, frames)
        });
        let of_log = log.iter().flat_map(|(_, frames)| frames.keys()).copied().max().unwrap_or(0);
        let pages = u32::try_from(length / page_size as u64).unwrap_or(u32::MAX).max(of_log);
        // The log may name pages far behind the end, which a file of this size cannot need.
        let pages = pages.min(
            u32::try_from(length / page_size as u64).unwrap_or(u32::MAX).saturating_add(1 << 20),
        );
        let mut opened = PageFile {
            file,
            page_size,
            usable,
            log,
            uses: vec![PageUse::Unknown; pages as usize + 1],
            header,
            knows_free: false,
            budget: u64::from(pages) * 4 + 1000,
        };
        if let Some(first) = opened.take(1) {
            opened.header = first.bytes.into_iter().take(HEADER).collect();
        }
        opened.knows_free = opened.find_free_pages();
        Ok(opened)
    }

    /// The number of pages.
    pub fn count(&self) -> u32 {
        u32::try_from(self.uses.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Bytes of a page that hold data.
    pub fn usable(&self) -> usize {
        self.usable
    }

    /// The version of the tables, as the header says.
    pub fn user_version(&self) -> i64 {
        be_u32(&self.header, 60).map_or(0, i64::from)
    }

    /// What a page is used for, as far as is known.
    pub fn page_use(&self, number: u32) -> PageUse {
        self.uses.get(number as usize).copied().unwrap_or(PageUse::Free)
    }

    /// Notes what a page is used for.
    pub fn set_use(&mut self, number: u32, used: PageUse) {
        if let Some(known) = self.uses.get_mut(number as usize) {
            *known = used;
        }
    }

    /// Whether all free pages are known, so that every other page is in use.
    pub fn knows_free(&self) -> bool {
        self.knows_free
    }

    /// A page that no tree has used so far.
    pub fn take(&mut self, number: u32) -> Option<RawPage> {
        match self.page_use(number) {
            PageUse::Tree => None,
            _ => self.read(number).map(|bytes| RawPage { number, bytes }),
        }
    }

    fn read(&mut self, number: u32) -> Option<Vec<u8>> {
        if number == 0 || number > self.count() {
            return None;
        }
        let mut bytes = vec![0; self.page_size];
        if let Some((log, frames)) = &mut self.log
            && let Some(&at) = frames.get(&number)
        {
            return read_at(log, at, &mut bytes).then_some(bytes);
        }
        let at = u64::from(number - 1) * self.page_size as u64;
        read_at(&mut self.file, at, &mut bytes).then_some(bytes)
    }

    /// The whole record of a cell, with what overflowed to other pages.
    pub fn payload(&mut self, cell: Cell) -> Option<Vec<u8>> {
        let Cell { mut local, total, overflow, .. } = cell;
        if total > self.uses.len().saturating_mul(self.page_size) {
            return None;
        }
        let mut next = overflow;
        while local.len() < total {
            self.budget = self.budget.checked_sub(1)?;
            let page = self.read(next)?;
            next = be_u32(&page, 0)?;
            let wanted = (total - local.len()).min(self.usable - 4);
            local.extend(page.get(4..4 + wanted)?);
        }
        Some(local)
    }

    /// Marks the free pages; returns whether the list of them is whole.
    fn find_free_pages(&mut self) -> bool {
        let (Some(mut trunk), Some(count)) = (be_u32(&self.header, 32), be_u32(&self.header, 36))
        else {
            return false;
        };
        if !self.header.starts_with(b"SQLite format 3\0") {
            return false;
        }
        let mut found = Vec::new();
        while trunk != 0 {
            if found.len() > self.uses.len() {
                return false;
            }
            let Some(page) = self.read(trunk) else { return false };
            found.push(trunk);
            let leaves = be_u32(&page, 4).map_or(usize::MAX, |leaves| leaves as usize);
            if leaves > self.usable / 4 - 2 {
                return false;
            }
            found.extend((0..leaves).filter_map(|leaf| be_u32(&page, 8 + 4 * leaf)));
            trunk = be_u32(&page, 0).unwrap_or_default();
        }
        let are_pages = found.iter().all(|&page| (1..=self.count()).contains(&page));
        if found.len() != count as usize || !are_pages {
            return false;
        }
        found.into_iter().for_each(|page| self.set_use(page, PageUse::Free));
        true
    }
}

/// Fills a buffer from a place in a file; returns whether that was possible.
pub fn read_at(file: &mut File, at: u64, into: &mut [u8]) -> bool {
    file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(into)).is_ok()
}
