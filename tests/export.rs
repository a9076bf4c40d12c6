//! What `export` hands to other tools: tables, JSON, XLIFF, files for one tool, and what it says before.

use std::collections::HashSet;

use crate::support::Case;
use crate::support::xml::{Element, read_tree};

/// A memory whose first unit carries all that a unit can.
fn with_rich_memory() -> Case {
    let case = Case::with_memory();
    case.execute(
        "m.tarjuman",
        r#"UPDATE unit SET source = 'Open the gate, please.', target = 'افتح البوابة من فضلك.',
        source_tags = '[{"at":5,"kind":"beginpair","attributes":[["i","1"],["type","bold"]],"code":"<b>"},
            {"at":8,"kind":"endpair","attributes":[["i","1"]],"code":"</b>"},
            {"at":9,"kind":"placeholder","attributes":[["x","2"]],"code":"<br/>"},
            {"at":13,"kind":"isolated","attributes":[["pos","end"]],"code":"</i>"}]',
        target_tags = '[{"at":0,"kind":"beginpair","attributes":[["i","1"]]},
            {"at":2,"kind":"beginpair","attributes":[["i","2"]]},
            {"at":4,"kind":"endpair","attributes":[["i","1"]]},
            {"at":6,"kind":"endpair","attributes":[["i","2"]]}]',
        status = 'edited', score = 0.5, note = 'Said, "twice"', context_before = 'Before & so.',
        context_after = 'After.', usage_count = 3, created_by = 'noor', changed_by = 'huda',
        changed_at = '2031-02-03T04:05:06Z',
        properties = '[{"part":"unit","name":"Txt::Client","value":"A & B"},
            {"part":"target","name":"speaker of","value":"second"}]'
        WHERE id = 1"#,
    );
    case
}

/// The file that an export with these arguments writes.
#[track_caller]
fn exported(case: &Case, output: &str, arguments: &[&str]) -> String {
    let export = ["export", "--memory", "m.tarjuman", "--output", output];
    case.run(export.iter().chain(arguments)).succeeds();
    case.text(output)
}

#[test]
fn jsonl_of_units_has_the_fields_of_the_interface() {
    let case = with_rich_memory();
    let text = exported(&case, "m.jsonl", &[]);
    let units: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(units.len(), 8);
    let first = &units[0];
    for (name, value) in [
        ("source", "Open the gate, please."),
        ("source_language", "en"),
        ("target_language", "ar"),
        ("status", "edited"),
        ("note", "Said, \"twice\""),
        ("context_before", "Before & so."),
        ("context_after", "After."),
        ("created_by", "noor"),
        ("changed_by", "huda"),
        ("changed_at", "2031-02-03T04:05:06Z"),
    ] {
        assert_eq!(first[name], value, "{name}");
    }
    assert_eq!((&first["score"], &first["usage_count"]), (&0.5.into(), &3.into()));
    assert_eq!(first["position"], 0);
    assert_eq!(first["properties"][1]["name"], "speaker of");
    assert_eq!(first["source_tags"].as_array().unwrap().len(), 4);
    let second = units[1].as_object().unwrap();
    for name in ["note", "usage_count", "properties", "source_tags", "used_at", "identifier"] {
        assert!(!second.contains_key(name), "{name} is empty and written all the same");
    }
}

#[test]
fn csv_is_quoted_where_it_must_be() {
    let case = with_rich_memory();
    let text = exported(&case, "m.csv", &[]);
    let mut lines = text.split("\r\n");
    assert_eq!(
        lines.next(),
        Some("source,target,source_language,target_language,score,status,document,note")
    );
    let first = lines.next().unwrap();
    assert!(
        first.starts_with("\"Open the gate, please.\",افتح البوابة من فضلك.,en,ar,0.5,edited,")
    );
    assert!(first.ends_with(",\"Said, \"\"twice\"\"\""), "{first}");
}

/// A formula in a text is a text, unless the file is for a spreadsheet, which would run it.
#[test]
fn formulas_are_made_harmless_only_for_spreadsheets() {
    let case = with_rich_memory();
    case.execute("m.tarjuman", "UPDATE unit SET source = '=1+1', target = '-5' WHERE id = 1");
    assert!(exported(&case, "m.csv", &[]).contains("\r\n=1+1,-5,"));
    let guarded = exported(&case, "s.csv", &["--spreadsheet"]);
    assert!(guarded.starts_with('\u{FEFF}') && guarded.contains("\r\n'=1+1,'-5,"), "{guarded}");
}

#[test]
fn tsv_can_have_a_header() {
    let case = with_rich_memory();
    let text = exported(&case, "m.tsv", &["--header"]);
    assert_eq!(text.lines().next().unwrap().split('\t').count(), 8);
    assert!(text.lines().all(|line| line.split('\t').count() == 8));
    assert!(text.lines().nth(1).unwrap().ends_with("\tSaid, \"twice\""));
}

/// The bytes depend on the units alone.
#[test]
fn the_same_units_give_the_same_bytes() {
    let case = with_rich_memory();
    for name in ["m.tmx", "m.xlf", "m.jsonl", "m.csv"] {
        let first = exported(&case, name, &[]);
        assert_eq!(first, exported(&case, name, &[]), "{name}");
        assert!(name != "m.tmx" || first.contains("creationdate=\"20310203T040506Z\"/>"));
    }
}

/// What XLIFF 2.1 demands of ids, references and order.
fn check_xliff_two(root: &Element) {
    assert_eq!((root.name.as_str(), root.attribute("version")), ("xliff", Some("2.1")));
    assert_eq!(root.attribute("xmlns"), Some("urn:oasis:names:tc:xliff:document:2.0"));
    assert!(root.attribute("srcLang").is_some() && root.attribute("trgLang").is_some());
    let mut files = HashSet::new();
    for file in &root.children {
        assert_eq!((file.name.as_str(), file.attribute("xml:space")), ("file", Some("preserve")));
        assert!(files.insert(file.attribute("id").unwrap()) && !file.children.is_empty());
        let mut ids = HashSet::new();
        for unit in &file.children {
            assert_eq!(unit.name, "unit");
            assert!(ids.insert(unit.attribute("id").unwrap()), "{unit:?}");
            let order = ["mda:metadata", "notes", "originalData", "segment"];
            let places: Vec<usize> = unit
                .names()
                .iter()
                .map(|name| order.iter().position(|known| known == name).expect(name))
                .collect();
            assert!(places.is_sorted_by(|a, b| a < b) && places.last() == Some(&3), "{places:?}");
            let data: HashSet<&str> = unit
                .all("originalData")
                .flat_map(|list| &list.children)
                .map(|data| data.attribute("id").unwrap())
                .collect();
            let segment = unit.children.last().unwrap();
            assert_eq!(segment.names(), ["source", "target"]);
            for side in &segment.children {
                check_codes(side, &data, &mut HashSet::new());
            }
        }
    }
}

fn check_codes<'a>(element: &'a Element, data: &HashSet<&str>, ids: &mut HashSet<&'a str>) {
    for code in &element.children {
        let reference = match code.name.as_str() {
            "pc" | "sc" | "ph" => None,
            "ec" => code.attribute("startRef"),
            other => panic!("{other} in a text"),
        };
        match reference {
            Some(start) => assert!(ids.contains(start), "{code:?} ends nothing"),
            None => assert!(ids.insert(code.attribute("id").unwrap()), "{code:?} is there twice"),
        }
        let references = ["dataRef", "dataRefStart", "dataRefEnd"];
        let mut used = references.iter().filter_map(|name| code.attribute(name));
        assert!(used.all(|id| data.contains(id)), "{code:?} has no code");
        check_codes(code, data, ids);
    }
}

#[test]
fn xliff_two_holds_what_a_unit_carries() {
    let case = with_rich_memory();
    let text = exported(&case, "m.xlf", &[]);
    let root = read_tree(&text);
    check_xliff_two(&root);
    assert_eq!(root.children.len(), 1);
    let units = &root.children[0].children;
    assert_eq!(units.len(), 8);
    let segment = units[0].children.last().unwrap();
    assert_eq!(segment.attribute("state"), Some("reviewed"));
    assert_eq!(segment.attribute("subState"), Some("tarjuman:edited"));
    assert_eq!(units[1].children.last().unwrap().attribute("state"), Some("initial"));
    assert!(text.contains(
        r#"<source>Open <pc id="1" dataRefStart="d1" dataRefEnd="d2">the</pc> <ph id="2" dataRef="d3"/>gate<ec id="3" isolated="yes" dataRef="d4"/>, please.</source>"#
    ), "{text}");
    // Pairs that cross cannot both hold what is between them.
    assert!(text.contains(
        r#"<target><sc id="1"/>ا<pc id="2">ف<ec startRef="1"/>ت</pc>ح البوابة من فضلك.</target>"#
    ), "{text}");
    for part in [
        r#"<data id="d1">&lt;b&gt;</data>"#,
        r#"<mda:meta type="score">0.5</mda:meta>"#,
        r#"<mda:meta type="context-before">Before &amp; so.</mda:meta>"#,
        r#"<mda:metaGroup category="target">"#,
        r#"<mda:meta type="speaker of">second</mda:meta>"#,
        "<note>Said, \"twice\"</note>",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn xliff_one_has_its_own_elements() {
    let case = with_rich_memory();
    let text = exported(&case, "m.xliff", &["--xliff", "1.2"]);
    let root = read_tree(&text);
    assert_eq!((root.name.as_str(), root.attribute("version")), ("xliff", Some("1.2")));
    let file = &root.children[0];
    for name in ["original", "source-language", "target-language", "datatype"] {
        assert!(file.attribute(name).is_some(), "{name}");
    }
    let units = &file.children[0].children;
    assert_eq!(units.len(), 8);
    assert!(units.iter().all(|unit| unit.attribute("xml:space") == Some("preserve")));
    assert_eq!(units[0].names(), ["source", "target", "context-group", "note"]);
    assert_eq!(units[0].attribute("approved"), Some("yes"));
    assert_eq!(units[1].attribute("approved"), None);
    assert!(text.contains(
        r#"<source>Open <bpt id="1" ctype="bold">&lt;b&gt;</bpt>the<ept id="1">&lt;/b&gt;</ept> <ph id="2">&lt;br/&gt;</ph>gate<it id="3" pos="close">&lt;/i&gt;</it>, please.</source>"#
    ), "{text}");
    assert!(text.contains(r#"<context context-type="x-score">0.5</context>"#));
    assert!(
        text.contains(r#"<context context-type="x-unit-property">Txt::Client=A &amp; B</context>"#)
    );
}

/// Each document is a file of its own, and what has no document is filed under the memory.
#[test]
fn xliff_has_a_file_for_each_document() {
    let case = Case::with_memory();
    let market = ["market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];
    case.run(["align", "--document", "second"].iter().chain(&market)).succeeds();
    case.execute("m.tarjuman", "UPDATE unit SET document_id = NULL, bead_id = NULL WHERE id = 1");
    let root = read_tree(&exported(&case, "m.xlf", &[]));
    check_xliff_two(&root);
    let names: Vec<&str> =
        root.children.iter().map(|file| file.attribute("original").unwrap()).collect();
    assert_eq!(names.len(), 3);
    assert_eq!(names[1..], ["second", "m"]);
}

/// XLIFF 2.1 names its languages once.
#[test]
fn xliff_two_refuses_several_language_pairs_and_leaves_nothing() {
    let case = Case::with_memory();
    case.run(["align", "market.ar.txt", "market.en.txt", "--memory", "m.tarjuman"]).succeeds();
    let export = ["export", "--memory", "m.tarjuman", "--output", "m.xlf"];
    case.run(export).fails_saying(&["m.xlf", "one language pair", "--source-language"]);
    assert!(!case.exists("m.xlf"));
    case.run(export.iter().chain(&["--source-language", "ar"])).succeeds();
    check_xliff_two(&read_tree(&case.text("m.xlf")));
    case.run(export.iter().chain(&["--xliff", "1.2"])).succeeds();
    assert_eq!(read_tree(&case.text("m.xlf")).children.len(), 2);
}

#[test]
fn level_one_is_text_alone() {
    let case = with_rich_memory();
    let text = exported(&case, "m.tmx", &["--level", "1"]);
    assert!(text.contains("<seg>Open the gate, please.</seg>") && !text.contains("<bpt"));
}

/// The header and the properties of the first unit.
fn of_first_unit(text: &str) -> (Element, Vec<(String, String)>, Element) {
    let mut root = read_tree(text);
    let mut body = root.children.remove(1);
    let unit = body.children.remove(0);
    let properties = unit
        .all("prop")
        .map(|property| (property.attribute("type").unwrap().to_owned(), property.text.clone()));
    (root.children.remove(0), properties.collect(), unit)
}

#[test]
fn trados_gets_locales_typed_fields_and_confirmation() {
    let case = with_rich_memory();
    let text = exported(&case, "m.tmx", &["--for", "trados"]);
    let (header, properties, unit) = of_first_unit(&text);
    assert_eq!(header.attribute("o-tmf"), Some("SDL TM8 Format"));
    assert_eq!(header.attribute("srclang"), Some("en-US"));
    let languages: Vec<_> = unit.all("tuv").map(|tuv| tuv.attribute("xml:lang").unwrap()).collect();
    assert_eq!(languages, ["en-US", "ar-SA"]);
    for (name, value) in [
        ("x-ConfirmationLevel", "ApprovedTranslation"),
        ("x-Origin", "TM"),
        ("x-status:SingleString", "edited"),
    ] {
        assert!(properties.contains(&(name.to_owned(), value.to_owned())), "{properties:?}");
    }
    assert!(text.contains("<prop type=\"x-ConfirmationLevel\">Draft</prop>"));
}

#[test]
fn chosen_locales_go_before_the_usual_ones() {
    let case = with_rich_memory();
    let text = exported(&case, "m.tmx", &["--for", "memoq", "--locale", "ar=ar-eg"]);
    assert!(text.contains("xml:lang=\"en-US\"") && text.contains("xml:lang=\"ar-EG\""));
    assert!(!text.contains("ar-SA"));
}

#[test]
fn memoq_gets_contexts_as_it_writes_them() {
    let case = with_rich_memory();
    let (_, properties, unit) = of_first_unit(&exported(&case, "m.tmx", &["--for", "memoq"]));
    let context = unit.children.iter().find(|child| child.name == "tuv").unwrap();
    assert_eq!(context.children[0].text, "<seg>Before &amp; so.</seg>");
    assert!(properties.contains(&("corrected".to_owned(), "yes".to_owned())));
}

#[test]
fn xtm_gets_the_neighbours_of_a_unit() {
    let case = with_rich_memory();
    let (_, properties, _) = of_first_unit(&exported(&case, "m.tmx", &["--for", "xtm"]));
    let before = ("x-previous-source-text".to_owned(), "Before & so.".to_owned());
    assert!(properties.contains(&before), "{properties:?}");
}

/// Poedit compares the source language letter by letter, and cannot use tags.
#[test]
fn poedit_finds_the_source_language_it_is_told() {
    let case = with_rich_memory();
    let (header, _, unit) = of_first_unit(&exported(&case, "m.tmx", &["--for", "poedit"]));
    let source = unit.all("tuv").next().unwrap();
    assert_eq!(header.attribute("srclang"), source.attribute("xml:lang"));
    assert!(source.all("seg").next().unwrap().children.is_empty());
}

#[test]
fn filters_choose_units() {
    let case = with_rich_memory();
    let count = |arguments: &[&str]| {
        let export = ["export", "--memory", "m.tarjuman", "--format", "jsonl", "--output", "-"];
        case.run(export.iter().chain(arguments)).out.lines().count()
    };
    assert_eq!(count(&[]), 8);
    assert_eq!(count(&["--author", "noor"]), 1);
    assert_eq!(count(&["--author", "huda"]), 1);
    assert_eq!(count(&["--author", "nobody"]), 0);
    assert_eq!(count(&["--since", "2031-02-03"]), 1);
    assert_eq!(count(&["--since", "2031-02-04"]), 0);
    assert_eq!(count(&["--until", "2031-02-02"]), 7);
    assert_eq!(count(&["--since", "2031", "--until", "2031-02"]), 1);
    assert_eq!(count(&["--source-language", "en"]), 8);
    assert_eq!(count(&["--source-language", "en-GB"]), 0);
    assert_eq!(count(&["--target-language", "en"]), 0);
    // Folded, one after the other, in either text.
    assert_eq!(count(&["--search", "البَوّابة"]), 2);
}

#[test]
fn filters_of_units_are_refused_for_documents() {
    let case = with_rich_memory();
    let export = ["export", "--memory", "m.tarjuman", "--output", "m.html", "--author", "noor"];
    case.run(export).fails_saying(&["--author", "html"]);
    assert!(!case.exists("m.html"));
}

#[test]
fn the_check_counts_what_would_be_refused_with_examples_and_writes_nothing() {
    let case = Case::with_memory();
    for statement in [
        "UPDATE unit SET source = 'same', target = 'x' || id WHERE id IN (1, 2, 3)",
        "UPDATE unit SET target = ' ' WHERE id = 4",
        "UPDATE unit SET source = 'bell' || char(7) WHERE id = 5",
        "UPDATE unit SET source_language = 'fr' WHERE id = 6",
        r#"UPDATE unit SET source_tags = '[{"at":0,"kind":"beginpair"}]' WHERE id = 7"#,
    ] {
        assert!(case.execute("m.tarjuman", statement) > 0);
    }
    let before = case.files();
    let ran =
        case.run(["export", "--memory", "m.tarjuman", "--check", "--for", "trados"]).ends_with(1);
    for line in [
        "8 units would be written",
        "refused: languages without a region, where the tool wants one: 1",
        "  fr",
        "refused: language pairs, where the tool takes one a file: 2",
        "refused: units with an empty side: 1",
        "lost: units with characters that XML cannot hold: 1",
        "  bell\\u{7}",
        "lost: units with half a pair of tags: 1",
        "lost: units whose source is translated differently in another unit: 2",
        "  same",
    ] {
        assert!(ran.out.lines().any(|said| said.starts_with(line)), "{line}: {}", ran.out);
    }
    assert_eq!(case.files(), before);
}

#[test]
fn the_check_of_a_sound_memory_finds_nothing() {
    let case = Case::with_memory();
    for tool in ["omegat", "trados", "memoq", "poedit", "xtm", "weblate"] {
        let check = ["export", "--memory", "m.tarjuman", "--check", "--for", tool];
        let out = case.run(check).succeeds().out;
        assert!(out.contains("nothing would be refused or lost"), "{tool}: {out}");
    }
}

#[test]
fn an_export_for_a_tool_warns_before_the_tool_does() {
    let case = Case::with_memory();
    case.run(["align", "market.ar.txt", "market.en.txt", "--memory", "m.tarjuman"]).succeeds();
    let export = ["export", "--memory", "m.tarjuman", "--output", "m.tmx"];
    assert_eq!(case.run(export).succeeds().err, "");
    let ran = case.run(export.iter().chain(&["--for", "weblate"])).succeeds();
    assert!(
        ran.err.starts_with("warning: source languages, where the tool takes one a file: 2"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--check"), "{}", ran.err);
}

#[test]
fn wrong_arguments_are_told_the_right_ones() {
    let case = Case::with_memory();
    for (arguments, words) in [
        (["--for", "word"], "omegat, trados"),
        (["--locale", "en"], "en=en-GB"),
        (["--level", "3"], "1 (text)"),
        (["--xliff", "1.0"], "1.2"),
        (["--since", "yesterday"], "2026-05-31"),
    ] {
        let ran = case.run(["export", "--output", "m.tmx"].iter().chain(&arguments)).ends_with(2);
        assert!(ran.err.contains(words), "{words} is missing in {}", ran.err);
    }
}
