//! One pair of articles: read, aligned, and stored with what a person had decided before.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::align::{Aligner, OldBead, Pin, pins_of};
use crate::document::{Article, Segmentation};
use crate::memory::{DocumentKey, Memory, NewDocument, Stored, StoredBead, UnitFilter};
use crate::model::{AlignedBead, AlignedDocument, Language, Score, Side, Status};

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

/// What came of aligning a pair.
#[derive(Debug)]
pub struct Aligned {
    /// The beads with the texts that a person may have edited.
    pub document: AlignedDocument,
    /// What storing changed; `None` when nothing was stored.
    pub stored: Option<Stored>,
    /// The files were those that are in the memory already.
    pub unchanged: bool,
    /// Decided beads whose text is not in the new versions.
    pub lost: Vec<StoredBead>,
}

/// How long one article may be, in times the other, before the user is warned.
const UNEVEN: usize = 3;

impl Pair {
    /// Reads both articles and finds their languages.
    pub fn read(
        source: &Path,
        target: &Path,
        key: DocumentKey,
        settings: &Settings,
    ) -> Result<Pair> {
        if source == Path::new("-") && target == Path::new("-") {
            bail!("only one of the two articles can come from standard input");
        }
        let (source, target) = rayon::join(|| Article::read(source), || Article::read(target));
        let (source, target) = (source?, target?);
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
            bail!(
                "both {} and {} are {name}; give an article and its translation, or say what they are \
                 with --source-language and --target-language",
                source.path.display(),
                target.path.display()
            );
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
                "{} is {times} times as long as {}; much of it will have no counterpart",
                longer.path.display(),
                shorter.path.display()
            ));
        }
        Ok(Pair { source, target, key, languages: (source_language, target_language), warnings })
    }

    fn sides(&self, segmentation: Segmentation) -> (Side, Side) {
        (
            segmentation.segments(&self.source, &self.languages.0),
            segmentation.segments(&self.target, &self.languages.1),
        )
    }

    /// Aligns the pair without a memory.
    pub fn align(&self, settings: &Settings) -> Aligned {
        let (source, target) = self.sides(settings.segmentation);
        let document = self.document(&source, &target, &[], settings);
        Aligned { document, stored: None, unchanged: false, lost: Vec::new() }
    }

    /// Aligns the pair around what a person decided before, without storing it yet.
    pub fn align_for(&self, memory: &Memory, settings: &Settings) -> Result<Update> {
        let found = memory.document(&self.key.name)?;
        let Some(found) = found else {
            return Ok(Update {
                aligned: self.align(settings),
                replaces: None,
                kept: HashMap::new(),
                store: true,
            });
        };
        let same_files = (found.checksums.0.as_str(), found.checksums.1.as_str())
            == (self.source.checksum.as_str(), self.target.checksum.as_str())
            && found.segmentation == settings.segmentation.name()
            && (&found.languages.0, &found.languages.1) == (&self.languages.0, &self.languages.1);
        if same_files && !settings.replace {
            let filter =
                UnitFilter { document: Some(self.key.name.clone()), ..UnitFilter::default() };
            let document =
                memory.aligned_documents(&filter)?.pop().context("the document is gone")?;
            let aligned = Aligned { document, stored: None, unchanged: true, lost: Vec::new() };
            return Ok(Update {
                aligned,
                replaces: Some(found.revision),
                kept: HashMap::new(),
                store: false,
            });
        }
        let old = if settings.replace { Vec::new() } else { memory.beads(found.id)? };
        let (aligned, kept) = self.align_around(&old, settings);
        Ok(Update { aligned, replaces: Some(found.revision), kept, store: true })
    }

    fn align_around(
        &self,
        old: &[StoredBead],
        settings: &Settings,
    ) -> (Aligned, HashMap<usize, i64>) {
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
        let mut pins = Vec::new();
        let mut rows = Vec::new();
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
        let mut document = self.document(&source, &target, &pins, settings);
        let mut kept = HashMap::new();
        for (pin, row) in pins.iter().zip(rows) {
            let is_pin = |bead: &AlignedBead| {
                let same = |range: &std::ops::Range<usize>, pinned: &std::ops::Range<usize>| {
                    range == pinned || (range.is_empty() && pinned.is_empty())
                };
                same(&bead.source_segments, &pin.0) && same(&bead.target_segments, &pin.1)
            };
            if let Some(index) = document.beads.iter().position(is_pin) {
                kept.insert(index, row.id);
                let bead = &mut document.beads[index];
                bead.status = row.status;
                bead.score = row.score;
            }
        }
        (Aligned { document, stored: None, unchanged: false, lost }, kept)
    }

    fn document(
        &self,
        source: &Side,
        target: &Side,
        pins: &[Pin],
        settings: &Settings,
    ) -> AlignedDocument {
        let beads = settings
            .aligner
            .align(source, target, pins)
            .into_iter()
            .map(|bead| AlignedBead {
                source: source.texts(bead.source.clone()),
                target: target.texts(bead.target.clone()),
                source_segments: bead.source,
                target_segments: bead.target,
                score: bead.score,
                status: Status::Auto,
            })
            .collect();
        AlignedDocument {
            name: self.key.name.clone(),
            source_language: self.languages.0.clone(),
            target_language: self.languages.1.clone(),
            beads,
        }
    }
}

/// An alignment that is ready to be stored.
#[derive(Debug)]
pub struct Update {
    /// The alignment.
    pub aligned: Aligned,
    replaces: Option<i64>,
    kept: HashMap<usize, i64>,
    store: bool,
}

impl Update {
    /// Stores the alignment, unless it is there already.
    pub fn store(
        mut self,
        pair: &Pair,
        memory: &mut Memory,
        settings: &Settings,
    ) -> Result<Aligned> {
        if self.store {
            let stored = memory.store(&NewDocument {
                key: &pair.key,
                aligned: &self.aligned.document,
                checksums: (&pair.source.checksum, &pair.target.checksum),
                segmentation: settings.segmentation,
                min_score: settings.min_score,
                replaces: self.replaces,
                kept: self.kept,
                afresh: settings.replace,
            })?;
            self.aligned.stored = Some(stored);
        }
        Ok(self.aligned)
    }
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
        (None, None) => bail!(
            "{}: its script tells no language; say which it is with --{side}-language",
            article.path.display()
        ),
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
