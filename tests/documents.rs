//! What is read of an article file: all its text, in reading order, and nothing else.

use crate::support::Case;
use crate::support::article::{ARABIC, ENGLISH};
use crate::support::office::{docx, odt, word_paragraph};
use crate::support::pdf::pdf;

#[track_caller]
fn assert_reads(name: &str, content: impl AsRef<[u8]>, paragraphs: &[&str]) {
    let case = Case::new();
    case.write(name, content);
    assert_eq!(case.segments_by("paragraph", name), paragraphs);
}

#[test]
fn lines_of_a_pdf_become_paragraphs() {
    let lines = [
        (760.0, 20.0, "The harvest"),
        (720.0, 11.0, "Olives are picked late and slowly (after the first rain), so that the"),
        (705.0, 11.0, "nets are dry. The sacks go to the mill at once, and nobody in the"),
        (690.0, 11.0, "valley sleeps before the last of them is pressed."),
        (660.0, 11.0, "Then the mill is washed, and the whole valley comes to the feast in"),
        (645.0, 11.0, "the lower street."),
    ];
    assert_reads(
        "harvest.pdf",
        pdf(&lines),
        &[
            "The harvest",
            "Olives are picked late and slowly (after the first rain), so that the nets are dry. The sacks go \
             to the mill at once, and nobody in the valley sleeps before the last of them is pressed.",
            "Then the mill is washed, and the whole valley comes to the feast in the lower street.",
        ],
    );
}

#[test]
fn word_text_comes_in_order_with_tables_and_footnotes() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", word_paragraph(text));
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>The harvest</w:t></w:r></w:p>\
         <w:p><w:r><w:t xml:space=\"preserve\">Olives are </w:t></w:r>\
         <w:r><w:rPr><w:b/></w:rPr><w:t>picked</w:t></w:r><w:r><w:tab/><w:t>late &amp; slowly</w:t></w:r>\
         <w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>.</w:t></w:r></w:p>\
         <w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>\
         <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr>\
         <w:hyperlink><w:r><w:t>Nets first</w:t></w:r></w:hyperlink></w:p>{}",
        cell("Village"),
        cell("Sacks"),
        cell("Upper"),
        cell("40"),
        word_paragraph("The end.")
    );
    let footnotes = format!(
        "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\
         <w:footnote w:id=\"2\">{}</w:footnote>",
        word_paragraph("After the first rain.")
    );
    assert_reads(
        "harvest.docx",
        docx(&body, &footnotes),
        &[
            "The harvest",
            "Olives are picked late & slowly.",
            "Village",
            "Sacks",
            "Upper",
            "40",
            "Nets first",
            "The end.",
            "After the first rain.",
        ],
    );
}

#[test]
fn word_text_is_what_tracked_changes_leave() {
    let body = "<w:p><w:r><w:t xml:space=\"preserve\">The dam is </w:t></w:r>\
        <w:del><w:r><w:delText>old</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>\
        <w:moveFrom><w:r><w:t>Gone.</w:t></w:r></w:moveFrom>\
        <w:p><w:moveTo><w:r><w:t>Moved here.</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del w:id=\"7\"/></w:rPr></w:pPr><w:r><w:t>Kept.</w:t></w:r></w:p>";
    assert_reads("dam.docx", docx(body, ""), &["The dam is new.", "Moved here.", "Kept."]);
}

/// Where the mark between two paragraphs was deleted they are one, and take the kind of the second;
/// before a table or at the end there is none to join.
#[test]
fn paragraphs_of_word_with_a_deleted_mark_are_joined() {
    let marked = |change: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:rPr><w:{change} w:id=\"7\"/></w:rPr></w:pPr>\
             <w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        )
    };
    let body = format!(
        "{}{}{}{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>{}{}",
        marked("del", "The dam "),
        marked("moveFrom", "is "),
        word_paragraph("new."),
        marked("del", "It leaks."),
        marked("del", "Gate"),
        marked("ins", "Inserted."),
        marked("del", "The end."),
    );
    let expected = ["The dam is new.", "It leaks.", "Gate", "Inserted.", "The end."];
    assert_reads("marks.docx", docx(&body, ""), &expected);
}

#[test]
fn deleted_rows_and_cells_of_word_are_left_out() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", word_paragraph(text));
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr>{}</w:tr>\
         <w:tr><w:trPr><w:ins w:id=\"2\"/></w:trPr>{}\
         <w:tc><w:tcPr><w:cellDel w:id=\"3\"/></w:tcPr>{}</w:tc>{}</w:tr></w:tbl>",
        cell("Gone."),
        cell("Added."),
        word_paragraph("Gone too."),
        cell("Kept.")
    );
    assert_reads("rows.docx", docx(&body, ""), &["Added.", "Kept."]);
}

/// The reading that stands above a word is not beside it; a tab to a position is a tab.
#[test]
fn ruby_and_position_tabs_of_word_are_read_as_seen() {
    let body = "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>waadi</w:t></w:r></w:rt>\
        <w:rubyBase><w:r><w:t>Wadi</w:t></w:r></w:rubyBase></w:ruby></w:r>\
        <w:r><w:ptab w:relativeTo=\"margin\" w:alignment=\"right\"/><w:t>runs dry.</w:t></w:r></w:p>";
    assert_reads("ruby.docx", docx(body, ""), &["Wadi runs dry."]);
}

#[test]
fn code_and_contents_of_word_are_left_out() {
    let styled = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = ["TOCHeading", "TOC1", "SourceCode", "HTMLPreformatted", "BodyText", "Tocsin"]
        .map(|style| styled(style, style))
        .concat();
    assert_reads("code.docx", docx(&body, ""), &["BodyText", "Tocsin"]);
}

#[test]
fn hidden_text_and_field_codes_of_word_are_left_out() {
    let body = "<w:p><w:r><w:t>Shown</w:t></w:r>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\"> and hidden</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t xml:space=\"preserve\"> again</w:t></w:r>\
        <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>.</w:t></w:r></w:p>";
    assert_reads("hidden.docx", docx(body, ""), &["Shown again."]);
}

/// A tracked change of formatting holds the old properties; they no longer apply.
#[test]
fn word_text_that_was_hidden_before_a_tracked_change_is_read() {
    let body = "<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>\
        <w:t>Visible again.</w:t></w:r></w:p>";
    assert_reads("change.docx", docx(body, ""), &["Visible again."]);
}

/// The mark of a paragraph can be hidden while its text is not.
#[test]
fn word_text_under_a_hidden_paragraph_mark_is_read() {
    let body =
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>Still here.</w:t></w:r></w:p>";
    assert_reads("mark.docx", docx(body, ""), &["Still here."]);
}

#[test]
fn a_text_box_of_word_is_read_once() {
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", word_paragraph(text));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx>{0}</wps:txbx></mc:Choice>\
         <mc:Fallback><v:textbox>{0}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>Around it.</w:t></w:r></w:p>",
        boxed("In the box.")
    );
    assert_reads("box.docx", docx(&body, ""), &["In the box.", "Around it."]);
}

#[test]
fn opendocument_text_comes_in_order_with_tables_and_footnotes() {
    let body = "<text:h text:outline-level=\"1\">The mill</text:h>\
        <text:p>It grinds<text:s text:c=\"2\"/>by <text:span>water</text:span><text:tab/>only\
        <text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>Since 1911.</text:p></text:note-body></text:note>.</text:p>\
        <table:table><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell>\
        <table:table-cell><text:p>Sacks</text:p></table:table-cell></table:table-row></table:table>\
        <text:list><text:list-item><text:p>Barley</text:p></text:list-item>\
        <text:list-item><text:p>Wheat &amp; rye</text:p></text:list-item></text:list>";
    assert_reads(
        "mill.odt",
        odt("", body),
        &[
            "The mill",
            "It grinds by water only.",
            "Day",
            "Sacks",
            "Barley",
            "Wheat & rye",
            "Since 1911.",
        ],
    );
}

#[test]
fn deletions_and_comments_of_opendocument_are_left_out() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion>\
        <text:p>Deleted.</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:p>Kept<text:change/><office:annotation><dc:creator>Noor</dc:creator><text:p>Really?</text:p>\
        </office:annotation> text<text:hidden-text text:string-value=\"x\">hidden</text:hidden-text>.</text:p>";
    assert_reads("kept.odt", odt("", body), &["Kept text."]);
}

/// A word processor hides text by a style with `text:display="none"`.
#[test]
fn text_of_a_hidden_style_of_opendocument_is_left_out() {
    let styles = "<style:style style:name=\"T1\" style:family=\"text\">\
        <style:text-properties text:display=\"none\"/></style:style>";
    let body = "<text:p>Shown<text:span text:style-name=\"T1\"> and hidden</text:span>.</text:p>";
    assert_reads("style.odt", odt(styles, body), &["Shown."]);
}

/// Code is known by its style, which a word processor derives automatic ones from.
#[test]
fn code_contents_and_covered_cells_of_opendocument_are_left_out() {
    let styles = "<style:style style:name=\"P1\" style:family=\"paragraph\" \
        style:parent-style-name=\"Preformatted_20_Text\"/>";
    let body = "<text:table-of-content><text:index-body><text:p>The mill 1</text:p></text:index-body>\
        </text:table-of-content><text:p>The mill.</text:p>\
        <text:p text:style-name=\"P1\">let no = 1;</text:p>\
        <text:p text:style-name=\"Preformatted_20_Text\">nor = 2;</text:p>\
        <table:table><table:table-row><table:table-cell table:number-columns-spanned=\"2\">\
        <text:p>Wide</text:p></table:table-cell><table:covered-table-cell><text:p>Under it</text:p>\
        </table:covered-table-cell></table:table-row></table:table>\
        <text:p><text:ruby><text:ruby-base>Wadi</text:ruby-base><text:ruby-text>waadi</text:ruby-text>\
        </text:ruby>.</text:p><text:alphabetical-index><text:index-body><text:p>mill 1</text:p>\
        </text:index-body></text:alphabetical-index>";
    assert_reads("code.odt", odt(styles, body), &["The mill.", "Wide", "Wadi."]);
}

#[test]
fn an_office_file_is_known_by_its_content() {
    let body = word_paragraph("Named as it likes.");
    assert_reads("report.bin", docx(&body, ""), &["Named as it likes."]);
}

#[test]
fn a_web_page_gives_its_article_only() {
    let page = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Ferry – Coast Paper</title>\
        <style>p { margin: 0 }</style></head><body><header><a href=/>Coast Paper</a></header>\
        <nav><ul><li>Home<li>Sport</ul></nav><main><article><h1>The last ferry</h1>\
        <p>It left at <b>six</b> o&rsquo;clock&nbsp;&ndash; late,<br>as always.</p><!-- not shown -->\
        <p hidden>Secret.</p><ul><li>Tickets</li><li>Tea</li></ul>\
        <blockquote>We shall miss it.</blockquote><pre>let code = 1;</pre>\
        <table><tr><th>Day</th><td>Monday</td></tr></table>\
        <script>track()</script></article></main><aside>More to read</aside>\
        <footer>All rights reserved</footer></body></html>";
    assert_reads(
        "ferry.html",
        page,
        &[
            "The last ferry",
            "It left at six o’clock – late, as always.",
            "Tickets",
            "Tea",
            "We shall miss it.",
            "Day",
            "Monday",
        ],
    );
}

#[test]
fn what_a_browser_does_not_show_is_left_out() {
    let page = "<article><p>Shown<span style='color: red; DISPLAY : None !important'> not</span>.</p>\
        <div style=visibility:hidden>No.</div><p style='display:block'>Also.</p>\
        <dialog>Accept?</dialog><dialog open>Closed today.</dialog>\
        <datalist><option>no</datalist><p><ruby>Wadi<rp>(<rt>waadi<rp>)</ruby> runs.</p></article>";
    assert_reads("shown.html", page, &["Shown.", "Also.", "Closed today.", "Wadi runs."]);
}

#[test]
fn markdown_gives_its_rendered_text() {
    let text = "---\ntitle: Not text\n---\n\n# The *kite*\n\nIt flies over [the hill](https://hill.example \
        \"no\") with `string`.[^1]\n\n```sh\nnot text\n```\n\n1. first\n2. second\n   - inner\n\n\
        | a | b |\n|---|---|\n| 1 | 2 |\n\n> Said the boy.\n\n<details>\n<summary>More</summary>\n\n\
        Inside *it*.\n\n</details>\n\n![no](kite.png)\n\n[^1]: A note.\n";
    assert_reads(
        "kite.md",
        text,
        &[
            "The kite",
            "It flies over the hill with string.",
            "first",
            "second",
            "inner",
            "a",
            "b",
            "1",
            "2",
            "Said the boy.",
            "More",
            "Inside it.",
            "A note.",
        ],
    );
}

#[test]
fn mdx_gives_the_text_inside_its_components() {
    let text = "import Chart from './chart'\n\n# Head {/* anchor */}\n\n<Note kind=\"no\" on={() => 1 > 0}>\n\
        Mind the *gap*.\n</Note>\n\n<Chart data={[1, 2]} />\n\nPlain end.\n";
    assert_reads("page.mdx", text, &["Head", "Mind the gap.", "Plain end."]);
}

#[test]
fn mdx_exports_and_long_imports_are_not_text() {
    let text =
        "import {\n  Chart,\n  Note,\n} from './parts'\n\nexport const year = 1931\n\nThe text.\n";
    assert_reads("page.mdx", text, &["The text."]);
}

/// Only MDX has imports and comments in braces.
#[test]
fn prose_that_looks_like_mdx_is_text_in_markdown() {
    let text = "The council raised the\nimport duty on what it called \"trinkets\"\nonce more.\n\n\
        Write `{/* so */}` for a comment.\n";
    assert_reads(
        "duty.md",
        text,
        &[
            "The council raised the import duty on what it called \"trinkets\" once more.",
            "Write {/* so */} for a comment.",
        ],
    );
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// One text in every encoding, with the line ends of Windows.
#[test]
fn every_encoding_gives_the_same_sentences() {
    // The old encodings have all of these letters but no marks of ISO-8859-6 beyond tashkeel.
    let sentences = ARABIC.map(|sentence| sentence.replace(['ُ', 'ّ', 'ً'], ""));
    let text = sentences.join("\r\n") + "\r\n";
    let with_mark = format!("\u{FEFF}{text}");
    let (little, big) = (u16::to_le_bytes, u16::to_be_bytes);
    for (name, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with BOM", with_mark.clone().into_bytes()),
        ("UTF-16LE", utf16(&text, little)),
        ("UTF-16BE", utf16(&text, big)),
        ("UTF-16LE with BOM", utf16(&with_mark, little)),
        ("UTF-16BE with BOM", utf16(&with_mark, big)),
        ("windows-1256", encoding_rs::WINDOWS_1256.encode(&text).0.into_owned()),
        ("ISO-8859-6", encoding_rs::ISO_8859_6.encode(&text).0.into_owned()),
    ] {
        let case = Case::new();
        case.write("text.txt", bytes);
        assert_eq!(case.segments("text.txt"), sentences, "{name}");
        assert_eq!(case.segments_by("line", "text.txt"), sentences, "{name}");
    }
}

/// Old Macs ended lines with a carriage return alone; some converters double it.
#[test]
fn every_line_end_parts_paragraphs() {
    let plain = "One came.\n\nTwo went.\nThree stayed.\n";
    let markdown = "# Head\n\nOne *came*.\n\n- two\n- three\n\n```\nno\n```\n";
    for end in ["\r", "\r\n", "\r\r\n"] {
        let plain = plain.replace('\n', end);
        assert_reads("text.txt", &plain, &["One came.", "Two went.", "Three stayed."]);
        let markdown = markdown.replace('\n', end);
        assert_reads("text.md", markdown, &["Head", "One came.", "two", "three"]);
    }
    assert_reads(
        "mixed.txt",
        "One came.\rTwo went.\nThree stayed.",
        &["One came.", "Two went.", "Three stayed."],
    );
}

#[test]
fn english_in_utf16_is_read() {
    let case = Case::new();
    case.write("text.txt", utf16(&ENGLISH.join("\n"), u16::to_le_bytes));
    assert_eq!(case.segments("text.txt"), ENGLISH);
}

#[test]
fn a_page_may_declare_its_encoding() {
    let page = format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1256\">\
         </head><body><p>{}</p></body></html>",
        ARABIC[2]
    );
    let bytes = encoding_rs::WINDOWS_1256.encode(&page).0.into_owned();
    assert_reads("page.html", bytes, &[ARABIC[2]]);
}

#[test]
fn an_unknown_extension_is_plain_text() {
    assert_reads("notes.2011", "# No heading\n", &["# No heading"]);
}

#[test]
fn an_article_may_come_from_standard_input() {
    let case = Case::new();
    let ran = case.run_with_input(["segment", "-"], b"One came. Two went.").succeeds();
    assert_eq!(ran.out, "One came.\nTwo went.\n");
}

/// Names of files need not be Unicode.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_unicode_is_read() {
    use std::os::unix::ffi::OsStrExt;
    let case = Case::new();
    let name = std::ffi::OsStr::from_bytes(b"a\xFF.txt");
    case.write(name, "Read all the same.");
    assert_eq!(case.segments(name), ["Read all the same."]);
}
