//! The write-ahead log: which pages its committed transactions wrote.

use std::collections::HashMap;
use std::fs::File;

use super::file::read_at;
use super::page::be_u32;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The last committed version of each page in a log, as its place in the log. What follows the first frame
/// that is not whole does not count, as for SQLite.
pub fn read_log(log: &mut File, page_size: usize) -> HashMap<u32, u64> {
    let mut committed = HashMap::new();
    let mut header = [0; HEADER];
    if !read_at(log, 0, &mut header) {
        return committed;
    }
    let is_big_endian = match be_u32(&header, 0) {
        Some(0x377F_0682) => false,
        Some(0x377F_0683) => true,
        _ => return committed,
    };
    if be_u32(&header, 8) != u32::try_from(page_size).ok() {
        return committed;
    }
    let mut sums = (0, 0);
    add_up(&header[..24], is_big_endian, &mut sums);
    if (be_u32(&header, 24), be_u32(&header, 28)) != (Some(sums.0), Some(sums.1)) {
        return committed;
    }
    let mut pending = Vec::new();
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let mut at = HEADER as u64;
    while read_at(log, at, &mut frame) {
        add_up(&frame[..8], is_big_endian, &mut sums);
        add_up(&frame[FRAME_HEADER..], is_big_endian, &mut sums);
        let is_whole = frame[8..16] == header[16..24]
            && (be_u32(&frame, 16), be_u32(&frame, 20)) == (Some(sums.0), Some(sums.1));
        if !is_whole {
            break;
        }
        pending.push((be_u32(&frame, 0).unwrap_or_default(), at + FRAME_HEADER as u64));
        // A frame that ends a transaction says how many pages the file then has.
        if be_u32(&frame, 4) != Some(0) {
            committed.extend(pending.drain(..));
        }
        at += frame.len() as u64;
    }
    committed
}

/// The checksum of the log's format, continued over some bytes.
fn add_up(bytes: &[u8], is_big_endian: bool, (first, second): &mut (u32, u32)) {
    let (words, _) = bytes.as_chunks::<4>();
    let number = |word: &[u8; 4]| match is_big_endian {
        true => u32::from_be_bytes(*word),
        false => u32::from_le_bytes(*word),
    };
    let (pairs, _) = words.as_chunks::<2>();
    for [a, b] in pairs {
        *first = first.wrapping_add(number(a)).wrapping_add(*second);
        *second = second.wrapping_add(number(b)).wrapping_add(*first);
    }
}
