//! Runs a page's content stream and notes every glyph it draws.

use super::font::Fonts;
use super::glyph::{Content, Glyph, Page, Rect};
use super::lexer::{Lexer, Token};
use super::objects::{PageRef, Source, as_dict};
use super::place::{IDENTITY, Matrix, corners, frame, rotation, times, turn};
use lopdf::{Dictionary, Object, decode_text_string};

/// How deep forms may call forms.
const FORMS: usize = 12;
/// How deep graphics states and marked contents may nest.
const STACK: usize = 512;
/// Most operators of one page, forms included.
const OPERATORS: u32 = 5_000_000;

/// How far at the side of the page text may lie and still be read, in widths of the page: Qt lets lines run on.
const OFF_PAGE: f32 = 8.0;

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<usize>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

struct Run<'a> {
    source: &'a Source,
    fonts: &'a mut Fonts,
    page: Page,
    room: usize,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    marked: Vec<Content>,
    op: u32,
    frame: Rect,
}

/// Draws `page` in the mind. `room` is how many glyphs may still be kept.
pub(super) fn interpret(source: &Source, page: PageRef, fonts: &mut Fonts, room: usize) -> Page {
    let frame = frame(source, page);
    let state = State {
        matrix: rotation(source, page),
        font: None,
        size: 0.0,
        spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        mode: 0,
    };
    let turned = corners(frame, state.matrix);
    let mut run = Run {
        source,
        fonts,
        page: Page { frame: turned, ..Page::default() },
        room,
        state,
        saved: Vec::new(),
        text: IDENTITY,
        line: IDENTITY,
        marked: Vec::new(),
        op: 0,
        frame: turned,
    };
    let resources = source.inherited(page, b"Resources").and_then(as_dict);
    if let Some(contents) = source.contents(page) {
        run.stream(&contents, resources, 0);
    }
    run.page
}

impl<'a> Run<'a> {
    fn stream(&mut self, bytes: &[u8], resources: Option<&'a Dictionary>, depth: usize) {
        let mut lexer = Lexer::new(bytes);
        let mut operands: Vec<Token> = Vec::new();
        while let Some(token) = lexer.next() {
            let Token::Word(word) = token else {
                if operands.len() < 64 {
                    operands.push(token);
                }
                continue;
            };
            self.op += 1;
            if self.op > OPERATORS || self.page.glyphs.len() >= self.room {
                return;
            }
            match word.as_slice() {
                b"ID" => lexer.skip_image(),
                b"Do" => self.draw_object(&operands, resources, depth),
                b"Tf" => self.set_font(&operands, resources),
                b"BDC" | b"BMC" => self.begin_marked(&operands, resources),
                b"gs" => self.set_graphics(&operands, resources),
                word => self.operator(word, &operands),
            }
            operands.clear();
        }
    }

    fn operator(&mut self, word: &[u8], operands: &[Token]) {
        let n = |index: usize| operands.get(index).and_then(Token::number).unwrap_or(0.0);
        let matrix = || [n(0), n(1), n(2), n(3), n(4), n(5)];
        match word {
            b"q" if self.saved.len() < STACK => self.saved.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => self.state.matrix = times(matrix(), self.state.matrix),
            b"BT" => (self.text, self.line) = (IDENTITY, IDENTITY),
            b"Tm" => (self.text, self.line) = (matrix(), matrix()),
            b"Td" => self.next_line(n(0), n(1)),
            b"TD" => {
                self.state.leading = -n(1);
                self.next_line(n(0), n(1));
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tc" => self.state.spacing = n(0),
            b"Tw" => self.state.word_spacing = n(0),
            b"Tz" => self.state.stretch = n(0) / 100.0,
            b"TL" => self.state.leading = n(0),
            b"Ts" => self.state.rise = n(0),
            b"Tr" => self.state.mode = n(0) as i64,
            b"Tj" => self.show(operands.first()),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands.first());
            }
            b"\"" => {
                (self.state.word_spacing, self.state.spacing) = (n(0), n(1));
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2));
            }
            b"TJ" => {
                if let Some(Token::Array(items)) = operands.first() {
                    for item in items {
                        match item {
                            Token::Number(shift) => {
                                let tx = -shift / 1000.0 * self.state.size * self.state.stretch;
                                self.text = times([1.0, 0.0, 0.0, 1.0, tx, 0.0], self.text);
                            }
                            item => self.show(Some(item)),
                        }
                    }
                }
            }
            b"EMC" => {
                self.marked.pop();
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = times([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn resource(
        &self,
        resources: Option<&'a Dictionary>,
        kind: &[u8],
        name: &[u8],
    ) -> Option<&'a Object> {
        let source: &'a Source = self.source;
        source.get(source.dict(resources?, kind)?, name)
    }

    fn set_font(&mut self, operands: &[Token], resources: Option<&'a Dictionary>) {
        self.state.size = operands.get(1).and_then(Token::number).unwrap_or(0.0);
        let name = operands.first().and_then(Token::name).unwrap_or_default();
        let dict = self.resource(resources, b"Font", name).and_then(as_dict);
        self.state.font = dict.and_then(|dict| self.fonts.number(self.source, dict));
    }

    fn set_graphics(&mut self, operands: &[Token], resources: Option<&'a Dictionary>) {
        let name = operands.first().and_then(Token::name).unwrap_or_default();
        let Some(dict) = self.resource(resources, b"ExtGState", name).and_then(as_dict) else {
            return;
        };
        let Some([font, size]) =
            self.source.get(dict, b"Font").and_then(|o| o.as_array().ok()).map(Vec::as_slice)
        else {
            return;
        };
        if let Some(font) = self.source.resolve(font).and_then(as_dict) {
            self.state.font = self.fonts.number(self.source, font);
            self.state.size = super::objects::number(size).unwrap_or(self.state.size);
        }
    }

    fn draw_object(&mut self, operands: &[Token], resources: Option<&'a Dictionary>, depth: usize) {
        let name = operands.first().and_then(Token::name).unwrap_or_default();
        let Some(Object::Stream(stream)) = self.resource(resources, b"XObject", name) else {
            return;
        };
        let source: &'a Source = self.source;
        if source.get(&stream.dict, b"Subtype").and_then(|o| o.as_name().ok()) == Some(b"Image") {
            self.page.images += 1;
            return;
        }
        if depth >= FORMS || source.exhausted() {
            return;
        }
        let Some(bytes) = source.decode(stream) else { return };
        let (state, saved) = (self.state.clone(), self.saved.len());
        let (text, line, marked) = (self.text, self.line, self.marked.len());
        if let Some(Ok(matrix)) = source.numbers(&stream.dict, b"Matrix").map(<[f64; 6]>::try_from)
        {
            self.state.matrix = times(matrix, self.state.matrix);
        }
        let own = source.dict(&stream.dict, b"Resources").or(resources);
        self.stream(&bytes, own, depth + 1);
        self.state = state;
        self.saved.truncate(saved);
        self.marked.truncate(marked);
        (self.text, self.line) = (text, line);
    }

    fn begin_marked(&mut self, operands: &[Token], resources: Option<&'a Dictionary>) {
        if self.marked.len() >= STACK {
            return;
        }
        let mut content = self.marked.last().copied().unwrap_or_default();
        content.artifact |= operands.first().and_then(Token::name) == Some(b"Artifact");
        let mut actual = None;
        match operands.get(1) {
            Some(Token::Dictionary(pairs)) => {
                for (key, value) in pairs {
                    if let (b"ActualText", Token::Text(bytes)) = (key.as_slice(), value) {
                        actual = Some(bytes.clone());
                    }
                }
            }
            Some(Token::Name(name)) => {
                if let Some(dict) = self.resource(resources, b"Properties", name).and_then(as_dict)
                {
                    let text = self.source.get(dict, b"ActualText").and_then(|o| o.as_str().ok());
                    actual = text.map(<[u8]>::to_vec);
                }
            }
            _ => {}
        }
        if let Some(bytes) = actual {
            let text = decode_text_string(&Object::string_literal(bytes)).unwrap_or_default();
            self.page.spans.push(text);
            content.span = self.page.spans.len() as u32;
        }
        self.marked.push(content);
    }

    fn show(&mut self, string: Option<&Token>) {
        let (Some(bytes), Some(number)) = (string.and_then(Token::text), self.state.font) else {
            return;
        };
        let Some(font) = self.fonts.get(number) else { return };
        let simple = font.is_simple();
        let mut content = self.marked.last().copied().unwrap_or_default();
        content.invisible = self.state.mode == 3;
        let mut rest = bytes;
        while !rest.is_empty() && self.page.glyphs.len() < self.room {
            let (code, length) = font.code(rest);
            let shape = font.shape(code);
            rest = rest.get(length.max(1)..).unwrap_or_default();
            let State { size, stretch, rise, .. } = self.state;
            let frame = [size * stretch, 0.0, 0.0, size, 0.0, rise];
            let drawn = times(times(frame, self.text), self.state.matrix);
            let em = drawn[0].hypot(drawn[1]);
            let width = f64::from(shape.width) / 1000.0;
            let glyph = Glyph {
                x: drawn[4] as f32,
                y: drawn[5] as f32,
                advance: (width * em) as f32,
                size: drawn[2].hypot(drawn[3]) as f32,
                em: em as f32,
                turn: turn(drawn[0], drawn[1]),
                content,
                shape,
            };
            // A word too long for its line runs off the page at the side; it is text all the same.
            let reach = OFF_PAGE * (self.frame.x1 - self.frame.x0);
            let seen = glyph.x >= self.frame.x0 - reach
                && glyph.x <= self.frame.x1 + reach
                && glyph.y >= self.frame.y0 - 1.0
                && glyph.y <= self.frame.y1 + 1.0;
            if seen && glyph.size > 0.1 && glyph.size < 5000.0 {
                self.page.glyphs.push(glyph);
            }
            let word =
                if simple && code == 32 && length == 1 { self.state.word_spacing } else { 0.0 };
            let tx = (width * size + self.state.spacing + word) * stretch;
            self.text = times([1.0, 0.0, 0.0, 1.0, tx, 0.0], self.text);
        }
    }
}
