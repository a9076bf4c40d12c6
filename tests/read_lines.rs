//! JSONL, Moses and hunalign's ladder.

use tarjuman::exchange::ReadOptions;
use tarjuman::model::{Pair, Status, TagKind};

use crate::support::Case;
use crate::support::reading::{Found, gzipped, languages, read, read_file, read_with};

fn english_arabic(name: &str, text: &str) -> Found {
    read_with(name, text, &languages("en", "ar"))
}

#[test]
fn beads_of_align_are_units() {
    let found = english_arabic(
        "a.jsonl",
        "{\"document\":\"menu\",\"source\":[\"Tea.\",\"Mint.\"],\"target\":[\"شاي ونعناع.\"],\
         \"source_segments\":[0,1],\"target_segments\":[0],\"score\":0.75}\n\n\
         {\"source\":\"a\",\"target\":\"أ\",\"score\":1,\"status\":\"accepted\"}\n\
         {\"source\":[],\"target\":[\"ب\"],\"score\":0.9}\n\
         {\"source\":[\"c\"],\"target\":[],\"score\":0.9}\n\
         {\"source\":[\"d\"],\"target\":[\"د\"],\"score\":0.9,\"status\":\"rejected\"}\n",
    );
    assert_eq!(found.texts(), [("Tea. Mint.", "شاي ونعناع."), ("a", "أ")]);
    assert_eq!(found.units[0].document.as_deref(), Some("menu"));
    assert_eq!((found.units[0].score.value(), found.units[0].status), (0.75, Status::Auto));
    assert_eq!(found.units[1].status, Status::Accepted);
    let skips: Vec<_> = found.skips.iter().map(|skip| (skip.line, skip.reason.as_str())).collect();
    assert_eq!(
        skips,
        [
            (Some(4), "an omission: its source is empty"),
            (Some(5), "an omission: its target is empty"),
            (Some(6), "a person rejected it"),
        ]
    );
}

#[test]
fn units_carry_all_that_is_known_of_them() {
    let found = read(
        "a.jsonl",
        "{\"source\":\"See.\",\"target\":\"انظر.\",\"source_language\":\"EN_us\",\"target_language\":\"ar\",\
         \"position\":3,\"identifier\":\"k1\",\"context_before\":\"B\",\"context_after\":\"A\",\
         \"created_at\":\"2020-01-02T03:04:05Z\",\"created_by\":\"Huda\",\"changed_at\":\"soon\",\"changed_by\":\"Ali\",\
         \"used_at\":\"20200102T030405Z\",\"usage_count\":2,\"note\":\"n\",\"unheard_of\":[1],\
         \"properties\":[{\"part\":\"target\",\"name\":\"p\",\"value\":\"v\"}],\
         \"source_tags\":[{\"at\":3,\"kind\":\"placeholder\",\"attributes\":[[\"x\",\"1\"]],\"code\":\"<fn></fn>\",\
         \"subflows\":[{\"at\":4,\"text\":{\"plain\":\"note\"}}]}]}",
    );
    let unit = found.only();
    assert_eq!(found.pairs(), ["en-US>ar"]);
    assert_eq!((unit.position, unit.identifier.as_deref()), (Some(3), Some("k1")));
    assert_eq!(
        (unit.context_before.as_deref(), unit.context_after.as_deref()),
        (Some("B"), Some("A"))
    );
    assert_eq!(unit.created_at, "2020-01-02T03:04:05Z".parse().ok());
    assert_eq!((unit.changed_at, unit.changed_by.as_deref()), (None, Some("Ali")));
    assert_eq!((unit.used_at, unit.usage_count), ("2020-01-02T03:04:05Z".parse().ok(), 2));
    assert_eq!((unit.note.as_deref(), unit.properties[0].name.as_str()), (Some("n"), "p"));
    assert_eq!((unit.score.value(), unit.status), (1.0, Status::Accepted));
    let tag = &unit.texts.source.tags[0];
    assert_eq!(
        (tag.at, tag.kind, tag.subflows[0].text.plain.as_str()),
        (3, TagKind::Placeholder, "note")
    );
}

#[test]
fn a_line_that_is_no_unit_is_skipped_with_its_reason() {
    let long = format!("{{\"source\":\"{}\",\"target\":\"ب\"}}", "x".repeat(5 << 20));
    let deep = "[".repeat(100_000);
    for (bad, reason) in [
        ("{\"source\":\"\\ud800\",\"target\":\"ب\"}", "hex escape"),
        ("{\"source\":\"a\\u0000\",\"target\":\"ب\"}", "NUL"),
        ("{\"source\":\"a\"}", "missing field `target`"),
        ("{\"source\":\"a\",\"target\":1}", "a text or a list of texts"),
        ("{\"source\":\"a\",\"target\":\"ب\"", "ends early"),
        ("{\"source\":\"a\",\"target\":\"ب\"}}", "not JSON"),
        ("nonsense", "not JSON"),
        ("[1]", "not a JSON object"),
        ("{\"source\":\"a\",\"target\":\"ب\",\"source_language\":\"?\"}", "“?”"),
        ("{\"source\":\"a\",\"target\":\"ب\",\"status\":\"maybe\"}", "maybe"),
        ("{\"source\":\"a\",\"target\":\"ب\",\"score\":\"x\"}", "invalid type"),
        (
            "{\"source\":\"a\",\"target\":\"ب\",\"target_tags\":[{\"at\":1,\"kind\":\"placeholder\"}]}",
            "outside",
        ),
        (
            "{\"source\":\"a\",\"target\":\"ب\",\"source_tags\":[{\"at\":9,\"kind\":\"placeholder\"}]}",
            "outside",
        ),
        (long.as_str(), "longer"),
        (deep.as_str(), "JSON"),
    ] {
        let good = "{\"source\":\"c\",\"target\":\"ج\"}";
        let found = english_arabic("a.jsonl", &format!("{good}\n{bad}\n{good}\n"));
        assert_eq!(found.units.len(), 2, "{reason}");
        let (line, said) = found.only_skip();
        assert!(said.contains(reason) && line == 2, "{reason}: {said}");
    }
    let bytes = [
        b"{\"source\":\"a\xFF\",\"target\":\"b\"}\n".as_slice(),
        b"{\"source\":\"a\",\"target\":\"b\"}",
    ]
    .concat();
    let found = read_with("a.jsonl", bytes, &languages("en", "ar"));
    assert!(found.units.len() == 1 && found.only_skip().1.contains("encoding"));
    assert!(
        read("a.jsonl", "{\"source\":\"a\",\"target\":\"b\"}")
            .message()
            .contains("--source-language")
    );
}

/// A pair of parallel files and the options of the test.
fn moses(files: &[(&str, &str)], given: &str, options: &ReadOptions) -> Found {
    let case = Case::new();
    for (name, text) in files {
        case.write(name, text);
    }
    read_file(&case.path(given), options)
}

#[test]
fn parallel_files_are_found_by_their_names() {
    let files =
        [("corpus.en", "tea\n\nmint\n"), ("corpus.ar", "شاي\nب\nنعناع\n"), ("other.ar", "x\n")];
    let plain = ReadOptions::default();
    for (given, options, pair) in [
        ("corpus.en", &plain, "en>ar"),
        ("corpus.ar", &plain, "ar>en"),
        ("corpus.ar", &languages("en", "ar"), "en>ar"),
        ("corpus.moses", &plain, "en>ar"),
        ("corpus.moses", &languages("ar", "en"), "ar>en"),
        ("corpus.moses", &languages("", "en"), "ar>en"),
    ] {
        let found = moses(&files, given, options);
        assert_eq!(found.pairs(), [pair, pair], "{given}");
        assert_eq!(found.only_skip().0, 2);
        assert_eq!(found.units[0].texts.source.plain, if pair == "en>ar" { "tea" } else { "شاي" });
    }
    let case = Case::new();
    case.write("corpus.en.gz", gzipped(b"tea\n"));
    case.write("corpus.ar", "شاي");
    let found = read_file(&case.path("corpus.en.gz"), &plain);
    assert_eq!((found.texts(), found.pairs()), (vec![("tea", "شاي")], vec!["en>ar".to_owned()]));
}

#[test]
fn a_pair_of_files_that_is_none_is_refused_before_anything_is_read() {
    let plain = ReadOptions::default();
    let found = moses(&[("c.en", "a\nb\nc\n"), ("c.ar", "ا\nب\n")], "c.en", &plain);
    assert!(found.units.is_empty() && found.skips.is_empty());
    let message = found.message();
    assert!(message.contains("c.en has 3 lines") && message.contains("c.ar has 2"), "{message}");
    assert!(moses(&[("c.en", "a\n")], "c.en", &plain).message().contains("no other file"));
    assert!(
        moses(&[("c.en", "a\n"), ("d.ar", "ا\n")], "c.moses", &plain)
            .message()
            .contains("no other")
    );
    let three = [("c.en", "a\n"), ("c.ar", "ا\n"), ("c.fr", "à\n")];
    assert!(moses(&three, "c.en", &plain).message().contains("several files"));
    assert_eq!(moses(&three, "c.en", &languages("en", "fr")).pairs(), ["en>fr"]);
    let bad = Case::new();
    bad.write("c.en", b"a\nb\xFF\xFE\n");
    bad.write("c.ar", "ا\nب\n");
    let found = read_file(&bad.path("c.en"), &plain);
    assert_eq!(found.units.len(), 2, "{found:?}");
    assert!(!format!("{found:?}").contains('\u{FFFD}'));
}

fn ladder(text: &str, english: &str, arabic: &str) -> Found {
    let case = Case::new();
    case.write("a.ladder", text);
    case.write("en.txt", english);
    case.write("ar.txt", arabic);
    let options = ReadOptions {
        texts: Pair::new("en.txt", "ar.txt").map(|name| Some(case.path(name))),
        ..languages("en", "ar")
    };
    read_file(&case.path("a.ladder"), &options)
}

#[test]
fn rungs_point_into_the_texts() {
    let rungs = "0\t0\t0.8\n2\t1\t-0.3\n2\t2\t1.7\n3\t3\t0\n";
    let found = ladder(rungs, "One.\nTwo.\nThree.\n", "واحد واثنان.\nزائد.\nثلاثة.\n");
    assert_eq!(found.texts(), [("One. Two.", "واحد واثنان."), ("Three.", "ثلاثة.")]);
    assert_eq!((found.units[0].score.value(), found.units[0].status), (0.8, Status::Auto));
    assert_eq!(found.only_skip(), (2, "an omission: its source is empty"));
}

#[test]
fn a_ladder_that_does_not_fit_its_texts_is_an_error() {
    for (rungs, reason) in [
        ("0\t0\t1\n1\t1\t1\n9\t9\t0\n", "names line 9, but"),
        ("0\t0\t1\n1\t1\t1\n0\t0\t1\n", "go back"),
        ("0\t0\t1\n1\t1\t1\nx\ty\n", "not a rung"),
        ("0\t0\t1\n1\t1\t1\n900000000\t2\t1\n", "more than"),
    ] {
        let found = ladder(rungs, "One.\nTwo.\n", "واحد.\nاثنان.\n");
        assert_eq!(found.units.len(), 1, "{rungs}");
        assert!(found.message().contains(reason), "{}", found.message());
    }
    let found = english_arabic("a.ladder", "0\t0\t1\n1\t1\t1\n");
    assert!(found.message().contains("--source-text"));
}

#[test]
fn the_text_output_of_hunalign_reads_by_itself() {
    let text = "One. ~~~ Two.\tواحد. ~~~ اثنان.\t0.45\nThree.\t\t-0.3\nFour.\tأربعة.\t2.31\n";
    for name in ["a.ladder", "a.tsv", "a.txt"] {
        let found = english_arabic(name, text);
        assert_eq!(found.texts(), [("One. Two.", "واحد. اثنان."), ("Four.", "أربعة.")], "{name}");
        assert_eq!((found.units[0].score.value(), found.units[1].score.value()), (0.45, 1.0));
        assert_eq!(found.only_skip(), (2, "the target is empty"));
    }
}
