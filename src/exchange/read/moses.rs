//! Parallel text files, a segment a line: `corpus.en` and `corpus.ar`.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::{Language, Pair, Unit, UnitText};
use crate::text::plain_text_encoding;

use super::ReadOptions;
use super::delivery::{Delivery, Place};
use super::format::without_gz;
use super::input::{Beginning, failure, open};
use super::language::{answers, title_language};
use super::lines::Lines;

/// One of the two files.
#[derive(Debug, Clone)]
struct Side {
    path: PathBuf,
    language: Language,
}

/// Reads the pair of files that `delivery.path` names: one of the two, which is the source then, or
/// `corpus.moses` for `corpus.en` and `corpus.ar`.
///
/// # Errors
/// When there is no such pair, when the files have not as many lines as each other, when reading
/// fails, or those of the sink.
pub fn read_moses(delivery: &mut Delivery<'_>) -> Result<()> {
    let (source, target) = sides(delivery)?;
    // Counted first: where lines are missing, no pair behind them is right.
    let counts = (count(&source.path)?, count(&target.path)?);
    if counts.0 != counts.1 {
        return Err(delivery.broken(
            None,
            format!(
                "{} has {} lines, {} has {}; each line must translate the other's",
                name(&source.path),
                counts.0,
                name(&target.path),
                counts.1
            ),
        ));
    }
    let (mut sources, mut targets) =
        (lines(&source.path, delivery.options)?, lines(&target.path, delivery.options)?);
    for number in 1..=counts.0 {
        let source_line =
            sources.next_line().map_err(|error| failure(&source.path, number, error))?;
        let target_line =
            targets.next_line().map_err(|error| failure(&target.path, number, error))?;
        let place = Place { line: number, number, name: None };
        match (source_line, target_line) {
            (Some((_, Ok(source_text))), Some((_, Ok(target_text)))) => {
                let unit = Unit::new(
                    Pair::new(source_text, target_text).map(UnitText::plain),
                    Pair::new(&source.language, &target.language).cloned(),
                );
                delivery.unit(&place, unit)?;
            }
            (Some((_, Err(reason))), _) => {
                delivery.skip(&place, format!("{}: {reason}", name(&source.path)))?;
            }
            (_, Some((_, Err(reason)))) => {
                delivery.skip(&place, format!("{}: {reason}", name(&target.path)))?;
            }
            _ => {
                return Err(delivery.broken(Some(number), "the files changed while they were read"));
            }
        }
    }
    Ok(())
}

/// The two files, and what they are in.
fn sides(delivery: &Delivery<'_>) -> Result<(Side, Side)> {
    let (path, options) = (delivery.path, delivery.options);
    let bare = without_gz(path);
    let given = bare.extension().and_then(|tag| tag.to_str()).and_then(title_language);
    let given = given.map(|language| Side { path: path.to_owned(), language });
    let mut others = siblings(&bare.with_extension(""))?;
    others.retain(|side| Some(&side.path) != given.as_ref().map(|given| &given.path));
    let wanted = |asked: &Option<Language>, side: &Side| {
        asked.as_ref().is_some_and(|asked| answers(&side.language, asked))
    };
    if let Some(given) = given {
        // The file that is named is the source, unless it is in the language asked for as target.
        let is_target =
            wanted(&options.target_language, &given) && !wanted(&options.source_language, &given);
        let asked = if is_target { &options.source_language } else { &options.target_language };
        let other = one_of(others, asked, delivery)?;
        return Ok(if is_target { (other, given) } else { (given, other) });
    }
    let asked = match &options.source_language {
        Some(asked) => Some(asked.clone()),
        // English, but for the two languages being asked for the other way round.
        None if others.iter().any(|side| side.language.is_english())
            && options.target_language.as_ref().is_none_or(|asked| !asked.is_english()) =>
        {
            Some(Language::english())
        }
        None => None,
    };
    let all = others.clone();
    let source = if asked.is_none() && options.target_language.is_some() {
        others.retain(|side| !wanted(&options.target_language, side));
        one_of(others, &None, delivery)?
    } else {
        one_of(others, &asked, delivery)?
    };
    let rest = all.into_iter().filter(|side| side.path != source.path).collect();
    let target = one_of(rest, &options.target_language, delivery)?;
    Ok((source, target))
}

/// Files that have a name in common, and a language as extension.
fn siblings(base: &Path) -> Result<Vec<Side>> {
    let folder = base.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    let mut found: Vec<Side> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let bare = without_gz(&path);
            let is_sibling = bare.with_extension("").file_name() == base.file_name();
            let language = title_language(bare.extension()?.to_str()?)?;
            // As the user would write it, for messages.
            let path = base.with_file_name(path.file_name()?);
            is_sibling.then_some(Side { path, language })
        })
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The one file in the language asked for, or the one there is.
fn one_of(mut files: Vec<Side>, asked: &Option<Language>, delivery: &Delivery<'_>) -> Result<Side> {
    if let Some(asked) = asked {
        files.retain(|side| answers(&side.language, asked));
    }
    match (files.pop(), files.is_empty()) {
        (Some(side), true) => Ok(side),
        (None, _) => Err(delivery.broken(
            None,
            "there is no other file of this pair; name the two corpus.en and corpus.ar, in one folder",
        )),
        (Some(_), false) => Err(delivery.broken(
            None,
            "several files share this name; choose two with --source-language and --target-language",
        )),
    }
}

fn lines<'a>(path: &Path, options: &ReadOptions) -> Result<Lines<'a>> {
    let beginning = Beginning::of(open(path, options.progress.clone())?);
    let encoding = plain_text_encoding(beginning.head()).0;
    Ok(Lines::of(beginning.decoded(encoding)))
}

fn count(path: &Path) -> Result<u64> {
    let mut lines = lines(path, &ReadOptions::default())?;
    while lines.next_line().map_err(|error| failure(path, 1, error))?.is_some() {}
    Ok(lines.number())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
