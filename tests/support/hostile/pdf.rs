//! PDF: what a page draws, and what a file is made of.

use super::{File, Kind, numbered, repeated};

/// A file with one page, from its content and further objects, which have numbers from 6, with a NUL
/// between all of them.
fn pdf_file(text: String) -> Vec<File> {
    let mut parts = text.split('\0');
    let content = parts.next().unwrap_or_default();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>\
         /XObject<</X 6 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    objects.extend(parts.map(str::to_owned));
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let (start, count) = (file.len(), objects.len() + 1);
    file += &format!(
        "xref\n0 {count}\n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    vec![("a.pdf", file.into_bytes())]
}

/// A text drawn at a place.
fn drawn(x: usize, y: usize, text: &str) -> String {
    format!("BT /F 9 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n")
}

/// A form that the page draws.
fn form(content: &str) -> String {
    let head = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>";
    format!("<<{head}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

pub const PDF: Kind = Kind {
    command: "segment a.pdf",
    files: pdf_file,
    inputs: &[
        ("lines", |n| {
            numbered(n, |i| drawn(60, 800 - 12 * (i % 60), "The old gate was painted. Who saw it?"))
        }),
        ("lines over each other", |n| repeated(&drawn(60, 400, "The old gate."), n)),
        ("words in a grid", |n| {
            numbered(n, |i| drawn(20 + 40 * (i % 14), 820 - 10 * (i / 14 % 80), "gate"))
        }),
        ("letters", |n| numbered(n, |i| drawn(60 + i % 400, 800 - 12 * (i / 400 % 60), "a"))),
        ("letters all over", |n| numbered(n, |i| drawn(i * 7919 % 595, i * 104_729 % 842, "a"))),
        ("lines beyond the page", |n| numbered(n, |i| drawn(60, 900 + i, "The old gate."))),
        ("one long line", |n| drawn(60, 400, &repeated("gate ", n))),
        ("pieces of a line", |n| format!("BT /F 9 Tf [{}] TJ ET", repeated("(a) -20 ", n))),
        ("letters by their numbers", |n| format!("BT /F 9 Tf <{}> Tj ET", repeated("41", n))),
        ("texts without letters", |n| repeated("BT ET ", n)),
        ("sizes", |n| numbered(n, |i| format!("BT /F {i} Tf (a) Tj ET\n"))),
        ("fonts that are not there", |n| numbered(n, |i| format!("BT /F{i} 9 Tf (a) Tj ET\n"))),
        ("saved states", |n| repeated("q ", n)),
        ("restored states", |n| repeated("Q ", n)),
        ("turned axes", |n| repeated("0 1 -1 0 0 0 cm ", n)),
        ("nested lists", |n| repeated("[", n)),
        ("nested dictionaries", |n| repeated("<</A", n)),
        ("open texts", |n| repeated("(", n)),
        ("a text that does not end", |n| format!("BT ({}", repeated("a", n))),
        ("escapes", |n| drawn(60, 400, &repeated("\\101", n))),
        ("numbers without operator", |n| repeated("1 ", n)),
        ("one long number", |n| repeated("9", n)),
        ("unknown operators", |n| repeated("xy ", n)),
        ("marked content", |n| repeated("/Span BMC ", n)),
        ("pictures that do not end", |n| repeated("BI ID ", n)),
        ("comments", |n| repeated("%a\n", n)),
        ("a form many times", |n| {
            format!("{}\0{}", repeated("/X Do ", n), form("BT /F 9 Tf (a) Tj ET"))
        }),
        ("a form that draws itself", |n| format!("/X Do\0{}", form(&repeated("/X Do ", n)))),
        ("objects", |n| format!("{}{}", drawn(60, 400, "Gate."), repeated("\0<<>>", n))),
        ("objects in objects", |n| format!("{}\0{}", drawn(60, 400, "Gate."), repeated("<</A", n))),
    ],
};
