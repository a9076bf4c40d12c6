//! Reading parallel text files.

use std::path::Path;

use crate::error::{Error, Fault, FaultKind, Result};
use crate::exchange::fault::located;
use crate::exchange::input::{Beginning, failure, open};
use crate::exchange::lines::Lines;
use crate::exchange::options::ReadOptions;
use crate::exchange::sink::{UnitPosition, UnitSink};
use crate::model::{Pair, Unit, UnitText};
use crate::text::plain_text_encoding;

use super::files::find_files;

/// Reads the pair of files that `sink.path` names (see [`find_files`]).
///
/// # Errors
/// When there is no such pair, when the files have different numbers of lines, when reading fails, or those
/// of the sink.
pub fn read_moses(sink: &mut UnitSink<'_>) -> Result<()> {
    let files = find_files(sink)?;
    let paths = files.as_ref().map(|file| file.value.as_path());
    let languages = files.as_ref().map(|file| file.language.clone());
    // Counted first: where a line is missing, no pair after it is right.
    let counts = paths.try_map(count)?;
    if counts.source != counts.target {
        return Err(different_counts(paths, counts, sink));
    }
    let mut lines = paths.try_map(|path| lines(path, sink.options))?;
    for number in 1..=counts.source {
        let position = UnitPosition { line: number, number, name: None };
        let Pair { source, target } = lines.as_mut().zip(paths).try_map(|(lines, path)| {
            let line = lines.next_line().map_err(|error| failure(path, number, error))?;
            Ok::<_, Error>(line.map(|(_, line)| line))
        })?;
        let (Some(source), Some(target)) = (source, target) else {
            let what = "the files changed while they were being read";
            let fault = Fault::new(FaultKind::Truncated, what, "try again");
            return Err(sink.error(Some(number), fault));
        };
        match (source, target) {
            (Ok(source), Ok(target)) => {
                let texts = Pair::new(source, target).map(UnitText::plain);
                sink.add(&position, Unit::new(texts, languages.clone()))?;
            }
            (Err(fault), _) => sink.skip(&position, located(name(paths.source), &fault))?,
            (_, Err(fault)) => sink.skip(&position, located(name(paths.target), &fault))?,
        }
    }
    Ok(())
}

fn different_counts(paths: Pair<&Path>, counts: Pair<u64>, sink: &UnitSink<'_>) -> Error {
    let Pair { source, target } = paths.map(name);
    let lines = if counts.source == 1 { "line" } else { "lines" };
    let what =
        format!("{source} has {} {lines}, but {target} has {}", counts.source, counts.target);
    let hint = "each line of one must translate the same line of the other";
    sink.error(None, Fault::new(FaultKind::Incomplete, what, hint))
}

fn lines<'a>(path: &Path, options: &ReadOptions) -> Result<Lines<'a>> {
    let beginning = Beginning::of(Box::new(open(path, options.progress.clone())?));
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
