//! Files: written so that they appear only when they are complete, told apart whatever their names are, and
//! never put in the place of a memory.

mod header;
mod identity;
mod new_file;
mod own;

pub use header::{APPLICATION_ID, FileHeader, connect_immutable, immutable_uri};
pub use identity::is_same_file;
pub use new_file::NewFile;
pub use own::{companions, refuse_companion, refuse_memory};
