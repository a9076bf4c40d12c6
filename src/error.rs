//! What can go wrong, said so that the user can do something about it.

use std::path::{Path, PathBuf};

/// A result with the library's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything the library fails with. The message says what, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read or written.
    #[error("{}: {error}{}", path.display(), advice(error))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file holds nothing that could be aligned.
    #[error("{}: {what}", path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        what: String,
    },
    /// A file of translation units could not be read, or not to its end.
    #[error("{}{}: {what}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Exchange {
        /// The file.
        path: PathBuf,
        /// The line, from 1, where there is one.
        line: Option<u64>,
        /// What is wrong there, and what to do.
        what: String,
    },
    /// A language tag is not BCP 47.
    #[error("“{tag}” is not a language tag; write it as en, ar or ar-SA (BCP 47)")]
    Language {
        /// The tag as given.
        tag: String,
    },
    /// Two articles cannot be aligned with each other.
    #[error("{0}")]
    Pair(String),
    /// What was to be changed is not any more what somebody saw.
    #[error("this was changed elsewhere in the meantime; look at it as it is now, and try again")]
    Changed,
    /// The memory could not be opened, read or written.
    #[error("{}: {what}", path.display())]
    Memory {
        /// The memory file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        what: String,
    },
    /// SQLite refused something that no user could have caused.
    #[error("the memory could not be used; close other programs that use it, or restore a backup")]
    Sqlite(#[from] rusqlite::Error),
    /// Output could not be written.
    #[error("the output could not be written; make room, or choose another output")]
    Write(#[from] std::io::Error),
    /// Stored or exchanged JSON could not be read.
    #[error("what is stored is not the JSON it should be; restore a backup of it")]
    Json(#[from] serde_json::Error),
}

/// What to do about the system's commonest refusals.
fn advice(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "; check its name and its folder",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "; check its permissions",
        ErrorKind::IsADirectory => "; name a file in it",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; make room, or choose another place",
        ErrorKind::BrokenPipe => "",
        _ => "; check the disk, or try again",
    }
}

impl Error {
    /// An I/O error with the file it happened on.
    pub fn io(path: &Path, error: std::io::Error) -> Self {
        Error::Io { path: path.to_owned(), error }
    }

    /// A document that cannot be used.
    pub fn document(path: &Path, what: impl Into<String>) -> Self {
        Error::Document { path: path.to_owned(), what: what.into() }
    }

    /// Whether a reader went away while it was written to, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Error::Io { error, .. } | Error::Write(error) => {
                error.kind() == std::io::ErrorKind::BrokenPipe
            }
            Error::Json(error) => error.io_error_kind() == Some(std::io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }
}
