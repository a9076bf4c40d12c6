//! Corpora: documents by the thousand, aligned from a stream, checked, and cleaned.
//!
//! A `record` is a document pair as a line of JSON. `stream` aligns records in parallel and hands on
//! what comes of each in the order they came, holding only a few at a time. [`build()`] makes a corpus:
//! `input` gives the documents, `filter` says what speaks against a pair, and `shard` writes what
//! is kept, so that an interrupted build goes on.

mod build;
mod filter;
mod input;
mod record;
mod report;
mod shard;
mod stream;

pub use build::{BuildOptions, BuildSummary, Progress, build};
pub use filter::{DUPLICATE, Filter, FilteredPair, LOW_SCORE};
pub use input::{Input, Item};
pub use record::AlignedRecord;
pub use report::CorpusReport;
pub use shard::Shards;
pub use stream::{Line, StreamForm, StreamOptions, StreamSummary, align_stream};
