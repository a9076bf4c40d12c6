//! Moses: two parallel text files, such as `corpus.en` and `corpus.ar`, with a segment a line.

mod files;
mod read;
mod write;

pub use read::read_moses;
pub use write::MosesWriter;
