//! What can be wrong with a memory file.

/// What is wrong with a memory file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryFault {
    /// The file does not exist.
    #[error("this memory does not exist")]
    Missing,
    /// It is a folder.
    #[error("this is a folder, not a translation memory")]
    Folder,
    /// It is a device.
    #[error("this is a device, not a translation memory")]
    Device,
    /// It is empty.
    #[error("this file is empty, so it is not a translation memory")]
    Empty,
    /// It is a file of another kind.
    #[error("this is not a translation memory")]
    NotADatabase,
    /// It is the database of another program.
    #[error("this is an SQLite database, but not a translation memory")]
    OtherDatabase,
    /// A newer version of tarjuman wrote it.
    #[error(
        "this memory was written by a newer version of tarjuman (its schema is version {found}, this \
                 program supports {known})"
    )]
    Newer {
        /// The version of its schema.
        found: i64,
        /// The newest version that this program supports.
        known: i64,
    },
    /// It was written by an older version and must be upgraded, but cannot be written to.
    #[error(
        "the memory must be upgraded for this version of tarjuman, but it cannot be written to"
    )]
    CannotMigrate,
    /// SQLite found damage.
    #[error("the memory is damaged ({0})")]
    Damaged(rusqlite::Error),
    /// A row that is needed is damaged.
    #[error("{0}")]
    DamagedRow(crate::memory::DamagedRow),
    /// Nothing could be recovered from it.
    #[error("the memory is so badly damaged that nothing can be recovered")]
    BeyondRepair,
    /// Another program holds a lock on it.
    #[error("another program has locked the memory")]
    Locked,
    /// It is not writable.
    #[error("the memory cannot be written to")]
    ReadOnly,
    /// No disk space is left.
    #[error("the disk is full (what was already stored is kept)")]
    DiskFull,
    /// The operating system cannot open it.
    #[error("the memory cannot be opened")]
    CannotOpen,
    /// The operating system denies access to it.
    #[error("permission denied")]
    PermissionDenied,
    /// Reading or writing the disk failed.
    #[error("the disk could not be read or written ({0})")]
    InputOutput(rusqlite::Error),
    /// It contains data that this program cannot use.
    #[error("the memory contains data that this program cannot use ({0})")]
    Unusable(rusqlite::Error),
    /// A backup would overwrite another file.
    #[error("this file already exists")]
    Exists,
    /// A file from an earlier repair has the name that is needed.
    #[error("a file from an earlier repair is already here")]
    RepairExists,
    /// A backup would overwrite the memory that it is of.
    #[error("this is the memory itself")]
    Itself,
    /// Another file would take the place of a memory.
    #[error("this would overwrite a translation memory")]
    WouldBeReplaced,
    /// Another file would take the place of one that SQLite keeps beside a memory.
    #[error("this would overwrite what SQLite keeps beside the memory {}", memory.display())]
    Companion {
        /// The memory.
        memory: std::path::PathBuf,
    },
    /// A backup would overwrite a memory that is in use.
    #[error("another program has this memory open")]
    InUse,
    /// Work on it was stopped.
    #[error("the search was stopped because it took too long")]
    Stopped,
    /// SQLite cannot write to a file whose name is not UTF-8.
    #[error("the name of this file is not valid UTF-8, so SQLite cannot write it")]
    NameNotUtf8,
}

impl MemoryFault {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            MemoryFault::Missing => {
                "`tarjuman align ORIGINAL TRANSLATION --memory FILE` creates one"
            }
            MemoryFault::Folder => "name a file in it",
            MemoryFault::Device => "name a file",
            MemoryFault::Empty => "delete it, or name another file",
            MemoryFault::NotADatabase => "name another file, or restore a backup of it",
            MemoryFault::OtherDatabase
            | MemoryFault::NameNotUtf8
            | MemoryFault::InUse
            | MemoryFault::Itself
            | MemoryFault::Companion { .. } => "name another file",
            MemoryFault::WouldBeReplaced => {
                "name another file, or delete the memory first if nobody needs it"
            }
            MemoryFault::Newer { .. } => "update the program",
            MemoryFault::CannotMigrate | MemoryFault::ReadOnly | MemoryFault::PermissionDenied => {
                "check the permissions of the file and its folder"
            }
            MemoryFault::Damaged(_) | MemoryFault::DamagedRow(_) => {
                "restore a backup of it, or save what is whole with `tarjuman repair`"
            }
            MemoryFault::BeyondRepair => "restore a backup of it",
            MemoryFault::Locked => "close it there and try again",
            MemoryFault::DiskFull => "make room and try again",
            MemoryFault::CannotOpen => "check that its folder exists and can be read and written",
            MemoryFault::InputOutput(_) => "check the disk, or copy the memory to another",
            MemoryFault::Unusable(_) => "update the program, or restore a backup of the memory",
            MemoryFault::Exists => "name another file, or replace it with --force",
            MemoryFault::Stopped => "search for rarer words, or use the command line",
            MemoryFault::RepairExists => "move it elsewhere, or delete it",
        })
    }
}
