//! Output files: written beside and renamed when complete, so that a file is either the old or the
//! new one.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use crate::beside::file_beside;
use crate::error::Error;
use crate::exchange::{Format, printable, write_documents, write_moses_side, write_units};
use crate::model::{AlignedDocument, Unit};

/// Where output goes, in which format.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    format: Format,
    /// Files that the command reads or keeps, which must not be written over.
    inputs: Vec<PathBuf>,
}

impl Target {
    /// A target whose format is the one that the file's extension names, or the given one. It must
    /// be none of the files that the command reads.
    pub fn new(path: PathBuf, format: Option<Format>, inputs: &[&Path]) -> Result<Target> {
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
        let inputs = inputs.iter().map(|input| input.to_path_buf()).collect();
        let target = Target { path, format, inputs };
        refuse_inputs(&target.path, &target.inputs)?;
        Ok(target)
    }

    /// Standard output.
    pub fn stdout(format: Format) -> Result<Target> {
        Target::new(PathBuf::from("-"), Some(format), &[])
    }

    /// Whether the format holds pairs rather than documents.
    pub fn holds_pairs(&self) -> bool {
        self.format.holds_pairs()
    }

    /// Writes everything beside the target; nothing is seen before [`Pending::publish`].
    pub fn prepare(&self, documents: &[AlignedDocument], units: &[Unit]) -> Result<Pending> {
        let mut pending = Pending { files: Vec::new(), stdout: Vec::new() };
        if self.format == Format::Moses {
            for (target_side, path) in self.moses_paths(documents, units)? {
                refuse_inputs(&path, &self.inputs)?;
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
    ) -> Result<Vec<(bool, PathBuf)>> {
        let mut pairs: Vec<_> = units
            .iter()
            .map(|unit| (&unit.source_language, &unit.target_language))
            .chain(documents.iter().map(|d| (&d.source_language, &d.target_language)))
            .collect();
        pairs.sort_by_key(|(source, target)| (source.as_str(), target.as_str()));
        pairs.dedup();
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
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
        Ok(vec![(false, with(first)), (true, with(second))])
    }
}

/// Refuses to write over one of the files that a command reads or keeps.
pub fn refuse_inputs(path: &Path, inputs: &[impl AsRef<Path>]) -> Result<()> {
    if path != Path::new("-") && inputs.iter().any(|input| same_place(path, input.as_ref())) {
        bail!("{}: this would write over what is read; choose another output", path.display());
    }
    Ok(())
}

/// Whether two paths are the same file, or would be once both are made.
fn same_place(a: &Path, b: &Path) -> bool {
    a == b || place(a).zip(place(b)).is_some_and(|(a, b)| a == b)
}

/// Where a file is, or would be once it is made, without links; `None` where its folder is not there.
pub fn place(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    })
}

/// Writes data to standard output: as it is into a pipe or file, without what could drive it to a
/// terminal.
pub fn write_to_stdout(data: &[u8]) -> Result<()> {
    send_to_stdout(data).map_err(Error::Write).context("standard output")
}

fn send_to_stdout(data: &[u8]) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    if stdout.is_terminal() {
        for line in String::from_utf8_lossy(data).lines() {
            let fields: Vec<String> = line.split('\t').map(printable).collect();
            writeln!(stdout, "{}", fields.join("\t"))?;
        }
    } else {
        stdout.write_all(data)?;
    }
    stdout.flush()
}

/// Writes one file whole, or leaves what was there.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut pending = Pending { files: Vec::new(), stdout: Vec::new() };
    pending.write(path.to_owned(), |out| Ok(out.write_all(bytes)?))?;
    pending.send()?;
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
                .map_err(|error| Error::io(&path, error))?;
            return fill(&mut file);
        }
        let file = file_beside(&path)?;
        let mut out = BufWriter::new(file);
        fill(&mut out).with_context(|| path.display().to_string())?;
        let file = out.into_inner().map_err(|error| Error::io(&path, error.into_error()))?;
        file.as_file().sync_all().map_err(|error| Error::io(&path, error))?;
        self.files.push((file, path));
        Ok(())
    }

    /// Sends what goes to standard output, which cannot be taken back: it comes before anything that
    /// must not happen when it fails.
    pub fn send(&self) -> Result<()> {
        write_to_stdout(&self.stdout)
    }

    /// Puts the files in their places.
    pub fn publish(self) -> Result<()> {
        for (file, path) in self.files {
            file.persist(&path).map_err(|error| Error::io(&path, error.error))?;
        }
        Ok(())
    }
}
