//! Which two files are a pair of parallel texts, by their names.

use std::path::{Path, PathBuf};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::exchange::detection::without_compression;
use crate::exchange::language::{is_asked_for, language_of_title};
use crate::exchange::sink::UnitSink;
use crate::model::{Language, Localized, Pair, Side};

/// A text file and its language.
type TextFile = Localized<PathBuf>;

/// The pair of files that `sink.path` names: one of the two, which is the source then, or `corpus.moses` for
/// `corpus.en` and `corpus.ar`.
///
/// # Errors
/// When there is no such pair, or several.
pub fn find_files(sink: &UnitSink<'_>) -> Result<Pair<TextFile>> {
    let bare = without_compression(sink.path);
    let language = bare.extension().and_then(|tag| tag.to_str()).and_then(language_of_title);
    let named = language.map(|language| Localized::new(language, sink.path.to_owned()));
    let mut others = siblings(&bare.with_extension(""))?;
    others.retain(|file| Some(&file.value) != named.as_ref().map(|named| &named.value));
    match named {
        Some(named) => pair_of(named, others, sink),
        None => pair_among(others, sink),
    }
}

/// The pair of a file and one of some others. It is the source, unless it is in the language asked for as
/// target.
fn pair_of(file: TextFile, others: Vec<TextFile>, sink: &UnitSink<'_>) -> Result<Pair<TextFile>> {
    let side = if is_asked(&file, Side::Target, sink) && !is_asked(&file, Side::Source, sink) {
        Side::Target
    } else {
        Side::Source
    };
    let asked = &sink.options.languages[side.other()];
    let other = only_one(others, asked.as_ref(), sink)?;
    Ok(match side {
        Side::Source => Pair::new(file, other),
        Side::Target => Pair::new(other, file),
    })
}

/// The pair among some files.
fn pair_among(files: Vec<TextFile>, sink: &UnitSink<'_>) -> Result<Pair<TextFile>> {
    let asked = &sink.options.languages;
    let has_english = files.iter().any(|file| file.language.is_english());
    let is_english_target = asked.target.as_ref().is_some_and(Language::is_english);
    let source_language = match &asked.source {
        Some(language) => Some(language.clone()),
        None if has_english && !is_english_target => Some(Language::english()),
        None => None,
    };
    let mut sources = files.clone();
    if source_language.is_none() && asked.target.is_some() {
        sources.retain(|file| !is_asked(file, Side::Target, sink));
    }
    let source = only_one(sources, source_language.as_ref(), sink)?;
    let rest = files.into_iter().filter(|file| file.value != source.value).collect();
    let target = only_one(rest, asked.target.as_ref(), sink)?;
    Ok(Pair::new(source, target))
}

/// Whether a file is in the language that was asked for on a side.
fn is_asked(file: &TextFile, side: Side, sink: &UnitSink<'_>) -> bool {
    let asked = sink.options.languages[side].as_ref();
    asked.is_some_and(|asked| is_asked_for(&file.language, asked))
}

/// The files of a folder that have a name in common and a language as extension.
fn siblings(base: &Path) -> Result<Vec<TextFile>> {
    let folder = base.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    let mut found: Vec<TextFile> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let bare = without_compression(&path);
            let is_sibling = bare.with_extension("").file_name() == base.file_name();
            let language = language_of_title(bare.extension()?.to_str()?)?;
            // The path as the user would write it, for messages.
            let path = base.with_file_name(path.file_name()?);
            is_sibling.then(|| Localized::new(language, path))
        })
        .collect();
    found.sort_by(|a, b| a.value.cmp(&b.value));
    Ok(found)
}

/// The one file in the language asked for, or else the only file there is.
fn only_one(
    mut files: Vec<TextFile>,
    asked: Option<&Language>,
    sink: &UnitSink<'_>,
) -> Result<TextFile> {
    if let Some(asked) = asked {
        files.retain(|file| is_asked_for(&file.language, asked));
    }
    let (kind, what, hint) = match (files.pop(), files.is_empty()) {
        (Some(file), true) => return Ok(file),
        (None, _) => (
            FaultKind::Incomplete,
            "there is no other file of this pair",
            "put both in one folder and name them as corpus.en and corpus.ar",
        ),
        (Some(_), false) => (
            FaultKind::Languages,
            "several files share this name",
            "choose two with --source-language and --target-language",
        ),
    };
    Err(sink.error(None, Fault::new(kind, what, hint)))
}
