//! Tells running heads, footers and page numbers from the text.

use super::LeftOut;
use super::atom::Atom;
use super::glyph::Rect;
use super::line::{Line, Manner, read, rows};
use super::measure::Measures;
use std::collections::HashMap;

/// Rows at the top and at the bottom of a page that may be furniture.
const DEPTH: usize = 3;

/// Parts of the page's height at its top and bottom in which furniture lies.
const MARGIN: f32 = 0.12;

/// Height of an ordinary sheet in points.
const SHEET: f32 = 850.0;

/// One row at the edge of a page.
struct Edge {
    page: usize,
    top: bool,
    line: Line,
    /// Distance to the next row towards the middle, in points.
    gap: f32,
    /// Share of the page's height between the row and its edge of the page.
    inset: f32,
    /// Rows on the page's outer parts.
    rows: usize,
    /// The outermost row on its side of the page.
    first: bool,
}

/// Takes furniture out of the pages' atoms and tells what it was.
pub(super) fn remove(
    pages: &mut [Vec<Atom>],
    frames: &[Rect],
    manner: Manner,
    measures: Measures,
) -> Vec<LeftOut> {
    let Measures { body, pitch, space, .. } = measures;
    let mut edges = Vec::new();
    for (page, atoms) in pages.iter().enumerate() {
        edges.extend(edges_of(page, atoms, frames[page], manner));
    }
    let repeated = repeated(&edges, pages.len());
    let mut places: HashMap<(bool, i32, i32), usize> = HashMap::new();
    for edge in edges.iter().filter(|e| e.first) {
        *places.entry(place(edge)).or_default() += 1;
    }
    let mut left_out = Vec::new();
    let mut bounds: HashMap<(usize, bool), f32> = HashMap::new();
    for (index, edge) in edges.iter().enumerate() {
        // The edges of one page lie together.
        let near = &edges[index.saturating_sub(2 * DEPTH)..(index + 2 * DEPTH).min(edges.len())];
        let number = is_page_number(&edge.line.text);
        let detached = edge.gap > 1.8 * pitch.max(1.2 * body);
        let again = repeated.get(&key(edge)).copied().unwrap_or(0) >= 2;
        // The outermost row first: what lies inside of text is text.
        let outermost = is_outermost(edge, near, &bounds);
        let far = edge.inset < MARGIN;
        let small = edge.line.size <= body * if edge.inset < 0.06 { 1.05 } else { 0.93 };
        let placed = places.get(&place(edge)).copied().unwrap_or(0);
        let always = pages.len() > 1
            && placed * 5 >= pages.len() * 3
            && placed >= 2
            && edge.gap > 1.6 * pitch;
        // Once only: set further apart than paragraphs are, and smaller, or right at the edge.
        let apart = edge.gap > 1.5 * space && edge.rows > 4;
        let alone = small && apart && edge.inset < 0.085 && edge.line.text.chars().count() < 150;
        if outermost
            && far
            && (again || always || (number && (detached || edge.inset < 0.1)) || alone)
        {
            let what = match (number, edge.top) {
                (true, _) => "page number",
                (false, true) => "running head",
                (false, false) => "footer",
            };
            left_out.push(LeftOut { what, text: edge.line.text.clone(), page: edge.page + 1 });
            bounds.insert((edge.page, edge.top), edge.line.y);
        }
    }
    for (page, atoms) in pages.iter_mut().enumerate() {
        let top = bounds.get(&(page, true)).copied().unwrap_or(f32::INFINITY);
        let bottom = bounds.get(&(page, false)).copied().unwrap_or(f32::NEG_INFINITY);
        atoms.retain(|a| a.y < top - 0.4 * a.size && a.y > bottom + 0.4 * a.size);
    }
    left_out.sort_by_key(|l| l.page);
    left_out
}

fn edges_of(page: usize, atoms: &[Atom], frame: Rect, manner: Manner) -> Vec<Edge> {
    let height = (frame.y1 - frame.y0).max(1.0);
    // A long page has no wider margins.
    let sheet = height.min(SHEET);
    let band = |a: &&Atom| a.y > frame.y1 - 0.3 * height || a.y < frame.y0 + 0.3 * height;
    let near: Vec<Atom> = atoms.iter().filter(band).cloned().collect();
    let lines: Vec<Line> = rows(near).iter().filter_map(|row| read(row, manner)).collect();
    let mut edges = Vec::new();
    for (index, line) in lines.iter().enumerate().take(DEPTH) {
        let gap = lines.get(index + 1).map_or(height, |next| line.y - next.y);
        edges.push(Edge {
            page,
            top: true,
            gap,
            inset: (frame.y1 - line.y) / sheet,
            rows: lines.len(),
            first: index == 0,
            line: line.clone(),
        });
    }
    for (index, line) in lines.iter().rev().enumerate().take(DEPTH) {
        let gap = lines.iter().rev().nth(index + 1).map_or(height, |next| next.y - line.y);
        edges.push(Edge {
            page,
            top: false,
            gap,
            inset: (line.y - frame.y0) / sheet,
            rows: lines.len(),
            first: index == 0,
            line: line.clone(),
        });
    }
    edges
}

/// What is the same from page to page: side, height, and text with its numbers blanked.
fn key(edge: &Edge) -> (bool, i32, String) {
    let text: String =
        edge.line.text.chars().map(|c| if super::letter::is_digit(c) { '0' } else { c }).collect();
    let text: Vec<&str> = text.split('0').filter(|part| !part.is_empty()).collect();
    (edge.top, (edge.inset * 100.0).round() as i32, text.join("0"))
}

/// Where an edge row is: side, height, and distance to the next row. Text has another row right under it.
fn place(edge: &Edge) -> (bool, i32, i32) {
    (edge.top, (edge.inset * 200.0).round() as i32, (edge.gap / 3.0).round() as i32)
}

fn repeated(edges: &[Edge], pages: usize) -> HashMap<(bool, i32, String), usize> {
    let mut seen: HashMap<(bool, i32, String), usize> = HashMap::new();
    if pages > 1 {
        for edge in edges {
            *seen.entry(key(edge)).or_default() += 1;
        }
    }
    seen
}

/// Whether every row further out on the same side of the page is furniture.
fn is_outermost(edge: &Edge, edges: &[Edge], bounds: &HashMap<(usize, bool), f32>) -> bool {
    let outside = |other: &&Edge| {
        other.page == edge.page
            && other.top == edge.top
            && if edge.top { other.line.y > edge.line.y } else { other.line.y < edge.line.y }
    };
    let bound = bounds.get(&(edge.page, edge.top)).copied();
    edges.iter().filter(outside).all(|other| {
        bound.is_some_and(|y| if edge.top { other.line.y >= y } else { other.line.y <= y })
    })
}

/// A number alone, or with "page" and "of" and dashes around it.
fn is_page_number(text: &str) -> bool {
    let mut digits = 0;
    let mut letters = String::new();
    for c in text.chars() {
        if super::letter::is_digit(c) {
            digits += 1;
        } else if c.is_alphabetic() || c == ' ' {
            letters.extend(c.to_lowercase());
        } else if !matches!(
            c,
            '-' | '–' | '—' | '|' | '/' | '.' | '[' | ']' | '(' | ')' | '·' | '•'
        ) {
            return false;
        }
    }
    let words = letters
        .split_whitespace()
        .all(|w| matches!(w, "page" | "of" | "p" | "pg" | "صفحة" | "ص" | "من" | "الصفحة"));
    let roman = digits == 0
        && !letters.trim().is_empty()
        && letters.trim().chars().all(|c| "ivxl".contains(c));
    (digits > 0 && digits <= 8 && words) || (roman && letters.trim().len() <= 6)
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers_are_known_by_their_words() {
        for text in ["12", "– 4 –", "Page 3 of 10", "صفحة ٧", "iv", "3 / 9"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["In 2019", "12 men", "$5", ""] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
