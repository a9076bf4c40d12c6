//! Damaged memories: what means something is noticed, every command says what it leaves out, and whatever is
//! whole is saved.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::support::mutant::{Chance, mutant};
use crate::support::{Case, Ran};

const MEMORY: [&str; 2] = ["--memory", "m.tarjuman"];

fn run(case: &Case, arguments: &[&str]) -> Ran {
    case.run(arguments.iter().chain(&MEMORY))
}

/// Units about reports, in documents of ten; every third has a note, every fifth properties.
fn reports(count: usize) -> String {
    let mut lines = String::new();
    for number in 1..=count {
        let mut unit = serde_json::json!({
            "source": format!("Report {number} of the harbour office came in the month of May."),
            "target": format!("وصل التقرير رقم {number} لمكتب الميناء في شهر مايو."),
            "source_language": "en",
            "target_language": "ar",
            "document": format!("report {}", number / 10),
            "position": number % 10,
            "created_at": "2024-03-01T10:00:00Z",
        });
        if number % 3 == 0 {
            unit["note"] = format!("see folder {number}").into();
        }
        if number % 5 == 0 {
            let properties = serde_json::json!([{"part": "unit", "name": "x-shelf", "value": "9"}]);
            unit["properties"] = properties;
        }
        writeln!(lines, "{unit}").unwrap();
    }
    lines
}

/// A memory of an article and many reports, of which some were edited and some deleted.
fn with_reports(count: usize) -> Case {
    let case = Case::with_memory();
    case.write("reports.jsonl", reports(count));
    run(&case, &["import", "reports.jsonl"]).succeeds();
    run(&case, &["replace", "Report 2", "Paper 2", "--apply"]).succeeds();
    run(&case, &["units", "edit", "3", "--note", "read aloud"]).succeeds();
    let ids: Vec<String> = (20..60).map(|id: i32| id.to_string()).collect();
    let delete: Vec<&str> =
        ["units", "delete"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    run(&case, &delete).succeeds();
    case
}

/// A row as text, whatever its bytes.
fn text_of(row: &rusqlite::Row<'_>, width: usize) -> rusqlite::Result<String> {
    let mut text = String::new();
    for column in 0..width {
        let value = match row.get_ref(column)? {
            ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        text.push_str(&value);
        text.push('|');
    }
    Ok(text)
}

fn rows_of(database: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = database.prepare(query)?;
    let width = statement.column_count();
    statement.query_map([], |row| text_of(row, width))?.collect()
}

/// All that a reader can get out of a file, or why it cannot be read.
fn dump(case: &Case, name: &str) -> Result<Vec<Vec<String>>, String> {
    let database = case.database(name);
    [
        "PRAGMA user_version",
        "PRAGMA application_id",
        "SELECT type, name, tbl_name, sql FROM sqlite_schema",
        "SELECT * FROM document ORDER BY id",
        "SELECT * FROM bead ORDER BY id",
        "SELECT * FROM unit NOT INDEXED ORDER BY id",
        "SELECT id, fingerprint, identity FROM unit INDEXED BY unit_by_fingerprint ORDER BY fingerprint, identity",
        "SELECT bead_id, id FROM unit INDEXED BY unit_by_bead WHERE bead_id IS NOT NULL ORDER BY bead_id",
        "SELECT document_id, id FROM unit INDEXED BY unit_by_document WHERE document_id IS NOT NULL ORDER BY 1",
        "SELECT name, id FROM document INDEXED BY sqlite_autoindex_document_1 ORDER BY name",
        "SELECT document_id, position, id FROM bead INDEXED BY sqlite_autoindex_bead_1 ORDER BY 1, 2",
        "SELECT * FROM operation ORDER BY id",
        "SELECT * FROM change ORDER BY 1, 2",
        "SELECT segment, term, first, hex(units), checksum FROM posting ORDER BY 1, 2, 3",
        "SELECT * FROM vocabulary ORDER BY 1, 2",
    ]
    .into_iter()
    .map(|query| rows_of(&database, query).map_err(|error| error.to_string()))
    .collect()
}

/// What users would miss: the rows of a memory, each with the name of its table.
fn contents(case: &Case, name: &str) -> BTreeSet<String> {
    let database = case.database(name);
    [
        ("document", "id, name, source_language, target_language, segmentation, created_at"),
        ("bead", "id, document_id, position, source, target, source_edited, score, status, note"),
        (
            "unit",
            "id, source, target, source_language, target_language, status, score, created_at, changed_at,
             usage_count, context_before, identifier, note, properties",
        ),
        ("operation", "id, at, by, kind, document, detail"),
    ]
    .into_iter()
    .flat_map(|(table, columns)| {
        let query = format!("SELECT '{table}', {columns} FROM {table}");
        rows_of(&database, &query).unwrap()
    })
    .collect()
}

const COMMANDS: [&[&str]; 9] = [
    &["export", "--format", "jsonl", "--output", "-"],
    &["export", "--format", "beads", "--output", "-"],
    &["units", "list", "--format", "json", "--limit", "100000"],
    &["info", "--format", "json"],
    &["history", "--format", "json", "--limit", "1000"],
    &["search", "folder", "--format", "json"],
    &["search", "harb*", "--format", "json", "--limit", "10000"],
    &["lookup", "Report 77 of the harbour office came in the month of May.", "--format", "json"],
    &["dedupe", "--limit", "1000"],
];

/// The answer of a command about the file `d.tarjuman`. The size of the file is no part of it.
fn answer(case: &Case, command: &[&str]) -> Ran {
    case.run(command.iter().chain(&["--memory", "d.tarjuman"]))
}

fn put(case: &Case, bytes: &[u8]) {
    for suffix in ["", "-wal", "-shm", "-journal", ".repaired", ".repaired-wal", ".repaired-shm"] {
        let _ = std::fs::remove_file(case.path(format!("d.tarjuman{suffix}")));
    }
    case.write("d.tarjuman", bytes);
}

/// What came of many damages.
#[derive(Debug, Default)]
struct Tally {
    without_meaning: usize,
    noticed: usize,
    mended: usize,
    salvaged: usize,
    refused: usize,
    /// The parts of the whole rows that were there afterwards.
    saved: Vec<f64>,
    /// What must not be.
    faults: Vec<String>,
}

/// Damages a memory of `units` reports at `times` random places: each time a byte, or one bit of it.
fn damage(units: usize, times: u64, one_bit: bool) -> Tally {
    let case = with_reports(units);
    let bytes = case.bytes("m.tarjuman");
    put(&case, &bytes);
    let whole = dump(&case, "d.tarjuman").unwrap();
    let rows = contents(&case, "d.tarjuman");
    let answers: Vec<Ran> = COMMANDS.iter().map(|command| answer(&case, command)).collect();
    let mut tally = Tally::default();
    for number in 0..times {
        let mut chance = Chance::of(number * 2 + u64::from(one_bit));
        let place = chance.below(bytes.len());
        let mut damaged = bytes.clone();
        damaged[place] ^= if one_bit { 1 << chance.below(8) } else { 1 + chance.below(255) as u8 };
        let about = format!(
            "byte {place} of {}, {:02x} → {:02x}",
            bytes.len(),
            bytes[place],
            damaged[place]
        );
        put(&case, &damaged);
        let has_meaning = dump(&case, "d.tarjuman").as_ref() != Ok(&whole);
        put(&case, &damaged);
        let checked = answer(&case, &["repair", "--check"]);
        match has_meaning {
            true => tally.noticed += 1,
            false => tally.without_meaning += 1,
        }
        if has_meaning && checked.code == Some(0) {
            tally.faults.push(format!("{about} is not noticed: {}", checked.err));
        }
        for (command, before) in COMMANDS.iter().zip(&answers) {
            let after = answer(&case, command);
            let is_right = (after.code, &after.out) == (before.code, &before.out);
            let says_so = after.code != Some(0) && !after.err.is_empty();
            if !is_right && !says_so {
                tally.faults.push(format!(
                    "{about}: {command:?} ends with {:?}: {}",
                    after.code, after.err
                ));
            }
        }
        put(&case, &damaged);
        repair(&case, &damaged, &rows, &mut tally, &about);
    }
    tally
}

/// Repairs the file, and counts what is there afterwards: nothing that was not there before.
fn repair(case: &Case, damaged: &[u8], rows: &BTreeSet<String>, tally: &mut Tally, about: &str) {
    let repaired = answer(case, &["repair"]);
    let now = match repaired.code {
        Some(0) => {
            tally.mended += 1;
            contents(case, "d.tarjuman")
        }
        Some(1) => {
            tally.salvaged += 1;
            assert!(case.bytes("d.tarjuman") == damaged, "{about}: the damaged file was touched");
            case.run(["repair", "--check", "--memory", "d.tarjuman.repaired"]).succeeds();
            contents(case, "d.tarjuman.repaired")
        }
        _ => {
            tally.refused += 1;
            BTreeSet::new()
        }
    };
    let is_new = |row: &&String| !rows.contains(*row) && !row.contains("recovered document");
    if let Some(row) = now.iter().find(is_new) {
        tally.faults.push(format!("{about}: a repair gives {row}: {}", repaired.err));
    }
    tally.saved.push(now.intersection(rows).count() as f64 / rows.len() as f64);
}

fn assert_saved(tally: &Tally) {
    let average = tally.saved.iter().sum::<f64>() / tally.saved.len() as f64;
    assert!(tally.faults.is_empty(), "{:#?}", tally.faults);
    assert!(average >= 0.99, "{average}: {tally:?}");
}

#[test]
fn damage_is_noticed_and_the_rest_is_saved() {
    for one_bit in [false, true] {
        assert_saved(&damage(300, 8, one_bit));
    }
}

/// `cargo test --release -- --ignored --nocapture many_damages`
#[test]
#[ignore = "takes minutes"]
fn many_damages_are_noticed_and_the_rest_is_saved() {
    for one_bit in [false, true] {
        let start = Instant::now();
        let tally = damage(3000, 100, one_bit);
        let average = tally.saved.iter().sum::<f64>() / tally.saved.len() as f64;
        println!(
            "{}: {} noticed, {} without meaning; {} mended, {} salvaged, {} refused; {:.3} % of all rows saved; {:.0} s",
            if one_bit { "bits" } else { "bytes" },
            tally.noticed,
            tally.without_meaning,
            tally.mended,
            tally.salvaged,
            tally.refused,
            100.0 * average,
            start.elapsed().as_secs_f64()
        );
        assert_saved(&tally);
    }
}

/// The root page of a table of the file.
fn root(case: &Case, table: &str) -> usize {
    let query = format!("SELECT rootpage FROM sqlite_schema WHERE name = '{table}'");
    case.count("m.tarjuman", &query) as usize
}

fn overwrite(bytes: &mut [u8], page: usize) {
    bytes[(page - 1) * 4096..page * 4096].fill(0x5A);
}

#[test]
fn a_bad_root_page_costs_no_row_on_another_page() {
    let case = with_reports(600);
    let root = root(&case, "unit");
    let rows = contents(&case, "m.tarjuman");
    let mut bytes = case.bytes("m.tarjuman");
    overwrite(&mut bytes, root);
    put(&case, &bytes);
    let repaired = answer(&case, &["repair"]).ends_with(1);
    assert!(repaired.err.contains("on pages that had come loose"), "{}", repaired.err);
    // What was deleted, though its pages may still be there, stays deleted.
    assert_eq!(contents(&case, "d.tarjuman.repaired"), rows, "{}", repaired.err);
    case.run(["undo", "--memory", "d.tarjuman.repaired"]).succeeds();
    assert_eq!(case.count("d.tarjuman.repaired", "SELECT count(*) FROM unit"), 608);
}

/// Without its first page, a file does not even say what it is.
#[test]
fn a_bad_first_page_costs_no_unit() {
    let case = with_reports(600);
    let units =
        |name: &str| case.column(name, "SELECT id || source || target FROM unit ORDER BY id");
    let before = units("m.tarjuman");
    let mut bytes = case.bytes("m.tarjuman");
    overwrite(&mut bytes, 1);
    put(&case, &bytes);
    answer(&case, &["repair", "--check"]).ends_with(2);
    let repaired = answer(&case, &["repair"]).ends_with(1);
    let after = units("d.tarjuman.repaired");
    assert!(before.iter().all(|unit| after.contains(unit)), "{}", repaired.err);
    assert!(
        after.len() == before.len() || repaired.err.contains("may be back"),
        "{}",
        repaired.err
    );
}

/// The newest version of a page may be in the log alone.
#[test]
fn what_is_in_the_log_is_saved() {
    let case = with_reports(300);
    let database = case.database("m.tarjuman");
    database
        .execute_batch(
            "PRAGMA wal_autocheckpoint = 0; UPDATE unit SET note = 'in the log' WHERE id = 5",
        )
        .unwrap();
    let log = case.bytes("m.tarjuman-wal");
    let mut bytes = case.bytes("m.tarjuman");
    overwrite(&mut bytes, root(&case, "document"));
    put(&case, &bytes);
    case.write("d.tarjuman-wal", &log);
    answer(&case, &["repair"]).ends_with(1);
    let note = case.column("d.tarjuman.repaired", "SELECT note FROM unit WHERE id = 5");
    assert_eq!(note, ["in the log"]);
    assert!(case.bytes("d.tarjuman") == bytes);
}

/// Each text of a unit in turn is not UTF-8; the unit is named by every command, which goes on.
#[test]
fn a_unit_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    for column in ["note", "source", "target", "created_by"] {
        let case = Case::with_memory();
        let damage = format!("UPDATE unit SET {column} = cast(x'ff4142' AS TEXT) WHERE id = 2");
        case.execute("m.tarjuman", &damage);
        for (command, found) in [
            (&["repair", "--check"][..], ""),
            (&["export", "--format", "tsv", "--output", "-"], "fountain"),
            (&["units", "list"], "fountain"),
            (&["units", "show", "2", "5"], "fountain"),
            (
                &[
                    "lookup",
                    "Forty traders came on the first day, and 12 of them sold only spices.",
                ],
                "",
            ),
            (&["search", "traders"], ""),
            (&["info"], "7 units"),
            (&["check"], ""),
            (&["dedupe", "--tier", "letters"], ""),
        ] {
            let ran = run(&case, command);
            let is_named = ran.err.contains("unit 2 is damaged");
            // Other columns than the texts are no matter to a search by texts.
            assert!(is_named, "{column}, {command:?}: {}", ran.err);
            assert!(
                ran.code == Some(1) && ran.out.contains(found),
                "{column}, {command:?}: {ran:?}"
            );
        }
        let before = case.bytes("m.tarjuman");
        let repaired = run(&case, &["repair"]).ends_with(1);
        assert!(repaired.err.contains("unit 2 is damaged"), "{}", repaired.err);
        assert!(case.bytes("m.tarjuman") == before);
        assert_eq!(case.count("m.tarjuman.repaired", "SELECT count(*) FROM unit"), 7);
        assert_eq!(case.count("m.tarjuman.repaired", "SELECT count(*) FROM bead"), 8);
        case.run(["repair", "--check", "--memory", "m.tarjuman.repaired"]).succeeds();
    }
}

/// A flipped letter leaves a text that looks like any other.
#[test]
fn a_flipped_letter_is_noticed() {
    let case = Case::with_memory();
    let mut bytes = case.bytes("m.tarjuman");
    let text = "Nobody remembers who built";
    let places: Vec<usize> = (0..bytes.len() - text.len())
        .filter(|&at| bytes[at..].starts_with(text.as_bytes()))
        .collect();
    // One in the bead, one in the unit.
    assert_eq!(places.len(), 2);
    for place in places {
        bytes[place + 2] = b'd';
    }
    put(&case, &bytes);
    let checked = answer(&case, &["repair", "--check"]).ends_with(1);
    assert!(
        checked.err.contains("unit 5 is damaged") && checked.err.contains("bead 5"),
        "{}",
        checked.err
    );
    let exported = answer(&case, &["export", "--format", "tsv", "--output", "-"]).ends_with(1);
    assert!(
        exported.err.contains("unit 5") && !exported.out.contains("remembers"),
        "{}",
        exported.err
    );
    assert_eq!(exported.out.lines().count(), 7);
    let beads = answer(&case, &["export", "--format", "text", "--output", "-"]).ends_with(1);
    assert!(beads.err.contains("bead 5") && !beads.out.contains("remembers"), "{}", beads.err);
    answer(&case, &["units", "edit", "5", "--note", "x"])
        .fails_saying(&["unit 5 is damaged", "repair"]);
    answer(&case, &["repair"]).ends_with(1);
    assert_eq!(case.count("d.tarjuman.repaired", "SELECT count(*) FROM unit"), 7);
}

/// Triggers, views and tables of others are named; they never run, and do not come along.
#[test]
fn what_others_put_into_a_file_is_named_and_does_not_run() {
    for (object, name) in [
        (
            "CREATE TRIGGER evil AFTER INSERT ON unit BEGIN DELETE FROM unit WHERE id = 1; END",
            "evil",
        ),
        ("CREATE VIEW seen AS SELECT 1", "seen"),
        ("CREATE TABLE other (x)", "other"),
        ("DROP TRIGGER unit_changed", "unit_changed"),
        (
            "DROP INDEX unit_by_fingerprint; CREATE INDEX unit_by_fingerprint ON unit (identity)",
            "unit_by_fingerprint",
        ),
    ] {
        let case = Case::with_memory();
        case.database("m.tarjuman").execute_batch(object).unwrap();
        let add = [
            "units",
            "add",
            "A lamp.",
            "مصباح.",
            "--source-language",
            "en",
            "--target-language",
            "ar",
        ];
        if name == "evil" {
            run(&case, &add).succeeds();
            assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), 9);
        }
        let checked = run(&case, &["repair", "--check"]).ends_with(1);
        assert!(checked.err.contains(name), "{}", checked.err);
        run(&case, &["repair"]).ends_with(1);
        case.run(["repair", "--check", "--memory", "m.tarjuman.repaired"]).succeeds();
    }
}

/// Who edits a memory with another program is believed, though nothing vouches for it then.
#[test]
fn a_row_that_another_program_wrote_is_used_and_counted() {
    let case = Case::with_memory();
    case.execute("m.tarjuman", "UPDATE unit SET target = 'نص آخر' WHERE id = 3");
    let exported = run(&case, &["export", "--format", "tsv", "--output", "-"]).succeeds();
    assert!(exported.out.contains("نص آخر"));
    let checked = run(&case, &["repair", "--check"]).ends_with(1);
    assert!(
        checked.err.contains("by another program") && checked.err.contains("1 row"),
        "{}",
        checked.err
    );
    run(&case, &["repair"]).succeeds();
    run(&case, &["repair", "--check"]).succeeds();
    let again = run(&case, &["export", "--format", "tsv", "--output", "-"]).succeeds();
    assert_eq!(again.out, exported.out);
}

/// A search does not take a damaged index for the whole truth.
#[test]
fn a_damaged_index_is_named() {
    for harm in [
        "UPDATE posting SET units = x'' WHERE term = 'en:market'",
        "UPDATE posting SET term = 'en:markes' WHERE term = 'en:market'",
        "DELETE FROM posting WHERE term = 'en:market'",
    ] {
        let case = Case::with_memory();
        assert!(case.execute("m.tarjuman", harm) > 0);
        let found = run(&case, &["search", "market", "--format", "tsv"]).ends_with(1);
        assert!(found.out.contains("The market opened"), "{harm}: {}", found.out);
        assert!(found.err.contains("the index is damaged"), "{harm}: {}", found.err);
        let found = run(&case, &["lookup", "market"]).ends_with(1);
        assert!(found.err.contains("the index is damaged"), "{harm}: {}", found.err);
        // An edit writes the block again, and does not make it whole.
        run(&case, &["units", "edit", "2", "--source", "The market is large."]).succeeds();
        run(&case, &["repair", "--check"]).ends_with(1);
        run(&case, &["repair"]).succeeds();
        run(&case, &["search", "market"]).succeeds();
    }
}

/// Whatever is in a file, a repair ends, and says what came of it.
#[test]
fn no_file_keeps_a_repair_from_ending() {
    let case = Case::with_memory();
    let bytes = case.bytes("m.tarjuman");
    for number in 0..25 {
        // The header stays, so that the file is taken for a memory.
        let mut damaged = bytes[..100].to_vec();
        damaged.extend(mutant(&bytes[100..], &[&bytes], number));
        put(&case, &damaged);
        let ran = answer(&case, &["repair"]);
        assert!(matches!(ran.code, Some(0..=2)) && !ran.err.is_empty(), "{number}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{number}: {}", ran.err);
    }
}
