//! Files of other tools in a memory: nothing twice, nothing half, nothing lost without a word.

use std::time::{Duration, Instant};

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::Value;

use crate::support::killed::{Fell, kill_amid};
use crate::support::reading::gzipped;
use crate::support::{Case, Ran};

/// Two units with tags, properties, contexts and all that a unit can carry.
const RICH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="bench" creationtoolversion="1" segtype="sentence" o-tmf="bench" adminlang="en"
    srclang="en-GB" datatype="html"/>
  <body>
    <tu tuid="a1" creationdate="20190203T040506Z" creationid="noor" changedate="20200304T050607Z"
        changeid="sami" usagecount="7" lastusagedate="20210405T060708Z">
      <note>Said of the old mill.</note>
      <prop type="x-client">Mill &amp; Sons</prop>
      <tuv xml:lang="en-GB"><prop type="x-context-pre">It was built of stone.</prop>
        <seg>The <bpt i="1" type="bold">&lt;b&gt;</bpt>mill<ept i="1">&lt;/b&gt;</ept> still turns.<ph x="2" type="fnote">[1]</ph></seg></tuv>
      <tuv xml:lang="ar-SA"><seg>ما زالت <bpt i="1" type="bold">&lt;b&gt;</bpt>الطاحونة<ept i="1">&lt;/b&gt;</ept> تدور.<ph x="2" type="fnote">[1]</ph></seg></tuv>
    </tu>
    <tu tuid="a2" creationdate="20190203T040507Z">
      <tuv xml:lang="en-GB"><seg>See <hi type="link">the map</hi> on page 4.</seg></tuv>
      <tuv xml:lang="ar-SA"><seg>انظر <hi type="link">الخريطة</hi> في الصفحة ٤.</seg></tuv>
    </tu>
  </body>
</tmx>
"#;

fn import(case: &Case, file: &str, more: &[&str]) -> Ran {
    case.run(["import", file, "--memory", "m.tarjuman"].iter().chain(more))
}

fn export(case: &Case, memory: &str, more: &[&str]) -> String {
    let arguments = ["export", "--memory", memory, "--format", "tmx", "--output", "-"];
    case.run(arguments.iter().chain(more)).succeeds().out
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(ran.out.lines().next().unwrap()).unwrap()
}

#[test]
fn what_is_exported_and_imported_is_exported_the_same() {
    let case = Case::with_memory();
    case.write("rich.tmx", RICH);
    import(&case, "rich.tmx", &[]).succeeds();
    for level in ["1", "2"] {
        let first = export(&case, "m.tarjuman", &["--level", level]);
        assert!(first.contains("Mill &amp; Sons") && first.contains("x-context-pre"), "{first}");
        case.write("again.tmx", &first);
        let ran = case
            .run(["import", "again.tmx", "--memory", "copy.tarjuman", "--report=json"])
            .succeeds();
        assert_eq!(report(&ran)["skipped"], 0);
        assert_eq!(export(&case, "copy.tarjuman", &["--level", level]), first);
        std::fs::remove_file(case.path("copy.tarjuman")).unwrap();
    }
    assert!(export(&case, "m.tarjuman", &[]).contains(r#"<hi type="link">the map</hi>"#));
}

#[test]
fn what_a_memory_exported_adds_nothing_to_it() {
    let case = Case::with_memory();
    case.write("all.tmx", export(&case, "m.tarjuman", &[]));
    let before = case.rows("m.tarjuman");
    let ran = import(&case, "all.tmx", &["--report=json"]).succeeds();
    assert_eq!(
        (&report(&ran)["added"], &report(&ran)["same"]),
        (&0.into(), &report(&ran)["there"])
    );
    assert_eq!(case.rows("m.tarjuman"), before);
}

#[test]
fn a_file_imported_twice_adds_nothing_and_can_be_taken_back() {
    let case = Case::new();
    case.write("rich.tmx", RICH);
    assert_eq!(report(&import(&case, "rich.tmx", &["--report=json"]).succeeds())["added"], 2);
    let before = case.rows("m.tarjuman");
    let again = report(&import(&case, "rich.tmx", &["--report=json"]).succeeds());
    assert_eq!((&again["added"], &again["same"]), (&0.into(), &2.into()));
    assert_eq!(case.rows("m.tarjuman"), before);
}

#[test]
fn equal_texts_of_two_places_are_two_units() {
    let case = Case::new();
    let pair = |id: &str| {
        format!(
            r#"{{"source":"Yes.","target":"نعم.","source_language":"en","target_language":"ar"{id}}}"#
        )
    };
    let lines = [pair(""), pair(r#","identifier":"k1""#), pair(r#","identifier":"k2""#), pair("")];
    case.write("a.jsonl", lines.join("\n"));
    let ran = report(&import(&case, "a.jsonl", &["--report=json"]).succeeds());
    assert_eq!((&ran["there"], &ran["added"], &ran["same"]), (&4.into(), &3.into(), &1.into()));
}

#[test]
fn what_is_skipped_is_said_with_line_and_reason() {
    let case = Case::new();
    case.write("a.tsv", "One.\tواحد.\nTwo.\t\nThree.\tثلاثة.\n");
    let languages = ["--source-language=en", "--target-language=ar"];
    let ran = import(&case, "a.tsv", &languages).succeeds();
    assert!(ran.err.contains("a.tsv:2: unit 2 skipped: "), "{}", ran.err);
    assert_eq!(ran.out, "a.tsv: 3 units, 2 added, 1 skipped (1 × the target is empty)\n");
    let strict: Vec<&str> = languages.iter().copied().chain(["--strict"]).collect();
    import(&case, "a.tsv", &strict).ends_with(1);
    import(&case, "a.tsv", &[]).fails_saying(&["a.tsv", "--source-language", "--target-language"]);
    case.run(["import", "none.tmx", "--memory", "new.tarjuman"]).fails_saying(&["none.tmx"]);
    assert!(!case.exists("new.tarjuman"));
}

#[test]
fn a_file_that_breaks_off_leaves_what_stands_before() {
    let case = Case::new();
    let end = RICH.find("<tu tuid=\"a2\"").unwrap() + 60;
    case.write("cut.tmx", &RICH[..end]);
    import(&case, "cut.tmx", &[])
        .fails_saying(&["cut.tmx:", "the unit before that is in the memory"]);
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), 1);
    case.write("page.tmx", "<html><body><p>No memory.</p></body></html>");
    import(&case, "page.tmx", &[]).fails_saying(&["page.tmx", "html"]);
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), 1);
}

#[test]
fn a_folder_is_imported_file_by_file() {
    let case = Case::new();
    case.write("old/rich.tmx", RICH);
    case.write(
        "old/deeper/b.jsonl",
        r#"{"source":"A","target":"ب","source_language":"en","target_language":"ar"}"#,
    );
    case.write("old/readme.txt", "not a memory");
    let ran = import(&case, "old", &[]).succeeds();
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), 3);
}

/// Lines of a table of many made pairs.
fn many(count: usize) -> String {
    (0..count)
        .map(|n| {
            format!("Crate {n} holds {} jars.\tفي الصندوق {n} عدد {} من الجرار.\n", n % 97, n % 97)
        })
        .collect()
}

const LANGUAGES: [&str; 2] = ["--source-language=en", "--target-language=ar"];

#[test]
fn a_killed_import_is_finished_by_the_next() {
    assert_survives_kills(3);
}

/// The same for longer: `cargo test --release -- --ignored a_hundred_kills`.
#[test]
#[ignore = "takes minutes"]
fn a_hundred_kills_damage_no_memory() {
    assert_survives_kills(100);
}

/// Wherever an import is cut off, the next run finishes the file, and no unit is there twice or half.
/// Units are stored 20,000 at a time: a kill fell amid the work when some are there, and not all.
fn assert_survives_kills(kills: u32) {
    const UNITS: usize = 60_000;
    let case = Case::new();
    case.write("many.tsv", many(UNITS));
    let arguments = ["import", "many.tsv", "--memory", "m.tarjuman", LANGUAGES[0], LANGUAGES[1]];
    let start = Instant::now();
    case.run(arguments).succeeds();
    let whole = start.elapsed();
    let start = || {
        for name in ["m.tarjuman", "m.tarjuman-wal", "m.tarjuman-shm"] {
            let _ = std::fs::remove_file(case.path(name));
        }
        case.start(arguments)
    };
    let units = || case.count("m.tarjuman", "SELECT count(*) FROM unit") as usize;
    kill_amid(kills, whole, start, || {
        let is_made = case.exists("m.tarjuman")
            && case.count("m.tarjuman", "SELECT count(*) FROM sqlite_schema") > 0;
        let there = if is_made { units() } else { 0 };
        assert_eq!(there % 20_000, 0);
        case.run(arguments).succeeds();
        assert_eq!(units(), UNITS);
        let found = case.run(["search", "59999", "--memory=m.tarjuman", "--format=tsv"]).succeeds();
        assert_eq!(found.out.lines().count(), 1);
        match there {
            0 => Fell::Before,
            UNITS => Fell::After,
            _ => Fell::Amid,
        }
    });
}

/// Imports that run at the same time wait for one another, and what both bring is there once.
#[test]
fn two_imports_at_once_both_succeed() {
    let case = Case::new();
    case.write("a.tsv", many(30_000));
    case.write("b.tsv", many(45_000));
    let start = |file: &str| {
        case.start(["import", file, "--memory", "m.tarjuman", LANGUAGES[0], LANGUAGES[1]])
    };
    let mut running = [start("a.tsv"), start("b.tsv")];
    // Readers are not in the way, nor do they wait.
    let until = Instant::now() + Duration::from_secs(60);
    let mut looked_up = 0;
    while Instant::now() < until && running.iter_mut().any(|one| one.try_wait().unwrap().is_none())
    {
        if case.exists("m.tarjuman") {
            // The unit is there or not yet.
            let ran = case.run(["lookup", "Crate 7 holds 7 jars.", "--memory=m.tarjuman"]);
            assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
            looked_up += 1;
        }
    }
    assert!(looked_up > 0, "nobody read while both wrote");
    for one in &mut running {
        assert!(one.wait().unwrap().success());
    }
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), 45_000);
    assert_eq!(case.column("m.tarjuman", "PRAGMA integrity_check"), ["ok"]);
}

/// Zstandard is read wherever gzip is: by name or beginning, in folders, and for both files of a pair.
#[test]
fn zstd_is_read_like_gzip() {
    let case = Case::new();
    let zstd = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    case.write("all/a.tsv.zst", zstd("Tea.\tشاي.\n"));
    case.write("all/b.en.zst", zstd("Bread.\n"));
    case.write("all/b.ar.gz", gzipped("خبز.\n".as_bytes()));
    case.write("c.tsv", zstd("Salt.\tملح.\n"));
    let import = |name: &str| {
        let languages = ["--source-language=en", "--target-language=ar"];
        case.run(["import", name, "--memory", "m.tarjuman"].iter().chain(&languages))
    };
    import("all").succeeds();
    import("c.tsv").succeeds();
    let sources = case.column("m.tarjuman", "SELECT source FROM unit ORDER BY id");
    assert_eq!(sources, ["Tea.", "Bread.", "Salt."]);
    case.run(["lexicon", "train", "c.tsv", "-o", "lexicon.txt"]).succeeds();
    // What is wrong is said with the file.
    let whole = zstd(&"Tea.\tشاي.\n".repeat(1000));
    case.write("cut.tsv.zst", &whole[..whole.len() - 5]);
    case.write("twice.tsv.gz", gzipped(&gzipped("Tea.\tشاي.\n".as_bytes())));
    case.write("more.tsv.gz", [gzipped("Tea.\tشاي.\n".as_bytes()), b"more".to_vec()].concat());
    for (name, word) in [
        ("cut.tsv.zst", "zstd data ends early"),
        ("twice.tsv.gz", "gzip in gzip"),
        ("more.tsv.gz", "follows the gzip data"),
    ] {
        import(name).fails_saying(&[name, word]);
        case.run(["lexicon", "train", name, "-o", "x.txt"]).fails_saying(&[name, word]);
    }
    let text = [gzipped("Tea.\tشاي.\n".as_bytes()), vec![0; 4096]].concat();
    case.write("padded.tsv.gz", text);
    import("padded.tsv.gz").ends_with(0);
    case.write("a.txt", zstd("A text."));
    case.run(["segment", "a.txt"]).fails_saying(&["a.txt", "zstd", "unzstd"]);
}
