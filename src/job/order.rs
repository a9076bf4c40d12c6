//! Work that is done by a process of its own, so that whatever a file makes of it, it can be stopped and its
//! memory is bounded: an [`Order`] is what the process is asked to do, a [`Report`] is what it says.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    AlignSettings, ArticlePair, StoreSettings, TextLanguages, Update, document_key, realign,
};
use crate::align::Aligner;
use crate::document::{Article, Segmentation};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::Memory;
use crate::model::{DocumentId, Pair, Revision, Score};

/// What a worker is asked to do in a memory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// The memory.
    pub memory: PathBuf,
    /// The author of the change.
    pub author: Option<String>,
    /// The work.
    pub work: OrderedWork,
}

/// The kinds of work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum OrderedWork {
    /// Align two articles and store the document.
    Align {
        /// The files.
        files: Pair<PathBuf>,
        /// The names of the files as the user knows them.
        names: Pair<PathBuf>,
        /// The name of the document; if there is none, it is named after its files.
        name: Option<String>,
        /// The languages that are given.
        languages: TextLanguages,
        /// How the texts are segmented.
        segmentation: Segmentation,
        /// Beads that score less give no units.
        min_score: Score,
    },
    /// Align the undecided rows of a stored document again.
    Realign {
        /// The document.
        document: DocumentId,
        /// The revision of it that the user has seen.
        revision: Revision,
    },
}

/// What a worker says, in this order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// Both texts are read.
    Read {
        /// The numbers of their segments.
        segments: Pair<usize>,
        /// What the readers had to guess, and what looks wrong.
        warnings: Vec<String>,
    },
    /// The alignment is found.
    Aligned,
    /// The work is done.
    Done {
        /// The document; `None` if it was deleted in the meantime.
        document: Option<DocumentId>,
    },
    /// The work failed.
    Failed {
        /// What kind of error it is.
        kind: ErrorKind,
        /// The error and what to do.
        message: String,
    },
}

impl Order {
    /// Does the work, and says how it goes on and how it ended.
    pub fn carry_out(self, aligner: Aligner, mut report: impl FnMut(Report)) {
        let ended = match self.work_in(aligner, &mut report) {
            Ok(document) => Report::Done { document },
            Err(error) => Report::Failed { kind: error.kind(), message: error.to_string() },
        };
        report(ended);
    }

    fn work_in(
        self,
        aligner: Aligner,
        report: &mut impl FnMut(Report),
    ) -> Result<Option<DocumentId>> {
        let mut memory = Memory::open(&self.memory)?;
        memory.set_author(self.author);
        match self.work {
            OrderedWork::Align { files, names, name, languages, segmentation, min_score } => {
                let article = |(file, name): (PathBuf, PathBuf)| {
                    let bytes = std::fs::read(&file).map_err(|error| Error::io(&name, error))?;
                    Article::from_bytes(&name, &bytes)
                };
                let key = document_key(names.as_deref(), name.as_deref());
                let articles = files.zip(names).try_map(article)?;
                let pair = ArticlePair::of(articles, &languages)?;
                let segments = pair.segments(segmentation)?.map(|text| text.segments.len());
                report(Report::Read { segments, warnings: pair.warnings.clone() });
                let align = AlignSettings { segmentation, languages, aligner };
                let store = StoreSettings { min_score, replace: false };
                let name = key.name.clone();
                let update = Update::prepare(Some(&memory), &pair, key, &align, store)?;
                drop(pair);
                report(Report::Aligned);
                update.store(&mut memory)?;
                Ok(memory.find_document(&name)?.map(|document| document.id))
            }
            OrderedWork::Realign { document, revision } => {
                let stored = memory.document(document)?;
                let rows = realign(&memory, &stored, &aligner)?;
                report(Report::Aligned);
                memory.replace_undecided(document, revision, rows)?;
                Ok(Some(document))
            }
        }
    }
}
