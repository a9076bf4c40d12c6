//! Pieces of text with a place on the page: a letter, a ligature, a span; and marks until they find their base.

use super::glyph::{Content, Rect};
use std::rc::Rc;

/// One piece.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    /// Text in logical order; empty for ink without text, which still closes gaps. Of a mark, the cluster it was first
    /// drawn in, or the mark alone.
    pub(super) text: Rc<str>,
    /// Left end of the advance on the page, in points.
    pub(super) x0: f32,
    /// Right end of the advance.
    pub(super) x1: f32,
    /// Baseline, y upwards.
    pub(super) y: f32,
    /// Size of the em in points.
    pub(super) size: f32,
    /// Ink, where known.
    pub(super) ink: Option<Rect>,
    /// Place in drawing order.
    pub(super) seq: u32,
    /// Marks only: to be attached.
    pub(super) mark: bool,
    /// From `/ActualText`: brackets are logical already.
    pub(super) logical: bool,
    /// In a bold font.
    pub(super) bold: bool,
    /// Marked content it belongs to.
    pub(super) content: Content,
}

impl Atom {
    /// Whether it is white space only; a glyph without text, such as a drawn-out stroke, is not.
    pub(super) fn is_space(&self) -> bool {
        !self.text.is_empty() && self.text.chars().all(char::is_whitespace)
    }

    /// Middle of its advance.
    pub(super) fn centre(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }
}

/// Whether a font's name says that it is bold.
pub(super) fn bold(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "semibold"].iter().any(|word| name.contains(word))
        || name.ends_with("-bd")
}
