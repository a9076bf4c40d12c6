//! What the header of a database says: whether it is a memory, and of which version.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// The value of `PRAGMA application_id` in a memory: “tarj” in ASCII.
pub const APPLICATION_ID: i32 = 0x7461_726A;

/// The fields of an SQLite header that identify a memory and its version.
pub struct FileHeader {
    pub application: i32,
    pub version: i64,
}

impl FileHeader {
    pub fn read(connection: &Connection) -> rusqlite::Result<FileHeader> {
        let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
        Ok(FileHeader {
            application: connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
            version: number("user_version")?,
        })
    }
}

/// Whether a file is a memory, of whatever version. SQLite reads the file, because closing it otherwise
/// would drop the locks that this process holds on it.
pub fn is_memory(path: &Path) -> bool {
    let Ok(uri) = immutable_uri(path) else { return false };
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0)
        && connect_immutable(&uri)
            .and_then(|connection| FileHeader::read(&connection))
            .is_ok_and(|header| header.application == APPLICATION_ID)
}

/// Connects to a database as immutable: SQLite neither locks it nor creates files beside it.
pub fn connect_immutable(uri: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(uri, flags)
}

/// The SQLite URI that opens a file as immutable.
pub fn immutable_uri(path: &Path) -> std::io::Result<String> {
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
