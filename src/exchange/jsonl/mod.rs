//! JSON, an object a line: the beads of documents, omissions included, or units with all their fields. The
//! names of the fields are an interface to other programs.

mod bead;
mod read;
mod unit;
mod write;

pub use bead::BeadLine;
pub use read::read_jsonl;
pub use write::{JsonlWriter, write_jsonl};
