//! A font of the file: how its strings split into codes, and what each code draws, means and measures.

use super::cmap::CMap;
use super::encoding::{Base, glyph_text};
use super::objects::{Source, as_dict, number};
use super::program::{InkBox, Program};
use super::standard;
use lopdf::{Dictionary, Object};
use std::collections::HashMap;
use std::rc::Rc;

/// One code of one font.
#[derive(Debug)]
pub(super) struct Shape {
    /// Number of the font in this document.
    pub(super) font: u16,
    /// Character code in the content stream.
    pub(super) code: u32,
    /// What `ToUnicode` says: `None` when it is silent, empty for nothing or NUL.
    pub(super) unicode: Option<String>,
    /// What the embedded font's cmap, or the encoding, says.
    pub(super) nominal: Option<String>,
    /// Advance in thousandths of an em.
    pub(super) width: f32,
    /// Box of the ink, where the font program could be read.
    pub(super) ink: Option<InkBox>,
}

/// How strings split into codes.
#[derive(Debug)]
enum Codes {
    /// A byte a code: simple fonts.
    One,
    /// Two bytes a code, which is the character id: `Identity-H`.
    Two,
    /// Two bytes a code, which is a UTF-16 unit: predefined maps over Unicode.
    Units,
    /// By an embedded map.
    Map(CMap),
}

/// A loaded font.
pub(super) struct Font {
    number: u16,
    codes: Codes,
    unicode: Option<CMap>,
    program: Option<Program>,
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// Character id to glyph id, where the file lists it.
    glyphs: Option<Vec<u8>>,
    /// Per code: glyph name and text by the encoding; simple fonts only.
    names: Vec<Option<String>>,
    texts: Vec<Option<String>>,
    shapes: HashMap<u32, Rc<Shape>>,
    /// Name as the file gives it, without a subset's prefix.
    pub(super) name: String,
    /// Thousandths of an em a unit of glyph space is worth; not 1 in Type 3 fonts.
    scale: f32,
}

impl Font {
    /// Loads the font described by `dict`; whatever is missing is taken as the defaults of the format.
    pub(super) fn load(source: &Source, dict: &Dictionary, number: u16) -> Font {
        let name = source.get(dict, b"BaseFont").and_then(|o| o.as_name().ok()).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        let name = name.split_once('+').map_or(name.as_str(), |(_, rest)| rest).to_owned();
        let unicode = source.stream(dict, b"ToUnicode").map(|bytes| CMap::parse(&bytes));
        let mut font = Font {
            number,
            codes: Codes::One,
            unicode,
            program: None,
            widths: HashMap::new(),
            default_width: 0.0,
            glyphs: None,
            names: vec![None; 256],
            texts: vec![None; 256],
            shapes: HashMap::new(),
            name,
            scale: 1.0,
        };
        match source.get(dict, b"Subtype").and_then(|o| o.as_name().ok()) {
            Some(b"Type0") => font.load_composite(source, dict),
            subtype => font.load_simple(source, dict, subtype == Some(b"Type3")),
        }
        font
    }

    fn load_program(&mut self, source: &Source, descriptor: Option<&Dictionary>) {
        let Some(descriptor) = descriptor else { return };
        for key in [b"FontFile2".as_slice(), b"FontFile3"] {
            if let Some(bytes) = source.stream(descriptor, key) {
                self.program = Program::parse(&bytes);
            }
        }
    }

    fn load_composite(&mut self, source: &Source, dict: &Dictionary) {
        self.codes = match source.get(dict, b"Encoding") {
            Some(Object::Stream(stream)) => {
                Codes::Map(source.decode(stream).map(|b| CMap::parse(&b)).unwrap_or_default())
            }
            Some(Object::Name(name)) if name.starts_with(b"Uni") => Codes::Units,
            _ => Codes::Two,
        };
        let descendants = source.get(dict, b"DescendantFonts").and_then(|o| o.as_array().ok());
        let first =
            descendants.and_then(|d| d.first()).and_then(|o| source.resolve(o)).and_then(as_dict);
        let Some(inner) = first else { return };
        self.load_program(source, source.dict(inner, b"FontDescriptor"));
        self.glyphs = source.stream(inner, b"CIDToGIDMap");
        self.default_width = source.number(inner, b"DW").unwrap_or(1000.0) as f32;
        let Some(list) = source.get(inner, b"W").and_then(|o| o.as_array().ok()) else { return };
        let list: Vec<&Object> =
            list.iter().take(200_000).filter_map(|o| source.resolve(o)).collect();
        let mut at = 0;
        while let (Some(first), Some(second)) =
            (list.get(at).copied().and_then(number), list.get(at + 1))
        {
            let first = first.clamp(0.0, 65_535.0) as u32;
            if let Ok(widths) = second.as_array() {
                for (offset, width) in widths.iter().take(65_536).enumerate() {
                    let width = source.resolve(width).and_then(number).unwrap_or(0.0);
                    self.widths.insert(first + offset as u32, width as f32);
                }
                at += 2;
            } else {
                let last = number(second).unwrap_or(0.0).clamp(0.0, 65_535.0) as u32;
                let width = list.get(at + 2).copied().and_then(number).unwrap_or(0.0) as f32;
                for code in first..=last {
                    self.widths.insert(code, width);
                }
                at += 3;
            }
        }
    }

    fn load_simple(&mut self, source: &Source, dict: &Dictionary, type3: bool) {
        let descriptor = source.dict(dict, b"FontDescriptor");
        self.load_program(source, descriptor);
        if type3 {
            let matrix = source.numbers(dict, b"FontMatrix").unwrap_or_default();
            let scale = matrix.first().copied().filter(|s| *s != 0.0).unwrap_or(0.001);
            self.scale = (scale.abs() * 1000.0) as f32;
        }
        let missing = descriptor.and_then(|d| source.number(d, b"MissingWidth"));
        self.default_width = missing.unwrap_or(0.0) as f32;
        let first = source.number(dict, b"FirstChar").unwrap_or(0.0).clamp(0.0, 255.0) as u32;
        let widths = source.numbers(dict, b"Widths");
        for (offset, width) in widths.iter().flatten().take(256).enumerate() {
            self.widths.insert(first + offset as u32, *width as f32);
        }
        self.load_encoding(source, dict);
        if widths.is_none() {
            for code in 0..=255u8 {
                let text = self.texts[usize::from(code)].as_deref().unwrap_or("");
                let width = standard::width(&self.name, text.chars().next().unwrap_or('n'));
                self.widths.insert(u32::from(code), width);
            }
        }
    }

    fn load_encoding(&mut self, source: &Source, dict: &Dictionary) {
        let base_of = |name: &[u8]| match name {
            b"WinAnsiEncoding" => Some(Base::Windows),
            b"MacRomanEncoding" => Some(Base::MacRoman),
            b"StandardEncoding" => Some(Base::Standard),
            _ => None,
        };
        let encoding = source.get(dict, b"Encoding");
        let mut base = None;
        let mut differences = None;
        match encoding {
            Some(Object::Name(name)) => base = base_of(name),
            Some(object) => {
                if let Some(found) = as_dict(object) {
                    let name = source.get(found, b"BaseEncoding").and_then(|o| o.as_name().ok());
                    base = name.and_then(base_of);
                    differences = source.get(found, b"Differences").and_then(|o| o.as_array().ok());
                }
            }
            None => {}
        }
        // Without a named base an embedded font has an encoding of its own, which only its program knows.
        let base = base.or((self.program.is_none()).then_some(Base::Standard));
        for code in 0..=255u8 {
            self.texts[usize::from(code)] = base.and_then(|b| b.character(code)).map(String::from);
        }
        let mut code = 0usize;
        for item in differences.into_iter().flatten() {
            match item {
                Object::Integer(value) => code = (*value).clamp(0, 255) as usize,
                Object::Name(name) if code < 256 => {
                    let name = String::from_utf8_lossy(name).into_owned();
                    self.texts[code] = glyph_text(&name);
                    self.names[code] = Some(name);
                    code += 1;
                }
                _ => {}
            }
        }
    }

    /// The code at the front of a string, and its length in bytes, at least 1.
    pub(super) fn code(&self, bytes: &[u8]) -> (u32, usize) {
        match &self.codes {
            Codes::One => (bytes.first().copied().map_or(0, u32::from), 1),
            Codes::Two | Codes::Units => {
                let pair = &bytes[..bytes.len().min(2)];
                (pair.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)), 2)
            }
            Codes::Map(map) => map.next_code(bytes),
        }
    }

    /// The shape of a code, made once and shared.
    pub(super) fn shape(&mut self, code: u32) -> Rc<Shape> {
        if let Some(shape) = self.shapes.get(&code) {
            return Rc::clone(shape);
        }
        let shape = Rc::new(self.make_shape(code));
        self.shapes.insert(code, Rc::clone(&shape));
        shape
    }

    fn make_shape(&self, code: u32) -> Shape {
        let cid = match &self.codes {
            Codes::Map(map) => map.id(code).unwrap_or(code),
            _ => code,
        };
        let glyph = self.glyph(code, cid);
        let named = self
            .texts
            .get(code as usize)
            .filter(|_| matches!(self.codes, Codes::One))
            .cloned()
            .flatten();
        let drawn =
            self.program.as_ref().zip(glyph).and_then(|(p, g)| p.character(g)).map(String::from);
        let units = matches!(self.codes, Codes::Units)
            .then(|| char::from_u32(code))
            .flatten()
            .map(String::from);
        let width = self.widths.get(&cid).copied().unwrap_or(self.default_width);
        Shape {
            font: self.number,
            code,
            unicode: self.unicode.as_ref().and_then(|map| map.text(code)),
            nominal: drawn.or(named).or(units),
            width: if width.is_finite() {
                width.clamp(-10_000.0, 10_000.0) * self.scale
            } else {
                0.0
            },
            ink: self.program.as_ref().zip(glyph).and_then(|(p, g)| p.ink(g)),
        }
    }

    fn glyph(&self, code: u32, cid: u32) -> Option<u16> {
        let program = self.program.as_ref()?;
        if matches!(self.codes, Codes::One) {
            let index = code as usize & 0xff;
            if let Some(glyph) = self.names[index].as_deref().and_then(|n| program.glyph_of_name(n))
            {
                return Some(glyph);
            }
            let text = self.texts[index].as_deref().and_then(|t| t.chars().next());
            return text
                .and_then(|c| program.glyph_of(c))
                .or_else(|| program.glyph_of_symbol(index as u8));
        }
        if let Some(map) = &self.glyphs {
            let at = cid as usize * 2;
            return Some(u16::from_be_bytes([*map.get(at)?, *map.get(at + 1)?]));
        }
        program.glyph_of_cid(u16::try_from(cid).ok()?)
    }

    /// Whether strings are of one byte a code, so that word spacing applies to the code 32.
    pub(super) fn is_simple(&self) -> bool {
        matches!(self.codes, Codes::One)
    }
}

/// Most fonts of a document.
const FONTS: usize = 4096;

/// Fonts of the document, loaded once each.
#[derive(Default)]
pub(super) struct Fonts {
    fonts: Vec<Font>,
    by_dict: HashMap<usize, usize>,
}

impl Fonts {
    /// Number of a font; `None` when the document has too many.
    pub(super) fn number(&mut self, source: &Source, dict: &Dictionary) -> Option<usize> {
        // The document does not change while it is read, so an address names a dictionary.
        let key = std::ptr::from_ref(dict) as usize;
        if let Some(number) = self.by_dict.get(&key) {
            return Some(*number);
        }
        let number = self.fonts.len();
        if number >= FONTS {
            return None;
        }
        self.fonts.push(Font::load(source, dict, number as u16));
        self.by_dict.insert(key, number);
        Some(number)
    }

    /// The font of a number.
    pub(super) fn get(&mut self, number: usize) -> Option<&mut Font> {
        self.fonts.get_mut(number)
    }

    /// Names of the fonts that were used.
    pub(super) fn name(&self, number: u16) -> &str {
        self.fonts.get(usize::from(number)).map_or("", |font| font.name.as_str())
    }
}
