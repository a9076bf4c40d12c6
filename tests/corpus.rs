//! Corpora: streams of document pairs, and builds that lose nothing and go on after a kill.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::Case;
use crate::support::article::{ARABIC, ENGLISH};
use crate::support::killed::{Fell, kill_amid};

/// Document pairs of four sentences from the market article, every tenth said twice, and a bad line
/// after every 97.
pub fn documents(count: usize) -> String {
    let mut lines = String::new();
    for number in 0..count {
        let start = number % 5;
        let year = if number % 10 == 9 { 1900 } else { 1900 + number };
        let text = |texts: &[&str; 8]| -> Vec<String> {
            texts[start..start + 4]
                .iter()
                .map(|text| text.replace("1998", &year.to_string()))
                .collect()
        };
        let line = json!({ "id": format!("d{number}"), "source": text(&ENGLISH), "target": text(&ARABIC), "site": "a" });
        lines += &format!("{line}\n");
        if number % 97 == 96 {
            lines += "{\"id\": \"bad\", \"source\": 7}\n";
        }
    }
    lines
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_stream_answers_every_record_in_order() {
    let case = Case::new();
    let input = documents(300);
    let ran = case.run_with_input(["align", "--jsonl", "--document"], input.as_bytes()).succeeds();
    let (asked, answered) = (lines(&input), lines(&ran.out));
    assert_eq!(asked.len(), answered.len());
    for (record, answer) in asked.iter().zip(&answered) {
        assert_eq!(record["id"], answer["id"]);
        if record["source"].is_array() {
            assert_eq!(answer["site"], "a", "what else a record holds is passed on");
            assert_eq!(
                (&answer["source_language"], &answer["target_language"]),
                (&json!("en"), &json!("ar"))
            );
            let beads = answer["beads"].as_array().unwrap();
            let sources: Vec<&Value> =
                beads.iter().flat_map(|bead| bead["source"].as_array().unwrap()).collect();
            assert!(sources.into_iter().eq(record["source"].as_array().unwrap()));
        } else {
            assert!(answer["error"].as_str().unwrap().contains("source"), "{answer}");
        }
    }
    let one = ["align", "--jsonl", "--document", "--threads", "1"];
    assert_eq!(case.run_with_input(one, input.as_bytes()).succeeds().out, ran.out);
}

#[test]
fn bad_records_give_an_error_and_the_stream_goes_on() {
    let case = Case::new();
    // What an answer says of its own is not taken from the record.
    let good = json!({ "id": "last", "source": ENGLISH[0], "target": ARABIC[0], "score": 7,
        "source_language": "en-GB" });
    let good = good.to_string();
    let mut input = b"no json\n\n[1]\n{\"id\":2}\n".to_vec();
    input.extend(b"{\"id\":\"utf\",\"source\":\"\xFF\",\"target\":\"x\"}\n");
    input.extend(json!({ "id": "same", "source": "One.", "target": "Two." }).to_string().bytes());
    input.extend(b"\n{\"id\":\"digits\",\"source\":\"1\",\"target\":\"2\"}\n");
    input.extend(good.bytes());
    let ran = case.run_with_input(["align", "--jsonl"], &input).succeeds();
    let answers = lines(&ran.out);
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
    let expected =
        [json!(1), json!(3), json!(2), json!(5), json!("same"), json!("digits"), json!("last")];
    assert!(ids.into_iter().eq(&expected), "{}", ran.out);
    assert!(answers[..6].iter().all(|answer| answer["error"].is_string()));
    assert_eq!(answers[6]["target"], json!([ARABIC[0]]));
    assert_eq!(answers[6]["source_language"], "en-GB");
    assert!(answers[6]["score"].as_f64().unwrap() <= 1.0);
    assert!(ran.err.contains("7 records, 6 of them with errors"), "{}", ran.err);
}

/// The files of a corpus with what is in them, unpacked.
pub fn corpus(case: &Case, folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(case.path(folder)).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".gz") {
            let mut text = String::new();
            let packed = std::fs::File::open(file.path()).unwrap();
            flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
            files.insert(name, text);
        }
    }
    files
}

fn build<'a>(folder: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["corpus", "build", "pairs.jsonl", "-o", folder, "--shard", "40"];
    arguments.extend(more);
    arguments
}

#[test]
fn a_corpus_counts_what_it_keeps_and_drops() {
    let case = Case::new();
    let mut input = documents(200);
    let wrong =
        json!({ "id": "wrong", "source": [ENGLISH[0].replace('3', "4")], "target": [ARABIC[0]] });
    input += &format!("{wrong}\n");
    case.write("pairs.jsonl", input);
    // Two bad lines among them: said, and the exit code says so.
    let ran = case.run(build("out", &[])).ends_with(1);
    let report: Value = serde_json::from_slice(&case.bytes("out/report.json")).unwrap();
    assert_eq!((&report["documents"], &report["failed"]), (&json!(203), &json!(2)));
    let dropped = report["dropped"].as_object().unwrap();
    let sum: u64 = dropped.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(report["pairs"].as_u64().unwrap(), report["kept"].as_u64().unwrap() + sum);
    assert!(dropped["duplicate"].as_u64().unwrap() > 500, "{}", ran.out);
    assert_eq!(
        dropped["dates"].as_u64().unwrap_or(0)
            + dropped.get("numbers").map_or(0, |n| n.as_u64().unwrap()),
        1
    );
    let errors = lines(&case.text("out/errors.jsonl"));
    assert_eq!(errors.len(), 2);
    let files = corpus(&case, "out");
    assert_eq!(files.len(), 6);
    let pairs: Vec<Value> = files.values().flat_map(|text| lines(text)).collect();
    assert_eq!(pairs.len() as u64, report["kept"].as_u64().unwrap());
    assert_eq!(pairs[0]["document"], "d0");
    // A corpus is complete; it is not written over unless one says so.
    case.run(build("out", &[])).fails_saying(&["complete", "--restart"]);
    case.run(build("out", &["--restart"])).ends_with(1);
    assert_eq!(corpus(&case, "out"), files);
}

/// What a stream says of its beads is what a build keeps, up to the duplicates, which share a key.
#[test]
fn a_stream_with_checks_is_a_build_without_order() {
    let case = Case::new();
    case.write("pairs.jsonl", documents(150));
    case.run(build("out", &[])).ends_with(1);
    let input = case.bytes("pairs.jsonl");
    let ran = case.run_with_input(["align", "--jsonl", "--checks"], &input).succeeds();
    let mut seen = std::collections::HashSet::new();
    let join = |side: &Value| -> String {
        let texts: Vec<&str> =
            side.as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        texts.join(" ")
    };
    let kept: Vec<(String, String)> = lines(&ran.out)
        .iter()
        .filter(|bead| bead["reasons"] == json!([]) && seen.insert(bead["key"].to_string()))
        .map(|bead| (join(&bead["source"]), join(&bead["target"])))
        .collect();
    let files = corpus(&case, "out");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let built: Vec<(String, String)> = files
        .values()
        .flat_map(|file| lines(file))
        .map(|pair| (text(&pair["source"]), text(&pair["target"])))
        .collect();
    assert_eq!(kept, built);
}

/// The report of a build without what differs from one run to the next.
fn lasting_report(case: &Case, folder: &str) -> Value {
    let mut report: Value =
        serde_json::from_slice(&case.bytes(format!("{folder}/report.json"))).unwrap();
    let fields = report.as_object_mut().unwrap();
    assert!(fields.remove("seconds").is_some() && fields.remove("resumed").is_some());
    report
}

/// Shards that an interrupted build has completed.
fn complete_shards(case: &Case, folder: &str) -> usize {
    let Ok(files) = std::fs::read_dir(case.path(format!("{folder}/.building"))) else { return 0 };
    let names = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with('0') && name.ends_with(".json")).count()
}

/// However often it is killed, a build comes to the same files. A kill fell amid the work when the run
/// had completed shards of its own, and more were to come.
#[test]
fn a_killed_build_goes_on_and_comes_to_the_same() {
    let case = Case::new();
    case.write("pairs.jsonl", documents(500));
    let arguments = build("killed", &["--threads", "1"]);
    let start = Instant::now();
    case.run(build("clean", &["--threads", "1"])).ends_with(1);
    let whole = start.elapsed();
    let (clean, report) = (corpus(&case, "clean"), lasting_report(&case, "clean"));
    assert!(clean.len() > 10, "only {} shards", clean.len());
    let assert_same = || {
        assert_eq!(corpus(&case, "killed"), clean);
        assert_eq!(lasting_report(&case, "killed"), report);
        assert!(!case.exists("killed/.building"));
    };
    let mut before = 0;
    let start = || {
        if case.exists("killed/report.json") {
            std::fs::remove_dir_all(case.path("killed")).unwrap();
        }
        case.start(&arguments)
    };
    kill_amid(5, whole, start, || {
        if case.exists("killed/report.json") {
            assert_same();
            before = 0;
            return Fell::After;
        }
        let now = complete_shards(&case, "killed");
        let fell = if now > before { Fell::Amid } else { Fell::Before };
        before = now;
        fell
    });
    case.run(&arguments).ends_with(1);
    assert_same();
}

/// A build leaves a folder alone that holds something else, also when it is to begin anew.
#[test]
fn a_folder_of_something_else_is_left_alone() {
    let case = Case::new();
    case.write("pairs.jsonl", documents(1));
    case.write("other/notes.txt", "mine");
    case.run(build("other", &[])).fails_saying(&["not empty"]);
    case.run(build("other", &["--restart"])).fails_saying(&["not empty"]);
    assert_eq!(case.text("other/notes.txt"), "mine");
    assert_eq!(std::fs::read_dir(case.path("other")).unwrap().count(), 1);
}

#[test]
fn inputs_may_be_packed_folders_or_lists() {
    let case = Case::with_market();
    let pairs = documents(20);
    case.write("pairs.jsonl", &pairs);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, pairs.as_bytes()).unwrap();
    case.write("packed.jsonl.gz", packed.finish().unwrap());
    let frame = ruzstd::encoding::compress_to_vec(
        pairs.as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    case.write("packed.jsonl.zst", frame);
    case.write("list.tsv", "market.en.txt\tmarket.ar.txt\tmarket\n");
    case.write("folder/a.en.txt", case.bytes("market.en.txt"));
    case.write("folder/a.ar.txt", case.bytes("market.ar.txt"));
    let run = |input: &str, output: &str| {
        case.run(["corpus", "build", input, "-o", output]).succeeds();
        corpus(&case, output)
    };
    let plain = run("pairs.jsonl", "plain");
    assert_eq!(run("packed.jsonl.gz", "gz"), plain);
    assert_eq!(run("packed.jsonl.zst", "zst"), plain);
    let listed = run("list.tsv", "listed");
    assert_eq!(lines(&listed["corpus-00001.jsonl.gz"]).len(), 8);
    let foldered = run("folder", "foldered");
    assert_eq!(lines(&foldered["corpus-00001.jsonl.gz"])[0]["document"], "a.en.txt | a.ar.txt");
    for (format, files) in [("moses", 2), ("tmx", 1), ("tsv", 1)] {
        case.run(["corpus", "build", "list.tsv", "-o", format, "--format", format]).succeeds();
        assert_eq!(corpus(&case, format).len(), files, "{format}");
    }
    case.run(["corpus", "build", "missing.jsonl", "-o", "x"]).fails_saying(&["missing.jsonl"]);
}
