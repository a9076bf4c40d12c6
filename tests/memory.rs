//! What the memory keeps, and what it refuses to touch.

use std::process::Child;

use crate::samples::article;
use crate::support::article::{ARABIC, ENGLISH, as_paragraphs, english_with};
use crate::support::{Case, PROGRAM, Ran, bare};

const ALIGN: [&str; 5] = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];

/// Aligns the market article into the memory again, with more arguments.
fn align_again(case: &Case, more: &[&str]) -> Ran {
    case.run(ALIGN.iter().chain(more)).succeeds()
}

/// Lets a person decide the bead of sentence `index`, on the bead and on its unit.
fn decide(case: &Case, index: usize, status: &str) {
    let source = ENGLISH[index];
    let bead = format!("UPDATE bead SET status = '{status}' WHERE source = json_array('{source}')");
    assert_eq!(case.execute("m.tarjuman", &bead), 1);
    let unit = if status == "rejected" {
        format!("DELETE FROM unit WHERE source = '{source}'")
    } else {
        format!("UPDATE unit SET status = '{status}' WHERE source = '{source}'")
    };
    assert_eq!(case.execute("m.tarjuman", &unit), 1);
}

/// Lets a person change the translation of sentence `index`.
fn edit(case: &Case, index: usize, target: &str) {
    decide(case, index, "edited");
    let source = ENGLISH[index];
    let bead =
        format!("UPDATE bead SET target_edited = '{target}' WHERE source = json_array('{source}')");
    let unit = format!("UPDATE unit SET target = '{target}' WHERE source = '{source}'");
    assert_eq!(case.execute("m.tarjuman", &bead) + case.execute("m.tarjuman", &unit), 2);
}

fn statuses(case: &Case) -> Vec<String> {
    case.column(
        "m.tarjuman",
        "SELECT id || ' ' || status FROM bead WHERE status <> 'auto' ORDER BY position",
    )
}

#[test]
fn align_stores_only_when_told() {
    let mut case = Case::with_market();
    let memory = case.path("mine.tarjuman").to_str().unwrap().to_owned();
    case.set("TARJUMAN_MEMORY", &memory);
    case.run(["align", "market.en.txt", "market.ar.txt"]).succeeds();
    assert_eq!(case.files(), ["market.ar.txt", "market.en.txt"]);
}

#[test]
fn a_stored_document_holds_both_texts_whole() {
    let case = Case::with_memory();
    let sides = |column: &str| {
        let query = format!("SELECT value FROM bead, json_each({column}) ORDER BY position, key");
        case.column("m.tarjuman", &query)
    };
    assert_eq!(sides("source"), ENGLISH);
    assert_eq!(sides("target"), ARABIC);
}

#[test]
fn the_same_files_again_change_nothing() {
    let case = Case::with_memory();
    decide(&case, 2, "accepted");
    let before = case.rows("m.tarjuman");
    assert!(align_again(&case, &[]).err.contains("unchanged"));
    assert_eq!(case.rows("m.tarjuman"), before);
}

/// Which beads give units is asked anew, although nothing is aligned.
#[test]
fn units_of_the_same_files_follow_another_least_score() {
    let case = Case::with_memory();
    decide(&case, 2, "accepted");
    decide(&case, 4, "rejected");
    case.execute("m.tarjuman", "UPDATE bead SET score = 0.6 WHERE id IN (3, 4)");
    let beads = || case.column("m.tarjuman", "SELECT id || status || score FROM bead");
    let units = || case.column("m.tarjuman", "SELECT source FROM unit ORDER BY id");
    let (before, all) = (beads(), units());
    let ran = align_again(&case, &["--min-score", "0.7"]);
    assert!(ran.err.contains("6 units"), "{}", ran.err);
    assert_eq!(units(), [0, 1, 2, 5, 6, 7].map(|index| ENGLISH[index]));
    assert!(align_again(&case, &["--min-score", "0.7"]).err.contains("unchanged"));
    align_again(&case, &["--min-score", "0.6"]);
    assert_eq!(units().len(), all.len());
    assert_eq!(beads(), before);
    let logged = "SELECT count(*) FROM operation WHERE kind = 'min-score'";
    assert_eq!(case.count("m.tarjuman", logged), 2);
}

/// Nothing tells what the stored beads were aligned by, so it is said how to align them anew.
#[test]
fn the_same_files_with_another_lexicon_are_not_aligned_again_and_that_is_said() {
    let case = Case::with_memory();
    let ran = align_again(&case, &["--no-lexicon"]);
    assert!(ran.err.contains("unchanged") && ran.err.contains("--replace"), "{}", ran.err);
}

#[test]
fn outputs_are_written_of_an_unchanged_document_too() {
    let case = Case::with_memory();
    edit(&case, 3, "أُصلح السقف مرتين.");
    align_again(&case, &["--output", "out.jsonl", "--output", "out.tsv"]);
    assert!(case.text("out.jsonl").contains("\"status\":\"edited\""));
    assert!(case.text("out.tsv").contains(&format!("{}\tأُصلح السقف مرتين.", ENGLISH[3])));
}

#[test]
fn a_changed_file_keeps_what_a_person_decided() {
    let case = Case::with_memory();
    decide(&case, 2, "accepted");
    decide(&case, 4, "rejected");
    edit(&case, 6, "يهب الخباز آخر أرغفته قبل الغروب.");
    let before = statuses(&case);
    assert_eq!(before.len(), 3);
    let text = english_with(0, "The market opened again on 4 June 2012.");
    case.write("market.en.txt", format!("A new heading for the article\n\n{text}"));
    let ran = align_again(&case, &["--format", "jsonl"]);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    assert_eq!(statuses(&case), before);
    let beads = ran.beads();
    let sources = bare(beads.iter().flat_map(|bead| &bead.source));
    assert!(sources.starts_with("Anewheading") && sources.contains("4June2012"));
    let found = |index: usize| {
        beads.iter().find(|bead| bead.source == [ENGLISH[index]]).expect(ENGLISH[index])
    };
    assert_eq!(found(2).status.as_deref(), Some("accepted"));
    assert_eq!(found(4).status.as_deref(), Some("rejected"));
    assert_eq!(found(5).status, None);
    let unit = "SELECT target || ' ' || status FROM unit WHERE source = ";
    assert_eq!(
        case.column("m.tarjuman", &format!("{unit}'{}'", ENGLISH[6])),
        ["يهب الخباز آخر أرغفته قبل الغروب. edited"]
    );
    assert!(case.column("m.tarjuman", &format!("{unit}'{}'", ENGLISH[4])).is_empty());
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 1);
}

/// The file that is written shows the edited text, as the unit in the memory does.
#[test]
fn outputs_of_a_changed_file_hold_the_edited_text() {
    let case = Case::with_memory();
    edit(&case, 6, "يهب الخباز آخر أرغفته.");
    case.write("market.en.txt", english_with(0, "The market opened again on 4 June 2012."));
    align_again(&case, &["--output", "out.tsv", "--output", "out.jsonl"]);
    assert!(
        case.text("out.jsonl").contains("يهب الخباز آخر أرغفته."),
        "{}",
        case.text("out.jsonl")
    );
    assert!(case.text("out.tsv").contains("يهب الخباز آخر أرغفته."), "{}", case.text("out.tsv"));
}

/// How the new version is cut into paragraphs and sentences does not matter.
#[test]
fn decisions_stand_where_paragraphs_were_joined() {
    let case = Case::with_memory();
    decide(&case, 1, "accepted");
    decide(&case, 5, "rejected");
    let before = statuses(&case);
    case.write("market.en.txt", ENGLISH.join(" "));
    case.write("market.ar.txt", format!("{} {}", ARABIC[..4].join(" "), ARABIC[4..].join(" ")));
    let ran = align_again(&case, &["--segmentation", "paragraph"]);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    assert_eq!(statuses(&case), before);
}

#[test]
fn decided_beads_whose_text_is_gone_are_listed_and_their_units_stay() {
    let case = Case::with_memory();
    decide(&case, 1, "accepted");
    decide(&case, 3, "accepted");
    case.write("market.en.txt", english_with(3, "The roof has leaked since 1998."));
    let ran = align_again(&case, &[]);
    assert!(ran.err.contains("warning: "), "{}", ran.err);
    assert!(ran.err.contains(&format!("accepted: {} | {}", ENGLISH[3], ARABIC[3])), "{}", ran.err);
    assert!(!ran.err.contains(ENGLISH[1]), "{}", ran.err);
    assert_eq!(statuses(&case).len(), 1);
    let unit =
        format!("SELECT target FROM unit WHERE source = '{}' AND bead_id IS NULL", ENGLISH[3]);
    assert_eq!(case.column("m.tarjuman", &unit), [ARABIC[3]]);
    let undecided = "SELECT source FROM unit WHERE bead_id IS NULL AND status = 'auto'";
    assert!(case.column("m.tarjuman", undecided).is_empty());
}

/// What the person wrote is what is lost, so it is what must be shown.
#[test]
fn a_lost_edit_is_listed_with_the_edited_text() {
    let case = Case::with_memory();
    edit(&case, 3, "أُصلح السقف مرتين.");
    case.write("market.en.txt", english_with(3, "The roof has leaked since 1998."));
    let ran = align_again(&case, &[]);
    assert!(ran.err.contains("أُصلح السقف مرتين."), "{}", ran.err);
}

#[test]
fn replace_starts_afresh() {
    let case = Case::with_memory();
    let fresh = case.column("m.tarjuman", "SELECT source || target FROM unit ORDER BY id");
    decide(&case, 1, "rejected");
    edit(&case, 6, "نص آخر.");
    align_again(&case, &["--replace"]);
    assert!(statuses(&case).is_empty());
    assert_eq!(case.column("m.tarjuman", "SELECT source || target FROM unit ORDER BY id"), fresh);
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 1);
}

/// The sample has omissions on both sides.
#[test]
fn omissions_rejected_and_doubtful_beads_give_no_units() {
    let case = Case::new();
    let arguments = |least| {
        let pair = [article("harbour.en.txt"), article("harbour.ar.txt")];
        let [source, target] = pair;
        [
            "align",
            &source,
            &target,
            "--memory",
            "m.tarjuman",
            "--document",
            "h",
            "--min-score",
            least,
        ]
        .map(str::to_owned)
    };
    case.run(arguments("0")).succeeds();
    let count = |query: &str| case.count("m.tarjuman", query);
    let omissions = count("SELECT count(*) FROM bead WHERE source = '[]' OR target = '[]'");
    let beads = count("SELECT count(*) FROM bead");
    assert!(omissions > 0);
    assert_eq!(count("SELECT count(*) FROM unit"), beads - omissions);
    case.run(arguments("0.9").into_iter().chain(["--replace".to_owned()])).succeeds();
    let sure = "SELECT count(*) FROM bead WHERE source <> '[]' AND target <> '[]' AND score >= 0.9";
    assert_eq!(count("SELECT count(*) FROM unit"), count(sure));
    assert_eq!(count("SELECT count(*) FROM unit WHERE score < 0.9"), 0);
}

#[test]
fn a_rejected_bead_stays_with_its_document() {
    let case = Case::with_memory();
    decide(&case, 1, "rejected");
    let export = ["export", "--memory", "m.tarjuman", "--output", "-", "--format"];
    let page = case.run(export.into_iter().chain(["html"])).succeeds().out;
    assert_eq!(page.matches("<tr class=\"rejected\">").count(), 1);
    let pairs = case.run(export.into_iter().chain(["tsv"])).succeeds().out;
    assert!(!pairs.contains(ENGLISH[1]) && pairs.contains(ENGLISH[2]));
}

/// A second look at a document must not lose what was decided of an omission either.
#[test]
fn an_accepted_omission_is_kept() {
    let case = Case::with_market();
    let more = "Written in the winter of 2019 by the same hand.";
    case.write("market.en.txt", as_paragraphs(&ENGLISH) + more);
    align_again(&case, &[]);
    let omission = format!("WHERE source = json_array('{more}') AND target = '[]'");
    let accept = format!("UPDATE bead SET status = 'accepted' {omission}");
    assert_eq!(case.execute("m.tarjuman", &accept), 1, "it was not an omission to begin with");
    case.write("market.en.txt", english_with(0, "It opened on 3 May 2011.") + more);
    let ran = align_again(&case, &[]);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let kept = format!("SELECT count(*) FROM bead {omission} AND status = 'accepted'");
    assert_eq!(case.count("m.tarjuman", &kept), 1);
}

#[test]
fn units_tell_where_they_come_from() {
    let mut case = Case::with_market();
    case.set("USER", "noor");
    align_again(&case, &["--source-language", "en-US"]);
    let count = |query: &str| case.count("m.tarjuman", query);
    let units = count("SELECT count(*) FROM unit");
    assert_eq!(units, ENGLISH.len() as i64);
    let traced = "SELECT count(*) FROM unit JOIN bead ON bead.id = unit.bead_id
        JOIN document ON document.id = bead.document_id AND document.id = unit.document_id
        WHERE unit.score = bead.score AND unit.status = 'auto' AND unit.score BETWEEN 0.5 AND 1
        AND unit.source_language = 'en-US' AND unit.target_language = 'ar' AND unit.created_by = 'noor'
        AND unit.created_at = unit.changed_at AND document.name = 'market.en.txt | market.ar.txt'";
    assert_eq!(count(traced), units);
    let logged = "SELECT count(*) FROM operation WHERE kind = 'align' AND by = 'noor'
        AND document = 'market.en.txt | market.ar.txt'";
    assert_eq!(count(logged), 1);
}

/// Rows whose text did not change keep their identity, and so their history.
#[test]
fn units_of_unchanged_beads_keep_their_rows() {
    let case = Case::with_memory();
    let query = format!("SELECT id || created_at FROM unit WHERE source = '{}'", ENGLISH[5]);
    let before = case.column("m.tarjuman", &query);
    case.write("market.en.txt", english_with(0, "The market opened again on 4 June 2012."));
    align_again(&case, &[]);
    assert_eq!(case.column("m.tarjuman", &query), before);
}

#[test]
fn a_document_goes_by_the_name_it_is_given() {
    let case = Case::with_market();
    align_again(&case, &["--document", "the market"]);
    case.write("new.en.txt", english_with(7, "His shop has the number 28."));
    let renamed = ["align", "new.en.txt", "market.ar.txt", "--memory", "m.tarjuman", "--document"];
    case.run(renamed.into_iter().chain(["the market"])).succeeds();
    let names = || case.column("m.tarjuman", "SELECT name FROM document ORDER BY id");
    assert_eq!(names(), ["the market"]);
    case.run(renamed.into_iter().chain(["another"])).succeeds();
    assert_eq!(names(), ["the market", "another"]);
    let export =
        ["export", "--memory", "m.tarjuman", "--format", "tsv", "--output", "-", "--document"];
    let out = case.run(export.into_iter().chain(["another"])).succeeds().out;
    assert_eq!(out.lines().count(), ENGLISH.len());
    let ran = case.run(export.into_iter().chain(["none"])).ends_with(1);
    assert!(ran.err.contains("none"), "{}", ran.err);
}

/// `./a.txt` and `a.txt` are one file, and so one document.
#[test]
fn the_same_files_by_another_path_are_the_same_document() {
    let case = Case::with_memory();
    let again = ["align", "./market.en.txt", "./market.ar.txt", "--memory", "m.tarjuman"];
    assert!(case.run(again).succeeds().err.contains("unchanged"));
}

#[test]
fn export_takes_only_what_is_asked_for() {
    let case = Case::with_memory();
    decide(&case, 1, "accepted");
    edit(&case, 6, "نص آخر.");
    case.execute("m.tarjuman", "UPDATE unit SET score = 0.6 WHERE status IN ('accepted', 'auto')");
    let export = |more: &[&str]| {
        let fixed = ["export", "--memory", "m.tarjuman", "--format", "tsv", "--output", "-"];
        case.run(fixed.iter().chain(more))
    };
    assert_eq!(export(&[]).succeeds().out.lines().count(), ENGLISH.len());
    let reviewed = export(&["--status", "accepted,edited"]).succeeds().out;
    assert_eq!(reviewed.lines().count(), 2);
    assert!(reviewed.contains(ENGLISH[1]) && reviewed.contains("نص آخر."));
    // What a person decided stays, whatever its score.
    assert_eq!(export(&["--min-score", "0.99"]).succeeds().out, reviewed);
    assert_eq!(export(&["--status", "rejected"]).ends_with(1).out, "");
    let ran = export(&["--status", "good"]).ends_with(2);
    assert!(ran.err.contains("accepted"), "{}", ran.err);
}

/// Refused with words by every command, and not one byte of it or beside it changed.
#[track_caller]
fn assert_refuses_memory(case: &Case, name: &str, words: &[&str]) {
    case.write("list.tsv", "market.en.txt\tmarket.ar.txt\n");
    let content = || -> Vec<_> {
        let names = case.files().into_iter();
        names.map(|name| (std::fs::read(case.path(&name)).ok(), name)).collect()
    };
    let before = content();
    for arguments in [
        &["align", "market.en.txt", "market.ar.txt"][..],
        &["align", "--pairs", "list.tsv"],
        &["info"],
        &["export", "--output", "out.tmx"],
    ] {
        case.run(arguments.iter().chain(&["--memory", name]))
            .fails_saying(&[&[name], words].concat());
        assert!(content() == before, "{arguments:?} changed something");
    }
}

#[test]
fn a_text_file_is_no_memory() {
    let case = Case::with_market();
    case.write("notes.txt", "Some notes that must not be lost. ".repeat(200));
    case.write("short.txt", "Short.");
    case.run(["align", "market.en.txt", "market.ar.txt", "--output", "m.tmx"]).succeeds();
    for name in ["notes.txt", "short.txt", "m.tmx"] {
        assert_refuses_memory(&case, name, &["not a translation memory", "name another file"]);
    }
}

#[test]
fn an_empty_file_is_no_memory() {
    let case = Case::with_market();
    case.write("m.tarjuman", "");
    assert_refuses_memory(&case, "m.tarjuman", &["empty", "not a translation memory"]);
}

#[test]
fn a_folder_is_no_memory() {
    let case = Case::with_market();
    std::fs::create_dir(case.path("folder")).unwrap();
    assert_refuses_memory(&case, "folder", &["this is a folder", "name a file in it"]);
}

#[test]
fn a_database_of_another_program_is_no_memory() {
    let case = Case::with_market();
    for journal in ["delete", "wal"] {
        let name = format!("{journal}.sqlite");
        let database = case.database(&name);
        database.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())).unwrap();
        database
            .execute_batch("CREATE TABLE unit (id INTEGER); INSERT INTO unit VALUES (7)")
            .unwrap();
        database.close().unwrap();
        assert_refuses_memory(&case, &name, &["not a translation memory"]);
    }
}

/// A program says whose its file is before it makes its first table.
#[test]
fn an_empty_database_of_another_program_is_no_memory() {
    let case = Case::with_market();
    let database = case.database("other.sqlite");
    database
        .execute_batch("PRAGMA application_id = 77; CREATE TABLE t (x); DROP TABLE t;")
        .unwrap();
    database.close().unwrap();
    assert_refuses_memory(&case, "other.sqlite", &["not a translation memory"]);
}

/// Copies a database with its log as a program leaves them that is killed.
fn leave_as_killed(case: &Case, name: &str, copy: &str) {
    for suffix in ["", "-wal"] {
        case.write(format!("{copy}{suffix}"), case.bytes(format!("{name}{suffix}")));
    }
}

/// SQLite would move the log into the database.
#[test]
fn a_database_that_another_program_left_open_is_not_tidied_up() {
    let case = Case::with_market();
    let database = case.database("open.sqlite");
    database.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    database.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (7)").unwrap();
    leave_as_killed(&case, "open.sqlite", "killed.sqlite");
    assert_refuses_memory(&case, "killed.sqlite", &["not a translation memory"]);
}

#[test]
fn a_memory_that_a_newer_version_left_open_is_left_alone() {
    let case = Case::with_memory();
    let database = case.database("m.tarjuman");
    database.execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(truncate);").unwrap();
    database.execute_batch("CREATE TABLE newer (x)").unwrap();
    leave_as_killed(&case, "m.tarjuman", "killed.tarjuman");
    assert_refuses_memory(&case, "killed.tarjuman", &["newer", "update"]);
}

/// The oldest version there is has no tables yet.
#[test]
fn a_memory_of_an_older_version_is_brought_to_this_one_to_read_it() {
    let case = Case::with_market();
    let old = "PRAGMA application_id = 0x7461726A; CREATE TABLE t (x); DROP TABLE t;";
    for arguments in [&["info"][..], &["export", "--output=-", "--format=jsonl"]] {
        let database = case.database("old.tarjuman");
        database.execute_batch(old).unwrap();
        database.close().unwrap();
        let ran = case.run(arguments.iter().chain(&["--memory", "old.tarjuman"]));
        assert!(!ran.err.contains("error"), "{}", ran.err);
        assert_eq!(case.count("old.tarjuman", "PRAGMA user_version"), 5);
        std::fs::remove_file(case.path("old.tarjuman")).unwrap();
    }
}

/// Nothing is left of how a memory is made, and others may use it as far as they may use new files.
#[test]
fn a_new_memory_is_a_file_like_others() {
    let case = Case::with_memory();
    assert_eq!(case.files(), ["m.tarjuman", "market.ar.txt", "market.en.txt"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| std::fs::metadata(case.path(name)).unwrap().permissions().mode();
        assert_eq!(mode("m.tarjuman"), mode("market.en.txt"));
    }
}

#[test]
fn a_memory_of_a_newer_version_is_left_alone() {
    let case = Case::with_memory();
    let database = case.database("m.tarjuman");
    database.execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(truncate);").unwrap();
    database.close().unwrap();
    assert_refuses_memory(&case, "m.tarjuman", &["newer", "update"]);
}

/// A memory cut off in its middle is said to be damaged, not to be empty.
#[test]
fn a_damaged_memory_is_refused() {
    let case = Case::with_memory();
    let bytes = case.bytes("m.tarjuman");
    case.write("m.tarjuman", &bytes[..bytes.len() / 3]);
    case.run(["export", "--memory", "m.tarjuman", "--output", "out.tmx"])
        .fails_saying(&["m.tarjuman", "damaged"]);
    assert!(!case.exists("out.tmx"));
}

#[test]
fn reading_makes_no_memory() {
    let case = Case::with_market();
    let files = case.files();
    case.run(["info", "--memory", "none.tarjuman"]).fails_saying(&["none.tarjuman", "align"]);
    case.run(["export", "--memory", "none.tarjuman", "--output", "x.tmx"])
        .fails_saying(&["none.tarjuman"]);
    assert_eq!(case.files(), files);
}

#[test]
fn a_memory_in_a_missing_folder_is_refused() {
    let case = Case::with_market();
    let memory = ["--memory", "missing/m.tarjuman"];
    let align = ["align", "market.en.txt", "market.ar.txt"].into_iter().chain(memory);
    case.run(align).fails_saying(&["m.tarjuman", "folder"]);
    assert!(!case.exists("missing"));
}

#[test]
fn two_processes_may_write_at_once() {
    for round in 0..20 {
        let case = Case::with_market();
        let writers: Vec<Child> = ["one", "two", "three"]
            .map(|name| case.start(ALIGN.iter().chain(&["--document", name])))
            .into();
        for writer in writers {
            let output = writer.wait_with_output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(0), "round {round}: {err}");
        }
        let names = case.column("m.tarjuman", "SELECT name FROM document ORDER BY name");
        assert_eq!(names, ["one", "three", "two"]);
        let units = case.count("m.tarjuman", "SELECT count(*) FROM unit");
        assert_eq!(units, 3 * ENGLISH.len() as i64);
    }
}

/// A writer waits for another one that is in the middle of a transaction.
#[test]
fn a_writer_waits_for_another() {
    let case = Case::with_memory();
    let database = case.database("m.tarjuman");
    database.execute_batch("BEGIN IMMEDIATE; UPDATE document SET revision = revision").unwrap();
    let mut waiting = case.start(ALIGN.iter().chain(&["--document", "second"]));
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(waiting.try_wait().unwrap().is_none(), "it did not wait");
    database.execute_batch("COMMIT").unwrap();
    assert_eq!(waiting.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM document"), 2);
}

#[test]
fn a_reader_sees_a_memory_that_is_being_written() {
    let case = Case::with_memory();
    let database = case.database("m.tarjuman");
    database.execute_batch("BEGIN IMMEDIATE; DELETE FROM unit").unwrap();
    let export = ["export", "--memory", "m.tarjuman", "--format", "tsv", "--output", "-"];
    assert_eq!(case.run(export).succeeds().out.lines().count(), ENGLISH.len());
}

#[test]
fn info_counts_what_a_memory_holds() {
    let case = Case::with_memory();
    decide(&case, 1, "accepted");
    decide(&case, 2, "rejected");
    let info = ["info", "--memory", "m.tarjuman"];
    let out = case.run(info.into_iter().chain(["--format", "json"])).succeeds().out;
    let info_json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let document = &info_json["documents"][0];
    assert_eq!(document["name"], "market.en.txt | market.ar.txt");
    assert_eq!(document["source_language"], "en");
    assert_eq!(document["target_language"], "ar");
    assert_eq!(document["beads"], 8);
    assert_eq!(document["omissions"], 0);
    assert_eq!(document["reviewed"], 2);
    assert_eq!(document["units"], 7);
    let words = |sentences: &[&str]| {
        let kept = sentences.iter().enumerate().filter(|(index, _)| *index != 2);
        kept.map(|(_, sentence)| sentence.split(' ').count()).sum::<usize>()
    };
    let units = serde_json::json!([{
        "source_language": "en", "target_language": "ar", "units": 7,
        "source_words": words(&ENGLISH), "target_words": words(&ARABIC),
    }]);
    assert_eq!(info_json["units"], units);
    assert_eq!(info_json["statuses"], serde_json::json!([["accepted", 1], ["auto", 6]]));
    assert_eq!(info_json["operations"], 1);
    assert!(info_json["bytes"].as_u64().unwrap() > 0);
    let text = case.run(info).succeeds().out;
    for word in [
        "m.tarjuman",
        "7 units, 1 document, 1 operation\n",
        "market.en.txt | market.ar.txt",
        "8 beads, 0 omissions, 2 reviewed",
    ] {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
}

#[test]
fn the_environment_names_the_memory_that_is_read() {
    let mut case = Case::with_memory();
    case.run(["export", "--output", "out.tmx"]).fails_saying(&["does not exist"]);
    let memory = case.path("m.tarjuman").to_str().unwrap().to_owned();
    case.set("TARJUMAN_MEMORY", &memory);
    assert!(case.run(["info"]).succeeds().out.contains("market.en.txt"));
    case.run(["info", "--memory", "none.tarjuman"]).fails_saying(&["none.tarjuman"]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_users_own_memory_is_in_the_data_folder() {
    let mut case = Case::with_memory();
    case.run(["info"]).fails_saying(&[".local/share/tarjuman/memory.tarjuman"]);
    let data = case.path("data").to_str().unwrap().to_owned();
    case.set("XDG_DATA_HOME", &data);
    case.write("data/tarjuman/memory.tarjuman", case.bytes("m.tarjuman"));
    assert!(case.run(["info"]).succeeds().out.contains("market.en.txt"));
}

/// Whether the file, its folder or both may not be written: a memory can be read, and SQLite's
/// companions do not stay beside it.
#[cfg(unix)]
#[test]
fn a_memory_that_may_not_be_written_is_read_and_nothing_is_left_beside_it() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let case = Case::with_memory();
    let permit = |name: &str, mode: u32| {
        std::fs::set_permissions(case.path(name), PermissionsExt::from_mode(mode)).unwrap();
    };
    permit("", 0o755);
    // Another user may not be able to reach the folder that the program was built in.
    let program = case.path("tarjuman");
    std::fs::copy(PROGRAM, &program).unwrap();
    std::fs::create_dir(case.path("a #shelf%")).unwrap();
    std::fs::rename(case.path("m.tarjuman"), case.path("a #shelf%/m.tarjuman")).unwrap();
    for (file, folder) in [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)] {
        permit("a #shelf%/m.tarjuman", file);
        permit("a #shelf%", folder);
        for (arguments, code) in [
            (&["info"][..], 0),
            (&["export", "--output=-", "--format=tsv"], 0),
            (&["align", "market.en.txt", "market.ar.txt", "--document=new"], 2),
        ] {
            let memory = ["--memory", "a #shelf%/m.tarjuman"];
            let mut command = case.command_of(&program, arguments.iter().chain(&memory));
            // Nobody: permissions do not hold the superuser.
            if std::fs::metadata(case.path("")).unwrap().uid() == 0 {
                command.uid(65_534).gid(65_534);
            }
            let output = command.output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{file:o} {folder:o} {err}");
            assert!(code == 0 || err.contains("permissions"), "{err}");
            let left = std::fs::read_dir(case.path("a #shelf%")).unwrap().count();
            assert_eq!(left, 1, "{arguments:?} {file:o} {folder:o}");
        }
        permit("a #shelf%", 0o755);
    }
}
