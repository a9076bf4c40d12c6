//! Backup of a memory that may be in use.

use std::path::Path;

use super::Memory;
use crate::atomic_file::unnamed_file_for;
use crate::error::{Error, MemoryFault, Result};

impl Memory {
    /// Writes a consistent copy of the memory, even while other processes write it. The copy gets its name
    /// when it is complete. Returns its size in bytes.
    ///
    /// # Errors
    /// When `to` exists and `replace` is false, when it is open in another program, or when it cannot be
    /// written.
    pub fn backup(&self, to: &Path, replace: bool) -> Result<u64> {
        let refuse = |fault| Err(Error::Memory { path: to.to_owned(), fault });
        if to.exists() && !replace {
            return refuse(MemoryFault::Exists);
        }
        let mut log = to.as_os_str().to_owned();
        log.push("-wal");
        if Path::new(&log).exists() {
            // SQLite would apply this log to the copy.
            return refuse(MemoryFault::InUse);
        }
        let file = unnamed_file_for(to)?;
        let path = std::path::absolute(file.path()).map_err(|error| Error::io(to, error))?;
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
        let handle = std::fs::File::open(&path).map_err(|error| Error::io(to, error))?;
        handle.sync_all().map_err(|error| Error::io(to, error))?;
        let bytes = handle.metadata().map_err(|error| Error::io(to, error))?.len();
        let kept = if replace { file.persist(to) } else { file.persist_noclobber(to) };
        kept.map_err(|error| Error::io(to, error.error))?;
        Ok(bytes)
    }
}
