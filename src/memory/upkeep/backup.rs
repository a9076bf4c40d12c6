//! Backup of a memory that may be in use.

use std::path::Path;

use super::Memory;
use crate::error::{Error, MemoryFault, Result};
use crate::files::NewFile;
use crate::files::is_same_file;
use crate::files::{companions, refuse_companion};

impl Memory {
    /// Writes a consistent copy of the memory, even while other processes write it. The copy gets its name
    /// when it is complete. Returns its size in bytes.
    ///
    /// # Errors
    /// When `to` exists and `replace` is false, when it is this memory, belongs to a memory or is one that
    /// another program has open, or when it cannot be written.
    pub fn backup(&self, to: &Path, replace: bool) -> Result<u64> {
        let refuse = |fault| Err(Error::Memory { path: to.to_owned(), fault });
        if is_same_file(to, &self.path) {
            return refuse(MemoryFault::Itself);
        }
        refuse_companion(to)?;
        if to.exists() && !replace {
            return refuse(MemoryFault::Exists);
        }
        if companions(to).any(|file| file.exists()) {
            // SQLite would apply a log to the copy.
            return refuse(MemoryFault::InUse);
        }
        let file = NewFile::of_memory(to, Some(&self.path))?;
        let path =
            std::path::absolute(file.temporary_path()).map_err(|error| Error::io(to, error))?;
        let Some(name) = path.to_str() else {
            return refuse(MemoryFault::NameNotUtf8);
        };
        let fail = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => {
                Error::io(to, std::io::ErrorKind::StorageFull.into())
            }
            _ => self.explain(error),
        };
        self.connection.execute("VACUUM INTO ?", [name]).map_err(fail)?;
        file.sync()?;
        let bytes = file.as_file().metadata().map_err(|error| Error::io(to, error))?.len();
        if replace {
            file.keep()?
        } else {
            file.keep_new()?
        }
        Ok(bytes)
    }
}
