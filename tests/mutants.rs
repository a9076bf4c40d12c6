//! Damaged files of every format that is read. Whatever was done to them: no crash, an end in good
//! time, and what is read of them is sound.
//!
//! A few of each are read in every run of the tests. `cargo test -- --ignored mutants` reads many, and
//! as many of each seed as `TARJUMAN_MUTANTS` says. A mutant is known by its seed and number, and one
//! that a reader fails on is left in `target/mutants`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;
use tarjuman::align::Aligner;
use tarjuman::align::lexicon::Lexicon;
use tarjuman::corpus::{StreamForm, StreamOptions, align_stream};
use tarjuman::document::{Article, Segmentation, find_pairs};
use tarjuman::exchange::{Format, ReadOptions, WriteOptions, XliffVersion, unit_writer};
use tarjuman::job::{AlignSettings, TextLanguages};
use tarjuman::model::{ExportSummary, Language, Unit};
use tarjuman::quality::{Checks, Text};

use crate::support::article::{ARABIC, ENGLISH, arabic, english};
use crate::support::mutant::mutant;
use crate::support::office::{archive, docx, odt, word_paragraph};
use crate::support::pdf::pdf;
use crate::support::reading::{Found, gzipped, languages, read_file, read_with};
use crate::support::{Case, assert_tame};

/// No file of these takes longer unless a reader hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Mutants of each seed in every run of the tests.
const FEW: u64 = 60;

/// Mutants of each seed when many are asked for.
fn many() -> u64 {
    let asked = std::env::var("TARJUMAN_MUTANTS").ok();
    asked.map_or(5_000, |count| count.parse().expect("TARJUMAN_MUTANTS is a number"))
}

/// A good file, whose mutants are read.
struct Seed {
    /// The name tells the format.
    name: &'static str,
    bytes: Vec<u8>,
    /// What is done to a mutant before it is a file: packed, or put among other parts.
    wrap: fn(Vec<u8>) -> Vec<u8>,
}

impl Seed {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>) -> Seed {
        Seed { name, bytes: bytes.into(), wrap: |bytes| bytes }
    }

    fn wrapped(self, wrap: fn(Vec<u8>) -> Vec<u8>) -> Seed {
        Seed { wrap, ..self }
    }
}

/// Has mutants of every seed read, `count` of each, and watches that each comes to its end.
fn read_mutants(seeds: &[Seed], count: u64, read: fn(&str, &[u8])) {
    assert!(!seeds.is_empty() && count > 0);
    let pieces: Vec<&[u8]> = seeds.iter().map(|seed| seed.bytes.as_slice()).collect();
    for seed in seeds {
        // A seed that is no good gives no good mutants.
        read(seed.name, &(seed.wrap)(seed.bytes.clone()));
        for number in 0..count {
            let made = || (seed.wrap)(mutant(&seed.bytes, &pieces, number));
            let (bytes, name) = (made(), seed.name);
            let (end, ended) = channel::<()>();
            let reader = std::thread::spawn(move || {
                // Gone when the reading has ended, in whatever way.
                let _end = end;
                read(name, &bytes);
            });
            let hangs = ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
            if hangs || reader.join().is_err() {
                let what = if hangs { "hangs" } else { "fails" };
                let file = leave(&format!("{number}-{name}"), &made());
                panic!("the reading of mutant {number} of {name} {what}; it is {}", file.display());
            }
        }
    }
}

/// Leaves a mutant for whoever looks into a failure.
fn leave(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../mutants");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

const TMX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="loom" creationtoolversion="2" segtype="sentence" o-tmf="loom"
 adminlang="en" srclang="en-GB" datatype="html"><prop type="x-of">us</prop></header><body>
<tu tuid="k1" creationdate="20200102T030405Z" creationid="Huda" usagecount="3"><note>hot &amp; sweet</note>
<prop type="x-client">Mill</prop><tuv xml:lang="en-GB"><prop type="x-context-pre">Before.</prop>
<seg>The <bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>kettle<ept i="1">&lt;/b&gt;</ept> boils<ph x="2">[<sub>a note</sub>]</ph>.</seg></tuv>
<tuv xml:lang="ar"><seg>تغلي <hi type="term">الغلاية</hi><it pos="begin" x="3">(</it>.<![CDATA[ & ]]></seg></tuv></tu>
<tu><tuv lang="en"><seg>Two cups, 4.50 each.</seg></tuv><tuv lang="ar-SA"><seg>كوبان، ٤٫٥٠ لكل منهما.</seg></tuv>
<tuv lang="fr"><seg>Deux tasses.</seg></tuv></tu></body></tmx>"#;

const XLIFF_ONE: &str = r#"<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"
 xmlns:sdl="s" xmlns:mq="q" xmlns:m="m"><file original="menu.docx" source-language="en-US" target-language="ar"
 datatype="plaintext"><header><skl><internal-file>QUJD</internal-file></skl></header><body><group>
<trans-unit id="7" resname="title" approved="yes" mq:status="ManuallyConfirmed" m:created-at="951827696789">
<source>One. Two.</source><seg-source><g id="1"><mrk mtype="seg" mid="0">One.</mrk> <mrk mtype="seg" mid="1">Two.</mrk></g></seg-source>
<target state="final"><mrk mtype="seg" mid="0">واحد<x id="4"/>.</mrk> <mrk mtype="seg" mid="1">اثنان.</mrk></target>
<note>first</note><sdl:seg-defs><sdl:seg id="0" conf="Translated"><sdl:value key="created_by">Huda</sdl:value>
<sdl:value key="modified_on">5/20/2013 9:03:11</sdl:value></sdl:seg></sdl:seg-defs></trans-unit>
<trans-unit id="8"><source>a<bpt id="5">&lt;i></bpt>d<ept id="5">&lt;/i></ept><ph id="6">[<sub>note</sub>]</ph><it id="7" pos="open">(</it></source>
<target>أ<bx id="3" rid="9"/>ب<ex id="4" rid="9"/></target><context-group purpose="x-tarjuman"><context context-type="x-score">0.5</context></context-group>
<alt-trans><source>x</source><target>س</target></alt-trans></trans-unit></group></body></file></xliff>"#;

const XLIFF_TWO: &str = r#"<xliff version="2.0" srcLang="en" trgLang="ar" xmlns="urn:oasis:names:tc:xliff:document:2.0"
 xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"><file id="f1" original="menu.html"><group id="g"><unit id="u1" name="title">
<mda:metadata><mda:metaGroup category="tarjuman"><mda:meta type="position">4</mda:meta></mda:metaGroup></mda:metadata>
<notes><note id="n">hot</note></notes><originalData><data id="d1">&lt;b></data><data id="d2">&lt;/b></data></originalData>
<segment id="s1" state="final"><source>a <pc id="1" dataRefStart="d1" dataRefEnd="d2">b</pc><ph id="2" dataRef="d1"/><cp hex="001A"/></source>
<target>أ <sc id="5" dataRef="d1"/>ب<ec startRef="5" dataRef="d2"/><mrk id="m1" type="term">ج</mrk></target></segment>
<ignorable><source> </source></ignorable><segment id="s2"><source>c</source><target>ج</target></segment></unit></group></file></xliff>"#;

const PO: &str = "# A catalogue of ours.\nmsgid \"\"\nmsgstr \"\"\n\"Language: ar_EG\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\
    \"Plural-Forms: nplurals=6; plural=n%6;\\n\"\n\n#. For guests\n#: src/a.c:3\n#, c-format, fuzzy\n#| msgid \"old\"\nmsgctxt \"menu\"\n\
    msgid \"\"\n\"Tea,\\n\"\n\"a \\\"cup\\\"\\t\\\\ \\x41\\101\"\nmsgstr \"\"\n\"شاي\"\n\" بنعناع\"\n\nmsgid \"a cup\"\nmsgid_plural \"%d cups\"\n\
    msgstr[0] \"كوب\"\nmsgstr[1] \"كوبان\"\nmsgstr[2] \"أكواب\"\n\n#~ msgid \"mint\"\n#~ msgstr \"نعناع\"\n";

const TSV: &str = "en\tar\tnote\ttea \"hot\"\nThe kettle boils.\tتغلي الغلاية.\t\t\n\"Two\" cups\tكوبان\tx\t\n4.50\t٤٫٥٠\t\t\n";

const CSV: &str = "sep=;\r\nsource;target;source_language;target_language;score;status;position;created_at\r\n\
    \"He said \"\"hi\"\";\r\nand left\";\"قال:\n\n\"\"أهلا\"\"\";en;ar;0.5;edited;4;2020-01-02T03:04:05Z\r\nb;ب;en;ar;;;;\r\n";

const JSONL: &str = concat!(
    r#"{"document":"menu","source":["Tea.","Mint."],"target":["شاي ونعناع."],"source_segments":[0,1],"score":0.75}"#,
    "\n",
    r#"{"source":"See.","target":"انظر.","source_language":"EN_us","target_language":"ar","position":3,"usage_count":2,"#,
    r#""created_at":"2020-01-02T03:04:05Z","properties":[{"part":"target","name":"p","value":"v"}],"source_tags":[{"at":3,"#,
    r#""kind":"placeholder","attributes":[["x","1"]],"code":"<fn>","subflows":[{"at":4,"text":{"plain":"note"}}]}]}"#,
    "\n",
    r#"{"source":"\u0041\ud83d\ude00","target":"ب","status":"accepted","note":"n"}"#,
    "\n",
);

const LADDER_TEXT: &str =
    "One. ~~~ Two.\tواحد. ~~~ اثنان.\t0.45\nThree.\t\t-0.3\nFour.\tأربعة.\t2.31\n";

fn utf_16(text: &str) -> Vec<u8> {
    let marked = format!("\u{FEFF}{text}");
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn windows_1256(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1256.encode(text).0.into_owned()
}

/// Files of translation units.
fn unit_seeds() -> Vec<Seed> {
    vec![
        Seed::new("a.tmx", TMX),
        Seed::new("utf16.tmx", utf_16(&TMX.replace("UTF-8", "UTF-16"))),
        Seed::new("old.tmx", windows_1256(&TMX.replace("UTF-8", "windows-1256"))),
        Seed::new("packed.tmx.gz", gzipped(TMX.as_bytes())),
        Seed::new("inside.tmx.gz", TMX).wrapped(|bytes| gzipped(&bytes)),
        Seed::new("a.xlf", XLIFF_ONE),
        Seed::new("a.sdlxliff", XLIFF_ONE),
        Seed::new("a.xliff", XLIFF_TWO),
        Seed::new("a.po", PO),
        Seed::new("old.po", windows_1256(&PO.replace("UTF-8", "windows-1256"))),
        Seed::new("a.tsv", TSV),
        Seed::new("utf16.tsv", utf_16(TSV)),
        Seed::new("a.csv", CSV),
        Seed::new("a.jsonl", JSONL),
        Seed::new("text.ladder", LADDER_TEXT),
        Seed::new("untold", TMX),
    ]
}

/// Reads a file of units, and does with them what commands do.
fn read_units(name: &str, bytes: &[u8]) {
    let options = languages("en", "ar");
    for options in [options, ReadOptions::default()] {
        check_units(&read_with(name, bytes, &options));
    }
}

/// What is read is sound, can be checked, and can be written.
fn check_units(found: &Found) {
    for unit in &found.units {
        for side in &unit.texts {
            assert!(!side.plain.trim().is_empty(), "{unit:?}");
            assert!(side.tags.iter().all(|tag| side.plain.is_char_boundary(tag.at)), "{unit:?}");
            assert!(side.tags.is_sorted_by_key(|tag| tag.at), "{unit:?}");
        }
        let sides = unit.texts.as_ref().zip(unit.languages.as_ref());
        let pair = sides.map(|(text, language)| Text::new(&text.plain, language));
        for finding in Checks::default().check(&pair) {
            for (ranges, text) in [(&finding.source, pair.source), (&finding.target, pair.target)] {
                assert!(
                    ranges.iter().all(|range| text.plain.get(range.clone()).is_some()),
                    "{finding:?}"
                );
            }
        }
    }
    for skip in &found.skips {
        assert!(!skip.reason.is_empty() && !skip.unit.is_empty(), "{skip:?}");
    }
    // XLIFF of nothing is refused.
    let formats = [Format::Tmx, Format::Jsonl, Format::Csv, Format::Tsv, Format::Xliff];
    for format in &formats[..if found.units.is_empty() { 4 } else { 5 }] {
        let xliff = XliffVersion::One;
        write(*format, &found.units, &WriteOptions { xliff, ..WriteOptions::default() });
    }
}

fn write(format: Format, units: &[Unit], options: &WriteOptions) {
    let summary = ExportSummary::of(units);
    let mut writer = unit_writer(format, Box::new(std::io::sink()), &summary, options).unwrap();
    units.iter().for_each(|unit| writer.write(unit).unwrap());
    writer.finish().unwrap();
}

const MARKDOWN: &str = "---\ntitle: Not text\n---\n\n# The *kite*\n\nIt flies over [the hill](https://hill.example \"no\") with `string`.[^1]\n\n\
    ```sh\nnot text\n```\n\n1. first\n2. second\n   - inner\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> Said the boy.\n\n<details>\n<summary>More</summary>\n\n\
    Inside *it*.\n\n</details>\n\n![no](kite.png)\n\n[^1]: A note. طارت الطائرة الورقية.\n";

const MDX: &str = "import X from './x'\n\nexport const a = { b: 1 }\n\n# Hello, {props.name}\n\n<Box color=\"red\" {...rest}>\n  Inside **it**. {/* no */}\n</Box>\n\nThe end.\n";

const PAGE: &str = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Ferry – Coast Paper</title><style>p { margin: 0 }</style></head>\
    <body><header><a href=/>Coast Paper</a></header><nav><ul><li>Home<li>Sport</ul></nav><main><article><h1>The last ferry</h1>\
    <p>It left at <b>six</b> o&rsquo;clock&nbsp;&ndash; late,<br>as always. Nobody had expected it to be on time, least of all the crew.<!-- no -->\
    <p hidden>Secret.<p style='display:none'>No.<ul><li>Tickets<li>Tea</ul><blockquote>We shall miss it, said the captain.</blockquote>\
    <table><tr><th>Day<td>Monday</table><ruby>Wadi<rp>(<rt>waadi<rp>)</ruby><pre>let code = 1;</pre></article></main><footer>All rights</footer></body></html>";

/// The body of a Word document with a table, a footnote, a deletion and a field.
fn word_body() -> String {
    format!(
        "{}<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/><w:rPr><w:del w:id=\"7\"/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">Olives </w:t></w:r>\
         <w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>late &amp; slowly</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>{}",
        word_paragraph("The harvest. It was long."),
        word_paragraph("Sacks"),
        word_paragraph("جُمع الزيتون.")
    )
}

const ODT_BODY: &str = "<text:h text:outline-level=\"1\">The mill</text:h><text:p>It grinds<text:s text:c=\"2\"/>by <text:span text:style-name=\"T1\">water</text:span>\
    <text:tab/>only<text:note text:note-class=\"footnote\"><text:note-body><text:p>Since 1911.</text:p></text:note-body></text:note>. طاحونة.</text:p>\
    <table:table><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell></table:table-row></table:table>\
    <text:list><text:list-item><text:p>Barley &amp; rye</text:p></text:list-item></text:list>";

/// Articles.
fn article_seeds() -> Vec<Seed> {
    let part = |bytes: Vec<u8>| archive(&[("word/document.xml", &bytes)]);
    let document = format!("<w:document><w:body>{}</w:body></w:document>", word_body());
    vec![
        Seed::new("a.txt", format!("{}{}", ENGLISH.join(" "), arabic())),
        Seed::new("old.txt", windows_1256(&arabic())),
        Seed::new("utf16.txt", utf_16(&arabic())),
        Seed::new("a.md", MARKDOWN),
        Seed::new("a.mdx", MDX),
        Seed::new("a.html", PAGE),
        Seed::new("old.html", windows_1256(&PAGE.replace("utf-8", "windows-1256"))),
        Seed::new("a.docx", docx(&word_body(), "<w:footnote w:id=\"2\"><w:p/></w:footnote>")),
        Seed::new("inside.docx", document).wrapped(part),
        Seed::new("a.odt", odt("", ODT_BODY)),
        Seed::new(
            "a.pdf",
            pdf(&[
                (700.0, 20.0, "Menu"),
                (660.0, 11.0, "Soup of the day"),
                (645.0, 11.0, "12 (small)"),
            ]),
        ),
        Seed::new("inside.odt", ODT_BODY).wrapped(|bytes| match String::from_utf8(bytes) {
            Ok(body) => odt("", &body),
            Err(error) => odt("", &String::from_utf8_lossy(error.as_bytes())),
        }),
        Seed::new("untold", docx(&word_body(), "")),
    ]
}

/// The text without white space.
fn letters<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

/// Reads an article, cuts it, and aligns it: no letter is lost or comes in on the way.
fn read_article(name: &str, bytes: &[u8]) {
    let article = match Article::from_bytes(Path::new(name), bytes) {
        Ok(article) => article,
        Err(error) => return assert!(error.to_string().starts_with(name), "{error}"),
    };
    let whole = letters(article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()));
    assert!(!whole.is_empty());
    for language in [Language::english(), Language::arabic()] {
        let side = Segmentation::Sentence.segments(&article, &language).unwrap();
        assert_eq!(letters(side.segments.iter().map(|segment| segment.text.as_str())), whole);
        Segmentation::Line.segments(&article, &language).unwrap();
    }
}

/// Lines of document pairs, as `align --jsonl` and `corpus build` read them.
fn record_seeds() -> Vec<Seed> {
    let pair = |fields: &str| {
        let (source, target) = (&ENGLISH[..3], &ARABIC[..3]);
        let texts = serde_json::json!({ "id": 7, "source": source, "target": target.join(" ") });
        format!("{}{fields}}}\n", texts.to_string().trim_end_matches('}'))
    };
    let lines = [pair(""), pair(r#","source_language":"en-GB","site":{"a":[1e3,null]}"#)].concat();
    vec![Seed::new("pairs.jsonl", lines)]
}

/// Every record is answered with a line of JSON, in order.
fn read_records(_: &str, bytes: &[u8]) {
    let settings = AlignSettings {
        aligner: Aligner::default(),
        segmentation: Segmentation::Sentence,
        languages: TextLanguages::default(),
    };
    let wanted = StreamOptions { form: StreamForm::Documents, filter: None };
    let mut out = Vec::new();
    let done = align_stream(bytes, &mut out, &settings, &wanted, &|_| {}).unwrap();
    let records = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let answers: Vec<Value> = out
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!((records.count(), done.records), (answers.len(), answers.len() as u64));
    assert!(answers.iter().all(|answer| answer["error"].is_string() != answer["beads"].is_array()));
}

/// Files that others stand beside: a lexicon, a glossary, a list of pairs, Moses, a ladder.
fn seeds_on_disk() -> Vec<Seed> {
    let lexicon = include_str!("../corpus/lexicon.en-ar.txt");
    let small: String = lexicon
        .lines()
        .filter(|line| line.starts_with(['#', '[']) || line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    vec![
        Seed::new("lexicon.txt", small),
        Seed::new(
            "terms.tsv",
            "# ours\nEnglish\tArabic\nvornik\tسمدل\nriver vornik\tنهر السمدل\tnote\n",
        ),
        Seed::new("list.tsv", "# pairs\r\na.en\ta.ar\tThe market\r\na.ar\ta.en\r\n"),
        Seed::new("c.en", "tea\n\nmint, hot\n4.50\n"),
        Seed::new("a.ladder", "0\t0\t0.8\n1\t1\t-0.3\n2\t1\t1.7\n3\t3\t0\n"),
    ]
}

/// Reads the file of that name from a folder where what belongs to it is.
fn read_on_disk(name: &str, bytes: &[u8]) {
    let case = Case::new();
    case.write("c.ar", "شاي\nب\nنعناع\n٤٫٥٠\n");
    case.write("en.txt", "One.\nTwo.\nThree.\n");
    case.write("ar.txt", "واحد.\nزائد.\nثلاثة.\n");
    case.write(name, bytes);
    let path = case.path(name);
    let said = match name {
        "lexicon.txt" | "terms.tsv" => Lexicon::read(&path).err(),
        "list.tsv" => find_pairs(&path, None, |_| true).err(),
        _ => {
            let options = ReadOptions {
                texts: tarjuman::model::Pair::new("en.txt", "ar.txt")
                    .map(|name| Some(case.path(name))),
                ..languages("en", "ar")
            };
            let found = read_file(&path, &options);
            check_units(&found);
            found.error
        }
    };
    assert!(said.is_none_or(|error| error.to_string().contains(name)));
}

/// Damaged files of translation units are read to their end, and what comes of them is sound.
#[test]
fn mutants_of_unit_files_are_read() {
    read_mutants(&unit_seeds(), FEW, read_units);
}

/// Damaged articles are read to their end, and no letter is lost on the way.
#[test]
fn mutants_of_articles_are_read() {
    read_mutants(&article_seeds(), FEW, read_article);
}

/// Damaged records are answered, each with a line.
#[test]
fn mutants_of_records_are_answered() {
    read_mutants(&record_seeds(), FEW, read_records);
}

/// Damaged lexicons, lists and parallel files are read to their end.
#[test]
fn mutants_of_files_beside_others_are_read() {
    read_mutants(&seeds_on_disk(), FEW, read_on_disk);
}

/// The same with many: `cargo test -- --ignored mutants`.
#[test]
#[ignore = "takes minutes"]
fn many_mutants_of_everything_are_read() {
    read_mutants(&unit_seeds(), many(), read_units);
    read_mutants(&article_seeds(), many(), read_article);
    read_mutants(&record_seeds(), many(), read_records);
    read_mutants(&seeds_on_disk(), many(), read_on_disk);
}

/// The program ends by itself, says in a tame way what is wrong, and nothing else comes of it.
fn run_on_mutants(count: u64) {
    let case = Case::with_memory();
    case.database("m.tarjuman").execute_batch("PRAGMA wal_checkpoint(truncate)").unwrap();
    case.write("good.en.txt", english());
    case.write("good.ar.txt", arabic());
    for folder in ["set", "good"] {
        case.write(format!("{folder}/a.en"), ENGLISH.join("\n"));
        case.write(format!("{folder}/a.ar"), ARABIC.join("\n"));
        case.write(format!("{folder}/a.gold"), "0\t0\n");
    }
    let memory = case.bytes("m.tarjuman");
    let mut runs: Vec<(Seed, Vec<Vec<&str>>)> = Vec::new();
    for seed in article_seeds() {
        let name = seed.name;
        runs.push((seed, vec![vec!["segment", name], vec!["align", name, "good.ar.txt"]]));
    }
    for seed in unit_seeds() {
        let name = seed.name;
        let pair = ["--source-language=en", "--target-language=ar"];
        let import = ["import", name, "--memory=new.tarjuman", pair[0], pair[1]].to_vec();
        runs.push((seed, vec![import, vec!["check", name, pair[0], pair[1]]]));
    }
    for seed in record_seeds() {
        runs.push((seed, vec![vec!["corpus", "build", "pairs.jsonl", "-o", "corpus"]]));
    }
    let good = ["good.en.txt", "good.ar.txt"];
    for (name, text, command) in [
        (
            "terms.tsv",
            "market\tسوق\n",
            &["check", "--memory=m.tarjuman", "--glossary=terms.tsv"][..],
        ),
        ("more.tsv", "market\tسوق\n", &["align", good[0], good[1], "--lexicon=more.tsv"]),
        (
            "list.tsv",
            "good.en.txt\tgood.ar.txt\n",
            &["align", "--pairs=list.tsv", "--memory=new.tarjuman"],
        ),
        ("set/a.gold", "0\t0\n1,2\t1\n\t2\n", &["evaluate", "set", "--worst=9", "--curve"]),
        (
            "weights.json",
            "{\"word\":0.5,\"place\":1e-3}",
            &["evaluate", "good", "--weights=weights.json"],
        ),
    ] {
        runs.push((Seed::new(name, text), vec![command.to_vec()]));
    }
    let of_memory_seed = Seed::new("m.tarjuman", memory.clone());
    let of_memory = [
        &["info"][..],
        &["lookup", "The market opened."],
        &["search", "market"],
        &["export", "-o", "out.tmx"],
        &["units", "list"],
        &["check"],
        &["history"],
        &["undo"],
        &["repair"],
    ];
    let of_memory = of_memory.map(|words| [words, &["--memory=m.tarjuman"]].concat());
    runs.push((of_memory_seed, of_memory.to_vec()));
    let mut codes = [0; 3];
    for (seed, commands) in &runs {
        for number in 0..count {
            let bytes = (seed.wrap)(mutant(&seed.bytes, &[b"The market", TMX.as_bytes()], number));
            for arguments in commands {
                let made = ["new.tarjuman", "corpus", "m.tarjuman", "m.tarjuman.repaired"];
                for name in made
                    .iter()
                    .flat_map(|name| ["", "-wal", "-shm"].map(|end| format!("{name}{end}")))
                {
                    let path = case.path(name);
                    let _ = std::fs::remove_file(&path);
                    let _ = std::fs::remove_dir_all(&path);
                }
                case.write("m.tarjuman", &memory);
                case.write(seed.name, &bytes);
                let ran = case.run(arguments);
                let is_well = matches!(ran.code, Some(0..=2)) && !ran.err.contains("panicked");
                if !is_well {
                    let file = leave(&format!("{number}-{}", seed.name.replace('/', "-")), &bytes);
                    panic!("{arguments:?} ends with {ran:?} on {}", file.display());
                }
                assert_tame(&ran.err);
                codes[ran.code.unwrap() as usize] += 1;
            }
        }
    }
    // Some could be used all the same, and some could not.
    assert!(codes[0] > 10 && codes[2] > 10, "{codes:?}");
}

/// Every command that reads a file ends in order on a damaged one.
#[test]
fn mutants_do_not_crash_the_program() {
    run_on_mutants(2);
}

/// The same with many: `cargo test -- --ignored mutants`.
#[test]
#[ignore = "takes minutes"]
fn many_mutants_do_not_crash_the_program() {
    run_on_mutants(many() / 50);
}
