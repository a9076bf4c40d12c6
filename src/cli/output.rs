//! Output files. They are written to temporary files and renamed when they are complete, so that a file is
//! always either the old or the new one.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::error::{Error, MemoryFault};
use crate::exchange::{
    Format, UnitWriter, WriteOptions, moses_writer, unit_writer, write_documents,
};
use crate::files::NewFile;
use crate::files::is_same_file;
use crate::files::{companions, refuse_companion, refuse_memory};
use crate::model::{AlignedDocument, ExportSummary, Language, Pair, Unit};
use crate::text::printable;

/// The help of an option that names the format of output.
pub fn format_help() -> String {
    let names = Format::names(Format::writable());
    format!("The format where the extension does not name one: {names}")
}

/// A destination of output and its format.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    format: Format,
    /// Whether units are written, rather than whole documents.
    units: bool,
    /// Files that the command reads or changes, which must not be overwritten.
    inputs: Vec<PathBuf>,
}

impl Target {
    /// A target in the format of the file's extension, or else in the given format. It must not be one of
    /// the files that the command reads.
    pub fn new(path: PathBuf, format: Option<Format>, inputs: &[&Path]) -> Result<Target> {
        let format = match (Format::of_output(&path), format) {
            // One --format can apply to several outputs, so extensions take precedence.
            (Some(named), Some(_) | None) => named,
            (None, Some(given)) => given,
            (None, None) if path == Path::new("-") => Format::Text,
            (None, None) => {
                bail!(
                    "{}: the extension is not that of a format; use one of {}, or set --format",
                    path.display(),
                    Format::names(Format::writable())
                )
            }
        };
        if format == Format::Moses && path == Path::new("-") {
            bail!(
                "the Moses format consists of two files and cannot be written to standard output; give a \
                                 file with --output"
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

    /// Whether units are written, rather than whole documents.
    pub fn writes_units(&self) -> bool {
        self.units
    }

    /// Writes units rather than documents, if the format supports both.
    pub fn prefer_units(mut self) -> Target {
        self.units = self.format.writes_units();
        self
    }

    /// Writes everything to temporary files, which get their names in [`Pending::publish`].
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

    /// Writes documents to a temporary file.
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

    /// Starts writing units to temporary files.
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

    /// The name of the target in messages.
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
                "{}: Moses files contain only one language pair, but there are several; select one with \
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

/// Fails if a path is one of the files that a command reads or changes, or if SQLite keeps that file
/// beside one of them or beside any memory.
pub fn refuse_inputs(path: &Path, inputs: &[impl AsRef<Path>]) -> Result<()> {
    if path == Path::new("-") {
        return Ok(());
    }
    for input in inputs.iter().map(AsRef::as_ref) {
        if is_same_file(path, input) {
            bail!("{}: this would overwrite an input; choose another output", path.display());
        }
        if companions(input).any(|file| is_same_file(path, &file)) {
            let (path, memory) = (path.to_owned(), input.to_owned());
            return Err(Error::Memory { path, fault: MemoryFault::Companion { memory } }.into());
        }
    }
    refuse_memory(path)?;
    Ok(refuse_companion(path)?)
}

/// Writes data to standard output: unchanged to a pipe or file, without control characters to a terminal.
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

/// Writes a file completely, or else leaves the old one.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut pending = Pending::default();
    let mut out = pending.open(path)?;
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Error::io(path, error))?;
    drop(out);
    pending.sync()?;
    pending.send()?;
    pending.publish()
}

/// A target that units are being written to.
pub struct UnitOutput {
    name: String,
    /// `None` if there is no file to write because there are no units.
    writer: Option<Box<dyn UnitWriter>>,
    pending: Pending,
}

impl UnitOutput {
    /// Writes a unit.
    pub fn write(&mut self, unit: &Unit) -> crate::Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write(unit).map_err(|error| match error {
            Error::Write(error) => Error::io(Path::new(&self.name), error),
            other => other,
        })
    }

    /// Completes the files, which get their names in [`Pending::publish`].
    pub fn finish(self) -> Result<Pending> {
        if let Some(writer) = self.writer {
            writer.finish().with_context(|| self.name.clone())?;
        }
        self.pending.sync()?;
        Ok(self.pending)
    }
}

/// Output that is complete but not yet published.
#[derive(Debug, Default)]
pub struct Pending {
    files: Vec<NewFile>,
    /// Data for standard output, in an unnamed temporary file.
    stdout: Option<File>,
}

impl Pending {
    /// Opens a temporary file that will become `path`.
    fn open(&mut self, path: &Path) -> Result<Box<dyn Write>> {
        if path == Path::new("-") {
            let file = tempfile::tempfile()
                .and_then(|file| Ok((file.try_clone()?, file)))
                .map_err(Error::Write)
                .context("standard output: a temporary file could not be created")?;
            self.stdout = Some(file.0);
            return Ok(Box::new(BufWriter::new(file.1)));
        }
        // What is not a regular file is written in place.
        let file = if path.exists() && !path.is_file() {
            let file = std::fs::OpenOptions::new().write(true).open(path);
            file.map_err(|error| Error::io(path, error))?
        } else {
            let new = NewFile::of(path)?;
            let file = new.handle()?;
            self.files.push(new);
            file
        };
        Ok(Box::new(BufWriter::new(file)))
    }

    fn sync(&self) -> Result<()> {
        Ok(self.files.iter().try_for_each(NewFile::sync)?)
    }

    /// Sends the data for standard output. This cannot be undone, so it comes before anything that must not
    /// happen if it fails.
    pub fn send(&self) -> Result<()> {
        let Some(mut file) = self.stdout.as_ref() else { return Ok(()) };
        file.rewind()
            .and_then(|()| send_to_stdout(BufReader::new(file)))
            .map_err(Error::Write)
            .context("standard output")
    }

    /// Gives the files their names.
    pub fn publish(self) -> Result<()> {
        Ok(self.files.into_iter().try_for_each(NewFile::keep)?)
    }
}
