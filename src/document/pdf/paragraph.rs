//! Tells where paragraphs start, and what they are.

use super::join::{Hyphens, append};
use super::line::Line;
use super::measure::{Block, Column, Measures, SPACED, edges, fits, room_after};
use super::order::squeeze;
use super::{Paragraph, ParagraphKind};

/// Notes are smaller than this share of the running text.
const NOTE: f32 = 0.9;

/// Distance that parts paragraphs where space is not what usually does.
const APART: f32 = 1.6;

/// Indents are at least this many ems.
const INDENT: f32 = 0.7;

/// The same where the line before goes on to its end without ending a sentence.
const RAISED: f32 = 1.35;

/// A line with its column and the number of its block.
type Placed<'a> = (&'a Line, Column, usize);

/// Paragraphs as they grow line by line.
#[derive(Default)]
struct Chain<'a> {
    paragraphs: Vec<Vec<&'a Line>>,
    last: Option<Placed<'a>>,
}

impl<'a> Chain<'a> {
    fn starts(&self, next: Placed<'a>, m: Measures) -> bool {
        self.last.is_none_or(|last| breaks(last, next, m))
    }

    fn push(&mut self, next: Placed<'a>, m: Measures) {
        let starts = self.starts(next, m);
        match self.paragraphs.last_mut() {
            Some(lines) if !starts => lines.push(next.0),
            _ => self.paragraphs.push(vec![next.0]),
        }
        self.last = Some(next);
    }
}

/// Paragraphs of all blocks in order. `set_by_tex`: the file draws no spaces, as TeX does, which breaks words. The notes of a page come after the paragraph that runs on to the next page.
pub(super) fn paragraphs(blocks: &[Block], measures: Measures, set_by_tex: bool) -> Vec<Paragraph> {
    let mut text = Chain::default();
    let mut notes: Vec<Placed<'_>> = Vec::new();
    let mut out: Vec<Vec<&Line>> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let column = edges(blocks, index);
        let first_note = first_note(blocks, index, measures);
        for (row, line) in block.lines.iter().enumerate() {
            let placed = (line, column, index);
            if row >= first_note {
                notes.push(placed);
                continue;
            }
            if !notes.is_empty() && text.starts(placed, measures) {
                out.append(&mut text.paragraphs);
                out.extend(noted(std::mem::take(&mut notes), measures));
            }
            text.push(placed, measures);
        }
    }
    out.append(&mut text.paragraphs);
    out.extend(noted(notes, measures));
    let hyphens = Hyphens::of(blocks, set_by_tex);
    out.iter().map(|lines| finish(lines, measures, &hyphens)).collect()
}

fn noted<'a>(notes: Vec<Placed<'a>>, m: Measures) -> Vec<Vec<&'a Line>> {
    let mut chain = Chain::default();
    notes.into_iter().for_each(|note| chain.push(note, m));
    chain.paragraphs
}

/// Number of the first of the small lines that end a block at the foot of its page.
fn first_note(blocks: &[Block], index: usize, m: Measures) -> usize {
    let block = &blocks[index];
    let small = |l: &Line| l.size < NOTE * m.body && !l.cell;
    let first = block.lines.iter().rposition(|l| !small(l)).map_or(0, |i| i + 1);
    let last_of_page = blocks.get(index + 1).is_none_or(|next| next.page != block.page);
    let text_above = first > 0 || index > 0 && blocks[index - 1].page == block.page;
    if text_above && (last_of_page || block.column && first > 0) {
        first
    } else {
        block.lines.len()
    }
}

/// Whether a new paragraph starts between two lines that follow each other.
fn breaks((a, ca, block_a): Placed<'_>, (b, cb, block_b): Placed<'_>, m: Measures) -> bool {
    let same_block = block_a == block_b;
    let size = a.size.max(b.size);
    if a.cell || b.cell || (a.size - b.size).abs() > 0.08 * size {
        return true;
    }
    if marker(&b.text).is_some() && (!marker_continues(a, b)) {
        return true;
    }
    let fits = fits(a, ca, b);
    let rtl = b.rtl;
    let indent = if rtl { cb.x1 - b.x1 } else { b.x0 - cb.x0 };
    let before_indent = if a.rtl { ca.x1 - a.x1 } else { a.x0 - ca.x0 };
    if same_block {
        let step = a.y - b.y;
        let pitch = m.pitch * (size / m.body).max(0.8);
        let ended = fits && ends_sentence(&a.text);
        let apart = match m.spaced {
            _ if ended => SPACED,
            // A raised figure pushes lines apart a little.
            true if !fits && !ends_sentence(&a.text) => RAISED,
            true => SPACED,
            false => APART,
        };
        if step > apart * pitch || step < 0.0 {
            return true;
        }
        if a.bold != b.bold && (a.bold && fits) {
            return true;
        }
        if m.spaced {
            // Items of a list lie closer than paragraphs.
            return ended && room_after(a, ca) > b.first_word + b.size;
        }
    }
    let indented =
        indent > INDENT * b.size && indent < 6.0 * b.size && before_indent + 0.3 * b.size < indent;
    if indented {
        return true;
    }
    fits && (ends_sentence(&a.text) || room_after(a, ca) > b.first_word + 2.0 * b.size)
}

fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '\'', ')', ']', '»', '”', '’', '›']);
    end.ends_with(['.', '!', '?', '؟', '…', ':', '۔', '؛'])
}

/// The list marker a line starts with: a bullet, or a number of one or two digits with a stop or bracket.
fn marker(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    if BULLETS.contains(&first) {
        return text.get(..first.len_utf8());
    }
    let word = text.split_whitespace().next()?;
    if matches!(word, "–" | "-" | "*" | "·") {
        return Some(word);
    }
    let inner = text.trim_start_matches('(');
    let digits = inner.chars().take_while(|c| super::letter::is_digit(*c)).count();
    let rest: String = inner.chars().skip(digits).take(2).collect();
    let mut rest = rest.chars();
    let closed = matches!(rest.next(), Some('.' | ')' | '-'));
    let apart = rest.next().is_none_or(|c| c == ' ' || super::letter::is_rtl(c));
    ((1..=2).contains(&digits) && closed && apart).then_some(word)
}

/// Signs that do nothing but mark an item.
const BULLETS: &[char] = &['•', '◦', '▪', '‣', '●', '○', '■', '➢', '✓', '\u{f0b7}', '\u{f0a7}'];

/// A dash or a number that only happens to start a line.
fn marker_continues(a: &Line, b: &Line) -> bool {
    let word = marker(&b.text).unwrap_or("");
    !word.starts_with(BULLETS) && !ends_sentence(&a.text) && marker(&a.text).is_none()
}

fn finish(lines: &[&Line], m: Measures, hyphens: &Hyphens) -> Paragraph {
    let mut text = String::new();
    for line in lines {
        append(&mut text, &line.text, hyphens);
    }
    let first = lines.first();
    let size = first.map_or(m.body, |l| l.size);
    let letters = text.chars().count();
    let bold = lines.iter().all(|l| l.bold);
    let kind = if lines.iter().any(|l| l.cell) {
        ParagraphKind::Cell
    } else if marker(&text).is_some() {
        ParagraphKind::Item
    } else if size > 1.12 * m.body && letters < 300
        || (bold && letters < 160 && !ends_sentence(&text))
    {
        ParagraphKind::Heading
    } else if size < NOTE * m.body {
        ParagraphKind::Note
    } else {
        ParagraphKind::Text
    };
    if let Some(bullet) = text.chars().next().filter(|c| BULLETS.contains(c)) {
        text.insert(bullet.len_utf8(), ' ');
    }
    Paragraph { text: squeeze(&text), kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, x0: f32, x1: f32, y: f32, rtl: bool) -> Line {
        Line {
            text: text.to_owned(),
            x0,
            x1,
            y,
            size: 10.0,
            first_word: 30.0,
            rtl,
            bold: false,
            cell: false,
        }
    }

    fn starts(lines: Vec<Line>) -> Vec<String> {
        let blocks = [Block { lines, page: 0, column: false }];
        let found = paragraphs(&blocks, Measures::of(&blocks), false);
        found.into_iter().map(|p| p.text.split(' ').next().unwrap_or("").to_owned()).collect()
    }

    #[test]
    fn an_indent_at_the_right_starts_an_arabic_paragraph() {
        let lines = vec![
            line("أول السطر الطويل", 50.0, 535.0, 700.0, true),
            line("ثاني السطر الطويل", 50.0, 550.0, 686.0, true),
            line("ثالث السطر القصير.", 300.0, 550.0, 672.0, true),
            line("رابع السطر الطويل", 50.0, 535.0, 658.0, true),
            line("خامس السطر الطويل", 50.0, 550.0, 644.0, true),
        ];
        assert_eq!(starts(lines), ["أول", "رابع"]);
    }

    #[test]
    fn a_short_last_line_ends_a_paragraph() {
        let lines = vec![
            line("One long line", 50.0, 550.0, 700.0, false),
            line("and a short end.", 50.0, 200.0, 686.0, false),
            line("Two long lines", 50.0, 549.0, 672.0, false),
            line("that go on", 50.0, 548.0, 658.0, false),
        ];
        assert_eq!(starts(lines), ["One", "Two"]);
    }

    #[test]
    fn markers_are_told_from_numbers() {
        assert!(marker("• first").is_some() && marker("2) next").is_some());
        assert!(marker("1.الأول").is_some());
        assert!(marker("2018 was").is_none() && marker("3.5 per cent").is_none());
    }
}
