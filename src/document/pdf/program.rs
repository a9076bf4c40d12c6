//! The font program embedded in the file: which character a glyph draws, and the box of its ink.

use std::collections::HashMap;
use ttf_parser::{Face, GlyphId, cff};

/// Characters asked of a font's cmap: letters and signs of English and Arabic text, and presentation forms.
const ASKED: &[(u32, u32)] = &[
    (0x20, 0x17f),
    (0x2b0, 0x36f),
    (0x600, 0x6ff),
    (0x750, 0x77f),
    (0x8a0, 0x8ff),
    (0x2000, 0x214f),
    (0x2190, 0x22ff),
    (0x25a0, 0x25ff),
    (0x2700, 0x27bf),
    (0xfb00, 0xfb06),
    (0xfb50, 0xfdff),
    (0xfe70, 0xfefc),
];

/// A box in thousandths of an em, y upwards, relative to the glyph's origin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct InkBox {
    /// Left edge.
    pub(super) x0: f32,
    /// Lower edge.
    pub(super) y0: f32,
    /// Right edge.
    pub(super) x1: f32,
    /// Upper edge.
    pub(super) y1: f32,
}

/// What was read of a font program; all lookups are by glyph id.
#[derive(Debug, Default)]
pub(super) struct Program {
    boxes: HashMap<u16, InkBox>,
    characters: HashMap<u16, char>,
    /// Glyph id of a character, of a (3,0) or (1,0) code, of a glyph name.
    by_character: HashMap<u32, u16>,
    by_symbol: HashMap<u8, u16>,
    by_name: HashMap<String, u16>,
    by_cid: HashMap<u16, u16>,
}

struct Measure;

impl Program {
    /// Reads a TrueType or OpenType program, or a bare CFF table; `None` for anything else.
    pub(super) fn parse(bytes: &[u8]) -> Option<Program> {
        if let Ok(face) = Face::parse(bytes, 0) {
            return Some(Program::from_face(&face));
        }
        let table = cff::Table::parse(bytes)?;
        Some(Program::from_cff(&table))
    }

    fn from_face(face: &Face<'_>) -> Program {
        let mut program = Program::default();
        let scale = 1000.0 / f32::from(face.units_per_em().max(1));
        for id in 0..face.number_of_glyphs() {
            if let Some(found) = face.glyph_bounding_box(GlyphId(id)) {
                let (x0, x1) = (f32::from(found.x_min) * scale, f32::from(found.x_max) * scale);
                let (y0, y1) = (f32::from(found.y_min) * scale, f32::from(found.y_max) * scale);
                program.boxes.insert(id, InkBox { x0, y0, x1, y1 });
            }
        }
        let Some(table) = face.tables().cmap else { return program };
        for subtable in table.subtables.into_iter().take(8) {
            if subtable.is_unicode() {
                for code in ASKED.iter().flat_map(|(first, last)| *first..=*last) {
                    if let Some(id) = subtable.glyph_index(code).filter(|id| id.0 != 0) {
                        program.by_character.entry(code).or_insert(id.0);
                        if let Some(character) = char::from_u32(code) {
                            program.characters.entry(id.0).or_insert(character);
                        }
                    }
                }
            } else {
                for code in 0..=255u8 {
                    let wide = subtable.glyph_index(0xf000 + u32::from(code));
                    let found = wide.or_else(|| subtable.glyph_index(u32::from(code)));
                    if let Some(id) = found.filter(|id| id.0 != 0) {
                        program.by_symbol.entry(code).or_insert(id.0);
                    }
                }
            }
        }
        program
    }

    fn from_cff(table: &cff::Table<'_>) -> Program {
        let mut program = Program::default();
        let scale = table.matrix().sx * 1000.0;
        let scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
        for id in 0..table.number_of_glyphs() {
            let mut measure = Measure;
            if let Ok(found) = table.outline(GlyphId(id), &mut measure) {
                let (x0, x1) = (f32::from(found.x_min) * scale, f32::from(found.x_max) * scale);
                let (y0, y1) = (f32::from(found.y_min) * scale, f32::from(found.y_max) * scale);
                program.boxes.insert(id, InkBox { x0, y0, x1, y1 });
            }
            if let Some(name) = table.glyph_name(GlyphId(id)) {
                program.by_name.insert(name.to_owned(), id);
            }
            if let Some(cid) = table.glyph_cid(GlyphId(id)) {
                program.by_cid.insert(cid, id);
            }
        }
        program
    }

    /// The ink of a glyph; `None` for one without ink, such as a space.
    pub(super) fn ink(&self, glyph: u16) -> Option<InkBox> {
        self.boxes.get(&glyph).copied()
    }

    /// The character whose nominal glyph this is; plain letters before presentation forms.
    pub(super) fn character(&self, glyph: u16) -> Option<char> {
        self.characters.get(&glyph).copied()
    }

    /// Glyph of a character.
    pub(super) fn glyph_of(&self, character: char) -> Option<u16> {
        self.by_character.get(&u32::from(character)).copied()
    }

    /// Glyph of a code of a symbolic font.
    pub(super) fn glyph_of_symbol(&self, code: u8) -> Option<u16> {
        self.by_symbol.get(&code).copied()
    }

    /// Glyph of a name, in CFF programs.
    pub(super) fn glyph_of_name(&self, name: &str) -> Option<u16> {
        self.by_name.get(name).copied()
    }

    /// Glyph of a character id, in CID-keyed CFF programs.
    pub(super) fn glyph_of_cid(&self, cid: u16) -> Option<u16> {
        if self.by_cid.is_empty() { Some(cid) } else { self.by_cid.get(&cid).copied() }
    }
}

// The outline itself is not wanted, only the box that `outline` returns.
impl ttf_parser::OutlineBuilder for Measure {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}
