//! Files that appear whole: they are written under another name in the same folder, and renamed when they
//! are complete.

use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// An empty file in the folder of `path`, which can be renamed to it. Dropped before that, it is deleted.
///
/// # Errors
/// When the folder does not exist or cannot be written to.
pub(crate) fn unnamed_file_for(path: &Path) -> Result<NamedTempFile> {
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
    // The system's message, without the name of the temporary file.
    builder.tempfile_in(folder).map_err(|error| Error::io(path, error.kind().into()))
}
