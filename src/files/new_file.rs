//! Files that appear whole: they are written under another name in the same folder, and renamed when they
//! are complete.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::own::{refuse_companion, refuse_memory};
use crate::error::{Error, Result};

/// A file that is being written under another name. Dropped before it is complete, it is deleted.
///
/// It never takes the place of a memory or of what SQLite keeps beside one, and it gets the permissions
/// of the file that it replaces.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
    path: PathBuf,
    /// Whether it is a memory, which may replace another one.
    is_memory: bool,
    /// The file that it gets its permissions from.
    model: Option<Metadata>,
}

impl NewFile {
    /// An empty file that will be `path`.
    ///
    /// # Errors
    /// When `path` is a file of a memory, or its folder does not exist or cannot be written to.
    pub fn of(path: &Path) -> Result<NewFile> {
        NewFile::create(path, false, std::fs::metadata(path).ok())
    }

    /// An empty file that will be the memory `path`, with the permissions of the memory `like`.
    ///
    /// # Errors
    /// As [`NewFile::of`], except that `path` may be a memory.
    pub fn of_memory(path: &Path, like: Option<&Path>) -> Result<NewFile> {
        NewFile::create(path, true, like.and_then(|like| std::fs::metadata(like).ok()))
    }

    fn create(path: &Path, is_memory: bool, model: Option<Metadata>) -> Result<NewFile> {
        // A link is kept, and its target is replaced.
        let target = if path.is_symlink() { path.canonicalize().ok() } else { None };
        let path = target.as_deref().unwrap_or(path);
        check_place(path, is_memory)?;
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
        let file =
            builder.tempfile_in(folder).map_err(|error| Error::io(path, error.kind().into()))?;
        let new = NewFile { file, path: path.to_owned(), is_memory, model };
        // Nobody may read while it is being written what they may not read afterwards.
        new.permit(OWNER_WRITES)?;
        Ok(new)
    }

    /// The file.
    pub fn as_file(&self) -> &File {
        self.file.as_file()
    }

    /// Another handle of the file.
    ///
    /// # Errors
    /// When the system has no handle left.
    pub fn handle(&self) -> Result<File> {
        self.as_file().try_clone().map_err(|error| Error::io(&self.path, error))
    }

    /// The name that it has while it is being written.
    pub fn temporary_path(&self) -> &Path {
        self.file.path()
    }

    /// Waits until the file is on the disk.
    ///
    /// # Errors
    /// When it cannot be written to the disk.
    pub fn sync(&self) -> Result<()> {
        self.as_file().sync_all().map_err(|error| Error::io(&self.path, error))
    }

    /// Gives it its name, and replaces what had that name.
    ///
    /// # Errors
    /// When that has become a file of a memory, or when it cannot be replaced.
    pub fn keep(self) -> Result<()> {
        check_place(&self.path, self.is_memory)?;
        self.permit(0)?;
        let NewFile { file, path, .. } = self;
        file.persist(&path).map(drop).map_err(|error| Error::io(&path, error.error))
    }

    /// Gives it its name, if no file has it.
    ///
    /// # Errors
    /// When a file has that name.
    pub fn keep_new(self) -> Result<()> {
        check_place(&self.path, self.is_memory)?;
        self.permit(0)?;
        let NewFile { file, path, .. } = self;
        file.persist_noclobber(&path).map(drop).map_err(|error| Error::io(&path, error.error))
    }

    /// Gives it the permissions of its model, and `more`.
    fn permit(&self, more: u32) -> Result<()> {
        let Some(model) = &self.model else { return Ok(()) };
        permit(self.as_file(), model, more).map_err(|error| Error::io(&self.path, error))
    }
}

/// Refuses a place that belongs to a memory.
fn check_place(path: &Path, is_memory: bool) -> Result<()> {
    if !is_memory {
        refuse_memory(path)?;
    }
    refuse_companion(path)
}

/// The bits of a mode that let its owner read and write.
const OWNER_WRITES: u32 = 0o600;

/// Gives a file the owner, group and mode of another, as far as the system allows, and `more` bits.
#[cfg(unix)]
fn permit(file: &File, model: &Metadata, more: u32) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    // Only the superuser can give a file away.
    let _ = fchown(file, Some(model.uid()), None);
    let mut mode = model.mode() & 0o777;
    if fchown(file, None, Some(model.gid())).is_err() {
        // What the other group may do is not for this one: it gets what everybody has.
        mode = (mode & !0o070) | (mode & 0o070 & ((mode & 0o007) << 3));
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode | more))
}

#[cfg(not(unix))]
fn permit(_: &File, _: &Metadata, _: u32) -> std::io::Result<()> {
    Ok(())
}
