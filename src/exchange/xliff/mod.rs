//! XML Localization Interchange File Format: read as 1.2 (OASIS, 2008) and 2.x, with what Studio
//! (`.sdlxliff`), memoQ (`.mqxliff`) and Phrase (`.mxliff`) make of 1.2, and written as 2.1 (OASIS, 2018)
//! and 1.2.

mod content;
mod element;
mod file;
mod metadata;
mod provenance;
mod read;
mod roles;
mod status;
mod unit;
mod version_1;
mod version_2;
mod write;

pub use read::read_xliff;
pub use write::XliffWriter;
