//! Inputs made by code at any size: what a reader could take too long for, what could fill its memory, and
//! ordinary ones beside them.

mod articles;
mod office;
mod pdf;
mod units;

pub use articles::{HTML, MARKDOWN, PAIRS, PLAIN};
pub use office::{DOCX, ODT};
pub use pdf::PDF;
pub use units::{
    CSV, GLOSSARY, JSONL, LADDER, LINES, PO, RECORDS, SDLXLIFF, TMX, TSV, XLIFF, XLIFF_2,
};

/// Makes a text of about so many bytes.
type Make = fn(usize) -> String;

/// The name of a file and its content.
type File = (&'static str, Vec<u8>);

/// Inputs that a command reads.
pub struct Kind {
    /// The command and its arguments, one space between them.
    pub command: &'static str,
    /// The files that a text becomes, with their names.
    pub files: fn(String) -> Vec<File>,
    /// The texts, by what they are made of.
    pub inputs: &'static [(&'static str, Make)],
}

/// A piece again and again.
fn repeated(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.len() + 1)
}

/// Pieces that differ by their number.
fn numbered(size: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        text.push_str(&piece(number));
    }
    text
}

/// The square root of a size: for what has as many rows as columns.
fn root(size: usize) -> usize {
    size.isqrt().max(2)
}
