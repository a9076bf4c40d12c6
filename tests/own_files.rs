//! Nothing is written over a memory and what SQLite keeps beside it, whatever name it is given; and a
//! file may be read and written by whoever could read and write what it replaces.

use rusqlite::Connection;

use crate::support::Case;

/// A folder with a memory whose last change is still in the log, because a program has it open.
fn open_memory() -> (Case, Connection) {
    let case = Case::with_memory();
    let database = case.database("m.tarjuman");
    database.execute_batch("UPDATE unit SET note = 'kept'").unwrap();
    assert!(!case.bytes("m.tarjuman-wal").is_empty());
    (case, database)
}

/// Every command that writes a file refuses `name`, says why and leaves the memory whole.
#[track_caller]
fn assert_spares(case: &Case, name: &str, memory: Option<&str>, words: &[&str]) {
    case.write("pairs.tsv", "The old gate\tالبوابة القديمة\n");
    std::fs::copy(case.path("m.tarjuman"), case.path("other.tarjuman")).unwrap();
    let memory = memory.unwrap_or("other.tarjuman");
    let before = case.files();
    for command in [
        &["export", "--format=tmx", "--memory", memory, "--output"][..],
        &["export", "--format=text", "--memory", memory, "--output"],
        &["align", "market.en.txt", "market.ar.txt", "--format=tsv", "--memory", memory, "-o"],
        &["align", "market.en.txt", "market.ar.txt", "--format=jsonl", "--output"],
        &["lexicon", "train", "pairs.tsv", "--output"],
        &["lexicon", "train", "--memory", memory, "--output"],
    ] {
        case.run(command.iter().chain(&[name])).fails_saying(&[&[name], words].concat());
    }
    assert_eq!(case.files(), before);
    let kept = case.count("m.tarjuman", "SELECT count(*) FROM unit WHERE note = 'kept'");
    assert_eq!(kept, case.count("m.tarjuman", "SELECT count(*) FROM unit"));
}

#[test]
fn a_memory_is_not_written_over() {
    let (case, _open) = open_memory();
    assert_spares(&case, "m.tarjuman", None, &["overwrite", "memory", "another"]);
    assert_spares(&case, "./m.tarjuman", Some("m.tarjuman"), &["overwrite"]);
}

#[test]
fn what_sqlite_keeps_beside_a_memory_is_not_written_over() {
    let (case, _open) = open_memory();
    for name in ["m.tarjuman-wal", "m.tarjuman-shm", "m.tarjuman-journal", "./m.tarjuman-WAL"] {
        for memory in [None, Some("m.tarjuman")] {
            assert_spares(&case, name, memory, &["SQLite", "m.tarjuman", "another"]);
        }
        for memory in ["m.tarjuman", "other.tarjuman"] {
            let backup = ["backup", name, "--force", "--memory", memory];
            case.run(backup).fails_saying(&[name, "SQLite", "another"]);
        }
    }
    // A memory has no place there either.
    let align = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman-journal"];
    case.run(align).fails_saying(&["m.tarjuman-journal", "SQLite"]);
}

/// A name that another name of the file leads to, or only a folder.
#[cfg(unix)]
#[test]
fn a_link_to_a_memory_is_not_written_over() {
    use std::os::unix::fs::symlink;
    let (case, _open) = open_memory();
    symlink(case.path("m.tarjuman"), case.path("soft.tmx")).unwrap();
    symlink(case.path("m.tarjuman-wal"), case.path("log.tmx")).unwrap();
    symlink(case.path(""), case.path("folder")).unwrap();
    std::fs::hard_link(case.path("m.tarjuman"), case.path("hard.tmx")).unwrap();
    for memory in [None, Some("m.tarjuman")] {
        assert_spares(&case, "soft.tmx", memory, &["overwrite"]);
        assert_spares(&case, "hard.tmx", memory, &["overwrite"]);
        assert_spares(&case, "log.tmx", memory, &["SQLite", "another"]);
        assert_spares(&case, "folder/m.tarjuman-wal", memory, &["SQLite", "another"]);
    }
    // The log of a memory that is named by a link lies beside the memory.
    assert_spares(&case, "m.tarjuman-wal", Some("soft.tmx"), &["SQLite", "another"]);
    for name in ["hard.tmx", "soft.tmx", "folder/m.tarjuman"] {
        let backup = ["backup", name, "--force", "--memory", "m.tarjuman"];
        case.run(backup).fails_saying(&[name, "itself"]);
    }
    std::fs::hard_link(case.path("m.tarjuman-wal"), case.path("log.tsv")).unwrap();
    let export = ["export", "--output", "log.tsv", "--memory", "m.tarjuman"];
    case.run(export).fails_saying(&["log.tsv", "SQLite", "another"]);
}

/// The memory is not there yet when the command line is read, but it will be.
#[test]
fn the_log_of_a_memory_that_is_to_be_made_is_refused() {
    let case = Case::with_market();
    let align = ["align", "market.en.txt", "market.ar.txt", "--format=tmx", "--memory", "m"];
    for name in ["m-wal", "m-shm", "m-journal"] {
        case.run(align.iter().chain(&["--output", name])).fails_saying(&[name, "SQLite"]);
    }
    assert_eq!(case.files(), ["market.ar.txt", "market.en.txt"]);
}

/// A build that starts from scratch deletes its own files, whose names a memory could have.
#[test]
fn a_corpus_is_not_built_over_a_memory() {
    let case = Case::with_memory();
    case.write("all/a.en.txt", "The market opened.");
    case.write("all/a.ar.txt", "افتتح السوق.");
    std::fs::create_dir(case.path("out")).unwrap();
    std::fs::rename(case.path("m.tarjuman"), case.path("out/report.json")).unwrap();
    let build = ["corpus", "build", "all", "--output", "out", "--restart"];
    case.run(build).fails_saying(&["report.json", "memory"]);
    assert!(case.count("out/report.json", "SELECT count(*) FROM unit") > 0);
}

#[test]
fn an_older_backup_is_replaced() {
    let case = Case::with_memory();
    case.run(["backup", "old.tarjuman", "--memory", "m.tarjuman"]).succeeds();
    case.execute("m.tarjuman", "DELETE FROM unit WHERE id = 1");
    case.run(["backup", "old.tarjuman", "--force", "--memory", "m.tarjuman"]).succeeds();
    assert_eq!(case.rows("old.tarjuman"), case.rows("m.tarjuman"));
}

/// Who may read and write a file does not change because it is replaced.
#[cfg(unix)]
#[test]
fn a_file_keeps_the_permissions_of_what_it_replaces() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let case = Case::with_memory();
    let permit = |name: &str, mode: u32| {
        std::fs::set_permissions(case.path(name), PermissionsExt::from_mode(mode)).unwrap();
    };
    let about = |name: &str| std::fs::metadata(case.path(name)).unwrap();
    let is_superuser = about("m.tarjuman").uid() == 0;
    for mode in [0o600, 0o640, 0o666, 0o444] {
        case.write("out.tmx", "old");
        case.write("lexicon.txt", "old");
        for name in ["out.tmx", "lexicon.txt", "m.tarjuman"] {
            if is_superuser {
                chown(case.path(name), Some(65_534), Some(65_534)).unwrap();
            }
            permit(name, mode);
        }
        case.run(["export", "--memory=m.tarjuman", "--output=out.tmx"]).succeeds();
        case.run(["lexicon", "train", "--memory=m.tarjuman", "--output=lexicon.txt"]).succeeds();
        case.run(["backup", "copy.tarjuman", "--memory=m.tarjuman"]).succeeds();
        for name in ["out.tmx", "lexicon.txt", "copy.tarjuman"] {
            assert_ne!(case.bytes(name), b"old", "{name}");
            let found = about(name);
            assert_eq!(found.mode() & 0o777, mode, "{name}");
            if is_superuser {
                assert_eq!((found.uid(), found.gid()), (65_534, 65_534), "{name}");
            }
            std::fs::remove_file(case.path(name)).unwrap();
        }
    }
}
