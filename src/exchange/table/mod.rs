//! Tables: TSV, in which a quote is a character like any other, and CSV as spreadsheets save it.

mod columns;
mod csv_rows;
mod read;
mod write;

pub use read::{read_csv, read_tsv};
pub use write::{CsvWriter, TitledTsvWriter, TsvWriter};
