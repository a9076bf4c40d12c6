//! Output files: written beside and renamed when complete, so that a file is either the old or the
//! new one.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use crate::exchange::{Format, write_documents, write_moses_side, write_units};
use crate::model::{AlignedDocument, Unit};

/// Where output goes, in which format.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    format: Format,
}

impl Target {
    /// A target whose format is the given one, or the one that the file's extension names.
    pub fn new(path: PathBuf, format: Option<Format>) -> Result<Target> {
        let format = match (Format::of_extension(&path), format) {
            // Several outputs may follow one --format; an extension that names one wins.
            (Some(named), Some(_) | None) => named,
            (None, Some(given)) => given,
            (None, None) if path == Path::new("-") => Format::Text,
            (None, None) => {
                let names: Vec<_> = Format::ALL.into_iter().map(Format::name).collect();
                bail!(
                    "{}: the extension names no format; use one of {}, or --format",
                    path.display(),
                    names.join(", ")
                )
            }
        };
        if format == Format::Moses && path == Path::new("-") {
            bail!(
                "Moses format is two files and cannot go to standard output; name one with --output"
            );
        }
        Ok(Target { path, format })
    }

    /// Standard output.
    pub fn stdout(format: Format) -> Result<Target> {
        Target::new(PathBuf::from("-"), Some(format))
    }

    /// Whether the format holds pairs rather than documents.
    pub fn holds_pairs(&self) -> bool {
        self.format.holds_pairs()
    }

    /// Refuses to write over a file that the command reads.
    pub fn refuse_to_overwrite(&self, inputs: &[&Path]) -> Result<()> {
        let same = |input: &&&Path| matches!((self.path.canonicalize(), input.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if let Some(input) = inputs.iter().find(same) {
            bail!("{}: this would write over what is read; choose another output", input.display());
        }
        Ok(())
    }

    /// Writes everything beside the target; nothing is seen before [`Pending::publish`].
    pub fn prepare(&self, documents: &[AlignedDocument], units: &[Unit]) -> Result<Pending> {
        let mut pending = Pending { files: Vec::new(), stdout: Vec::new() };
        if self.format == Format::Moses {
            for (target_side, path) in self.moses_paths(documents, units)? {
                pending.write(path, |out| Ok(write_moses_side(units, target_side, out)?))?;
            }
        } else {
            pending.write(self.path.clone(), |out| {
                if self.holds_pairs() {
                    write_units(self.format, units, out)?;
                } else {
                    write_documents(self.format, documents, out)?;
                }
                Ok(())
            })?;
        }
        Ok(pending)
    }

    /// `corpus.moses` is written as `corpus.en` and `corpus.ar`.
    fn moses_paths(
        &self,
        documents: &[AlignedDocument],
        units: &[Unit],
    ) -> Result<[(bool, PathBuf); 2]> {
        let mut pairs: Vec<_> = units
            .iter()
            .map(|unit| (&unit.source_language, &unit.target_language))
            .chain(documents.iter().map(|d| (&d.source_language, &d.target_language)))
            .collect();
        pairs.sort_by_key(|(source, target)| (source.as_str(), target.as_str()));
        pairs.dedup();
        let [(source, target)] = pairs.as_slice() else {
            bail!("Moses files hold one language pair; choose a document with --document");
        };
        let base = match self.path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("moses") => {
                self.path.with_extension("")
            }
            _ => self.path.clone(),
        };
        let with = |suffix: &str| {
            let mut name = base.clone().into_os_string();
            name.push(".");
            name.push(suffix);
            PathBuf::from(name)
        };
        let (first, second) = if source.primary() == target.primary() {
            (source.as_str(), target.as_str())
        } else {
            (source.primary(), target.primary())
        };
        Ok([(false, with(first)), (true, with(second))])
    }
}

/// Writes one file whole, or leaves what was there.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut pending = Pending { files: Vec::new(), stdout: Vec::new() };
    pending.write(path.to_owned(), |out| Ok(out.write_all(bytes)?))?;
    pending.publish()
}

/// Output that is complete but not yet in its place.
#[derive(Debug)]
pub struct Pending {
    files: Vec<(NamedTempFile, PathBuf)>,
    stdout: Vec<u8>,
}

impl Pending {
    fn write(
        &mut self,
        path: PathBuf,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        if path == Path::new("-") {
            return fill(&mut self.stdout);
        }
        // A link keeps pointing where it points; what is no regular file is written in place.
        let path = path.canonicalize().unwrap_or(path);
        if path.exists() && !path.is_file() {
            let mut file = std::fs::OpenOptions::new()
                .write(true)
                .open(&path)
                .with_context(|| path.display().to_string())?;
            return fill(&mut file);
        }
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
        let file = builder.tempfile_in(folder).with_context(|| path.display().to_string())?;
        let mut out = BufWriter::new(file);
        fill(&mut out).with_context(|| path.display().to_string())?;
        let file = out
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)
            .with_context(|| path.display().to_string())?;
        file.as_file().sync_all().with_context(|| path.display().to_string())?;
        self.files.push((file, path));
        Ok(())
    }

    /// Puts the output in its place.
    pub fn publish(self) -> Result<()> {
        for (file, path) in self.files {
            file.persist(&path)
                .map_err(|error| error.error)
                .with_context(|| path.display().to_string())?;
        }
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(&self.stdout)?;
        stdout.flush()?;
        Ok(())
    }
}
