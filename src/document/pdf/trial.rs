//! Whole files through the reader: what a user would see, and damage that must neither panic nor hang.

use super::objects::{LIMITS, Limits};
use super::read::{read, read_within};
use super::sample::{arabic, document, file, latin, turned};
use super::{FaultKind, ParagraphKind};
use std::time::{Duration, Instant};

fn texts(bytes: &[u8]) -> Vec<String> {
    let text = read(bytes).unwrap_or_else(|fault| unreachable!("{fault}"));
    text.paragraphs.into_iter().map(|p| p.text).collect()
}

fn article() -> String {
    let mut page = latin(50.0, 740.0, 20.0, "The harbour at dawn");
    let lines = [
        "The boats came in one after another while the town was still asleep, and the",
        "women on the quay counted them. Nobody spoke before the last mast had been",
        "seen behind the light.",
        "Then the bell rang twice, and the whole street went down to the water with its",
        "baskets and its dogs. A boy of seven (or eight) carried the book of accounts,",
        "as he did every day.",
    ];
    for (index, line) in lines.iter().enumerate() {
        let gap = if index > 2 { 10.0 } else { 0.0 };
        page += &latin(50.0, 700.0 - 15.0 * index as f32 - gap, 11.0, line);
    }
    page
}

fn arabic_page(number: usize) -> String {
    let mut page = arabic(550.0, 780.0, 8.0, &turned("أخبار الميناء"));
    page += &arabic(300.0, 20.0, 8.0, &number.to_string());
    page += &arabic(
        550.0,
        700.0,
        10.0,
        &format!(
            "{} 250 {}",
            turned("قاربا في السنة الماضية"),
            turned("وصل إلى الميناء الصغير نحو")
        ),
    );
    page += &arabic(550.0, 685.0, 10.0, &turned("ثم عادت كلها إلى البحر."));
    page
}

#[test]
fn english_paragraphs_are_found_by_their_space() {
    let found = texts(&document(&[article()], true));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].ends_with("had been seen behind the light."), "{found:?}");
    assert!(found[2].contains("seven (or eight) carried"), "{found:?}");
}

#[test]
fn a_larger_line_is_a_heading() {
    let text = read(&document(&[article()], true)).unwrap_or_default();
    assert_eq!(text.paragraphs.first().map(|p| p.kind), Some(ParagraphKind::Heading));
}

#[test]
fn arabic_lines_are_read_from_the_right_and_furniture_is_left_out() {
    let pages: Vec<String> = (1..=3).map(arabic_page).collect();
    let text = read(&document(&pages, true)).unwrap_or_default();
    let first = text.paragraphs.first().map(|p| p.text.as_str());
    assert_eq!(
        first,
        Some("وصل إلى الميناء الصغير نحو 250 قاربا في السنة الماضية ثم عادت كلها إلى البحر.")
    );
    let heads = text
        .left_out
        .iter()
        .filter(|l| l.what == "running head" && l.text == "أخبار الميناء")
        .count();
    let numbers = text.left_out.iter().filter(|l| l.what == "page number").count();
    assert_eq!((heads, numbers), (3, 3), "{:?}", text.left_out);
}

#[test]
fn actual_text_is_believed_over_the_glyphs() {
    let page =
        "BT /A 12 Tf 100 700 Td /Span<</ActualText<FEFF06440627>>>BDC <0020> Tj <0041> Tj EMC ET"
            .to_owned()
            + &arabic(300.0, 600.0, 12.0, &turned("كلمة أخرى"));
    let found = texts(&document(&[page], true));
    assert_eq!(found.first().map(String::as_str), Some("لا"), "{found:?}");
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let mut page = String::new();
    let line = |side: &str, n: usize| format!("the {side} column goes on with row {n:02}");
    for row in 0..12 {
        let y = 700.0 - 14.0 * row as f32;
        page += &latin(50.0, y, 11.0, &line("left", row));
        page += &latin(320.0, y - 3.0, 11.0, &line("right", row));
    }
    let found = texts(&document(&[page], true)).join(" ");
    let (left, right) = (
        found.find("left column goes on with row 11"),
        found.find("right column goes on with row 00"),
    );
    assert!(left.is_some() && left < right, "{found}");
}

#[test]
fn cells_of_a_table_are_read_row_by_row() {
    let mut page = latin(
        50.0,
        740.0,
        11.0,
        "The table below gives the catch of three years in tons and in boats.",
    );
    for (row, cells) in
        [["Year", "Tons", "Boats"], ["2017", "410", "36"], ["2018", "395", "34"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            page += &latin(60.0 + 150.0 * column as f32, 700.0 - 16.0 * row as f32, 11.0, cell);
        }
    }
    let text = read(&document(&[page], true)).unwrap_or_default();
    let cells: Vec<&str> = text
        .paragraphs
        .iter()
        .filter(|p| p.kind == ParagraphKind::Cell)
        .map(|p| p.text.as_str())
        .collect();
    assert_eq!(cells, ["Year", "Tons", "Boats", "2017", "410", "36", "2018", "395", "34"]);
}

#[test]
fn a_note_comes_after_the_paragraph_that_runs_over_the_page() {
    let mut first = String::new();
    for (row, line) in [
        "The road to the mill goes along the river for an hour, and then it turns",
        "to the hills, where the wind is strong in all seasons and the trees stand",
    ]
    .iter()
    .enumerate()
    {
        first += &latin(50.0, 150.0 - 15.0 * row as f32, 11.0, line);
    }
    first +=
        &latin(50.0, 90.0, 8.0, "1 The mill was built by the grandfather of the present owner.");
    let second = latin(50.0, 720.0, 11.0, "bent and thin like old men.");
    let found = texts(&document(&[first, second], true));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("the trees stand bent and thin like old men."), "{found:?}");
}

#[test]
fn a_file_without_text_names_ocrmypdf() {
    let fault = read(&document(&["q Q".to_owned()], true)).err();
    assert!(fault.is_some_and(|f| f.kind() == FaultKind::Empty
        && f.hint().is_some_and(|hint| hint.contains("ocrmypdf -l ara+eng"))));
}

#[test]
fn text_without_a_map_is_a_fault_of_encoding() {
    let fault = read(&document(&[arabic_page(1)], false)).err();
    assert_eq!(fault.map(|f| f.kind()), Some(FaultKind::Encoding));
}

#[test]
fn what_is_not_a_pdf_is_told_apart() {
    assert_eq!(read(b"").err().map(|f| f.kind()), Some(FaultKind::Empty));
    assert_eq!(read(b"PK\x03\x04 not a pdf").err().map(|f| f.kind()), Some(FaultKind::Format));
    let whole = document(&[article()], true);
    assert_eq!(read(&whole[..60]).err().map(|f| f.kind()), Some(FaultKind::Truncated));
}

#[test]
fn bounds_are_kept() {
    let pages: Vec<String> = (1..=5).map(arabic_page).collect();
    let bytes = document(&pages, true);
    let few = Limits { pages: 3, ..LIMITS };
    assert_eq!(read_within(&bytes, few).err().map(|f| f.kind()), Some(FaultKind::Limit));
    let short = Limits { glyphs: 100, ..LIMITS };
    assert!(read_within(&bytes, short).is_ok_and(|text| !text.warnings.is_empty()));
}

#[test]
fn forms_that_call_themselves_end() {
    let body = "/X Do /X Do ";
    let form = format!(
        "<</Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>/Length {}>>\nstream\n{body}\nendstream",
        body.len()
    );
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Contents 4 0 R>>";
    let bytes = file(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.as_bytes().to_vec(),
        form.into_bytes(),
    ]);
    let start = Instant::now();
    assert!(read(&bytes).is_err());
    assert!(start.elapsed() < Duration::from_secs(10));
}

/// A small generator of numbers (xorshift, Marsaglia 2003), so that every run damages alike.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

fn damage(bytes: &[u8], random: &mut Seeded) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(out.len());
        let length = random.below(64) + 1;
        match random.below(5) {
            0 => out.truncate(at.max(1)),
            1 => {
                let end = (at + length).min(out.len());
                out.drain(at..end);
            }
            2 => {
                let from = random.below(out.len());
                let piece = out[from..(from + length).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
            _ => {
                for _ in 0..length.min(8) {
                    let at = random.below(out.len());
                    out[at] = random.below(256) as u8;
                }
            }
        }
        if out.is_empty() {
            out.push(b'%');
        }
    }
    out
}

/// Damaged files end soon, without a panic. `PDF_DAMAGE` sets how many a file (default 150), `PDF_DAMAGE_DIR` adds files.
#[test]
fn damage_neither_panics_nor_hangs() {
    let rounds = std::env::var("PDF_DAMAGE").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    let mut files =
        vec![document(&[article()], true), document(&[arabic_page(1), arabic_page(2)], true)];
    if let Ok(folder) = std::env::var("PDF_DAMAGE_DIR") {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.extend(
            entries
                .filter(|e| e.path().extension().is_some_and(|x| x == "pdf"))
                .filter_map(|e| std::fs::read(e.path()).ok()),
        );
    }
    let mut random = Seeded(0x5eed_1234_abcd_0001);
    for bytes in &files {
        for round in 0..rounds {
            let damaged = damage(bytes, &mut random);
            let start = Instant::now();
            let _ = read(&damaged);
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "round {round} took {:?}",
                start.elapsed()
            );
        }
    }
}
