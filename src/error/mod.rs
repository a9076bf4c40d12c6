//! What can go wrong, as facts. A variant says what is wrong and where; [`Error::hint`] says what to do
//! about it. Displayed, an error is both: `FACT; HINT`. What becomes of an error elsewhere – an exit
//! code, an HTTP status – follows from its variant, never from its words.

mod fault;
mod memory;
mod review;
mod undo;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

pub use fault::{Fault, FaultKind};
pub use memory::MemoryFault;
pub use review::ReviewRefused;
pub use undo::UndoRefused;

use crate::model::{Language, NotALanguageTag, Pair, Side};

/// A result with the library's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything the library fails with.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system reported.
        error: std::io::Error,
    },
    /// A file does not hold what it should, or not to its end.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The line, from 1, where there is one.
        line: Option<u64>,
        /// What is wrong there.
        fault: Fault,
    },
    /// A language tag is not BCP 47.
    LanguageTag(NotALanguageTag),
    /// The script of a text does not show its language, and nothing else names it.
    LanguageUnknown {
        /// The text: a file, or a side of a record.
        of: Place,
        /// Which side of its pair it is.
        side: Side,
    },
    /// Both texts of a pair are in the same language.
    SameLanguage {
        /// The two files; none for a record.
        files: Option<Pair<PathBuf>>,
        /// Their language.
        language: Language,
    },
    /// Both texts of a pair would come from standard input.
    StandardInputTwice,
    /// Something that was named does not exist.
    NotFound {
        /// What was looked for.
        what: Entity,
        /// The name or number given.
        id: String,
    },
    /// What was to be changed is no longer what the caller saw.
    Conflict {
        /// The document, where another program changed it during an alignment.
        document: Option<String>,
    },
    /// A value cannot be used.
    Invalid {
        /// What it was given for: the name of an option or of a field.
        field: &'static str,
        /// What is wrong with it.
        why: String,
        /// What to do.
        hint: &'static str,
    },
    /// An operation cannot be undone or redone.
    UndoRefused(UndoRefused),
    /// A change to the rows of an alignment is impossible.
    ReviewRefused(ReviewRefused),
    /// A format cannot hold what was to be written in it.
    Unwritable {
        /// The name of the format.
        format: &'static str,
        /// Why not.
        why: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A folder cannot take the output.
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
        /// What the system reported.
        error: std::io::Error,
    },
    /// The server would be open to other machines without a token.
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
    /// SQLite refused something that no user could have caused.
    Sqlite(rusqlite::Error),
    /// Output could not be written.
    Write(std::io::Error),
    /// Stored or exchanged JSON could not be read.
    Json(serde_json::Error),
}

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A record of a stream.
    Record,
}

/// What can be named and not found.
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
            Entity::Memory => "open one of the memories that the server was started with",
            Entity::OmegaTProject => "name the folder that holds omegat.project",
        }
    }
}

impl Error {
    /// An I/O error with the file it happened on.
    pub fn io(path: &Path, error: std::io::Error) -> Self {
        Error::Io { path: path.to_owned(), error }
    }

    /// A file that cannot be used as it is.
    pub fn unreadable(path: &Path, fault: Fault) -> Self {
        Error::Unreadable { path: path.to_owned(), line: None, fault }
    }

    /// Something that was named and does not exist.
    pub fn not_found(what: Entity, id: impl fmt::Display) -> Self {
        Error::NotFound { what, id: id.to_string() }
    }

    /// A value that cannot be used.
    pub fn invalid(field: &'static str, why: impl Into<String>, hint: &'static str) -> Self {
        Error::Invalid { field, why: why.into(), hint }
    }

    /// What the user can do about it, where anything can be done.
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
                Side::Source => "name it with --source-language",
                Side::Target => "name it with --target-language",
            },
            Error::LanguageUnknown { of: Place::Record, side } => match side {
                Side::Source => "give source_language",
                Side::Target => "give target_language",
            },
            Error::SameLanguage { files: Some(_), .. } => {
                "give an article and its translation, or name their languages with \
                 --source-language and --target-language"
            }
            Error::SameLanguage { files: None, .. } => {
                "give a text and its translation, or name their languages in source_language and \
                 target_language"
            }
            Error::StandardInputTwice => "give the other article as a file",
            Error::Conflict { document: Some(_) } => "align it again",
            Error::Conflict { document: None } => "look at it as it is now, and try again",
            Error::Listen { .. } => "choose another address with --listen",
            Error::TokenNeeded { .. } => "set a token that they must know with --token",
            Error::Sqlite(_) => "close other programs that use it, or restore a backup",
            Error::LanguageTag(_) => return None,
            Error::Write(_) => "make room, or choose another output",
            Error::Json(_) => "restore a backup of it",
        };
        (!hint.is_empty()).then_some(Cow::Borrowed(hint))
    }

    /// Whether the reader of an output went away, which is not a failure.
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
                write!(f, "{}: its script does not show its language", path.display())
            }
            Error::LanguageUnknown { of: Place::Record, side } => {
                write!(f, "the script of the {side} does not show its language")
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
                write!(f, "{id} does not hold an {}", what.name())
            }
            Error::NotFound { what, id } => write!(f, "{} {id} does not exist", what.name()),
            Error::Conflict { document: Some(name) } => write!(
                f,
                "the document “{name}” was changed by another program while it was being aligned"
            ),
            Error::Conflict { document: None } => {
                f.write_str("this was changed elsewhere meanwhile")
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
            Error::Json(_) => f.write_str("what is stored is not the JSON it should be"),
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

/// What to do about the system's commonest refusals.
fn advice(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Some("check its name and its folder"),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Some("check its permissions")
        }
        ErrorKind::IsADirectory => Some("name a file in it"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("make room, or choose another place")
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
