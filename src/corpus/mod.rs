//! Aligns large numbers of documents: as a stream, or into a clean corpus of sentence pairs.
//!
//! A `record` is a document pair as a line of JSON. `stream` aligns records in parallel and writes the
//! results in the order of the input, with only a few records in memory. [`build()`] builds a corpus:
//! `input` reads the documents, `filter` decides which pairs are kept, and `shard` writes them so that an
//! interrupted build can be resumed.

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
