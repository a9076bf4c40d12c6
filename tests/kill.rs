//! A run that is cut off leaves whole documents only, and the next run goes on from there.

use std::collections::HashMap;
use std::time::Instant;

use crate::samples::article;
use crate::support::killed::{Fell, kill_amid};
use crate::support::server::{Server, await_job, upload};
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

/// Kills every other command that writes a few times, wherever they fall.
#[test]
fn a_killed_writer_has_done_all_or_nothing() {
    println!("{}", kill_writers(2, 2000));
}

/// The same for longer: `cargo test --release -- --ignored --nocapture hundreds_of_kills`
#[test]
#[ignore = "takes minutes; named in README"]
fn hundreds_of_kills_of_all_writers() {
    println!("{}", kill_writers(40, 30_000));
}

/// Changes of one memory, each made once as a whole and then killed at `kills` moments spread over the time
/// that it takes. What is there after each kill is what was there before, or what the whole change leaves;
/// files that are written are whole or absent. Returns how often each was found.
fn kill_writers(kills: u32, units: usize) -> String {
    let case = with_bulk();
    case.run(ALIGN).succeeds();
    // Every second unit is the one before in capitals.
    let unit = |index: usize| {
        let word = if index.is_multiple_of(2) { "Unit" } else { "UNIT" };
        format!("{word} number {0} of the list.\tالوحدة رقم {0}\n", index / 2)
    };
    case.write("many.tsv", (0..units).map(unit).collect::<String>());
    let languages = ["--source-language", "en", "--target-language", "ar"];
    let import = ["import", "many.tsv", "--memory", "m.tarjuman"];
    case.run(import.iter().chain(&languages)).succeeds();
    std::fs::copy(case.path("m.tarjuman"), case.path("base.tarjuman")).unwrap();
    let mut report = String::new();
    for command in [
        &["replace", "رقم", "عدد", "--apply"][..],
        &["dedupe", "--tier", "letters", "--apply"],
        &["undo"],
        &["repair"],
        &["backup", "out"],
        &["export", "--output", "out", "--format", "tmx"],
        &["export", "--output", "out", "--format", "xliff"],
        &["lexicon", "train", "--output", "out"],
        &["align", "old/03.en.txt", "old/04.ar.txt", "--document", "another"],
    ] {
        let arguments = [command, &["--memory", "m.tarjuman"]].concat();
        let reset = || {
            remove_memory(&case);
            let _ = std::fs::remove_file(case.path("out"));
            std::fs::copy(case.path("base.tarjuman"), case.path("m.tarjuman")).unwrap();
        };
        let state = || (content(&case), case.exists("out").then(|| out(&case)));
        reset();
        let before = state();
        let start = Instant::now();
        case.run(arguments.clone()).ends_with_some_or(0);
        let (whole, after) = (start.elapsed(), state());
        let (mut undone, mut done) = (0, 0);
        for kill in 1..=kills {
            reset();
            let mut run = case.start(arguments.clone());
            std::thread::sleep(whole.mul_f64(f64::from(kill) / f64::from(kills + 1)));
            run.kill().unwrap();
            run.wait().unwrap();
            let now = state();
            assert!(now == before || now == after, "{command:?} was killed half done");
            *(if now == before { &mut undone } else { &mut done }) += 1;
            case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
        }
        report.push_str(&format!("{}: {undone} left as it was, {done} done\n", command.join(" ")));
    }
    report + &kill_desk(&case, kills)
}

/// Kills the desk, and with it the worker, while two articles are aligned and stored.
fn kill_desk(case: &Case, kills: u32) -> String {
    let read = |name: &str| case.text(name).repeat(20);
    let (english, arabic) = (read("old/00.en.txt"), read("old/00.ar.txt"));
    let files = [
        ("source", Some("a.txt"), english.as_str()),
        ("target", Some("b.txt"), arabic.as_str()),
        ("name", None, "uploaded"),
    ];
    let count = |query: &str| case.count("m.tarjuman", query);
    let beads = "SELECT count(*) FROM bead JOIN document ON document.id = document_id
                 WHERE document.name = 'uploaded'";
    let reset = || {
        remove_memory(case);
        std::fs::copy(case.path("base.tarjuman"), case.path("m.tarjuman")).unwrap();
    };
    reset();
    let server = Server::start(case, &[]);
    let start = Instant::now();
    let job = upload(&server, &files).succeeds();
    assert_eq!(await_job(&server, &job)["stage"], "done");
    let whole = start.elapsed();
    drop(server);
    let all = count(beads);
    let (mut undone, mut done) = (0, 0);
    for kill in 1..=kills {
        reset();
        let server = Server::start(case, &[]);
        upload(&server, &files).succeeds();
        std::thread::sleep(whole.mul_f64(f64::from(kill) / f64::from(kills + 1)));
        server.kill();
        // Its worker ends when it notices.
        std::thread::sleep(std::time::Duration::from_millis(200));
        let now = count(beads);
        assert!(now == 0 || now == all, "{now} of {all} beads");
        *(if now == 0 { &mut undone } else { &mut done }) += 1;
        case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
    }
    format!("serve, aligning an upload: {undone} left as it was, {done} done\n")
}

/// What is stored, without dates.
fn content(case: &Case) -> Vec<String> {
    let query = "SELECT source || char(9) || target || char(9) || status FROM unit
                 UNION ALL SELECT name FROM document
                 UNION ALL SELECT source || char(9) || target || char(9) || status FROM bead
                 ORDER BY 1";
    case.column("m.tarjuman", query)
}

/// What was written, without the dates in it.
fn out(case: &Case) -> Vec<u8> {
    let bytes = case.bytes("out");
    let is_text = std::str::from_utf8(&bytes).is_ok();
    match is_text {
        true => String::from_utf8_lossy(&bytes)
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .collect::<String>()
            .into(),
        // A backup is a database, of which pages may lie otherwise.
        false => case.rows("out").into_bytes(),
    }
}
