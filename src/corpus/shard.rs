//! The shards of a corpus: numbered files, each from the same number of documents, which are always
//! complete.
//!
//! While a corpus is being built, a hidden folder has the keys and the report of each shard. The report is
//! written last: a shard with a report is complete, and a resumed build continues after it.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::filter::Keys;
use super::report::CorpusReport;
use crate::error::{Error, Fault, FaultKind, Result};
use crate::exchange::{Format, WriteOptions, moses_writer, unit_writer};
use crate::files::NewFile;
use crate::files::refuse_memory;
use crate::model::{ExportSummary, Unit};

/// The folder with what is needed to resume a build.
const STATE: &str = ".building";

/// The report of a complete build.
const REPORT: &str = "report.json";

/// The list of documents that could not be aligned.
const ERRORS: &str = "errors.jsonl";

/// What a build must have in common with an interrupted build to resume it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The fingerprint of the input.
    pub input: String,
    /// All options that affect the result, as text.
    pub options: String,
}

/// A document that could not be aligned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FailedDocument {
    /// Its id.
    pub id: serde_json::Value,
    /// The reason.
    pub error: String,
}

/// What is stored about a complete shard.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Its figures.
    pub report: CorpusReport,
    /// The documents that could not be aligned.
    pub failed: Vec<FailedDocument>,
}

/// The folder of a corpus.
#[derive(Debug)]
pub struct Shards {
    folder: PathBuf,
    format: Format,
}

impl Shards {
    /// Opens a folder for shards, and returns the summaries and keys of the shards that an interrupted
    /// build has completed in it.
    ///
    /// # Errors
    /// When the folder cannot be created, or contains something else.
    pub fn open(
        folder: &Path,
        format: Format,
        identity: &Identity,
    ) -> Result<(Shards, Vec<Summary>, Keys)> {
        let refuse = |why: &str| {
            Err(Error::Folder {
                path: folder.to_owned(),
                why: why.to_owned(),
                hint: "choose another folder, or start from scratch with --restart",
            })
        };
        let state = folder.join(STATE);
        if folder.join(REPORT).exists() {
            return refuse("this folder already contains a complete corpus");
        }
        let identity_file = state.join("identity.json");
        if identity_file.exists() {
            if read_json::<Identity>(&identity_file)? != *identity {
                return refuse(
                    "this folder contains an unfinished build with other input or options",
                );
            }
        } else {
            let is_empty =
                std::fs::read_dir(folder).map_or(true, |mut files| files.next().is_none());
            if !is_empty {
                return refuse("this folder is not empty");
            }
            std::fs::create_dir_all(&state).map_err(|error| Error::io(&state, error))?;
            write_json(&identity_file, identity)?;
        }
        let shards = Shards { folder: folder.to_owned(), format };
        let (mut complete, mut keys) = (Vec::new(), Keys::default());
        while shards.state(complete.len(), "json").exists() {
            let summary: Summary = read_json(&shards.state(complete.len(), "json"))?;
            let path = shards.state(complete.len(), "keys");
            if read_keys(&path, &mut keys)? != summary.report.kept {
                return Err(damaged(&path, "it does not have a key for each pair of its shard"));
            }
            complete.push(summary);
        }
        Ok((shards, complete, keys))
    }

    /// Deletes the files of a build in a folder, and nothing else.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn clear(folder: &Path) -> Result<()> {
        let state = folder.join(STATE);
        let fail = |error| Error::io(folder, error);
        if state.exists() {
            std::fs::remove_dir_all(&state).map_err(fail)?;
        }
        let Ok(files) = std::fs::read_dir(folder) else { return Ok(()) };
        for file in files {
            let file = file.map_err(fail)?;
            let name = file.file_name().to_string_lossy().into_owned();
            let is_shard = name.starts_with("corpus-") && name.ends_with(".gz");
            if is_shard || [REPORT, ERRORS].contains(&name.as_str()) {
                refuse_memory(&file.path())?;
                std::fs::remove_file(file.path()).map_err(fail)?;
            }
        }
        Ok(())
    }

    fn state(&self, number: usize, extension: &str) -> PathBuf {
        self.folder.join(STATE).join(format!("{:05}.{extension}", number + 1))
    }

    fn file(&self, number: usize, extension: &str) -> PathBuf {
        self.folder.join(format!("corpus-{:05}.{extension}.gz", number + 1))
    }

    /// Writes a shard and then its report, which marks it as complete.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(
        &self,
        number: usize,
        units: &[Unit],
        keys: &[u64],
        summary: &Summary,
    ) -> Result<()> {
        let files = match self.format {
            Format::Moses => self.write_moses(number, units)?,
            format => {
                let path = self.file(number, format.extension());
                let mut gzip = GzipFile::new(&path)?;
                let options = WriteOptions { name: "corpus".to_owned(), ..WriteOptions::default() };
                let out = Box::new(&mut gzip.out);
                let mut writer = unit_writer(format, out, &ExportSummary::of(units), &options)?;
                units.iter().try_for_each(|unit| writer.write(unit))?;
                writer.finish()?;
                vec![gzip.finish()?]
            }
        };
        files.into_iter().try_for_each(NewFile::keep)?;
        let bytes: Vec<u8> = keys.iter().flat_map(|key| key.to_le_bytes()).collect();
        write_file(&self.state(number, "keys"), &bytes)?;
        write_json(&self.state(number, "json"), summary)
    }

    fn write_moses(&self, number: usize, units: &[Unit]) -> Result<Vec<NewFile>> {
        let summary = ExportSummary::of(units);
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let Some(languages) = summary.only_pair() else {
            return Err(Error::Unwritable {
                format: "Moses",
                why: "files can contain only one language pair, but the documents have several",
                hint: "choose another --format",
            });
        };
        let mut files = languages
            .as_ref()
            .try_map(|language| GzipFile::new(&self.file(number, language.primary())))?;
        let outputs = files.as_mut().map(|file| -> Box<dyn Write + '_> { Box::new(&mut file.out) });
        let mut writer = moses_writer(outputs);
        units.iter().try_for_each(|unit| writer.write(unit))?;
        writer.finish()?;
        files.into_iter().map(GzipFile::finish).collect()
    }

    /// Writes the report of the whole corpus, and deletes the folder that was needed to resume the build.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(&self, report: &impl Serialize, failed: &[FailedDocument]) -> Result<()> {
        let mut lines = Vec::new();
        for failed in failed {
            serde_json::to_writer(&mut lines, failed)?;
            lines.push(b'\n');
        }
        write_file(&self.folder.join(ERRORS), &lines)?;
        write_json(&self.folder.join(REPORT), report)?;
        let state = self.folder.join(STATE);
        std::fs::remove_dir_all(&state).map_err(|error| Error::io(&state, error))
    }
}

/// A file of a shard that is being written. The gzip header has no time, so that the same pairs give the
/// same bytes.
struct GzipFile {
    out: GzEncoder<BufWriter<File>>,
    new: NewFile,
    path: PathBuf,
}

impl GzipFile {
    fn new(path: &Path) -> Result<GzipFile> {
        let new = NewFile::of(path)?;
        let out = GzEncoder::new(BufWriter::new(new.handle()?), Compression::default());
        Ok(GzipFile { out, new, path: path.to_owned() })
    }

    fn finish(self) -> Result<NewFile> {
        let fail = |error| Error::io(&self.path, error);
        let mut file = self.out.finish().map_err(fail)?;
        file.flush().map_err(fail)?;
        self.new.sync()?;
        Ok(self.new)
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let file = NewFile::of(path)?;
    file.as_file().write_all(bytes).map_err(|error| Error::io(path, error))?;
    file.keep()
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    write_file(path, &bytes)
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    serde_json::from_slice(&bytes).map_err(|error| damaged(path, &error.to_string()))
}

/// The error of a state file that is not what the build left.
fn damaged(path: &Path, what: &str) -> Error {
    let what = format!("this file is damaged: {what}");
    let hint = "build the corpus from scratch with --restart";
    Error::unreadable(path, Fault::new(FaultKind::Syntax, what, hint))
}

/// Reads the keys of a shard, and returns their number.
fn read_keys(path: &Path, keys: &mut Keys) -> Result<u64> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| Error::io(path, error))?;
    let found = bytes.as_chunks::<8>().0;
    keys.extend(found.iter().map(|bytes| u64::from_le_bytes(*bytes)));
    Ok(found.len() as u64)
}
