//! What was done to a memory, taken back and done again.

use tarjuman::memory::{BeadEdit, Memory, UnitEdit};
use tarjuman::model::{Language, OperationKind, Pair, Score, Status, Unit, UnitId, UnitText};

use crate::support::article::{ARABIC, ENGLISH, english_with};
use crate::support::{Case, Ran};

const MEMORY: [&str; 2] = ["--memory", "m.tarjuman"];

fn run(case: &Case, arguments: &[&str]) -> Ran {
    case.run(arguments.iter().chain(&MEMORY))
}

fn undo(case: &Case) -> Ran {
    run(case, &["undo"]).succeeds()
}

fn redo(case: &Case) -> Ran {
    run(case, &["redo"]).succeeds()
}

fn open(case: &Case) -> Memory {
    Memory::open_or_create(&case.path("m.tarjuman")).unwrap()
}

/// All that can be taken back; a revision only ever grows, and a checksum follows from the rest of its row.
fn state(case: &Case) -> Vec<String> {
    let of = |table: &str, without: &str| {
        let columns = format!(
            "SELECT group_concat('quote(' || name || ')', ' || ''|'' || ') FROM pragma_table_info('{table}') WHERE name NOT IN ('{without}', 'checksum')"
        );
        let columns = case.column("m.tarjuman", &columns).remove(0);
        case.column("m.tarjuman", &format!("SELECT {columns} FROM {table} ORDER BY id"))
    };
    [of("document", "revision"), of("bead", "revision"), of("unit", "")].concat()
}

#[track_caller]
fn assert_sound(case: &Case) {
    assert_eq!(case.column("m.tarjuman", "PRAGMA integrity_check"), ["ok"]);
    assert!(case.column("m.tarjuman", "PRAGMA foreign_key_check").is_empty());
    let checked = run(case, &["repair", "--check"]).succeeds();
    assert!(checked.err.contains("no problems found"), "{}", checked.err);
}

fn unit(source: &str, target: &str) -> Unit {
    Unit::new(
        Pair::new(source, target).map(UnitText::plain),
        Pair::new(Language::english(), Language::arabic()),
    )
}

fn import(case: &Case, name: &str, document: Option<&str>, units: &[(&str, &str)]) {
    let mut memory = open(case);
    let mut import = memory.import(name).unwrap();
    for (position, (source, target)) in units.iter().enumerate() {
        let unit = Unit {
            document: document.map(str::to_owned),
            position: document.map(|_| position as u64),
            ..unit(source, target)
        };
        import.add(unit).unwrap();
    }
    import.finish(true).unwrap();
}

const TWO: [(&str, &str); 2] =
    [("The lamp is lit.", "أُضيء المصباح."), ("The lamp is out.", "انطفأ المصباح.")];

/// Every kind of operation on the market article, each taken back and done again.
#[test]
fn whatever_is_done_is_taken_back_and_done_again() {
    type Step = (&'static str, fn(&Case));
    let steps: [Step; 8] = [
        ("reject", |case| {
            let mut memory = open(case);
            let document = memory.find_document("market.en.txt | market.ar.txt").unwrap().unwrap();
            let beads = vec![memory.beads(document.id).unwrap()[2].id];
            let reject = BeadEdit::Status { beads, status: Status::Rejected };
            memory.review(document.id, document.revision, &reject).unwrap();
        }),
        ("edit", |case| {
            run(case, &["units", "edit", "4", "--target", "نص جديد.", "--note", "why"]).succeeds();
        }),
        ("delete", |case| drop(run(case, &["units", "delete", "5", "6"]).succeeds())),
        ("merge", |case| drop(run(case, &["units", "merge", "1", "2"]).succeeds())),
        ("replace", |case| drop(run(case, &["replace", "the", "that", "--apply"]).succeeds())),
        ("import", |case| import(case, "two.tmx", Some("lamps"), &TWO)),
        ("add", |case| {
            let add = ["units", "add", "One more.", "واحدة أخرى.", "--source-language", "en"];
            run(case, &[&add[..], &["--target-language", "ar"]].concat()).succeeds();
        }),
        ("align", |case| {
            case.write("market.en.txt", english_with(0, "The market opened again on 4 June 2012."));
            run(case, &["align", "market.en.txt", "market.ar.txt"]).succeeds();
        }),
    ];
    let case = Case::with_memory();
    let empty: Vec<String> = Vec::new();
    let mut states = vec![empty, state(&case)];
    for (kind, step) in steps {
        step(&case);
        let after = state(&case);
        assert_ne!(Some(&after), states.last(), "{kind} changed nothing");
        assert!(undo(&case).err.contains(kind), "{kind}");
        assert_eq!(Some(&state(&case)), states.last(), "undo of {kind}");
        redo(&case);
        assert_eq!(state(&case), after, "redo of {kind}");
        assert_sound(&case);
        states.push(after);
    }
    // All the way back, and all the way forth.
    for before in states.iter().rev().skip(1) {
        undo(&case);
        assert_eq!(&state(&case), before);
    }
    assert!(run(&case, &["undo"]).fails_saying(&["nothing to undo"]).out.is_empty());
    for after in &states[1..] {
        redo(&case);
        assert_eq!(&state(&case), after);
    }
    run(&case, &["redo"]).fails_saying(&["nothing to redo"]);
    assert_sound(&case);
}

#[test]
fn what_comes_back_is_found_again() {
    let case = Case::new();
    import(&case, "two.tmx", None, &TWO);
    let found = || case.column("m.tarjuman", "SELECT source FROM unit").len();
    undo(&case);
    assert_eq!(found(), 0);
    // The index of what was deleted need not be there any more.
    run(&case, &["repair"]).succeeds();
    redo(&case);
    assert_eq!(found(), 2);
    assert_sound(&case);
}

#[test]
fn an_operation_in_the_middle_is_taken_back_unless_its_rows_changed_since() {
    let case = Case::with_memory();
    run(&case, &["units", "edit", "1", "--note", "first"]).succeeds();
    run(&case, &["units", "edit", "2", "--note", "second"]).succeeds();
    run(&case, &["units", "edit", "1", "--status", "accepted"]).succeeds();
    let before = state(&case);
    run(&case, &["undo", "2"]).fails_saying(&[
        "operation 2 (edit)",
        "operation 4 (edit)",
        "undo 4",
    ]);
    assert_eq!(state(&case), before);
    run(&case, &["undo", "3"]).succeeds();
    let notes = || case.column("m.tarjuman", "SELECT note FROM unit WHERE note IS NOT NULL");
    assert_eq!(notes(), ["first"]);
    run(&case, &["undo", "3"]).fails_saying(&["already undone", "redo"]);
    run(&case, &["undo", "5"]).fails_saying(&["undid operation 3", "redo"]);
    redo(&case);
    assert_eq!(notes(), ["first", "second"]);
    run(&case, &["undo", "6"]).fails_saying(&["undo 3"]);
    run(&case, &["undo", "77"]).fails_saying(&["operation 77 does not exist", "history"]);
    run(&case, &["undo", "4"]).succeeds();
    run(&case, &["undo", "2"]).succeeds();
    assert_eq!(notes(), ["second"]);
}

#[test]
fn nothing_is_done_again_once_something_else_was_done() {
    let case = Case::with_memory();
    run(&case, &["units", "edit", "1", "--note", "first"]).succeeds();
    undo(&case);
    run(&case, &["units", "edit", "2", "--note", "second"]).succeeds();
    run(&case, &["redo"]).fails_saying(&["nothing to redo", "operation 4 (edit)"]);
    undo(&case);
    redo(&case);
    assert_eq!(
        case.column("m.tarjuman", "SELECT note FROM unit WHERE note IS NOT NULL"),
        ["second"]
    );
}

/// Units of an import are not journalled one by one; their changes must be seen all the same.
#[test]
fn an_import_whose_units_changed_since_is_not_taken_back() {
    let case = Case::new();
    import(&case, "two.tmx", None, &TWO);
    run(&case, &["units", "edit", "1", "--target", "أُضيء المصباح الكبير."]).succeeds();
    run(&case, &["undo", "1"]).fails_saying(&["operation 2 (edit)"]);
    undo(&case);
    run(&case, &["units", "delete", "2"]).succeeds();
    run(&case, &["undo", "1"]).fails_saying(&["(delete)"]);
    undo(&case);
    run(&case, &["undo", "1"]).succeeds();
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), 0);
}

/// Two imports share a document; each takes back its own units, and the last one the document.
#[test]
fn a_document_of_imports_goes_with_its_last_unit() {
    let case = Case::new();
    import(&case, "one.tmx", Some("lamps"), &TWO[..1]);
    import(&case, "two.tmx", Some("lamps"), &TWO);
    let names = || {
        case.column(
            "m.tarjuman",
            "SELECT document.name || ' ' || unit.source FROM unit JOIN document ON document.id = document_id",
        )
    };
    assert_eq!(names().len(), 2);
    let both = state(&case);
    run(&case, &["undo", "1"]).succeeds();
    assert_eq!(names(), ["lamps The lamp is out."]);
    run(&case, &["undo", "2"]).succeeds();
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 0);
    redo(&case);
    redo(&case);
    assert_eq!(state(&case), both);
    assert_sound(&case);
}

#[test]
fn an_alignment_stays_while_its_document_holds_imported_units() {
    let case = Case::with_memory();
    import(&case, "two.tmx", Some("market.en.txt | market.ar.txt"), &TWO);
    let before = state(&case);
    run(&case, &["undo", "1"]).fails_saying(&["units were added to its document", "undo 2"]);
    assert_eq!(state(&case), before);
    undo(&case);
    undo(&case);
    assert!(state(&case).is_empty());
}

/// As a program sees it that began to align before.
#[test]
fn who_aligns_meanwhile_notices_an_undo() {
    let case = Case::with_memory();
    let revision = || case.count("m.tarjuman", "SELECT revision FROM document");
    let mut seen = vec![revision()];
    run(&case, &["units", "delete", "1"]).succeeds();
    seen.push(revision());
    undo(&case);
    seen.push(revision());
    redo(&case);
    seen.push(revision());
    assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
}

/// Numbers and signs come back to the last bit.
#[test]
fn rows_come_back_exactly() {
    let case = Case::with_memory();
    let odd = "UPDATE unit SET score = 0.1 + 0.2, note = 'a\"\\\u{1}\u{2028}' || char(10), fingerprint = -9223372036854775807";
    case.execute("m.tarjuman", odd);
    let before = state(&case);
    run(&case, &["units", "delete", "--all"]).succeeds();
    undo(&case);
    assert_eq!(state(&case), before);
}

/// Operations of a version that recorded no changes.
#[test]
fn what_an_older_version_did_cannot_be_taken_back() {
    let case = Case::with_memory();
    case.execute("m.tarjuman", "DELETE FROM change");
    let before = state(&case);
    run(&case, &["undo", "1"]).fails_saying(&["operation 1 (align)", "older version of tarjuman"]);
    run(&case, &["undo"]).fails_saying(&[
        "nothing to undo",
        "operation 1",
        "older version of tarjuman",
    ]);
    assert_eq!(state(&case), before);
    run(&case, &["units", "edit", "1", "--note", "new"]).succeeds();
    undo(&case);
    assert_eq!(state(&case), before);
}

#[test]
fn history_tells_what_was_done_by_whom_and_to_how_much() {
    let mut case = Case::with_market();
    case.set("USER", "noor");
    run(&case, &["history"]).fails_saying(&["does not exist"]);
    run(&case, &["align", "market.en.txt", "market.ar.txt"]).succeeds();
    run(&case, &["units", "delete", "1", "2"]).succeeds();
    undo(&case);
    let out = run(&case, &["history"]).succeeds().out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].starts_with("   3  20")
            && lines[0].ends_with("noor  undo of operation 2, 2 units"),
        "{out}"
    );
    assert!(lines[1].ends_with("noor  delete, 2 units (undone)"), "{out}");
    assert!(lines[2].ends_with("noor  align market.en.txt | market.ar.txt, 8 units"), "{out}");
    let json = run(&case, &["history", "--format", "json", "--limit", "2"]).succeeds().out;
    let operations: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(operations.len(), 2);
    assert_eq!((&operations[0]["id"], &operations[0]["undoes"]), (&3.into(), &2.into()));
    assert_eq!(
        (&operations[1]["kind"], &operations[1]["undone"]),
        (&"delete".into(), &true.into())
    );
    assert_eq!(operations[1]["by"], "noor");
}

/// A document's decided beads outlive an alignment that is taken back.
#[test]
fn an_alignment_of_a_changed_text_is_taken_back_with_what_was_decided() {
    let case = Case::with_memory();
    run(&case, &["units", "edit", "4", "--status", "accepted"]).succeeds();
    run(&case, &["units", "edit", "7", "--target", "نص آخر."]).succeeds();
    let before = state(&case);
    case.write("market.en.txt", english_with(3, "The roof has leaked since 1998."));
    run(&case, &["align", "market.en.txt", "market.ar.txt"]).succeeds();
    assert_ne!(state(&case), before);
    undo(&case);
    assert_eq!(state(&case), before);
    // The file did change, so it is aligned again.
    let again = run(&case, &["align", "market.en.txt", "market.ar.txt"]).succeeds();
    assert!(!again.err.contains("unchanged"), "{}", again.err);
}

#[test]
fn a_least_score_is_taken_back() {
    let case = Case::with_memory();
    case.execute("m.tarjuman", "UPDATE bead SET score = 0.6 WHERE position IN (2, 3)");
    let before = state(&case);
    let mut memory = open(&case);
    let name = "market.en.txt | market.ar.txt";
    let revision = memory.find_document(name).unwrap().unwrap().revision;
    memory.set_min_score(name, revision, Score::new(0.7)).unwrap();
    memory.undo(None).unwrap();
    assert_eq!(state(&case), before);
}

/// One connection does, takes back and does again: nothing is recorded that should not be.
#[test]
fn one_connection_may_do_all_of_it() {
    let case = Case::new();
    let mut memory = open(&case);
    memory.add_units(&[unit(ENGLISH[0], ARABIC[0])]).unwrap();
    let edit = UnitEdit { note: Some("n".to_owned()), ..UnitEdit::default() };
    memory.edit_unit(UnitId(1), &edit).unwrap();
    memory.undo(None).unwrap();
    let mut import = memory.import("x").unwrap();
    import.add(unit(ENGLISH[1], ARABIC[1])).unwrap();
    import.finish(true).unwrap();
    assert_eq!(memory.undo(None).unwrap().operation.kind, OperationKind::Import);
    assert_eq!(memory.undo(None).unwrap().operation.kind, OperationKind::Add);
    assert!(state(&case).is_empty());
    assert!(memory.undo(None).is_err());
    assert_eq!(memory.history(50).unwrap().len(), 6);
}
