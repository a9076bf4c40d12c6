//! What the whole document teaches about its glyphs: the text of each shape, and the direction of the writing.

use super::font::Shape;
use super::glyph::{Glyph, Page};
use super::letter::{is_ltr, is_mark, is_rtl, plain};
use super::program::InkBox;
use super::repair::{Belief, groups};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization;

/// Advance below which a glyph does not move the pen, in thousandths of an em.
const STILL: f32 = 20.0;

/// Height of ink below which a still glyph can be a mark, in thousandths of an em: an alef is higher.
const SMALL: f32 = 480.0;

/// What the whole document teaches about its glyphs.
#[derive(Default)]
pub(super) struct Lessons {
    /// Text of each shape, by font and code.
    texts: HashMap<(u16, u32), Rc<str>>,
    /// Letters of right-to-left and left-to-right scripts.
    rtl: usize,
    ltr: usize,
    /// Glyphs with ink, and those among them without any text.
    inked: usize,
    mute: usize,
    /// Whether artifacts are most of the text, so that the mark says nothing.
    pub(super) artifacts_are_text: bool,
    /// Whether text without ink is all the text there is.
    pub(super) invisible_is_text: bool,
    /// Whether the document has separate glyphs for marks.
    pub(super) marks: bool,
}

impl Lessons {
    /// Looks at all glyphs of all pages.
    pub(super) fn learn(pages: &[Page]) -> Lessons {
        let mut lessons = Lessons::default();
        let (mut artifacts, mut invisible, mut all) = (0, 0, 0);
        for page in pages {
            for glyph in &page.glyphs {
                all += 1;
                artifacts += usize::from(glyph.content.artifact);
                invisible += usize::from(glyph.content.invisible);
                lessons.count(&glyph.shape);
            }
        }
        lessons.artifacts_are_text = artifacts * 2 > all;
        lessons.invisible_is_text = invisible * 2 > all;
        lessons.learn_silent(pages);
        lessons.learn_ligatures(pages);
        lessons.learn_bare(pages);
        lessons.learn_from_spans(pages);
        lessons.count_letters(pages);
        lessons
    }

    fn count(&mut self, shape: &Rc<Shape>) {
        let text =
            self.texts.entry((shape.font, shape.code)).or_insert_with(|| own_text(shape).into());
        let text = Rc::clone(text);
        self.marks |= !moves(shape) && text.chars().any(is_mark);
    }

    fn count_letters(&mut self, pages: &[Page]) {
        for glyph in pages.iter().flat_map(|p| &p.glyphs) {
            let text = self.text(&glyph.shape);
            self.rtl += text.chars().filter(|c| is_rtl(*c)).count();
            self.ltr += text.chars().filter(|c| is_ltr(*c)).count();
            if glyph.shape.ink.is_some() || moves(&glyph.shape) {
                self.inked += 1;
                let nameless = text.is_empty() && !silent(&glyph.shape) && !is_stroke(&glyph.shape);
                self.mute += usize::from(nameless && glyph.content.span == 0);
            }
        }
    }

    /// Producers that give a cluster's text to its first glyph leave the others silent. Where a letter was silent when
    /// it was first drawn, its letter is the one of the glyph before; that matters where it is drawn again alone.
    fn learn_silent(&mut self, pages: &[Page]) {
        let mut first: HashMap<(u16, u32), (String, bool)> = HashMap::new();
        let mut partner: HashMap<(u16, u32), (u16, u32)> = HashMap::new();
        let mut alone: HashSet<(u16, u32)> = HashSet::new();
        for (before, glyph) in
            pages.iter().flat_map(|p| p.glyphs.windows(2)).map(|w| (&w[0], &w[1]))
        {
            let key = (glyph.shape.font, glyph.shape.code);
            if !moves(&glyph.shape) || !silent(&glyph.shape) || !self.text(&glyph.shape).is_empty()
            {
                continue;
            }
            let text = self.text(&before.shape);
            let near =
                (before.y - glyph.y).abs() < glyph.size && before.shape.font == glyph.shape.font;
            let letters: String = text.nfd().filter(|c| !is_mark(*c) && is_rtl(*c)).collect();
            let hangs = hangs(before, &text);
            match first.get(&key) {
                None if near && letters.chars().count() == 1 => {
                    first.insert(key, (letters, hangs));
                    partner.insert(key, (before.shape.font, before.shape.code));
                }
                Some((known, hung)) if *hung || !near || *known != letters => {
                    alone.insert(key);
                }
                _ => {}
            }
        }
        let mut parts: HashMap<(u16, u32), (u16, u32)> = HashMap::new();
        for (key, (letters, hung)) in first {
            if hung || alone.contains(&key) {
                self.texts.insert(key, letters.as_str().into());
                if let Some(other) = partner.get(&key).filter(|_| !hung) {
                    parts.insert(*other, key);
                }
            }
        }
        for part in always_before(pages, parts) {
            self.texts.insert(part, "".into());
        }
    }

    /// A letter with hamza whose hamza is also drawn apart, over the same place, is the bare letter.
    fn learn_bare(&mut self, pages: &[Page]) {
        let mut bare: HashMap<(u16, u32), Rc<str>> = HashMap::new();
        for pair in pages.iter().flat_map(|p| p.glyphs.windows(2)) {
            for (mark, base) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
                let (told, text) = (self.text(&mark.shape), self.text(&base.shape));
                let mut letters = text.nfd();
                let (Some(letter), Some('\u{653}'..='\u{655}'), None) =
                    (letters.next(), letters.next(), letters.next())
                else {
                    continue;
                };
                // Sure only where the hamza is the mark's one and all; else a vowel may carry the cluster's text.
                let hamza = hangs(mark, &told)
                    && cluster_of(&told, mark).chars().all(|c| matches!(c, '\u{653}'..='\u{655}'));
                let over = mark.ink().zip(base.ink()).is_some_and(|(m, b)| {
                    let middle = (m.x0 + m.x1) / 2.0;
                    b.x0 <= middle && middle <= b.x1 && (mark.y - base.y).abs() < base.size
                });
                if hamza && over && mark.content.span == 0 {
                    bare.insert(
                        (base.shape.font, base.shape.code),
                        letter.to_string().as_str().into(),
                    );
                }
            }
        }
        self.texts.extend(bare);
    }

    /// Lam-alef drawn as two glyphs: a lam, and over it an alef that no map names and that does not move the pen. Often
    /// the lam has no name either, in a font whose other letters have. What sits on the alef shows in its ink.
    fn learn_ligatures(&mut self, pages: &[Page]) {
        let nameless = |g: &Glyph| g.shape.unicode.is_none() && g.shape.nominal.is_none();
        let mut alef: HashMap<u16, InkBox> = HashMap::new();
        for glyph in pages.iter().flat_map(|p| &p.glyphs) {
            if let Some(ink) = glyph.shape.ink.filter(|_| self.text(&glyph.shape).as_ref() == "ا")
            {
                alef.entry(glyph.shape.font).or_insert(ink);
            }
        }
        let mut found: HashMap<(u16, u32), &str> = HashMap::new();
        for pair in pages.iter().flat_map(|p| p.glyphs.windows(2)) {
            let (lam, over) =
                if moves(&pair[0].shape) { (&pair[0], &pair[1]) } else { (&pair[1], &pair[0]) };
            let here = (lam.x - over.x).abs() < 0.02 * lam.size && lam.y == over.y;
            let is_lam =
                moves(&lam.shape) && (nameless(lam) || self.text(&lam.shape).as_ref() == "ل");
            let is_over =
                !moves(&over.shape) && self.text(&over.shape).is_empty() && !hangs(over, "");
            if !is_lam || !is_over || !here {
                continue;
            }
            let (Some(known), Some(ink)) = (alef.get(&lam.shape.font), over.shape.ink) else {
                continue;
            };
            let text = if ink.y0 < known.y0 - 100.0 {
                "إ"
            } else if ink.y1 > known.y1 + 60.0 {
                "أ"
            } else {
                "ا"
            };
            found.insert((lam.shape.font, lam.shape.code), "ل");
            found.insert((over.shape.font, over.shape.code), text);
        }
        self.texts.extend(found.into_iter().map(|(key, text)| (key, Rc::from(text))));
    }

    /// Where a page's spans are believed, a shape that is always spanned with the same text learns it.
    fn learn_from_spans(&mut self, pages: &[Page]) {
        let mut votes: HashMap<(u16, u32), HashMap<String, usize>> = HashMap::new();
        for page in pages {
            let believed = Belief::of(page, self);
            if believed.all {
                continue;
            }
            for group in groups(&page.glyphs) {
                let glyph = &page.glyphs[group.start];
                if !believed.line(glyph) {
                    continue;
                }
                let text = match glyph.content.span {
                    0 => self.text(&glyph.shape).to_string(),
                    _ if group.len() > 1 => continue,
                    span => plain(page.spans.get(span as usize - 1).map_or("", String::as_str)),
                };
                if moves(&glyph.shape) {
                    *votes
                        .entry((glyph.shape.font, glyph.shape.code))
                        .or_default()
                        .entry(text)
                        .or_default() += 1;
                }
            }
        }
        for (key, texts) in votes {
            let best = texts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            if let Some((text, _)) = best.filter(|(text, _)| !text.is_empty()) {
                self.texts.insert(key, text.as_str().into());
            }
        }
    }

    /// Text of a shape; empty when it has none.
    pub(super) fn text(&self, shape: &Shape) -> Rc<str> {
        self.texts.get(&(shape.font, shape.code)).cloned().unwrap_or_else(|| "".into())
    }

    /// Whether the document is mostly in a right-to-left script.
    pub(super) fn is_rtl(&self) -> bool {
        self.rtl > self.ltr
    }

    /// Share of the drawn glyphs that have no text at all.
    pub(super) fn mute_share(&self) -> f32 {
        self.mute as f32 / self.inked.max(1) as f32
    }
}

/// Which shapes are never drawn but right before the other one: parts of its letter, such as the stroke on a kaf.
fn always_before(pages: &[Page], mut parts: HashMap<(u16, u32), (u16, u32)>) -> Vec<(u16, u32)> {
    let key = |g: &Glyph| (g.shape.font, g.shape.code);
    for page in pages {
        for (index, glyph) in page.glyphs.iter().enumerate() {
            let next = page.glyphs.get(index + 1).map(key);
            if parts.get(&key(glyph)).is_some_and(|other| next != Some(*other)) {
                parts.remove(&key(glyph));
            }
        }
    }
    parts.into_keys().collect()
}

/// A stroke along the baseline that draws a word out, which need not have a text.
fn is_stroke(shape: &Shape) -> bool {
    shape.ink.is_some_and(|ink| ink.y1 - ink.y0 < 200.0 && ink.y0 > -150.0 && ink.y1 < 250.0)
}

/// A glyph whose map says "nothing" on purpose, beside a neighbour that carries the text.
fn silent(shape: &Shape) -> bool {
    shape.unicode.as_deref() == Some("")
}

/// Text of a shape by itself, before the document has its say.
fn own_text(shape: &Shape) -> String {
    let mapped = shape.unicode.as_deref().map(plain).unwrap_or_default();
    let nominal = shape.nominal.as_deref().map(plain).unwrap_or_default();
    let private = |text: &str| text.chars().all(|c| matches!(c, '\u{e000}'..='\u{f8ff}'));
    if mapped.is_empty() || private(&mapped) {
        return if private(&nominal) { String::new() } else { nominal };
    }
    // First-seen clusters stick to a glyph; what the font itself calls the glyph is surer for letters.
    let arabic = nominal.chars().any(|c| is_rtl(c) || ('\u{64b}'..='\u{65f}').contains(&c));
    if arabic && nominal != mapped && nominal.chars().count() == 1 { nominal } else { mapped }
}

/// Whether a shape moves the pen.
pub(super) fn moves(shape: &Shape) -> bool {
    shape.width.abs() > STILL
}

/// Whether a glyph is a mark, whatever letters its text has besides: it does not move the pen, has marks in its text,
/// and little ink.
pub(super) fn hangs(glyph: &Glyph, text: &str) -> bool {
    let small = glyph.shape.ink.is_none_or(|ink| ink.y1 - ink.y0 < SMALL);
    let marks = !text.is_empty() && text.chars().all(is_mark);
    !moves(&glyph.shape) && (marks || small && (text.is_empty() || text.nfd().any(is_mark)))
}

/// The cluster a mark's glyph was first drawn in, decomposed: its letter and marks. Where the hamza of that letter is
/// its only mark the glyph is that hamza, and alone; drawn under the line it is the lower one.
pub(super) fn cluster_of(text: &str, glyph: &Glyph) -> String {
    let low = glyph.shape.ink.is_some_and(|ink| ink.y1 < 100.0);
    let parts: Vec<char> = text.nfd().collect();
    let marks: Vec<char> = parts.iter().copied().filter(|c| is_mark(*c)).collect();
    match marks.as_slice() {
        ['\u{654}'] if low => "\u{655}".to_owned(),
        [hamza @ '\u{653}'..='\u{655}'] => hamza.to_string(),
        _ => parts.into_iter().collect(),
    }
}
