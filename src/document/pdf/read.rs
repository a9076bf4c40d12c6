//! The way of a file from bytes to paragraphs.

use super::atom::Atom;
use super::column::regions;
use super::font::Fonts;
use super::furniture;
use super::glyph::{Glyph, Page, Rect};
use super::interpret::interpret;
use super::lesson::Lessons;
use super::line::{Line, Manner, read as read_line, rows, typical};
use super::mark::attach;
use super::measure::{Block, Measures};
use super::objects::{LIMITS, Limits, Source};
use super::order::facing;
use super::paragraph::paragraphs;
use super::repair::atoms;
use super::table::{Row, part};
use super::{Fault, FaultKind, LeftOut, PdfText};

/// Share of the glyphs that may lack a text before the file is refused.
const MUTE: f32 = 0.3;

/// Reads a PDF.
///
/// # Errors
/// A [`Fault`] when the file cannot be opened, has no text, or its text has no map to characters.
pub fn read(bytes: &[u8]) -> Result<PdfText, Fault> {
    read_within(bytes, LIMITS)
}

pub(super) fn read_within(bytes: &[u8], limits: Limits) -> Result<PdfText, Fault> {
    let source = Source::open(bytes, limits)?;
    let mut text = PdfText::default();
    let mut fonts = Fonts::default();
    let mut pages = Vec::new();
    let mut room = limits.glyphs;
    for (number, page) in source.pages()?.into_iter().enumerate() {
        let mut page = interpret(&source, page, &mut fonts, room);
        room -= page.glyphs.len().min(room);
        let apart = page.upright();
        text.left_out.extend(turned(&apart, number));
        pages.push(page);
    }
    if room == 0 || source.exhausted() {
        text.warnings.push(
            "the file is larger than allowed: what comes after the bound is left out".to_owned(),
        );
    }
    let lessons = Lessons::learn(&pages);
    check(&pages, &lessons, &source)?;
    if lessons.mute_share() > 0.01 {
        let share = lessons.mute_share() * 100.0;
        text.warnings.push(format!(
            "{share:.0} % of the glyphs have no text: their font names no characters"
        ));
    }
    lay_out(pages, &lessons, &fonts, &mut text);
    if text.paragraphs.is_empty() {
        return Err(no_text(0));
    }
    Ok(text)
}

fn no_text(images: usize) -> Fault {
    let what = if images > 0 {
        "the file has no text, only pictures of pages: it was scanned"
    } else {
        "the file has no text"
    };
    Fault::new(
        FaultKind::Empty,
        what,
        "recognise its text first, for instance `ocrmypdf -l ara+eng in.pdf out.pdf`",
    )
}

fn check(pages: &[Page], lessons: &Lessons, source: &Source) -> Result<(), Fault> {
    let _ = source;
    let glyphs: usize = pages.iter().map(|p| p.glyphs.len()).sum();
    if glyphs == 0 {
        return Err(no_text(pages.iter().map(|p| p.images).sum()));
    }
    if lessons.mute_share() > MUTE {
        let share = lessons.mute_share() * 100.0;
        return Err(Fault::new(
            FaultKind::Encoding,
            format!(
                "{share:.0} % of the text cannot be read: its fonts do not say which characters they draw"
            ),
            "make the PDF from its source again, or recognise its text with `ocrmypdf --force-ocr -l ara+eng in.pdf out.pdf`",
        ));
    }
    Ok(())
}

fn turned(apart: &[Glyph], page: usize) -> Option<LeftOut> {
    let text: String = apart.iter().take(500).filter_map(|g| g.shape.unicode.as_deref()).collect();
    let text = super::order::squeeze(&super::letter::plain(&text));
    (!text.is_empty()).then_some(LeftOut { what: "turned text", text, page: page + 1 })
}

/// The manner of the document: direction, whether spaces are drawn, whether brackets are shapes.
fn manner(pages: &[Vec<Atom>], lessons: &Lessons) -> Manner {
    let all: usize = pages.iter().map(Vec::len).sum();
    let spaces: usize = pages.iter().flatten().filter(|a| a.is_space()).count();
    let manner = Manner { rtl: lessons.is_rtl(), spaces: spaces * 25 > all, mirror: true };
    let sample: Vec<&Vec<Atom>> = pages.iter().take(60).collect();
    let score = |mirror: bool| -> i64 {
        // Columns are not told apart yet, but brackets and their words are close together.
        let manner = Manner { mirror, ..manner };
        let brackets = |row: &&Vec<Atom>| {
            row.iter().any(|a| a.text.chars().any(|c| super::letter::mirror(c).is_some()))
        };
        let rows = sample.iter().flat_map(|page| rows((*page).clone())).collect::<Vec<_>>();
        rows.iter()
            .filter(brackets)
            .filter_map(|row| read_line(row, manner))
            .map(|l| facing(&l.text))
            .sum()
    };
    let mirror = !manner.rtl || score(true) >= score(false);
    Manner { mirror, ..manner }
}

fn lay_out(pages: Vec<Page>, lessons: &Lessons, fonts: &Fonts, text: &mut PdfText) {
    let mut frames: Vec<Rect> = Vec::with_capacity(pages.len());
    let mut laid: Vec<Vec<Atom>> = Vec::with_capacity(pages.len());
    let mut artifacts: Vec<Vec<Atom>> = Vec::with_capacity(pages.len());
    for page in pages {
        let atoms = attach(atoms(&page, lessons, fonts));
        let visible = |a: &Atom| lessons.invisible_is_text || !a.content.invisible;
        let (out, kept): (Vec<_>, Vec<_>) = atoms
            .into_iter()
            .filter(visible)
            .partition(|a| a.content.artifact && !lessons.artifacts_are_text);
        frames.push(page.frame);
        laid.push(kept);
        artifacts.push(out);
    }
    let manner = manner(&laid, lessons);
    for (page, atoms) in artifacts.into_iter().enumerate() {
        for line in rows(atoms).iter().filter_map(|row| read_line(row, manner)) {
            text.left_out.push(LeftOut { what: "artifact", text: line.text, page: page + 1 });
        }
    }
    let size = typical(laid.iter().flatten().map(|a| (a.size, (a.x1 - a.x0).max(0.01))));
    let plain: Vec<Block> = laid
        .iter()
        .enumerate()
        .map(|(page, atoms)| block(atoms.clone(), page, false, manner))
        .collect();
    let first = Measures::of(&plain);
    drop(plain);
    text.left_out.extend(furniture::remove(&mut laid, &frames, manner, first));
    text.left_out.sort_by_key(|l| l.page);
    let mut gutters = Vec::new();
    let mut blocks = Vec::new();
    for (page, atoms) in laid.into_iter().enumerate() {
        for region in regions(atoms, size, manner.rtl, &mut gutters) {
            blocks.push(block(region.atoms, page, region.column, manner));
        }
    }
    blocks.retain(|b| !b.lines.is_empty());
    text.paragraphs = paragraphs(&blocks, Measures::of(&blocks), !manner.spaces);
}

fn block(atoms: Vec<Atom>, page: usize, column: bool, manner: Manner) -> Block {
    let rows = part(rows(atoms), manner.rtl);
    let line =
        |row: &Row| read_line(&row.atoms, manner).map(|line| Line { cell: row.cell, ..line });
    let lines: Vec<Line> = rows.iter().filter_map(line).collect();
    Block { lines, page, column }
}
