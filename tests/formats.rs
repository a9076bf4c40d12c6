//! Output formats, letter by letter.

use std::collections::BTreeSet;

use tarjuman::document::ArticleFormat;
use tarjuman::exchange::Format;

use crate::samples::article;
use crate::support::article::{ARABIC, ENGLISH};
use crate::support::{Case, read_jsonl};

/// A folder with a memory of one small document whose every number is known: a 1–1 bead, a 2–1 bead
/// that a person edited, an omission on either side and a doubtful bead.
fn with_fixed_memory() -> Case {
    let case = Case::with_memory();
    case.database("m.tarjuman").execute_batch(FIXED).unwrap();
    case
}

const FIXED: &str = r#"
DELETE FROM unit; DELETE FROM bead; DELETE FROM document;
INSERT INTO document (id, name, source_name, target_name, source_language, target_language, source_checksum,
    target_checksum, segmentation, min_score, revision, created_at, aligned_at) VALUES (1, 'well', 'well.en', 'well.ar', 'en-GB', 'ar', 'a', 'b', 'sentence', 0.5, 1,
    '2020-01-02T03:04:05Z', '2020-01-02T03:04:05Z');
INSERT INTO bead (id, document_id, position, source, target, source_start, target_start, target_edited, score, status) VALUES
    (1, 1, 0, '["The well is deep & cold."]', '["البئر عميقة وباردة."]', 0, 0, NULL, 0.98765, 'auto'),
    (2, 1, 1, '["Nobody drinks.","Why?"]', '["لا يشرب أحد، لماذا؟"]', 1, 1, 'لا أحد يشرب؛ لماذا؟', 0.75, 'edited'),
    (3, 1, 2, '["See page 9."]', '[]', 3, 2, NULL, 0.9, 'auto'),
    (4, 1, 3, '[]', '["انتهى."]', 4, 2, NULL, 0.8, 'auto'),
    (5, 1, 4, '["It <rained>."]', '["أمطرت.","ثم صحت."]', 4, 3, NULL, 0.5, 'auto');
INSERT INTO unit (id, bead_id, document_id, source_language, target_language, source, target, score, status,
    created_at, created_by, changed_at, fingerprint, identity, position) VALUES
    (1, 1, 1, 'en-GB', 'ar', 'The well is deep & cold.', 'البئر عميقة وباردة.', 0.98765, 'auto',
        '2020-01-02T03:04:05Z', NULL, '2020-01-02T03:04:05Z', 0, 0, 0),
    (2, 2, 1, 'en-GB', 'ar', 'Nobody drinks. Why?', 'لا أحد يشرب؛ لماذا؟', 0.75, 'edited',
        '2020-01-02T03:04:05Z', 'noor', '2020-02-03T04:05:06Z', 0, 0, 1),
    (3, 5, 1, 'en-GB', 'ar', 'It <rained>.', 'أمطرت. ثم صحت.', 0.5, 'auto',
        '2020-01-02T03:04:05Z', NULL, '2020-01-02T03:04:05Z', 0, 0, 4);
"#;

#[track_caller]
fn assert_exports(format: &str, expected: &str) {
    let case = with_fixed_memory();
    let ran = case.run(["export", "--memory", "m.tarjuman", "--format", format, "--output", "-"]);
    assert_eq!(ran.succeeds().out, expected);
}

#[test]
fn text_has_a_block_for_each_bead() {
    assert_exports(
        "text",
        "   1   99 %  1–1
  en-GB  The well is deep & cold.
  ar  البئر عميقة وباردة.

   2   75 %  2–1  edited
  en-GB  Nobody drinks.
  en-GB  Why?
  ar  لا أحد يشرب؛ لماذا؟

   3   90 %  only in the original
  en-GB  See page 9.

   4   80 %  only in the translation
  ar  انتهى.

   5   50 %  1–2
  en-GB  It <rained>.
  ar  أمطرت.
  ar  ثم صحت.

",
    );
}

#[test]
fn jsonl_of_units_is_a_unit_a_line() {
    assert_exports(
        "jsonl",
        r#"{"source":"The well is deep & cold.","target":"البئر عميقة وباردة.","source_language":"en-GB","target_language":"ar","score":0.9877,"status":"auto","document":"well","position":0,"context_after":"Nobody drinks. Why?","created_at":"2020-01-02T03:04:05Z","changed_at":"2020-01-02T03:04:05Z"}
{"source":"Nobody drinks. Why?","target":"لا أحد يشرب؛ لماذا؟","source_language":"en-GB","target_language":"ar","score":0.75,"status":"edited","document":"well","position":1,"context_before":"The well is deep & cold.","context_after":"See page 9.","created_at":"2020-01-02T03:04:05Z","created_by":"noor","changed_at":"2020-02-03T04:05:06Z"}
{"source":"It <rained>.","target":"أمطرت. ثم صحت.","source_language":"en-GB","target_language":"ar","score":0.5,"status":"auto","document":"well","position":4,"context_before":"See page 9.","created_at":"2020-01-02T03:04:05Z","changed_at":"2020-01-02T03:04:05Z"}
"#,
    );
}

/// A bead keeps its segments apart, and omissions are there.
#[test]
fn jsonl_of_an_alignment_has_the_fields_of_the_interface() {
    let case = Case::new();
    case.write("a.en", format!("{}\n{}\n", ENGLISH[0], ENGLISH[1]));
    case.write("a.ar", format!("{} {}\n", ARABIC[0], ARABIC[1]));
    let align = ["align", "a.en", "a.ar", "--segmentation", "line", "--format", "jsonl"];
    let out = case.run(align).succeeds().out;
    let line: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(line["source"], serde_json::json!([ENGLISH[0], ENGLISH[1]]));
    assert_eq!(line["source_segments"], serde_json::json!([0, 1]));
    assert_eq!(line["target_segments"], serde_json::json!([0]));
    assert!(line["score"].is_number());
}

#[test]
fn beads_count_from_nought_and_hold_omissions() {
    assert_exports(
        "beads",
        "0\t0\t0.9877\n1,2\t1\t0.7500\n3\t\t0.9000\n\t2\t0.8000\n4\t3,4\t0.5000\n",
    );
}

#[test]
fn the_ladder_has_a_rung_for_each_bead_and_a_last_one() {
    assert_exports(
        "ladder",
        "0\t0\t0.9877\n1\t1\t0.7500\n3\t2\t0.9000\n4\t2\t0.8000\n4\t3\t0.5000\n5\t5\t0\n",
    );
}

#[test]
fn tsv_has_source_target_and_score() {
    assert_exports(
        "tsv",
        "The well is deep & cold.\tالبئر عميقة وباردة.\t0.9877\n\
         Nobody drinks. Why?\tلا أحد يشرب؛ لماذا؟\t0.75\n\
         It <rained>.\tأمطرت. ثم صحت.\t0.5\n",
    );
}

/// A quote that is never closed must not swallow lines, and a tab in a text is no field.
#[test]
fn tsv_keeps_one_pair_a_line_whatever_the_text_holds() {
    let case = with_fixed_memory();
    case.execute(
        "m.tarjuman",
        "UPDATE unit SET source = 'A \"quote' || char(9, 10, 13, 8232) || 'end' WHERE id = 1",
    );
    case.run(["export", "--memory", "m.tarjuman", "--output", "out.tsv"]).succeeds();
    let text = case.text("out.tsv");
    assert_eq!(text.lines().next().unwrap(), "A \"quote    end\tالبئر عميقة وباردة.\t0.9877");
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn tmx_holds_the_units() {
    assert_exports(
        "tmx",
        &r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="tarjuman" creationtoolversion="VERSION" segtype="sentence" o-tmf="tarjuman" adminlang="en" srclang="en-GB" datatype="plaintext" creationdate="20200203T040506Z"/>
  <body>
    <tu creationdate="20200102T030405Z" changedate="20200102T030405Z" srclang="en-GB">
      <prop type="x-document">well</prop>
      <prop type="x-position">0</prop>
      <prop type="x-score">0.9877</prop>
      <prop type="x-status">auto</prop>
      <tuv xml:lang="en-GB">
        <prop type="x-context-post">Nobody drinks. Why?</prop>
        <seg>The well is deep &amp; cold.</seg>
      </tuv>
      <tuv xml:lang="ar">
        <seg>البئر عميقة وباردة.</seg>
      </tuv>
    </tu>
    <tu creationdate="20200102T030405Z" creationid="noor" changedate="20200203T040506Z" srclang="en-GB">
      <prop type="x-document">well</prop>
      <prop type="x-position">1</prop>
      <prop type="x-score">0.75</prop>
      <prop type="x-status">edited</prop>
      <tuv xml:lang="en-GB">
        <prop type="x-context-pre">The well is deep &amp; cold.</prop>
        <prop type="x-context-post">See page 9.</prop>
        <seg>Nobody drinks. Why?</seg>
      </tuv>
      <tuv xml:lang="ar">
        <seg>لا أحد يشرب؛ لماذا؟</seg>
      </tuv>
    </tu>
    <tu creationdate="20200102T030405Z" changedate="20200102T030405Z" srclang="en-GB">
      <prop type="x-document">well</prop>
      <prop type="x-position">4</prop>
      <prop type="x-score">0.5</prop>
      <prop type="x-status">auto</prop>
      <tuv xml:lang="en-GB">
        <prop type="x-context-pre">See page 9.</prop>
        <seg>It &lt;rained&gt;.</seg>
      </tuv>
      <tuv xml:lang="ar">
        <seg>أمطرت. ثم صحت.</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"#
        .replace("VERSION", env!("CARGO_PKG_VERSION")),
    );
}

#[test]
fn moses_is_two_files_of_as_many_lines() {
    let case = with_fixed_memory();
    case.run(["export", "--memory", "m.tarjuman", "--output", "corpus.moses"]).succeeds();
    assert_eq!(
        case.text("corpus.en"),
        "The well is deep & cold.\nNobody drinks. Why?\nIt <rained>.\n"
    );
    assert_eq!(case.text("corpus.ar"), "البئر عميقة وباردة.\nلا أحد يشرب؛ لماذا؟\nأمطرت. ثم صحت.\n");
    assert!(!case.exists("corpus.moses"));
}

#[test]
fn moses_cannot_go_to_standard_output() {
    let case = with_fixed_memory();
    case.run(["export", "--memory", "m.tarjuman", "--format", "moses", "--output", "-"])
        .fails_saying(&["two files", "--output"]);
}

#[test]
fn html_is_a_page_with_both_texts_side_by_side() {
    let style = include_str!("../src/exchange/html/side_by_side.css");
    let expected = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>well</title>
<style>
STYLE</style>
</head>
<body>
<h1><bdi>well</bdi></h1>
<table>
<thead><tr><th scope="col">No.</th><th scope="col">en-GB</th><th scope="col">ar</th><th scope="col">Score</th></tr></thead>
<tbody>
<tr class="sure"><th scope="row">1</th><td lang="en-GB" dir="ltr"><p>The well is deep &amp; cold.</p></td><td lang="ar" dir="rtl"><p>البئر عميقة وباردة.</p></td><td class="score">99 %</td></tr>
<tr class="reviewed"><th scope="row">2</th><td lang="en-GB" dir="ltr"><p>Nobody drinks.</p><p>Why?</p></td><td lang="ar" dir="rtl"><p>لا أحد يشرب؛ لماذا؟</p></td><td class="score">75 %<br>reviewed</td></tr>
<tr class="omission"><th scope="row">3</th><td lang="en-GB" dir="ltr"><p>See page 9.</p></td><td lang="ar" dir="rtl"></td><td class="score">90 %<br>omitted</td></tr>
<tr class="omission"><th scope="row">4</th><td lang="en-GB" dir="ltr"></td><td lang="ar" dir="rtl"><p>انتهى.</p></td><td class="score">80 %<br>omitted</td></tr>
<tr class="doubtful"><th scope="row">5</th><td lang="en-GB" dir="ltr"><p>It &lt;rained&gt;.</p></td><td lang="ar" dir="rtl"><p>أمطرت.</p><p>ثم صحت.</p></td><td class="score">50 %<br>doubtful</td></tr>
</tbody>
</table>
</body>
</html>
"#;
    assert_exports("html", &expected.replace("STYLE", style));
}

#[test]
fn several_outputs_come_of_one_run_and_their_extensions_name_the_formats() {
    let case = Case::with_market();
    let mut arguments = vec!["align", "market.en.txt", "market.ar.txt"];
    let outputs = [
        "a.jsonl", "a.json", "a.beads", "a.tsv", "a.TMX", "a.ladder", "a.html", "a.htm", "a.txt",
        "a.moses",
    ];
    for output in &outputs {
        arguments.extend(["--output", output]);
    }
    let ran = case.run(arguments).succeeds();
    assert_eq!(ran.out, "");
    let beads = read_jsonl(&case.text("a.jsonl"));
    assert_eq!(case.text("a.json"), case.text("a.jsonl"));
    assert_eq!(case.text("a.htm"), case.text("a.html"));
    assert_eq!(case.text("a.beads").lines().count(), beads.len());
    assert_eq!(case.text("a.ladder").lines().count(), beads.len() + 1);
    assert_eq!(case.text("a.tsv").lines().count(), case.text("a.en").lines().count());
    assert_eq!(case.text("a.en").lines().count(), case.text("a.ar").lines().count());
    assert!(case.text("a.TMX").contains("<tmx version=\"1.4\">"));
    assert!(case.text("a.html").starts_with("<!DOCTYPE html>"));
    assert!(case.text("a.txt").contains("1–1"));
}

#[test]
fn format_serves_where_the_extension_names_none() {
    let case = Case::with_market();
    let align = ["align", "market.en.txt", "market.ar.txt", "--output", "out.pairs"];
    case.run(align).fails_saying(&["out.pairs", "--format", "jsonl"]);
    case.run(align.into_iter().chain(["--format", "beads"])).succeeds();
    assert_eq!(case.text("out.pairs").lines().next().unwrap().split('\t').count(), 3);
}

#[test]
fn a_dash_is_standard_output() {
    let case = Case::with_market();
    let align = ["align", "market.en.txt", "market.ar.txt", "--format", "jsonl"];
    let (plain, dash) = (case.run(align), case.run(align.into_iter().chain(["--output", "-"])));
    assert!(!plain.out.is_empty());
    assert_eq!(plain.succeeds().out, dash.succeeds().out);
    assert!(!case.exists("-"));
}

/// Every segment is in one bead, in order, and the indices are those of `segment`'s lines.
#[test]
fn beads_and_jsonl_number_the_lines_of_segment() {
    let case = Case::new();
    let pair = [article("clocks.en.md"), article("clocks.ar.md")];
    let align =
        |format: &str| case.run(["align", &pair[0], &pair[1], "--format", format]).succeeds().out;
    let beads = read_jsonl(&align("jsonl"));
    let (source, target) = (case.segments(&pair[0]), case.segments(&pair[1]));
    let numbers = |list: &[usize]| list.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    let (mut from_source, mut from_target, mut lines) = (0, 0, String::new());
    for bead in &beads {
        let source_end = from_source + bead.source.len();
        let target_end = from_target + bead.target.len();
        assert_eq!(bead.source_segments, (from_source..source_end).collect::<Vec<_>>());
        assert_eq!(bead.target_segments, (from_target..target_end).collect::<Vec<_>>());
        assert_eq!(bead.source, source[from_source..source_end]);
        assert_eq!(bead.target, target[from_target..target_end]);
        assert!((0.0..=1.0).contains(&bead.score));
        (from_source, from_target) = (source_end, target_end);
        let (s, t) = (numbers(&bead.source_segments), numbers(&bead.target_segments));
        lines.push_str(&format!("{s}\t{t}\t{:.4}\n", bead.score));
    }
    assert_eq!((from_source, from_target), (source.len(), target.len()));
    assert_eq!(align("beads"), lines);
}

#[test]
fn the_least_score_decides_only_over_pairs() {
    let case = Case::new();
    let pair = [article("harbour.en.txt"), article("harbour.ar.txt")];
    let align = |format: &str, least: &str| {
        case.run(["align", &pair[0], &pair[1], "--format", format, "--min-score", least, "-o", "-"])
            .succeeds()
            .out
    };
    let beads = read_jsonl(&align("jsonl", "0"));
    let mut scores: Vec<f64> =
        beads.iter().filter(|bead| !bead.is_omission()).map(|bead| bead.score).collect();
    scores.sort_by(f64::total_cmp);
    scores.dedup();
    assert!(scores.len() > 2, "{scores:?}");
    // Between two scores, so that rounding decides nothing.
    let least = (scores[scores.len() / 2 - 1] + scores[scores.len() / 2]) / 2.0;
    let pairs = beads.iter().filter(|bead| !bead.is_omission()).count();
    let passing = beads.iter().filter(|bead| !bead.is_omission() && bead.score >= least).count();
    assert!(0 < passing && passing < pairs);
    let least = least.to_string();
    for format in ["jsonl", "beads", "ladder", "text", "html"] {
        assert_eq!(align(format, "0"), align(format, &least), "{format}");
    }
    assert_eq!(align("tsv", &least).lines().count(), passing);
    assert_eq!(align("tmx", &least).matches("<tu ").count(), passing);
    assert_eq!(align("tsv", "0").lines().count(), pairs);
}

#[test]
fn the_least_score_is_one_half_unless_given() {
    let case = Case::new();
    let pair = [article("harbour.en.txt"), article("harbour.ar.txt")];
    let align = ["align", &pair[0], &pair[1], "--format", "tsv"];
    let given = case.run(align.into_iter().chain(["--min-score", "0.5"])).succeeds();
    assert_eq!(case.run(align).succeeds().out, given.out);
}

#[test]
fn a_score_beyond_one_is_refused() {
    let case = Case::with_market();
    for score in ["1.5", "-1", "NaN", "half"] {
        let argument = format!("--min-score={score}");
        let ran = case.run(["align", "market.en.txt", "market.ar.txt", &argument]).ends_with(2);
        assert!(ran.err.contains("from 0 to 1"), "{}", ran.err);
    }
}

#[test]
fn line_segmentation_keeps_line_numbers_and_leaves_blank_lines_unaligned() {
    let case = Case::new();
    let (e, a) = (ENGLISH, ARABIC);
    case.write("a.en", format!("{}\n\n{} {}\n{}\n", e[0], e[1], e[2], e[3]));
    case.write("a.ar", format!("{}\r\n{} {}\r\n\r\n   \r\n{}", a[0], a[1], a[2], a[3]));
    let align = ["align", "a.en", "a.ar", "--segmentation", "line", "--format", "beads"];
    let out = case.run(align).succeeds().out;
    let mut beads: Vec<&str> = out.lines().map(|line| line.rsplit_once('\t').unwrap().0).collect();
    beads.sort();
    assert_eq!(beads, ["\t2", "\t3", "0\t0", "1\t", "2\t1", "3\t4"]);
    assert_eq!(case.segments_by("line", "a.en")[1], "");
    assert_eq!(case.segments_by("line", "a.ar").len(), 5);
}

#[test]
fn paragraph_segmentation_aligns_paragraphs() {
    let case = Case::new();
    let (e, a) = (ENGLISH, ARABIC);
    case.write("a.en", format!("{} {}\n\n{}\n", e[0], e[1], e[3]));
    case.write("a.ar", format!("{} {}\n\n{}\n", a[0], a[1], a[3]));
    let align = ["align", "a.en", "a.ar", "--segmentation", "paragraph", "--format", "jsonl"];
    let beads = case.run(align).succeeds().beads();
    assert_eq!(beads[0].source, [format!("{} {}", e[0], e[1])]);
    assert_eq!(beads[0].target, [format!("{} {}", a[0], a[1])]);
    assert_eq!(beads.len(), 2);
}

#[test]
fn either_language_may_come_first_and_tags_are_as_given() {
    let case = Case::with_market();
    let tags = ["--source-language", "ar-SA", "--target-language", "en-us"];
    let align = ["align", "market.ar.txt", "market.en.txt", "--format", "tmx"];
    let plain = case.run(align).succeeds().out;
    assert!(plain.contains("srclang=\"ar\""));
    let tagged = case.run(align.into_iter().chain(tags)).succeeds().out;
    assert!(tagged.contains("srclang=\"ar-SA\"") && tagged.contains("xml:lang=\"en-US\""));
}

/// The part of a text between two others, with white space as single spaces.
fn between(text: &str, begin: &str, end: &str) -> String {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{begin} is missing"));
    let (part, _) = rest.split_once(end).unwrap_or_else(|| panic!("{end} is missing"));
    part.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_lists_every_format() {
    let readme = include_str!("../README.md");
    let written = between(readme, "| output |", "\n");
    let listed: BTreeSet<&str> =
        written.split('`').filter_map(|word| word.strip_prefix('.')).collect();
    assert_eq!(listed, Format::writable().map(Format::extension).collect(), "{written}");
    let read = between(readme, "## Import what you have", "\n## ");
    for format in Format::readable() {
        assert!(read.contains(format.title()), "{format} is missing in {read}");
    }
    let articles = between(readme, "| input |", "\n");
    for format in ArticleFormat::all() {
        assert!(articles.contains(format.help()), "{format} is missing in {articles}");
    }
}

#[test]
fn the_interface_of_the_desk_lists_every_download() {
    let interface = include_str!("../src/web/assets/openapi.json");
    let interface: serde_json::Value = serde_json::from_str(interface).unwrap();
    let export = &interface["paths"]["/api/memories/{memory}/documents/{document}/export"]["get"];
    let parameters = export["parameters"].as_array().unwrap();
    let format = parameters.iter().find(|parameter| parameter["name"] == "format").unwrap();
    let listed: BTreeSet<&str> = format["schema"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| name.as_str())
        .collect();
    let downloads = Format::all().filter(|format| format.media_type().is_some());
    assert_eq!(listed, downloads.map(Format::name).collect());
}
