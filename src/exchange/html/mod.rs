//! A page with the original and its translation side by side, to read or to send to someone.

use std::io::Write;

use crate::error::Result;
use crate::model::{AlignedBead, AlignedDocument, Language, Status};

const STYLE: &str = include_str!("side_by_side.css");

/// The score below which a row is marked as doubtful.
const DOUBTFUL: f64 = 0.7;

/// Writes one page, which needs no other file.
pub fn write_html(documents: &[AlignedDocument], out: &mut dyn Write) -> Result<()> {
    let title = match documents {
        [only] => escape(&only.name),
        _ => format!("{} documents", documents.len()),
    };
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
    )?;
    for document in documents {
        write_document(document, out)?;
    }
    writeln!(out, "</body>\n</html>")?;
    Ok(())
}

fn write_document(document: &AlignedDocument, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "<h1><bdi>{}</bdi></h1>\n<table>", escape(&document.name))?;
    writeln!(
        out,
        "<thead><tr><th scope=\"col\">No.</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">Score</th></tr></thead>\n<tbody>",
        document.languages.source, document.languages.target
    )?;
    for (index, bead) in document.beads.iter().enumerate() {
        let (class, word) = state(bead);
        let cells = bead.texts.as_ref().zip(document.languages.as_ref());
        let cells = cells.map(|(texts, language)| cell(texts, language));
        writeln!(
            out,
            "<tr class=\"{class}\"><th scope=\"row\">{}</th>{}{}<td class=\"score\">{} %{word}</td></tr>",
            index + 1,
            cells.source,
            cells.target,
            bead.score.percent(),
        )?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    Ok(())
}

/// The class of a row, and the same in words: no state is shown by colour alone.
fn state(bead: &AlignedBead) -> (&'static str, &'static str) {
    if bead.is_omission() {
        ("omission", "<br>omitted")
    } else if bead.status == Status::Rejected {
        ("rejected", "<br>rejected")
    } else if bead.status.is_by_person() {
        ("reviewed", "<br>reviewed")
    } else if bead.score.value() < DOUBTFUL {
        ("doubtful", "<br>doubtful")
    } else {
        ("sure", "")
    }
}

fn cell(texts: &[String], language: &Language) -> String {
    let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
    let segments: String = texts.iter().map(|text| format!("<p>{}</p>", escape(text))).collect();
    format!("<td lang=\"{language}\" dir=\"{direction}\">{segments}</td>")
}

fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
