//! The errors of the library.
//!
//! A variant of [`Error`] holds the facts: what is wrong, and where. [`Error::hint`] says what to do about
//! it. Displayed, an error reads `FACT; HINT`. Exit codes and HTTP statuses depend on the variant only,
//! never on the text.

mod fault;
mod kind;
mod memory;
mod review;
mod undo;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

pub use fault::{Fault, FaultKind};
pub use kind::ErrorKind;
pub use memory::MemoryFault;
pub use review::ReviewRefused;
pub use undo::UndoRefused;

use crate::model::{Language, NotALanguageTag, Pair, Side};

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Any error of the library.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The contents of a file cannot be used.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The line, from 1, if the fault is in a line.
        line: Option<u64>,
        /// What is wrong there.
        fault: Fault,
    },
    /// A language tag is not valid BCP 47.
    LanguageTag(NotALanguageTag),
    /// The language of a text was not given and cannot be determined from its script.
    LanguageUnknown {
        /// The text: a file or a side of a record.
        of: Place,
        /// Which side of its pair it is.
        side: Side,
    },
    /// Both texts of a pair are in the same language.
    SameLanguage {
        /// The two files; `None` for a record.
        files: Option<Pair<PathBuf>>,
        /// Their language.
        language: Language,
    },
    /// Both texts of a pair would come from standard input.
    StandardInputTwice,
    /// Something that was asked for by name or number does not exist.
    NotFound {
        /// What was looked for.
        what: Entity,
        /// The name or number given.
        id: String,
    },
    /// Something was changed after the caller read it, so the caller's change cannot be applied.
    Conflict {
        /// The document, if another program changed it during an alignment.
        document: Option<String>,
    },
    /// A value cannot be used.
    Invalid {
        /// The option or field that it was given for.
        field: &'static str,
        /// What is wrong with it.
        why: String,
        /// What to do.
        hint: &'static str,
    },
    /// An operation cannot be undone or redone.
    UndoRefused(UndoRefused),
    /// A change to the rows of an alignment is not possible.
    ReviewRefused(ReviewRefused),
    /// A format cannot represent the output.
    Unwritable {
        /// The name of the format.
        format: &'static str,
        /// Why not.
        why: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// Output cannot be written to a folder.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        why: String,
        /// What to do.
        hint: &'static str,
    },
    /// The server cannot listen at an address.
    Listen {
        /// The address.
        address: String,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The server would be reachable from other machines without a token.
    TokenNeeded {
        /// The address.
        address: String,
    },
    /// The memory could not be opened, read or written.
    Memory {
        /// The memory file.
        path: PathBuf,
        /// What is wrong with it.
        fault: MemoryFault,
    },
    /// An error of SQLite that is not the fault of a file or a user.
    Sqlite(rusqlite::Error),
    /// Output could not be written.
    Write(std::io::Error),
    /// Stored or exchanged JSON could not be read.
    Json(serde_json::Error),
}

/// The origin of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A record of a stream.
    Record,
}

/// The kinds of things that are looked up by name or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entity {
    /// A document of a memory.
    Document,
    /// A bead of a document.
    Bead,
    /// A unit of a memory.
    Unit,
    /// An operation in a memory's history.
    Operation,
    /// An open memory.
    Memory,
    /// An OmegaT project in a folder.
    OmegaTProject,
}

impl Entity {
    fn name(self) -> &'static str {
        match self {
            Entity::Document => "document",
            Entity::Bead => "bead",
            Entity::Unit => "unit",
            Entity::Operation => "operation",
            Entity::Memory => "memory",
            Entity::OmegaTProject => "OmegaT project",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Entity::Document | Entity::Bead => "it may have been deleted",
            Entity::Unit => "`tarjuman units list` lists the units",
            Entity::Operation => "`tarjuman history` lists the operations",
            Entity::Memory => "choose one of the memories that the server was started with",
            Entity::OmegaTProject => "give the folder that contains omegat.project",
        }
    }
}

impl Error {
    /// An I/O error on a file.
    pub fn io(path: &Path, error: std::io::Error) -> Self {
        Error::Io { path: path.to_owned(), error }
    }

    /// A file whose contents cannot be used.
    pub fn unreadable(path: &Path, fault: Fault) -> Self {
        Error::Unreadable { path: path.to_owned(), line: None, fault }
    }

    /// Something that does not exist.
    pub fn not_found(what: Entity, id: impl fmt::Display) -> Self {
        Error::NotFound { what, id: id.to_string() }
    }

    /// A value that cannot be used.
    pub fn invalid(field: &'static str, why: impl Into<String>, hint: &'static str) -> Self {
        Error::Invalid { field, why: why.into(), hint }
    }

    /// What the user can do about it, if anything can be done.
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        let hint: &str = match self {
            Error::Io { error, .. } => return advice(error).map(Cow::Borrowed),
            Error::Unreadable { fault, .. } => return fault.hint().map(Cow::Borrowed),
            Error::UndoRefused(refused) => return refused.hint(),
            Error::ReviewRefused(refused) => return refused.hint().map(Cow::Borrowed),
            Error::Memory { fault, .. } => return fault.hint().map(Cow::Borrowed),
            Error::NotFound { what, .. } => what.hint(),
            Error::Invalid { hint, .. }
            | Error::Unwritable { hint, .. }
            | Error::Folder { hint, .. } => hint,
            Error::LanguageUnknown { of: Place::File(_), side } => match side {
                Side::Source => "set it with --source-language",
                Side::Target => "set it with --target-language",
            },
            Error::LanguageUnknown { of: Place::Record, side } => match side {
                Side::Source => "set source_language",
                Side::Target => "set target_language",
            },
            Error::SameLanguage { files: Some(_), .. } => {
                "give an article and its translation, or set their languages with \
                 --source-language and --target-language"
            }
            Error::SameLanguage { files: None, .. } => {
                "give a text and its translation, or set their languages in source_language and \
                 target_language"
            }
            Error::StandardInputTwice => "give the other article as a file",
            Error::Conflict { document: Some(_) } => "align it again",
            Error::Conflict { document: None } => "load its current version and try again",
            Error::Listen { .. } => "choose another address with --listen",
            Error::TokenNeeded { .. } => "protect it with --token",
            Error::Sqlite(_) => "close other programs that use it, or restore a backup",
            Error::LanguageTag(_) => return None,
            Error::Write(_) => "free some disk space, or choose another output",
            Error::Json(_) => "restore a backup of it",
        };
        (!hint.is_empty()).then_some(Cow::Borrowed(hint))
    }

    /// Whether the reader of the output closed it early, which is not a failure.
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Error::Io { error, .. } | Error::Write(error) => {
                error.kind() == std::io::ErrorKind::BrokenPipe
            }
            Error::Json(error) => error.io_error_kind() == Some(std::io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }

    /// What is wrong and where, without the hint.
    fn write_fact(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Error::Unreadable { path, line: None, fault } => {
                write!(f, "{}: {fault}", path.display())
            }
            Error::Unreadable { path, line: Some(line), fault } => {
                write!(f, "{}:{line}: {fault}", path.display())
            }
            Error::LanguageTag(error) => write!(f, "{error}"),
            Error::LanguageUnknown { of: Place::File(path), .. } => {
                write!(f, "{}: its language cannot be determined from its script", path.display())
            }
            Error::LanguageUnknown { of: Place::Record, side } => {
                write!(f, "the language of the {side} cannot be determined from its script")
            }
            Error::SameLanguage { files: Some(files), language } => write!(
                f,
                "both {} and {} are {}",
                files.source.display(),
                files.target.display(),
                language_name(language)
            ),
            Error::SameLanguage { files: None, language } => {
                write!(f, "both sides are {}", language_name(language))
            }
            Error::StandardInputTwice => {
                f.write_str("only one of the two articles can come from standard input")
            }
            Error::NotFound { what: what @ Entity::OmegaTProject, id } => {
                write!(f, "{id} does not contain an {}", what.name())
            }
            Error::NotFound { what, id } => write!(f, "{} {id} does not exist", what.name()),
            Error::Conflict { document: Some(name) } => write!(
                f,
                "the document “{name}” was changed by another program while it was being aligned"
            ),
            Error::Conflict { document: None } => {
                f.write_str("this has been changed elsewhere in the meantime")
            }
            Error::Invalid { why, .. } => f.write_str(why),
            Error::UndoRefused(refused) => write!(f, "{refused}"),
            Error::ReviewRefused(refused) => write!(f, "{refused}"),
            Error::Unwritable { format, why, .. } => write!(f, "{format} {why}"),
            Error::Folder { path, why, .. } => write!(f, "{}: {why}", path.display()),
            Error::Listen { address, error } => {
                write!(f, "the server cannot listen on {address}: {error}")
            }
            Error::TokenNeeded { address } => {
                write!(f, "{address} can be reached from other machines")
            }
            Error::Memory { path, fault } => write!(f, "{}: {fault}", path.display()),
            Error::Sqlite(_) => f.write_str("the memory could not be used"),
            Error::Write(_) => f.write_str("the output could not be written"),
            Error::Json(_) => f.write_str("the stored data is not valid JSON"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_fact(f)?;
        match self.hint() {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // Those of Io and Listen are part of the message.
            Error::Write(error) => Some(error),
            Error::Sqlite(error) => Some(error),
            Error::Json(error) => Some(error),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Sqlite(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Write(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Json(error)
    }
}

impl From<NotALanguageTag> for Error {
    fn from(error: NotALanguageTag) -> Self {
        Error::LanguageTag(error)
    }
}

impl From<UndoRefused> for Error {
    fn from(refused: UndoRefused) -> Self {
        Error::UndoRefused(refused)
    }
}

impl From<ReviewRefused> for Error {
    fn from(refused: ReviewRefused) -> Self {
        Error::ReviewRefused(refused)
    }
}

/// What to do about the most common errors of the operating system.
fn advice(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Some("check its name and folder"),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Some("check its permissions")
        }
        ErrorKind::IsADirectory => Some("give the name of a file in it"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("free some disk space, or choose another place")
        }
        ErrorKind::BrokenPipe => None,
        _ => Some("check the disk, or try again"),
    }
}

fn language_name(language: &Language) -> &str {
    match language.primary() {
        "ar" => "Arabic",
        "en" => "English",
        other => other,
    }
}
