//! An alignment that is ready to be written and stored.

use std::collections::HashMap;

use super::{Pair, Settings};
use crate::align::Coverage;
use crate::error::Result;
use crate::memory::{Memory, NewDocument, Stored, StoredBead};
use crate::model::AlignedDocument;

/// What storing an update changes in the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The beads, and so the units.
    Beads,
    /// Which beads give units: the same files were given with another least score.
    Units,
    /// Nothing: the same files were given with the same least score.
    Nothing,
}

/// An alignment that is ready to be written and stored.
#[derive(Debug)]
pub struct Update {
    pub(super) document: AlignedDocument,
    pub(super) change: Change,
    pub(super) coverage: Option<Coverage>,
    pub(super) lost: Vec<StoredBead>,
    pub(super) replaces: Option<i64>,
    /// Rows of the beads that a person decided, by index.
    pub(super) kept: HashMap<usize, i64>,
    /// The articles' own texts of these beads, which may have been edited.
    pub(super) originals: HashMap<usize, (Vec<String>, Vec<String>)>,
    /// What the segments of both sides are in their articles.
    pub(super) layouts: (String, String),
}

impl Update {
    pub(super) fn new(document: AlignedDocument) -> Self {
        Update {
            document,
            change: Change::Beads,
            coverage: None,
            lost: Vec::new(),
            replaces: None,
            kept: HashMap::new(),
            originals: HashMap::new(),
            layouts: Default::default(),
        }
    }

    /// The beads, with the texts as a person edited them.
    pub fn document(&self) -> &AlignedDocument {
        &self.document
    }

    /// What storing it changes.
    pub fn change(&self) -> Change {
        self.change
    }

    /// How much of the texts the lexicons know, where they were asked.
    pub fn coverage(&self) -> Option<Coverage> {
        self.coverage
    }

    /// Decided beads whose text is not in the new versions.
    pub fn lost(&self) -> &[StoredBead] {
        &self.lost
    }

    /// Stores the alignment; `None` when it is there already.
    pub fn store(
        &self,
        pair: &Pair,
        memory: &mut Memory,
        settings: &Settings,
    ) -> Result<Option<Stored>> {
        match (self.change, self.replaces) {
            (Change::Nothing, _) => return Ok(None),
            (Change::Units, Some(revision)) => {
                let name = &pair.key.name;
                return Ok(Some(memory.set_min_score(name, revision, settings.min_score)?));
            }
            (Change::Units, None) | (Change::Beads, _) => {}
        }
        let mut aligned = self.document.clone();
        for (&index, (source, target)) in &self.originals {
            aligned.beads[index].source.clone_from(source);
            aligned.beads[index].target.clone_from(target);
        }
        let stored = memory.store(&NewDocument {
            key: &pair.key,
            aligned: &aligned,
            checksums: (&pair.source.checksum, &pair.target.checksum),
            segmentation: settings.segmentation,
            min_score: settings.min_score,
            replaces: self.replaces,
            kept: self.kept.clone(),
            layouts: (&self.layouts.0, &self.layouts.1),
            afresh: settings.replace,
        })?;
        Ok(Some(stored))
    }
}
