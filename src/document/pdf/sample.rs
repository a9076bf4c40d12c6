//! Small PDFs for tests, written by hand: Helvetica for Latin letters, a font without a program for Arabic ones.

/// A file of these objects (numbered from 1, the first the catalogue) with its table of places.
pub(super) fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    out
}

fn stream(body: &str) -> Vec<u8> {
    format!("<</Length {}>>\nstream\n{body}\nendstream", body.len()).into_bytes()
}

/// A file with one page a content stream. `/L` is Helvetica; in `/A` each code is a UTF-16 unit, half an em wide, mapped
/// to itself when `mapped`.
pub(super) fn document(contents: &[String], mapped: bool) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let pages: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 7 + 2 * i)).collect();
    objects.push(b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    objects.push(
        format!("<</Type/Pages/Kids[{}]/Count {}>>", pages.join(" "), pages.len()).into_bytes(),
    );
    objects
        .push(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec());
    let map = if mapped { "/ToUnicode 6 0 R" } else { "" };
    let font = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/Naskh/Encoding/Identity-H/DescendantFonts[5 0 R]{map}>>"
    );
    objects.push(font.into_bytes());
    objects.push(b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Naskh/DW 500>>".to_vec());
    objects.push(stream("1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange"));
    for content in contents {
        let number = objects.len() + 2;
        let resources = "/Resources<</Font<</L 3 0 R/A 4 0 R>>>>";
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{resources}/Contents {number} 0 R>>"
        );
        objects.push(page.into_bytes());
        objects.push(stream(content));
    }
    file(&objects)
}

/// Operators that draw a line of Latin text.
pub(super) fn latin(x: f32, y: f32, size: f32, text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    format!("BT /L {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

/// Operators that draw a line as it looks, from left to right, ending at `right`.
pub(super) fn arabic(right: f32, y: f32, size: f32, visual: &str) -> String {
    let units: Vec<u16> = visual.encode_utf16().collect();
    let codes: String = units.iter().map(|unit| format!("{unit:04x}")).collect();
    let x = right - units.len() as f32 * size / 2.0;
    format!("BT /A {size} Tf {x} {y} Td <{codes}> Tj ET\n")
}

/// Text turned letter by letter, as right-to-left text without numbers looks from left to right.
pub(super) fn turned(text: &str) -> String {
    text.chars().rev().collect()
}
