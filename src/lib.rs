//! tarjuman turns an article and its translation into translation memory, for English and Arabic.
//!
//! # The way of a segment
//!
//! 1. [`document`] reads an article file into paragraphs of text, and cuts them into segments with
//!    the help of [`text`], which knows sentences, folding, stems, numbers, dates and names.
//! 2. [`align`] pairs the segments of both sides into beads, each with the probability that it is right. Its
//!    [`align::lexicon`] says which words translate which.
//! 3. [`memory`] keeps documents, beads and the translation units they give in one SQLite file, looks texts
//!    up in it, and remembers every change.
//! 4. [`exchange`] reads and writes beads and units in the formats of other tools.
//! 5. [`quality`] checks pairs from anywhere and gives the reasons for what it finds.
//! 6. [`job`] takes a pair of article files through all of that.
//! 7. [`corpus`] does so for documents by the thousand, where no memory is needed.
//! 8. [`web`] is the desk: a server with pages for review and search, and connectors for other tools.
//! 9. [`cli`] is the program: a file a command.
//!
//! [`model`] holds the plain data that passes between them; `atomic_file` makes files that take their name
//! when they are complete. A module uses only those above it in this list and [`model`] and [`error`];
//! [`memory`], [`exchange`] and [`quality`] do not know each other.
//!
//! # Example
//!
//! ```
//! use std::path::Path;
//! use tarjuman::align::Aligner;
//! use tarjuman::document::{Article, Segmentation};
//! use tarjuman::model::Language;
//!
//! let english = "The harbour reopened on Monday. About 300 people came. It rained.";
//! let arabic = "أعيد فتح الميناء يوم الاثنين، وحضر نحو 300 شخص. وكان المطر ينزل.";
//! let original = Article::from_bytes(Path::new("a.en.txt"), english.as_bytes())?;
//! let translation = Article::from_bytes(Path::new("a.ar.txt"), arabic.as_bytes())?;
//! let source = Segmentation::Sentence.segments(&original, &Language::english());
//! let target = Segmentation::Sentence.segments(&translation, &Language::arabic());
//!
//! let beads = Aligner::default().align(&source, &target, &[]);
//! assert_eq!((beads[0].source.clone(), beads[0].target.clone()), (0..2, 0..1));
//! assert_eq!((beads[1].source.clone(), beads[1].target.clone()), (2..3, 1..2));
//! # Ok::<(), tarjuman::Error>(())
//! ```

pub mod align;
mod atomic_file;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
pub mod document;
pub mod error;
pub mod exchange;
pub mod job;
pub mod memory;
pub mod model;
pub mod quality;
pub mod text;
#[cfg(feature = "serve")]
pub mod web;

pub use error::{Error, Result};
