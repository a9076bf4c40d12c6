//! Finds the files that are an article and its translation, by their names in a folder or from a list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault, FaultKind, Result};
use crate::model::{Language, Pair};
use crate::text::decode;

/// The files of an article and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePair {
    /// The original and its translation.
    pub files: Pair<PathBuf>,
    /// Their paths relative to the folder, or as they are written in the list.
    pub relative: Pair<PathBuf>,
    /// The name of the document, if the list gives one.
    pub name: Option<String>,
    /// The line of the pair in the list, from 1; `None` for a folder.
    pub line: Option<usize>,
}

impl FilePair {
    /// The paths of both files.
    pub fn paths(&self) -> Pair<&Path> {
        self.files.as_deref()
    }

    /// The paths of both files relative to the folder, or as they are written in the list.
    pub fn relative_paths(&self) -> Pair<&Path> {
        self.relative.as_deref()
    }
}

/// The pairs of a folder or a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairListing {
    /// The pairs, sorted by name for a folder, in the order of the lines for a list.
    pub pairs: Vec<FilePair>,
    /// Files without a counterpart.
    pub unmatched: Vec<PathBuf>,
}

/// Finds the pairs in a folder and its subfolders, or in a list with a line
/// `ORIGINAL<TAB>TRANSLATION[<TAB>NAME]` for each pair. In a folder the originals are English unless
/// `source_language` is Arabic, and files that are not `wanted` are ignored.
///
/// # Errors
/// When the folder or list cannot be read, or a line of the list has no second file.
pub fn find_pairs(
    path: &Path,
    source_language: Option<&Language>,
    wanted: impl Fn(&Path) -> bool,
) -> Result<PairListing> {
    if path.is_dir() {
        let arabic_first = source_language.is_some_and(Language::is_arabic);
        let mut names = Vec::new();
        list_files(path, Path::new(""), &mut names)?;
        names.retain(|name| wanted(&path.join(name)));
        Ok(pairs_of_folder(path, names, arabic_first))
    } else {
        pairs_of_list(path)
    }
}

fn pairs_of_list(path: &Path) -> Result<PairListing> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let text = decode(&bytes).map_err(|fault| Error::unreadable(path, fault))?.text;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut found = PairListing::default();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut fields = line.split('\t').map(str::trim);
        let (Some(source), Some(target)) = (fields.next(), fields.next().filter(|t| !t.is_empty()))
        else {
            let fault = Fault::new(
                FaultKind::Incomplete,
                "the second file of the pair is missing",
                "write a pair as ORIGINAL<TAB>TRANSLATION[<TAB>NAME]",
            );
            let line = Some(number as u64 + 1);
            return Err(Error::Unreadable { path: path.to_owned(), line, fault });
        };
        found.pairs.push(FilePair {
            files: Pair::new(source, target).map(|name| folder.join(name)),
            relative: Pair::new(source, target).map(PathBuf::from),
            name: fields.next().filter(|name| !name.is_empty()).map(str::to_owned),
            line: Some(number + 1),
        });
    }
    Ok(found)
}

/// A language that a file name can indicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum FileLanguage {
    English,
    Arabic,
}

/// The pairs among the files of a folder, which are given by their paths relative to it.
fn pairs_of_folder(folder: &Path, names: Vec<PathBuf>, arabic_first: bool) -> PairListing {
    let mut groups: BTreeMap<String, Vec<(Option<FileLanguage>, PathBuf)>> = BTreeMap::new();
    for name in names {
        let (key, language) = key_of(&name);
        groups.entry(key).or_default().push((language, name));
    }
    let mut found = PairListing::default();
    for files in groups.into_values() {
        let of = |language| files.iter().filter(move |(l, _)| *l == language).map(|(_, name)| name);
        let only = |language| {
            let mut all = of(language);
            all.next().filter(|_| all.next().is_none())
        };
        let (english, arabic, bare) =
            (only(Some(FileLanguage::English)), only(Some(FileLanguage::Arabic)), only(None));
        // Next to report.ar.docx, report.docx is the other language.
        let pair = match (english, arabic, bare) {
            (Some(english), Some(arabic), _) if files.len() == 2 => Some((english, arabic)),
            (None, Some(arabic), Some(bare)) if files.len() == 2 => Some((bare, arabic)),
            (Some(english), None, Some(bare)) if files.len() == 2 => Some((english, bare)),
            _ => None,
        };
        let Some((english, arabic)) = pair else {
            found.unmatched.extend(files.iter().map(|(_, name)| folder.join(name)));
            continue;
        };
        let (source, target) = if arabic_first { (arabic, english) } else { (english, arabic) };
        found.pairs.push(FilePair {
            files: Pair::new(source, target).map(|name| folder.join(name)),
            relative: Pair::new(source, target).cloned(),
            name: None,
            line: None,
        });
    }
    found
}

/// Lists the files below a folder by their relative paths, without hidden files and links to folders.
fn list_files(root: &Path, below: &Path, names: &mut Vec<PathBuf>) -> Result<()> {
    let folder = root.join(below);
    let entries = std::fs::read_dir(&folder).map_err(|e| Error::io(&folder, e))?;
    for entry in entries {
        let entry = entry.map_err(|e| Error::io(&folder, e))?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(|e| Error::io(&entry.path(), e))?;
        let relative = below.join(&name);
        if kind.is_dir() {
            list_files(root, &relative, names)?;
        } else if entry.path().is_file() {
            names.push(relative);
        }
    }
    names.sort();
    Ok(())
}

/// Separates the language that a name indicates from the rest of the name, by which files are matched.
fn key_of(name: &Path) -> (String, Option<FileLanguage>) {
    let mut language = None;
    let mut parts: Vec<String> =
        name.components().map(|part| part.as_os_str().to_string_lossy().to_lowercase()).collect();
    let file = parts.pop().unwrap_or_default();
    // The extension is not part of the name, unless it is the language, as in a.en.
    let (stem, extension) = file.rsplit_once('.').unwrap_or((&file, ""));
    let mut words: Vec<&str> = stem.split_inclusive(['.', '_', '-', ' ']).collect();
    if language_marker(extension).is_some() {
        language = language_marker(extension);
    } else if let Some(at) = words
        .iter()
        .rposition(|word| language_marker(word.trim_end_matches(['.', '_', '-', ' '])).is_some())
    {
        let word = words.remove(at);
        language = language_marker(word.trim_end_matches(['.', '_', '-', ' ']));
        // en-US, ar_SA: the region belongs to the language.
        let region = |next: &str| {
            let bare = next.trim_end_matches(['.', '_', '-', ' ']);
            word.ends_with(['-', '_'])
                && bare.len() == 2
                && bare.chars().all(|c| c.is_ascii_alphabetic())
        };
        if words.get(at).is_some_and(|next| region(next)) {
            words.remove(at);
        }
    }
    let mut stem = words.concat();
    if language.is_some() {
        stem = stem.trim_end_matches(['.', '_', '-', ' ']).to_owned();
    } else if let Some(at) = parts.iter().rposition(|part| language_marker(part).is_some()) {
        language = language_marker(&parts[at]);
        parts.remove(at);
    }
    parts.push(stem);
    (parts.join("/"), language)
}

/// The language that a word of a file name stands for.
fn language_marker(word: &str) -> Option<FileLanguage> {
    let primary = word.split(['-', '_']).next().unwrap_or_default();
    match primary {
        "en" | "eng" | "english" => Some(FileLanguage::English),
        "ar" | "ara" | "arabic" => Some(FileLanguage::Arabic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_however_they_indicate_their_language() {
        for (english, arabic) in [
            ("a.en.docx", "a.ar.docx"),
            ("a.en", "a.ar"),
            ("a_en.txt", "a_ar.md"),
            ("en/a.txt", "ar/a.txt"),
            ("news/English/a.txt", "news/Arabic/a.txt"),
            ("ar-2020_eng.txt", "ar-2020_ara.txt"),
            ("en-US/x/a.html", "ar-SA/x/a.html"),
            ("a.en-US.txt", "a.ar-SA.txt"),
            ("b_en_GB.txt", "b_ar_EG.txt"),
        ] {
            let (e, a) = (key_of(Path::new(english)), key_of(Path::new(arabic)));
            assert_eq!(
                (e.1, a.1),
                (Some(FileLanguage::English), Some(FileLanguage::Arabic)),
                "{english}"
            );
            assert_eq!(e.0, a.0, "{english}");
        }
        assert_eq!(key_of(Path::new("area.txt")), ("area".to_owned(), None));
    }
}
