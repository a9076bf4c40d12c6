//! Prepares two articles for the aligner: reads them, detects their languages and segments them.

use std::path::{Component, Path, PathBuf};

use super::{Alignment, align_texts};
use crate::align::Aligner;
use crate::document::{Article, Segmentation};
use crate::error::{Error, Place, Result};
use crate::memory::DocumentKey;
use crate::model::{Language, Pair, SegmentedText, Side, Span};

/// How texts are segmented and aligned.
#[derive(Debug, Clone)]
pub struct AlignSettings {
    /// How texts are split into segments.
    pub segmentation: Segmentation,
    /// The languages of originals and translations. A language that is not given is detected by script.
    pub languages: TextLanguages,
    /// The aligner that finds the beads.
    pub aligner: Aligner,
}

/// The languages of an original and its translation, if they are given.
pub type TextLanguages = Pair<Option<Language>>;

/// An article and its translation.
#[derive(Debug)]
pub struct ArticlePair {
    articles: Pair<Article>,
    languages: Pair<Language>,
    /// Warnings about what the readers had to guess, and about what looks wrong with the pair.
    pub warnings: Vec<String>,
}

/// The user is warned if one article is more than this many times as long as the other.
const MAX_LENGTH_RATIO: usize = 3;

impl ArticlePair {
    /// Reads both articles and detects their languages. One of them may be standard input, `-`.
    ///
    /// # Errors
    /// When an article cannot be read, and the errors of [`ArticlePair::of`].
    pub fn read(files: Pair<&Path>, languages: &TextLanguages) -> Result<ArticlePair> {
        if files.all(|file| *file == Path::new("-")) {
            return Err(Error::StandardInputTwice);
        }
        let (source, target) =
            rayon::join(|| Article::read(files.source), || Article::read(files.target));
        ArticlePair::of(Pair::new(source?, target?), languages)
    }

    /// Pairs two articles and detects their languages.
    ///
    /// # Errors
    /// When both are in the same language, or a language is neither given nor detected.
    pub fn of(articles: Pair<Article>, given: &TextLanguages) -> Result<ArticlePair> {
        let mut warnings = Vec::new();
        for article in &articles {
            let path = article.path.display();
            warnings.extend(article.warnings.iter().map(|warning| format!("{path}: {warning}")));
        }
        let language =
            |side: Side| language_of(&articles[side], given[side].as_ref(), side, &mut warnings);
        let languages = Pair::from_fn(language).try_map(|language| language)?;
        if languages.source == languages.target {
            let files = Some(articles.map(|article| article.path));
            return Err(Error::SameLanguage { files, language: languages.source });
        }
        warnings.extend(uneven_lengths(&articles));
        Ok(ArticlePair { articles, languages, warnings })
    }

    /// The paths of both articles.
    pub fn paths(&self) -> Pair<&Path> {
        self.articles.as_ref().map(|article| article.path.as_path())
    }

    /// The languages of both articles.
    pub fn languages(&self) -> &Pair<Language> {
        &self.languages
    }

    /// The SHA-256 checksums of both files, in hexadecimal.
    pub fn checksums(&self) -> Pair<&str> {
        self.articles.as_ref().map(|article| article.checksum.as_str())
    }

    /// The segments of both articles.
    ///
    /// # Errors
    /// When an article has more segments than [`Segmentation::segments`] allows.
    pub fn segments(&self, segmentation: Segmentation) -> Result<Pair<SegmentedText>> {
        let sides = self.articles.as_ref().zip(self.languages.as_ref());
        sides.try_map(|(article, language)| segmentation.segments(article, language))
    }

    /// Aligns the pair.
    ///
    /// # Errors
    /// As [`ArticlePair::segments`].
    pub fn align(&self, settings: &AlignSettings) -> Result<Alignment> {
        let texts = self.segments(settings.segmentation)?;
        Ok(align_texts(&texts, &[] as &[Span], &settings.aligner))
    }
}

/// A warning if one article is so much longer that much of it will have no counterpart.
fn uneven_lengths(articles: &Pair<Article>) -> Option<String> {
    let size = |article: &Article| -> usize {
        article.paragraphs.iter().map(|paragraph| paragraph.text.chars().count()).sum()
    };
    let sizes = articles.as_ref().map(size);
    let longer = match sizes.source > sizes.target {
        true => Side::Source,
        false => Side::Target,
    };
    let shorter = longer.other();
    (sizes[longer] > MAX_LENGTH_RATIO * sizes[shorter]).then(|| {
        format!(
            "{} is {} times as long as {}, so much of it will have no counterpart; check that they \
                         belong together",
            articles[longer].path.display(),
            sizes[longer] / sizes[shorter].max(1),
            articles[shorter].path.display()
        )
    })
}

fn language_of(
    article: &Article,
    given: Option<&Language>,
    side: Side,
    warnings: &mut Vec<String>,
) -> Result<Language> {
    let path = &article.path;
    let by_script = article.language_by_script();
    match (given, by_script) {
        (Some(given), Some(seen)) => {
            if given.has_arabic_script() != seen.is_arabic() {
                let letters = if seen.is_arabic() { "Arabic" } else { "Latin" };
                warnings.push(format!(
                    "{}: its language is given as {given}, but most of its letters are {letters}; check \
                                         that the two articles are not swapped",
                    path.display(),
                ));
            }
            Ok(given.clone())
        }
        (Some(given), None) => Ok(given.clone()),
        (None, Some(seen)) => Ok(seen),
        (None, None) => Err(Error::LanguageUnknown { of: Place::File(path.clone()), side }),
    }
}

/// The key of a document: its name if it has one, or else the names of its files as the user gave them.
pub fn document_key(files: Pair<&Path>, name: Option<&str>) -> DocumentKey {
    let files = files.map(path_name);
    let name = name.map_or_else(|| format!("{} | {}", files.source, files.target), str::to_owned);
    DocumentKey { name, files }
}

/// A path with forward slashes and without `./`, so that it is the same on every operating system.
fn path_name(path: &Path) -> String {
    let parts = path.components().filter(|part| !matches!(part, Component::CurDir));
    let joined: PathBuf =
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    joined.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(name: &str, text: &str) -> Article {
        Article::from_bytes(Path::new(name), text.as_bytes()).unwrap()
    }

    fn pair(source: &str, target: &str) -> Result<ArticlePair> {
        let articles = Pair::new(article("a.txt", source), article("b.txt", target));
        ArticlePair::of(articles, &TextLanguages::default())
    }

    #[test]
    fn languages_are_detected_by_script() {
        let found = pair("The harbour is open.", "الميناء مفتوح.").unwrap();
        assert_eq!(found.languages(), &Pair::new(Language::english(), Language::arabic()));
        assert!(found.warnings.is_empty());
        let same = pair("The harbour is open.", "It was closed.").unwrap_err();
        assert!(matches!(same, Error::SameLanguage { .. }), "{same}");
        let unknown = pair("The harbour is open.", "1234 567").unwrap_err();
        let is_target = matches!(unknown, Error::LanguageUnknown { side: Side::Target, .. });
        assert!(is_target, "{unknown}");
    }

    #[test]
    fn uneven_and_swapped_articles_are_warned_about() {
        let long = "The harbour is open. ".repeat(9);
        let uneven = pair(&long, "الميناء مفتوح.").unwrap();
        assert!(uneven.warnings[0].contains("times as long as b.txt"), "{:?}", uneven.warnings);
        let articles =
            Pair::new(article("a.txt", "الميناء مفتوح."), article("b.txt", "It is open."));
        let given = Pair::new(Some(Language::english()), Some(Language::arabic()));
        let swapped = ArticlePair::of(articles, &given).unwrap();
        assert_eq!(swapped.warnings.len(), 2);
        assert!(swapped.warnings[0].contains("swapped"), "{:?}", swapped.warnings);
    }

    #[test]
    fn a_document_is_named_after_its_files() {
        let files = Pair::new(Path::new("./old/a.en.txt"), Path::new("old/a.ar.txt"));
        let key = document_key(files, None);
        assert_eq!(key.name, "old/a.en.txt | old/a.ar.txt");
        assert_eq!(document_key(files, Some("A")).name, "A");
    }
}
