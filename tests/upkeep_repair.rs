//! Backups, damage, and memories of older versions.

use rusqlite::Connection;

use crate::support::article::{ARABIC, ENGLISH};
use crate::support::{Case, Ran};

const MEMORY: [&str; 2] = ["--memory", "m.tarjuman"];

fn run(case: &Case, arguments: &[&str]) -> Ran {
    case.run(arguments.iter().chain(&MEMORY))
}

fn units(case: &Case, memory: &str) -> Vec<String> {
    case.column(memory, "SELECT source || target || status FROM unit ORDER BY id")
}

#[test]
fn a_backup_is_the_memory() {
    let case = Case::with_memory();
    run(&case, &["backup", "copy.tarjuman"]).succeeds();
    assert_eq!(case.rows("copy.tarjuman"), case.rows("m.tarjuman"));
    case.run(["repair", "--check", "--memory", "copy.tarjuman"]).succeeds();
    case.run(["undo", "--memory", "copy.tarjuman"]).succeeds();
    assert_eq!(units(&case, "m.tarjuman").len(), ENGLISH.len());
    assert!(case.files().iter().all(|name| !name.starts_with(".tarjuman-")), "{:?}", case.files());
}

#[test]
fn a_backup_is_made_while_others_write() {
    let case = Case::with_memory();
    let database = case.database("m.tarjuman");
    database.execute_batch("BEGIN IMMEDIATE; DELETE FROM unit").unwrap();
    run(&case, &["backup", "copy.tarjuman"]).succeeds();
    database.execute_batch("COMMIT").unwrap();
    assert_eq!(units(&case, "copy.tarjuman").len(), ENGLISH.len());
    assert_eq!(units(&case, "m.tarjuman").len(), 0);
}

#[test]
fn a_backup_writes_over_nothing_unasked() {
    let case = Case::with_memory();
    case.write("there.txt", "Mine.");
    let memory = case.bytes("m.tarjuman");
    run(&case, &["backup", "there.txt"]).fails_saying(&["there.txt", "--force"]);
    assert_eq!(case.text("there.txt"), "Mine.");
    run(&case, &["backup", "there.txt", "--force"]).succeeds();
    assert_eq!(units(&case, "there.txt").len(), ENGLISH.len());
    for itself in ["m.tarjuman", "./m.tarjuman"] {
        run(&case, &["backup", itself, "--force"]).fails_saying(&["m.tarjuman", "another"]);
    }
    assert!(case.bytes("m.tarjuman") == memory);
    run(&case, &["backup", "no/folder.tarjuman"]).fails_saying(&["folder"]);
    case.write("open.tarjuman", "x");
    case.write("open.tarjuman-wal", "x");
    run(&case, &["backup", "open.tarjuman", "--force"]).fails_saying(&["open", "another"]);
}

/// Every way an index can be short is seen, and mended.
#[test]
fn a_broken_index_is_seen_and_made_anew() {
    for (harm, said) in [
        ("DELETE FROM posting WHERE term = 'en:baker'", "1 unit by all words"),
        ("DELETE FROM posting", "8 units by all words"),
        ("UPDATE posting SET units = x'' WHERE term = 'en:market'", "1 unit by all words"),
        ("DELETE FROM vocabulary WHERE word = 'baker'", "miss 1 word"),
        ("UPDATE unit SET import_id = 77 WHERE id = 1", "1 row refers to something"),
    ] {
        let case = Case::with_memory();
        let database = case.database("m.tarjuman");
        database.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(database.execute(harm, []).unwrap() > 0, "{harm}");
        drop(database);
        let rows = case.rows("m.tarjuman");
        let checked = run(&case, &["repair", "--check"]).ends_with(1);
        assert!(checked.err.contains(said), "{harm}: {}", checked.err);
        assert_eq!(case.rows("m.tarjuman"), rows);
        run(&case, &["repair"]).succeeds();
        assert!(
            run(&case, &["repair", "--check"])
                .succeeds()
                .err
                .contains("8 units: no problems found")
        );
    }
}

/// A memory of many units whose pages in the middle are overwritten.
fn with_damage(case: &Case, damage: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let database = case.database("m.tarjuman");
    database
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
             INSERT INTO unit (source, target, source_language, target_language, score, created_at, changed_at,
                 fingerprint, identity)
             SELECT 'Report number ' || i || ' of the harbour office.', 'تقرير رقم ' || i, 'en', 'ar', 1,
                 '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z', i, 0 FROM n;
             PRAGMA wal_checkpoint(truncate); PRAGMA journal_mode = delete;",
        )
        .unwrap();
    database.close().unwrap();
    let mut bytes = case.bytes("m.tarjuman");
    damage(&mut bytes);
    case.write("m.tarjuman", &bytes);
    bytes
}

fn assert_salvages(case: &Case, bytes: &[u8], least: usize) {
    let checked = run(case, &["repair", "--check"]).ends_with(1);
    assert!(checked.err.contains("damaged"), "{}", checked.err);
    assert!(!case.exists("m.tarjuman.repaired"));
    let ran = run(case, &["repair"]).ends_with(1);
    assert!(ran.err.contains("m.tarjuman.repaired") && ran.err.contains("lost"), "{}", ran.err);
    assert!(case.bytes("m.tarjuman") == bytes, "the damaged file was touched");
    let saved = units(case, "m.tarjuman.repaired");
    assert!(saved.len() >= least && saved.len() < 3008, "{}", saved.len());
    let again = case.run(["repair", "--check", "--memory", "m.tarjuman.repaired"]).succeeds();
    assert!(again.err.contains("no problems found"), "{}", again.err);
    let ran = run(case, &["repair"]).ends_with(2);
    assert!(
        ran.err.contains("m.tarjuman.repaired: a file from an earlier repair is already here"),
        "{}",
        ran.err
    );
}

#[test]
fn units_around_damaged_pages_are_saved() {
    let case = Case::with_memory();
    let bytes = with_damage(&case, |bytes| {
        let pages = bytes.len() / 4096;
        for page in [pages / 3, pages / 3 + 1, 2 * pages / 3] {
            bytes[page * 4096..(page + 1) * 4096].fill(0x5A);
        }
    });
    assert_salvages(&case, &bytes, 2700);
}

#[test]
fn what_is_left_of_a_memory_cut_off_is_saved() {
    let case = Case::with_memory();
    let bytes = with_damage(&case, |bytes| bytes.truncate(bytes.len() / 4096 * 3 / 4 * 4096));
    assert_salvages(&case, &bytes, 1000);
}

#[test]
fn what_is_no_damage_is_not_salvaged() {
    let case = Case::with_memory();
    case.write("notes.txt", "Some notes. ".repeat(800));
    let database = case.database("newer.tarjuman");
    database
        .execute_batch(
            "PRAGMA application_id = 0x7461726A; PRAGMA user_version = 99; CREATE TABLE t (x)",
        )
        .unwrap();
    database.close().unwrap();
    let files = case.files();
    for (name, said) in [
        ("notes.txt", "not a translation memory"),
        ("newer.tarjuman", "newer"),
        ("none.tarjuman", "does not exist"),
    ] {
        for more in [&[][..], &["--check"]] {
            let arguments = ["repair", "--memory", name];
            case.run(arguments.iter().chain(more)).fails_saying(&[name, said]);
        }
        assert_eq!(case.files(), files);
    }
}

/// A memory as the first version that landed made it.
fn with_first_version() -> Case {
    let case = Case::new();
    let database = Connection::open(case.path("m.tarjuman")).unwrap();
    database.execute_batch(include_str!("../src/memory/schema/1.sql")).unwrap();
    database
        .execute_batch(
            "PRAGMA application_id = 0x7461726A; PRAGMA user_version = 1; PRAGMA journal_mode = wal;
             INSERT INTO document VALUES (1, 'market', 'a', 'b', 'en', 'ar', 'x', 'y', 'sentence', 0.5, 3,
                '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z');
             INSERT INTO operation VALUES (1, '2024-01-01T00:00:00Z', 'noor', 'align', 'market', '{\"units\":8}');",
        )
        .unwrap();
    for (index, (source, target)) in ENGLISH.iter().zip(ARABIC).enumerate() {
        let id = index + 1;
        database
            .execute(
                "INSERT INTO bead VALUES (?1, 1, ?2, json_array(?3), json_array(?4), ?2, ?2, NULL, NULL, 0.9, 'auto', NULL)",
                rusqlite::params![id, index, source, target],
            )
            .unwrap();
        database
            .execute(
                "INSERT INTO unit (id, bead_id, document_id, source_language, target_language, source, target, score,
                    status, created_at, created_by, changed_at, usage_count, note)
                 VALUES (?1, ?1, 1, 'en', 'ar', ?2, ?3, 0.9, 'auto', '2024-01-01T00:00:00Z', 'noor',
                    '2024-01-02T00:00:00Z', ?1, 'note ' || ?1)",
                rusqlite::params![id, source, target],
            )
            .unwrap();
    }
    case
}

/// The second and third version indexed words alone.
#[test]
fn a_memory_of_an_earlier_version_gets_the_index_of_this_one() {
    let later =
        [include_str!("../src/memory/schema/2.sql"), include_str!("../src/memory/schema/3.sql")];
    for version in 2..=3 {
        let case = with_first_version();
        let database = case.database("m.tarjuman");
        for tables in &later[..version - 1] {
            database.execute_batch(tables).unwrap();
        }
        database.pragma_update(None, "user_version", version as i64).unwrap();
        database.close().unwrap();
        assert!(
            run(&case, &["repair", "--check"])
                .succeeds()
                .err
                .contains("8 units: no problems found")
        );
        assert_eq!(case.count("m.tarjuman", "SELECT count(DISTINCT position) FROM unit"), 8);
        let whole = "SELECT count(*) FROM posting WHERE term LIKE 'en=%' OR term LIKE 'ar=%'";
        assert!(case.count("m.tarjuman", whole) > 10);
    }
}

#[test]
fn a_memory_of_the_first_version_keeps_everything_and_is_found() {
    let case = with_first_version();
    let columns = "SELECT id || source || target || bead_id || document_id || score || status || created_at || created_by
        || changed_at || usage_count || note FROM unit ORDER BY id";
    let before = case.column("m.tarjuman", columns);
    assert_eq!(before.len(), 8);
    assert!(
        run(&case, &["repair", "--check"]).succeeds().err.contains("8 units: no problems found")
    );
    assert_eq!(case.column("m.tarjuman", columns), before);
    let mut memory = tarjuman::memory::Memory::open(&case.path("m.tarjuman")).unwrap();
    for (source, target) in ENGLISH.iter().zip(ARABIC) {
        let english = tarjuman::memory::LookupOptions::new(tarjuman::model::Language::english());
        let found = memory.lookup(source, &english).unwrap();
        assert_eq!((found[0].score, found[0].target.as_str()), (100, target));
    }
    run(&case, &["undo", "1"]).fails_saying(&["older version of tarjuman"]);
    run(&case, &["units", "edit", "1", "--target", "نص جديد."]).succeeds();
    run(&case, &["undo"]).succeeds();
    assert_eq!(case.column("m.tarjuman", columns), before);
}

#[test]
fn a_damaged_memory_of_the_first_version_is_salvaged_into_this_one() {
    let case = with_first_version();
    let database = case.database("m.tarjuman");
    database
        .execute_batch("PRAGMA wal_checkpoint(truncate); PRAGMA journal_mode = delete;")
        .unwrap();
    let page: usize = database
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'bead'", [], |row| row.get(0))
        .unwrap();
    database.close().unwrap();
    let mut bytes = case.bytes("m.tarjuman");
    bytes[(page - 1) * 4096..page * 4096].fill(0);
    case.write("m.tarjuman", &bytes);
    let ran = run(&case, &["repair"]).ends_with(1);
    assert!(ran.err.contains("beads from"), "{}", ran.err);
    assert!(case.bytes("m.tarjuman") == bytes);
    assert_eq!(units(&case, "m.tarjuman.repaired").len(), 8);
    assert_eq!(case.count("m.tarjuman.repaired", "PRAGMA user_version"), 5);
    case.run(["repair", "--check", "--memory", "m.tarjuman.repaired"]).succeeds();
}
