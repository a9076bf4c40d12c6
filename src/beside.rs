//! Files that are written beside and take their name when they are complete.

use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// An empty file in the folder of `path`, which may be renamed to it. It is gone when it is dropped.
///
/// # Errors
/// When the folder is not there or may not be written to.
pub(crate) fn file_beside(path: &Path) -> Result<NamedTempFile> {
    let folder =
        path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tarjuman-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What a new file gets; the user's umask applies.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    // The system's words without the name of the file beside.
    builder.tempfile_in(folder).map_err(|error| Error::io(path, error.kind().into()))
}
