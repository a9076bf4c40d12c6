//! The plain data types that the rest of the crate works with: pair, span, language, segment, bead,
//! unit. Nothing here reads or writes files.

mod bead;
mod id;
mod language;
mod operation;
mod pair;
mod score;
mod segment;
mod status;
mod tags;
mod timestamp;
mod unit;

pub use bead::{AlignedBead, AlignedDocument, Bead, is_unit};
pub use id::{BeadId, DocumentId, OperationId, Revision, UnitId};
pub use language::{Language, NotALanguageTag};
pub use operation::OperationKind;
pub use pair::{Localized, Pair, Side, Span};
pub use score::Score;
pub use segment::{Layout, LayoutMark, ParagraphKind, Segment, SegmentedText};
pub use status::Status;
pub use timestamp::{NotATime, Timestamp};
pub use unit::{ExportSummary, InlineTag, Property, Subflow, TagKind, Unit, UnitPart, UnitText};
