//! Opening a memory file, and explaining why it cannot be opened.

use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::damage::DamagedRow;
use super::upkeep::find_strange_tables;
use super::{Memory, checksum, schema};
use crate::error::{Error, MemoryFault, Result};
use crate::files::{APPLICATION_ID, FileHeader, NewFile, connect_immutable, immutable_uri};

/// Size of SQLite's page cache, in KiB: lookups return to the same postings and table roots, and
/// reading a page again costs more than processing it.
const CACHE_KIB: i64 = 32 << 10;

/// How long a writer waits for another writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

impl Memory {
    /// Opens the memory at `path`; creates an empty one if the file does not exist.
    ///
    /// # Errors
    /// When the file is not a memory, was written by a newer version, or cannot be read or written.
    pub fn open_or_create(path: &Path) -> Result<Memory> {
        if !path.exists() {
            create(path)?;
        }
        Self::open(path)
    }

    /// Opens an existing memory. One of an older version is migrated to the current version.
    ///
    /// # Errors
    /// As [`Memory::open_or_create`], and when the file does not exist.
    pub fn open(path: &Path) -> Result<Memory> {
        if !path.exists() {
            return refuse(path, MemoryFault::Missing);
        }
        check_before_opening(path)?;
        let fail = |error: rusqlite::Error| explain(path, error.into());
        let mut connection = connect(path).map_err(fail)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(fail)?;
        // The write-ahead log may hold a newer header.
        check_header(path, &FileHeader::read(&connection).map_err(fail)?)?;
        // Query plans do not depend on bound values, so each statement is planned once and not at each use.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fail)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(fail)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(fail)?;
        if connection.is_readonly("main").map_err(fail)? {
            if user_version(&connection).map_err(fail)? != schema::VERSION {
                return refuse(path, MemoryFault::CannotMigrate);
            }
        } else {
            use_write_ahead_log(&connection).map_err(fail)?;
            connection.pragma_update(None, "synchronous", "normal").map_err(fail)?;
            schema::migrate(&mut connection).map_err(fail)?;
        }
        Ok(Memory {
            connection,
            path: path.to_owned(),
            author: None,
            lookup: Default::default(),
            skipped: Default::default(),
        })
    }
}

/// Checks the integrity of a memory file and returns SQLite's complaints, none for a sound file. Unlike
/// opening the memory, this changes neither the file nor the files beside it.
///
/// # Errors
/// When the file does not exist, is not a memory, was written by a newer version, or cannot be read at
/// all.
pub fn inspect(path: &Path) -> Result<Vec<String>> {
    if !path.exists() {
        return Memory::open(path).map(|_| Vec::new());
    }
    check_before_opening(path)?;
    let found = connect(path).and_then(|connection| {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Leaves the log as it is.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        find_damage(&connection)
    });
    match found {
        Ok(found) => Ok(found),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            Ok(vec![error.to_string()])
        }
        Err(error) => Err(explain(path, error.into())),
    }
}

/// The largest number of SQLite's complaints that are returned.
const MAX_COMPLAINTS: usize = 20;

/// SQLite's complaints about the integrity of a file, and what is strange about its tables.
pub fn find_damage(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let all: Vec<String> = connection
        .prepare(&format!("PRAGMA integrity_check({MAX_COMPLAINTS})"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut complaints: Vec<String> =
        all.into_iter().filter(|complaint| complaint != "ok").collect();
    complaints.extend(find_strange_tables(connection)?);
    Ok(complaints)
}

fn refuse<T>(path: &Path, fault: MemoryFault) -> Result<T> {
    Err(Error::Memory { path: path.to_owned(), fault })
}

/// Creates an empty memory under a temporary name and renames it when it is complete, so that no other
/// process ever sees a half-made file.
fn create(path: &Path) -> Result<()> {
    let file = NewFile::of_memory(path, None)?;
    let fail = |error: rusqlite::Error| explain(path, error.into());
    let mut connection = Connection::open(file.temporary_path()).map_err(fail)?;
    distrust(&connection).map_err(fail)?;
    schema::migrate(&mut connection).map_err(fail)?;
    connection.close().map_err(|(_, error)| fail(error))?;
    match file.keep_new() {
        // Another process has created it in the meantime.
        Err(Error::Io { error, .. }) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        kept => kept,
    }
}

/// Connects to a memory. A memory without write permission is opened as immutable: SQLite creates two
/// files beside a database even to read it, and could not delete them again.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    distrust(&connection)?;
    // If there is a log, another process is writing the memory, and the log is part of its content.
    if has_log(path) || !(connection.is_readonly("main")? || cannot_make_log(&connection)) {
        return Ok(connection);
    }
    match immutable_uri(path) {
        Ok(uri) => {
            let connection = connect_immutable(&uri)?;
            distrust(&connection)?;
            Ok(connection)
        }
        Err(_) => Ok(connection),
    }
}

/// Keeps what others may have put into a file from running or being believed: its triggers and views are
/// off, and no statement can write SQLite's own structures. Makes the function of the checksums known.
pub(super) fn distrust(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    checksum::install(connection)
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).exists()
}

/// Whether a first read fails because SQLite cannot create the log.
fn cannot_make_log(connection: &Connection) -> bool {
    user_version(connection).is_err_and(|error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
    })
}

/// Switches to the write-ahead log. SQLite's busy timeout does not apply when two processes switch at the
/// same time, so this retries.
fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        let switched = connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
        match switched {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            result => return result,
        }
    }
}

fn user_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses a file that is not a memory without changing it or the files beside it: a regular open would
/// checkpoint the log of another program's database.
fn check_before_opening(path: &Path) -> Result<()> {
    let metadata = std::fs::metadata(path).map_err(|error| Error::io(path, error))?;
    if metadata.is_dir() {
        return refuse(path, MemoryFault::Folder);
    }
    if !metadata.is_file() {
        return refuse(path, MemoryFault::Device);
    }
    if metadata.len() == 0 {
        return refuse(path, MemoryFault::Empty);
    }
    let uri = immutable_uri(path).map_err(|error| Error::io(path, error))?;
    match connect_immutable(&uri).and_then(|connection| FileHeader::read(&connection)) {
        Ok(header) => check_header(path, &header),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(explain(path, error.into()))
        }
        // It may look damaged while another process is writing it; opening it reports real damage.
        Err(_) => Ok(()),
    }
}

fn check_header(path: &Path, header: &FileHeader) -> Result<()> {
    if header.application != APPLICATION_ID {
        return refuse(path, MemoryFault::OtherDatabase);
    }
    if header.version > schema::VERSION {
        return refuse(path, MemoryFault::Newer { found: header.version, known: schema::VERSION });
    }
    Ok(())
}

/// Turns an SQLite error into one that names the memory and says what to do; returns any other error
/// unchanged.
pub fn explain(path: &Path, error: Error) -> Error {
    let Error::Sqlite(error) = error else { return error };
    if let Some(row) = DamagedRow::of(&error) {
        let fault = MemoryFault::DamagedRow(row.clone());
        return Error::Memory { path: path.to_owned(), fault };
    }
    let fault = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => MemoryFault::NotADatabase,
        Some(ErrorCode::DatabaseCorrupt) => MemoryFault::Damaged(error),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => MemoryFault::Locked,
        Some(ErrorCode::OperationInterrupted) => MemoryFault::Stopped,
        Some(ErrorCode::ReadOnly) => MemoryFault::ReadOnly,
        Some(ErrorCode::DiskFull) => MemoryFault::DiskFull,
        Some(ErrorCode::CannotOpen) => MemoryFault::CannotOpen,
        Some(ErrorCode::PermissionDenied) => MemoryFault::PermissionDenied,
        Some(ErrorCode::SystemIoFailure) => MemoryFault::InputOutput(error),
        _ => MemoryFault::Unusable(error),
    };
    Error::Memory { path: path.to_owned(), fault }
}
