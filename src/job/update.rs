//! The change that storing an alignment makes in a memory.

use std::collections::HashMap;

use super::{AlignSettings, ArticlePair, align_texts};
use crate::align::{Coverage, OldBead, find_fixed_beads};
use crate::document::Segmentation;
use crate::error::{Entity, Error, Result};
use crate::memory::{DocumentKey, Memory, NewDocument, Stored, StoredBead, StoredDocument};
use crate::model::{AlignedDocument, BeadId, Layout, Pair, Revision, Score, Span};

/// How to store an alignment.
#[derive(Debug, Clone, Copy)]
pub struct StoreSettings {
    /// Undecided beads that score less than this give no units.
    pub min_score: Score,
    /// Discard what reviewers decided about the document before.
    pub replace: bool,
}

/// An alignment that is ready to be written to output and stored.
#[derive(Debug)]
pub struct Update {
    key: DocumentKey,
    document: AlignedDocument,
    min_score: Score,
    change: Change,
}

/// What storing an [`Update`] changes in the memory.
#[derive(Debug)]
pub enum Change {
    /// Nothing: neither the files nor the minimum score have changed.
    Nothing,
    /// Which beads give units: only the minimum score has changed.
    Units {
        /// The revision of the document that was read.
        revision: Revision,
    },
    /// The beads, and thus the units.
    Beads(Box<NewBeads>),
}

/// The beads of a document that is new or whose files have changed.
#[derive(Debug)]
pub struct NewBeads {
    checksums: Pair<String>,
    segmentation: Segmentation,
    layout: Pair<Layout>,
    /// How much of the texts the lexicons know; `None` if no lexicon was used.
    pub coverage: Option<Coverage>,
    /// Beads that a reviewer decided and whose text is not in the new versions.
    pub lost: Vec<StoredBead>,
    /// The revision of the document that they replace; `None` for a new document.
    replaces: Option<Revision>,
    /// Whether what reviewers decided before is discarded.
    discard: bool,
    /// Beads that a reviewer decided and that are kept, by their index.
    kept: HashMap<usize, KeptBead>,
}

/// A bead that a reviewer decided, as it is stored.
#[derive(Debug)]
struct KeptBead {
    id: BeadId,
    /// The texts of the articles; the beads of the document have the reviewer's texts.
    segments: Pair<Vec<String>>,
}

impl Update {
    /// Aligns a pair of articles for a memory, which is `None` if it does not exist yet. Nothing is stored.
    /// What a reviewer decided about the document before is kept where its text has not changed.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn prepare(
        memory: Option<&Memory>,
        pair: &ArticlePair,
        key: DocumentKey,
        settings: &AlignSettings,
        storing: StoreSettings,
    ) -> Result<Update> {
        let found = match memory {
            Some(memory) => memory.find_document(&key.name)?.map(|found| (memory, found)),
            None => None,
        };
        let min_score = storing.min_score;
        let (document, change) = match found {
            Some((memory, found)) if !storing.replace && is_same(&found, pair, settings) => {
                let document = memory
                    .aligned_document(found.id)?
                    .ok_or_else(|| Error::not_found(Entity::Document, &key.name))?;
                let change = match found.min_score == min_score {
                    true => Change::Nothing,
                    false => Change::Units { revision: found.revision },
                };
                (document, change)
            }
            Some((memory, found)) => {
                let old = if storing.replace { Vec::new() } else { memory.beads(found.id)? };
                let (document, mut beads) = align_around(&old, pair, &key, settings)?;
                beads.replaces = Some(found.revision);
                beads.discard = storing.replace;
                (document, Change::Beads(Box::new(beads)))
            }
            None => {
                let (document, beads) = align_around(&[], pair, &key, settings)?;
                (document, Change::Beads(Box::new(beads)))
            }
        };
        Ok(Update { key, document, min_score, change })
    }

    /// The beads, with the texts as reviewers edited them.
    pub fn document(&self) -> &AlignedDocument {
        &self.document
    }

    /// What storing the update changes.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// Stores the update; returns `None` if nothing changes.
    ///
    /// # Errors
    /// When the document has changed since it was read, or the memory cannot be written.
    pub fn store(&self, memory: &mut Memory) -> Result<Option<Stored>> {
        let name = &self.key.name;
        let stored = match &self.change {
            Change::Nothing => return Ok(None),
            Change::Units { revision } => memory.set_min_score(name, *revision, self.min_score)?,
            Change::Beads(beads) => memory.store(&beads.new_document(self))?,
        };
        Ok(Some(stored))
    }
}

impl NewBeads {
    fn new_document<'a>(&'a self, update: &'a Update) -> NewDocument<'a> {
        let mut aligned = update.document.clone();
        for (&index, kept) in &self.kept {
            aligned.beads[index].texts.clone_from(&kept.segments);
        }
        NewDocument {
            key: &update.key,
            aligned,
            checksums: self.checksums.as_deref(),
            layout: self.layout.as_ref(),
            segmentation: self.segmentation,
            min_score: update.min_score,
            replaces: self.replaces,
            kept: self.kept.iter().map(|(&index, kept)| (index, kept.id)).collect(),
            discard: self.discard,
        }
    }
}

/// Whether a stored document comes from the same files with the same settings.
fn is_same(found: &StoredDocument, pair: &ArticlePair, settings: &AlignSettings) -> bool {
    found.checksums.as_deref() == pair.checksums()
        && found.origin.is_aligned_by(settings.segmentation)
        && found.languages == *pair.languages()
}

/// Aligns a pair around the beads of an older version that a reviewer decided.
fn align_around(
    old: &[StoredBead],
    pair: &ArticlePair,
    key: &DocumentKey,
    settings: &AlignSettings,
) -> Result<(AlignedDocument, NewBeads)> {
    let mut texts = pair.segments(settings.segmentation)?;
    let old_beads: Vec<OldBead<'_>> = old
        .iter()
        .map(|bead| OldBead {
            segments: bead.segments.as_deref(),
            keep: bead.status.is_by_person(),
        })
        .collect();
    let found = find_fixed_beads(&old_beads, &mut texts);
    let (mut fixed, mut decided, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for (bead, span) in old.iter().zip(found) {
        match span {
            Some(span) => {
                fixed.push(span);
                decided.push(bead);
            }
            None if bead.status.is_by_person() => lost.push(bead.clone()),
            None => {}
        }
    }
    let alignment = align_texts(&texts, &fixed, &settings.aligner);
    let mut by_span: HashMap<Span, &StoredBead> =
        fixed.iter().map(Span::with_empty_side_at_zero).zip(decided).collect();
    let mut beads = NewBeads {
        checksums: pair.checksums().map(str::to_owned),
        segmentation: settings.segmentation,
        layout: alignment.layout.clone(),
        coverage: alignment.coverage,
        lost,
        replaces: None,
        discard: false,
        kept: HashMap::new(),
    };
    let mut document = alignment.into_document(key.name.clone());
    for (index, bead) in document.beads.iter_mut().enumerate() {
        let Some(old) = by_span.remove(&bead.span.with_empty_side_at_zero()) else { continue };
        (bead.status, bead.score) = (old.status, old.score);
        for (texts, edited) in bead.texts.as_mut().zip(old.edited.as_ref()) {
            if let Some(edited) = edited {
                *texts = vec![edited.clone()];
            }
        }
        beads.kept.insert(index, KeptBead { id: old.id, segments: old.segments.clone() });
    }
    Ok((document, beads))
}
