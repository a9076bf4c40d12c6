//! tarjuman turns an article and its translation into translation memory, for English and Arabic.
//!
//! # The way of a segment
//!
//! 1. [`document`] reads an article file into paragraphs of text, and cuts them into segments with
//!    the help of [`text`], which knows sentences, folding, stems, numbers, dates and names.
//! 2. [`align`] pairs the segments of both texts into beads, each with the probability that it is right.
//!    Its [`align::lexicon`] says which words translate which.
//! 3. [`memory`] keeps documents, beads and the translation units they give in one SQLite file, looks
//!    texts up in it, and records every change so that it can be undone.
//! 4. [`exchange`] reads and writes beads and units in the formats of other tools.
//! 5. [`quality`] checks pairs from anywhere and gives a reason code for each finding.
//! 6. [`job`] takes one pair of article files through all of that.
//! 7. [`corpus`] does the same for documents by the thousand, where no memory is needed.
//! 8. `web` is the desk: a server with pages for review and search, and connectors for other tools
//!    (feature `serve`).
//! 9. `cli` is the program: one file a command (feature `cli`).
//!
//! A module uses only modules above it in this list, and the three below all of them: [`model`], the
//! plain data that passes between them (everything here has a source and a target, a
//! [`Pair`](model::Pair)); [`error`], what can go wrong, as facts; and `files`, by which files
//! appear only when they are complete, and never in the place of a memory. [`memory`], [`exchange`] and
//! [`quality`] do not know each other.
//!
//! # Features
//!
//! `cli` and `serve` are on by default. A library that aligns, stores and exports needs neither:
//! `tarjuman = { version = "0.1", default-features = false }`.
//!
//! # Example
//!
//! Align two texts, store the pairs, look one up, and write TMX:
//!
//! ```
//! use std::path::Path;
//! use tarjuman::align::Aligner;
//! use tarjuman::document::{Article, Segmentation};
//! use tarjuman::exchange::{Format, WriteOptions, unit_writer};
//! use tarjuman::job::{AlignSettings, ArticlePair, StoreSettings, TextLanguages, Update, document_key};
//! use tarjuman::memory::{LookupOptions, Memory, UnitFilter};
//! use tarjuman::model::{ExportSummary, Language, Pair, Score};
//!
//! let english = "The harbour reopened on Monday. About 300 people came. It rained.";
//! let arabic = "أعيد فتح الميناء يوم الاثنين، وحضر نحو 300 شخص. وكان المطر ينزل.";
//! let files = Pair::new(Path::new("a.en.txt"), Path::new("a.ar.txt"));
//! let articles = files
//!     .zip(Pair::new(english, arabic))
//!     .try_map(|(file, text)| Article::from_bytes(file, text.as_bytes()))?;
//! let settings = AlignSettings {
//!     segmentation: Segmentation::Sentence,
//!     languages: TextLanguages::default(),
//!     aligner: Aligner::default(),
//! };
//! let pair = ArticlePair::of(articles, &settings.languages)?;
//!
//! // Beads: the first two English sentences are one Arabic sentence.
//! let alignment = pair.align(&settings)?;
//! let spans: Vec<_> = alignment.beads.iter().map(|bead| bead.span.clone()).collect();
//! assert_eq!(spans, [Pair::new(0..2, 0..1), Pair::new(2..3, 1..2)]);
//!
//! // Into a memory …
//! let folder = tempfile::tempdir()?;
//! let mut memory = Memory::open_or_create(&folder.path().join("work.tarjuman"))?;
//! let storing = StoreSettings { min_score: Score::HALF, replace: false };
//! let update =
//!     Update::prepare(Some(&memory), &pair, document_key(files, None), &settings, storing)?;
//! update.store(&mut memory)?;
//!
//! // … where lookups ignore spelling …
//! let matches = memory.lookup("it rained!", &LookupOptions::new(Language::english()))?;
//! assert_eq!(matches[0].target, "وكان المطر ينزل.");
//!
//! // … and out again.
//! let units = memory.units(&UnitFilter::default())?;
//! let mut tmx = Vec::new();
//! let summary = ExportSummary::of(&units);
//! let mut writer =
//!     unit_writer(Format::Tmx, Box::new(&mut tmx), &summary, &WriteOptions::default())?;
//! units.iter().try_for_each(|unit| writer.write(unit))?;
//! writer.finish()?;
//! assert!(String::from_utf8(tmx).unwrap().contains("<seg>It rained.</seg>"));
//! # Ok::<(), tarjuman::Error>(())
//! ```
//!
//! # Where to start
//!
//! | to add | read |
//! |---|---|
//! | a command | `cli`, “Adding a command” |
//! | an article format | [`document`], “Adding a document format” |
//! | an exchange format | [`exchange`], “Adding an exchange format” |
//! | a check | [`quality`], “Adding a check” |
//! | a connector for a CAT tool | `web::connect`, “Adding a connector” |

pub mod align;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
pub mod document;
pub mod error;
pub mod exchange;
mod files;
pub mod job;
pub mod memory;
pub mod model;
pub mod quality;
pub mod text;
#[cfg(feature = "serve")]
pub mod web;

pub use error::{Error, Result};
