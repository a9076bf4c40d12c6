//! Gettext catalogues (PO), which are read only.

mod entry;
mod header;
mod read;
mod string;

pub use header::po_encoding;
pub use read::read_po;
