//! Corpora: documents by the thousand, aligned one by one from a stream.
//!
//! A [`record`] is a document pair as a line of JSON. [`stream`] aligns records in parallel and hands on
//! what comes of each in the order they came, holding only a few at a time.

mod record;
mod stream;

pub use record::{Pairing, RecordSettings};
pub use stream::{StreamForm, StreamSummary, align_stream};
