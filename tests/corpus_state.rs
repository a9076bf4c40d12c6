//! How a corpus is begun, gone on with and begun anew, and which pairs it keeps.

use std::collections::BTreeMap;
use std::fs::File;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::corpus::{corpus, documents};
use crate::support::article::{ARABIC, ENGLISH};
use crate::support::reading::gzipped;
use crate::support::{Case, Ran};

/// When the input was written, as far as a build can tell.
const WRITTEN: Duration = Duration::from_secs(1_700_000_000);

fn build(case: &Case, folder: &str, more: &[&str]) -> Ran {
    let fixed = ["corpus", "build", "pairs.jsonl.gz", "-o", folder];
    let shard = if more.contains(&"--shard") { &[][..] } else { &["--shard", "40"] };
    case.run(fixed.iter().chain(shard).chain(more))
}

fn write_input(case: &Case, bytes: &[u8], written: Duration) {
    case.write("pairs.jsonl.gz", bytes);
    let file = File::options().write(true).open(case.path("pairs.jsonl.gz")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + written).unwrap();
}

/// Document pairs in gzip of two members, and the same with a second one that cannot be read.
fn whole_and_damaged() -> (Vec<u8>, Vec<u8>) {
    let text = documents(400);
    let (first, second) = text.split_at(text.len() / 2);
    let (first, second) = (gzipped(first.as_bytes()), gzipped(second.as_bytes()));
    // Its ten bytes of header stay.
    let broken = [&second[..10], &vec![0; second.len() - 10]].concat();
    ([first.clone(), second].concat(), [first, broken].concat())
}

/// A case with a build that broke off, and how many shards it had completed.
fn broken_off() -> (Case, usize) {
    let case = Case::new();
    let (whole, damaged) = whole_and_damaged();
    write_input(&case, &damaged, WRITTEN);
    build(&case, "corpus", &[]).fails_saying(&["pairs.jsonl.gz"]);
    assert!(case.exists("corpus/.building") && !case.exists("corpus/report.json"));
    write_input(&case, &whole, WRITTEN);
    let shards = corpus(&case, "corpus").len();
    assert!((2..9).contains(&shards), "{shards}");
    (case, shards)
}

/// A build goes on behind the shards that are there, and neither reads them again nor lets in what they
/// hold.
#[test]
fn a_build_that_broke_off_is_gone_on_with() {
    let (case, shards) = broken_off();
    build(&case, "clean", &[]).ends_with(1);
    let before = corpus(&case, "corpus");
    let ran = build(&case, "corpus", &[]).ends_with(1);
    assert!(
        ran.err.contains(&format!("{} documents from an earlier run", shards * 40)),
        "{}",
        ran.err
    );
    let after = corpus(&case, "corpus");
    assert!(before.iter().all(|(name, text)| after.get(name) == Some(text)));
    assert_eq!(after, corpus(&case, "clean"));
    assert!(!case.exists("corpus/.building"));
}

/// It goes on only with the same input and the same options, for the shards would not fit each other.
#[test]
fn a_build_goes_on_only_with_the_same() {
    let (case, _) = broken_off();
    let state = |case: &Case| corpus(case, "corpus");
    let before = state(&case);
    for more in [
        &["--min-score", "0.7"][..],
        &["--drop", "warning"],
        &["--skip", "numbers"],
        &["--keep-duplicates"],
        &["--format", "tsv"],
        &["--shard", "50"],
        &["--segmentation", "paragraph"],
        &["--source-language", "en-GB"],
        &["--no-lexicon"],
    ] {
        build(&case, "corpus", more).fails_saying(&["other input or options", "--restart"]);
        assert_eq!(state(&case), before, "{more:?}");
    }
    let (whole, _) = whole_and_damaged();
    write_input(&case, &whole, WRITTEN + Duration::from_secs(1));
    build(&case, "corpus", &[]).fails_saying(&["other input or options", "--restart"]);
    write_input(&case, &gzipped(documents(80).as_bytes()), WRITTEN);
    build(&case, "corpus", &[]).fails_saying(&["other input or options", "--restart"]);
    // The number of threads decides on nothing.
    write_input(&case, &whole, WRITTEN);
    build(&case, "corpus", &["--threads", "1"]).ends_with(1);
}

/// Begun anew, a build takes away its own files and no other.
#[test]
fn restarting_takes_away_only_what_was_built() {
    let (case, _) = broken_off();
    build(&case, "corpus", &["--restart", "--shard", "100"]).ends_with(1);
    assert_eq!(corpus(&case, "corpus").len(), 5);
    case.write("corpus/notes.txt", "mine");
    build(&case, "corpus", &["--restart"]).fails_saying(&["not empty"]);
    assert_eq!(case.text("corpus/notes.txt"), "mine");
    assert!(corpus(&case, "corpus").is_empty());
}

/// What stands in the place of a shard that was not completed is written over; a damaged state is said to
/// be one, by its file.
#[test]
fn only_complete_shards_count() {
    let (case, shards) = broken_off();
    let next = format!("corpus/corpus-{:05}.jsonl.gz", shards + 1);
    case.write(&next, "half a sh");
    build(&case, "corpus", &[]).ends_with(1);
    build(&case, "clean", &[]).ends_with(1);
    assert_eq!(corpus(&case, "corpus"), corpus(&case, "clean"));
    for (file, bytes) in [("00001.json", "{"), ("identity.json", "[]")] {
        let (case, _) = broken_off();
        case.write(format!("corpus/.building/{file}"), bytes);
        build(&case, "corpus", &[]).fails_saying(&[file, "--restart"]);
    }
    let (case, _) = broken_off();
    let keys = case.bytes("corpus/.building/00001.keys");
    case.write("corpus/.building/00001.keys", &keys[..keys.len() / 2]);
    build(&case, "corpus", &[]).fails_saying(&["00001.keys", "--restart"]);
    std::fs::remove_file(case.path("corpus/.building/00001.keys")).unwrap();
    build(&case, "corpus", &[]).fails_saying(&["00001.keys"]);
}

/// Only formats of pairs make a corpus.
#[test]
fn a_corpus_is_made_of_pairs() {
    let case = Case::new();
    case.write("pairs.jsonl.gz", gzipped(documents(1).as_bytes()));
    for format in ["html", "text", "beads", "ladder"] {
        build(&case, "corpus", &["--format", format]).fails_saying(&[format, "moses"]);
    }
    assert!(!case.exists("corpus"));
}

/// One document of pairs that differ in what speaks against them: a wrong number, a lost bracket, and
/// what is said twice.
fn mixed() -> Vec<u8> {
    let mut source: Vec<&str> = ENGLISH.to_vec();
    let mut target: Vec<&str> = ARABIC.to_vec();
    source.push("His shop (on the left) has the number 27.");
    target.push("يحمل دكانه (على اليسار الرقم 27.");
    source.push("Forty traders came on the first day, and 13 of them sold only spices.");
    target.push("جاء أربعون تاجراً في اليوم الأول، وكان 12 منهم يبيعون التوابل وحدها.");
    source.push(ENGLISH[5]);
    target.push(ARABIC[5]);
    gzipped(format!("{}\n", json!({ "id": "d", "source": source, "target": target })).as_bytes())
}

/// The report of a corpus of one document, and the sources it keeps.
fn built(more: &[&str]) -> (Value, Vec<String>) {
    let case = Case::new();
    case.write("pairs.jsonl.gz", mixed());
    build(&case, "corpus", more).succeeds();
    let report: Value = serde_json::from_slice(&case.bytes("corpus/report.json")).unwrap();
    let pairs = corpus(&case, "corpus").into_values().collect::<String>();
    let source = |line: &str| {
        let pair: Value = serde_json::from_str(line).unwrap();
        pair["source"].as_str().unwrap().to_owned()
    };
    (report, pairs.lines().map(source).collect())
}

/// What speaks against a pair drops it as far as it was asked to, and is counted.
#[test]
fn pairs_are_dropped_as_far_as_they_are_to_be() {
    let dropped = |more: &[&str]| {
        let (report, kept) = built(more);
        assert_eq!(report["kept"], kept.len());
        let dropped = report["dropped"].as_object().unwrap().clone();
        let counts = dropped.into_iter().map(|(reason, count)| (reason, count.as_u64().unwrap()));
        (counts.collect::<BTreeMap<String, u64>>(), kept)
    };
    let of = |reasons: &[&str]| -> BTreeMap<String, u64> {
        reasons.iter().map(|reason| ((*reason).to_owned(), 1)).collect()
    };
    let (usual, kept) = dropped(&[]);
    assert_eq!(usual, of(&["duplicate", "numbers"]));
    assert_eq!(kept.len(), 9);
    assert_eq!(dropped(&["--keep-duplicates"]).0, of(&["numbers"]));
    assert_eq!(dropped(&["--skip", "numbers"]).0, of(&["duplicate"]));
    assert_eq!(dropped(&["--drop", "warning"]).0, of(&["brackets", "duplicate", "numbers"]));
    let (unsure, sure) = dropped(&["--min-score", "1"]);
    assert!(unsure["low-score"] > 0 && sure.len() < kept.len(), "{unsure:?}");
}

/// The figures of a report add up: every pair is kept or dropped, and stands in one bin of scores.
#[test]
fn the_figures_of_a_report_add_up() {
    let (report, kept) = built(&[]);
    let number = |name: &str| report[name].as_u64().unwrap();
    let sum = |name: &str| -> u64 {
        match &report[name] {
            Value::Array(bins) => bins.iter().map(|bin| bin.as_u64().unwrap()).sum(),
            counts => counts.as_object().unwrap().values().map(|c| c.as_u64().unwrap()).sum(),
        }
    };
    assert_eq!((number("documents"), number("failed"), number("shards")), (1, 0, 1));
    assert_eq!(number("beads"), number("pairs") + number("omissions"));
    assert_eq!(number("pairs"), number("kept") + sum("dropped"));
    assert_eq!(number("pairs"), sum("scores"));
    assert_eq!(number("kept"), sum("lengths"));
    assert!(sum("reasons") >= sum("dropped"));
    let characters: usize = kept.iter().map(|source| source.chars().count()).sum();
    assert_eq!(number("source_characters"), characters as u64);
}

/// A record is called what it says, whatever kind of JSON that is, and otherwise by its line.
#[test]
fn records_keep_the_name_they_have() {
    let case = Case::new();
    let names = [json!("a"), json!(7), json!(null), json!([1]), json!({ "b": true })];
    let texts = json!({ "source": ENGLISH[0], "target": ARABIC[0] });
    let mut input = format!("\n{texts}\n");
    for name in &names {
        let mut record = texts.clone();
        record["id"] = name.clone();
        input += &format!("{record}\n");
    }
    let ran = case.run_with_input(["align", "--jsonl", "--document"], input.as_bytes()).succeeds();
    let ids: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids[0], 2);
    assert_eq!(ids[1..], names);
}

/// The language of a record is what it says, else what the command says, else what its script tells.
#[test]
fn records_say_their_languages_or_their_script_does() {
    let case = Case::new();
    let answer = |record: Value, more: &[&str]| -> Value {
        let input = record.to_string();
        let align = ["align", "--jsonl", "--document"];
        let ran = case.run_with_input(align.iter().chain(more), input.as_bytes()).succeeds();
        serde_json::from_str(&ran.out).unwrap()
    };
    let languages = |answer: &Value| {
        let tag = |side: &str| answer[side].as_str().unwrap_or("?").to_owned();
        format!("{}>{}", tag("source_language"), tag("target_language"))
    };
    let pair = json!({ "source": ENGLISH[0], "target": ARABIC[0] });
    let turned = json!({ "source": [ARABIC[0]], "target": [ENGLISH[0]] });
    assert_eq!(languages(&answer(pair.clone(), &[])), "en>ar");
    assert_eq!(languages(&answer(turned, &[])), "ar>en");
    let british = ["--source-language", "en-GB"];
    assert_eq!(languages(&answer(pair.clone(), &british)), "en-GB>ar");
    let mut said = pair.clone();
    said["source_language"] = json!("en-AU");
    assert_eq!(languages(&answer(said.clone(), &british)), "en-AU>ar");
    said["source_language"] = json!("?");
    assert!(answer(said, &[])["error"].as_str().unwrap().contains("“?”"));
    for (source, words) in [("1, 2", "source_language"), (ARABIC[1], "both sides are Arabic")] {
        let mut odd = pair.clone();
        odd["source"] = json!(source);
        let error = answer(odd, &[])["error"].as_str().unwrap().to_owned();
        assert!(error.contains(words), "{error}");
    }
}
