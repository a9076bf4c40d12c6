//! Single units, duplicates, search and replace, and what `info` says of them.

use tarjuman::memory::{LookupOptions, Memory};
use tarjuman::model::{InlineTag, Language, Pair, Property, TagKind, Unit, UnitPart, UnitText};

use crate::support::article::{ARABIC, ENGLISH, english_with};
use crate::support::{Case, Ran, assert_tame};

const MEMORY: [&str; 2] = ["--memory", "m.tarjuman"];

fn run(case: &Case, arguments: &[&str]) -> Ran {
    case.run(arguments.iter().chain(&MEMORY))
}

fn json(ran: &Ran) -> Vec<serde_json::Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn sources(case: &Case) -> Vec<String> {
    case.column("m.tarjuman", "SELECT source FROM unit ORDER BY id")
}

/// “Press <b>Save</b> now.” with its tags.
fn tagged() -> UnitText {
    let tag = |at: usize, kind: TagKind, code: &str| InlineTag {
        at,
        kind,
        attributes: vec![("i".to_owned(), "1".to_owned())],
        code: code.to_owned(),
        subflows: Vec::new(),
    };
    UnitText {
        plain: "Press Save now.".to_owned(),
        tags: vec![tag(6, TagKind::BeginPair, "<b>"), tag(10, TagKind::EndPair, "</b>")],
    }
}

fn unit(source: impl Into<String>, target: impl Into<String>) -> Unit {
    Unit::new(
        Pair::new(source.into(), target.into()).map(|text: String| UnitText::plain(text)),
        Pair::new(Language::english(), Language::arabic()),
    )
}

/// A pair whose source is [`tagged`].
fn tagged_unit(target: &str) -> Unit {
    let mut unit = unit("", target);
    unit.texts.source = tagged();
    unit
}

fn with_units(units: Vec<Unit>) -> Case {
    let case = Case::new();
    let mut memory = Memory::open_or_create(&case.path("m.tarjuman")).unwrap();
    let mut import = memory.import("units.tmx").unwrap();
    units.into_iter().try_for_each(|unit| import.add(unit)).unwrap();
    import.finish(true).unwrap();
    case
}

#[test]
fn units_are_listed_by_page_and_by_choice() {
    let case = Case::with_memory();
    let list = |more: &[&str]| run(&case, &[&["units", "list", "--format", "tsv"], more].concat());
    let all = list(&[]).succeeds().out;
    let wanted: String = ENGLISH
        .iter()
        .zip(ARABIC)
        .enumerate()
        .map(|(index, (source, target))| format!("{}\t{source}\t{target}\tauto\n", index + 1))
        .collect();
    assert_eq!(all, wanted);
    let page = list(&["--offset", "2", "--limit", "3"]).succeeds();
    assert!(page.out.starts_with("3\t") && page.out.lines().count() == 3, "{}", page.out);
    assert!(page.err.contains("--offset 5"), "{}", page.err);
    assert_eq!(list(&["--offset", "5", "--limit", "3"]).succeeds().err, "");
    assert_eq!(list(&["--search", "الساحه"]).succeeds().out.lines().count(), 2);
    assert!(list(&["--status", "accepted"]).ends_with(1).out.is_empty());
    let none = list(&["--document", "other"]).ends_with(1);
    assert!(none.err.contains("“other”") && none.err.contains("info"), "{}", none.err);
    let found =
        json(&run(&case, &["units", "list", "--format", "json", "--limit", "1"]).succeeds());
    assert_eq!(found[0]["source"], ENGLISH[0]);
    assert_eq!(found[0]["context_after"], ENGLISH[1]);
    let text = run(&case, &["units", "list", "--limit", "1"]).succeeds().out;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "1  auto  market.en.txt | market.ar.txt, 1");
    assert_eq!(lines[1..3], [format!("  en  {}", ENGLISH[0]), format!("  ar  {}", ARABIC[0])]);
}

#[test]
fn a_unit_is_shown_with_all_that_is_known_of_it() {
    let case = with_units(vec![Unit {
        identifier: Some("ui.save".to_owned()),
        note: Some("short\u{202E} please".to_owned()),
        usage_count: 3,
        properties: vec![Property {
            part: UnitPart::Target,
            name: "x-client".to_owned(),
            value: "harbour office".to_owned(),
        }],
        ..tagged_unit("اضغط حفظ الآن.")
    }]);
    let text = run(&case, &["units", "show", "1"]).succeeds().out;
    for part in [
        "Press <1>Save</1> now.",
        "ui.save",
        "short\\u{202e} please",
        "3 times",
        "property of the target: x-client = harbour office",
        "tag of the source: <b>",
        "import units.tmx, 1 unit",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert_tame(&text);
    let shown = json(&run(&case, &["units", "show", "1", "--format", "json"]).succeeds());
    assert_eq!(shown[0]["source"], "Press Save now.");
    assert_eq!(shown[0]["source_tags"][1]["code"], "</b>");
    assert_eq!(shown[0]["history"][0]["kind"], "import");
    run(&case, &["units", "show", "9"]).fails_saying(&["unit 9 does not exist", "units list"]);
}

#[test]
fn added_units_are_found_at_once_and_only_once() {
    let case = with_units(vec![]);
    drop(Memory::open_or_create(&case.path("m.tarjuman")).unwrap());
    let languages = ["--source-language", "en", "--target-language", "ar"];
    let add = |texts: &[&str]| run(&case, &[&["units", "add"], texts, &languages].concat());
    let pair = ["The ferry leaves at noon.", "تغادر العبّارة ظهراً."];
    assert_eq!(add(&pair).succeeds().out, "1\n");
    let again = add(&pair).ends_with(1);
    assert_eq!(
        (again.out.as_str(), again.err.as_str()),
        ("1\n", "already in the memory: 1 unit\n")
    );
    let mut memory = Memory::open(&case.path("m.tarjuman")).unwrap();
    let found = memory.lookup(pair[0], &LookupOptions::new(Language::english())).unwrap();
    assert_eq!((found[0].score, found[0].target.as_str()), (100, pair[1]));
    add(&["One side."]).fails_saying(&["both texts"]);
    add(&["One side.", " "]).fails_saying(&["empty"]);
    add(&["A \u{7} bell.", "جرس"]).fails_saying(&["\\u{7}"]);
    let lines = "One.\tواحد.\n\nTwo.\tاثنان.\n";
    let more = ["units", "add", "-"].iter().chain(&languages).chain(&MEMORY);
    assert_eq!(case.run_with_input(more.clone(), lines.as_bytes()).succeeds().out, "2\n3\n");
    case.run_with_input(more, "One.\tواحد.\nno tab\n".as_bytes())
        .fails_saying(&["standard input:2", "nothing was added"]);
    assert_eq!(sources(&case), [pair[0], "One.", "Two."]);
}

#[test]
fn an_edit_keeps_tags_and_changes_what_is_asked_only() {
    let case = with_units(vec![tagged_unit("اضغط حفظ الآن.")]);
    let edit = |more: &[&str]| run(&case, &[&["units", "edit", "1"], more].concat());
    let shown = edit(&["--source", "Press Save again now."]).succeeds().out;
    assert!(shown.contains("1  edited\n  en  Press <1>Save</1> again now.\n"), "{shown}");
    let text = edit(&["--source", "Press Store now.", "--status", "accepted"]).succeeds().out;
    assert!(text.contains("1  accepted\n  en  Press <1>Store</1> now.\n"), "{text}");
    assert!(edit(&["--status", "accepted"]).succeeds().err.contains("already like this"));
    edit(&["--note", "checked"]).succeeds();
    edit(&["--note", ""]).succeeds();
    assert_eq!(case.count("m.tarjuman", "SELECT note IS NULL FROM unit"), 1);
    edit(&[]).fails_saying(&["--source", "--note"]);
    edit(&["--target", ""]).fails_saying(&["empty"]);
    edit(&["--status", "rejected"]).fails_saying(&["units delete"]);
    let stdin = ["units", "edit", "1", "--target", "-"].iter().chain(&MEMORY);
    case.run_with_input(stdin, "من الملف.\n".as_bytes()).succeeds();
    assert_eq!(case.column("m.tarjuman", "SELECT target FROM unit"), ["من الملف."]);
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM operation WHERE kind = 'edit'"), 5);
}

/// An edit of a unit is one of its bead, and a deleted unit is a rejected bead.
#[test]
fn what_is_done_to_units_holds_when_the_document_is_aligned_again() {
    let case = Case::with_memory();
    run(&case, &["units", "edit", "7", "--target", "يهب الخباز آخر أرغفته."]).succeeds();
    assert!(
        run(&case, &["units", "delete", "5"])
            .succeeds()
            .err
            .contains("the beads of 1 unit from documents")
    );
    run(&case, &["units", "merge", "2", "3"]).succeeds();
    case.write("market.en.txt", english_with(0, "The market opened again on 4 June 2012."));
    run(&case, &["align", "market.en.txt", "market.ar.txt"]).succeeds();
    let units =
        case.column("m.tarjuman", "SELECT target || ' ' || status FROM unit ORDER BY source");
    assert_eq!(units.len(), 6);
    assert!(units.contains(&"يهب الخباز آخر أرغفته. edited".to_owned()), "{units:?}");
    assert!(units.contains(&format!("{} {} edited", ARABIC[1], ARABIC[2])), "{units:?}");
    assert!(!sources(&case).contains(&ENGLISH[4].to_owned()));
}

#[test]
fn units_are_deleted_by_id_by_choice_or_all() {
    let case = Case::with_memory();
    let delete = |more: &[&str]| run(&case, &[&["units", "delete"], more].concat());
    delete(&[]).fails_saying(&["--all"]);
    delete(&["1", "--all"]).fails_saying(&["one of them"]);
    delete(&["1", "99"]).fails_saying(&["unit 99 does not exist"]);
    assert_eq!(sources(&case).len(), 8);
    assert!(delete(&["--search", "الساحه"]).succeeds().err.contains("deleted 2 units"));
    assert!(delete(&["--search", "الساحه"]).ends_with(1).err.contains("nothing was deleted"));
    assert!(delete(&["--all"]).succeeds().err.contains("deleted 6 units"));
    assert!(sources(&case).is_empty());
}

#[test]
fn merged_units_keep_tags_notes_and_neighbours() {
    let noted = |unit: Unit, note: &str| Unit { note: Some(note.to_owned()), ..unit };
    let second = Unit { context_after: Some("Next.".to_owned()), ..tagged_unit("الآن.") };
    let case = with_units(vec![
        noted(tagged_unit("اضغط."), "a"),
        noted(second, "b"),
        Unit { languages: Pair::new(Language::english(), "fr".parse().unwrap()), ..unit("x", "y") },
    ]);
    run(&case, &["units", "merge", "1"]).fails_saying(&["two or more"]);
    run(&case, &["units", "merge", "1", "1"]).fails_saying(&["once"]);
    run(&case, &["units", "merge", "1", "3"]).fails_saying(&["en → ar", "en → fr"]);
    let out = run(&case, &["units", "merge", "1", "2"]).succeeds().out;
    let joined = "Press <1>Save</1> now. Press <2>Save</2> now.";
    assert!(out.contains(joined) && out.contains("اضغط. الآن."), "{out}");
    let shown = json(&run(&case, &["units", "show", "1", "--format", "json"]).succeeds());
    assert_eq!(shown[0]["note"], "a\nb");
    assert_eq!(shown[0]["context_after"], "Next.");
    assert_eq!(sources(&case).len(), 2);
}

#[test]
fn duplicates_go_by_tier_and_leave_their_uses() {
    let used = |unit: Unit, usage_count: u64, changed: &str, note: &str| Unit {
        usage_count,
        created_at: changed.parse().ok(),
        changed_at: changed.parse().ok(),
        note: Some(note.to_owned()),
        identifier: changed.parse().ok(),
        ..unit
    };
    let (old, new) = ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    let case = with_units(vec![
        used(unit("The school", "المدرسة"), 5, old, "old"),
        used(unit("The school", "المدرسة"), 1, new, "new"),
        used(unit("the school", "المدرسه"), 2, old, "folded"),
        used(unit("The school", "مدرسة"), 0, old, "other"),
        used(tagged_unit("حفظ"), 0, old, "tags"),
        used(unit(tagged().plain, "حفظ"), 0, old, "none"),
    ]);
    let dedupe = |more: &[&str]| run(&case, &[&["dedupe"], more].concat());
    let preview = dedupe(&["--tier", "letters"]).succeeds();
    assert!(
        preview.out.contains("keep 2  accepted\n") && preview.out.contains("delete 3  accepted\n"),
        "{}",
        preview.out
    );
    assert!(
        preview.err.contains("would delete 2 units, duplicates of 1 pair; use --apply"),
        "{}",
        preview.err
    );
    assert_eq!(sources(&case).len(), 6);
    assert!(dedupe(&["--apply", "--tier", "form"]).succeeds().err.contains("deleted 1 unit"));
    let kept = "SELECT id || ' ' || usage_count || ' ' || replace(note, char(10), '+') FROM unit WHERE id < 4";
    assert_eq!(case.column("m.tarjuman", kept), ["2 6 new+old", "3 2 folded"]);
    run(&case, &["undo"]).succeeds();
    dedupe(&["--apply", "--tier", "letters", "--keep", "most-used"]).succeeds();
    assert_eq!(case.column("m.tarjuman", kept), ["1 8 old+folded+new"]);
    assert!(dedupe(&["--tier", "letters"]).ends_with(1).err.contains("no duplicates"));
}

#[test]
fn units_of_documents_are_no_duplicates_to_delete() {
    let case = Case::with_memory();
    run(&case, &["align", "market.en.txt", "market.ar.txt", "--document", "again"]).succeeds();
    let ran = run(&case, &["dedupe", "--apply"]).ends_with(1);
    assert!(ran.err.contains("no duplicates to delete; 8 units more are kept"), "{}", ran.err);
    assert_eq!(sources(&case).len(), 16);
}

#[test]
fn replacing_shows_first_and_then_does_it() {
    let case =
        with_units(vec![tagged_unit("اضغط حفظ الآن."), unit("Saved, not Save.", "حُفظ لا حفظ")]);
    let replace = |more: &[&str]| run(&case, &[&["replace"], more].concat());
    let preview = replace(&["Save", "Store"]).succeeds();
    let lines: Vec<&str> = preview.out.lines().collect();
    assert_eq!(lines[1], "  en  Press [-Save-]{+Store+} now.");
    assert_eq!(lines[2], "  ar  اضغط حفظ الآن.");
    assert_eq!(lines[5], "  en  Saved, not [-Save-]{+Store+}.");
    assert!(preview.err.contains("would replace 2 occurrences in 2 units"), "{}", preview.err);
    assert_eq!(sources(&case)[0], "Press Save now.");
    replace(&["Save", "Store", "--apply", "--on", "source"]).succeeds();
    assert_eq!(sources(&case), ["Press Store now.", "Saved, not Store."]);
    let shown = run(&case, &["units", "show", "1"]).succeeds().out;
    assert!(shown.contains("Press <1>Store</1> now."), "{shown}");
    assert!(replace(&["Save", "Store"]).ends_with(1).err.contains("nothing was found"));
    let ran = replace(&["حفظ", "خزن", "--folded", "--on", "target", "--apply"]).succeeds();
    assert!(ran.err.contains("replaced 3 occurrences in 2 units"), "{}", ran.err);
    let ran = replace(&[".*", "", "--regex", "--on", "source", "--apply"]).ends_with(1);
    assert!(ran.err.contains("a text would become empty: 2 units"), "{}", ran.err);
    replace(&["(", "", "--regex"]).fails_saying(&["regular expression", "unclosed group"]);
    assert!(
        replace(&["store", "x", "--ignore-case", "--search", "press"])
            .succeeds()
            .err
            .contains("1 unit")
    );
}

#[test]
fn what_is_replaced_is_found_and_its_bead_edited() {
    let case = Case::with_memory();
    run(&case, &["replace", "baker", "miller", "--apply"]).succeeds();
    let mut memory = Memory::open(&case.path("m.tarjuman")).unwrap();
    let asked = "The miller gives away the last loaves before sunset.";
    let found = memory.lookup(asked, &LookupOptions::new(Language::english())).unwrap();
    // Its neighbours are not asked for, so it is no more than equal.
    assert_eq!((found[0].score, found[0].source.as_str()), (100, asked));
    assert_eq!(
        case.column("m.tarjuman", "SELECT source_edited FROM bead WHERE status = 'edited'"),
        [asked]
    );
    assert_eq!(
        case.count("m.tarjuman", "SELECT count(*) FROM bead WHERE target_edited IS NOT NULL"),
        0
    );
}

#[test]
fn info_counts_duplicates_conflicts_and_imports() {
    let named = |unit: Unit, name: &str| Unit { identifier: Some(name.to_owned()), ..unit };
    let case = with_units(vec![
        named(unit("Open", "افتح"), "1"),
        named(unit("Open", "افتح"), "2"),
        named(unit("Open", "مفتوح"), "3"),
        named(unit("Unlocked", "مفتوح"), "4"),
        named(unit("open", "افتح"), "5"),
    ]);
    let out = run(&case, &["info", "--format", "json"]).succeeds().out;
    let info: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(info["duplicates"], 1);
    assert_eq!(info["conflicts"], serde_json::json!({"sources": 1, "targets": 2}));
    assert_eq!(info["imports"][0]["detail"]["added"], 5);
    assert_eq!(info["units"][0]["source_words"], 5);
    let text = run(&case, &["info"]).succeeds().out;
    for part in [
        "5 units, 0 documents, 1 operation",
        "1 import\n",
        "units.tmx, 5 units",
        "several translations: 1 source\n",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}
