//! The kinds of errors, for programs that act on them.

use serde::{Deserialize, Serialize};

use super::{Error, MemoryFault, ReviewRefused};

/// What kind of error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// What was asked for does not exist.
    Missing,
    /// It was changed in the meantime.
    Conflict,
    /// It is not possible with this input.
    Refused,
    /// It took too long.
    Stopped,
    /// Something else prevented it.
    Failed,
}

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotFound { .. } | Error::ReviewRefused(ReviewRefused::RowMissing) => {
                ErrorKind::Missing
            }
            Error::Conflict { .. } => ErrorKind::Conflict,
            Error::Unreadable { .. }
            | Error::LanguageTag(_)
            | Error::LanguageUnknown { .. }
            | Error::SameLanguage { .. }
            | Error::Invalid { .. }
            | Error::UndoRefused(_)
            | Error::ReviewRefused(_)
            | Error::Unwritable { .. } => ErrorKind::Refused,
            Error::Memory { fault: MemoryFault::Stopped, .. } => ErrorKind::Stopped,
            _ => ErrorKind::Failed,
        }
    }
}
