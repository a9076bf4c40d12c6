//! Whether two names lead to one file.

use std::path::{Path, PathBuf};

/// Whether two paths are the same file, whatever names it has, or would be if both existed.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    match (identity(a), identity(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a == b || resolve(a).zip(resolve(b)).is_some_and(|(a, b)| a == b),
        _ => false,
    }
}

/// What the system tells files apart by: the device and the number of the file on it.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// What tells files apart where the library has no number: the path as the system spells it.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// The path of a file that does not exist yet, without symbolic links; `None` if its folder does not
/// exist.
fn resolve(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}
