//! A run that is cut off leaves whole documents only, and the next run goes on from there.

use std::collections::HashMap;
use std::time::Instant;

use crate::samples::article;
use crate::support::killed::{Fell, kill_amid};
use crate::support::{Case, bare};

/// Kills that must fall amid the work.
const KILLS: u32 = 20;
const DOCUMENTS: usize = 16;
const ALIGN: [&str; 5] = ["align", "--pairs", "old", "--memory", "m.tarjuman"];

/// A folder of many pairs: the sample about the harbour, each time with another beginning.
fn with_bulk() -> Case {
    let case = Case::new();
    let read = |name: &str| std::fs::read_to_string(article(name)).unwrap();
    let (english, arabic) = (read("harbour.en.txt"), read("harbour.ar.txt"));
    for number in 0..DOCUMENTS {
        case.write(
            format!("old/{number:02}.en.txt"),
            format!("This is report number {number}.\n\n{english}"),
        );
        case.write(
            format!("old/{number:02}.ar.txt"),
            format!("هذا التقرير رقم {number}.\n\n{arabic}"),
        );
    }
    case
}

/// The bare texts of every document that a memory holds, by its name.
fn texts(case: &Case) -> HashMap<String, String> {
    let mut texts: HashMap<String, String> = HashMap::new();
    for side in ["source", "target"] {
        let query = format!(
            "SELECT document.name || char(9) || ifnull(group_concat(value, ' ' ORDER BY position, key), '')
             FROM document LEFT JOIN bead ON document_id = document.id LEFT JOIN json_each({side})
             GROUP BY document.id"
        );
        for row in case.column("m.tarjuman", &query) {
            let (name, text) = row.split_once('\t').unwrap();
            texts.entry(name.to_owned()).or_default().push_str(&bare([text, "|"]));
        }
    }
    texts
}

fn remove_memory(case: &Case) {
    for name in ["m.tarjuman", "m.tarjuman-wal", "m.tarjuman-shm"] {
        let _ = std::fs::remove_file(case.path(name));
    }
}

/// Wherever a kill falls amid the work, the same holds: the documents that are there are whole.
#[test]
fn a_killed_run_leaves_whole_documents_and_the_next_completes_it() {
    let case = with_bulk();
    let start = Instant::now();
    case.run(ALIGN).succeeds();
    let whole_run = start.elapsed();
    let clean = texts(&case);
    assert_eq!(clean.len(), DOCUMENTS);
    let units = case.count("m.tarjuman", "SELECT count(*) FROM unit");
    let start = || {
        remove_memory(&case);
        case.start(ALIGN)
    };
    let mut amid = 0;
    kill_amid(KILLS, whole_run, start, || {
        let fell = match whole_documents(&case, &clean) {
            0 => Fell::Before,
            DOCUMENTS => Fell::After,
            _ => Fell::Amid,
        };
        if fell == Fell::Amid {
            amid += 1;
            if amid % 5 == 0 {
                case.run(ALIGN).succeeds();
                assert_eq!(texts(&case), clean);
                assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), units);
            }
        }
        fell
    });
}

/// How many documents a memory holds, every one of them whole.
fn whole_documents(case: &Case, clean: &HashMap<String, String>) -> usize {
    if !case.exists("m.tarjuman") {
        return 0;
    }
    assert_eq!(case.column("m.tarjuman", "PRAGMA integrity_check"), ["ok"]);
    assert!(case.column("m.tarjuman", "PRAGMA foreign_key_check").is_empty());
    if case.count("m.tarjuman", "PRAGMA user_version") == 0 {
        let tables = "SELECT count(*) FROM sqlite_schema";
        assert_eq!(case.count("m.tarjuman", tables), 0, "half a schema");
        return 0;
    }
    let texts = texts(case);
    for (name, text) in &texts {
        assert_eq!(Some(text), clean.get(name), "{name}");
    }
    case.run(["info", "--memory", "m.tarjuman"]).succeeds();
    texts.len()
}
