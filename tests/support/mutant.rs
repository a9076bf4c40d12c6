//! Files that are almost right: bytes of good ones cut, spliced, repeated and flipped, the same for the
//! same number.

use std::ops::Range;

/// Bytes of a mutant at most, so that repetition does not decide on the time.
const LONGEST: usize = 1 << 16;

/// Pieces that formats stumble over.
const PIECES: [&[u8]; 30] = [
    b"\0",
    b"\xFF",
    b"\xFE\xFF",
    b"\xEF\xBB\xBF",
    b"\xD8\x00",
    "\u{200F}".as_bytes(),
    "\u{FFFE}".as_bytes(),
    "ش".as_bytes(),
    b"\r",
    b"\n\n",
    b"\t",
    b"\"",
    b"'",
    b"\\",
    b"<",
    b">",
    b"</",
    b"/>",
    b"&",
    b"&#0;",
    b"&#xD800;",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"{",
    b"[",
];

/// Numbers that look like chance (Steele and others, 2014: SplitMix).
pub struct Chance(u64);

impl Chance {
    pub fn of(number: u64) -> Chance {
        Chance(number)
    }

    /// A number below another, which is not nought.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    /// A stretch of a file: mostly short ones.
    fn stretch(&mut self, length: usize) -> Range<usize> {
        let start = self.below(length + 1);
        let longest = [4, 40, length][self.below(3)].min(length - start);
        start..start + self.below(longest + 1)
    }
}

/// The mutant of that number: a file changed in one to four places. `others` give pieces.
pub fn mutant(file: &[u8], others: &[&[u8]], number: u64) -> Vec<u8> {
    let mut chance = Chance::of(number);
    let mut bytes = file.to_vec();
    for _ in 0..=chance.below(4) {
        change(&mut bytes, others, &mut chance);
        bytes.truncate(LONGEST);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, others: &[&[u8]], chance: &mut Chance) {
    let here = chance.stretch(bytes.len());
    match chance.below(8) {
        0 => drop(bytes.drain(here)),
        1 => bytes.truncate(here.start),
        2 => {
            let times = [2, 3, 100][chance.below(3)];
            let repeated = bytes[here.clone()].repeat(times);
            drop(bytes.splice(here, repeated));
        }
        3 => {
            let moved: Vec<u8> = bytes.drain(here).collect();
            let to = chance.below(bytes.len() + 1);
            drop(bytes.splice(to..to, moved));
        }
        4 => {
            let other = others[chance.below(others.len())];
            let piece = other[chance.stretch(other.len())].to_vec();
            drop(bytes.splice(here, piece));
        }
        5 => {
            let piece = PIECES[chance.below(PIECES.len())];
            drop(bytes.splice(here.start..here.start, piece.iter().copied()));
        }
        6 => bytes[here].iter_mut().for_each(|byte| *byte ^= 1 << chance.below(8)),
        _ => {
            if let Some(byte) = bytes.get_mut(here.start) {
                *byte = chance.below(256) as u8;
            }
        }
    }
}
