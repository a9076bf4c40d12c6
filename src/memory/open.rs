//! Opening a memory, and what to say when that fails.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Memory, schema};
use crate::error::{Error, Result};

/// How long a writer waits for another one.
const BUSY: Duration = Duration::from_secs(30);

impl Memory {
    /// Opens the memory at `path`, and makes an empty one where there is none.
    ///
    /// # Errors
    /// When the file is no memory, was written by a newer version, or cannot be read or written.
    pub fn open_or_create(path: &Path) -> Result<Memory> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a memory that is there.
    ///
    /// # Errors
    /// Also when there is none.
    pub fn open(path: &Path) -> Result<Memory> {
        if !path.exists() {
            let what = "there is no memory here; `tarjuman align ORIGINAL TRANSLATION --memory FILE` makes one";
            return Err(Error::Memory { path: path.to_owned(), what: what.into() });
        }
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn open_with(path: &Path, flags: OpenFlags) -> Result<Memory> {
        let fail = |error: rusqlite::Error| explain(path, error.into());
        let mut connection = connect(path, flags).map_err(fail)?;
        connection.busy_timeout(BUSY).map_err(fail)?;
        check_is_memory(path, &connection)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(fail)?;
        connection.pragma_update(None, "trusted_schema", false).map_err(fail)?;
        if connection.is_readonly("main").map_err(fail)? {
            if user_version(&connection).map_err(fail)? != schema::VERSION {
                let what = "the memory must be brought to this program's version, but it cannot be \
                            written; check the permissions of the file and its folder";
                return Err(Error::Memory { path: path.to_owned(), what: what.into() });
            }
        } else {
            use_write_ahead_log(&connection).map_err(fail)?;
            connection.pragma_update(None, "synchronous", "normal").map_err(fail)?;
            schema::migrate(&mut connection).map_err(fail)?;
        }
        Ok(Memory { connection, path: path.to_owned(), author: None })
    }
}

/// Connects to a memory so that one which may not be written can be read, and nothing is left beside
/// it: SQLite makes two files beside a memory even to read it, and cannot take them away again
/// without the permission to write it.
fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Where there is a log, somebody writes the memory, and it cannot be read without the log.
    if has_log(path) || !(connection.is_readonly("main")? || cannot_make_log(&connection)) {
        return Ok(connection);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match immutable_uri(path) {
        Ok(uri) => Connection::open_with_flags(uri, flags),
        Err(_) => Ok(connection),
    }
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).exists()
}

/// Whether the first look fails for want of a place for the log.
fn cannot_make_log(connection: &Connection) -> bool {
    user_version(connection).is_err_and(|error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
    })
}

/// The memory as a file that nobody changes, in SQLite's words.
fn immutable_uri(path: &Path) -> std::io::Result<String> {
    use std::fmt::Write;
    let path = std::path::absolute(path)?;
    let mut uri = "file://".to_owned();
    if !path.as_os_str().as_encoded_bytes().starts_with(b"/") {
        uri.push('/');
    }
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                uri.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    Ok(uri)
}

/// Switches to the write-ahead log. SQLite does not wait for another process that does the same.
fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + BUSY;
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

/// Refuses files that are something else, before anything is written to them.
fn check_is_memory(path: &Path, connection: &Connection) -> Result<()> {
    let fail = |error: rusqlite::Error| explain(path, error.into());
    // One look: another process may be making the memory meanwhile.
    let connection = connection.unchecked_transaction().map_err(fail)?;
    let refuse = |what: String| Err(Error::Memory { path: path.to_owned(), what });
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(fail)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(fail)?;
    let foreign = application != 0 || tables > 0;
    if application != schema::APPLICATION_ID && foreign {
        return refuse(
            "this is an SQLite database, but not a translation memory; name another file".into(),
        );
    }
    let version = user_version(&connection).map_err(fail)?;
    if version > schema::VERSION {
        return refuse(format!(
            "this memory was written by a newer tarjuman (version {version} of its tables, this \
             program knows {}); update the program",
            schema::VERSION
        ));
    }
    Ok(())
}

/// SQLite's error as one that names the memory and says what to do; any other as it is.
pub fn explain(path: &Path, error: Error) -> Error {
    let Error::Sqlite(error) = error else { return error };
    let what = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            "this is not a translation memory; name another file, or restore a backup of it"
                .to_owned()
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            format!("the memory is damaged ({error}); restore a backup of it")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program keeps the memory locked; close it there and try again".to_owned()
        }
        Some(ErrorCode::ReadOnly) => {
            "the memory cannot be written; check the permissions of the file and its folder"
                .to_owned()
        }
        Some(ErrorCode::DiskFull) => {
            "the disk is full; nothing was stored. Make room and try again".to_owned()
        }
        Some(ErrorCode::CannotOpen) => {
            "cannot be opened; check that the folder exists and that it may be read and written"
                .to_owned()
        }
        Some(ErrorCode::PermissionDenied) => {
            "permission was denied; check the permissions of the file and its folder".to_owned()
        }
        Some(ErrorCode::SystemIoFailure) => {
            format!(
                "the system could not read or write it ({error}); check the disk, or copy the \
                 memory to another"
            )
        }
        _ => format!(
            "the memory holds what this program cannot use ({error}); update the program, or restore \
             a backup of the memory"
        ),
    };
    Error::Memory { path: path.to_owned(), what }
}
