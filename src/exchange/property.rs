//! Names of the properties that units take along into files of other tools, and out of them.
//!
//! TMX wants `x-` before every name that it does not define itself.

/// The document that a unit is from.
pub const DOCUMENT: &str = "x-document";
/// The index of a unit in its document, from 0.
pub const POSITION: &str = "x-position";
/// The probability that a pair is right.
pub const SCORE: &str = "x-score";
/// What a reviewer decided.
pub const STATUS: &str = "x-status";
/// The source text before a unit. The name is memoQ's; it belongs to the source.
pub const CONTEXT_BEFORE: &str = "x-context-pre";
/// The source text after a unit, likewise.
pub const CONTEXT_AFTER: &str = "x-context-post";

/// What comes after the name of a text field of Trados Studio.
pub const TEXT_FIELD: &str = ":SingleString";
/// Where Trados Studio shows a unit to be from.
pub const TRADOS_ORIGIN: &str = "x-Origin";
/// How far a unit is confirmed, for Trados Studio.
pub const TRADOS_CONFIRMATION: &str = "x-ConfirmationLevel";

/// Whether a translation was corrected, for memoQ.
pub const MEMOQ_CORRECTED: &str = "corrected";
/// Whether a pair is from an alignment, for memoQ.
pub const MEMOQ_ALIGNED: &str = "aligned";

/// The source text before a unit, for XTM.
pub const XTM_BEFORE: &str = "x-previous-source-text";
/// The source text after a unit, for XTM.
pub const XTM_AFTER: &str = "x-next-source-text";

/// The context (`msgctxt`) of an entry of a PO file.
pub const PO_CONTEXT: &str = "x-msgctxt";
