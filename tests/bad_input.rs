//! What cannot be used is refused in a line that names the file, and nothing is written.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use cpu_time::ThreadTime;
use tarjuman::document::{Article, Segmentation};
use tarjuman::model::Language;

use crate::support::article::{ENGLISH, arabic, english};
use crate::support::office::{archive, docx, word_paragraph};
use crate::support::pdf::pdf;
use crate::support::{Case, Ran, assert_tame};

/// `segment` and `align`, with an output and a memory, refuse the file with words and write nothing.
#[track_caller]
fn assert_refuses(case: &Case, name: &str, words: &[&str]) {
    case.write("good.ar.txt", arabic());
    let files = case.files();
    let said = [&[name], words].concat();
    let ran = case.run(["segment", name]).fails_saying(&said);
    assert_eq!(ran.out, "");
    for pair in [[name, "good.ar.txt"], ["good.ar.txt", name]] {
        let stored = ["--memory", "new.tarjuman", "--output", "out.tmx"];
        case.run(["align"].into_iter().chain(pair).chain(stored)).fails_saying(&said);
    }
    assert_eq!(case.files(), files);
}

#[track_caller]
fn assert_refuses_file(name: &str, content: impl AsRef<[u8]>, words: &[&str]) {
    let case = Case::new();
    case.write(name, content);
    assert_refuses(&case, name, words);
}

#[test]
fn a_missing_file_is_refused() {
    assert_refuses(&Case::new(), "missing.txt", &[]);
}

#[test]
fn an_empty_file_is_refused() {
    assert_refuses_file("empty.txt", "", &["empty"]);
    assert_refuses_file("empty.docx", "", &["empty"]);
}

#[test]
fn a_file_without_text_is_refused() {
    assert_refuses_file("blank.txt", " \n\t\r\n", &["no article text"]);
    assert_refuses_file("blank.html", "<html><body><p> </p></body></html>", &["no article text"]);
    assert_refuses_file("blank.md", "---\ntitle: x\n---\n\n```\ncode\n```\n", &["no article text"]);
    assert_refuses_file("blank.docx", docx("<w:p/>", ""), &["no article text"]);
}

#[test]
fn a_page_of_navigation_only_has_no_article() {
    let page = "<html><body><nav><a href=/>Home</a></nav></body></html>";
    assert_refuses_file("blank.html", page, &["no article text"]);
}

/// A refusal says what to do, not only what is wrong.
#[test]
fn every_refusal_gives_advice() {
    let case = Case::with_market();
    case.write("empty.txt", "");
    case.write("notes.tarjuman", "Not a memory at all, but a text of some length.");
    case.write("list.tsv", "market.en.txt\n");
    case.write("pairs.tsv", "only English\n");
    case.write("latin.tsv", b"caf\xE9\t\xE9\n");
    case.write("none/readme.md", "No gold.");
    case.write("broken.docx", archive(&[("word/document.xml", b"<w:document><w:body>")]));
    case.write(
        "broken.odt",
        archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", b"<a><b></a>"),
        ]),
    );
    let align = ["align", "market.en.txt", "market.ar.txt"];
    for (arguments, words) in [
        (&["segment", "missing.txt"][..], &["missing.txt", "check its name"][..]),
        (&["segment", "empty.txt"], &["empty.txt", "give a file"]),
        (&["segment", "broken.docx"], &["broken.docx", "save it again"]),
        (&["segment", "broken.odt"], &["broken.odt", "save it again"]),
        (&["info", "--memory", "notes.tarjuman"], &["notes.tarjuman", "name another file"]),
        (&["align", "--pairs", "list.tsv", "--memory", "m"], &["list.tsv:1", "write a pair"]),
        (&["lexicon", "train", "pairs.tsv", "-o", "l"], &["pairs.tsv", "line 1", "write a pair"]),
        (&["lexicon", "train", "latin.tsv", "-o", "l"], &["latin.tsv:1", "UTF-8"]),
        (&["evaluate", "none"], &["none", "DOC.en"]),
        (&["evaluate", "missing"], &["missing", "check its name"]),
        (&[align[0], align[1], align[2], "-o", "missing/a.tmx"], &["missing", "check its name"]),
    ] {
        case.run(arguments).fails_saying(words);
    }
    let ran = case.run(["segment", "broken.docx"]);
    assert_eq!(ran.err.matches("broken.docx").count(), 1, "{}", ran.err);
}

#[test]
fn the_words_of_the_system_are_said_once() {
    let ran = Case::new().run(["segment", "missing.txt"]).ends_with(2);
    assert_eq!(ran.err.matches("os error").count(), 1, "{}", ran.err);
}

#[test]
fn a_folder_is_refused() {
    let case = Case::new();
    case.write("folder/a.txt", "A.");
    assert_refuses(&case, "folder", &["folder"]);
}

#[test]
fn a_binary_file_is_refused() {
    let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0".repeat(20);
    assert_refuses_file("image.txt", image, &["not text"]);
    assert_refuses_file("noughts.txt", vec![0; 5000], &["not text"]);
}

#[test]
fn other_formats_are_told_how_to_be_converted() {
    for (name, content, words) in [
        ("a.doc", &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0"[..], [".doc", "soffice"]),
        ("a.rtf", b"{\\rtf1\\ansi Hello.}", ["RTF", "soffice"]),
        ("misnamed.docx", b"{\\rtf1\\ansi Hello.}", ["RTF", "soffice"]),
    ] {
        assert_refuses_file(name, content, &words);
    }
}

#[test]
fn half_a_zip_is_refused() {
    let whole = docx(&word_paragraph("Whole once."), "");
    assert_refuses_file("half.docx", &whole[..whole.len() / 2], &["damaged"]);
    assert_refuses_file("start.odt", b"PK\x03\x04", &["damaged"]);
}

#[test]
fn an_archive_without_a_document_is_refused() {
    assert_refuses_file(
        "other.docx",
        archive(&[("readme.txt", b"Hello.")]),
        &["does not contain a Word"],
    );
    assert_refuses_file("text.docx", "Plain text under a wrong name.", &["not a zip"]);
    let sheet = archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]);
    assert_refuses_file("sheet.odt", sheet, &["does not contain a Word"]);
}

#[test]
fn broken_xml_in_a_document_is_refused() {
    for xml in
        ["<w:document><w:body><w:p>", "<w:document></w:body>", "<w:document><w:p a=></w:document"]
    {
        let broken = archive(&[("word/document.xml", xml.as_bytes())]);
        assert_refuses_file("broken.docx", broken, &["word/document.xml", "damaged"]);
    }
}

/// However deep the elements, they neither take the stack nor the reader's time.
#[test]
fn elements_of_a_document_inside_each_other_without_end_are_refused() {
    let deep = |levels: usize| {
        let (open, close) = ("<w:tr><w:tc>".repeat(levels), "</w:tc></w:tr>".repeat(levels));
        docx(&format!("{open}{}{close}", word_paragraph("At the bottom.")), "")
    };
    assert_refuses_file("deep.docx", deep(100_000), &["word/document.xml", "nests more than"]);
    let case = Case::new();
    case.write("tables.docx", deep(100));
    assert_eq!(case.segments("tables.docx"), ["At the bottom."]);
}

/// A small archive that unpacks to more than any article.
#[test]
fn a_bomb_is_refused() {
    let case = Case::new();
    let bomb = archive(&[("word/document.xml", &vec![b' '; 300 << 20])]);
    assert!(bomb.len() < 1 << 20);
    case.write("bomb.docx", bomb);
    let ran = case.run(["segment", "bomb.docx"]);
    ran.fails_saying(&["bomb.docx", "unpacks to more than"]);
}

/// One that unpacks to less, but to more text than any file may hold.
#[test]
fn a_bomb_of_text_is_refused() {
    let case = Case::new();
    case.write("bomb.docx", docx(&word_paragraph(&"a ".repeat(50 << 20)), ""));
    case.run(["segment", "bomb.docx"]).fails_saying(&["bomb.docx", "larger than", "split"]);
}

/// An entity that stands for ten others, and so on: it is never resolved.
#[test]
fn entities_of_a_document_are_not_expanded() {
    let xml = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
        <w:document><w:body><w:p><w:r><w:t>One &b; two.</w:t></w:r></w:p></w:body></w:document>";
    let case = Case::new();
    case.write("entity.docx", archive(&[("word/document.xml", xml.as_bytes())]));
    assert_eq!(case.segments("entity.docx"), ["One two."]);
}

/// The time of the processor that it takes to read an article and cut it; the least of three.
fn time_to_read(name: &str, text: &str) -> Duration {
    let read = |_| {
        let start = ThreadTime::now();
        let article = Article::from_bytes(Path::new(name), text.as_bytes()).unwrap();
        let side = Segmentation::Sentence.segments(&article, &Language::english()).unwrap();
        assert!(!side.segments.is_empty());
        start.elapsed()
    };
    (0..3).map(read).min().unwrap()
}

/// Four times the text takes about four times as long, where time that grew with its square would be
/// sixteen times as long.
#[track_caller]
fn assert_linear(name: &str, piece: &str, count: usize) {
    let text = |count: usize| format!("a.{}", piece.repeat(count));
    let (less, more) = (time_to_read(name, &text(count)), time_to_read(name, &text(4 * count)));
    assert!(more < less * 9, "“{piece}” of {name}: {less:?}, four times as much {more:?}");
}

/// What opens and never closes is searched for once.
#[test]
fn time_to_read_markdown_of_openings_grows_with_its_length() {
    for (name, opening) in
        [("a.md", "a <!"), ("b.md", "a <!--"), ("c.md", "`a` "), ("d.mdx", "<a {")]
    {
        assert_linear(name, opening, 2_000);
    }
}

/// A text without white space, or of marks only, is cut into sentences in one pass.
#[test]
fn time_to_cut_text_of_stops_grows_with_its_length() {
    for piece in ["a.", "abc.Def", "… ", "?A", ")", "a. :) "] {
        assert_linear("stops.txt", piece, 1_000);
    }
}

/// A page whose parsing would take minutes, or all of the machine's memory.
#[test]
fn a_page_that_would_overwhelm_the_parser_is_refused() {
    let attributes: String = (0..400_000).map(|i| format!(" a{i}=1")).collect();
    let page = format!("<p{attributes}>text</p>");
    assert_refuses_file("attributes.html", page, &["attributes", "plain text"]);
    let fonts: String = (0..900).map(|size| format!("<font size={size}>")).collect();
    let page = format!("<p>{fonts}{}", "<p>x".repeat(20_000));
    assert_refuses_file("fonts.html", page, &["unclosed", "plain text"]);
}

#[test]
fn a_file_larger_than_any_article_is_refused() {
    let case = Case::new();
    let file = std::fs::File::create(case.path("large.txt")).unwrap();
    file.set_len(200 << 20).unwrap();
    case.run(["segment", "large.txt"]).fails_saying(&["large.txt", "larger than"]);
}

#[test]
fn two_articles_in_one_language_are_refused() {
    let case = Case::new();
    for (language, text) in [("English", english()), ("Arabic", arabic())] {
        case.write("one.txt", &text);
        case.write("two.txt", &text);
        let align = ["align", "one.txt", "two.txt", "--memory", "m.tarjuman", "-o", "out.tmx"];
        case.run(align).fails_saying(&["one.txt", "two.txt", language]);
    }
    assert_eq!(case.files(), ["one.txt", "two.txt"]);
}

#[test]
fn a_script_that_tells_no_language_is_asked_for() {
    let case = Case::with_market();
    case.write("greek.txt", "Η αγορά άνοιξε το 2011.");
    case.write("numbers.txt", "1, 2, 3.");
    for name in ["greek.txt", "numbers.txt"] {
        case.run(["align", name, "market.ar.txt"]).fails_saying(&[name, "--source-language"]);
    }
}

#[test]
fn an_article_much_longer_than_the_other_is_aligned_with_a_warning() {
    let case = Case::new();
    case.write("long.txt", english().repeat(8));
    case.write("short.txt", arabic());
    let ran = case.run(["align", "long.txt", "short.txt", "--format", "jsonl"]).succeeds();
    assert!(ran.err.contains("warning: long.txt"), "{}", ran.err);
    let sources = ran.beads().iter().map(|bead| bead.source.len()).sum::<usize>();
    assert_eq!(sources, 8 * ENGLISH.len());
}

#[test]
fn swapped_languages_are_warned_of() {
    let case = Case::with_market();
    let tags = ["--source-language", "ar", "--target-language", "en"];
    let align = ["align", "market.en.txt", "market.ar.txt"].into_iter().chain(tags);
    let ran = case.run(align).succeeds();
    assert!(ran.err.contains("swapped"), "{}", ran.err);
}

/// A few bytes that are no UTF-8 are replaced, and the user is told.
#[test]
fn broken_bytes_are_replaced_with_a_warning() {
    let case = Case::new();
    let mut bytes = arabic().into_bytes();
    bytes[41] = 0xFF;
    case.write("broken.txt", bytes);
    let ran = case.run(["segment", "broken.txt"]).succeeds();
    assert!(ran.err.contains("broken.txt") && ran.out.contains('\u{FFFD}'), "{}", ran.err);
}

#[test]
fn broken_html_gives_its_text() {
    let case = Case::new();
    case.write("broken.html", "<html><p>One <b>two<p>Three < four &unknown; <a href=\"x>five");
    let out = case.run(["segment", "broken.html"]).succeeds().out;
    assert!(out.contains("One two") && out.contains("Three"), "{out}");
}

fn align_into(case: &Case, outputs: &[&str]) -> Ran {
    let mut arguments = vec!["align", "market.en.txt", "market.ar.txt"];
    for output in outputs {
        arguments.extend(["--output", output]);
    }
    case.run(arguments)
}

#[test]
fn an_output_over_an_input_is_refused() {
    let case = Case::with_market();
    case.write("sub/x", "");
    for output in ["market.en.txt", "./market.ar.txt", "sub/../market.en.txt"] {
        align_into(&case, &["good.tsv", output]).fails_saying(&["overwrite"]);
    }
    assert_eq!(case.text("market.en.txt"), english());
    assert_eq!(case.text("market.ar.txt"), arabic());
    assert!(!case.exists("good.tsv"));
}

/// `market.moses` stands for two files, and those may be what is read.
#[test]
fn a_moses_output_over_an_input_is_refused() {
    let case = Case::new();
    case.write("market.en", english());
    case.write("market.ar", arabic());
    case.run(["align", "market.en", "market.ar", "--output", "market.moses"])
        .fails_saying(&["overwrite"]);
    assert_eq!(case.text("market.en"), english());
    assert_eq!(case.text("market.ar"), arabic());
}

#[test]
fn an_output_over_the_memory_is_refused() {
    let case = Case::with_memory();
    let rows = case.rows("m.tarjuman");
    let export = ["export", "--memory", "m.tarjuman", "--format", "tmx", "--output"];
    case.run(export.into_iter().chain(["m.tarjuman"])).fails_saying(&["overwrite"]);
    let align = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];
    let over = ["--document", "new", "--format", "tmx", "--output", "m.tarjuman"];
    case.run(align.into_iter().chain(over)).fails_saying(&["overwrite"]);
    assert_eq!(case.rows("m.tarjuman"), rows);
}

/// The memory is not there yet when the command line is read, but it will be.
#[test]
fn an_output_over_a_memory_that_is_to_be_made_is_refused() {
    let case = Case::with_market();
    let same = ["--memory", "m.tmx", "--output", "m.tmx"];
    let align = ["align", "market.en.txt", "market.ar.txt"].into_iter().chain(same);
    case.run(align).fails_saying(&["overwrite"]);
    assert!(!case.exists("m.tmx"));
}

#[test]
fn an_output_that_cannot_be_written_stops_the_others() {
    let case = Case::with_market();
    case.write("folder.tmx/x", "");
    case.write("good.tsv", "old\n");
    let files = case.files();
    for bad in ["missing/out.tmx", "folder.tmx"] {
        align_into(&case, &["good.tsv", bad]).fails_saying(&[bad.split('/').next().unwrap()]);
    }
    assert_eq!(case.text("good.tsv"), "old\n");
    assert_eq!(case.files(), files);
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_memory_as_it_was() {
    let case = Case::with_memory();
    let rows = case.rows("m.tarjuman");
    let align = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];
    let bad = ["--document", "second", "--output", "missing/out.tmx"];
    case.run(align.into_iter().chain(bad)).fails_saying(&["missing"]);
    assert_eq!(case.rows("m.tarjuman"), rows);
}

#[test]
fn an_output_that_cannot_be_written_makes_no_memory() {
    let case = Case::with_market();
    let files = case.files();
    let align = ["align", "market.en.txt", "market.ar.txt", "--memory", "new.tarjuman"];
    case.run(align.into_iter().chain(["--output", "missing/out.tmx"])).fails_saying(&["missing"]);
    assert_eq!(case.files(), files);
}

#[test]
fn a_failed_run_leaves_old_output_and_memory_untouched() {
    let case = Case::with_memory();
    case.write("out.tmx", "old");
    case.write("market.ar.txt", "");
    let rows = case.rows("m.tarjuman");
    let align = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];
    case.run(align.into_iter().chain(["--output", "out.tmx"])).fails_saying(&["market.ar.txt"]);
    assert_eq!((case.text("out.tmx").as_str(), case.rows("m.tarjuman")), ("old", rows));
}

#[cfg(unix)]
#[test]
fn an_output_goes_where_its_link_points() {
    let case = Case::with_market();
    case.write("real.tsv", "old");
    std::os::unix::fs::symlink(case.path("real.tsv"), case.path("link.tsv")).unwrap();
    align_into(&case, &["link.tsv"]).succeeds();
    assert!(case.path("link.tsv").is_symlink());
    assert!(case.text("real.tsv").contains(ENGLISH[0]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let case = Case::with_market();
    for arguments in [
        &["segment", "market.en.txt"][..],
        &["align", "market.en.txt", "market.ar.txt"],
        &["completions", "bash"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = case.command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.lines().any(|line| line.starts_with("error: ")), "{arguments:?}: {err}");
    }
}

const WILD: &str = "a\u{1b}[31m\u{202e}b\u{7}\u{9b}\u{2066}\u{200f}.txt";

/// Names of files that are not there are repeated to the user, whatever letters they have.
#[test]
fn a_wild_name_is_shown_as_escapes() {
    let case = Case::with_market();
    for arguments in [
        vec!["segment", WILD],
        vec!["align", WILD, "market.ar.txt"],
        vec!["align", "--pairs", WILD, "--memory", "m.tarjuman"],
        vec!["info", "--memory", WILD],
        vec!["export", "--memory", WILD, "--output", "out.tmx"],
        vec!["check", WILD],
        vec!["import", WILD, "--memory", "m.tarjuman"],
    ] {
        let ran = case.run(&arguments).fails_saying(&["\\u{1b}[31m\\u{202e}b"]);
        assert_tame(&ran.err);
        assert_eq!(ran.out, "");
    }
    let written = case.run(["align", "market.en.txt", "market.ar.txt", "--output", WILD]);
    assert_tame(&written.succeeds().err);
    assert!(case.exists(WILD));
}

/// Wrong arguments are repeated to the user before a command has begun.
#[test]
fn a_wild_argument_is_shown_as_escapes() {
    let case = Case::new();
    let option = format!("--format={WILD}");
    for arguments in [
        vec![WILD],
        vec!["segment", "a.txt", WILD],
        vec!["align", "a.txt", "b.txt", &option],
        vec!["segment", "a.txt", "--language", WILD],
    ] {
        assert_tame(&case.run(&arguments).ends_with(2).err);
    }
}

/// A line end in a name must not begin what looks like a message of its own.
#[cfg(unix)]
#[test]
fn a_line_end_in_a_name_is_shown_as_an_escape() {
    let ran = Case::new().run(["segment", "a\nwarning: all is well"]).ends_with(2);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn wild_text_and_names_are_tame_in_what_people_read() {
    let case = Case::with_market();
    let wild = "The roof \u{1b}[2J was \u{202e}repaired\u{202c} twice, in 1998 and in 2007.";
    let text = english().replace(ENGLISH[3], wild);
    case.write(WILD, &text);
    let shown = case.run(["align", WILD, "market.ar.txt"]).succeeds();
    assert_tame(&shown.out);
    assert_tame(&shown.err);
    assert!(shown.out.contains("\\u{1b}[2J"));
    let align = ["align", WILD, "market.ar.txt", "--memory", "m.tarjuman"];
    assert_tame(&case.run(align).succeeds().err);
    assert_tame(&case.run(["info", "--memory", "m.tarjuman"]).succeeds().out);
    // What was decided and is gone is listed.
    case.execute("m.tarjuman", "UPDATE bead SET status = 'accepted'");
    case.write(WILD, "Nothing of it is left. It is all gone by now.");
    let lost = case.run(align).succeeds().err;
    assert!(lost.contains("accepted: The roof \\u{1b}[2J"), "{lost}");
    assert_tame(&lost);
}

/// JSON has escapes for control characters; what drives a terminal never stands in it.
#[test]
fn control_characters_are_escaped_in_jsonl() {
    let case = Case::with_market();
    case.write("market.en.txt", english().replace("old gate", "old \u{1b}[7m gate"));
    let ran = case.run(["align", "market.en.txt", "market.ar.txt", "--format", "jsonl"]).succeeds();
    assert!(!ran.out.contains('\u{1b}') && ran.out.contains("\\u001b[7m"));
}

/// Whoever reads the output may stop when they have seen enough.
#[test]
fn a_closed_pipe_is_no_failure() {
    let case = Case::with_memory();
    case.write("long.txt", english().repeat(2000));
    for arguments in [
        &["segment", "long.txt"][..],
        &["align", "market.en.txt", "market.ar.txt"],
        &["align", "market.en.txt", "market.ar.txt", "--format", "jsonl"],
        &["export", "--memory", "m.tarjuman", "--format", "tmx", "--output", "-"],
        &["info", "--memory", "m.tarjuman"],
        &["info", "--memory", "m.tarjuman", "--format", "json"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut run = case.start(arguments);
        drop(run.stdout.take());
        let output = run.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {err}");
        assert!(!err.contains("error") && !err.contains("panicked"), "{arguments:?}: {err}");
    }
}

/// Nobody listens to the talk: the work is done all the same.
#[test]
fn a_closed_standard_error_is_no_failure() {
    let case = Case::with_market();
    let mut run = case.start(["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"]);
    drop(run.stderr.take());
    assert_eq!(run.wait().unwrap().code(), Some(0));
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 1);
}

#[test]
fn a_damaged_pdf_says_what_is_wrong() {
    let whole = pdf(&[(700.0, 12.0, "The harbour is open.")]);
    assert_refuses_file("short.pdf", &whole[..60], &["cut off"]);
    assert_refuses_file("named.pdf", "The harbour is open.", &["PDF"]);
    assert_refuses_file("blank.pdf", pdf(&[]), &["no text", "ocrmypdf -l ara+eng"]);
}

#[test]
fn standard_input_is_held_to_the_same_rules() {
    let case = Case::new();
    case.run_with_input(["segment", "-"], b"").fails_saying(&["empty"]);
    case.run_with_input(["segment", "-"], b"{\\rtf1 Hello.}").fails_saying(&["RTF"]);
    let mut noughts = Vec::new();
    noughts.write_all(&[0; 400]).unwrap();
    case.run_with_input(["segment", "-"], &noughts).fails_saying(&["not text"]);
}
