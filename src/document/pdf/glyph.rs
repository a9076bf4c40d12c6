//! The glyph layer: what was drawn, where, in which order, unmerged and unsorted.

use super::font::Shape;
use std::rc::Rc;

/// A box on the page, in points, y upwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Rect {
    /// Left edge.
    pub(super) x0: f32,
    /// Lower edge.
    pub(super) y0: f32,
    /// Right edge.
    pub(super) x1: f32,
    /// Upper edge.
    pub(super) y1: f32,
}

/// Marked content a glyph was drawn in, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Content {
    /// Number of the innermost `/ActualText` span on its page, from 1; 0 for none.
    pub(super) span: u32,
    /// Inside `/Artifact`: not part of the text proper.
    pub(super) artifact: bool,
    /// Drawn without ink (text render mode 3), as under a scanned page.
    pub(super) invisible: bool,
}

/// One glyph as drawn.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Code, text and measures.
    pub(super) shape: Rc<Shape>,
    /// Origin on the page in points.
    pub(super) x: f32,
    /// Baseline on the page in points, y upwards.
    pub(super) y: f32,
    /// Advance along the line in points, without character and word spacing.
    pub(super) advance: f32,
    /// Size of the em in points, upright.
    pub(super) size: f32,
    /// Size of the em in points along the line.
    pub(super) em: f32,
    /// Quarter turns of the line of writing, counter-clockwise; 4 for askew.
    pub(super) turn: u8,
    /// Marked content.
    pub(super) content: Content,
}

impl Glyph {
    /// Where its ink is; `None` without ink or when the font program is unknown.
    pub(super) fn ink(&self) -> Option<Rect> {
        let ink = self.shape.ink?;
        let (h, v) = (self.em / 1000.0, self.size / 1000.0);
        Some(Rect {
            x0: self.x + ink.x0 * h,
            y0: self.y + ink.y0 * v,
            x1: self.x + ink.x1 * h,
            y1: self.y + ink.y1 * v,
        })
    }
}

/// All that was drawn on one page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Glyphs in drawing order.
    pub(super) glyphs: Vec<Glyph>,
    /// Texts of the `/ActualText` spans; glyphs refer to them from 1.
    pub(super) spans: Vec<String>,
    /// Whether images were drawn.
    pub(super) images: usize,
    /// Left, lower, right and upper edge in points, as seen upright.
    pub(super) frame: Rect,
}

impl Page {
    /// Turns the page so that most of its text runs from left to right; what does not is returned apart.
    pub(super) fn upright(&mut self) -> Vec<Glyph> {
        let mut count = [0usize; 5];
        for glyph in &self.glyphs {
            count[usize::from(glyph.turn.min(4))] += 1;
        }
        let most = (0..4u8).max_by_key(|turn| (count[usize::from(*turn)], 4 - turn)).unwrap_or(0);
        let (kept, apart): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.glyphs).into_iter().partition(|g| g.turn == most);
        self.glyphs = kept;
        let turn = |x: f32, y: f32| match most {
            1 => (y, -x),
            2 => (-x, -y),
            3 => (-y, x),
            _ => (x, y),
        };
        for glyph in &mut self.glyphs {
            (glyph.x, glyph.y) = turn(glyph.x, glyph.y);
        }
        let (a, b) = (turn(self.frame.x0, self.frame.y0), turn(self.frame.x1, self.frame.y1));
        self.frame =
            Rect { x0: a.0.min(b.0), y0: a.1.min(b.1), x1: a.0.max(b.0), y1: a.1.max(b.1) };
        apart
    }
}
