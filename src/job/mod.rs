//! One pair of articles: read, aligned, and stored with what a person had decided before.

mod realign;
mod update;

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub use realign::realign;
pub use update::{Change, Update};

use crate::align::{Aligner, OldBead, Pin, pins_of};
use crate::document::{Article, Segmentation};
use crate::error::{Error, Result};
use crate::memory::{DocumentKey, Memory, StoredBead, UnitFilter};
use crate::model::{AlignedBead, AlignedDocument, Language, Score, Side};

/// How articles are aligned.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a segment is.
    pub segmentation: Segmentation,
    /// Language of the originals, where it is not told by script.
    pub source_language: Option<Language>,
    /// Language of the translations.
    pub target_language: Option<Language>,
    /// Beads scored below this give no units.
    pub min_score: Score,
    /// Forget what persons decided before.
    pub replace: bool,
    /// What finds the beads.
    pub aligner: Aligner,
}

/// Two articles as they were read.
#[derive(Debug)]
pub struct Pair {
    source: Article,
    target: Article,
    /// Names the document in the memory.
    pub key: DocumentKey,
    languages: (Language, Language),
    /// What the readers had to guess, and what looks wrong with the pair.
    pub warnings: Vec<String>,
}

/// How long one article may be, in times the other, before the user is warned.
const UNEVEN: usize = 3;

impl Pair {
    /// Reads both articles and finds their languages.
    ///
    /// # Errors
    /// When one cannot be read, or as [`Pair::of`].
    pub fn read(
        source: &Path,
        target: &Path,
        key: DocumentKey,
        settings: &Settings,
    ) -> Result<Pair> {
        if source == Path::new("-") && target == Path::new("-") {
            let what = "only one of the two articles can come from standard input";
            return Err(Error::Pair(what.to_owned()));
        }
        let (source, target) = rayon::join(|| Article::read(source), || Article::read(target));
        Pair::of(source?, target?, key, settings)
    }

    /// A pair of articles that were read; finds their languages.
    ///
    /// # Errors
    /// When both are of one language, or a language cannot be told.
    pub fn of(
        source: Article,
        target: Article,
        key: DocumentKey,
        settings: &Settings,
    ) -> Result<Pair> {
        let mut warnings = Vec::new();
        for article in [&source, &target] {
            warnings.extend(
                article.warnings.iter().map(|w| format!("{}: {w}", article.path.display())),
            );
        }
        let source_language =
            language(&source, settings.source_language.as_ref(), "source", &mut warnings)?;
        let target_language =
            language(&target, settings.target_language.as_ref(), "target", &mut warnings)?;
        if source_language == target_language {
            let name = match source_language.primary() {
                "ar" => "Arabic",
                "en" => "English",
                other => other,
            };
            return Err(Error::Pair(format!(
                "both {} and {} are {name}; give an article and its translation, or say what they are \
                 with --source-language and --target-language",
                source.path.display(),
                target.path.display()
            )));
        }
        let size = |article: &Article| {
            article.paragraphs.iter().map(|p| p.text.chars().count()).sum::<usize>()
        };
        let (x, y) = (size(&source), size(&target));
        if x > UNEVEN * y || y > UNEVEN * x {
            let (longer, shorter, times) = if x > y {
                (&source, &target, x / y.max(1))
            } else {
                (&target, &source, y / x.max(1))
            };
            warnings.push(format!(
                "{} is {times} times as long as {}; much of it will have no counterpart, so check that they \
                 belong together",
                longer.path.display(),
                shorter.path.display()
            ));
        }
        Ok(Pair { source, target, key, languages: (source_language, target_language), warnings })
    }

    /// Names of both files.
    pub fn paths(&self) -> (&Path, &Path) {
        (&self.source.path, &self.target.path)
    }

    /// Segments of both articles.
    pub fn count_segments(&self, segmentation: Segmentation) -> (usize, usize) {
        let (source, target) = self.sides(segmentation);
        (source.segments.len(), target.segments.len())
    }

    fn sides(&self, segmentation: Segmentation) -> (Side, Side) {
        (
            segmentation.segments(&self.source, &self.languages.0),
            segmentation.segments(&self.target, &self.languages.1),
        )
    }

    /// Aligns the pair for a memory that does not know it, or for none.
    pub fn align(&self, settings: &Settings) -> Update {
        let (source, target) = self.sides(settings.segmentation);
        self.update(&source, &target, &[], settings)
    }

    /// Aligns the pair around what a person decided before, without storing it yet.
    pub fn align_for(&self, memory: &Memory, settings: &Settings) -> Result<Update> {
        let Some(found) = memory.document(&self.key.name)? else { return Ok(self.align(settings)) };
        let same_files = (found.checksums.0.as_str(), found.checksums.1.as_str())
            == (self.source.checksum.as_str(), self.target.checksum.as_str())
            && found.segmentation == settings.segmentation.name()
            && (&found.languages.0, &found.languages.1) == (&self.languages.0, &self.languages.1);
        let mut update = if settings.replace {
            self.align(settings)
        } else if same_files {
            let filter =
                UnitFilter { document: Some(self.key.name.clone()), ..UnitFilter::default() };
            let document = memory.aligned_documents(&filter)?.pop().ok_or_else(|| {
                let name = &self.key.name;
                Error::Pair(format!("the document “{name}” was just taken away; try again"))
            })?;
            let change =
                if found.min_score == settings.min_score { Change::Nothing } else { Change::Units };
            Update { change, ..Update::new(document) }
        } else {
            self.align_around(&memory.beads(found.id)?, settings)
        };
        update.replaces = Some(found.revision);
        Ok(update)
    }

    fn align_around(&self, old: &[StoredBead], settings: &Settings) -> Update {
        let (mut source, mut target) = self.sides(settings.segmentation);
        let old_beads: Vec<OldBead<'_>> = old
            .iter()
            .map(|bead| OldBead {
                source: &bead.source,
                target: &bead.target,
                keep: bead.status.is_by_person(),
            })
            .collect();
        let standing = pins_of(&old_beads, &mut source, &mut target);
        let (mut pins, mut rows) = (Vec::new(), Vec::new());
        let mut lost = Vec::new();
        for (bead, pin) in old.iter().zip(standing) {
            match pin {
                Some(pin) => {
                    pins.push(pin);
                    rows.push(bead);
                }
                None if bead.status.is_by_person() => lost.push(bead.clone()),
                None => {}
            }
        }
        let mut update = self.update(&source, &target, &pins, settings);
        update.lost = lost;
        let mut standing: HashMap<Pin, &StoredBead> =
            pins.iter().map(|pin| segments_of(&pin.0, &pin.1)).zip(rows).collect();
        for (index, bead) in update.document.beads.iter_mut().enumerate() {
            let segments = segments_of(&bead.source_segments, &bead.target_segments);
            if let Some(row) = standing.remove(&segments) {
                update.kept.insert(index, row.id);
                (bead.status, bead.score) = (row.status, row.score);
                if let Some(edited) = &row.source_edited {
                    bead.source = vec![edited.clone()];
                }
                if let Some(edited) = &row.target_edited {
                    bead.target = vec![edited.clone()];
                }
                update.originals.insert(index, (row.source.clone(), row.target.clone()));
            }
        }
        update
    }

    fn update(&self, source: &Side, target: &Side, pins: &[Pin], settings: &Settings) -> Update {
        let candidates = settings.aligner.search(source, target, pins);
        let beads = candidates
            .beads()
            .into_iter()
            .map(|bead| AlignedBead::of(bead, source, target))
            .collect();
        let document = AlignedDocument {
            name: self.key.name.clone(),
            source_language: self.languages.0.clone(),
            target_language: self.languages.1.clone(),
            beads,
        };
        Update {
            coverage: candidates.coverage(),
            layouts: (source.layout(), target.layout()),
            ..Update::new(document)
        }
    }
}

/// The segments of a bead, by which it is found: it does not matter where an empty side stands.
fn segments_of(source: &Range<usize>, target: &Range<usize>) -> Pin {
    let side = |range: &Range<usize>| if range.is_empty() { 0..0 } else { range.clone() };
    (side(source), side(target))
}

fn language(
    article: &Article,
    given: Option<&Language>,
    side: &str,
    warnings: &mut Vec<String>,
) -> Result<Language> {
    let by_script = article.language_by_script();
    match (given, by_script) {
        (Some(given), Some(seen)) => {
            let arabic_script =
                matches!(given.primary(), "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" | "sd");
            if arabic_script != seen.is_arabic() {
                warnings.push(format!(
                    "{} is said to be {given}, but most of its letters are {}; are the two articles swapped?",
                    article.path.display(),
                    if seen.is_arabic() { "Arabic" } else { "Latin" }
                ));
            }
            Ok(given.clone())
        }
        (Some(given), None) => Ok(given.clone()),
        (None, Some(seen)) => Ok(seen),
        (None, None) => Err(Error::Pair(format!(
            "{}: its script tells no language; say which it is with --{side}-language",
            article.path.display()
        ))),
    }
}

/// The key of a document: the names of its files as the user gave them, unless it is named.
pub fn key(source: &Path, target: &Path, name: Option<&str>) -> DocumentKey {
    let (source_name, target_name) = (path_name(source), path_name(target));
    let name = name.map_or_else(|| format!("{source_name} | {target_name}"), str::to_owned);
    DocumentKey { name, source_name, target_name }
}

/// A path as a name: with forward slashes and without `./`, so that it is the same on every system.
fn path_name(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    let joined = parts.iter().collect::<PathBuf>();
    joined.to_string_lossy().replace('\\', "/")
}
