//! The files of a memory, which nothing else may take the place of: the memory itself, and those that
//! SQLite keeps beside it, which hold what was written last.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::header::is_memory;
use crate::error::{Error, MemoryFault, Result};

/// What the names of the files beside a database end in.
const ENDINGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The names of the files that SQLite may keep beside a memory.
pub fn companions(memory: &Path) -> impl Iterator<Item = PathBuf> {
    // SQLite keeps them beside the file that a link leads to.
    let memory = memory.canonicalize().unwrap_or(memory.to_owned());
    ENDINGS.into_iter().map(move |ending| {
        let mut name = memory.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// Refuses a file that is a memory.
///
/// # Errors
/// When it is one.
pub fn refuse_memory(path: &Path) -> Result<()> {
    if !is_memory(path) {
        return Ok(());
    }
    Err(Error::Memory { path: path.to_owned(), fault: MemoryFault::WouldBeReplaced })
}

/// Refuses a file, which may not exist yet, that SQLite may keep beside a memory.
///
/// # Errors
/// When there is such a memory.
pub fn refuse_companion(path: &Path) -> Result<()> {
    let places = [Some(path.to_owned()), path.canonicalize().ok()];
    let Some(memory) = places.iter().flatten().find_map(|place| memory_beside(place)) else {
        return Ok(());
    };
    Err(Error::Memory { path: path.to_owned(), fault: MemoryFault::Companion { memory } })
}

/// The memory that a file belongs to by its name. The system compares the name of the memory, so that
/// letters that it does not tell apart do not matter.
fn memory_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?;
    let memory = ENDINGS.iter().find_map(|ending| without_ending(name, ending))?;
    let memory = path.with_file_name(memory);
    is_memory(&memory).then_some(memory)
}

/// A name without an ending, in small or capital letters.
fn without_ending(name: &OsStr, ending: &str) -> Option<OsString> {
    let name = name.to_str()?;
    let at = name.len().checked_sub(ending.len())?;
    let (memory, found) = name.split_at_checked(at)?;
    found.eq_ignore_ascii_case(ending).then(|| memory.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_names_the_memory() {
        for (name, memory) in [
            ("a.tarjuman-wal", Some("a.tarjuman")),
            ("a-SHM", Some("a")),
            ("ذاكرة-journal", Some("ذاكرة")),
            ("a.tarjuman", None),
            ("wal", None),
            ("ل-ل", None),
        ] {
            let found = ENDINGS.iter().find_map(|ending| without_ending(name.as_ref(), ending));
            assert_eq!(found.as_deref(), memory.map(OsStr::new), "{name}");
        }
    }
}
