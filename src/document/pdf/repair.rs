//! Gives every glyph its text: `ToUnicode`, the embedded font and `/ActualText` weighed against each other.

use super::atom::{Atom, bold};
use super::font::Fonts;
use super::glyph::{Glyph, Page, Rect};
use super::lesson::{Lessons, cluster_of, hangs, moves};
use super::letter::{is_mark, plain, skeleton};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization;

/// Share of a line's glyphs that may contradict their `/ActualText` before all of it is disbelieved there.
const DISBELIEF: f32 = 0.25;

/// Which `/ActualText` is believed, by page and line.
pub(super) struct Belief {
    /// No line of the page is disbelieved.
    pub(super) all: bool,
    /// Lines that are, by their height in half points.
    bad: HashSet<i64>,
}

impl Belief {
    /// Judges the lines of a page.
    pub(super) fn of(page: &Page, lessons: &Lessons) -> Belief {
        let mut lines: HashMap<i64, (usize, usize)> = HashMap::new();
        for group in groups(&page.glyphs) {
            let first = &page.glyphs[group.start];
            let line = lines.entry(height(first)).or_default();
            line.0 += group.len();
            let span = first.content.span;
            if span == 0 {
                continue;
            }
            let told = skeleton(page.spans.get(span as usize - 1).map_or("", String::as_str));
            let shapes = page.glyphs[group.clone()].iter().filter(|g| moves(&g.shape));
            let drawn =
                skeleton(&shapes.map(|g| lessons.text(&g.shape).to_string()).collect::<String>());
            if !drawn.is_empty() && !told.iter().any(|c| drawn.contains(c)) {
                line.1 += group.len();
            }
        }
        let bad: HashSet<i64> = lines
            .into_iter()
            .filter(|(_, (all, against))| *against > 2 && *against as f32 > DISBELIEF * *all as f32)
            .map(|(height, _)| height)
            .collect();
        Belief { all: bad.is_empty(), bad }
    }

    /// Whether the spans on this glyph's line are believed.
    pub(super) fn line(&self, glyph: &Glyph) -> bool {
        self.bad.is_empty() || (-2..=2).all(|off| !self.bad.contains(&(height(glyph) + off)))
    }
}

/// The height of a baseline in half points.
fn height(glyph: &Glyph) -> i64 {
    (glyph.y * 2.0).round() as i64
}

/// Runs of glyphs in the same span on the same line; a glyph without a span is a run of its own.
pub(super) fn groups(glyphs: &[Glyph]) -> Vec<std::ops::Range<usize>> {
    let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, glyph) in glyphs.iter().enumerate() {
        if let Some(last) = groups.last_mut() {
            let before = &glyphs[last.start];
            let same = glyph.content.span != 0 && before.content.span == glyph.content.span;
            if same && (before.y - glyph.y).abs() < before.size {
                last.end = index + 1;
                continue;
            }
        }
        groups.push(index..index + 1);
    }
    groups
}

/// Turns a page's glyphs into atoms of text: bases, and marks still apart.
pub(super) fn atoms(page: &Page, lessons: &Lessons, fonts: &Fonts) -> Vec<Atom> {
    let belief = Belief::of(page, lessons);
    let mut atoms = Vec::with_capacity(page.glyphs.len());
    let mut told = u32::MAX;
    for group in groups(&page.glyphs) {
        let glyphs = &page.glyphs[group.clone()];
        let span = glyphs[0].content.span;
        if span != 0 && belief.line(&glyphs[0]) {
            // A second line of a span, or a second group of it, adds nothing.
            let text = plain(page.spans.get(span as usize - 1).map_or("", String::as_str));
            atoms.extend(spanned(glyphs, &text, told == span, group.start, fonts, lessons));
            told = span;
            continue;
        }
        for (offset, glyph) in glyphs.iter().enumerate() {
            atoms.extend(single(glyph, group.start + offset, lessons, fonts));
        }
    }
    atoms
}

fn place(glyph: &Glyph, text: Rc<str>, seq: usize, fonts: &Fonts) -> Atom {
    let (a, b) = (glyph.x, glyph.x + glyph.advance);
    Atom {
        text,
        x0: a.min(b),
        x1: a.max(b),
        y: glyph.y,
        size: glyph.size,
        ink: glyph.ink(),
        seq: seq as u32,
        mark: false,
        logical: false,
        bold: bold(fonts.name(glyph.shape.font)),
        content: glyph.content,
    }
}

fn single(glyph: &Glyph, seq: usize, lessons: &Lessons, fonts: &Fonts) -> Option<Atom> {
    let text = lessons.text(&glyph.shape);
    if text.is_empty() && !(moves(&glyph.shape) && glyph.shape.ink.is_some()) {
        return None;
    }
    let mut atom = place(glyph, Rc::clone(&text), seq, fonts);
    if text.is_empty() {
        // A stroke that draws a word out; it closes the gap.
    } else if text.chars().all(is_mark) {
        atom.mark = true;
    } else if hangs(glyph, &text) {
        // The first cluster seen sticks to a mark's glyph.
        atom.text = cluster_of(&text, glyph).into();
        atom.mark = true;
    } else if lessons.marks && text.chars().any(is_mark) {
        // And to a letter's glyph, whose marks are drawn apart.
        atom.text = text.chars().filter(|c| !is_mark(*c)).collect::<String>().into();
    }
    Some(atom)
}

/// The atom of a whole span; `None` when its glyphs had better speak for themselves. `again`: the span has spoken.
fn spanned(
    glyphs: &[Glyph],
    text: &str,
    again: bool,
    seq: usize,
    fonts: &Fonts,
    lessons: &Lessons,
) -> Option<Atom> {
    let moving = || glyphs.iter().filter(|g| moves(&g.shape) || !hangs(g, &lessons.text(&g.shape)));
    let widest =
        moving().max_by(|a, b| a.advance.abs().total_cmp(&b.advance.abs())).or(glyphs.first())?;
    let (mut text, mut hung) = (text, false);
    let cluster;
    if moving().next().is_none() && text.nfd().any(is_mark) {
        // The glyph of a mark: its letter is drawn apart and carries the same text again.
        cluster = cluster_of(text, widest);
        text = &cluster;
        hung = true;
    }
    if again || text.is_empty() {
        return None;
    }
    let mut atom = place(widest, text.into(), seq, fonts);
    for glyph in moving() {
        atom.x0 = atom.x0.min(glyph.x.min(glyph.x + glyph.advance));
        atom.x1 = atom.x1.max(glyph.x.max(glyph.x + glyph.advance));
        if let (Some(ink), Some(own)) = (atom.ink.as_mut(), glyph.ink()) {
            let (x0, y0) = (ink.x0.min(own.x0), ink.y0.min(own.y0));
            *ink = Rect { x0, y0, x1: ink.x1.max(own.x1), y1: ink.y1.max(own.y1) };
        }
    }
    atom.logical = true;
    atom.mark = hung || text.chars().all(is_mark);
    Some(atom)
}
