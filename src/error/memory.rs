//! Faults of memory files.

/// What is wrong with the file of a memory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryFault {
    /// There is no such file.
    #[error("there is no memory here")]
    Missing,
    /// It is a folder.
    #[error("this is a folder, not a translation memory")]
    Folder,
    /// It is a device.
    #[error("this is a device, not a translation memory")]
    Device,
    /// It has no bytes.
    #[error("this file is empty, so it is not a translation memory")]
    Empty,
    /// It is another sort of file.
    #[error("this is not a translation memory")]
    NotADatabase,
    /// It is the database of another program.
    #[error("this is an SQLite database, but not a translation memory")]
    OtherDatabase,
    /// A newer tarjuman wrote it.
    #[error(
        "this memory was written by a newer tarjuman (version {found} of its tables, this program \
         knows {known})"
    )]
    Newer {
        /// The version of its tables.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// It is of an older version and cannot be written.
    #[error("the memory must be updated to this program's version, but it cannot be written")]
    CannotMigrate,
    /// SQLite found damage.
    #[error("the memory is damaged ({0})")]
    Damaged(rusqlite::Error),
    /// Nothing could be saved from it.
    #[error("the memory is so badly damaged that no row can be read")]
    BeyondRepair,
    /// Another program keeps it locked.
    #[error("another program keeps the memory locked")]
    Locked,
    /// It may not be written.
    #[error("the memory cannot be written")]
    ReadOnly,
    /// There is no room left.
    #[error("the disk is full; what was stored before is kept")]
    DiskFull,
    /// The system cannot open it.
    #[error("the memory cannot be opened")]
    CannotOpen,
    /// The system does not allow it.
    #[error("permission denied")]
    PermissionDenied,
    /// The disk failed.
    #[error("the system could not read or write it ({0})")]
    InputOutput(rusqlite::Error),
    /// It holds something this program cannot use.
    #[error("the memory holds something that this program cannot use ({0})")]
    Unusable(rusqlite::Error),
    /// A copy would replace another file.
    #[error("this file already exists")]
    Exists,
    /// A repair left a file here before.
    #[error("a file from an earlier repair is already here")]
    RepairExists,
    /// A copy would replace a memory that is in use.
    #[error("another program has the memory there open")]
    InUse,
    /// SQLite cannot write to a name that is not UTF-8.
    #[error("the name of this file is not UTF-8, so SQLite cannot write it")]
    NameNotUtf8,
}

impl MemoryFault {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            MemoryFault::Missing => "`tarjuman align ORIGINAL TRANSLATION --memory FILE` makes one",
            MemoryFault::Folder => "name a file in it",
            MemoryFault::Device => "name a file",
            MemoryFault::Empty => "delete it, or name another file",
            MemoryFault::NotADatabase => "name another file, or restore a backup of it",
            MemoryFault::OtherDatabase | MemoryFault::NameNotUtf8 | MemoryFault::InUse => {
                "name another file"
            }
            MemoryFault::Newer { .. } => "update the program",
            MemoryFault::CannotMigrate | MemoryFault::ReadOnly | MemoryFault::PermissionDenied => {
                "check the permissions of the file and its folder"
            }
            MemoryFault::Damaged(_) | MemoryFault::BeyondRepair => "restore a backup of it",
            MemoryFault::Locked => "close it there and try again",
            MemoryFault::DiskFull => "make room and try again",
            MemoryFault::CannotOpen => "check that its folder exists and can be read and written",
            MemoryFault::InputOutput(_) => "check the disk, or copy the memory to another",
            MemoryFault::Unusable(_) => "update the program, or restore a backup of the memory",
            MemoryFault::Exists => "name another file, or replace it with --force",
            MemoryFault::RepairExists => "move it elsewhere, or delete it",
        })
    }
}
