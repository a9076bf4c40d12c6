//! A run that is cut off leaves whole documents only, and the next run goes on from there.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::samples::article;
use crate::support::{Case, bare};

const KILLS: u32 = 50;
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

/// The moments are spread over the time that a whole run takes; wherever a kill falls, the same holds.
#[test]
fn a_killed_run_leaves_whole_documents_and_the_next_completes_it() {
    let case = with_bulk();
    let start = Instant::now();
    case.run(ALIGN).succeeds();
    let whole_run = start.elapsed().min(Duration::from_millis(500));
    let clean = texts(&case);
    assert_eq!(clean.len(), DOCUMENTS);
    let units = case.count("m.tarjuman", "SELECT count(*) FROM unit");
    for kill in 0..KILLS {
        remove_memory(&case);
        let mut run = case.start(ALIGN);
        std::thread::sleep(whole_run * kill / KILLS);
        run.kill().unwrap();
        run.wait().unwrap();
        if case.exists("m.tarjuman") {
            assert_whole(&case, &clean);
        }
        if kill % 10 == 5 {
            case.run(ALIGN).succeeds();
            assert_eq!(texts(&case), clean);
            assert_eq!(case.count("m.tarjuman", "SELECT count(*) FROM unit"), units);
        }
    }
}

fn assert_whole(case: &Case, clean: &HashMap<String, String>) {
    assert_eq!(case.column("m.tarjuman", "PRAGMA integrity_check"), ["ok"]);
    assert!(case.column("m.tarjuman", "PRAGMA foreign_key_check").is_empty());
    if case.count("m.tarjuman", "PRAGMA user_version") == 0 {
        let tables = "SELECT count(*) FROM sqlite_schema";
        assert_eq!(case.count("m.tarjuman", tables), 0, "half a schema");
        return;
    }
    for (name, text) in texts(case) {
        assert_eq!(Some(&text), clean.get(&name), "{name}");
    }
    case.run(["info", "--memory", "m.tarjuman"]).succeeds();
}
