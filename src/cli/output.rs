//! Output files: written beside and renamed when complete, so that a file is either the old or the
//! new one.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use crate::atomic_file::unnamed_file_for;
use crate::error::Error;
use crate::exchange::{
    Format, UnitWriter, WriteOptions, moses_writer, unit_writer, write_documents,
};
use crate::model::{AlignedDocument, ExportSummary, Language, Pair, Unit};
use crate::text::printable;

/// The help of an option that names the format of output.
pub fn format_help() -> String {
    let names = Format::names(Format::writable());
    format!("The format where the extension does not name one: {names}")
}

/// Where output goes, in which format.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    format: Format,
    /// Whether units go there, or whole documents.
    units: bool,
    /// Files that the command reads or keeps, which must not be written over.
    inputs: Vec<PathBuf>,
}

impl Target {
    /// A target whose format is the one that the file's extension names, or the given one. It must
    /// be none of the files that the command reads.
    pub fn new(path: PathBuf, format: Option<Format>, inputs: &[&Path]) -> Result<Target> {
        let format = match (Format::of_output(&path), format) {
            // Several outputs may follow one --format; an extension that names one wins.
            (Some(named), Some(_) | None) => named,
            (None, Some(given)) => given,
            (None, None) if path == Path::new("-") => Format::Text,
            (None, None) => {
                bail!(
                    "{}: the extension does not name a format; use one of {}, or --format",
                    path.display(),
                    Format::names(Format::writable())
                )
            }
        };
        if format == Format::Moses && path == Path::new("-") {
            bail!(
                "Moses format is two files and cannot go to standard output; name one with --output"
            );
        }
        let inputs = inputs.iter().map(|input| input.to_path_buf()).collect();
        let target = Target { path, format, units: !format.writes_documents(), inputs };
        refuse_inputs(&target.path, &target.inputs)?;
        Ok(target)
    }

    /// Standard output.
    pub fn stdout(format: Format) -> Result<Target> {
        Target::new(PathBuf::from("-"), Some(format), &[])
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether units go there rather than documents.
    pub fn holds_units(&self) -> bool {
        self.units
    }

    /// Prefers units where the format has a form for them and another for documents.
    pub fn of_units(mut self) -> Target {
        self.units = self.format.writes_units();
        self
    }

    /// Writes everything beside the target; nothing is seen before [`Pending::publish`].
    pub fn prepare(&self, documents: &[AlignedDocument], units: &[Unit]) -> Result<Pending> {
        if self.units {
            let mut output = self.open(&ExportSummary::of(units), &WriteOptions::default())?;
            for unit in units {
                output.write(unit)?;
            }
            output.finish()
        } else {
            self.prepare_documents(documents)
        }
    }

    /// Writes documents beside the target.
    pub fn prepare_documents(&self, documents: &[AlignedDocument]) -> Result<Pending> {
        let mut pending = Pending::default();
        let mut out = pending.open(&self.path)?;
        write_documents(self.format, documents, &mut out)
            .map_err(anyhow::Error::from)
            .and_then(|()| Ok(out.flush().map_err(Error::Write)?))
            .with_context(|| self.name())?;
        drop(out);
        pending.sync()?;
        Ok(pending)
    }

    /// Begins to write units beside the target.
    pub fn open(&self, summary: &ExportSummary, options: &WriteOptions) -> Result<UnitOutput> {
        let mut pending = Pending::default();
        let writer = if self.format == Format::Moses {
            let Some(paths) = self.moses_paths(summary)? else {
                return Ok(UnitOutput { name: self.name(), writer: None, pending });
            };
            for path in &paths {
                refuse_inputs(path, &self.inputs)?;
            }
            moses_writer(paths.try_map(|path| pending.open(&path))?)
        } else {
            let out = pending.open(&self.path)?;
            unit_writer(self.format, out, summary, options).with_context(|| self.name())?
        };
        Ok(UnitOutput { name: self.name(), writer: Some(writer), pending })
    }

    /// What to call it in a message.
    fn name(&self) -> String {
        if self.path == Path::new("-") {
            "standard output".to_owned()
        } else {
            self.path.display().to_string()
        }
    }

    /// `corpus.moses` is written as `corpus.en` and `corpus.ar`.
    fn moses_paths(&self, summary: &ExportSummary) -> Result<Option<Pair<PathBuf>>> {
        if summary.pairs.is_empty() {
            return Ok(None);
        }
        let Some(languages) = summary.only_pair() else {
            bail!(
                "{}: Moses files hold one language pair and there are several; choose with \
                 --source-language and --target-language, or a document with --document",
                self.name()
            );
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
        let languages = languages.as_ref();
        let primary = languages.map(Language::primary);
        let suffixes = if primary.source == primary.target {
            languages.map(Language::as_str)
        } else {
            primary
        };
        Ok(Some(suffixes.map(with)))
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

fn send_to_stdout(mut data: impl BufRead) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    if stdout.is_terminal() {
        let mut line = Vec::new();
        while data.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            let fields: Vec<String> =
                text.trim_end_matches('\n').split('\t').map(printable).collect();
            writeln!(stdout, "{}", fields.join("\t"))?;
            line.clear();
        }
    } else {
        std::io::copy(&mut data, &mut stdout)?;
    }
    stdout.flush()
}

/// Writes one file whole, or leaves what was there.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut pending = Pending::default();
    let mut out = pending.open(path)?;
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Error::io(path, error))?;
    drop(out);
    pending.sync()?;
    pending.send()?;
    pending.publish()
}

/// Units on their way to a target.
pub struct UnitOutput {
    name: String,
    /// None where without units there is no file to write.
    writer: Option<Box<dyn UnitWriter>>,
    pending: Pending,
}

impl UnitOutput {
    /// Writes one unit.
    pub fn write(&mut self, unit: &Unit) -> crate::Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write(unit).map_err(|error| match error {
            Error::Write(error) => Error::io(Path::new(&self.name), error),
            other => other,
        })
    }

    /// Completes what is written; nothing is seen before [`Pending::publish`].
    pub fn finish(self) -> Result<Pending> {
        if let Some(writer) = self.writer {
            writer.finish().with_context(|| self.name.clone())?;
        }
        self.pending.sync()?;
        Ok(self.pending)
    }
}

/// Output that is complete but not yet in its place.
#[derive(Debug, Default)]
pub struct Pending {
    files: Vec<(NamedTempFile, PathBuf)>,
    /// What goes to standard output, in a file without a name until all is well.
    stdout: Option<File>,
}

impl Pending {
    /// Opens what is to become `path`.
    fn open(&mut self, path: &Path) -> Result<Box<dyn Write>> {
        if path == Path::new("-") {
            let file = tempfile::tempfile()
                .and_then(|file| Ok((file.try_clone()?, file)))
                .map_err(Error::Write)
                .context("standard output: no temporary file could be made")?;
            self.stdout = Some(file.0);
            return Ok(Box::new(BufWriter::new(file.1)));
        }
        // A link keeps pointing where it points; what is no regular file is written in place.
        let path = path.canonicalize().unwrap_or(path.to_owned());
        let file = if path.exists() && !path.is_file() {
            std::fs::OpenOptions::new().write(true).open(&path)
        } else {
            let beside = unnamed_file_for(&path)?;
            let file = beside.as_file().try_clone();
            self.files.push((beside, path.clone()));
            file
        };
        let file = file.map_err(|error| Error::io(&path, error))?;
        Ok(Box::new(BufWriter::new(file)))
    }

    fn sync(&self) -> Result<()> {
        for (file, path) in &self.files {
            file.as_file().sync_all().map_err(|error| Error::io(path, error))?;
        }
        Ok(())
    }

    /// Sends what goes to standard output, which cannot be taken back: it comes before anything that
    /// must not happen when it fails.
    pub fn send(&self) -> Result<()> {
        let Some(mut file) = self.stdout.as_ref() else { return Ok(()) };
        file.rewind()
            .and_then(|()| send_to_stdout(BufReader::new(file)))
            .map_err(Error::Write)
            .context("standard output")
    }

    /// Puts the files in their places.
    pub fn publish(self) -> Result<()> {
        for (file, path) in self.files {
            file.persist(&path).map_err(|error| Error::io(&path, error.error))?;
        }
        Ok(())
    }
}
