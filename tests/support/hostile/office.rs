//! Word and OpenDocument files.

use super::{File, Kind, numbered, repeated};
use crate::support::office::{archive, docx, odt, word_paragraph};

/// A body after “PARTS ” is that many empty parts of the archive instead.
fn parts(body: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let count: usize = body.strip_prefix("PARTS ")?.parse().ok()?;
    Some((0..count).map(|number| (format!("word/{number}.xml"), Vec::new())).collect())
}

/// An archive of a main part and many others.
fn crowded(main: &[(&str, &[u8])], others: &[(String, Vec<u8>)]) -> Vec<u8> {
    let others = others.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    archive(&main.iter().copied().chain(others).collect::<Vec<_>>())
}

fn word_file(body: String) -> Vec<File> {
    const MAIN: &[u8] = b"<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>One.</w:t></w:r></w:p>\
        </w:body></w:document>";
    let bytes = match parts(&body) {
        Some(others) => crowded(&[("word/document.xml", MAIN)], &others),
        None => docx(&body, ""),
    };
    vec![("a.docx", bytes)]
}

fn open_file(body: String) -> Vec<File> {
    let (styles, body) = body.split_once('\0').unwrap_or(("", &body));
    vec![("a.odt", odt(styles, body))]
}

pub const DOCX: Kind = Kind {
    command: "segment a.docx",
    files: word_file,
    inputs: &[
        ("paragraphs", |n| repeated(&word_paragraph("The old gate was painted. Who saw it?"), n)),
        ("runs", |n| format!("<w:p>{}</w:p>", repeated("<w:r><w:t>a.</w:t></w:r>", n))),
        ("one run", |n| word_paragraph(&repeated("gate ", n))),
        ("one word", |n| word_paragraph(&repeated("w", n))),
        ("nested boxes", |n| repeated("<w:sdt><w:sdtContent>", n)),
        ("tables in tables", |n| repeated("<w:tbl><w:tr><w:tc>", n)),
        ("deep boxes", |n| {
            let (open, close) = ("<w:sdt>".repeat(300), "</w:sdt>".repeat(300));
            format!("{open}{}{close}", repeated(&word_paragraph("a."), n))
        }),
        ("rows", |n| {
            let cell = format!("<w:tr><w:tc>{}</w:tc></w:tr>", word_paragraph("a."));
            format!("<w:tbl>{}</w:tbl>", repeated(&cell, n))
        }),
        ("a long attribute", |n| {
            format!("<w:p a='{}'/>{}", repeated("x", n), word_paragraph("a."))
        }),
        ("attributes", |n| {
            format!("<w:p {}/>{}", numbered(n, |i| format!("a{i}='' ")), word_paragraph("a."))
        }),
        ("tabs and line ends", |n| {
            format!("<w:p><w:r>{}</w:r></w:p>", repeated("<w:tab/><w:br/>", n))
        }),
        ("references", |n| word_paragraph(&repeated("&amp;", n))),
        ("unknown references", |n| word_paragraph(&repeated("&x;", n))),
        ("a comment", |n| format!("<!--{}-->{}", repeated("a", n), word_paragraph("a."))),
        ("fields", |n| {
            let field = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>";
            format!("<w:p>{}</w:p>", repeated(field, n))
        }),
        ("notes that are not there", |n| {
            format!("<w:p>{}</w:p>", repeated("<w:r><w:footnoteReference w:id='9'/></w:r>", n))
        }),
        ("deletions", |n| format!("<w:p>{}</w:p>", repeated("<w:del>", n))),
        ("text boxes", |n| {
            let text = format!("<w:txbxContent>{}</w:txbxContent>", word_paragraph("a."));
            format!("<w:p>{}</w:p>", repeated(&format!("<w:r><w:pict>{text}</w:pict></w:r>"), n))
        }),
        ("parts of the archive", |n| format!("PARTS {}", n / 100)),
        ("spaces that pack well", |n| word_paragraph(&format!("a.{}b.", repeated(" ", 20 * n)))),
    ],
};

pub const ODT: Kind = Kind {
    command: "segment a.odt",
    files: open_file,
    inputs: &[
        ("paragraphs", |n| repeated("<text:p>The old gate was painted. Who saw it?</text:p>", n)),
        ("spans", |n| format!("<text:p>{}</text:p>", repeated("<text:span>a.</text:span>", n))),
        ("nested spans", |n| format!("<text:p>{}", repeated("<text:span>", n))),
        ("one word", |n| format!("<text:p>{}</text:p>", repeated("w", n))),
        ("nested sections", |n| repeated("<text:section>", n)),
        ("nested lists", |n| repeated("<text:list><text:list-item>", n)),
        ("deep sections", |n| {
            let (open, close) = ("<text:section>".repeat(300), "</text:section>".repeat(300));
            format!("{open}{}{close}", repeated("<text:p>a.</text:p>", n))
        }),
        ("spaces", |n| format!("<text:p>a{}</text:p>", repeated("<text:s/>", n))),
        ("counted spaces", |n| {
            format!("<text:p>a{}b.</text:p>", repeated("<text:s text:c='4000000000'/>", n))
        }),
        ("styles", |n| {
            let style = |i| format!("<style:style style:name='s{i}' style:family='text'/>");
            format!("{}\0<text:p>a.</text:p>", numbered(n, style))
        }),
        ("styles that follow each other", |n| {
            let style = |i| {
                let parent = i + 1;
                format!("<style:style style:name='s{i}' style:parent-style-name='s{parent}'/>")
            };
            let uses = repeated("<text:p text:style-name='s0'>a.</text:p>", n / 2);
            format!("{}\0{uses}", numbered(n / 2, style))
        }),
        ("repeated cells", |n| {
            let cell = "<table:table-cell table:number-columns-repeated='1000000'>\
                        <text:p>a.</text:p></table:table-cell>";
            format!(
                "<table:table><table:table-row table:number-rows-repeated='1000000'>{}\
                 </table:table-row></table:table>",
                repeated(cell, n)
            )
        }),
        ("notes", |n| {
            let note =
                "<text:note><text:note-body><text:p>n.</text:p></text:note-body></text:note>";
            format!("<text:p>a.{}</text:p>", repeated(note, n))
        }),
        ("notes in notes", |n| {
            format!("<text:p>a.{}", repeated("<text:note><text:note-body><text:p>n.", n))
        }),
        ("changes", |n| format!("<text:tracked-changes>{}", repeated("<text:deletion>", n))),
        ("a long attribute", |n| format!("<text:p a='{}'>a.</text:p>", repeated("x", n))),
    ],
};
